"""A batch in parts.

A batch of any length is sent as requests of bounded size, one after the other. One endless request would have to be
read while it is sent, which httpx does not do, and could not be sent again when it breaks; a part can.
"""

from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, field, replace

from anyio import to_thread

from app.client.works import Content, Work, line_of

NDJSON = "application/x-ndjson"
MOST_WORKS = 32
MOST_BYTES = 1024 * 1024
"""Of a part; a work that is larger goes alone."""


@dataclass(slots=True)
class Part:
    """Some lines of a batch, the first of which has a number."""

    first: int = 1
    lines: list[bytes] = field(default_factory=list)
    size: int = 0

    def has_room_for(self, line: bytes) -> bool:
        """Whether the part may grow by a line."""
        return not self.lines or (len(self.lines) < MOST_WORKS and self.size + len(line) <= MOST_BYTES)

    def add(self, line: bytes) -> None:
        """Grow by a line."""
        self.lines.append(line)
        self.size += len(line)

    @property
    def numbers(self) -> range:
        """Of the works, counted from 1."""
        return range(self.first, self.first + len(self.lines))

    def body(self) -> bytes:
        """The part as NDJSON."""
        return b"\n".join(self.lines) + b"\n"


def parts_of(works: Iterable[Work | Content]) -> Iterator[Part]:
    """Take works from an iterator, no more of them than go into a part."""
    part = Part()
    for work in works:
        line = line_of(Work.of(work))
        if not part.has_room_for(line):
            yield part
            part = Part(part.numbers.stop)
        part.add(line)
    if part.lines:
        yield part


async def parts_as_they_come(
    works: Iterable[Work | Content] | AsyncIterable[Work | Content],
) -> AsyncIterator[Part]:
    """The same, from an iterator of either kind; files are read on a thread."""
    part = Part()
    async for work in works if isinstance(works, AsyncIterable) else _asynchronous(works):
        line = await to_thread.run_sync(line_of, await _gathered(Work.of(work)))
        if not part.has_room_for(line):
            yield part
            part = Part(part.numbers.stop)
        part.add(line)
    if part.lines:
        yield part


async def _gathered(work: Work) -> Work:
    if isinstance(work.content, AsyncIterable):
        return replace(work, content=b"".join([chunk async for chunk in work.content]))
    return work


async def _asynchronous(works: Iterable[Work | Content]) -> AsyncIterator[Work | Content]:
    for work in works:
        yield work
