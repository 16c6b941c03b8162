"""Whom a story names, and where it speaks of death, noted while it is read.

The pass over the words is compiled (`model/kernel/cast.c`). What is noted is small, and nothing is concluded from it
here: see `model.characters`.
"""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.deaths import WIDTH
from model.features import Hashes, Offsets

MENTION: Final = np.dtype(
    [
        ("word", "u8"),
        *((name, "u4") for name in ("position", "start", "end")),
        *((name, "?") for name in ("capital", "inside", "after_place", "before_verb")),
    ]
)
"""A word that may be a name or stands for someone: its hash, which word of the work it is, its offsets, and four facts
that are added up."""

NOTE: Final = np.dtype([(name, "u4") for name in ("position", "passage", "kind", "mood")])
"""A word of death: which word of the work it is, in which passage, and which of `deaths.CUES` and `deaths.MOODS`."""


class Met(NamedTuple):
    """Whom and what a stretch names.

    Attributes
    ----------
    stops : ndarray of uint32, shape (n_blocks,)
        Number of words up to the end of each block, a run of words that no passage crosses.
    mentions : ndarray of MENTION, shape (n_mentions,)
    pairs : ndarray of uint64, shape (n_pairs, 2)
        Neighbours that may be one name.
    notes : ndarray of NOTE, shape (n_notes,)
    windows : ndarray of uint64, shape (n_notes, WIDTH)
        The words around each word of death, which is in column `BEFORE`; 0 where a word says nothing of it.
    own : ndarray of bool, same shape
        Whether the word stands in the same sentence.
    """

    stops: NDArray[np.uint32]
    mentions: NDArray[Any]
    pairs: Hashes
    notes: NDArray[Any]
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
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.n_words = self.n_passages = self.n_notes = 0
        self._passages, self._blocks = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        self._mentions: list[NDArray[Any]] = [np.zeros(0, MENTION)]
        self._pairs = [np.zeros((0, 2), np.uint64)]
        self._notes: list[tuple[NDArray[Any], ...]] = [
            (np.zeros(0, NOTE), np.zeros((0, WIDTH), np.uint64), np.zeros((0, WIDTH), bool))
        ]

    def take(self, n_words: int, first_words: Offsets, met: Met) -> None:
        """Take note of a stretch; stretches come in reading order.

        Parameters
        ----------
        n_words
            In the stretch.
        first_words : ndarray of int64, shape (n_passages,)
            Number of each passage's first word in the work.
        met
            Whom and what the stretch names.
        """
        self._passages.append(first_words)
        self._blocks.append(met.stops + np.int64(self.n_words))
        self._mentions.append(met.mentions)
        self._pairs.append(met.pairs)
        self._notes.append((met.notes, met.windows, met.own))
        self.n_words += n_words
        self.n_passages += len(first_words)
        self.n_notes += len(met.notes)

    def take_mentions(self) -> NDArray[Any]:
        """Hand over all mentions, in the order of the work; see `MENTION`.

        A long work has millions, so they are not kept: this can be asked for once.
        """
        mentions, self._mentions = _together(self._mentions), []
        return mentions

    def bounds(self) -> Offsets:
        """The first word of each passage, then the number of words, shape (n_passages + 1,)."""
        return np.concatenate([*self._passages, [self.n_words]])

    def stops(self) -> Offsets:
        """The word before which each block stops; no passage crosses from block to block."""
        return _together(self._blocks)

    def pairs(self) -> Hashes:
        """Neighbours that may be one name, in the order of the work, shape (n_pairs, 2)."""
        return _together(self._pairs)

    def notes(self) -> tuple[NDArray[Any], Hashes, NDArray[np.bool_]]:
        """All words of death, in the order of the work.

        Returns
        -------
        notes : ndarray of NOTE, shape (n_notes,)
        windows : ndarray of uint64, shape (n_notes, WIDTH)
            The words around each word of death, which is in column `BEFORE`; 0 where a word says nothing of it.
        own : ndarray of bool, same shape
            Whether the word stands in the same sentence.
        """
        notes, windows, own = map(_together, zip(*self._notes, strict=True))
        return notes, windows, own


def _together(parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """Join arrays, the first of which is empty."""
    return parts[1] if len(parts) == 2 else np.concatenate(parts)
