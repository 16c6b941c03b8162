"""What a line shows of itself: that it is a heading, a number, an ornament, or the opening of a note."""

import re
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from model.documents import labels, phrases, titles
from model.documents.lines import Lines


def _codes(characters: str) -> NDArray[np.bool_]:
    table = np.zeros(256, dtype=bool)
    table[list(characters.encode("latin-1"))] = True
    return table


_ORNAMENTS = "".join(chr(code) for code in range(33, 256) if not chr(code).isalnum() and chr(code) not in "\"'«»")
_HEADING_FIRST = _codes("cpbvaeilftCPBVAEILFTxX0123456789" + _ORNAMENTS)
_NOTE_FIRST = _codes("aAnNbBtTeEpPsSoOcCqQiIfF" + _ORNAMENTS)
_BREAK_FIRST = _codes("oO0xXlLsStTfFeEpP" + _ORNAMENTS)
# What a line that starts with a letter has to start with; most of prose is ruled out by it, seven patterns at once.
_OPENING = re.compile(
    r"""(?: [ox](?:[\W_0ox]|$) | line|scene|page|time|section|the\s+end|fin|end|to\s+be|tbc
    | ch|part|book|vol|act|episode|canto|stave|table|contents|[ivxlc]+(?:[\W_]*$|[.:)])
    | prologue|epilogue|interlude|intermission|prelude|postlude|preface|foreword|introduction|afterword|conclusion|coda
    | a\s?[/\\]|(?-i:AN)|a\.n|[btn]/n|pre|post|beginning|opening|closing|top|bottom|quick|important|short
    | author|translator|beta )""",
    re.IGNORECASE | re.VERBOSE,
)
_LONGEST_CANDIDATE = 110
_SHORTEST_LINES = 12
_HEAD_LINES = 80
_LINE_THAT_WRAPS = 45
_SPECIMEN = 240

_BREAK, _NOTE = 0, 1
_Sign = str | tuple[int, bool] | int
"""A heading's words, a number that may be one, ``_BREAK`` or ``_NOTE``."""


@dataclass(slots=True)
class Signs:
    """What lines show, by line.

    Attributes
    ----------
    breaks
        Lines that only part two scenes.
    headings
        Lines that are headings, with their words.
    numbers
        Lines that hold a number, or a number and a title, with the number and whether there is a title.
    notes
        Lines that an author's note starts with.
    """

    breaks: list[int] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)
    numbers: list[tuple[int, tuple[int, bool]]] = field(default_factory=list)
    notes: list[int] = field(default_factory=list)

    def take(self, index: int, sign: "_Sign") -> None:
        """Enter the sign of one line."""
        if isinstance(sign, str):
            self.headings.append((index, sign))
        elif isinstance(sign, tuple):
            self.numbers.append((index, sign))
        else:
            (self.breaks if sign == _BREAK else self.notes).append(index)


def scan(text: str, lines: Lines, wrapped: bool, alone: NDArray[np.bool_], begin: NDArray[np.bool_]) -> Signs:
    """Look for signs on the few lines that can bear one.

    Parameters
    ----------
    text
        The text.
    lines
        Its lines.
    wrapped
        Whether a line without a blank one before it goes on with a paragraph.
    alone, begin : ndarray of bool, shape (n_lines,)
        Set for lines that are a paragraph of their own, and that start one.
    """
    signs = Signs()
    short = lines.ends - lines.starts <= _LONGEST_CANDIDATE
    # A line in the middle of a hard-wrapped paragraph starts with any word, "chapter" too.
    opens = lines.gaps | (not wrapped)
    can_break = _BREAK_FIRST[lines.first]
    can_head = _HEADING_FIRST[lines.first] & short & opens
    can_note = _NOTE_FIRST[lines.first] & opens
    chosen = np.flatnonzero(can_break | can_head | can_note)
    columns = (lines.starts, lines.ends, short, can_break, can_head, can_note)
    # What the shortest lines show is kept, because there may be a million of them, and few that differ.
    known: dict[tuple[str, bool, bool], _Sign | None] = {}
    # As lists: to take single numbers out of arrays costs more than most of these lines' patterns.
    for index, start, end, is_short, *may in zip(
        chosen.tolist(), *(column[chosen].tolist() for column in columns), strict=True
    ):
        line = text[start:end] if is_short else text[start : start + _SPECIMEN]
        key = (line, may[1], may[2])
        sign = known[key] if key in known else _sign(line, *may)
        if end - start <= _SHORTEST_LINES:
            known[key] = sign
        if sign == _BREAK and not is_short and not titles.is_break(text[start:end]):
            sign = _sign(line, False, *may[1:])
        if sign is None:
            continue
        signs.take(index, sign)
        begin[index] = sign == _NOTE
        alone[index] = sign != _NOTE or not wrapped
    return signs


def may_bear_sign(line: str) -> bool:
    """Tell at a glance whether a line can be anything but prose; some that are prose can."""
    return not (line[0].isascii() and line[0].isalpha()) or _OPENING.match(line) is not None


def _sign(line: str, may_break: bool, may_head: bool, may_note: bool) -> _Sign | None:
    if not may_bear_sign(line):
        return None
    if may_break and titles.is_break(line):
        return _BREAK
    if may_head and (found := _heading(line) or _number(line)):
        return found
    return _NOTE if may_note and phrases.is_note(line) else None


def _heading(line: str) -> str | None:
    return line if titles.is_contents(line) else titles.heading_title(line)


def _number(line: str) -> tuple[int, bool] | None:
    if (bare := titles.bare_number(line)) is not None:
        return bare, False
    if (titled := titles.numbered_title(line)) is not None:
        return titled, True
    return None


def scan_head(text: str, lines: Lines, wrapped: bool, alone: NDArray[np.bool_], begin: NDArray[np.bool_]) -> None:
    """Keep the header lines at the top of a posted story apart, though no blank line parts them."""
    spans = zip(lines.starts[:_HEAD_LINES].tolist(), lines.ends[:_HEAD_LINES].tolist(), strict=True)
    for index, (start, end) in enumerate(spans):
        line = text[start : min(end, start + _SPECIMEN)]
        if labels.label(line):
            begin[index] = True
            goes_on = wrapped and (len(line) >= _LINE_THAT_WRAPS or _starts_lower(text, lines, index + 1))
            alone[index] = not goes_on
        elif labels.is_byline(line):
            begin[index] = alone[index] = bool(index < 10 or lines.gaps[index])


def _starts_lower(text: str, lines: Lines, index: int) -> bool:
    return index < len(lines) and not lines.gaps[index] and text[lines.starts[index]].islower()
