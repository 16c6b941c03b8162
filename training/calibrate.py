"""From out-of-fold scores to probabilities that mean what they say, and to the bands of decisions."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from model.linear import Linear
from model.pooling import sigmoid

Folds = Sequence[tuple[NDArray[np.bool_], NDArray[np.bool_]]]
"""Pairs of masks over examples: learned from, held out. Each example is held out once."""

YES_PRECISION: Final = 0.8
"""`yes` is said from the lowest probability on at which at least this share of the works that get it deserve it."""

REVIEW_RECALL: Final = 0.9
"""`review` begins low enough that this share of the works that deserve a warning get `yes` or `review`."""

COMMON_SHARE: Final = 0.2
COMMON_WORKS: Final = 60
"""How often a work reaches a level before any is seen, and how many works that belief is worth."""

MIN_EXAMPLES: Final = 8
"""Fewer examples than this on either side of a question can't settle it."""

MIN_FOR_EMPHASIS: Final = 20
"""From so many on they can settle how much the heaviest word counts besides."""

PLATT_PENALTY: Final = 0.01
"""Next to none: thousands of passages settle a few numbers."""

MIN_SLOPE: Final = 0.05
"""A head that knows nothing is not turned round."""

MOST_INTERCEPT: Final = 8.0
"""Of signals about their mean: nothing is as rare as one in three thousand among the texts that models learn from."""

UNTESTED: Final = {"yes": 0.6, "review": 0.15}
"""Bands of a tag that too few works deserve to choose them by precision and recall."""


def folds_of(groups: NDArray[np.str_], n_folds: int, seed: int) -> Folds:
    """Split examples so that no group is parted and held-out parts are about equal.

    Parameters
    ----------
    groups : ndarray of str, shape (n_examples,)
    n_folds
        Number of folds.
    seed
        Seed of the order in which groups of equal size are dealt out.
    """
    names, sizes = np.unique(groups, return_counts=True)
    order = np.random.default_rng(seed).permutation(len(names))
    order = order[np.argsort(-sizes[order], kind="stable")]
    load, fold_of = np.zeros(n_folds, int), {}
    for index in order.tolist():
        fold = int(load.argmin())
        fold_of[str(names[index])] = fold
        load[fold] += sizes[index]
    assigned = np.array([fold_of[str(group)] for group in groups], int)
    return [(assigned != fold, assigned == fold) for fold in range(n_folds)]


def only_works(folds: Folds, n_passages: int) -> Folds:
    """Of folds over labelled passages, then works, keep the works' part."""
    return [(learned[n_passages:], out[n_passages:]) for learned, out in folds]


def restrict(folds: Folds, kept: NDArray[np.bool_] | NDArray[np.int64]) -> Folds:
    """The same folds over some of the examples, chosen by a mask or by their numbers."""
    return [(learned[kept], out[kept]) for learned, out in folds]


@dataclass(frozen=True, slots=True)
class Question:
    """What a logistic regression is asked to learn.

    Attributes
    ----------
    signals : ndarray, shape (n_examples, n_signals)
    labels : ndarray of bool, shape (n_examples,)
    weights : ndarray, shape (n_examples,)
        How much each example counts.
    """

    signals: NDArray[np.float64]
    labels: NDArray[np.bool_]
    weights: NDArray[np.float64]

    def of(self, kept: NDArray[np.bool_]) -> "Question":
        return Question(self.signals[kept], self.labels[kept], self.weights[kept])


def fit_linear(question: Question, regularisation: float) -> Linear:
    """Fit a logistic regression on standardised signals, the standardisation folded into its weights.

    Parameters
    ----------
    question : Question
    regularisation
        Inverse strength of the penalty (scikit-learn's `C`).
    """
    labels = question.labels
    if labels.all() or not labels.any():
        share = (labels.sum() + 1) / (len(labels) + 2)
        return Linear(np.zeros(question.signals.shape[1]), float(np.log(share / (1 - share))))
    scaler = StandardScaler().fit(question.signals)
    model = LogisticRegression(C=regularisation, max_iter=2000)
    model.fit(scaler.transform(question.signals), labels, sample_weight=question.weights)
    weights = model.coef_[0] / scaler.scale_
    return Linear(weights, float(model.intercept_[0] - (weights * scaler.mean_).sum()))


def fit_steady(question: Question, regularisation: float) -> Linear:
    """Fit a logistic regression whose threshold does not hang on which works happened to be there; see `_even`.

    Parameters
    ----------
    question : Question
    regularisation
        Inverse strength of the penalty (scikit-learn's `C`).
    """
    even, shift = _even(question)
    fitted = fit_linear(even, regularisation)
    return Linear(fitted.weights, fitted.intercept + shift)


def _even(question: Question) -> tuple[Question, float]:
    """Let both sides of a question count the same, and say what that takes from the intercept.

    How often the label is reached enters the intercept by itself, drawn towards `COMMON_SHARE` as if `COMMON_WORKS`
    more works had been seen. With few works, an intercept fitted freely moves so far with each source that is left out
    that works of different sources can't be compared. King and Zeng, "Logistic regression in rare events data" (2001),
    section 4.1 (prior correction).
    """
    reached = float((question.weights * question.labels).sum())
    missed = float((question.weights * ~question.labels).sum())
    if not reached or not missed:
        return question, 0.0
    half = (reached + missed) / 2
    weights = question.weights * np.where(question.labels, half / reached, half / missed)
    reached += COMMON_SHARE * COMMON_WORKS
    missed += (1 - COMMON_SHARE) * COMMON_WORKS
    return Question(question.signals, question.labels, weights), float(np.log(reached / missed))


