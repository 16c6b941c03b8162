"""Whom a story names, and where it speaks of death, noted while it is read.

The pass over the words is compiled (`model/kernel/cast.c`). What is noted is small, and nothing is concluded from it
here: see `model.people` for the names and `model.notes` for the words of death.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from model.deaths import AFTER, BEFORE, MAX_NOTES, MOOD_AFTER, MOOD_BEFORE, SENTENCES, WIDTH
from model.features import Hashes, lay_out
from model.lexicon import KERNEL, LEXICON
from model.notes import NOTE, Notes
from model.passages import Stretch

MENTION: Final = np.dtype(
    [
        ("word", "u8"),
        *((name, "u4") for name in ("position", "passage", "start", "end", "block")),
        *((name, "?") for name in ("capital", "inside", "after_place", "before_verb")),
    ]
)
"""A word that may be a name or stands for someone: its hash, which word and passage of the work it is, its offsets, the
block it was met in, and four facts that are added up."""


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
        self._n_passages = self._n_blocks = self._n_notes = 0
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
                *(stretch.offset, self.n_words, self._n_passages, self._n_blocks),
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
        self.n_words += n_tokens
        self._n_passages += len(stretch.chapters)
        self._n_blocks += len(stretch.stops)
        self._n_notes += n_notes

    def mentions(self) -> NDArray[Any]:
        """All mentions, in the order of the work; see `MENTION`."""
        return _together(self._mentions)

    def pairs(self) -> Hashes:
        """Neighbours that may be one name, in the order of the work, shape (n_pairs, 2)."""
        return _together(self._pairs)

    def notes(self) -> Notes:
        """All words of death, in the order of the work."""
        notes, windows, own = map(_together, zip(*self._notes, strict=True))
        return Notes(windows, own, *(notes[name].astype(np.int64) for name in ("kind", "position", "passage", "mood")))


def _together(parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """Join arrays, the first of which is empty."""
    return parts[1] if len(parts) == 2 else np.concatenate(parts)
