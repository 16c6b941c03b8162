"""Whom a story names, and where it speaks of death, noted while it is read.

The pass over the words is compiled (`model/kernel/cast.c`). What is noted is small, and nothing is concluded from it
here: see `model.characters`.
"""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.deaths import BEFORE, WIDTH
from model.features import Hashes
from model.kernel import Kernel

# `Mention` in `cast.h`.
MENTION: Final = np.dtype(
    [
        *(("word", "u8"), ("position", "u4"), ("start", "u4"), ("end", "u4")),
        *(("capital", "?"), ("inside", "?"), ("after", "u1"), ("before_verb", "?")),
        *(("said", "f4"), ("stands_for", "u1"), ("_", "u1", 3)),
    ]
)
MENTION_BYTES: Final = MENTION.itemsize
NOTE_BYTES: Final = 16
"""As in `cast.h`. Serving looks into neither, and NumPy copies bytes much faster than structures."""


class Met(NamedTuple):
    """Whom and what a stretch names, in reading order; words and passages are numbered from the work's first.

    Attributes
    ----------
    first_words : ndarray of uint32, shape (n_passages,)
    stops : ndarray of uint32, shape (n_blocks,)
        The word before which each block stops, a run of words that no passage crosses.
    mentions : ndarray of uint8, shape (n_mentions, MENTION_BYTES)
        Words that may be a name or stand for someone; `MENTION` says what the bytes are.
    pairs : ndarray of uint64, shape (n_pairs, 2)
        Neighbours that may be one name.
    notes : ndarray of uint8, shape (n_notes, NOTE_BYTES)
        Words of death.
    windows : ndarray of uint64, shape (n_notes, WIDTH)
        The words around each word of death, which is in column `BEFORE`; 0 where a word says nothing of it.
    own : ndarray of bool, same shape
        Whether the word stands in the same sentence.
    """

    first_words: NDArray[np.uint32]
    stops: NDArray[np.uint32]
    mentions: NDArray[np.uint8]
    pairs: Hashes
    notes: NDArray[np.uint8]
    windows: Hashes
    own: NDArray[np.bool_]


class Cast:
    """Notes whom a work names, stretch by stretch.

    Parameters
    ----------
    text
        The work's text.

    Attributes
    ----------
    n_words, n_passages, n_notes
        What was read so far.
    met : list of Met
        What was noted of each stretch and not handed over yet.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.n_words = self.n_passages = self.n_notes = 0
        self.met = list[Met]()

    def take(self, n_words: int, met: Met) -> None:
        """Take note of whom and what a stretch of so many words names; stretches come in reading order."""
        self.met.append(met)
        self.n_words += n_words
        self.n_passages += len(met.first_words)
        self.n_notes += len(met.notes)

    def hand_over(self, kernel: Kernel) -> tuple[int, ...]:
        """Move all that was noted into a kernel's memory.

        A long work has millions of mentions, so they are not kept, nor joined before: this can be asked for once.

        Returns
        -------
        tuple
            The fields of `work.h` from ``mentions`` to ``bounds``.
        """
        parts, self.met = self.met, []
        columns = list(zip(*parts, strict=True)) or [()] * len(Met._fields)
        first_words, stops, mentions, pairs, notes, windows, own = columns
        bounds = (*first_words, np.array([self.n_words], np.uint32))
        return (
            *(_joined(kernel, mentions), sum(map(len, mentions)), _joined(kernel, pairs), sum(map(len, pairs))),
            *(_joined(kernel, notes), _joined(kernel, windows), _joined(kernel, own), self.n_notes, BEFORE, WIDTH),
            *(_joined(kernel, stops), _joined(kernel, bounds)),
        )


def _joined(kernel: Kernel, parts: Sequence[NDArray[Any]]) -> int:
    """Copy arrays into the kernel's memory, one after the other, and return where they begin."""
    start = kernel.space(sum(part.nbytes for part in parts))
    at = start
    for part in parts:
        kernel.values(at, part.shape, part.dtype)[...] = part
        at += part.nbytes
    return start
