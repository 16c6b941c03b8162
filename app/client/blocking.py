"""The client that waits for its answers."""

import time
from collections.abc import Iterable, Iterator
from types import TracebackType

import httpx

from app.client import answers, settings
from app.client.errors import ForewarnError
from app.client.parts import NDJSON, parts_of
from app.client.results import Failure, Verdict
from app.client.retries import Retries
from app.client.sources import Source
from app.client.works import Content, Message, Work, message_of


class Client:
    """A client of the service; threads may share one.

    Parameters
    ----------
    base_url
        Where the service is.
    api_key
        ``fw_…``, where the service has keys.
    timeout
        Seconds, or httpx's own.
    retries
        When to ask again.
    transport
        What httpx sends requests through; its own unless told.
    """

    def __init__(
        self,
        base_url: str = settings.SERVICE,
        api_key: str | None = None,
        *,
        timeout: float | httpx.Timeout = settings.TIMEOUT,
        retries: Retries = Retries(),  # noqa: B008 -- it is frozen
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._http = httpx.Client(**settings.of_client(base_url, api_key, timeout), transport=transport)
        self._retries = retries

    def classify(self, work: Work | Content) -> Verdict:
        """Classify a work.

        Parameters
        ----------
        work
            The work, or what it is made of: a string is the text itself, a file is named by a ``Path``.

        Raises
        ------
        Refused
            The service can't or won't judge it.
        Unreachable, Misunderstood
            There is no answer of Forewarn's.
        """
        return answers.verdict_of(self._ask("/v1/classify", message_of(Work.of(work))))

    def classify_batch(self, works: Iterable[Work | Content]) -> Iterator[Verdict | Failure]:
        """Classify works as they come, in constant memory.

        Parameters
        ----------
        works
            Any number of works. They are taken, sent and answered some 32 at a time.

        Yields
        ------
        Verdict or Failure
            One for each work, in order: a work that can't be judged spoils no other.

        Raises
        ------
        Refused, Unreachable, Misunderstood
            The batch can't go on.
        """
        for part in parts_of(works):
            content = self._ask("/v1/classify/batch", Message(Source(part.body()), NDJSON))
            yield from answers.results_of(content, part.numbers)

    def close(self) -> None:
        """Let the connections go."""
        self._http.close()

    def __enter__(self) -> "Client":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _ask(self, path: str, message: Message) -> bytes:
        attempt = 1
        while True:
            outcome = self._attempt(path, message)
            if isinstance(outcome, bytes):
                return outcome
            pause = None if message.source.is_spent else self._retries.pause(attempt, outcome)
            if pause is None:
                raise outcome
            time.sleep(pause)
            attempt += 1

    def _attempt(self, path: str, message: Message) -> bytes | ForewarnError:
        headers = {"Content-Type": message.media_type}
        try:
            with message.source.opened() as content:
                response = self._http.post(path, content=content, params=message.parameters, headers=headers)
        except httpx.RequestError as error:
            return answers.failure(error)
        return response.content if response.is_success else answers.refusal(response)
