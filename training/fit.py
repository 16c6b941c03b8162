"""From a corpus to a saved model.

Passages are fitted first; whole works are then scored by heads that never saw them (or anything of their group), and
on those honest scores the small models are fitted: who dies, each head over a work, the rating, the bands of decisions.
"""

import platform
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import numpy as np
from joblib import Parallel, cpu_count, delayed
from numpy.typing import NDArray

from model import __version__, artifact
from model.characters import SIGNALS
from model.company import UNKNOWN_COMPANY, Company
from model.judging import WORK_SIGNALS
from model.linear import Linear
from model.pooling import sigmoid
from model.scorer import Scorer
from model.taxonomy import RATINGS
from training.calibrate import Folds, Question, bands, folds_of, platt
from training.corpora import Corpus
from training.examples import UNKNOWN
from training.heads import Heads, Material, fit_heads, prepare
from training.metrics import by_head, of_works
from training.representation import Representation, fit_representation
from training.works import WorkModels, by_passage, fit_works

SEED: Final = 43
N_FOLDS: Final = 5

WORTH_PROCESSES: Final = 10_000_000
"""Numbers in the matrices from which on heads are fitted side by side."""

MAX_PROCESSES: Final = 4
"""Each takes a copy of what it learns from, one to two gigabytes for everything that the shipped model knows."""
Progress = Callable[[str], None]


def fit(corpus: Corpus, folder: Path, *, seed: int = SEED, progress: Progress = lambda _: None) -> dict[str, Any]:
    """Fit a model and save it.

    Parameters
    ----------
    corpus
        What to learn from.
    folder
        Where the saved model goes.
    seed
        Same seed, same data, same bytes.
    progress
        Told what is under way.

    Returns
    -------
    dict
        The manifest.
    """
    representation = fit_representation(corpus, seed=seed, progress=progress)
    material = prepare(corpus, representation)
    groups = np.concatenate((material.passage_groups, material.work_groups))
    folds, everything = folds_of(groups, N_FOLDS, seed), np.ones(len(groups), bool)
    progress(f"fitting heads on everything and in {N_FOLDS} folds")
    fitted = _fit_each(material, [everything, *(learned for learned, _ in folds)], seed=seed, progress=progress)
    heads = next(fitted)
    signals, of_works_signals = _hold_out(material, representation, folds, fitted)
    lines = calibration_lines(material, signals)
    progress("fitting works")
    models = fit_works(corpus.works, material, calibrated(of_works_signals, lines).astype(np.float32), folds)
    scorer = fold_heads(representation, heads, lines, models.company)
    manifest = _manifest(corpus, material, models, scorer, seed)
    n_labelled = len(corpus.passages)
    said = calibrate_out_of_fold(material, folds, signals)
    manifest["figures"] = {
        "how": (
            f"{N_FOLDS} folds, nothing of one group parted; by heads, and of works by small models, that had not seen "
            "the fold; what makes probabilities of scores had not either, for passages"
        ),
        "passages": by_head(said[:n_labelled], material.passage_labels[:n_labelled], material.labels),
        "works": of_works(corpus.works, material, models, np.ones(len(corpus.works), bool)),
    }
    artifact.save(folder, manifest, scorer)
    return manifest


