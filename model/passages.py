"""A document becomes passages: stretches of 80 to 160 words that end where a paragraph or a sentence does.

A work is read block by block, so that the memory it takes does not grow with its length: a block is a run of whole
paragraphs, and no passage crosses a block or a chapter.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from model.documents import Document
from model.features import Offsets, Tokens, tokenize

MIN_WORDS: Final = 80
MAX_WORDS: Final = 160
TARGET_WORDS: Final = 120
BLOCK_CHARACTERS: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of one chapter: its words, and where they fall into passages.

    Attributes
    ----------
    chapter
        Number of the chapter, from 1.
    offset
        Where the block begins in the document's text; the offsets in ``tokens`` count from it.
    text
        The block's text.
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


def blocks(document: Document) -> Iterator[Block]:
    """Read a document from its first word to its last.

    Parameters
    ----------
    document
        A work; chapters without words are passed over.

    Yields
    ------
    Block
        In reading order.
    """
    for number, chapter in enumerate(document.chapters, start=1):
        for paragraphs in _in_blocks(chapter.paragraphs):
            offset, end = int(paragraphs[0, 0]), int(paragraphs[-1, 1])
            text = document.text[offset:end]
            tokens, paragraph_ends = _story(tokenize(text), paragraphs - offset)
            if len(tokens):
                yield Block(number, offset, text, tokens, cut(tokens, paragraph_ends))


def _in_blocks(paragraphs: Offsets) -> Iterator[Offsets]:
    first = 0
    while first < len(paragraphs):
        limit = paragraphs[first, 0] + BLOCK_CHARACTERS
        last = max(int(np.searchsorted(paragraphs[:, 1], limit, "right")), first + 1)
        yield paragraphs[first:last]
        first = last


def _story(tokens: Tokens, paragraphs: Offsets) -> tuple[Tokens, Offsets]:
    """Drop the words that lie between paragraphs (notes, scene breaks); say after which token each ends."""
    firsts = np.searchsorted(tokens.starts, paragraphs[:, 0])
    lasts = np.searchsorted(tokens.starts, paragraphs[:, 1])
    paragraph_ends = np.cumsum(lasts - firsts)
    if paragraph_ends[-1] != len(tokens):
        inside = np.zeros(len(tokens) + 1, np.int8)
        np.add.at(inside, firsts, 1)
        np.subtract.at(inside, lasts, 1)
        tokens = tokens[np.cumsum(inside[:-1]) > 0]
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
    candidates = [end for end in ends[max(at - 1, 0) : at + 1] if earliest <= end <= latest]
    return min(candidates, key=lambda end: abs(end - target), default=None)
