"""Whether someone dies, and who: the linear models over what `model.characters` tells of everyone.

Two questions, two models. Whether anyone of weight dies is asked of every work, and a cautious model of each character
by themselves answers it best; who it is, where someone does, is a choice between those who are there.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from model.characters import Characters
from model.labelset import LabelSet
from model.linear import Linear
from model.pooling import sigmoid

DEATH_HEADS: Final = (("death", 2), ("death", 1), ("violence", 2))
"""The heads whose passage scores `characters` looks at, in its order."""

UNLIKELY: Final = -6.0
"""Log-odds of what nothing speaks for."""


def death_scores(scores: NDArray[np.float32], labels: LabelSet) -> NDArray[np.float32]:
    """The scores that `model.characters` looks at, shape (len(DEATH_HEADS), n_passages).

    Parameters
    ----------
    scores : ndarray, shape (n_passages, n_heads)
        Log-odds of each passage.
    labels
        What the heads judge; where one of `DEATH_HEADS` is not among them, nothing speaks for it.
    """
    chosen = np.full((len(DEATH_HEADS), len(scores)), UNLIKELY, np.float32)
    for row, head in enumerate(DEATH_HEADS):
        if head in labels.column:
            chosen[row] = scores[:, labels.column[head]]
    return chosen


def likely_dead(model: Linear, characters: Characters) -> list[float]:
    """Each character's probability of dying in the work."""
    return sigmoid(model.log_odds(characters.signals)).tolist()


def shares_of_death(model: Linear, characters: Characters) -> list[float]:
    """How likely it is each character who dies, given that a major character does; they add up to one."""
    if not len(characters):
        return []
    log_odds = model.log_odds(characters.signals)
    shares = np.exp(log_odds - log_odds.max())
    return (shares / shares.sum()).tolist()
