"""From blocks to a work: chapters, notes kept apart, and what the author declares.

What is taken out is taken out carefully: a note that stays costs little, lost story costs everything.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from model.documents import header, headings, labels, notes
from model.documents.blocks import Blocks, Kind, Mark, form_blocks
from model.documents.declared import merge, parse_rating, parse_warnings
from model.documents.document import Chapter, Declared, Note, NoteKind
from model.documents.lines import Lines

# What Unicode calls white space, and the marks that no one sees.
_EDGES = " \t\n\r\f\v\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(
    map(chr, range(0x2000, 0x200C))
)


@dataclass(frozen=True, slots=True)
class Outline:
    """What has been found in a text; offsets point into that text."""

    title: str | None
    chapters: tuple[Chapter, ...]
    notes: tuple[Note, ...]
    declared: Declared


def arrange(
    text: str, lines: Lines, marks: Sequence[Mark] = (), *, title: str | None = None, grouped: bool = False
) -> Outline:
    """Tell a work's story from all that is posted with it.

    Parameters
    ----------
    text
        The text that offsets point into.
    lines
        Those of its lines that may be story.
    marks
        What the format's markup says of stretches of the text, in order.
    title
        The title, where the format states it.
    grouped
        Whether markup, not blank lines, has parted the paragraphs.

    Returns
    -------
    Outline
        Title, chapters, notes, declarations.
    """
    if not len(lines):
        return Outline(title, (), (), Declared())
    blocks = form_blocks(text, lines, marks, grouped=grouped)
    headings.number_chapters(blocks)
    found_title = headings.take_title(blocks, title)
    stated_title = header.take_header(blocks, title or found_title)
    headings.take_sections(blocks)
    headings.join_subtitles(blocks)
    notes.take_notes(blocks)
    holes = notes.bracketed(blocks)
    kept = _notes(blocks)
    inline = [Note("author_note", text[start:end]) for start, end in holes]
    return Outline(
        title or stated_title or found_title,
        _chapters(blocks, holes),
        (*kept, *inline),
        declared_in(kept),
    )


def declared_in(found: Iterable[Note]) -> Declared:
    """Gather ratings and warnings from the header lines among notes."""
    stated = []
    for note in found:
        if note.kind not in ("tags", "header"):
            continue
        lines = note.text.splitlines()
        for index, line in enumerate(lines):
            known = labels.label(line)
            if not known:
                continue
            value = known.value or (lines[index + 1] if index + 1 < len(lines) else "")
            if known.key in ("rating", "rated"):
                stated.append(Declared(rating=parse_rating(value)))
            elif "warning" in known.key:
                stated.append(Declared(archive_warnings=parse_warnings(value)))
    return merge(*stated)


def _chapters(blocks: Blocks, holes: list[tuple[int, int]]) -> tuple[Chapter, ...]:
    is_story = np.frombuffer(blocks.kinds, np.uint8) == Kind.STORY
    paragraphs = _without(blocks.text, blocks.spans.take(is_story.nonzero()[0], axis=0), holes)
    cuts = [cut for cut in blocks.chapter_starts() if cut < len(blocks)]
    bounds = paragraphs[:, 0].searchsorted(blocks.spans[cuts, 0]).tolist()
    chapters = []
    title = ""
    for cut, low, high in zip(cuts, bounds, [*bounds[1:], len(paragraphs)], strict=True):
        if blocks.kinds[cut] == Kind.HEADING:
            title = blocks.titles[cut]
        if low < high:
            chapters.append(Chapter(title, paragraphs[low:high]))
            title = ""
    return tuple(chapters)


def _without(text: str, paragraphs: NDArray[np.int64], holes: list[tuple[int, int]]) -> NDArray[np.int64]:
    """Split paragraphs around the notes in brackets inside them."""
    if not holes or not len(paragraphs):
        return paragraphs
    torn = np.searchsorted(paragraphs[:, 0], [start for start, _ in holes], side="right") - 1
    pieces: list[tuple[int, int]] = []
    for index, group in groupby(zip(torn.tolist(), holes, strict=True), key=itemgetter(0)):
        start, end = paragraphs[index].tolist()
        edges = [start, *(edge for _, hole in group for edge in hole), end]
        pieces += [_trim(text, low, high) for low, high in zip(edges[::2], edges[1::2], strict=True)]
    whole = [(low, high) for low, high in pieces if any(map(str.isalnum, text[low:high]))]
    kept = np.delete(paragraphs, np.unique(torn), axis=0)
    joined = np.concatenate((kept, np.array(whole, dtype=np.int64).reshape(-1, 2)))
    return joined[np.argsort(joined[:, 0])]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    trimmed = piece.strip(_EDGES)
    at = start + len(piece) - len(piece.lstrip(_EDGES))
    return at, at + len(trimmed)


def _notes(blocks: Blocks) -> tuple[Note, ...]:
    """Put neighbouring blocks of one kind together as a note."""
    found: list[tuple[NoteKind, list[str]]] = []
    previous = -2
    for index in sorted(blocks.notes):
        kind = blocks.notes[index]
        if found and found[-1][0] == kind and index == previous + 1 and index not in blocks.openings:
            found[-1][1].append(blocks[index])
        else:
            found.append((kind, [blocks[index]]))
        previous = index
    return tuple(Note(kind, "\n".join(texts)) for kind, texts in found)
