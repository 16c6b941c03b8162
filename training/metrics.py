"""The figures by which a model is judged, from out-of-fold scores."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, cohen_kappa_score, f1_score, roc_auc_score

from model.labelset import LabelSet
from model.pooling import sigmoid
from model.verdict import decide
from training.calibrate import bands, expected_calibration_error
from training.corpora import Example, is_named
from training.examples import MAJOR, UNKNOWN
from training.heads import Material
from training.works import WorkModels

MIN_POSITIVES: Final = 5
"""Fewer than this in a test set and a figure would be noise: it is left out."""


def by_head(scores: NDArray[np.float64], labels: NDArray[np.int8], judged: LabelSet) -> dict[str, Any]:
    """How well each head ranks (AUC, average precision) and how far its probabilities are off (ECE).

    Parameters
    ----------
    scores : ndarray, shape (n_examples, n_heads)
        Log-odds, out of fold.
    labels : ndarray of int8, shape (n_examples, n_heads)
        1 reached, 0 not, -1 not judged.
    judged
        What the heads judge.
    """
    figures: dict[str, Any] = {}
    for head, name in enumerate(judged.head_names):
        known = labels[:, head] != UNKNOWN
        reached = labels[known, head] == 1
        if MIN_POSITIVES <= reached.sum() <= len(reached) - MIN_POSITIVES:
            own = scores[known, head]
            figures[name] = {
                "n": len(reached),
                "positives": int(reached.sum()),
                "auc": round(float(roc_auc_score(reached, own)), 4),
                "average_precision": round(float(average_precision_score(reached, own)), 4),
                "ece": round(expected_calibration_error(sigmoid(own), reached), 4),
            }
    return figures


def by_tag(scores: NDArray[np.float64], labels: NDArray[np.int8], judged: LabelSet) -> dict[str, Any]:
    """What each tag's decisions would have been, with bands chosen on the other half of the works."""
    figures = {}
    half = np.arange(len(scores)) % 2 == 0
    for label, tag in judged.tagged:
        head = judged.column[label.name, tag.fires_at]
        known = labels[:, head] != UNKNOWN
        reached, probabilities = labels[:, head] == 1, sigmoid(scores[:, head])
        if not (reached & known).sum() >= MIN_POSITIVES:
            continue
        said = np.full(len(scores), "no", dtype="<U6")
        for learned, out in ((half, ~half), (~half, half)):
            chosen = bands(probabilities[learned & known], reached[learned & known], np.ones((learned & known).sum()))
            said[out] = [decide(p, chosen) for p in probabilities[out]]
        yes, seen = (said == "yes") & known, (said != "no") & known
        figures[tag.name] = {
            "positives": int((reached & known).sum()),
            "yes_precision": round(float((yes & reached).sum() / max(yes.sum(), 1)), 4),
            "yes_recall": round(float((yes & reached).sum() / (reached & known).sum()), 4),
            "review_recall": round(float((seen & reached).sum() / (reached & known).sum()), 4),
            "review_share": round(float((seen & ~yes).sum() / known.sum()), 4),
            "f1_at_half": round(float(f1_score(reached[known], probabilities[known] >= 0.5)), 4),
        }
    return figures


def rating(works: list[Example], reached: NDArray[np.float64]) -> dict[str, Any]:
    """How often the rating is right, and by how much it is off; ``reached`` as in `fit.WorkModels`."""
    rated = [number for number, work in enumerate(works) if work.rating is not None]
    truth = np.array([works[number].rating for number in rated])
    said = (reached[rated] >= 0.5).sum(axis=1)
    if len(np.unique(truth)) < 2:
        return {}
    return {
        "n": len(rated),
        "quadratic_kappa": round(float(cohen_kappa_score(truth, said, weights="quadratic")), 4),
        "accuracy": round(float((truth == said).mean()), 4),
        "within_one": round(float((abs(truth - said) <= 1).mean()), 4),
    }


def who_dies(works: list[Example], named: list[list[tuple[str, float]]]) -> dict[str, Any]:
    """Of works where someone major dies: is the likeliest character the first named, or any of those named?"""
    first = anyone = total = 0
    for work, shares in zip(works, named, strict=True):
        if work.labels.get("death") == MAJOR and work.who_dies:
            total += 1
            ranked = sorted(shares, key=lambda pair: -pair[1])
            if ranked:
                first += is_named(ranked[0][0], work.who_dies[:1])
                anyone += is_named(ranked[0][0], work.who_dies)
    return {
        "n": total,
        "first_named": round(first / max(total, 1), 4),
        "anyone_named": round(anyone / max(total, 1), 4),
    }


def of_works(works: list[Example], material: Material, models: WorkModels, mask: NDArray[np.bool_]) -> dict[str, Any]:
    """All figures of some of the works.

    Parameters
    ----------
    works : list of Example
    material : Material
    models : WorkModels
        With what they said out of fold.
    mask : ndarray of bool, shape (n_works,)
        Which works to look at.
    """
    own = np.flatnonzero(mask).tolist()
    chosen = [works[number] for number in own]
    return {
        "heads": by_head(models.log_odds[mask], material.work_labels[mask], material.labels),
        "tags": by_tag(models.log_odds[mask], material.work_labels[mask], material.labels),
        "rating": rating(chosen, models.rating_reached[mask]),
        "who_dies": who_dies(chosen, [models.dying.named[number] for number in own]),
    }
