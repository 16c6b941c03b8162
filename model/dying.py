"""Whether someone dies, and who: the linear models over what `model.characters` tells of everyone.

Two questions, two models. Whether anyone of weight dies is asked of every work, and a cautious model of each character
by themselves answers it best; who it is, where someone does, is a choice between those who are there.
"""

from math import exp
from typing import Final

from model.characters import Characters
from model.labelset import LabelSet
from model.linear import Linear
from model.pooling import sigmoids

DEATH_HEADS: Final = (("death", 2), ("death", 1), ("violence", 2))
"""The heads whose passage scores speak of who dies, in the order of `model.summary.sum_up`."""


def death_columns(labels: LabelSet) -> tuple[int | None, ...]:
    """Where among the heads those of `DEATH_HEADS` are; None where they are not."""
    return tuple(labels.column.get(head) for head in DEATH_HEADS)


def likely_dead(model: Linear, characters: Characters) -> list[float]:
    """Each character's probability of dying in the work."""
    return sigmoids(model.log_odds(characters.signals))


def shares_of_death(model: Linear, characters: Characters) -> list[float]:
    """How likely it is each character who dies, given that a major character does; they add up to one."""
    if not len(characters):
        return []
    log_odds = model.log_odds(characters.signals).tolist()
    likeliest = max(log_odds)
    shares = [exp(each - likeliest) for each in log_odds]
    total = sum(shares)
    return [share / total for share in shares]
