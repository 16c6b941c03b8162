"""From a corpus to a saved model.

Passages are fitted first; whole works are then scored by heads that never saw them (or anything of their group), and
on those honest scores the small models are fitted: who dies, each head over a work, the rating, the bands of decisions.
"""

import platform
import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from model import __version__, artifact
from model.characters import SIGNALS, Cast, Character
from model.passages import blocks
from model.pooling import sigmoid
from model.scorer import Scorer
from model.taxonomy import LABELS, RATINGS
from model.verdict import DEATH_HEADS, HEADS, WORK_SIGNALS, Linear, likely_dead, work_signals
from training.calibrate import Folds, Question, bands, fit_linear, folds_of, held_out, platt, restrict
from training.corpora import Corpus, Example
from training.heads import UNKNOWN, Heads, Material, fit_heads, prepare
from training.representation import Representation, fit_representation

SEED: Final = 43
N_FOLDS: Final = 5
WORK_REGULARISATION: Final = 1.0
DYING_REGULARISATION: Final = 0.01
RATING_REGULARISATION: Final = 0.1
"""`C` of the small logistic regressions, chosen on works of left-out sources."""

SEED_WEIGHT: Final = 0.3
"""Seeds were written to hold every warning; how often real works do is learned from real works first."""

Progress = Callable[[str], None]


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
    n_passages = len(material.passage_groups)
    folds = folds_of(np.concatenate((material.passage_groups, material.work_groups)), N_FOLDS, seed)
    passage_scores, work_scores = score_out_of_fold(material, folds, seed=seed, progress=progress)
    progress("fitting heads on everything")
    everything = np.ones(n_passages, bool), np.ones(len(material.work_groups), bool)
    heads = fit_heads(material, *everything, seed=seed)
    lines = calibration_lines(material, passage_scores)
    scorer = fold_heads(representation, heads, lines)
    progress("fitting works")
    calibrated = (work_scores * lines[:, 0] + lines[:, 1]).astype(np.float32)
    models = fit_works(corpus.works, material, calibrated, only_works(folds, n_passages))
    manifest = _manifest(corpus, material, models, scorer, seed)
    artifact.save(folder, manifest, scorer)
    return manifest