def fit_rising(question: Question, penalty: float) -> Linear:
    """Fit a logistic regression none of whose weights is negative: more of a signal never makes the label less likely.

    Its threshold is as steady as `fit_steady`'s.

    Parameters
    ----------
    question : Question
    penalty
        Strength of the squared penalty on the weights of standardised signals.
    """
    even, shift = _even(question)
    fitted = _fit_from(np.zeros(even.signals.shape[1]), even, penalty)
    return Linear(fitted.weights, fitted.intercept + shift)


def _fit_from(least: NDArray[np.float64], question: Question, penalty: float) -> Linear:
    """Fit a logistic regression whose weights are at least so much."""
    mean, scale = question.signals.mean(axis=0), question.signals.std(axis=0) + 1e-9
    standard, sign = (question.signals - mean) / scale, np.where(question.labels, 1.0, -1.0)

    def loss(parameters: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights = parameters[:-1]
        margins = sign * (standard @ weights + parameters[-1])
        slope = -sign * sigmoid(-margins) * question.weights
        value = (question.weights * np.logaddexp(0, -margins)).sum() + penalty / 2 * (weights**2).sum()
        return float(value), np.append(standard.T @ slope + penalty * weights, slope.sum())

    bounds = [*((bound, None) for bound in (least * scale).tolist()), (-MOST_INTERCEPT, MOST_INTERCEPT)]
    start = np.append(least * scale, 0)
    best = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    weights = best[:-1] / scale
    return Linear(weights, float(best[-1] - (weights * mean).sum()))


def platt(question: Question) -> Linear:
    """Fit what makes a probability of a score: ``sigmoid(slope * score + emphasis @ heaviest + offset)``.

    Platt, "Probabilistic outputs for support vector machines" (1999), by logistic regression. The heaviest word and
    pair tell what a mean over all words hides.

    Parameters
    ----------
    question : Question
        Its signals are what a head says of passages, and what the heaviest word and pair of each weigh.

    Returns
    -------
    Linear
        The slope is positive, and no emphasis negative.
    """
    n_signals, n_examples = question.signals.shape[1], min(question.labels.sum(), (~question.labels).sum())
    if n_examples < MIN_EXAMPLES:
        return Linear(np.eye(n_signals)[0], 0.0)
    used = n_signals if n_examples >= MIN_FOR_EMPHASIS else 1
    least = MIN_SLOPE * np.eye(used)[0]
    line = _fit_from(least, replace(question, signals=question.signals[:, :used]), PLATT_PENALTY)
    return Linear(np.pad(line.weights, (0, n_signals - used)), line.intercept)


def held_out(question: Question, folds: Folds, fit: Callable[[Question], Linear]) -> NDArray[np.float64]:
    """Log-odds of each example from a model that did not see its fold."""
    log_odds = np.zeros(len(question.labels))
    for learned, out in folds:
        if out.any():
            log_odds[out] = fit(question.of(learned)).log_odds(question.signals[out])
    return log_odds


def bands(
    probabilities: NDArray[np.float64], labels: NDArray[np.bool_], weights: NDArray[np.float64]
) -> dict[str, float]:
    """Choose where `yes` and `review` begin, and say what they then achieve out of fold.

    Parameters
    ----------
    probabilities, labels, weights : ndarray, each of shape (n_works,)
        What was said of each work, whether it deserves the warning, and how much it counts.

    Returns
    -------
    dict
        ``yes`` and ``review`` (probabilities), and the ``precision`` and ``recall`` of `yes`, and the ``recall`` of
        `yes` and `review` together, as measured.
    """
    candidates = np.unique(np.round(probabilities, 3))
    if labels.sum() < MIN_EXAMPLES:
        return dict(UNTESTED)
    due, total = float(weights[labels].sum()), float(weights.sum())

    def precision(said: NDArray[np.bool_]) -> float:
        return float(weights[said & labels].sum() / max(float(weights[said].sum()), 1e-9))

    def recall(said: NDArray[np.bool_]) -> float:
        return float(weights[said & labels].sum() / due)

    yes = next((c for c in candidates if c >= 0.3 and precision(probabilities >= c) >= YES_PRECISION), 0.9)
    review = max((c for c in candidates if recall(probabilities >= c) >= REVIEW_RECALL), default=0.1)
    review = min(float(review), float(yes))
    sure, seen = probabilities >= yes, probabilities >= review
    return {
        "yes": round(float(yes), 3),
        "review": round(review, 3),
        "yes_precision": round(precision(sure), 3),
        "yes_recall": round(recall(sure), 3),
        "review_recall": round(recall(seen), 3),
        "review_share": round(float(weights[seen & ~sure].sum() / total), 3),
    }


def expected_calibration_error(
    probabilities: NDArray[np.float64], labels: NDArray[np.bool_], n_bins: int = 10
) -> float:
    """Mean gap between what is promised and what happens, over bins of equal width, weighted by size.

    Naeini, Cooper and Hauskrecht, "Obtaining Well Calibrated Probabilities Using Bayesian Binning" (AAAI 2015).
    """
    bins = np.minimum((probabilities * n_bins).astype(int), n_bins - 1)
    gaps: Iterable[float] = (
        abs(probabilities[bins == b].mean() - labels[bins == b].mean()) * (bins == b).mean()
        for b in range(n_bins)
        if (bins == b).any()
    )
    return float(sum(gaps))
