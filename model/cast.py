"""Whom a story names, and where it speaks of death, noted while it is read.

The pass over the words is compiled (`model/kernel/cast.c`). What is noted is small, and nothing is concluded from it
here: see `model.characters`.
"""

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.deaths import WIDTH
from model.features import Hashes

MENTION_BYTES: Final = 24
NOTE_BYTES: Final = 16
"""As in `cast.h`. Python looks at neither, and NumPy copies bytes much faster than structures."""


class Met(NamedTuple):
    """Whom and what a work names, or a stretch of it, in reading order; words and passages are numbered from its first.

    Attributes
    ----------
    first_words : ndarray of uint32, shape (n_passages,)
    stops : ndarray of uint32, shape (n_blocks,)
        The word before which each block stops, a run of words that no passage crosses.
    mentions : ndarray of uint8, shape (n_mentions, MENTION_BYTES)
        Words that may be a name or stand for someone.
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


_NO_NUMBERS: Final = np.zeros(0, np.uint32)
_NOTHING: Final = Met(
    *(_NO_NUMBERS, _NO_NUMBERS, np.zeros((0, MENTION_BYTES), np.uint8), np.zeros((0, 2), np.uint64)),
    *(np.zeros((0, NOTE_BYTES), np.uint8), np.zeros((0, WIDTH), np.uint64), np.zeros((0, WIDTH), bool)),
)


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
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.n_words = self.n_passages = self.n_notes = 0
        self._parts = list[Met]()

    def take(self, n_words: int, met: Met) -> None:
        """Take note of whom and what a stretch of so many words names; stretches come in reading order."""
        self._parts.append(met)
        self.n_words += n_words
        self.n_passages += len(met.first_words)
        self.n_notes += len(met.notes)

    def hand_over(self) -> Met:
        """Hand over all that was noted.

        A long work has millions of mentions, so they are not kept: this can be asked for once.
        """
        parts, self._parts = self._parts, []
        if len(parts) == 1:
            return parts[0]
        columns: Any = zip(_NOTHING, *parts, strict=True)
        return Met._make(map(np.concatenate, columns))