def signals_out_of_fold(
    material: Material, representation: Representation, folds: Folds, *, seed: int, progress: Progress = lambda _: None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Ask heads about every passage that they did not see.

    Parameters
    ----------
    material : Material
    representation : Representation
        What made it.
    folds
        Over labelled passages, then works.
    seed
        Seed of the heads.
    progress
        Told what is under way.

    Returns
    -------
    passages : ndarray, shape (n_labelled_passages, n_heads, 3)
    works : ndarray, shape (n_passages_of_works, n_heads, 3)
        As `Heads.signals` has them.
    """
    progress(f"fitting heads, {len(folds)} folds")
    fitted = _fit_each(material, [learned for learned, _ in folds], seed=seed, progress=progress)
    return _hold_out(material, representation, folds, fitted)


def _fit_each(
    material: Material, learned: Sequence[NDArray[np.bool_]], *, seed: int, progress: Progress
) -> Iterator[Heads]:
    """Fit heads on each choice of labelled passages, then works; in order, side by side where that pays."""
    n_passages = len(material.passage_groups)
    tasks = [delayed(fit_heads)(material, each[:n_passages], each[n_passages:], seed=seed) for each in learned]
    fitted = Parallel(n_jobs=_processes(material), return_as="generator", mmap_mode="r")(tasks)
    for number, heads in enumerate(fitted, start=1):
        progress(f"fitted heads, {number} of {len(learned)}")
        yield heads


def _hold_out(
    material: Material, representation: Representation, folds: Folds, fitted: Iterator[Heads]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Ask about each fold the heads that did not see it; see `signals_out_of_fold`."""
    n_passages = len(material.passage_groups)
    passages = np.zeros((n_passages, len(material.labels.heads), 3))
    works = np.zeros((material.works.shape[0], len(material.labels.heads), 3))
    for (_, out), heads in zip(folds, fitted, strict=True):
        own, held = out[:n_passages], out[n_passages:][material.owners]
        passages[own], works[held] = heads.signals(representation, material.passages[own], material.works[held])
    return passages, works


def _processes(material: Material) -> int:
    """Heads are fitted side by side where that takes longer than starting processes does.

    Processes and not threads: see `training.heads.fit_heads`.
    """
    is_much = material.passages.nnz + material.works.nnz > WORTH_PROCESSES
    return min(cpu_count(), MAX_PROCESSES) if is_much else 1


def calibration_lines(
    material: Material, signals: NDArray[np.float64], learned: NDArray[np.bool_] | None = None
) -> list[Linear]:
    """Each head's line from what is said of passages out of fold to their log-odds; see `platt`.

    Parameters
    ----------
    material : Material
    signals : ndarray, shape (n_labelled_passages, n_heads, 3)
    learned : ndarray of bool or None, shape (n_labelled_passages,)
        Which passages may be learned from; all by default.
    """
    lines = []
    usable = ~material.is_word if learned is None else learned & ~material.is_word
    for head in range(len(material.labels.heads)):
        known = (material.passage_labels[:, head] != UNKNOWN) & usable
        labels = material.passage_labels[known, head] == 1
        lines.append(platt(Question(signals[known, head], labels, material.weights[known])))
    return lines


def calibrated(signals: NDArray[np.float64], lines: Sequence[Linear]) -> NDArray[np.float64]:
    """Log-odds as they are served, shape (n_passages, n_heads)."""
    return np.column_stack([line.log_odds(signals[:, head]) for head, line in enumerate(lines)])


def calibrate_out_of_fold(
    material: Material, folds: Folds, of_passages: NDArray[np.float64], of_works: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    """Log-odds of each fold by lines that have not seen it either.

    Parameters
    ----------
    material : Material
    folds
        Over labelled passages, then works.
    of_passages, of_works
        What `signals_out_of_fold` returns; lines are learned from the first, and the second is asked about if it is
        there.

    Returns
    -------
    ndarray, shape (n_labelled_passages or n_passages_of_works, n_heads)
    """
    n_passages, asked = len(of_passages), of_passages if of_works is None else of_works
    log_odds = np.zeros(asked.shape[:2])
    for learned, out in folds:
        held = out[:n_passages] if of_works is None else out[n_passages:][material.owners]
        log_odds[held] = calibrated(asked[held], calibration_lines(material, of_passages, learned[:n_passages]))
    return log_odds


def fold_heads(
    representation: Representation, heads: Heads, lines: Sequence[Linear], company: Company = UNKNOWN_COMPANY
) -> Scorer:
    """Fold the heads and their calibration into the table that is served."""
    slopes, *emphasis = np.array([line.weights for line in lines]).T
    intercepts = heads.intercepts * slopes + [line.intercept for line in lines]
    # The table has the slopes in it already.
    return representation.fold(heads.weights * slopes[:, None], intercepts, np.array(emphasis) / slopes, company)


def _manifest(corpus: Corpus, material: Material, models: WorkModels, scorer: Scorer, seed: int) -> dict[str, Any]:
    decisions = {}
    weights = np.array([work.weight for work in corpus.works])
    for label, tag in material.labels.tagged:
        head = material.labels.column[label.name, tag.fires_at]
        known = material.work_labels[:, head] != UNKNOWN
        said, due = sigmoid(models.log_odds[known, head]), material.work_labels[known, head] == 1
        decisions[tag.name] = bands(said, due, weights[known])
    names = material.labels.head_names
    return {
        "name": "forewarn",
        "version": __version__,
        "labels": material.labels.to_manifest(),
        "ratings": list(RATINGS) if models.rating else [],
        "heads": list(names),
        "decisions": decisions,
        "trained_on": {
            "passages": len(corpus.passages),
            "works": len(corpus.works),
            "unlabelled": len(corpus.unlabelled),
            "features": len(scorer.table) - 1,
            "seed": seed,
        },
        "corpora": corpus.provenance,
        "libraries": {
            "python": platform.python_version(),
            **{name: version(name) for name in ("numpy", "scipy", "scikit-learn", "joblib")},
        },
        "work_signals": list(WORK_SIGNALS),
        "work_heads": {name: model.to_manifest() for name, model in zip(names, models.heads, strict=True)},
        "brief_by_passage": by_passage(material).tolist(),
        "neighbours": models.neighbours.to_manifest() if models.neighbours else None,
        "dying_signals": list(SIGNALS),
        "dying": models.dying.dying.to_manifest(),
        "naming": models.dying.naming.others.to_manifest(),
        "naming_narrator": models.dying.naming.narrator.to_manifest(),
        "rating": [step.to_manifest() for step in models.rating],
    }
