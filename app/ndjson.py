"""A batch as a stream: one JSON object a line both ways, https://github.com/ndjson/ndjson-spec

Answers leave while lines still come in. What is held at any time is bounded: the lines that are being
judged, one a thread and one in waiting, and a backlog of answers for a client that does not read yet.
"""

import asyncio
from collections.abc import AsyncIterator

import orjson
from fastapi import Response
from starlette.types import Receive, Scope, Send

from app.body import in_time, size
from app.judge import Judge
from app.problems import Problem
from app.service import Service

MEDIA_TYPES = ("application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines")


async def lines(chunks: AsyncIterator[bytes], limit: int) -> AsyncIterator[tuple[int, bytes | None]]:
    """Cut a stream into numbered lines, holding no more than ``limit`` bytes and a chunk.

    Parameters
    ----------
    chunks
        The stream, cut anywhere.
    limit
        The longest line, in bytes.

    Yields
    ------
    number : int
        Counted from 1; blank lines count but are not yielded.
    line : bytes or None
        None for a line over the limit, as soon as that is known.
    """
    held, number, skipping = bytearray(), 1, False
    async for chunk in chunks:
        start = 0
        while start < len(chunk):
            end = chunk.find(b"\n", start)
            piece = chunk[start:] if end < 0 else chunk[start:end]
            start = len(chunk) if end < 0 else end + 1
            if not skipping and len(held) + len(piece) > limit:
                skipping = True
                yield number, None
            if skipping:
                held.clear()
            else:
                held += piece
            if end >= 0:
                if held and not held.isspace():
                    yield number, bytes(held)
                held.clear()
                number, skipping = number + 1, False
    if held and not held.isspace():
        yield number, bytes(held)


class Exchange(Response):
    """The response to an NDJSON batch, which reads the rest of the request as it goes.

    Parameters
    ----------
    receive
        The request's.
    judge
        Who answers each line.
    service
        Whose limits hold.
    request_id
        For the log.
    """

    media_type = MEDIA_TYPES[0]

    def __init__(self, receive: Receive, judge: Judge, service: Service, request_id: str) -> None:
        self.status_code = 200
        self.background = None
        self.body = b""
        self.init_headers({"X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._receive = receive
        self._judge = judge
        self._service = service
        self._settings = service.settings
        self._request_id = request_id
        self._slots = asyncio.Semaphore(judge.threads + 1)
        self._backlog = 0
        self._drained = asyncio.Event()
        self._answers: asyncio.Queue[asyncio.Task[bytes] | None] = asyncio.Queue()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._service.batch():
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            reader = asyncio.create_task(self._read())
            try:
                while (task := await self._answers.get()) is not None:
                    answer = await task
                    await send({"type": "http.response.body", "body": answer + b"\n", "more_body": True})
                    self._backlog -= len(answer)
                    self._drained.set()
                last = await self._last_words(reader)
                await send({"type": "http.response.body", "body": last, "more_body": False})
            finally:
                reader.cancel()
                while not self._answers.empty():
                    if task := self._answers.get_nowait():
                        task.cancel()

    async def _read(self) -> None:
        try:
            chunks = in_time(self._receive, self._settings.patience_seconds)
            async for number, line in lines(chunks, self._settings.max_line_bytes):
                await self._slots.acquire()
                while self._backlog > self._settings.max_backlog_bytes:
                    self._drained.clear()
                    await self._drained.wait()
                self._answers.put_nowait(asyncio.create_task(self._answer(number, line)))
        finally:
            self._answers.put_nowait(None)

    @staticmethod
    async def _last_words(reader: asyncio.Task[None]) -> bytes:
        try:
            await reader
        except Problem as problem:
            return orjson.dumps({"error": problem.as_dict()}) + b"\n"
        return b""

    async def _answer(self, number: int, line: bytes | None) -> bytes:
        try:
            if line is None:
                answer = self._too_long(number)
            else:
                answer = await self._judge.run(self._judge.answer_line, self._request_id, number, line, batch=True)
        finally:
            self._slots.release()
        self._backlog += len(answer)
        return answer

    def _too_long(self, number: int) -> bytes:
        problem = Problem(
            "line-too-long",
            f"Line {number} is longer than the {size(self._settings.max_line_bytes)} that this service reads.",
        )
        return orjson.dumps({"line": number, "error": problem.as_dict()})
