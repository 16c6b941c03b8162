"""The small models over whole works: who dies, each head, the rating."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from model.cast import Cast
from model.characters import SIGNALS, Character, describe
from model.dying import death_scores, likely_dead
from model.labelset import LabelSet
from model.linear import Linear
from model.passages import stretches
from model.pooling import sigmoid
from model.taxonomy import RATINGS
from model.verdict import rating_signals, work_signals
from training.calibrate import Folds, Question, fit_linear, fit_rising, held_out, restrict
from training.corpora import Example, is_named
from training.heads import UNKNOWN, Material

WORK_REGULARISATION: Final = 1.0
DYING_REGULARISATION: Final = 0.01
"""`C` of the small logistic regressions, chosen on works of left-out sources."""

RATING_PENALTY: Final = 1.0
MIN_RATED: Final = 10

FEW_WORKS: Final = 12
"""A head that fewer works reach (or miss) is given the model fitted on all heads together."""

SEED_WEIGHT: Final = 0.3
"""Seeds were written to hold every warning; how often real works do is learned from real works first."""


@dataclass(frozen=True, slots=True)
class WorkModels:
    """The small models over whole works, and what they said of works that they had not seen.

    Attributes
    ----------
    dying : Linear
    heads : list of Linear
    rating : list of Linear
    log_odds : ndarray, shape (n_works, n_heads)
        Out of fold.
    rating_reached : ndarray, shape (n_works, n_ratings - 1)
        Out of fold: probability of at least Teen, Mature, Explicit.
    dying_of : list of list of (str, float)
        Out of fold: each work's characters, with their probability of dying.
    """

    dying: Linear
    heads: list[Linear]
    rating: list[Linear]
    log_odds: NDArray[np.float64]
    rating_reached: NDArray[np.float64]
    dying_of: list[list[tuple[str, float]]]


def fit_works(works: list[Example], material: Material, scores: NDArray[np.float32], folds: Folds) -> WorkModels:
    """Fit the small models on works scored by heads that had not seen them.

    Parameters
    ----------
    works : list of Example
    material : Material
    scores : ndarray of float32, shape (n_passages_of_works, n_heads)
        Calibrated log-odds, out of fold.
    folds
        Over works.

    Returns
    -------
    WorkModels
    """
    scores_of = [scores[material.owners == number] for number in range(len(works))]
    casts = [_characters(work, own, material.labels) for work, own in zip(works, scores_of, strict=True)]
    dying, dying_of = _fit_dying(works, casts, folds)
    signals = np.stack(
        [
            work_signals(own, probabilities, [c.centrality for c in cast], material.labels)
            for own, probabilities, cast in zip(scores_of, dying_of, casts, strict=True)
        ]
    )
    weights = np.array([SEED_WEIGHT if work.source == "seeds" else 1.0 for work in works])
    heads, log_odds = _fit_heads_of_works(signals, material, weights, folds)
    rating, reached = _fit_rating(works, rating_signals(signals), folds)
    named = [
        [(character.name, probability) for character, probability in zip(cast, own, strict=True)]
        for cast, own in zip(casts, dying_of, strict=True)
    ]
    return WorkModels(dying, heads, rating, log_odds, reached, named)


def _fit_heads_of_works(
    signals: NDArray[np.float64], material: Material, weights: NDArray[np.float64], folds: Folds
) -> tuple[list[Linear], NDArray[np.float64]]:
    """One model a head, or the model of all heads together where a head has too few works to learn from.

    Scores of heads learned from whole works are on a scale of their own, so these have no part in what is common.
    """
    labels, alone = material.work_labels, material.only_in_works
    known = (labels != UNKNOWN) & ~alone
    work = np.broadcast_to(np.arange(len(labels))[:, None], labels.shape)[known]
    together = Question(signals[known], labels[known] == 1, weights[work])
    common = fit_linear(together, WORK_REGULARISATION)
    unseen = np.zeros(labels.shape)
    unseen[known] = held_out(together, restrict(folds, work), WORK_REGULARISATION)
    heads, log_odds = [], np.zeros(labels.shape)
    for head in range(labels.shape[1]):
        own = labels[:, head] != UNKNOWN
        question = Question(signals[own, head], labels[own, head] == 1, weights[own])
        if not alone[head] and min(question.labels.sum(), (~question.labels).sum()) < FEW_WORKS:
            heads.append(common)
            log_odds[own, head] = unseen[own, head]
        else:
            heads.append(fit_linear(question, WORK_REGULARISATION))
            log_odds[own, head] = held_out(question, restrict(folds, own), WORK_REGULARISATION)
    return heads, log_odds


def _characters(work: Example, scores: NDArray[np.float32], labels: LabelSet) -> list[Character]:
    if "death" not in labels:
        return []
    assert work.document is not None
    cast = Cast(work.document.text)
    for stretch in stretches(work.document):
        cast.read(stretch)
    return describe(cast, death_scores(scores, labels))


def _fit_dying(works: list[Example], casts: list[list[Character]], folds: Folds) -> tuple[Linear, list[list[float]]]:
    # Where a major character dies and nobody is named, nobody is known to live.
    judged = [
        n for n, work in enumerate(works) if "death" in work.labels and (work.labels["death"] < 2 or work.who_dies)
    ]
    signals = {n: np.array([c.signals for c in casts[n]]).reshape(-1, len(SIGNALS)) for n in judged}
    labels = {n: np.array([is_named(c.name, works[n].who_dies) for c in casts[n]], bool) for n in judged}

    def learn(numbers: list[int]) -> Linear:
        if not numbers:
            return Linear(np.zeros(len(SIGNALS)), -3.0)
        asked = np.concatenate([signals[n] for n in numbers]), np.concatenate([labels[n] for n in numbers])
        return fit_linear(Question(*asked, np.ones(len(asked[1]))), DYING_REGULARISATION)

    probabilities: list[list[float]] = [[] for _ in works]
    for learned, out in folds:
        model = learn([n for n in judged if learned[n]])
        for n in np.flatnonzero(out).tolist():
            probabilities[n] = likely_dead(model, casts[n])
    return learn(judged), probabilities


def _fit_rating(
    works: list[Example], signals: NDArray[np.float64], folds: Folds
) -> tuple[list[Linear], NDArray[np.float64]]:
    """A model for each step of the rating, and what they say of works held out; none where too few are rated."""
    rated = np.array([work.rating is not None for work in works])
    ratings = np.array([work.rating for work in works if work.rating is not None], int)
    own = signals[rated]
    steps, reached = list[Linear](), np.zeros((len(works), len(RATINGS) - 1))
    if len(ratings) < MIN_RATED or len(np.unique(ratings)) == 1:
        return steps, reached
    for step in range(1, len(RATINGS)):
        labels = ratings >= step
        steps.append(fit_rising(own, labels, RATING_PENALTY))
        for learned, out in restrict(folds, rated):
            model = fit_rising(own[learned], labels[learned], RATING_PENALTY)
            reached[np.flatnonzero(rated)[out], step - 1] = sigmoid(model.log_odds(own[out]))
    return steps, np.minimum.accumulate(reached, axis=1)
