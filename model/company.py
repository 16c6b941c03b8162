"""What the words beside a name say of whoever bears it: whether they die.

"You shall know a word by the company it keeps" (Firth, "A synopsis of linguistic theory", 1957). Each word weighs
something at each distance before and after a name, and a mention adds up the words around it. The weights are learned
from passages of which a reader has said who dies in them (`training.company`); the kernel adds them up while it reads
(`model/kernel/cast.c`). That helps to tell the one who is killed from the one who kills and the one who mourns.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from model.features import Hashes
from model.vocabulary import Vocabulary

ZONES: Final = (0, 1, 2, 2, 3, 3)
"""The zone of a word one place away from a mention, two places, …: on the other side of it, zones count on."""

N_ZONES: Final = 2 * (max(ZONES) + 1)

SOMEONE, MYSELF = 1, 2
"""Rows of the table that stand for other people's names (and nouns such as "wife") and for the narrator."""

STAND_INS: Final[Hashes] = np.array([0x5DEECE66D0000001, 0xB5026F5AA0000002], np.uint64)
"""What has those two rows, as a word would; no word that is read has these hashes."""


@dataclass(frozen=True, slots=True)
class Company:
    """What each word weighs beside a name.

    Attributes
    ----------
    vocabulary : Vocabulary
        Of `STAND_INS`, then words.
    weights : ndarray of float32, shape (n_words + 3, N_ZONES)
        By row; the first half of the columns is for words before a name, the second for words after it. Row 0, the
        unknown, is zero.
    """

    vocabulary: Vocabulary
    weights: NDArray[np.float32]

    @classmethod
    def of(cls, words: Hashes, weights: NDArray[np.float32]) -> "Company":
        """Lay weights out; ``weights`` has a row for each of `STAND_INS`, then one for each word."""
        table = np.zeros((len(words) + 3, N_ZONES), np.float32)
        table[1:] = weights
        return cls(Vocabulary.build(np.concatenate((STAND_INS, words))), table)


UNKNOWN_COMPANY: Final = Company.of(np.empty(0, np.uint64), np.zeros((2, N_ZONES), np.float32))
"""Says nothing of anyone."""
