"""What a line shows of itself: that it is a heading, a number, an ornament, or the opening of a note."""

from dataclasses import dataclass, field
from functools import lru_cache

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

BREAK, NOTE = 0, 1
Sign = str | tuple[int, bool] | int
"""A heading's words; a number that may be one, and whether a title follows it; ``BREAK``, of a line that only parts two
scenes; or ``NOTE``, of a line that an author's note starts with."""


@dataclass(slots=True)
class Signs:
    """What lines show, by line.

    Attributes
    ----------
    found
        Their signs.
    starts
        Lines that start a paragraph whatever stands before them, and whether they are all of it.
    """

    found: dict[int, Sign] = field(default_factory=dict)
    starts: dict[int, bool] = field(default_factory=dict)


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
    # As lists: to take single numbers out of arrays costs more than most of these lines' patterns.
    for index, start, end, gap in zip(*(column.tolist() for column in columns), strict=True):
        # A line in the middle of a hard-wrapped paragraph starts with any word, "chapter" too.
        opens = gap or not goes_on
        is_short = end - start <= _LONGEST_CANDIDATE
        line = text[start:end] if is_short else text[start : start + _SPECIMEN]
        sign = _sign_of_few(line, opens) if end - start <= _SHORTEST_LINES else _sign(line, opens, is_short)
        if sign == BREAK and not is_short and not titles.is_break(text[start:end]):
            sign = NOTE if opens and phrases.is_note(line) else None
        if sign is not None:
            signs.found[index] = sign
            signs.starts[index] = sign != NOTE or not goes_on


def _sign(line: str, opens: bool, is_short: bool = True) -> Sign | None:
    if line[0] in _NEVER_FIRST:
        return None
    if titles.is_break(line):
        return BREAK
    if opens and is_short and (found := _heading(line) or _number(line)):
        return found
    return NOTE if opens and phrases.is_note(line) else None


# The shortest lines are the same few in most texts, and there may be a million of them in one.
_sign_of_few = lru_cache(maxsize=1024)(_sign)


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
