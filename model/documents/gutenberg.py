"""The header and the licence around a book of Project Gutenberg (https://www.gutenberg.org/policy/license.html)."""

import re

from model.documents.hints import MARGIN
from model.documents.lines import Lines

_START = re.compile(
    r"^[ \t]*\*{2,3}[ \t]?START OF (?:THE|THIS) PROJECT GUTENBERG[^\n]*"
    r"(?:\n[^\n]{1,200}){0,2}?\*{2,3}[ \t]*\r?$"
    r"|^[ \t]*\*END[ \t]?\*?[ \t]?THE SMALL PRINT![^\n]*$",
    re.IGNORECASE | re.MULTILINE,
)
_END = re.compile(
    r"^[ \t]*\*{2,3}[ \t]?END OF (?:THE|THIS) PROJECT GUTENBERG[^\n]*$"
    r"|^[ \t]*End of (?:the )?(?:Project Gutenberg(?:['’]s)?|this Project Gutenberg)\b[^\n]*$",
    re.IGNORECASE | re.MULTILINE,
)
_NAMES = ("project gutenberg", "the small print")
_LONGEST_MARGIN = 80
"""Characters of a line within which it names Project Gutenberg, where it is where a book begins or ends."""

_TITLE = re.compile(r"^Title:[ \t]*(\S[^\r\n]{0,200})", re.MULTILINE)
_CREDITS = re.compile(
    r"\s*(?:(?:produced by|e-?text prepared|transcribed|this e-?(?:book|text) was (?:produced|prepared)"
    r"|\[illustration)\b"
    r"(?:[^\r\n]+(?:\r?\n|$)){1,8})",
    re.IGNORECASE,
)
_LONGEST_HEADER = 100_000
_LONGEST_TAIL = 100_000


def _is_named(text: str, lines: Lines) -> bool:
    for start in lines.starts[lines.hinted(MARGIN)].tolist():
        if start < _LONGEST_HEADER or start >= len(text) - _LONGEST_TAIL:
            opening = text[start : start + _LONGEST_MARGIN].lower()
            if any(name in opening for name in _NAMES):
                return True
    return False


def find_body(text: str, lines: Lines) -> tuple[int, int, str | None] | None:
    """Find the book between Project Gutenberg's own words.

    Parameters
    ----------
    text
        The text.
    lines
        All of its lines.

    Returns
    -------
    tuple of (int, int, str or None) or None
        Where the book starts and ends, and the title that the header states. None where the text comes from
        elsewhere.
    """
    if not _is_named(text, lines):
        return None
    head, tail = text[:_LONGEST_HEADER], text[-_LONGEST_TAIL:]
    starts = list(_START.finditer(head))
    end = _END.search(tail)
    if not starts and not end:
        return None
    start = starts[-1].end() if starts else 0
    stop = len(text) - len(tail) + end.start() if end else len(text)
    if stop <= start:
        return None
    credits = _CREDITS.match(text, start, start + 2000)
    title = _TITLE.search(head[:start])
    return (credits.end() if credits else start), stop, title[1].strip() if title else None
