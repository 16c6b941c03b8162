"""Who gives the verdicts: the model on this machine, or a service."""

import os
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from app.check.errors import CouldNotRun, Unjudged
from app.check.work import Work

if TYPE_CHECKING:
    from model import Classifier

KEY: Final = "FOREWARN_KEY"

OF_THE_WORK: Final = (400, 413, 415, 422)
"""The work is at fault; with any other status the next one would fare no better."""


class LocalJudge:
    """The model, in this process."""

    def __init__(self, classifier: "Classifier") -> None:
        self._classifier = classifier

    def __call__(self, work: Work) -> dict[str, Any]:
        """Judge a work."""
        return self._classifier.classify(work.document, evidence=1).as_dict()


class ServiceJudge:
    """A running service.

    Parameters
    ----------
    url
        Its base, such as ``http://localhost:8000``.
    key
        An API key, where the service asks for one.
    """

    def __init__(self, url: str, key: str | None) -> None:
        from app.client import Client

        self._url = url
        self._client = Client(url, key)

    def __call__(self, work: Work) -> dict[str, Any]:
        """Ask for the verdict on a work; again for a while, where the service is busy.

        Raises
        ------
        Unjudged
            The service refuses the work.
        CouldNotRun
            It can't be reached, refuses the key, or stays busy.
        """
        from app import client

        name = os.fsencode(os.path.basename(work.path)).decode("utf-8", "replace")
        try:
            return asdict(self._client.classify(client.Work(work.data, filename=name, evidence=1)))
        except client.Refused as error:
            if error.status in OF_THE_WORK:
                raise Unjudged(error.detail or str(error)) from None
            way_out = f" The key is taken from ${KEY}." if error.status in (401, 403) else ""
            raise CouldNotRun(f"{self._url} answers {error}{way_out}") from None
        except client.ForewarnError as error:
            raise CouldNotRun(f"{self._url} can't be asked: {error}") from None
