"""What a whole work adds up to, once all of it has been read: its strongest passages, and who is in it.

The kernel sums it up in one go (`model/kernel/work.c`), and judges it where it is asked to.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.cast import Cast
from model.characters import SHOWN_BYTES, SIGNALS, Characters, People
from model.judging import (
    NOT_JUDGED,
    WORK_SIGNALS,
    Judge,
    Judgement,
    Proof,
    Said,
    lay_out_neighbours,
    numbered,
    proofs,
)
from model.kernel import Kernel, Layout
from model.lexicon import TABLE, laid_out
from model.linear import Linear
from model.pooling import PARTS

_KERNEL: Final = Kernel(*TABLE)


class _Found(NamedTuple):
    """The fields of the kernel's task that say what was found, before those of `model.judging.Said`."""

    signals: int
    shown: int
    n_people: int
    strongest: int
    told: int
    n_english: int
    farewells: int


_N_FOUND: Final = len(_Found._fields)
_SUMMING: Final = Layout.of(33, _N_FOUND + len(Said._fields))
_CHOOSING: Final = Layout.of(7, 2)


@dataclass(frozen=True, slots=True)
class Summary:
    """What a work adds up to.

    Attributes
    ----------
    characters : Characters
    strongest : ndarray of float64, shape (len(PARTS), n_heads)
        As `model.pooling` describes it.
    told : ndarray of float64, shape (n_heads, len(WORK_SIGNALS))
        What each head's linear model is told; of who dies nothing, which is not judged yet.
    n_words
        Of the story.
    n_english
        Words in English passages.
    farewells : ndarray of float64, shape (n_passages,)
        How much of whoever may die in each has been told by then, from 0 to 1.
    """

    characters: Characters
    strongest: NDArray[np.float64]
    told: NDArray[np.float64]
    n_words: int
    n_english: int
    farewells: NDArray[np.float64]


def sum_up(
    cast: Cast,
    log_odds: NDArray[np.float32],
    english: NDArray[np.bool_],
    columns: Sequence[int | None],
    neighbours: Linear | None = None,
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
    neighbours : Linear or None
        As `model.judging.Judge` takes it.
    """
    n_passages, n_heads = log_odds.shape
    with _KERNEL as kernel:
        beside = lay_out_neighbours(kernel, neighbours, n_heads)
        found, _ = _summed_up(kernel, cast, log_odds, english, columns, (beside, *NOT_JUDGED[1:]))
        shown = kernel.bytes_of(found.shown, found.n_people * SHOWN_BYTES)
        signals = kernel.values(found.signals, (found.n_people, len(SIGNALS)), np.float64).copy()
        strongest = kernel.values(found.strongest, (len(PARTS), n_heads), np.float64).copy()
        told = kernel.values(found.told, (n_heads, len(WORK_SIGNALS)), np.float64).copy()
        farewells = kernel.values(found.farewells, (n_passages,), np.float64).copy()
        characters = Characters(shown, cast.text, signals)
        return Summary(characters, strongest, told, cast.n_words, found.n_english, farewells)


def judge(cast: Cast, log_odds: NDArray[np.float32], english: NDArray[np.bool_], judge: Judge, most: int) -> Judgement:
    """Sum a work up and judge it.

    Parameters
    ----------
    cast, log_odds, english
        As `sum_up` takes them.
    judge
    most
        Passages shown for a warning.
    """
    with _KERNEL as kernel:
        found, said = _summed_up(kernel, cast, log_odds, english, judge.columns, judge.lay_out(kernel, most))
        people = People(kernel.bytes_of(found.shown, found.n_people * SHOWN_BYTES), cast.text)
        return judge.hear(kernel, said, people, cast.n_words, found.n_english)


def _summed_up(
    kernel: Kernel,
    cast: Cast,
    log_odds: NDArray[np.float32],
    english: NDArray[np.bool_],
    columns: Sequence[int | None],
    judge: tuple[int, ...],
) -> tuple[_Found, Said]:
    n_passages, n_heads = log_odds.shape
    assert n_passages == cast.n_passages == len(english)
    found = kernel.run(
        "sum_up",
        _SUMMING,
        *laid_out(*kernel.constants),
        *(*cast.hand_over(kernel), kernel.copy(english)),
        *(kernel.copy(log_odds, np.float32), n_passages, n_heads),
        *numbered(columns),
        *judge,
    )
    return _Found._make(found[:_N_FOUND]), Said._make(found[_N_FOUND:])


def choose(log_odds: NDArray[np.float32], english: NDArray[np.bool_], heads: Sequence[int], most: int) -> list[Proof]:
    """Choose the passages that say most of what each of several heads asks.

    Parameters
    ----------
    log_odds, english
        As `sum_up` takes them.
    heads
        Their numbers.
    most
        Passages of each.
    """
    with _KERNEL as kernel:
        scored = (kernel.copy(english), kernel.copy(log_odds), *log_odds.shape)
        asked = kernel.copy(np.array(heads, np.uint32))
        return proofs(kernel, *kernel.run("choose", _CHOOSING, *scored, asked, len(heads), most))
