"""Whom a story names, and where it speaks of death, noted while it is read.

The pass over the words is compiled (`model/kernel/cast.c`). What is noted is small, and nothing is concluded from it
here: see `model.characters`.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from model.deaths import AFTER, BEFORE, MAX_NOTES, MOOD_AFTER, MOOD_BEFORE, SENTENCES, WIDTH
from model.features import Hashes, Offsets, lay_out
from model.lexicon import KERNEL, LEXICON
from model.passages import Stretch

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


class Cast:
    """Notes whom a work names, stretch by stretch.

    Parameters
    ----------
    text
        The work's text.

    Attributes
    ----------
    n_words
        Words read so far.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.n_words = 0
        self._n_passages = self._n_notes = 0
        self._passages, self._blocks = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        self._mentions: list[NDArray[Any]] = [np.zeros(0, MENTION)]
        self._pairs = [np.zeros((0, 2), np.uint64)]
        self._notes: list[list[NDArray[Any]]] = [
            [np.zeros(0, NOTE), np.zeros((0, WIDTH), np.uint64), np.zeros((0, WIDTH), bool)]
        ]

    def read(self, stretch: Stretch) -> None:
        """Take note of a stretch; stretches come in reading order."""
        n_tokens = len(stretch.tokens)
        most = min(MAX_NOTES - self._n_notes, n_tokens)
        with KERNEL as kernel:
            noted = (
                kernel.room(n_tokens, MENTION),
                kernel.room((n_tokens, 2), np.uint64),
                kernel.room(most, NOTE),
                kernel.room((most, WIDTH), np.uint64),
                kernel.room((most, WIDTH), bool),
            )
            bounds, stops = kernel.copy(stretch.bounds, np.uint32), kernel.copy(stretch.stops, np.uint32)
            *_, n_mentions, n_pairs, n_notes = kernel.call(
                "meet",
                *(lay_out(kernel, stretch.tokens), n_tokens),
                *LEXICON,
                *(stops, len(stretch.stops), bounds),
                *(stretch.offset, self.n_words, self._n_passages),
                *(BEFORE, AFTER, MOOD_BEFORE, MOOD_AFTER, SENTENCES, most),
                *(kernel.space(4 * n_tokens), kernel.space(4 * n_tokens), kernel.space(n_tokens)),
                kernel.space(8 * (4 * n_tokens + 16)),
                *noted,
                *(0, 0, 0),
            )
            mentions, pairs, *notes = (array.values for array in noted)
            self._mentions.append(mentions[:n_mentions].copy())
            self._pairs.append(pairs[:n_pairs].copy())
            self._notes.append([part[:n_notes].copy() for part in notes])
        self._passages.append(self.n_words + stretch.bounds[:-1])
        self._blocks.append(self.n_words + stretch.stops)
        self.n_words += n_tokens
        self._n_passages += len(stretch.chapters)
        self._n_notes += n_notes

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
