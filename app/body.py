"""A request's body: read up to a limit, never past it."""

from dataclasses import dataclass

from starlette.requests import Request

from app.problems import Problem
from app.settings import MIB

# What clients send that do not know what they send; curl's --data-binary says the first.
UNTYPED = frozenset({"application/x-www-form-urlencoded", "application/octet-stream", ""})


@dataclass(frozen=True, slots=True)
class Parcel:
    """What came over the wire: a body, its type, and the parameters of its address."""

    body: bytes
    content_type: str
    query: bytes = b""


async def collect(request: Request, limit: int) -> Parcel:
    """Read a request's body, but never more than ``limit`` bytes and the chunk that passes it.

    Raises
    ------
    Problem
        ``body-too-large``; before anything is read where the length is announced.
    """
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > limit:
        raise _too_large(f"is {size(int(announced))}", limit)
    chunks, received = [], 0
    async for chunk in request.stream():
        received += len(chunk)
        if received > limit:
            raise _too_large(f"goes on after {size(received)}", limit)
        chunks.append(chunk)
    return Parcel(b"".join(chunks), request.headers.get("content-type", ""), request.scope["query_string"])


def _too_large(what: str, limit: int) -> Problem:
    return Problem("body-too-large", f"The body {what}; this service reads up to {size(limit)}.")


def size(count: int) -> str:
    """A number of bytes for people, for example ``"31.2 MiB (32,715,571 bytes)"``."""
    exact = f"{count:,} bytes"
    return exact if count < MIB else f"{count / MIB:.1f} MiB ({exact})"


def essence(content_type: str) -> str:
    """A media type without its parameters, for example ``"text/html"``."""
    return content_type.partition(";")[0].strip().lower()