def score_out_of_fold(
    material: Material, folds: Folds, *, seed: int, progress: Progress = lambda _: None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Score every passage by heads that did not see it.

    Parameters
    ----------
    material : Material
    folds
        Over labelled passages, then works.
    seed
        Seed of the heads.
    progress
        Told what is under way.

    Returns
    -------
    passages : ndarray, shape (n_labelled_passages, n_heads)
        Log-odds.
    works : ndarray, shape (n_passages_of_works, n_heads)
        Log-odds.
    """
    n_passages = len(material.passage_groups)
    passages = np.zeros((n_passages, len(HEADS)))
    works = np.zeros((material.works.shape[0], len(HEADS)))
    for number, (learned, out) in enumerate(folds, start=1):
        progress(f"fitting heads, fold {number} of {len(folds)}")
        heads = fit_heads(material, learned[:n_passages], learned[n_passages:], seed=seed)
        passages[out[:n_passages]] = heads.score(material.passages[out[:n_passages]])
        held = out[n_passages:][material.owners]
        works[held] = heads.score(material.works[held])
    return passages, works


def only_works(folds: Folds, n_passages: int) -> Folds:
    """Of folds over labelled passages and works, keep the works' part."""
    return [(learned[n_passages:], out[n_passages:]) for learned, out in folds]


def calibration_lines(material: Material, passage_scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Platt's slope and offset of each head, from out-of-fold scores, shape (n_heads, 2)."""
    lines = []
    for head in range(len(HEADS)):
        known = (material.passage_labels[:, head] != UNKNOWN) & (material.weights == 1)
        lines.append(platt(passage_scores[known, head], material.passage_labels[known, head] == 1))
    return np.array(lines)


def fold_heads(representation: Representation, heads: Heads, lines: NDArray[np.float64]) -> Scorer:
    """Fold the heads and their calibration into the table that is served."""
    return representation.fold(heads.weights * lines[:, :1], heads.intercepts * lines[:, 0] + lines[:, 1])


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
    casts = [_characters(work, own) for work, own in zip(works, scores_of, strict=True)]
    dying, dying_of = _fit_dying(works, casts, folds)
    signals = np.stack(
        [
            work_signals(own, probabilities, [c.centrality for c in cast])
            for own, probabilities, cast in zip(scores_of, dying_of, casts, strict=True)
        ]
    )
    weights = np.array([SEED_WEIGHT if work.source == "seeds" else 1.0 for work in works])
    heads, log_odds = [], np.zeros((len(works), len(HEADS)))
    for head in range(len(HEADS)):
        known = material.work_labels[:, head] != UNKNOWN
        question = Question(signals[known, head], material.work_labels[known, head] == 1, weights[known])
        log_odds[known, head] = held_out(question, restrict(folds, known), WORK_REGULARISATION)
        heads.append(fit_linear(question, WORK_REGULARISATION))
    rating, reached = _fit_rating(works, log_odds, weights, folds)
    named = [
        [(character.name, probability) for character, probability in zip(cast, own, strict=True)]
        for cast, own in zip(casts, dying_of, strict=True)
    ]
    return WorkModels(dying, heads, rating, log_odds, reached, named)


def _characters(work: Example, scores: NDArray[np.float32]) -> list[Character]:
    cast = Cast()
    assert work.document is not None
    for block in blocks(work.document):
        cast.read(block)
    return cast.characters({name: scores[:, HEADS.index(head)] for name, head in DEATH_HEADS.items()})


def _fit_dying(works: list[Example], casts: list[list[Character]], folds: Folds) -> tuple[Linear, list[list[float]]]:
    judged = [number for number, work in enumerate(works) if "death" in work.labels]
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


def is_named(name: str, who_dies: tuple[str, ...]) -> bool:
    """Say whether a character is among those who die: they share a name or noun that is more than a title."""
    tokens = _name_tokens(name)
    return any(tokens & _name_tokens(gold) for gold in who_dies)


_TITLES: Final = frozenset(
    "the of de la a an and mr mrs ms miss sir lady lord dr old young little his her narrator also".split()  # noqa: SIM905
)


def _name_tokens(name: str) -> set[str]:
    return {token for token in re.findall(r"[^\W\d_]+", name.lower()) if token not in _TITLES}


def _fit_rating(
    works: list[Example], log_odds: NDArray[np.float64], weights: NDArray[np.float64], folds: Folds
) -> tuple[list[Linear], NDArray[np.float64]]:
    rated = np.array([work.rating is not None for work in works])
    ratings = np.array([work.rating for work in works if work.rating is not None])
    within = restrict(folds, rated)
    steps, reached = [], np.zeros((len(works), len(RATINGS) - 1))
    for step in range(1, len(RATINGS)):
        question = Question(log_odds[rated], ratings >= step, weights[rated])
        reached[rated, step - 1] = sigmoid(held_out(question, within, RATING_REGULARISATION))
        steps.append(fit_linear(question, RATING_REGULARISATION))
    return steps, np.minimum.accumulate(reached, axis=1)


def _manifest(corpus: Corpus, material: Material, models: WorkModels, scorer: Scorer, seed: int) -> dict[str, Any]:
    decisions = {}
    for label in LABELS:
        if label.tag is not None:
            head = HEADS.index((label.name, label.tag.fires_at))
            known = material.work_labels[:, head] != UNKNOWN
            decisions[label.tag.name] = bands(
                sigmoid(models.log_odds[known, head]), material.work_labels[known, head] == 1
            )
    return {
        "name": "forewarn",
        "version": __version__,
        "labels": [
            {
                "name": label.name,
                "levels": list(label.levels),
                "tag": label.tag.name if label.tag else None,
                "fires_at": label.tag.fires_at if label.tag else None,
                "archive_warning": label.tag.archive_warning if label.tag else None,
            }
            for label in LABELS
        ],
        "ratings": list(RATINGS),
        "heads": [f"{name}>={level}" for name, level in HEADS],
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
        "work_heads": {
            f"{name}>={level}": model.to_manifest() for (name, level), model in zip(HEADS, models.heads, strict=True)
        },
        "dying_signals": list(SIGNALS),
        "dying": models.dying.to_manifest(),
        "rating": [step.to_manifest() for step in models.rating],
    }
