"""The published passage protocol for violence and death, on the passages that this corpus has of it.

Wiegmann, Rakete, Wolska, Stein and Potthast, "If there's a Trigger Warning, then where's the Trigger?" (ACL 2024), the
in-distribution setting with one classifier a warning: for each of five seeds 20 passages with the warning and 20
without are drawn for the test, and a classifier learns from all other passages that were annotated for this warning.
A passage has the warning if one of its three annotators says so (minority voting) or two do (majority voting).

The draw is by row, as published: passages of one work may fall on both sides.
"""

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from model.labelset import LabelSet
from training.baselines import TRAINED, out_of_fold
from training.corpora import Corpus
from training.heads import UNKNOWN, Material, fit_heads

WARNINGS: Final = ("violence", "death")
VOTES: Final = {"minority": 1, "majority": 2}
SEEDS: Final = (43, 44, 45, 46, 47)
N_TEST: Final = 20
"""Test passages with the warning, and as many without."""

PUBLISHED: Final = {
    "fine-tuned transformer, published": {"violence": 0.80, "death": 0.81},
    "GPT-4, published": {"violence": 0.78, "death": 0.57},
}
"""Accuracy with minority voting, as the paper reports it for all of its passages."""

OURS: Final = "this model's features and head"
ALREADY_FITTED: Final = "this model, works of the test left out"

Masks = NDArray[np.bool_]
Progress = Callable[[str], None]


def measure(
    corpus: Corpus, material: Material, passage_scores: NDArray[np.float64], progress: Progress = lambda _: None
) -> dict[str, Any]:
    """Follow the protocol with our features and heads, with the baselines, and with the model as it is.

    Parameters
    ----------
    corpus
        Its passages with `votes` are used.
    material : Material
    passage_scores : ndarray, shape (n_passages, n_heads)
        What heads said that had seen no passage of the same work.
    progress
        Told what is under way.

    Returns
    -------
    dict
        By voting rule, warning and classifier: mean accuracy and its standard deviation over the seeds; empty where
        the corpus has no such passages.
    """
    figures: dict[str, Any] = {}
    for voting, needed in VOTES.items():
        for warning in WARNINGS:
            rows = np.array([n for n, example in enumerate(corpus.passages) if example.warning == warning], int)
            due = np.array([sum(corpus.passages[row].votes) >= needed for row in rows], bool)
            if (warning, 2) not in material.labels.column or min(due.sum(), (~due).sum()) <= N_TEST:
                continue
            progress(f"published protocol, {warning}, {voting} voting")
            tests = [draw(due, seed) for seed in SEEDS]
            said = {
                OURS: _ours(material, warning, rows, due, tests),
                ALREADY_FITTED: _already_fitted(passage_scores[rows], material.labels, warning, due, tests),
                **_baselines([corpus.passages[row].text or "" for row in rows], due, tests),
            }
            figures.setdefault(voting, {})[warning] = {
                "n": len(rows),
                "positives": int(due.sum()),
                "accuracy": {name: _accuracy(answers, due, tests) for name, answers in said.items()},
            }
    return figures


def draw(due: Masks, seed: int) -> Masks:
    """Draw the test: `N_TEST` passages with the warning and `N_TEST` without.

    Parameters
    ----------
    due : ndarray of bool, shape (n_passages,)
    seed
        One of `SEEDS`.

    Returns
    -------
    ndarray of bool, shape (n_passages,)
    """
    test, random = np.zeros(len(due), bool), Random(seed)
    for side in (np.flatnonzero(due).tolist(), np.flatnonzero(~due).tolist()):
        random.shuffle(side)
        test[side[:N_TEST]] = True
    return test


def _ours(
    material: Material, warning: str, rows: NDArray[np.int64], due: Masks, tests: list[Masks]
) -> list[NDArray[np.float64] | None]:
    """Features and head as always, learning from the protocol's own passages and votes alone."""
    head = material.labels.column[warning, 2]
    labels = np.full(material.passage_labels.shape, UNKNOWN, np.int8)
    labels[rows, head] = due
    asked = replace(material, passage_labels=labels)
    answers: list[NDArray[np.float64] | None] = []
    for seed, test in zip(SEEDS, tests, strict=True):
        learned = np.zeros(len(labels), bool)
        learned[rows[~test]] = True
        heads = fit_heads(asked, learned, np.zeros(len(material.work_labels), bool), seed=seed)
        answers.append(heads.score(material.passages[rows[test]])[:, head])
    return answers


def _already_fitted(
    scores: NDArray[np.float64], labels: LabelSet, warning: str, due: Masks, tests: list[Masks]
) -> list[NDArray[np.float64] | None]:
    """The severity heads as they are; only where votes begin on their scale is learned from the other passages."""
    own = scores[:, [number for number, (name, _) in enumerate(labels.heads) if name == warning]]
    return [
        LogisticRegression(class_weight="balanced").fit(own[~test], due[~test]).decision_function(own[test])
        for test in tests
    ]


def _baselines(texts: list[str], due: Masks, tests: list[Masks]) -> dict[str, list[NDArray[np.float64] | None]]:
    answers: dict[str, list[NDArray[np.float64] | None]] = {}
    for baseline in TRAINED:
        if not baseline.installed:
            answers[baseline.name] = [None] * len(tests)
            continue
        counts, labels = baseline.count(texts), due.astype(np.int8)[:, None]
        answers[baseline.name] = [out_of_fold(baseline, counts, labels, [(~test, test)])[test, 0] for test in tests]
    return answers


def _accuracy(answers: list[NDArray[np.float64] | None], due: Masks, tests: list[Masks]) -> dict[str, float] | None:
    right = [
        float(((answer > 0) == due[test]).mean())
        for answer, test in zip(answers, tests, strict=True)
        if answer is not None
    ]
    if not right:
        return None
    return {"mean": round(float(np.mean(right)), 4), "deviation": round(float(np.std(right)), 4)}
