"""Whoever waits for an answer: for how long they may have to, and what is done for them when they hang up."""

import asyncio
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, TypeVar

from starlette.requests import ClientDisconnect, Request

from app.problems import Problem

Result = TypeVar("Result")


class Within:
    """Gives up what takes too long: `asyncio.timeout`, with an error of ours.

    Parameters
    ----------
    seconds
        From here to the end of the block.

    Raises
    ------
    Problem
        ``took-too-long``.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._limit = asyncio.timeout(seconds)

    async def __aenter__(self) -> None:
        await self._limit.__aenter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            await self._limit.__aexit__(kind, error, trace)
            if isinstance(error, TimeoutError) and self._limit.expired():
                raise error
        except TimeoutError:
            detail = f"From its headers to its answer the request took longer than {self._seconds:g} s."
            headers = {"Retry-After": "1", "Connection": "close"}
            raise Problem("took-too-long", detail, headers=headers) from None


async def unless_gone(request: Request, work: Coroutine[Any, Any, Result]) -> Result:
    """Do some work for a caller; what has not begun when the caller hangs up is not done.

    Parameters
    ----------
    request
        The request, its body read to the end.
    work
        What to do.

    Raises
    ------
    ClientDisconnect
        The caller has hung up.
    """
    doing = asyncio.current_task()
    assert doing is not None
    watching = asyncio.create_task(_cancel_when_gone(doing, request))
    try:
        return await work
    except asyncio.CancelledError:
        if not watching.done():
            raise
        doing.uncancel()
        raise ClientDisconnect from None
    finally:
        watching.cancel()


async def _cancel_when_gone(doing: asyncio.Task[Any], request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
    doing.cancel()
