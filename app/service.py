"""What the application holds while it lives: the judge, what is left of its resources, and whether it goes on."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from starlette.requests import Request

from app import candidate
from app.body import Budget, Collected
from app.judge import Judge
from app.queue import Queue, overloaded
from app.settings import Settings
from model import Classifier
from model.artifact import ArtifactError

logger = logging.getLogger("forewarn")


class Service:
    """The loaded model and all that guards it.

    Parameters
    ----------
    settings
        The service's settings.
    on_queue
        Told how many works wait, whenever that changes.
    on_model
        Told which model judges from now on.
    on_verdict
        Told the answer for each work.

    Attributes
    ----------
    judge : Judge or None
        None until the model is loaded.
    draining
        Whether the service answers what it has taken on and wants no more.
    """

    def __init__(
        self,
        settings: Settings,
        on_queue: Callable[[int], object] = lambda _: None,
        on_model: Callable[[Classifier], object] = lambda _: None,
        on_verdict: Callable[[dict[str, Any]], object] = lambda _: None,
    ) -> None:
        self.settings = settings
        self.judge: Judge | None = None
        self.draining = False
        self.budget = Budget(settings.max_held_bytes)
        self._on_queue = on_queue
        self._on_model = on_model
        self._on_verdict = on_verdict
        self._batches = settings.max_batches
        self._reloading = asyncio.Lock()

    def open(self) -> None:
        """Load the model.

        Raises
        ------
        ArtifactError
            The model must not be used.
        """
        settings = self.settings
        queue = Queue(settings.threads, settings.max_waiting, self._on_queue)
        try:
            classifier = candidate.load(settings)
        except ArtifactError as error:
            logger.error("%s", error)
            raise
        self.judge = Judge(classifier, settings.threads, queue, self._on_verdict)
        self._on_model(classifier)

    def close(self) -> None:
        """Finish what is under way."""
        judge, self.judge = self.judge, None
        if judge:
            judge.close()

    async def reload(self) -> None:
        """Load the model again, beside the one at work, and let it take over if it is fit to."""
        async with self._reloading:
            judge = self.judge
            if judge is None:
                return
            old = judge.classifier.sha256
            try:
                new = await asyncio.to_thread(candidate.load, self.settings)
            except ArtifactError as error:
                logger.error("the new model is refused, %.12s goes on: %s", old, error)
                return
            judge.classifier = new
            self._on_model(new)
            logger.info("model %.12s has taken over from %.12s", new.sha256, old)

    def collected(self, request: Request) -> Collected:
        """A request's body, within all limits; see `app.body.Collected`."""
        return Collected(request, self.settings.max_body_bytes, self.settings.patience_seconds, self.budget)

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Have room for a batch.

        Raises
        ------
        Problem
            ``overloaded``.
        """
        if not self._batches:
            raise overloaded(f"{self.settings.max_batches} batches are being judged already.")
        self._batches -= 1
        try:
            yield
        finally:
            self._batches += 1
