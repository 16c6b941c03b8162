"""How good is a model trained on this corpus? Every figure is of texts that the model had not seen."""

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from training.calibrate import Folds, folds_of
from training.corpora import Corpus
from training.fit import (
    N_FOLDS,
    calibration_lines,
    only_works,
    score_out_of_fold,
)
from training.heads import Material, prepare
from training.metrics import by_head, of_works
from training.representation import fit_representation
from training.works import fit_works

MIN_WORKS_OF_A_SOURCE: Final = 5


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
        name: by_head(scores[:n][mask], material.passage_labels[:n][mask])
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
            figures[name] = of_works(corpus.works, material, models, mask)
    return figures
