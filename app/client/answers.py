"""Bytes that came back, as results or errors."""

import email.utils
import math
import time
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, TypeVar

import httpx
import orjson
from pydantic import TypeAdapter, ValidationError

from app.client.errors import ForewarnError, Misunderstood, Refused, Unreachable
from app.client.results import Failure, Problem, Verdict

Result = TypeVar("Result")

_VERDICT = TypeAdapter(Verdict)
_PROBLEM = TypeAdapter(Problem)


def verdict_of(content: bytes) -> Verdict:
    """The verdict in an answer.

    Raises
    ------
    Misunderstood
        It holds none.
    """
    return _understood(_VERDICT, _parsed(content))


def results_of(content: bytes, numbers: range) -> Iterator[Verdict | Failure]:
    """The answers for a part of a batch.

    Parameters
    ----------
    content
        NDJSON.
    numbers
        Of the works that were asked about.

    Raises
    ------
    Refused
        The service gave the part up.
    Misunderstood
        It is no answer for so many works.
    """
    lines = [_parsed(line) for line in content.splitlines()]
    for line in lines:
        # An error that names no line is the batch's, not a work's.
        if "error" in line and "line" not in line:
            raise Refused(_understood(_PROBLEM, line["error"]))
    if len(lines) != len(numbers):
        raise Misunderstood(f"{len(numbers)} works were sent and {len(lines)} answered.")
    for number, line in zip(numbers, lines, strict=True):
        if "error" in line:
            yield Failure(number, line.get("id"), _understood(_PROBLEM, line["error"]))
        else:
            yield _understood(_VERDICT, line)


def refusal(response: httpx.Response) -> Refused:
    """The error that an answer without success is."""
    try:
        problem = _understood(_PROBLEM, _parsed(response.content))
    except Misunderstood:
        known = {each.value: each.phrase for each in HTTPStatus}
        problem = Problem(known.get(response.status_code, "Unknown status"), response.status_code)
    return Refused(problem, seconds_of(response.headers))


def failure(error: httpx.RequestError) -> ForewarnError:
    """The error that a broken exchange is."""
    is_passing = isinstance(error, httpx.NetworkError | httpx.RemoteProtocolError | httpx.ConnectTimeout)
    detail = f"{error.request.url.copy_with(query=None)}: {str(error) or type(error).__name__}"
    return Unreachable(detail, is_passing=is_passing)


def seconds_of(headers: Mapping[str, str]) -> float | None:
    """The seconds in Retry-After, which may be a date: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after"""
    told = headers.get("retry-after", "").strip()
    try:
        seconds = (
            float(told) if told[:1].isdigit() else email.utils.parsedate_to_datetime(told).timestamp() - time.time()
        )
    except ValueError:
        return None
    return max(seconds, 0.0) if math.isfinite(seconds) else None


def _parsed(content: bytes) -> Any:
    try:
        parsed = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise Misunderstood(f"The answer is not JSON: {error}.") from None
    if not isinstance(parsed, dict):
        raise Misunderstood("The answer is not a JSON object.")
    return parsed


def _understood(kind: TypeAdapter[Result], parsed: Any) -> Result:
    try:
        return kind.validate_python(parsed)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(step) for step in first["loc"])
        raise Misunderstood(f"The answer is not Forewarn's: {where}: {first['msg']}.") from None
