"""How good is a model trained on this corpus? Every figure is of texts that the model had not seen."""

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, cohen_kappa_score, f1_score, roc_auc_score

from model.pooling import sigmoid
from model.taxonomy import LABELS
from model.verdict import HEADS, decide
from training.calibrate import Folds, bands, expected_calibration_error, folds_of
from training.corpora import Corpus, Example
from training.fit import (
    N_FOLDS,
    WorkModels,
    calibration_lines,
    fit_works,
    is_named,
    only_works,
    score_out_of_fold,
)
from training.heads import UNKNOWN, Material, prepare
from training.representation import fit_representation

MIN_WORKS_OF_A_SOURCE: Final = 5
MIN_POSITIVES: Final = 5
"""Fewer than this in a test set and a figure would be noise: it is left out."""


def evaluate(corpus: Corpus, *, seed: int, progress: Callable[[str], None] = lambda _: None) -> dict[str, Any]:
    """Measure quality by cross-validation.

    Parameters
    ----------
    corpus
        Labelled passages and works.
    seed
        Seed of folds, vectors and heads.
    progress
        Told what is under way.

    Returns
    -------
    dict
        ``passages`` and ``works``: figures by set of texts and head; see `docs/quality.md`.
    """
    representation = fit_representation(corpus, seed=seed, progress=progress)
    material = prepare(corpus, representation)
    return {
        "passages": _passages(corpus, material, seed, progress),
        "works": _works(corpus, material, seed, progress),
    }


def _passages(corpus: Corpus, material: Material, seed: int, progress: Callable[[str], None]) -> dict[str, Any]:
    """Labelled passages, five folds, no work parted between them."""
    groups = np.concatenate((material.passage_groups, material.work_groups))
    scores, _ = score_out_of_fold(material, folds_of(groups, N_FOLDS, seed), seed=seed, progress=progress)
    n = len(corpus.passages)
    seeds = np.array([example.source == "seeds" for example in corpus.passages], bool)
    return {
        name: _by_head(scores[:n][mask], material.passage_labels[:n][mask])
        for name, mask in (("seeds", seeds), ("public", ~seeds))
        if mask.any()
    }


def leave_one_source_out(corpus: Corpus, material: Material, seed: int) -> Folds:
    """Hold out one source at a time, its labelled passages with it; what has no source of its own is split by group."""
    passage_sources = np.array(
        [example.source for example in corpus.passages]
        + ["lexicon"] * (len(material.passage_groups) - len(corpus.passages))
    )
    work_sources = np.array([example.source for example in corpus.works])
    sources = np.concatenate((passage_sources, work_sources))
    names, counts = np.unique(work_sources, return_counts=True)
    alone = [
        name for name, times in zip(names, counts, strict=True) if times >= MIN_WORKS_OF_A_SOURCE and name != "seeds"
    ]
    folds = [(sources != name, sources == name) for name in alone]
    groups = np.concatenate((material.passage_groups, material.work_groups))
    shared = ~np.isin(sources, alone)
    for learned, out in folds_of(groups, N_FOLDS, seed):
        held = out & shared
        if held[len(passage_sources) :].any():
            folds.append((learned | ~shared, held))
    return folds


def _works(corpus: Corpus, material: Material, seed: int, progress: Callable[[str], None]) -> dict[str, Any]:
    """Whole works, one source left out at a time."""
    folds = leave_one_source_out(corpus, material, seed)
    passage_scores, work_scores = score_out_of_fold(material, folds, seed=seed, progress=progress)
    lines = calibration_lines(material, passage_scores)
    calibrated = (work_scores * lines[:, 0] + lines[:, 1]).astype(np.float32)
    progress("fitting works")
    within = only_works(folds, len(material.passage_groups))
    models = fit_works(corpus.works, material, calibrated, within)
    seeds = np.array([example.source == "seeds" for example in corpus.works], bool)
    figures = {}
    for name, mask in (("seeds", seeds), ("public", ~seeds)):
        if mask.any():
            works = [work for work, kept in zip(corpus.works, mask, strict=True) if kept]
            figures[name] = {
                "heads": _by_head(models.log_odds[mask], material.work_labels[mask]),
                "tags": _by_tag(models.log_odds[mask], material.work_labels[mask]),
                "rating": _rating(works, models.rating_reached[mask]),
                "who_dies": _who_dies(corpus.works, models, mask),
            }
    return figures


def _by_head(scores: NDArray[np.float64], labels: NDArray[np.int8]) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    for head, (name, level) in enumerate(HEADS):
        known = labels[:, head] != UNKNOWN
        reached = labels[known, head] == 1
        if MIN_POSITIVES <= reached.sum() <= len(reached) - MIN_POSITIVES:
            own = scores[known, head]
            figures[f"{name}>={level}"] = {
                "n": len(reached),
                "positives": int(reached.sum()),
                "auc": round(float(roc_auc_score(reached, own)), 4),
                "average_precision": round(float(average_precision_score(reached, own)), 4),
                "ece": round(expected_calibration_error(sigmoid(own), reached), 4),
            }
    return figures


def _by_tag(scores: NDArray[np.float64], labels: NDArray[np.int8]) -> dict[str, Any]:
    """What each tag's decisions would have been, with bands chosen on the other half of the works."""
    figures = {}
    half = np.arange(len(scores)) % 2 == 0
    for label in LABELS:
        if label.tag is None:
            continue
        head = HEADS.index((label.name, label.tag.fires_at))
        known = labels[:, head] != UNKNOWN
        reached, probabilities = labels[:, head] == 1, sigmoid(scores[:, head])
        if not (reached & known).sum() >= MIN_POSITIVES:
            continue
        said = np.full(len(scores), "no", dtype="<U6")
        for learned, out in ((half, ~half), (~half, half)):
            chosen = bands(probabilities[learned & known], reached[learned & known])
            said[out] = [decide(p, chosen) for p in probabilities[out]]
        yes, seen = (said == "yes") & known, (said != "no") & known
        figures[label.tag.name] = {
            "positives": int((reached & known).sum()),
            "yes_precision": round(float((yes & reached).sum() / max(yes.sum(), 1)), 4),
            "yes_recall": round(float((yes & reached).sum() / (reached & known).sum()), 4),
            "review_recall": round(float((seen & reached).sum() / (reached & known).sum()), 4),
            "review_share": round(float((seen & ~yes).sum() / known.sum()), 4),
            "f1_at_half": round(float(f1_score(reached[known], probabilities[known] >= 0.5)), 4),
        }
    return figures


def _rating(works: list[Example], reached: NDArray[np.float64]) -> dict[str, Any]:
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


def _who_dies(works: list[Example], models: WorkModels, mask: NDArray[np.bool_]) -> dict[str, Any]:
    """Of works where someone major dies: is the likeliest character the first named, or any of those named?"""
    first = anyone = total = 0
    for number in np.flatnonzero(mask).tolist():
        work = works[number]
        if work.labels.get("death") == 2 and work.who_dies:
            total += 1
            ranked = sorted(models.dying_of[number], key=lambda pair: -pair[1])
            if ranked:
                first += is_named(ranked[0][0], work.who_dies[:1])
                anyone += is_named(ranked[0][0], work.who_dies)
    return {
        "n": total,
        "first_named": round(first / max(total, 1), 4),
        "anyone_named": round(anyone / max(total, 1), 4),
    }
