"""Where the lines of a text are (UAX #14, "BK"), as arrays, so that a hundred megabytes are no burden."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.documents.errors import DocumentTooLarge
from model.kernel import Kernel

# Every line costs some microseconds. No prose, verse or chat has lines so short for so long.
_FREE_LINES = 50_000
_SHORTEST_AVERAGE = 16
_PIECE = 2**20
_KERNEL = Kernel()
_PADDING = 128
_LINE = np.dtype(
    [*((name, "u4") for name in ("start", "end", "number", "indent")), ("first", "u1"), ("last", "u1")], align=True
)
"""Both as in the kernel's C."""

# Latin-1 stays as it is, and all else is "?" but spaces and separators, the byte order mark and the zero width space
# that no one sees.
_LATIN = np.full(0x10000, ord("?"), np.uint8)
_LATIN[:256] = np.arange(256)
_LATIN[[0x1680, *range(0x2000, 0x200C), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF]] = ord(" ")
_ENDS_SENTENCE = np.zeros(256, dtype=bool)
# A character outside of Latin-1 shows as "?": at a line's end that is nearly always a closing quote.
_ENDS_SENTENCE[list(b".!?\"')*_:;]>~-")] = True


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a text that are not blank.

    Attributes
    ----------
    starts, ends : ndarray of int64, shape (n_lines,)
        Offsets of each line's text, without the white space around it.
    gaps : ndarray of bool, shape (n_lines,)
        Whether a blank line, or the start of the text, stands before the line.
    numbers : ndarray of int64, shape (n_lines,)
        Which line of the text it is, blank ones counted, from 0.
    indents : ndarray of int64, shape (n_lines,)
        Width of the white space before the line's text.
    first, last : ndarray of uint8, shape (n_lines,)
        Latin-1 codes of each line's outermost characters; ``ord("?")`` for all others.
    """

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    gaps: NDArray[np.bool_]
    numbers: NDArray[np.int64]
    indents: NDArray[np.int64]
    first: NDArray[np.uint8]
    last: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.starts)

    def select(self, chosen: NDArray[np.bool_] | slice) -> "Lines":
        """Keep some of the lines."""
        return Lines(
            self.starts[chosen],
            self.ends[chosen],
            self.gaps[chosen],
            self.numbers[chosen],
            self.indents[chosen],
            self.first[chosen],
            self.last[chosen],
        )

    def reread(self, text: str) -> "Lines":
        """Look up the outermost characters again, after offsets were moved."""
        if not len(self):
            return self
        first = _latin_codes("".join([text[at] if at < len(text) else "?" for at in self.starts.tolist()]))
        return Lines(self.starts, self.ends, self.gaps, self.numbers, self.indents, first, self.last)


def find_lines(text: str) -> Lines:
    """Find the lines of a text; ``\\n``, ``\\r\\n`` and a lone ``\\r`` end one.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    Lines
        Those with something on them.

    Raises
    ------
    DocumentTooLarge
        Where a long text is all lines of a few characters.
    """
    parts = []
    counted = 0
    for start, stop in _pieces(text):
        part, breaks = _lines_of_piece(text[start:stop], start, counted)
        parts.append(part)
        counted += breaks
    starts, ends, numbers, indents, first, last = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    if len(starts) > _FREE_LINES + len(text) // _SHORTEST_AVERAGE:
        raise DocumentTooLarge(
            f"The work has {len(starts):,} lines of {len(text) / len(starts):.0f} characters on average; over "
            f"{_FREE_LINES:,} lines are read where they have {_SHORTEST_AVERAGE}. Join its lines to paragraphs."
        )
    gaps = np.diff(numbers, prepend=-2) > 1
    return Lines(starts, ends, gaps, numbers, indents, first, last)


def paragraph_starts(
    lines: Lines, begin: NDArray[np.bool_], alone: NDArray[np.bool_], *, grouped: bool
) -> NDArray[np.int64]:
    """Decide at which lines paragraphs start.

    Parameters
    ----------
    lines
        The lines of the text.
    begin : ndarray of bool, shape (n_lines,)
        Lines that start a paragraph whatever stands before them.
    alone : ndarray of bool, shape (n_lines,)
        Lines that are a paragraph of their own.
    grouped
        Whether markup has parted the paragraphs, so that only very long groups of lines are looked into.

    Returns
    -------
    ndarray of int64
        Indices of lines, rising.
    """
    starts = lines.gaps | begin | alone
    starts[1:] |= alone[:-1]
    if len(lines):
        starts[0] = True
    if is_hard_wrapped(lines):
        if _indents_first_lines(lines):
            starts |= lines.indents > _usual_indent(lines)
    elif grouped:
        starts |= _group_sizes(lines) >= _LONG_GROUP
    elif len(lines) > _FEW_LINES_A_GROUP * np.count_nonzero(lines.gaps):
        starts[:] = True
    return np.flatnonzero(starts)


_FEW_LINES_A_GROUP = 1.5
_LONG_GROUP = 10
_MOSTLY = 0.5
_LONG_LINE = 45


def is_hard_wrapped(lines: Lines) -> bool:
    """Tell whether line ends fall inside sentences, as in e-mail and at Project Gutenberg."""
    inner = ~lines.gaps[1:]
    followed = lines.last[:-1][inner]
    if not len(followed):
        return False
    # Short lines are verse, headings and small talk; where there are longer ones, those decide.
    long = (lines.ends - lines.starts)[:-1][inner] >= _LONG_LINE
    if long.any():
        followed = followed[long]
    return bool(_ENDS_SENTENCE[followed].mean() < _MOSTLY)


def _group_sizes(lines: Lines) -> NDArray[np.int64]:
    """Count, for each line, the lines between the two gaps around it."""
    groups = np.cumsum(lines.gaps)
    return np.asarray(np.bincount(groups)[groups], np.int64)


def _usual_indent(lines: Lines) -> int:
    return int(np.median(lines.indents)) if len(lines) else 0


def _indents_first_lines(lines: Lines) -> bool:
    """Tell whether an indented line, not a blank one, marks a paragraph's start.

    Quoted verse is indented too, but line after line; first lines stand alone among lines that are not.
    """
    indented = lines.indents > _usual_indent(lines)
    inside = indented & ~lines.gaps
    alone = inside.copy()
    alone[1:] &= ~indented[:-1]
    return bool(np.count_nonzero(alone) > np.count_nonzero(lines.gaps) and alone.sum() * 2 > inside.sum())


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Cut a text at line ends, so that the arrays over its characters stay small."""
    start = 0
    while len(text) - start > _PIECE:
        stop = text.find("\n", start + _PIECE) + 1
        if stop == 0:
            break
        yield start, stop
        start = stop
    yield start, len(text)


def _lines_of_piece(piece: str, offset: int, counted: int) -> tuple[tuple[NDArray[Any], ...], int]:
    codes = _latin_codes(piece)
    with _KERNEL as kernel:
        room = kernel.room(len(codes) + _PADDING, np.uint8)
        room.values[: len(codes)] = codes
        lines = kernel.room((len(codes) + 1) // 2 + 1, _LINE)
        *_, n_lines, n_breaks = kernel.call("find_lines", room, len(codes), lines, 0, 0)
        found = lines.values[:n_lines].copy()
    starts, ends, numbers, indents = (found[name].astype(np.int64) for name in ("start", "end", "number", "indent"))
    return (starts + offset, ends + offset, numbers + counted, indents, found["first"], found["last"]), n_breaks


def _latin_codes(piece: str) -> NDArray[np.uint8]:
    """One byte a character, so that offsets of bytes are offsets of text."""
    if piece.isascii():
        return np.frombuffer(piece.encode("ascii"), np.uint8)
    codes = np.frombuffer(piece.encode("utf-32-le", "surrogatepass"), "<u4")
    return _LATIN.take(codes, mode="clip")
