"""What a line shows of itself: that it is a heading, a number, an ornament, or the opening of a note."""

from dataclasses import dataclass, field

from model.documents import labels, phrases, titles
from model.documents.hints import HEADER, SIGN
from model.documents.lines import BLANKS, Lines

_NEVER_FIRST = {*map(chr, range(ord(" ") + 1)), *BLANKS, *"\"'«»"}
"""No line with a sign begins with straight quotation marks, nor with controls and blanks."""

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
    starts
        Lines that start a paragraph whatever stands before them, and whether they are all of it.
    """

    breaks: list[int] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)
    numbers: list[tuple[int, tuple[int, bool]]] = field(default_factory=list)
    notes: list[int] = field(default_factory=list)
    starts: dict[int, bool] = field(default_factory=dict)

    def take(self, index: int, sign: "_Sign") -> None:
        """Enter the sign of one line."""
        if isinstance(sign, str):
            self.headings.append((index, sign))
        elif isinstance(sign, tuple):
            self.numbers.append((index, sign))
        else:
            (self.breaks if sign == _BREAK else self.notes).append(index)


def scan(text: str, lines: Lines, *, wrapped: bool, grouped: bool) -> Signs:
    """Look for signs on the few lines that can bear one.

    Parameters
    ----------
    text
        The text.
    lines
        Its lines.
    wrapped
        Whether lines end inside sentences.
    grouped
        Whether markup has parted the paragraphs.
    """
    signs = Signs()
    _scan_all(text, lines, wrapped or grouped, signs)
    _scan_head(text, lines, wrapped, signs)
    return signs


def _scan_all(text: str, lines: Lines, goes_on: bool, signs: Signs) -> None:
    chosen = lines.hinted(SIGN)
    columns = (chosen, lines.starts[chosen], lines.ends[chosen], lines.gaps[chosen])
    # What the shortest lines show is kept, because there may be a million of them, and few that differ.
    known: dict[tuple[str, bool], _Sign | None] = {}
    # As lists: to take single numbers out of arrays costs more than most of these lines' patterns.
    for index, start, end, gap in zip(*(column.tolist() for column in columns), strict=True):
        # A line in the middle of a hard-wrapped paragraph starts with any word, "chapter" too.
        opens = gap or not goes_on
        is_short = end - start <= _LONGEST_CANDIDATE
        line = text[start:end] if is_short else text[start : start + _SPECIMEN]
        key = (line, opens)
        sign = known[key] if key in known else _sign(line, opens, is_short)
        if end - start <= _SHORTEST_LINES:
            known[key] = sign
        if sign == _BREAK and not is_short and not titles.is_break(text[start:end]):
            sign = _NOTE if opens and phrases.is_note(line) else None
        if sign is not None:
            signs.take(index, sign)
            signs.starts[index] = sign != _NOTE or not goes_on


def _sign(line: str, opens: bool, is_short: bool) -> _Sign | None:
    if line[0] in _NEVER_FIRST:
        return None
    if titles.is_break(line):
        return _BREAK
    if opens and is_short and (found := _heading(line) or _number(line)):
        return found
    return _NOTE if opens and phrases.is_note(line) else None


def _heading(line: str) -> str | None:
    return line if titles.is_contents(line) else titles.heading_title(line)


def _number(line: str) -> tuple[int, bool] | None:
    if (bare := titles.bare_number(line)) is not None:
        return bare, False
    if (titled := titles.numbered_title(line)) is not None:
        return titled, True
    return None


def _scan_head(text: str, lines: Lines, wrapped: bool, signs: Signs) -> None:
    """Keep the header lines at the top of a posted story apart, though no blank line parts them."""
    for index in lines.hinted(HEADER, _HEAD_LINES).tolist():
        start, end = int(lines.starts[index]), int(lines.ends[index])
        line = text[start : min(end, start + _SPECIMEN)]
        if labels.label(line):
            goes_on = wrapped and (len(line) >= _LINE_THAT_WRAPS or _starts_lower(text, lines, index + 1))
            signs.starts[index] = not goes_on
        elif labels.is_byline(line):
            if index < 10 or lines.gaps[index]:
                signs.starts[index] = True
            else:
                signs.starts.pop(index, None)


def _starts_lower(text: str, lines: Lines, index: int) -> bool:
    return index < len(lines) and not lines.gaps[index] and text[lines.starts[index]].islower()
