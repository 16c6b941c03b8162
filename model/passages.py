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
        Of the story, as offsets into the document's text.
    blocks : list of (int, int)
        Runs of paragraphs of one chapter that no passage crosses: the paragraph before which each stops, and the number
        of its chapter, from 1.
    is_work
        Whether all of the work lies in it.
    """

    offset: int
    text: str
    paragraphs: Offsets
    blocks: list[tuple[int, int]]
    is_work: bool


class _Run(NamedTuple):
    """A run of paragraphs of one chapter, and where it begins and ends."""

    chapter: int
    paragraphs: Offsets
    begin: int
    end: int


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
    for runs in _gathered(document):
        paragraphs = np.concatenate([run.paragraphs for run in runs]) if len(runs) > 1 else runs[0].paragraphs
        stops = accumulate(len(run.paragraphs) for run in runs)
        blocks = [(stop, run.chapter) for stop, run in zip(stops, runs, strict=True)]
        begin, end = runs[0].begin, runs[-1].end
        yield Stretch(begin, document.text[begin:end], paragraphs, blocks, len(paragraphs) == n_paragraphs)


def _gathered(document: Document) -> Iterator[list[_Run]]:
    """Gather chapters as long as they lie within `BLOCK_CHARACTERS`."""
    held: list[_Run] = []
    for number, chapter in enumerate(document.chapters, start=1):
        for run in _runs(number, chapter.paragraphs):
            if held and run.end - held[0].begin > BLOCK_CHARACTERS:
                yield held
                held = []
            held.append(run)
    if held:
        yield held


def _runs(chapter: int, paragraphs: Offsets) -> Iterator[_Run]:
    """Cut a chapter into runs; what would be left over as less than half of one stays with the last one."""
    first, end = 0, int(paragraphs[-1, 1]) if len(paragraphs) else 0
    while first < len(paragraphs):
        last, stop, begin = len(paragraphs), end, int(paragraphs[first, 0])
        limit = begin + BLOCK_CHARACTERS
        if end - limit >= BLOCK_CHARACTERS // 2:
            last = max(int(np.searchsorted(paragraphs[:, 1], limit, "right")), first + 1)
            stop = int(paragraphs[last - 1, 1])
        yield _Run(chapter, paragraphs[first:last], begin, stop)
        first = last
