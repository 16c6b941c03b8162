"""Where the lines of a text are (UAX #14, "BK"), as arrays, so that a hundred megabytes are no burden."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.documents import hints
from model.documents.errors import DocumentTooLarge
from model.kernel import N_CODES, Kernel, Layout

# Every line costs some microseconds. No prose, verse or chat has lines so short for so long.
_FREE_LINES = 50_000
_SHORTEST_AVERAGE = 16
_PIECE = 2**20
_PADDING = 128
_LINE = np.dtype(
    [
        *(("start", "i8"), ("end", "i8"), ("indent", "u4")),
        *(("after_gap", "?"), ("first", "u1"), ("last", "u1"), ("hints", "u1")),
    ]
)
_TASK = Layout.of(10, 3)
"""All as in the kernel's C."""

BLANKS = "".join(map(chr, (0x1680, *range(0x2000, 0x200C), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF)))
"""Spaces and separators beyond Latin-1, the byte order mark, and the zero width space that no one sees."""


def _latin() -> NDArray[np.uint8]:
    """Map code points to Latin-1: blanks, dashes and quotation marks to one that is like them, all others to "?"."""
    table = np.full(N_CODES, ord("?"), np.uint8)
    table[:256] = np.arange(256)
    table[0x2010:0x205F] = ord("-")
    table[[ord(blank) for blank in BLANKS]] = ord(" ")
    table[ord("：")] = ord(":")
    return table


_KERNEL = Kernel(_latin(), *hints.shapes(), *hints.openings())
_ENDS_SENTENCE = np.zeros(256, dtype=bool)
# A character outside of Latin-1 shows as "?" or "-": at a line's end that is nearly always a closing quote.
_ENDS_SENTENCE[list(b".!?\"')*_:;]>~-")] = True


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a text that are not blank.

    Attributes
    ----------
    starts, ends : ndarray of int64, shape (n_lines,)
        Offsets of each line's text, without the white space around it.
    indents : ndarray of uint32, shape (n_lines,)
        Width of the white space before the line's text.
    gaps : ndarray of bool, shape (n_lines,)
        Whether a blank line, or the start of the text, stands before the line.
    first, last : ndarray of uint8, shape (n_lines,)
        Latin-1 codes of each line's outermost characters; those of other characters are like theirs at best.
    hints : ndarray of uint8, shape (n_lines,)
        What each line may be besides prose, in bits; see ``model.documents.hints``.
    """

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    indents: NDArray[np.uint32]
    gaps: NDArray[np.bool_]
    first: NDArray[np.uint8]
    last: NDArray[np.uint8]
    hints: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.starts)

    def select(self, chosen: NDArray[np.bool_] | slice) -> "Lines":
        """Keep some of the lines."""
        return Lines(*(getattr(self, name)[chosen] for name in self.__slots__))

    def hinted(self, hint: int, stop: int | None = None) -> NDArray[np.int64]:
        """Find the lines that have a hint, all or those before one."""
        return (self.hints[:stop] & hint).nonzero()[0]


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
    parts = list[bytes]()
    n_breaks = 2  # Before the first line as after a blank one.
    for start, stop in _pieces(text):
        part, n_breaks = _lines_of_piece(text[start:stop], start, n_breaks)
        parts.append(part)
    found = np.frombuffer(b"".join(parts), _LINE)
    if len(found) > _FREE_LINES + len(text) // _SHORTEST_AVERAGE:
        raise DocumentTooLarge(
            f"The work has {len(found):,} lines of {len(text) / len(found):.0f} characters on average; over "
            f"{_FREE_LINES:,} lines are read where they have {_SHORTEST_AVERAGE}. Join its lines to paragraphs."
        )
    return Lines(*map(found.__getitem__, _LINE.names or ()))


def mark_paragraphs(lines: Lines, *, wrapped: bool, grouped: bool) -> NDArray[np.bool_]:
    """Decide at which lines paragraphs start.

    Parameters
    ----------
    lines
        The lines of the text.
    wrapped
        Whether lines end inside sentences; see ``is_hard_wrapped``.
    grouped
        Whether markup has parted the paragraphs, so that only very long groups of lines are looked into.

    Returns
    -------
    ndarray of bool, shape (n_lines,)
        Whether one starts there.
    """
    starts = lines.gaps.copy()
    starts[:1] = True
    if wrapped:
        if _indents_first_lines(lines):
            starts |= lines.indents > _usual_indent(lines)
    elif grouped:
        starts |= _group_sizes(lines) >= _LONG_GROUP
    elif len(lines) > _FEW_LINES_A_GROUP * np.count_nonzero(lines.gaps):
        starts[:] = True
    return starts


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


def _lines_of_piece(piece: str, offset: int, n_breaks: int) -> tuple[bytes, int]:
    """Find lines, as bytes, because NumPy copies structures field by field; count the breaks since the last one."""
    with _KERNEL as kernel:
        task = (*_lay_out(piece), len(piece), *kernel.constants, offset, n_breaks)
        n_breaks, lines, n_lines = kernel.run("find_lines", _TASK, *task)
        return kernel.values(lines, n_lines, _LINE).tobytes(), n_breaks


def _lay_out(piece: str) -> tuple[int, int]:
    """Lay a text out, a byte a character where that is simple; return its address and that of its code points."""
    return (_KERNEL.copy_bytes(piece.encode(), _PADDING), 0) if piece.isascii() else (0, _KERNEL.copy_text(piece))
