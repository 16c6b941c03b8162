"""A request's body: read up to a limit, never past it, and not at any pace."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive

from app.problems import Problem
from app.queue import overloaded
from app.settings import MIB

LEAST_RATE = 1024
"""Bytes a second that a client has to send, or to read, on average."""

# What clients send that do not know what they send; curl's --data-binary says the first.
UNTYPED = frozenset({"application/x-www-form-urlencoded", "application/octet-stream", ""})


@dataclass(frozen=True, slots=True)
class Parcel:
    """What came over the wire: a body, its type, and the parameters of its address."""

    body: bytes
    content_type: str
    query: bytes = b""


class Budget:
    """Bytes of bodies that may be held in memory at once."""

    def __init__(self, limit: int) -> None:
        self._left = limit

    def take(self, count: int) -> None:
        """Take some of it.

        Raises
        ------
        Problem
            ``overloaded``: not so much is left.
        """
        if count > self._left:
            raise overloaded("Too many bodies are held in memory already.", headers={"Connection": "close"})
        self._left -= count

    def give(self, count: int) -> None:
        """Give it back."""
        self._left += count


class Collected:
    """Reads a request's body, but never more than ``limit`` bytes and the chunk that passes it.

    An asynchronous context manager, of a `Parcel`.

    Parameters
    ----------
    request
        The request.
    limit
        The largest body, in bytes.
    patience
        See `in_time`.
    budget
        What the body is held against until the end of the block.

    Raises
    ------
    Problem
        ``body-too-large``, before anything is read where the length is announced; ``too-slow``; ``overloaded``.
    """

    def __init__(self, request: Request, limit: int, patience: float, budget: Budget) -> None:
        self._request = request
        self._limit = limit
        self._patience = patience
        self._budget = budget
        self._received = 0

    async def __aenter__(self) -> Parcel:
        request = self._request
        announced = request.headers.get("content-length", "")
        if announced.isdecimal() and int(announced) > self._limit:
            raise _too_large(f"is {size(int(announced))}", self._limit)
        chunks = []
        try:
            async for chunk in in_time(request.receive, self._patience):
                if self._received + len(chunk) > self._limit:
                    raise _too_large(f"goes on after {size(self._received + len(chunk))}", self._limit)
                self._budget.take(len(chunk))
                self._received += len(chunk)
                chunks.append(chunk)
            return Parcel(b"".join(chunks), request.headers.get("content-type", ""), request.scope["query_string"])
        except BaseException:
            self._budget.give(self._received)
            raise

    async def __aexit__(self, *_: object) -> None:
        self._budget.give(self._received)


async def in_time(receive: Receive, patience: float) -> AsyncIterator[bytes]:
    """Read what a client sends, as long as it does not dawdle.

    Parameters
    ----------
    receive
        The request's.
    patience
        Seconds that the client may be silent. What it has left runs down only while it is waited for, and each
        `LEAST_RATE` bytes give it a second back.

    Yields
    ------
    bytes
        The body, cut anywhere.

    Raises
    ------
    Problem
        ``too-slow``.
    ClientDisconnect
        The caller has hung up.
    """
    loop, left, more = asyncio.get_running_loop(), patience, True
    while more:
        begun = loop.time()
        try:
            async with asyncio.timeout(left):
                message = await receive()
        except TimeoutError:
            detail = f"The request stopped coming, or came too slowly, for {patience:g} s."
            raise Problem("too-slow", detail, headers={"Connection": "close"}) from None
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        chunk, more = message.get("body", b""), message.get("more_body", False)
        left = min(patience, left - (loop.time() - begun) + len(chunk) / LEAST_RATE)
        yield chunk


def _too_large(what: str, limit: int) -> Problem:
    return Problem("body-too-large", f"The body {what}; this service reads up to {size(limit)}.")


def size(count: int) -> str:
    """A number of bytes for people, for example ``"31.2 MiB (32,715,571 bytes)"``."""
    exact = f"{count:,} bytes"
    return exact if count < MIB else f"{count / MIB:.1f} MiB ({exact})"


def essence(content_type: str) -> str:
    """A media type without its parameters, for example ``"text/html"``."""
    return content_type.partition(";")[0].strip().lower()
