"""A text cut into blocks: the paragraphs, headings, notes and ornaments that a reader of it would see."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.documents.document import NoteKind
from model.documents.lines import Lines, is_hard_wrapped, mark_paragraphs
from model.documents.signs import BREAK, Signs, scan


class Kind:
    """What a block is; plain integers, because there may be millions."""

    STORY: Final = 0
    HEADING: Final = 1
    NOTE: Final = 2
    BREAK: Final = 3


class Mark(NamedTuple):
    """What a format's own markup says of a stretch of text.

    Attributes
    ----------
    start, end
        Offsets into the text.
    level
        1 to 6 for a heading; 0 where it is none.
    note
        The kind of note; None where it is none.
    page
        Whether a new page of a book starts here.
    title
        A heading's words, where the text has more than them.
    """

    start: int
    end: int
    level: int = 0
    note: NoteKind | None = None
    page: bool = False
    title: str | None = None


@dataclass(slots=True)
class Blocks:
    """A text's blocks, with what has been found out about each so far.

    Attributes
    ----------
    text
        The text that offsets point into.
    spans : ndarray of int64, shape (n_blocks, 2)
        Where each block starts and ends.
    kinds
        One of ``Kind`` for each block; a byte each, since single bytes are read faster than items of arrays.
    levels
        Levels of the headings that markup declares, by block.
    titles
        Headings without their ornaments, by block.
    notes
        Kinds of the notes, by block.
    openings
        Blocks that an author's note starts with.
    numbers
        Blocks that hold only a number, or a number and a title, with that number.
    pages
        Blocks that a new page starts with.
    """

    text: str
    spans: NDArray[np.int64]
    kinds: bytearray
    levels: dict[int, int] = field(default_factory=dict)
    titles: dict[int, str] = field(default_factory=dict)
    notes: dict[int, NoteKind] = field(default_factory=dict)
    openings: set[int] = field(default_factory=set)
    numbers: dict[int, tuple[int, bool]] = field(default_factory=dict)
    pages: set[int] = field(default_factory=set)

    def __len__(self) -> int:
        return len(self.spans)

    def __getitem__(self, index: int) -> str:
        return self.text[slice(*self.span(index))]

    def span(self, index: int) -> tuple[int, int]:
        """Tell where a block starts and ends."""
        start, end = self.spans[index].tolist()
        return start, end

    def length(self, index: int) -> int:
        """Count a block's characters without copying them."""
        start, end = self.span(index)
        return end - start

    def opening(self, index: int, length: int = 400) -> str:
        """Give a block's first characters."""
        start, end = self.span(index)
        return self.text[start : min(start + length, end)]

    def is_story(self, index: int) -> bool:
        """Tell whether nothing but story has been seen in the block."""
        return self.kinds[index] == Kind.STORY

    def chapter_starts(self) -> list[int]:
        """List the blocks that chapters start with: the first one, headings, new pages."""
        headings = (index for index in self.titles if self.kinds[index] == Kind.HEADING)
        return sorted({0, *headings, *self.pages})

    def set_note(self, index: int, kind: NoteKind) -> None:
        """Take a block out of the story."""
        self.kinds[index] = Kind.NOTE
        self.notes[index] = kind

    def set_heading(self, index: int, title: str) -> None:
        """Make a block a chapter's heading."""
        self.kinds[index] = Kind.HEADING
        self.titles[index] = title


_LONGEST_HEADING = 200


def form_blocks(text: str, lines: Lines, marks: Sequence[Mark], *, grouped: bool) -> Blocks:
    """Cut a text into blocks and note what each shows of itself.

    Parameters
    ----------
    text
        The text.
    lines
        Its lines, or those of them that matter.
    marks
        What the format's markup says, in order.
    grouped
        Whether markup, not blank lines, has parted the paragraphs.

    Returns
    -------
    Blocks
        With headings, ornaments and the openings of notes recognised.
    """
    wrapped = is_hard_wrapped(lines)
    signs = scan(text, lines, wrapped=wrapped, grouped=grouped)
    spans = _mark_lines(lines, marks)
    starts = mark_paragraphs(lines, wrapped=wrapped, grouped=grouped)
    for line, is_alone in signs.starts.items():
        starts[line : line + 1 + is_alone] = True
    for _, first, stop in spans:
        starts[first] = True
        starts[first + 1 : stop] = False
        starts[stop : stop + 1] = True
    at = starts.nonzero()[0]
    blocks = Blocks(text, _spans(lines, at), bytearray(len(at)))
    _apply_signs(blocks, signs, at)
    _apply_marks(blocks, spans, at)
    return blocks


def _spans(lines: Lines, at: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give the bounds of the blocks that start at these lines."""
    spans = np.empty((len(at), 2), np.int64)
    spans[:, 0] = lines.starts[at]
    spans[:-1, 1] = lines.ends[at[1:] - 1]
    spans[-1:, 1] = lines.ends[-1:]
    return spans


def _mark_lines(lines: Lines, marks: Sequence[Mark]) -> list[tuple[Mark, int, int]]:
    """Find the range of lines of each mark; marks without any text are left out."""
    if not marks:
        return []
    firsts = np.searchsorted(lines.starts, [mark.start for mark in marks]).tolist()
    stops = np.searchsorted(lines.starts, [mark.end for mark in marks]).tolist()
    return [(mark, first, stop) for mark, first, stop in zip(marks, firsts, stops, strict=True) if first < stop]


def _apply_signs(blocks: Blocks, signs: Signs, at: NDArray[np.int64]) -> None:
    for block, sign in zip(_blocks_of(at, [*signs.found]), signs.found.values(), strict=True):
        if isinstance(sign, str):
            blocks.set_heading(block, sign)
        elif isinstance(sign, tuple):
            blocks.numbers[block] = sign
        elif sign == BREAK:
            # Markup may hold a heading's lines together, and an ornament under it does not unmake it.
            if block not in blocks.titles:
                blocks.kinds[block] = Kind.BREAK
        else:
            blocks.openings.add(block)


def _blocks_of(at: NDArray[np.int64], lines: Sequence[int]) -> list[int]:
    blocks: list[int] = (at.searchsorted(lines, side="right") - 1).tolist()
    return blocks


def _apply_marks(blocks: Blocks, spans: list[tuple[Mark, int, int]], at: NDArray[np.int64]) -> None:
    for (mark, _, _), block in zip(spans, _blocks_of(at, [first for _, first, _ in spans]), strict=True):
        if mark.page:
            blocks.pages.add(block)
        if mark.note:
            blocks.set_note(block, mark.note)
        elif mark.level and blocks.length(block) <= _LONGEST_HEADING and blocks.kinds[block] != Kind.BREAK:
            blocks.levels[block] = mark.level
            blocks.set_heading(block, mark.title or " ".join(blocks[block].split()))
