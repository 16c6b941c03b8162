"""From what a verdict points at to lines of the file."""

import re
from typing import Any, Final

from app.check.finding import Place
from model.documents import Document
from model.documents.sniff import HTML, MARKDOWN, PLAIN

AS_GIVEN: Final = (PLAIN.media_type, MARKDOWN.media_type)
"""Formats whose text is the file's, so that an offset tells the line."""

_PLAIN_WORDS = re.compile(r"[A-Za-z]+(?:\s+[A-Za-z]+){3,7}")
_BETWEEN_WORDS = r"(?:\s|&nbsp;|<[^<>]{0,300}>)+"
_RATING = re.compile(r"\brat(?:ing|ed)\b[\"'*_ ]*(?:</\w+>\s*)*[:=|]", re.IGNORECASE)
_WARNINGS = re.compile(r"\bwarnings?\b[\"'*_ ]*(?:</\w+>\s*)*[:=|]", re.IGNORECASE)
_PREFACE = 20_000
"""Characters of a file in which its statements are looked for."""


class Lines:
    """The lines of a work's file.

    Parameters
    ----------
    path
        As the command line names it.
    data
        The file.
    document
        The file, read.
    """

    def __init__(self, path: str, data: bytes, document: Document) -> None:
        self._path = path
        self._is_as_given = document.format in AS_GIVEN
        self._source: str | None = None
        if self._is_as_given:
            self._source = document.text
        elif document.format == HTML.media_type:
            self._source = data.decode("utf-8", "replace")

    def of_evidence(self, evidence: dict[str, Any] | None) -> Place:
        """Find a passage; the file alone where it can't be found."""
        if evidence is None or self._source is None:
            return Place(self._path)
        start, end = self._span(evidence)
        return self._place(start, end)

    def of_rating(self) -> Place:
        """Find the line that states the rating."""
        return self._statement(_RATING)

    def of_warnings(self) -> Place:
        """Find the line that states warnings."""
        return self._statement(_WARNINGS)

    def _span(self, evidence: dict[str, Any]) -> tuple[int, int]:
        assert self._source is not None
        start, end = evidence["start"], evidence["end"]
        if self._is_as_given and self._source[start:end] == evidence["text"]:
            return start, end
        for words in _PLAIN_WORDS.finditer(evidence["text"]):
            if found := re.search(_BETWEEN_WORDS.join(words[0].split()), self._source):
                return found.span()
        return 0, 0

    def _statement(self, pattern: re.Pattern[str]) -> Place:
        found = pattern.search(self._source or "", 0, _PREFACE)
        return self._place(found.start(), found.start()) if found else self._place(0, 0)

    def _place(self, start: int, end: int) -> Place:
        if self._source is None:
            return Place(self._path)
        line = self._source.count("\n", 0, start) + 1
        return Place(self._path, line, line + self._source.count("\n", start, max(start, end)))
