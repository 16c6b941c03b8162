"""The words of a document, block by block, for those who look at words themselves: training and its baselines."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from model.documents import Document
from model.features import Offsets, Tokens
from model.passages import stretches
from model.reader import Reader

READER: Final = Reader()
"""Reads without a model."""


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
        starts, ends = self.tokens.starts[self.bounds[:-1]], self.tokens.ends[self.bounds[1:] - 1]
        return self.offset + np.stack((starts, ends), axis=1)


def blocks(document: Document) -> Iterator[Block]:
    """Read a document chapter by chapter; a long chapter is several blocks.

    Yields
    ------
    Block
        In reading order.
    """
    for stretch in stretches(document):
        tokens, bounds, chapters, stops = READER.words(stretch)
        for begin, stop in pairwise([0, *stops.tolist()]):
            first, last = np.searchsorted(bounds, (begin, stop)).tolist()
            own = bounds[first : last + 1] - begin
            yield Block(int(chapters[first]), stretch.offset, stretch.text, tokens[begin:stop], own)
