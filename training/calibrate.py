"""From out-of-fold scores to probabilities that mean what they say, and to the bands of decisions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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

REVIEW_RECALL: Final = 0.95
"""`review` begins low enough that this share of the works that deserve a warning get `yes` or `review`."""

MIN_EXAMPLES: Final = 8
"""Fewer examples than this on either side of a question can't settle it."""

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


def fit_rising(signals: NDArray[np.float64], labels: NDArray[np.bool_], penalty: float) -> Linear:
    """Fit a logistic regression none of whose weights is negative: more of a signal never makes the label less likely.

    Parameters
    ----------
    signals : ndarray, shape (n_examples, n_signals)
    labels : ndarray of bool, shape (n_examples,)
    penalty
        Strength of the squared penalty on the weights of standardised signals.
    """
    mean, scale = signals.mean(axis=0), signals.std(axis=0) + 1e-9
    standard, sign = (signals - mean) / scale, np.where(labels, 1.0, -1.0)

    def loss(parameters: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights = parameters[:-1]
        margins = sign * (standard @ weights + parameters[-1])
        slope = -sign * sigmoid(-margins)
        value = np.logaddexp(0, -margins).sum() + penalty / 2 * (weights**2).sum()
        return float(value), np.append(standard.T @ slope + penalty * weights, slope.sum())

    n_signals = signals.shape[1]
    bounds = [(0, None)] * n_signals + [(-8, 8)]
    best = minimize(loss, np.zeros(n_signals + 1), jac=True, method="L-BFGS-B", bounds=bounds).x
    weights = best[:-1] / scale
    return Linear(weights, float(best[-1] - (weights * mean).sum()))


def platt(scores: NDArray[np.float64], labels: NDArray[np.bool_]) -> tuple[float, float]:
    """Fit Platt's slope and offset: ``P = sigmoid(slope * score + offset)``.

    Platt, "Probabilistic outputs for support vector machines" (1999), by logistic regression on one number.
    """
    if labels.sum() < MIN_EXAMPLES or (~labels).sum() < MIN_EXAMPLES:
        return 1.0, 0.0
    line = fit_linear(Question(scores[:, None], labels, np.ones(len(labels))), 100.0)
    return max(float(line.weights[0]), 0.05), line.intercept


def held_out(question: Question, folds: Folds, regularisation: float) -> NDArray[np.float64]:
    """Log-odds of each example from a model that did not see its fold."""
    log_odds = np.zeros(len(question.labels))
    for learned, out in folds:
        if out.any():
            log_odds[out] = fit_linear(question.of(learned), regularisation).log_odds(question.signals[out])
    return log_odds


def bands(probabilities: NDArray[np.float64], labels: NDArray[np.bool_]) -> dict[str, float]:
    """Choose where `yes` and `review` begin, and say what they then achieve out of fold.

    Returns
    -------
    dict
        ``yes`` and ``review`` (probabilities), and the ``precision`` and ``recall`` of `yes`, and the ``recall`` of
        `yes` and `review` together, as measured.
    """
    candidates = np.unique(np.round(probabilities, 3))
    if labels.sum() < MIN_EXAMPLES:
        return dict(UNTESTED)
    yes = next((c for c in candidates if c >= 0.3 and _precision(probabilities >= c, labels) >= YES_PRECISION), 0.9)
    review = max((c for c in candidates if _recall(probabilities >= c, labels) >= REVIEW_RECALL), default=0.1)
    review = min(float(review), float(yes))
    sure, seen = probabilities >= yes, probabilities >= review
    return {
        "yes": round(float(yes), 3),
        "review": round(review, 3),
        "yes_precision": round(_precision(sure, labels), 3),
        "yes_recall": round(_recall(sure, labels), 3),
        "review_recall": round(_recall(seen, labels), 3),
        "review_share": round(float((seen & ~sure).mean()), 3),
    }


def _precision(said: NDArray[np.bool_], labels: NDArray[np.bool_]) -> float:
    return float((said & labels).sum() / max(said.sum(), 1))


def _recall(said: NDArray[np.bool_], labels: NDArray[np.bool_]) -> float:
    return float((said & labels).sum() / max(labels.sum(), 1))


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
