"""What every reader of a format produces: the work's text, and where its story lies in it."""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

NoteKind = Literal["summary", "author_note", "end_note", "tags", "disclaimer", "boilerplate", "header"]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of the story.

    Attributes
    ----------
    title
        The heading as printed, or an empty string.
    paragraphs : ndarray of int64, shape (n_paragraphs, 2)
        Start and end offset of each paragraph of story in ``Document.text``, in order, never overlapping.
        A heading is not a paragraph.
    """

    title: str
    paragraphs: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Note:
    """Text that came with the work and is not its story; kept, shown, never scored."""

    kind: NoteKind
    text: str


@dataclass(frozen=True, slots=True)
class Declared:
    """What a work, or whoever sends it, states of itself.

    Attributes
    ----------
    rating
        One of ``taxonomy.RATINGS`` or ``taxonomy.NOT_RATED``; None where nothing is stated.
    archive_warnings
        Names out of ``taxonomy.ARCHIVE_WARNINGS``, in the order stated.
    """

    rating: str | None = None
    archive_warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A work, read.

    Attributes
    ----------
    text
        The text as given (plain text, Markdown) or as extracted (HTML, EPUB, docx). Every offset in a
        verdict counts Unicode code points of it, so that ``text[start:end]`` is the evidence.
    format
        The media type it was read as.
    chapters
        The story, in reading order. At least one where there is any story.
    """

    text: str
    format: str
    title: str | None = None
    chapters: tuple[Chapter, ...] = ()
    notes: tuple[Note, ...] = ()
    declared: Declared = field(default_factory=Declared)
