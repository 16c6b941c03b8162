"""From the blocks of a page, a book or a file to a document whose text is its story alone."""

from collections.abc import Iterable

import numpy as np

from model.documents import gutenberg
from model.documents.blocks import Mark
from model.documents.declared import merge
from model.documents.document import Chapter, Declared, Document, Note
from model.documents.extraction import Block
from model.documents.lines import find_lines
from model.documents.structure import arrange

_GAP = "\n\n"
_NOTHING = Declared()


def assemble(
    blocks: Iterable[Block],
    media_type: str,
    *,
    title: str | None = None,
    notes: tuple[Note, ...] = (),
    declared: Declared = _NOTHING,
) -> Document:
    """Join blocks to a text, find the story in it, and keep only that.

    Parameters
    ----------
    blocks
        All of the work's text, in reading order.
    media_type
        The format it was read from.
    title, notes, declared
        What the format states outside of the text.

    Returns
    -------
    Document
        Its ``text`` holds chapter headings and paragraphs, parted by blank lines.
    """
    text, marks = _join(blocks)
    lines = find_lines(text)
    if body := gutenberg.find_body(text, lines):
        start, stop, stated = body
        around = (text[:start].strip(), text[stop:].strip())
        notes += tuple(Note("boilerplate", each) for each in around if each)
        lines = lines.select((lines.starts >= start) & (lines.ends <= stop))
        marks = [mark for mark in marks if start <= mark.start and mark.end <= stop]
        title = title or stated
    outline = arrange(text, lines, marks, title=title, grouped=True)
    story, chapters = _story(text, outline.chapters)
    return Document(
        story,
        media_type,
        outline.title,
        chapters,
        (*notes, *outline.notes),
        merge(declared, outline.declared),
    )


def _join(blocks: Iterable[Block]) -> tuple[str, list[Mark]]:
    """Write all blocks into one text, and mark where those are that markup sets apart."""
    texts: list[str] = []
    marks: list[Mark] = []
    at = 0
    for block in blocks:
        end = at + len(block.text)
        if block.level or block.note or block.page:
            marks.append(Mark(at, end, block.level, block.note, block.page))
        texts.append(block.text)
        at = end + len(_GAP)
    return _GAP.join(texts), marks


def _story(text: str, chapters: tuple[Chapter, ...]) -> tuple[str, tuple[Chapter, ...]]:
    """Write headings and paragraphs anew, and count offsets in what is written."""
    if not chapters:
        return "", ()
    spans = np.concatenate([chapter.paragraphs for chapter in chapters])
    stops = np.cumsum([len(chapter.paragraphs) for chapter in chapters])
    firsts = np.concatenate(([0], stops[:-1]))
    lengths = spans[:, 1] - spans[:, 0]
    before = np.zeros(len(spans), np.int64)
    before[firsts] = [len(chapter.title) + len(_GAP) if chapter.title else 0 for chapter in chapters]
    ends = np.cumsum(before + lengths + len(_GAP)) - len(_GAP)
    moved = np.column_stack((ends - lengths, ends))
    parts: list[str] = []
    for chapter in chapters:
        parts += [chapter.title] if chapter.title else []
        parts += [text[start:end] for start, end in chapter.paragraphs.tolist()]
    bounds = zip(chapters, firsts.tolist(), stops.tolist(), strict=True)
    return _GAP.join(parts), tuple(Chapter(chapter.title, moved[first:stop]) for chapter, first, stop in bounds)
