"""A document becomes passages: runs of 80 to 160 words that end where a paragraph or a sentence does.

A work is read stretch by stretch, so that the memory it takes does not grow with its length. A stretch holds blocks,
runs of whole paragraphs of one chapter; no passage crosses a block.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from model.documents import Document
from model.features import KERNEL, Offsets, Room, Tokens

MIN_WORDS: Final = 80
MAX_WORDS: Final = 160
TARGET_WORDS: Final = 120
BLOCK_CHARACTERS: Final = 1 << 17
"""What is read at once: little enough that its arrays stay in a processor's cache."""


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of one chapter: its words, and where they fall into passages.

    Attributes
    ----------
    chapter
        Number of the chapter, from 1.
    offset
        Where ``text`` begins in the document's; the offsets in ``tokens`` count from it.
    text
        The text from there on, at least to the block's end.
    tokens : Tokens
        The words of its story.
    bounds : ndarray of int64, shape (n_passages + 1,)
        Passage ``i`` holds tokens ``bounds[i]`` to ``bounds[i + 1]``.
    """

    chapter: int
    offset: int
    text: str
    tokens: Tokens
    bounds: Offsets

    def spans(self) -> Offsets:
        """Return the offsets of each passage in the document's text, shape (n_passages, 2)."""
        return _spans(self.offset, self.tokens, self.bounds)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some chapters of a work, or a part of a long one: what is tokenized and scored at once.

    Attributes
    ----------
    offset, text
        As in `Block`.
    tokens : Tokens
        The words of all blocks.
    bounds : ndarray of int64, shape (n_passages + 1,)
        The passages of all blocks, as in `Block`.
    chapters : ndarray of int64, shape (n_passages,)
        Number of the chapter that each passage is of, from 1.
    stops : ndarray of int64, shape (n_blocks,)
        Number of tokens up to each block's end.
    """

    offset: int
    text: str
    tokens: Tokens
    bounds: Offsets
    chapters: Offsets
    stops: Offsets

    def spans(self) -> Offsets:
        """Return the offsets of each passage in the document's text, shape (n_passages, 2)."""
        return _spans(self.offset, self.tokens, self.bounds)

    def blocks(self) -> Iterator[Block]:
        """Part the stretch at the places that no passage crosses."""
        for begin, stop in pairwise([0, *self.stops.tolist()]):
            first, last = np.searchsorted(self.bounds, (begin, stop)).tolist()
            own = self.bounds[first : last + 1] - begin
            yield Block(int(self.chapters[first]), self.offset, self.text, self.tokens[begin:stop], own)


def _spans(offset: int, tokens: Tokens, bounds: Offsets) -> Offsets:
    return offset + np.stack((tokens.starts[bounds[:-1]], tokens.ends[bounds[1:] - 1]), axis=1)


def stretches(document: Document) -> Iterator[Stretch]:
    """Read a document from its first word to its last.

    Parameters
    ----------
    document
        A work; chapters without words are passed over.

    Yields
    ------
    Stretch
        In reading order.
    """
    for pieces in _gathered(document):
        paragraphs = np.concatenate([paragraphs for _, paragraphs in pieces])
        offset, end = int(paragraphs[0, 0]), int(paragraphs[-1, 1])
        text = document.text[offset:end]
        stops = np.cumsum([len(own) for _, own in pieces])
        tokens, stops, bounds, lengths = _cut(text, paragraphs - offset, stops)
        if len(tokens):
            chapters = np.repeat([chapter for chapter, _ in pieces], lengths)
            yield Stretch(offset, text, tokens, bounds, chapters, stops[lengths > 0])


def blocks(document: Document) -> Iterator[Block]:
    """Read a document chapter by chapter; a long chapter is several blocks.

    Yields
    ------
    Block
        In reading order.
    """
    for stretch in stretches(document):
        yield from stretch.blocks()


def _gathered(document: Document) -> Iterator[list[tuple[int, Offsets]]]:
    """Gather chapters, each with its number, as long as they lie within `BLOCK_CHARACTERS`."""
    held: list[tuple[int, Offsets]] = []
    for number, chapter in enumerate(document.chapters, start=1):
        for paragraphs in _in_blocks(chapter.paragraphs):
            if held and paragraphs[-1, 1] - held[0][1][0, 0] > BLOCK_CHARACTERS:
                yield held
                held = []
            held.append((number, paragraphs))
    if held:
        yield held


def _in_blocks(paragraphs: Offsets) -> Iterator[Offsets]:
    """Cut a chapter into blocks; what would be left over as less than half a block stays with the last one."""
    first = 0
    while first < len(paragraphs):
        limit = paragraphs[first, 0] + BLOCK_CHARACTERS
        last = max(int(np.searchsorted(paragraphs[:, 1], limit, "right")), first + 1)
        if paragraphs[-1, 1] - limit < BLOCK_CHARACTERS // 2:
            last = len(paragraphs)
        yield paragraphs[first:last]
        first = last


def _cut(text: str, paragraphs: Offsets, piece_stops: Offsets) -> tuple[Tokens, Offsets, Offsets, Offsets]:
    """Find the words of the story, and choose where passages end.

    A passage ends with a paragraph if one ends in time, else with a sentence, else with a word. Every passage has
    `MIN_WORDS` to `MAX_WORDS` words, unless all of its piece is shorter. Words that lie between paragraphs (notes,
    scene breaks) are dropped.

    Parameters
    ----------
    text
    paragraphs : ndarray of int64, shape (n_paragraphs, 2)
    piece_stops : ndarray of int64, shape (n_pieces,)
        Number of paragraphs up to each place that no passage crosses.

    Returns
    -------
    tokens : Tokens
    stops : ndarray of int64, shape (n_pieces,)
        Number of tokens up to each of these places.
    bounds : ndarray of int64, shape (n_passages + 1,)
        First token of each passage, then the number of tokens.
    lengths : ndarray of int64, shape (n_pieces,)
        Passages in each piece.
    """
    with KERNEL as kernel:
        room = Room.of(text)
        spans, stops = kernel.copy(paragraphs, np.uint32), kernel.room(len(piece_stops), np.uint32)
        stops.values[:] = piece_stops
        lengths = kernel.room(len(piece_stops), np.uint32)
        bounds = kernel.room(room.capacity // MIN_WORDS + len(piece_stops) + 1, np.uint32)
        kernel.call(
            "cut_story",
            *room.task,
            *(spans, len(paragraphs), stops, len(piece_stops), MIN_WORDS, MAX_WORDS, TARGET_WORDS),
            *(kernel.space(4 * len(paragraphs)), kernel.space(room.capacity), bounds, lengths),
        )
        n_tokens, n_passages = int(stops.values[-1]), int(lengths.values.sum())
        return (
            room.tokens(n_tokens),
            stops.values.astype(np.int64),
            bounds.values[: n_passages + 1].astype(np.int64),
            lengths.values.astype(np.int64),
        )
