"""How a document is cut into passages: runs of 80 to 160 words that end where a paragraph or a sentence does.

A work is read stretch by stretch, so that the memory it takes does not grow with its length. A stretch holds blocks,
runs of whole paragraphs of one chapter; no passage crosses a block. A passage ends with a paragraph if one ends in
time, else with a sentence, else with a word. It has `MIN_WORDS` to `MAX_WORDS` words, unless its block is shorter
(`model/kernel/passages.c`). Words between paragraphs (notes, scene breaks) are dropped.
"""

from collections.abc import Iterator
from itertools import accumulate
from typing import Final, NamedTuple

import numpy as np

from model.documents import Document
from model.features import Offsets

MIN_WORDS: Final = 80
MAX_WORDS: Final = 160
TARGET_WORDS: Final = 120
BLOCK_CHARACTERS: Final = 1 << 17
"""What is read at once: little enough that its arrays stay in a processor's cache."""


class Stretch(NamedTuple):
    """Some chapters of a work, or a part of a long one: what is read at once.

    Attributes
    ----------
    offset
        Where ``text`` begins in the document's.
    text
    paragraphs : ndarray of int64, shape (n_paragraphs, 2)
        Of the story, as offsets into ``text``.
    blocks : ndarray of int64, shape (n_blocks, 2)
        Runs of paragraphs of one chapter that no passage crosses: the paragraph before which each stops, and the number
        of its chapter, from 1.
    is_work
        Whether all of the work lies in it.
    """

    offset: int
    text: str
    paragraphs: Offsets
    blocks: Offsets
    is_work: bool


def stretches(document: Document) -> Iterator[Stretch]:
    """Read a document from its first paragraph to its last.

    Parameters
    ----------
    document
        A work; chapters without paragraphs are passed over.

    Yields
    ------
    Stretch
        In reading order.
    """
    n_paragraphs = sum(len(chapter.paragraphs) for chapter in document.chapters)
    for blocks in _gathered(document):
        paragraphs = np.concatenate([own for _, own in blocks])
        offset, end = int(paragraphs[0, 0]), int(paragraphs[-1, 1])
        stops = accumulate(len(own) for _, own in blocks)
        numbers = np.array([(stop, chapter) for stop, (chapter, _) in zip(stops, blocks, strict=True)])
        yield Stretch(offset, document.text[offset:end], paragraphs - offset, numbers, len(paragraphs) == n_paragraphs)


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
    first, end = 0, int(paragraphs[-1, 1]) if len(paragraphs) else 0
    while first < len(paragraphs):
        last, limit = len(paragraphs), int(paragraphs[first, 0]) + BLOCK_CHARACTERS
        if end - limit >= BLOCK_CHARACTERS // 2:
            last = max(int(np.searchsorted(paragraphs[:, 1], limit, "right")), first + 1)
        yield paragraphs[first:last]
        first = last
