"""A multipart/form-data body, taken apart in memory: RFC 7578, https://www.rfc-editor.org/rfc/rfc7578

The body's size is bounded before it gets here, so nothing is spooled to a disk that may be read-only.
"""

import logging
from dataclasses import dataclass, field

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from app.problems import Problem

MAX_PARTS = 100

# It warns of the bytes that it did not expect, which are a work's.
logging.getLogger("python_multipart").setLevel(logging.CRITICAL)


@dataclass(slots=True)
class Part:
    """A field of a form; ``filename`` is None where it is no file."""

    name: str = ""
    filename: str | None = None
    media_type: str | None = None
    data: bytearray = field(default_factory=bytearray)


def parts_of(body: bytes, content_type: str) -> list[Part]:
    """Take a form apart.

    Parameters
    ----------
    body
        The whole body.
    content_type
        The request's ``Content-Type``, which names the boundary.

    Raises
    ------
    Problem
        ``malformed-form``.
    """
    _, options = parse_options_header(content_type)
    boundary = options.get(b"boundary")
    if not boundary:
        raise Problem("malformed-form", "The Content-Type header names no boundary.")
    collector = _Collector()
    try:
        parser = MultipartParser(boundary, collector.callbacks())  # type: ignore[arg-type]
        parser.write(body)
        parser.finalize()
    except FormParserError:
        raise Problem("malformed-form", "The body is not the multipart form that its Content-Type announces.") from None
    if not collector.ended:
        raise Problem("malformed-form", "The form breaks off before its closing boundary.")
    return collector.parts


class _Collector:
    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.ended = False
        self._header = b""
        self._value = b""

    def callbacks(self) -> dict[str, object]:
        return {
            "on_part_begin": self._begin,
            "on_part_data": self._data,
            "on_header_field": self._header_field,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_end": self._end,
        }

    def _begin(self) -> None:
        if len(self.parts) == MAX_PARTS:
            raise Problem("malformed-form", f"The form has more than {MAX_PARTS} parts.")
        self.parts.append(Part())

    def _data(self, data: bytes, start: int, end: int) -> None:
        self.parts[-1].data += memoryview(data)[start:end]

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        name, value = self._header.lower(), self._value
        self._header = self._value = b""
        if name == b"content-disposition":
            _, options = parse_options_header(value)
            self.parts[-1].name = options.get(b"name", b"").decode("utf-8", "replace")
            if b"filename" in options:
                self.parts[-1].filename = options[b"filename"].decode("utf-8", "replace")
        elif name == b"content-type":
            self.parts[-1].media_type = value.decode("latin-1")

    def _end(self) -> None:
        self.ended = True
