"""Whether someone dies, and who: the linear models over what `model.characters` tells of everyone.

Two questions, two models. Whether anyone of weight dies is asked of every work, and a cautious model of each character
by themselves answers it best; who it is, where someone does, is a choice between those who are there.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from model.characters import Character
from model.labelset import LabelSet
from model.linear import Linear
from model.pooling import sigmoid

DEATH_HEADS: Final = {"major": ("death", 2), "any": ("death", 1), "violence": ("violence", 2)}
"""The heads whose passage scores `characters` looks at, by the name it knows them by."""

UNLIKELY: Final = -6.0
"""Log-odds of what nothing speaks for."""


def death_scores(scores: NDArray[np.float32], labels: LabelSet) -> dict[str, NDArray[np.float32]]:
    """The scores that `model.characters` looks at, by the name it knows them by.

    Parameters
    ----------
    scores : ndarray, shape (n_passages, n_heads)
        Log-odds of each passage.
    labels
        What the heads judge; where one of `DEATH_HEADS` is not among them, nothing speaks for it.
    """
    nothing = np.full(len(scores), UNLIKELY, np.float32)
    return {
        name: scores[:, labels.column[head]] if head in labels.column else nothing for name, head in DEATH_HEADS.items()
    }


def likely_dead(model: Linear, characters: Sequence[Character]) -> list[float]:
    """Each character's probability of dying in the work."""
    if not characters:
        return []
    signals = np.stack([character.signals for character in characters])
    return [float(p) for p in sigmoid(model.log_odds(signals))]


def shares_of_death(model: Linear, characters: Sequence[Character]) -> list[float]:
    """How likely it is each character who dies, given that a major character does; they add up to one."""
    if not characters:
        return []
    log_odds = model.log_odds(np.stack([character.signals for character in characters]))
    shares = np.exp(log_odds - log_odds.max())
    return [float(share) for share in shares / shares.sum()]
