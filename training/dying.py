"""The models of whether anyone dies, and who."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import softmax

from model.characters import SIGNALS, Characters
from model.linear import Linear
from model.pooling import sigmoid
from training.calibrate import Folds, Question, fit_linear
from training.examples import MAJOR, Example, is_named

DYING_REGULARISATION: Final = 0.0003
"""`C` of whether a character dies; chosen on works of left-out sources, for telling works with a major death."""

NAMING_PENALTY: Final = 3.0
"""Strength of the squared penalty of who dies; chosen on works of left-out sources, for naming the right one first."""

NARRATORS_OWN: Final = (
    *("final", "share", "rank", "silent_end", "last_note", "leaves_major", "leaves_violence"),
    *("strongest_share:major", "three_strongest_shares:major", "strongest_share_late:major"),
    *("strongest_share:any", "three_strongest_shares:any", "strongest_share_late:any"),
    *("mentions", "share_of_mentions", "mentioned_in_last_tenth", "passages"),
    *("company_strongest", "company_three_strongest"),
    *("company_share", "company_share_any", "company_share_strongest"),
)
"""Signals that weigh otherwise of a narrator: "I" stands beside every word of a story told by one who was there."""

FIRST_NAMED: Final = 3.0
"""How much more the first of those who die counts than each other one: readers name the most important first."""

_IS_NARRATOR: Final = SIGNALS.index("is_narrator")
_NARRATORS_OWN: Final = [SIGNALS.index(name) for name in NARRATORS_OWN]


@dataclass(frozen=True, slots=True)
class Naming:
    """Who dies, as `model.judging` asks it.

    Attributes
    ----------
    others, narrator : Linear
        Of those whom a story tells of, and of whoever tells it.
    """

    others: Linear
    narrator: Linear

    def shares(self, signals: NDArray[np.float64]) -> NDArray[np.float64]:
        """How likely it is each, if someone dies, shape (n_characters,)."""
        is_narrator = signals[:, _IS_NARRATOR] > 0
        log_odds = np.where(is_narrator, self.narrator.log_odds(signals), self.others.log_odds(signals))
        return np.asarray(softmax(log_odds))


@dataclass(frozen=True, slots=True)
class DyingModels:
    """Whether anyone dies and who, and what was said of works that had not been seen.

    Attributes
    ----------
    dying : Linear
    naming : Naming
    likely : list of list of float
        Out of fold: for each work, each character's probability of dying.
    named : list of list of (str, float)
        Out of fold: for each work, how likely it is each character who dies, if a major character does.
    """

    dying: Linear
    naming: Naming
    likely: list[list[float]]
    named: list[list[tuple[str, float]]]


def fit_dying(works: list[Example], casts: list[Characters], folds: Folds) -> DyingModels:
    """Fit both models.

    Parameters
    ----------
    works : list of Example
    casts
        Each work's characters.
    folds
        Over works.
    """
    # Where a major character dies and nobody is named, nobody is known to live.
    judged = [
        n for n, work in enumerate(works) if "death" in work.labels and (work.labels["death"] < MAJOR or work.who_dies)
    ]
    names = [cast.names() for cast in casts]
    meant = {n: _meant(works[n], names[n]) for n in judged}

    def learn(numbers: list[int]) -> tuple[Linear, Naming]:
        told = [_Told(casts[n].signals, meant[n], works[n].weight) for n in numbers if len(casts[n])]
        return _fit_each(told), _fit_choice(told)

    likely: list[list[float]] = [[] for _ in works]
    named: list[list[tuple[str, float]]] = [[] for _ in works]
    for learned, out in folds:
        dying, naming = learn([n for n in judged if learned[n]])
        for n in np.flatnonzero(out).tolist():
            likely[n] = sigmoid(dying.log_odds(casts[n].signals)).tolist()
            shares = naming.shares(casts[n].signals).tolist() if names[n] else []
            named[n] = list(zip(names[n], shares, strict=True))
    return DyingModels(*learn(judged), likely, named)


def _meant(work: Example, names: list[str]) -> NDArray[np.float64]:
    """How much each character is the one who dies: 0 for those who don't."""
    anyone = np.array([is_named(name, work.who_dies) for name in names], float)
    first = np.array([is_named(name, work.who_dies[:1]) for name in names], float)
    return anyone + (FIRST_NAMED - 1) * first


