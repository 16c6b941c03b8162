"""Who gives the verdicts: the model on this machine, or a service."""

import os
import time
from typing import TYPE_CHECKING, Any, Final

import httpx

from app.check.errors import CouldNotRun, Unjudged
from app.check.work import Work

if TYPE_CHECKING:
    from model import Classifier

TRIES: Final = 6
LONGEST_WAIT: Final = 60.0
TIMEOUT: Final = 150.0
"""Seconds; a service takes up to 120 for a request unless set otherwise."""

BUSY: Final = (429, 502, 503, 504)
REFUSED: Final = (400, 415, 422)
"""With a problem in the answer the work is at fault; so it is with 413, which a proxy may say without one."""

KEY: Final = "FOREWARN_KEY"


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
        self._url = url.rstrip("/")
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._client = httpx.Client(headers=headers, timeout=TIMEOUT)

    def __call__(self, work: Work) -> dict[str, Any]:
        """Ask for the verdict on a work; wait while the service is busy.

        Raises
        ------
        Unjudged
            The service refuses the work.
        CouldNotRun
            It can't be reached, refuses the key, or stays busy.
        """
        answer = self._asked(work)
        if answer.status_code == 413 or (answer.status_code in REFUSED and "detail" in _object(answer)):
            raise Unjudged(_detail(answer))
        if answer.status_code in (401, 403):
            raise CouldNotRun(f"{self._url} refuses: {_detail(answer)} The key is taken from ${KEY}.")
        verdict = _object(answer)
        if answer.status_code != 200 or "severities" not in verdict:
            raise CouldNotRun(f"{self._url} answers {answer.status_code}: {_detail(answer)}")
        return verdict

    def _asked(self, work: Work) -> httpx.Response:
        for tried in range(1, TRIES + 1):
            answer = self._post(work)
            if answer.status_code not in BUSY or tried == TRIES:
                break
            time.sleep(_wait(answer, tried))
        return answer

    def _post(self, work: Work) -> httpx.Response:
        file = (os.path.basename(work.path), work.data, "application/octet-stream")
        try:
            return self._client.post(f"{self._url}/v1/classify", files={"file": file}, data={"evidence": "1"})
        except httpx.HTTPError as error:
            raise CouldNotRun(f"{self._url} can't be asked: {error or type(error).__name__}") from None


def _wait(answer: httpx.Response, tried: int) -> float:
    said = answer.headers.get("Retry-After", "")
    return min(float(said) if said.isascii() and said.isdigit() else 0.5 * 2**tried, LONGEST_WAIT)


def _detail(answer: httpx.Response) -> str:
    said = _object(answer).get("detail")
    return str(said) if said else f"{answer.status_code} {answer.reason_phrase}."


def _object(answer: httpx.Response) -> dict[str, Any]:
    try:
        value = answer.json()
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
