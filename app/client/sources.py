"""Where a body comes from, opened anew for each attempt to send it, if it can be."""

import io
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from anyio import to_thread

CHUNK = 64 * 1024


class Source:
    """A body.

    Parameters
    ----------
    content
        Bytes, the path of a file, a file opened in binary, or bytes as they come.

    Attributes
    ----------
    is_spent
        Whether something was taken that can't be had again.
    """

    def __init__(self, content: bytes | Path | BinaryIO | Iterable[bytes] | AsyncIterable[bytes]) -> None:
        if isinstance(content, io.TextIOBase):
            raise TypeError("The file is opened as text; open it in binary: open(path, 'rb').")
        self._content: Any = content
        self._start = _position(content)
        self.is_spent = False

    @contextmanager
    def opened(self) -> Iterator[bytes | BinaryIO | Iterator[bytes]]:
        """Begin to send it."""
        if isinstance(self._content, AsyncIterable):
            raise TypeError("Bytes that come asynchronously are sent by AsyncClient.")
        if isinstance(self._content, bytes):
            yield self._content
        elif isinstance(self._content, Path):
            with self._content.open("rb") as file:
                yield file
        elif self._start is not None:
            self._content.seek(self._start)
            # httpx announces the length of a whole file, wherever it is read from.
            yield self._content if self._start == 0 else _chunks(self._content)
        else:
            yield self._taken()

    @contextmanager
    def opened_asynchronously(self) -> Iterator[bytes | AsyncIterator[bytes]]:
        """Begin to send it without holding up others; files are read on a thread."""
        if isinstance(self._content, AsyncIterable):
            yield self._taken_asynchronously()
            return
        with self.opened() as content:
            yield content if isinstance(content, bytes) else _asynchronous(_chunks(content))

    def _taken(self) -> Iterator[bytes]:
        for chunk in _chunks(self._content):
            self.is_spent |= _is_once(self._content)
            yield chunk

    async def _taken_asynchronously(self) -> AsyncIterator[bytes]:
        async for chunk in self._content:
            self.is_spent = True
            yield chunk


def read(content: Any) -> bytes:
    """All of it at once."""
    with Source(content).opened() as opened:
        return opened if isinstance(opened, bytes) else b"".join(_chunks(opened))


def _position(content: Any) -> int | None:
    return content.tell() if hasattr(content, "read") and content.seekable() else None


def _is_once(content: Any) -> bool:
    return hasattr(content, "read") or iter(content) is content


def _chunks(content: Any) -> Iterator[bytes]:
    return iter(lambda: content.read(CHUNK), b"") if hasattr(content, "read") else iter(content)


async def _asynchronous(chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
    while (chunk := await to_thread.run_sync(next, chunks, None)) is not None:
        yield chunk
