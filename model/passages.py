"""A document becomes passages: runs of 80 to 160 words that end where a paragraph or a sentence does.

A work is read stretch by stretch, so that the memory it takes does not grow with its length. A stretch holds blocks,
runs of whole paragraphs of one chapter; no passage crosses a block.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from model.documents import Document
from model.features import Hashes, Offsets, Tokens, tokenize

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
        first, last = self.bounds[:-1], self.bounds[1:] - 1
        return self.offset + np.stack((self.tokens.starts[first], self.tokens.ends[last]), axis=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some chapters of a work, or a part of a long one: what is tokenized and scored at once.

    Attributes
    ----------
    blocks
        A block for each chapter that has words here, in order.
    words : ndarray of uint64, shape (n_tokens,)
        Hashes of the words of all blocks.
    bounds : ndarray of int64, shape (n_passages + 1,)
        The passages of all blocks, as in `Block`.
    """

    blocks: tuple[Block, ...]
    words: Hashes
    bounds: Offsets


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
        tokens, paragraph_ends = _story(tokenize(text), paragraphs - offset)
        parts, bounds, first, begin = list[Block](), [np.zeros(1, np.int64)], 0, 0
        for chapter, own in pieces:
            ends = paragraph_ends[first : first + len(own)]
            first, stop = first + len(own), int(ends[-1])
            if stop > begin:
                words = tokens[begin:stop]
                parts.append(Block(chapter, offset, text, words, cut(words, ends - begin)))
                bounds.append(begin + parts[-1].bounds[1:])
            begin = stop
        if parts:
            yield Stretch(tuple(parts), tokens.words, np.concatenate(bounds))


def blocks(document: Document) -> Iterator[Block]:
    """Read a document chapter by chapter; a long chapter is several blocks.

    Yields
    ------
    Block
        In reading order.
    """
    for stretch in stretches(document):
        yield from stretch.blocks


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


def _story(tokens: Tokens, paragraphs: Offsets) -> tuple[Tokens, Offsets]:
    """Drop the words that lie between paragraphs (notes, scene breaks); say after which token each ends."""
    firsts = np.searchsorted(tokens.starts, paragraphs[:, 0])
    lasts = np.searchsorted(tokens.starts, paragraphs[:, 1])
    lengths = lasts - firsts
    paragraph_ends = np.cumsum(lengths)
    if paragraph_ends[-1] != len(tokens):
        dropped_before = firsts - (paragraph_ends - lengths)
        tokens = tokens[np.arange(paragraph_ends[-1]) + np.repeat(dropped_before, lengths)]
    return tokens, paragraph_ends


def cut(tokens: Tokens, paragraph_ends: NDArray[np.int64]) -> Offsets:
    """Choose where passages end: at a paragraph if one ends in time, else at a sentence, else at a word.

    Parameters
    ----------
    tokens : Tokens
        At least one.
    paragraph_ends : ndarray of int64
        Number of tokens up to each paragraph's end, rising.

    Returns
    -------
    ndarray of int64, shape (n_passages + 1,)
        First token of each passage, then the number of tokens. Every passage has `MIN_WORDS` to `MAX_WORDS`
        words, unless all of the text is shorter.
    """
    total = len(tokens)
    by_paragraph = paragraph_ends.tolist()
    by_sentence = (np.flatnonzero(tokens.ends_sentence) + 1).tolist()
    bounds = [0]
    while (left := total - bounds[-1]) > MAX_WORDS:
        start = bounds[-1]
        latest = start + min(MAX_WORDS, left - MIN_WORDS)
        target = min(start + TARGET_WORDS, latest)
        for ends in (by_paragraph, by_sentence):
            end = _nearest(ends, target, start + MIN_WORDS, latest)
            if end is not None:
                break
        bounds.append(target if end is None else end)
    return np.array([*bounds, total])


def _nearest(ends: list[int], target: int, earliest: int, latest: int) -> int | None:
    """Choose the end nearest to a target between two bounds, the earlier of two as near."""
    at = bisect_left(ends, target)
    before, after = ends[at - 1] if at else -1, ends[at] if at < len(ends) else latest + 1
    if before >= earliest and (after > latest or target - before <= after - target):
        return before
    return after if after <= latest else None
