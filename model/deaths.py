"""The words that speak of death, and whom they speak of.

While a work is read, every word of death is noted with the words around it (`model.cast`). Afterwards each note is
tied to the people named nearest: the subject before it, the object after it, or whoever a pronoun before it means. The
note's mood says whether its sentence states, or denies, supposes and compares, or is only spoken by someone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from model.features import Hashes, Offsets, hash_words

BEFORE: Final = 40
AFTER: Final = 12
"""Words noted to either side of a word of death."""

MAX_NOTES: Final = 20_000
"""Notes kept of one work, the first ones: several times what a long novel holds."""

CUES: Final = {
    "dies": "died dies dying die perished expired succumbed drowned suffocated starved bled choked collapsed",
    "dead": "dead lifeless deceased slain murdered gone pulse unmoving stiff motionless cold limp",
    "killed": (
        "killed kill kills killing slew slay murder murdering strangled stabbed shot executed hanged beheaded "
        "poisoned assassinated butchered slaughtered decapitated crushed"
    ),
    "body": "corpse body remains cadaver skeleton skull ashes bones blood",
    "rites": (
        "funeral burial grave coffin tomb buried bury cremated mourning mourned mourn widow obituary eulogy "
        "tombstone gravestone hearse morgue cemetery casket undertaker"
    ),
    "ends": "last death breathed breathing breath heartbeat suicide murderer loss lost killer eyes fell silent",
}
"""Words of death by kind. Some say little alone ("fell", "cold", "eyes"): how much each kind says is learned."""

IRREALIS: Final = (
    "not never no didn't don't wasn't isn't won't wouldn't couldn't if would could might may should almost nearly "
    "dream dreamed dreamt nightmare pretend pretended fake faked play game stage threat threatened afraid fear feared "
    "wish hope hoped perhaps maybe thought imagine imagined like as unless until alive survived survive recovered "
    "years ago once story legend hypothetical someday going want wanted tried"
)
"""Words that tell that a death is denied, supposed, compared, dreamt, threatened or long ago."""

PRONOUNS: Final = "he she him her his hers they them their it"
SIDES: Final = ("subject", "object", "pronoun")
MOODS: Final = ("stated", "irrealis", "spoken")

MOOD_BEFORE: Final = 12
MOOD_AFTER: Final = 6
"""Words before and from a word of death on among which a word of mood counts."""

SENTENCES: Final = 3
"""Sentences back that are kept for what a pronoun means; what follows the sentence says nothing."""


_FIRST_BITS: Final = np.uint64(48)


def lookup(words: str) -> Hashes:
    """Hashes of words, sorted for `find`."""
    return np.sort(hash_words(words))


def find(sorted_hashes: Hashes, values: Hashes) -> tuple[NDArray[np.bool_], Offsets]:
    """Say which values are among the sorted hashes, and where."""
    # Most values are none of them, and most of those show it in their first bits: only the rest are searched for.
    first_bits = np.zeros(1 << 16, bool)
    first_bits[sorted_hashes >> _FIRST_BITS] = True
    near = np.flatnonzero(first_bits.take((values >> _FIRST_BITS).view(np.int64)))
    wanted = values.ravel().take(near)
    place = np.minimum(np.searchsorted(sorted_hashes, wanted), len(sorted_hashes) - 1)
    found, at = np.zeros(values.size, bool), np.zeros(values.size, np.int64)
    found[near] = sorted_hashes.take(place) == wanted
    at[near] = place
    return found.reshape(values.shape), at.reshape(values.shape)


_PRONOUN: Final = lookup(PRONOUNS)


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

    def tie(self, people: Sequence[tuple[int, ...]]) -> NDArray[np.float64]:
        """Say how strongly each note speaks of each person.

        Parameters
        ----------
        people
            Each person's words (hashes of their names).

        Returns
        -------
        ndarray, shape (n_people, n_notes, len(SIDES))
            1 right beside the word of death, less with distance, 0 where the person is not meant.
        """
        names = np.array([word for person in people for word in person], np.uint64)
        owner = np.repeat(np.arange(len(people)), [len(person) for person in people])
        order = np.argsort(names, kind="stable")
        known, at = find(names[order], self.windows)
        who = np.where(known, owner[order][at], -1)
        pronoun, _ = find(_PRONOUN, self.windows)
        named = who >= 0
        before, after = np.s_[:, :BEFORE], np.s_[:, BEFORE + 1 :]
        subject, subject_distance = _last(named[before] & self.own[before])
        spoken_of, pronoun_distance = _last(pronoun[before] & self.own[before])
        meant, _ = _last(named[before])
        target, target_distance = _first(named[after] & self.own[after])
        clear = (subject >= 0) & ((spoken_of < 0) | (subject_distance <= pronoun_distance))
        vague = (spoken_of >= 0) & ~clear & (meant >= 0)
        ties = np.zeros((len(people), len(self.windows), len(SIDES)))
        for side, rows, columns, distance in (
            (0, clear, subject, subject_distance),
            (1, target >= 0, BEFORE + 1 + target, target_distance),
            (2, vague, meant, pronoun_distance),
        ):
            chosen = np.flatnonzero(rows)
            ties[who[chosen, columns[chosen]], chosen, side] = 1 / (1 + distance[chosen] / 4)
        return ties


def _last(mask: NDArray[np.bool_]) -> tuple[Offsets, Offsets]:
    """Column of the last True in each row (-1 for none), and its distance from the row's end."""
    distance = mask[:, ::-1].argmax(axis=1)
    return np.where(mask.any(axis=1), mask.shape[1] - 1 - distance, -1), distance


def _first(mask: NDArray[np.bool_]) -> tuple[Offsets, Offsets]:
    column = mask.argmax(axis=1)
    return np.where(mask.any(axis=1), column, -1), column