@dataclass(frozen=True, slots=True)
class _Told:
    """A work to learn from.

    Attributes
    ----------
    signals : ndarray, shape (n_characters, len(SIGNALS))
    meant : ndarray, shape (n_characters,)
        How much each is the one who dies.
    weight
        How much the work counts.
    """

    signals: NDArray[np.float64]
    meant: NDArray[np.float64]
    weight: float


def _fit_each(told: list[_Told]) -> Linear:
    """Does this character die? Each by themselves."""
    if not told:
        return Linear(np.zeros(len(SIGNALS)), -3.0)
    signals = np.concatenate([work.signals for work in told])
    dies = np.concatenate([work.meant > 0 for work in told])
    weights = np.concatenate([np.full(len(work.meant), work.weight) for work in told])
    return fit_linear(Question(signals, dies, weights), DYING_REGULARISATION)


def _fit_choice(told: list[_Told]) -> Naming:
    """Who dies? A choice between the characters of a work and nobody, by multinomial (conditional) logit.

    McFadden, "Conditional logit analysis of qualitative choice behavior" (1974). "Nobody" has a constant for its only
    signal, which is not needed once it is known that someone dies.
    """
    if not any(work.meant.any() for work in told):
        return Naming(*2 * (Linear(np.zeros(len(SIGNALS)), 0.0),))
    seen = [np.concatenate((work.signals, _as_narrator(work.signals)), axis=1) for work in told]
    everyone = np.concatenate(seen)
    mean, scale = everyone.mean(axis=0), everyone.std(axis=0) + 1e-9
    nobody = np.zeros((1, len(mean)))
    standard = np.concatenate([np.concatenate((nobody, (signals - mean) / scale)) for signals in seen])
    sizes = np.array([len(work.meant) + 1 for work in told])
    begins = np.cumsum(sizes) - sizes
    choice = np.concatenate([np.append(0.0 if work.meant.any() else 1.0, work.meant) for work in told])
    choice /= np.repeat(np.add.reduceat(choice, begins), sizes)
    weights = np.repeat([work.weight for work in told], sizes)
    is_nobody = np.zeros(len(choice))
    is_nobody[begins] = 1

    def loss(parameters: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        log_odds = standard @ parameters[:-1] + is_nobody * parameters[-1]
        log_odds -= np.repeat(np.maximum.reduceat(log_odds, begins), sizes)
        log_odds -= np.repeat(np.log(np.add.reduceat(np.exp(log_odds), begins)), sizes)
        gap = weights * (np.exp(log_odds) - choice)
        value = -(weights * choice * log_odds).sum() + NAMING_PENALTY / 2 * (parameters[:-1] ** 2).sum()
        return float(value), np.append(standard.T @ gap + NAMING_PENALTY * parameters[:-1], gap @ is_nobody)

    best = minimize(loss, np.zeros(len(mean) + 1), jac=True, method="L-BFGS-B").x
    weights = best[:-1] / scale
    others = weights[: len(SIGNALS)]
    narrator = others.copy()
    narrator[_NARRATORS_OWN] += weights[len(SIGNALS) :]
    return Naming(Linear(others, 0.0), Linear(narrator, 0.0))


def _as_narrator(signals: NDArray[np.float64]) -> NDArray[np.float64]:
    """What is told of the narrator once more, zeros of everyone else: so its weights are learned as differences."""
    return signals[:, _NARRATORS_OWN] * signals[:, [_IS_NARRATOR]]
