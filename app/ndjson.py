"""A batch as a stream: one JSON object a line both ways, https://github.com/ndjson/ndjson-spec

Answers leave while lines still come in. Lines that have come together are judged together, as many as make a turn.
What is held at any time is bounded: the turns that are being judged, one a thread and one in waiting, and a backlog
of answers for a client that does not read yet.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator

import orjson
from fastapi import Response
from starlette.types import Receive, Scope, Send

from app.body import in_time, size
from app.judge import TURN_BYTES, TURN_WORKS, Judge
from app.problems import Problem
from app.service import Service

MEDIA_TYPES = ("application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines")

Line = tuple[int, bytes | None]
"""Its number, counted from 1 (blank lines count), and its bytes; None for one over the limit."""


class Lines:
    """A stream that is cut into lines, holding no more than a line and a chunk.

    Parameters
    ----------
    limit
        The longest line, in bytes.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._held = bytearray()
        self._number = 1
        self._skipping = False

    def cut(self, chunk: bytes) -> Iterator[Line]:
        """Give the lines that end in a chunk, but for blank ones; one over the limit as soon as that is known."""
        start = 0
        while start < len(chunk):
            end = chunk.find(b"\n", start)
            piece = chunk[start:] if end < 0 else chunk[start:end]
            start = len(chunk) if end < 0 else end + 1
            if not self._skipping and len(self._held) + len(piece) > self._limit:
                self._skipping = True
                yield self._number, None
            if self._skipping:
                self._held.clear()
            else:
                self._held += piece
            if end >= 0:
                yield from self.end()

    def end(self) -> Iterator[Line]:
        """Give the line that ends here, unless it is blank."""
        if self._held and not self._held.isspace():
            yield self._number, bytes(self._held)
        self._held.clear()
        self._number, self._skipping = self._number + 1, False


async def groups(chunks: AsyncIterator[bytes], limit: int) -> AsyncIterator[list[Line]]:
    """Cut a stream into lines, and group those that have come together.

    Parameters
    ----------
    chunks
        The stream, cut anywhere.
    limit
        The longest line, in bytes.

    Yields
    ------
    list of Line
        As many as make a turn, or all that have come whole: nobody waits for more.
    """
    lines = Lines(limit)
    async for chunk in chunks:
        for group in _turns(lines.cut(chunk)):
            yield group
    for group in _turns(lines.end()):
        yield group


def _turns(lines: Iterator[Line]) -> Iterator[list[Line]]:
    group, n_bytes = list[Line](), 0
    for number, line in lines:
        group.append((number, line))
        n_bytes += len(line or b"")
        if len(group) == TURN_WORKS or n_bytes >= TURN_BYTES:
            yield group
            group, n_bytes = [], 0
    if group:
        yield group


class Exchange(Response):
    """The response to an NDJSON batch, which reads the rest of the request as it goes.

    Parameters
    ----------
    receive
        The request's.
    judge
        Who answers the lines.
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
        self._at_work = 0
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
                    await send({"type": "http.response.body", "body": answer, "more_body": True})
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
            async for group in groups(chunks, self._settings.max_line_bytes):
                await self._slots.acquire()
                while self._backlog > self._settings.max_backlog_bytes:
                    self._drained.clear()
                    await self._drained.wait()
                self._answers.put_nowait(asyncio.create_task(self._answer(group)))
        finally:
            self._answers.put_nowait(None)

    @staticmethod
    async def _last_words(reader: asyncio.Task[None]) -> bytes:
        try:
            await reader
        except Problem as problem:
            return orjson.dumps({"error": problem.as_dict()}) + b"\n"
        return b""

    async def _answer(self, group: list[Line]) -> bytes:
        self._at_work += 1
        try:
            answers = await self._judge.run(self._judged, group, batch=True, ahead=self._at_work > 1)
        finally:
            self._at_work -= 1
            self._slots.release()
        self._backlog += len(answers)
        return answers

    def _judged(self, group: list[Line]) -> bytes:
        answer = self._judge.answer_line
        return b"".join(
            (self._too_long(number) if line is None else answer(self._request_id, number, line)) + b"\n"
            for number, line in group
        )

    def _too_long(self, number: int) -> bytes:
        problem = Problem(
            "line-too-long",
            f"Line {number} is longer than the {size(self._settings.max_line_bytes)} that this service reads.",
        )
        return orjson.dumps({"line": number, "error": problem.as_dict()})
