"""What a passage tells of a major death, seen with its other scores, the passages beside it, and who leaves in it.

A death that matters is led up to and mourned, one in passing is not, and who dies is hardly met again. Passages are
judged by their words first (`training.heads`); of works in which it is known which passages tell of a major death, a
second linear model learns what the rest adds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from model.blocks import blocks
from model.linear import Linear
from training.calibrate import MIN_EXAMPLES, Question, fit_linear
from training.examples import MAJOR, UNKNOWN, Example

REGULARISATION: Final = 0.03
"""`C` of the logistic regression; from .003 to 1 works of left-out sources are told apart as well."""


@dataclass(frozen=True, slots=True)
class Beside:
    """The passages of works of which it is known whether they tell of a major death, with what stands beside them.

    Attributes
    ----------
    signals : ndarray, shape (n_known, n_heads + N_BESIDE)
        As `model.judging.Judge` has them; no columns where no head looks for a major death.
    tells : ndarray of bool, shape (n_known,)
    owners : ndarray of int64, shape (n_known,)
        Number of the work that each belongs to.
    weights : ndarray, shape (n_known,)
        How much the work counts.
    """

    signals: NDArray[np.float64]
    tells: NDArray[np.bool_]
    owners: NDArray[np.int64]
    weights: NDArray[np.float64]

    @classmethod
    def of(
        cls,
        deaths: NDArray[np.int8],
        owners: NDArray[np.int64],
        weights: NDArray[np.float64],
        scores: NDArray[np.float32],
        farewells: NDArray[np.float64],
        columns: Sequence[int | None],
    ) -> "Beside":
        """Find them.

        Parameters
        ----------
        deaths : ndarray of int8, shape (n_passages_of_works,)
            As `deaths_told` has them.
        owners : ndarray of int64, shape (n_passages_of_works,)
            Number of the work that each belongs to.
        weights : ndarray, shape (n_works,)
        scores : ndarray, shape (n_passages_of_works, n_heads)
            Calibrated log-odds, out of fold.
        farewells : ndarray, shape (n_passages_of_works,)
            As `model.summary.Summary` has them.
        columns
            Those of `model.judging.DEATH_HEADS`; where one is missing, nothing is to be learned.
        """
        there = [column for column in columns if column is not None]
        known = np.flatnonzero((deaths != UNKNOWN) & (len(there) == len(columns)))
        beside = (known + step for step in (-1, 1))
        near = [np.where(np.append(owners, -1)[each] == owners[known], each, known) for each in beside]
        others = [*(scores[each, column] for column in there for each in near), farewells[known]]
        return cls(
            np.column_stack([scores[known], *others]).astype(np.float64),
            deaths[known] >= MAJOR,
            owners[known],
            weights[owners[known]],
        )

    def fit(self, learned: NDArray[np.bool_]) -> Linear | None:
        """Learn from some of the works; None where too few passages are known to tell of a major death, or not to.

        Parameters
        ----------
        learned : ndarray of bool, shape (n_works,)
        """
        own = learned[self.owners]
        tells = self.tells[own]
        if min(tells.sum(), (~tells).sum()) < MIN_EXAMPLES:
            return None
        return fit_linear(Question(self.signals[own], tells, self.weights[own]), REGULARISATION)


def deaths_told(passages: Sequence[Example], works: Sequence[Example]) -> NDArray[np.int8]:
    """How grave a death each passage of each work tells of, as far as it is known.

    Parameters
    ----------
    passages, works : sequence of Example
        Labelled passages; those that are cut from a work as it is read are found in it by their text.

    Returns
    -------
    ndarray of int8, shape (n_passages_of_works,)
        `UNKNOWN`, or the passage's own level; in a work in which nobody of weight dies, the work's.
    """
    own = {passage.text: passage.labels["death"] for passage in passages if "death" in passage.labels}
    levels = list[int]()
    for work in works:
        assert work.document is not None
        of_work = work.labels.get("death", MAJOR)
        of_others = of_work if of_work < MAJOR else UNKNOWN
        text = work.document.text
        for block in blocks(work.document):
            levels.extend(own.get(text[start:end], of_others) for start, end in block.spans().tolist())
    return np.array(levels, np.int8)
