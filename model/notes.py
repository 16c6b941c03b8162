"""What is noted at each word of death, and whom it speaks of.

A note is tied to the people named nearest: the subject before the word, the object after it, or whoever a pronoun
before it means. Its mood says whether its sentence states, or denies, supposes and compares, or is only spoken by
someone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from model.deaths import BEFORE, SIDES, WIDTH
from model.features import Hashes, Offsets
from model.lexicon import KERNEL, LEXICON

NOTE: Final = np.dtype([(name, "u4") for name in ("position", "passage", "kind", "mood")])
"""A note as `cast.c` writes it."""

_TIE: Final = np.dtype([("person", "u4"), ("note", "u4"), ("strengths", "f8", len(SIDES))])


@dataclass(frozen=True, slots=True)
class Ties:
    """Which note speaks of whom, and how strongly.

    Attributes
    ----------
    people, notes : ndarray of int64, shape (n_ties,)
        Numbers of the person and the note; each pair once, and the notes rising.
    strengths : ndarray of float64, shape (n_ties, len(SIDES))
        1 right beside the word of death, less with distance, 0 where the person does not stand on that side of it.
    """

    people: Offsets
    notes: Offsets
    strengths: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Notes:
    """All notes of a work.

    Attributes
    ----------
    windows : ndarray of uint64, shape (n_notes, BEFORE + 1 + AFTER)
        The words around each word of death, which is in column `BEFORE`; 0 where a word says nothing of it.
    own : ndarray of bool, same shape
        Whether the word stands in the same sentence.
    kinds, positions, passages : ndarray of int64, shape (n_notes,)
        Which of `CUES`, and the number of the word and of the passage in the work.
    moods : ndarray of int64, shape (n_notes,)
        Index into `MOODS`.
    """

    windows: Hashes
    own: NDArray[np.bool_]
    kinds: Offsets
    positions: Offsets
    passages: Offsets
    moods: Offsets

    def tie(self, people: Sequence[tuple[int, ...]]) -> Ties:
        """Say how strongly each note speaks of whom.

        Parameters
        ----------
        people
            Each person's words (hashes of their names).
        """
        names = np.array([word for person in people for word in person], np.uint64)
        owners = np.repeat(np.arange(len(people)), [len(person) for person in people])
        with KERNEL as kernel:
            ties = kernel.room(len(SIDES) * len(self.kinds), _TIE)
            *_, n_ties = kernel.call(
                "tie",
                *LEXICON,
                *(kernel.copy(self.windows), kernel.copy(self.own), len(self.kinds), BEFORE, WIDTH),
                *(kernel.copy(names), kernel.copy(owners, np.uint32), len(names)),
                *(kernel.space(8 * (4 * len(names) + 16)), kernel.space(4 * (4 * len(names) + 16)), ties, 0),
            )
            found = ties.values[:n_ties].copy()
        return Ties(found["person"].astype(np.int64), found["note"].astype(np.int64), found["strengths"])
