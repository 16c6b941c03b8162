"""A work to classify, and how it is put into a request."""

import base64
from collections.abc import AsyncIterable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from app.client.sources import Source, read

JSON = "application/json"
UNTYPED = "application/octet-stream"

Content = str | bytes | Path | BinaryIO | Iterable[bytes] | AsyncIterable[bytes]


@dataclass(frozen=True, slots=True)
class Work:
    """A work, and what the service may be told and asked of it.

    Attributes
    ----------
    content
        A plain text; or a file: its path, its bytes, itself (opened in binary), or its bytes as they come. An iterator
        of bytes is sent once: what has been taken from it is gone. `AsyncClient` takes asynchronous ones, too.
    id
        Returned with the verdict; that of a file as a string.
    media_type, filename
        Of a file; the service looks at the bytes where it is not told.
    rating, warnings
        What the work declares; takes the place of what the file says of itself. None for nothing said.
    include
        ``"text"``, ``"notes"``, ``"passages"``: what to return beside the verdict.
    evidence
        How many passages at most are to prove each warning.
    """

    content: Content
    id: str | int | None = None
    media_type: str | None = None
    filename: str | None = None
    rating: str | None = None
    warnings: tuple[str, ...] | None = None
    include: tuple[str, ...] = ()
    evidence: int | None = None

    @classmethod
    def of(cls, given: "Work | Content") -> "Work":
        """Make a work of what is none yet."""
        return given if isinstance(given, Work) else cls(given)

    def name(self) -> str | None:
        """The file's name, as far as it is known."""
        return self.filename or (self.content.name if isinstance(self.content, Path) else None)


@dataclass(frozen=True, slots=True)
class Message:
    """A body and what goes with it."""

    source: Source
    media_type: str
    parameters: tuple[tuple[str, str], ...] = ()


def message_of(work: Work) -> Message:
    """Put a work into a request of its own: a text into JSON, a file as it is."""
    if isinstance(work.content, str):
        return Message(Source(orjson.dumps({"text": work.content, **_fields(work)})), JSON)
    return Message(Source(work.content), work.media_type or UNTYPED, tuple(_parameters(work)))


def line_of(work: Work) -> bytes:
    """Put a work into a line of a batch."""
    if isinstance(work.content, str):
        return orjson.dumps({"text": work.content, **_fields(work)})
    encoded = base64.b64encode(read(work.content)).decode()
    typed = {"media_type": work.media_type} if work.media_type else {}
    return orjson.dumps({"content_base64": encoded, **typed, **_fields(work)})


def _fields(work: Work) -> Mapping[str, Any]:
    declared = {"rating": work.rating, "archive_warnings": None if work.warnings is None else list(work.warnings)}
    fields = {
        "id": work.id,
        "filename": work.name(),
        "declared": {key: value for key, value in declared.items() if value is not None} or None,
        "include": list(work.include) or None,
        "evidence": work.evidence,
    }
    return {key: value for key, value in fields.items() if value is not None}


def _parameters(work: Work) -> Iterable[tuple[str, str]]:
    named = {"id": work.id, "filename": work.name(), "rating": work.rating, "evidence": work.evidence}
    yield from ((name, str(value)) for name, value in named.items() if value is not None)
    yield from (("warning", warning) for warning in work.warnings or ())
    if work.include:
        yield "include", ",".join(work.include)
