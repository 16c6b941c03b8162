"""The published passage protocol for violence and death, on the passages that this corpus has of it.

Wiegmann, Rakete, Wolska, Stein and Potthast, "If there's a Trigger Warning, then where's the Trigger?" (ACL 2024), the
in-distribution setting with one classifier a warning: for each of five seeds 20 passages with the warning and 20
without are drawn for the test, and a classifier learns from all other passages that were annotated for this warning.
A passage has the warning if one of its three annotators says so (minority voting) or two do (majority voting).

The draw is by row, as published: passages of one work may fall on both sides. Five draws of forty are few, so what is
ours is also measured on further draws.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random
from typing import Any, Final

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from training.baselines import TRAINED, out_of_fold
from training.corpora import Corpus
from training.examples import UNKNOWN
from training.heads import Material, fit_heads

WARNINGS: Final = ("violence", "death")
VOTES: Final = {"minority": 1, "majority": 2}
SEEDS: Final = (43, 44, 45, 46, 47)
FURTHER_SEEDS: Final = tuple(range(1000, 1030))
N_TEST: Final = 20
"""Test passages with the warning, and as many without."""

PUBLISHED: Final = {
    "fine-tuned transformer, published": {"violence": 0.80, "death": 0.81},
    "GPT-4, published": {"violence": 0.78, "death": 0.57},
}
"""Accuracy with minority voting, as the paper reports it for all of its passages."""

FURTHER: Final = f", {len(FURTHER_SEEDS)} further draws"

SCORE_SCALE: Final = 0.3
"""Of standardised severities beside features, whose length is one. Chosen on further draws of the same passages."""

Masks = NDArray[np.bool_]
Draws = dict[int, Masks]
"""For each seed, which passages are the test."""

Answers = list[NDArray[np.float64] | None]
"""For each draw, what was said of its test passages; None where a package is missing."""

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
            asked = Question(material, passage_scores, warning, rows, due)
            draws, further = ({seed: draw(due, seed) for seed in seeds} for seeds in (SEEDS, FURTHER_SEEDS))
            accuracy = {}
            for name, answer in CLASSIFIERS.items():
                accuracy[name] = _accuracy(answer(asked, draws), due, draws)
                accuracy[name + FURTHER] = _accuracy(answer(asked, further), due, further)
            texts = [corpus.passages[row].text or "" for row in rows]
            for name, answers in _baselines(texts, due, draws).items():
                accuracy[name] = _accuracy(answers, due, draws)
            figures.setdefault(voting, {})[warning] = {
                "n": len(rows),
                "positives": int(due.sum()),
                "accuracy": accuracy,
            }
    return figures


@dataclass(frozen=True, slots=True)
class Question:
    """Which passages have a warning.

    Attributes
    ----------
    material, passage_scores
        As in `measure`.
    warning
        One of `WARNINGS`.
    rows : ndarray of int64, shape (n_passages,)
        The numbers of the passages that were annotated for it.
    due : ndarray of bool, shape (n_passages,)
        Which of these have it, by the votes.
    """

    material: Material
    passage_scores: NDArray[np.float64]
    warning: str
    rows: NDArray[np.int64]
    due: Masks

    @property
    def severities(self) -> NDArray[np.float64]:
        """What the warning's own heads said of all labelled passages."""
        return self.passage_scores[:, self._own_heads]

    @property
    def labels(self) -> NDArray[np.int8]:
        """Which levels the annotated passages reach by the corpus's own labels, shape (n_passages, n_levels)."""
        return self.material.passage_labels[self.rows][:, self._own_heads]

    @property
    def _own_heads(self) -> list[int]:
        return [number for number, (name, _) in enumerate(self.material.labels.heads) if name == self.warning]


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


def _ours(asked: Question, draws: Draws) -> Answers:
    """Features and head as always, learning from the protocol's own passages and votes alone."""
    head = asked.material.labels.column[asked.warning, 2]
    labels = np.full(asked.material.passage_labels.shape, UNKNOWN, np.int8)
    labels[asked.rows, head] = asked.due
    material = replace(asked.material, passage_labels=labels)
    answers: Answers = []
    for seed, test in draws.items():
        learned = np.zeros(len(labels), bool)
        learned[asked.rows[~test]] = True
        heads = fit_heads(material, learned, np.zeros(len(material.work_labels), bool), seed=seed)
        answers.append(heads.log_odds(material.passages[asked.rows[test]])[:, head])
    return answers


def _already_fitted(asked: Question, draws: Draws) -> Answers:
    """The severity heads as they are; only where votes begin on their scale is learned from the other passages."""
    return _where_votes_begin(asked.severities[asked.rows], asked.due, draws)


def _labels(asked: Question, draws: Draws) -> Answers:
    """The labels that the severity heads learn from: what they would reach if they never erred."""
    return _where_votes_begin(asked.labels.astype(float), asked.due, draws)


def _where_votes_begin(severities: NDArray[np.float64], due: Masks, draws: Draws) -> Answers:
    return [
        LogisticRegression(class_weight="balanced")
        .fit(severities[~test], due[~test])
        .decision_function(severities[test])
        for test in draws.values()
    ]


def _together(asked: Question, draws: Draws) -> Answers:
    """What the severity heads said stands beside the features, and the head learns from the votes."""
    material, own = asked.material, asked.severities
    columns = np.zeros((material.passages.shape[0], own.shape[1]), np.float32)
    columns[: len(own)] = SCORE_SCALE * (own - own[asked.rows].mean(axis=0)) / own[asked.rows].std(axis=0)
    beside = sparse.hstack((sparse.csr_matrix(columns), material.passages), format="csr", dtype=np.float32)
    no_works = sparse.csr_matrix((material.works.shape[0], beside.shape[1]), dtype=np.float32)
    wider = replace(material, passages=beside, works=no_works, n_columns=material.n_columns + own.shape[1])
    return _ours(replace(asked, material=wider), draws)


CLASSIFIERS: Final = {
    "this model's features and head": _ours,
    "this model, works of the test left out": _already_fitted,
    "both: severities of works left out, beside the features": _together,
    "the severities that this corpus's reader gave, not a model's": _labels,
}


def _baselines(texts: list[str], due: Masks, draws: Draws) -> dict[str, Answers]:
    answers: dict[str, Answers] = {}
    for baseline in TRAINED:
        if not baseline.installed:
            answers[baseline.name] = [None] * len(draws)
            continue
        counts, labels = baseline.count(texts), due.astype(np.int8)[:, None]
        answers[baseline.name] = [
            out_of_fold(baseline, counts, labels, [(~test, test)])[test, 0] for test in draws.values()
        ]
    return answers


def _accuracy(answers: Answers, due: Masks, draws: Draws) -> dict[str, float] | None:
    right = [
        float(((answer > 0) == due[test]).mean())
        for answer, test in zip(answers, draws.values(), strict=True)
        if answer is not None
    ]
    if not right:
        return None
    return {"mean": round(float(np.mean(right)), 4), "deviation": round(float(np.std(right)), 4)}
