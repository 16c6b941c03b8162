"""What a whole work adds up to, once all of it has been read: its strongest passages, and who is in it.

The kernel sums it up in one go (`model/kernel/work.c`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from struct import Struct
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.cast import Cast
from model.characters import NONE, SHOWN, SIGNALS, Characters
from model.kernel import Kernel
from model.lexicon import TABLE, laid_out
from model.pooling import PARTS

_KERNEL: Final = Kernel(*TABLE)
_TASK: Final = Struct("<29I")


@dataclass(frozen=True, slots=True)
class Summary:
    """What a work adds up to.

    Attributes
    ----------
    characters : Characters
    strongest : ndarray of float64, shape (len(PARTS), n_heads)
        As `model.pooling` describes it.
    n_words
        Of the story.
    n_english
        Words in English passages.
    """

    characters: Characters
    strongest: NDArray[np.float64]
    n_words: int
    n_english: int


def numbered(columns: Sequence[int | None]) -> tuple[int, ...]:
    """Name heads as the kernel's tasks do."""
    return tuple(NONE if column is None else column for column in columns)


class Found(NamedTuple):
    """The fields of the kernel's tasks that say what was found."""

    signals: int
    shown: int
    n_people: int
    strongest: int
    n_english: int

    def copy_out(self, kernel: Kernel, n_heads: int, n_words: int, text: str) -> Summary:
        """Copy what was found in a text out of a kernel's memory."""
        characters = Characters(
            kernel.values(self.signals, (self.n_people, len(SIGNALS)), np.float64).copy(),
            kernel.values(self.shown, self.n_people, SHOWN).copy(),
            text,
        )
        strongest = kernel.values(self.strongest, (len(PARTS), n_heads), np.float64).copy()
        return Summary(characters, strongest, n_words, self.n_english)


def sum_up(
    cast: Cast, log_odds: NDArray[np.float32], english: NDArray[np.bool_], columns: Sequence[int | None]
) -> Summary:
    """Sum a work up; once, because a cast keeps nothing that it has handed over.

    Parameters
    ----------
    cast
        Who and what was met in it.
    log_odds : ndarray, shape (n_passages, n_heads)
    english : ndarray, shape (n_passages,)
        Whether each passage is; others are not pooled.
    columns
        Which heads look for a major death, for any death, and for violence that hurts; None where none does.
    """
    n_passages, n_heads = log_odds.shape
    assert n_passages == cast.n_passages == len(english)
    with _KERNEL as kernel:
        found = kernel.run(
            "sum_up",
            _TASK,
            *laid_out(*kernel.constants),
            *(*cast.hand_over(kernel), kernel.copy(english)),
            *(kernel.copy(log_odds, np.float32), n_passages, n_heads),
            *numbered(columns),
        )
        return Found._make(found[-len(Found._fields) :]).copy_out(kernel, n_heads, cast.n_words, cast.text)
