"""The linear heads over passages: one logistic regression a step of each severity scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from model.labelset import OURS, LabelSet
from training.calibrate import MIN_EXAMPLES
from training.company import Contexts, contexts_of
from training.corpora import Corpus, Example
from training.examples import UNKNOWN
from training.neighbours import deaths_told
from training.representation import Passages, Representation, tokenize_examples

REGULARISATION: Final = 4.0
"""`C` of the logistic regressions, by five-fold cross-validation on labelled passages."""

NEGATIVES_PER_WORK: Final = 12
"""Passages of a work below a level that serve as negatives of that level: no passage of a work without violence is
violent. Works teach the heads what whole stories look like, not only passages picked for their content."""

PASSAGES_PER_WORK: Final = 200
"""Where no passage was judged on a label, each passage of a work is given the work's label, up to so many a work, and
works count alike. Choosing the most telling passages of a work and learning anew from these, again and again, did as
well on whole works and worse where one passage in forty tells."""

SOURCE_SCALE: Final = 1.0
"""Each source gets a column of its own while heads are fitted, and loses it when they are folded: how often a source
warns is then not mistaken for what its style says."""

LEXICON_WEIGHT: Final = 0.3
MIN_POSITIVES: Final = 3
NEVER: Final = -6.0
"""Log-odds of a head that has nothing to learn from."""


def head_labels(examples: Sequence[Example], labels: LabelSet = OURS) -> NDArray[np.int8]:
    """Labels as the heads see them, shape (n_examples, n_heads): 1 reached, 0 not, -1 not judged."""
    rows = [[_reached(example.bounds(name), level) for name, level in labels.heads] for example in examples]
    return np.array(rows, np.int8).reshape(len(examples), len(labels.heads))


def _reached(bounds: tuple[int, int] | None, level: int) -> int:
    if bounds is None:
        return UNKNOWN
    lowest, highest = bounds
    return 1 if lowest >= level else 0 if highest < level else UNKNOWN


@dataclass(frozen=True, slots=True)
class Material:
    """A corpus in numbers.

    Attributes
    ----------
    passages : csr_matrix, shape (n_labelled_passages, n_columns)
        The representation's columns, then one column a source.
    passage_labels : ndarray of int8, shape (n_labelled_passages, n_heads)
    passage_groups : ndarray of str, shape (n_labelled_passages,)
    weights : ndarray, shape (n_labelled_passages,)
        How much each counts.
    is_word : ndarray of bool, shape (n_labelled_passages,)
        Whether it is an entry of the word list, and no passage.
    works : csr_matrix, shape (n_passages_of_works, n_columns)
        As above.
    n_columns
        How many columns come from the representation.
    owners : ndarray of int64, shape (n_passages_of_works,)
        Number of the work that each passage belongs to.
    work_labels : ndarray of int8, shape (n_works, n_heads)
    work_groups : ndarray of str, shape (n_works,)
    contexts : Contexts
        Of those who die in labelled passages, and those beside them.
    deaths : ndarray of int8, shape (n_passages_of_works,)
        How grave a death each tells of; see `training.neighbours.deaths_told`.
    labels
        What the heads judge.
    """

    passages: sparse.csr_matrix
    passage_labels: NDArray[np.int8]
    passage_groups: NDArray[np.str_]
    weights: NDArray[np.float64]
    is_word: NDArray[np.bool_]
    works: sparse.csr_matrix
    n_columns: int
    owners: NDArray[np.int64]
    work_labels: NDArray[np.int8]
    work_groups: NDArray[np.str_]
    contexts: Contexts
    deaths: NDArray[np.int8]
    labels: LabelSet = OURS

    @property
    def only_in_works(self) -> NDArray[np.bool_]:
        """Which heads no passage was judged on, shape (n_heads,)."""
        return np.asarray((self.passage_labels[~self.is_word] == UNKNOWN).all(axis=0))

    @property
    def calibrated(self) -> NDArray[np.bool_]:
        """Which heads enough passages were judged on to know how likely what they say is, shape (n_heads,)."""
        return scarcer_side(self.passage_labels[~self.is_word]) >= MIN_EXAMPLES


def scarcer_side(labels: NDArray[np.int8]) -> NDArray[np.int64]:
    """How many examples reach each head's level, or how many miss it, whichever are fewer, shape (n_heads,)."""
    return np.minimum((labels == 1).sum(axis=0), (labels == 0).sum(axis=0))


def prepare(corpus: Corpus, representation: Representation) -> Material:
    """Turn a corpus into matrices."""
    lexicon = [
        Example(f"lexicon-{word}", "lexicon", f"lexicon-{word}", {label: level}, text=word, weight=LEXICON_WEIGHT)
        for word, label, level in corpus.lexicon
    ]
    passages = [*corpus.passages, *lexicon]
    tokenized: Passages = tokenize_examples(corpus.works)
    families = [_family(example) for example in passages], [_family(example) for example in corpus.works]
    known = sorted({*families[0], *families[1]})
    of_passages = representation.transform(tokenize_examples(passages))
    of_works = representation.transform(tokenized)
    labels = corpus.labels()
    passage_labels, work_labels = head_labels(passages, labels), head_labels(corpus.works, labels)
    _share_steps(labels, passage_labels, work_labels)
    return Material(
        _with_source(of_passages, families[0], known),
        passage_labels,
        np.array([example.group for example in passages]),
        np.array([example.weight for example in passages]),
        np.arange(len(passages)) >= len(corpus.passages),
        _with_source(of_works, [families[1][owner] for owner in tokenized.owners.tolist()], known),
        of_works.shape[1],
        tokenized.owners,
        work_labels,
        np.array([example.group for example in corpus.works]),
        contexts_of(corpus.passages),
        deaths_told(corpus.passages, corpus.works),
        labels,
    )


def _share_steps(labels: LabelSet, *tables: NDArray[np.int8]) -> None:
    """Give a step that nothing is known to be below the labels of the step above it.

    Who only states warnings tells graphic violence from the rest, and never none from mild.
    """
    for head in reversed(range(len(labels.heads) - 1)):
        same_label = labels.heads[head][0] == labels.heads[head + 1][0]
        if same_label and not any((table[:, head] == 0).any() for table in tables):
            for table in tables:
                table[:, head] = table[:, head + 1]


def _family(example: Example) -> str:
    """A publisher's authors are one family: an author alone is too few to tell a habit from chance."""
    return example.source.split("/")[0]


def _with_source(features: sparse.csr_matrix, families: Sequence[str], known: Sequence[str]) -> sparse.csr_matrix:
    columns = [known.index(family) for family in families]
    marks = np.full(len(families), SOURCE_SCALE, np.float32)
    own = sparse.csr_matrix((marks, (range(len(families)), columns)), (len(families), len(known)))
    return sparse.hstack((features, own), format="csr", dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Heads:
    """Weights of all heads.

    Attributes
    ----------
    weights : ndarray of float64, shape (n_heads, n_columns)
        Of the representation's columns.
    intercepts : ndarray of float64, shape (n_heads,)
    """

    weights: NDArray[np.float64]
    intercepts: NDArray[np.float64]

    def log_odds(self, features: sparse.csr_matrix) -> NDArray[np.float64]:
        """Log-odds, shape (n_passages, n_heads); columns beyond the weights, the sources', are left out."""
        return np.asarray(features[:, : self.weights.shape[1]] @ self.weights.T + self.intercepts)

    def signals(self, representation: Representation, *features: sparse.csr_matrix) -> list[NDArray[np.float64]]:
        """Log-odds, and what the heaviest word and the heaviest pair weigh, each of shape (n_passages, n_heads, 3)."""
        folded = representation.folded(self.weights)
        return [
            np.concatenate((self.log_odds(each)[:, :, None], representation.heaviest(each, folded)), axis=-1)
            for each in features
        ]


def fit_heads(
    material: Material,
    passages: NDArray[np.bool_],
    works: NDArray[np.bool_],
    *,
    seed: int,
    regularisation: float = REGULARISATION,
    negatives_per_work: int = NEGATIVES_PER_WORK,
) -> Heads:
    """Fit every head.

    Parameters
    ----------
    material : Material
    passages : ndarray of bool, shape (n_labelled_passages,)
        Which labelled passages may be learned from.
    works : ndarray of bool, shape (n_works,)
        Which works may give negatives.
    seed
        Seed of the choice of negatives and of the solver.

    Returns
    -------
    Heads
    """
    # One after the other: liblinear draws from one generator a process, so threads would change each other's results.
    fitted = [
        _fit_head(material, passages, works, head, seed, regularisation, negatives_per_work)
        for head in range(len(material.labels.heads))
    ]
    return Heads(np.stack([weights for weights, _ in fitted]), np.array([intercept for _, intercept in fitted]))


def _fit_head(
    material: Material,
    passages: NDArray[np.bool_],
    works: NDArray[np.bool_],
    head: int,
    seed: int,
    regularisation: float,
    negatives_per_work: int,
) -> tuple[NDArray[np.float64], float]:
    if material.only_in_works[head]:
        return _fit_from_works(material, works, head, seed, regularisation)
    judged = np.flatnonzero(passages & (material.passage_labels[:, head] != UNKNOWN))
    labels = material.passage_labels[judged, head]
    if (labels == 1).sum() < MIN_POSITIVES or (labels == 0).sum() < MIN_POSITIVES:
        return np.zeros(material.n_columns), NEVER
    below = np.flatnonzero(works & (material.work_labels[:, head] == 0))
    negatives = _sample(material.owners, below, negatives_per_work, seed)
    features = sparse.vstack((material.passages[judged], material.works[negatives]), format="csr")
    labels = np.concatenate((labels, np.zeros(len(negatives), np.int8)))
    weights = np.concatenate((material.weights[judged], np.ones(len(negatives))))
    model = _regression(regularisation, seed).fit(features, labels, sample_weight=weights)
    return model.coef_[0, : material.n_columns], float(model.intercept_[0])


def _fit_from_works(
    material: Material, works: NDArray[np.bool_], head: int, seed: int, regularisation: float
) -> tuple[NDArray[np.float64], float]:
    """Learn from the passages of works that were judged as wholes."""
    labels = material.work_labels[:, head]
    judged = np.flatnonzero(works & (labels != UNKNOWN))
    if min((labels[judged] == 1).sum(), (labels[judged] == 0).sum()) < MIN_POSITIVES:
        return np.zeros(material.n_columns), NEVER
    chosen = _sample(material.owners, judged, PASSAGES_PER_WORK, seed)
    own = material.owners[chosen]
    passages_of = np.bincount(own)
    weights = passages_of[passages_of > 0].mean() / passages_of[own]
    model = _regression(regularisation, seed).fit(material.works[chosen], labels[own], sample_weight=weights)
    return model.coef_[0, : material.n_columns], float(model.intercept_[0])


def _regression(regularisation: float, seed: int) -> LogisticRegression:
    return LogisticRegression(
        C=regularisation,
        class_weight="balanced",
        solver="liblinear",
        dual=True,
        tol=0.03,
        max_iter=200,
        random_state=seed,
    )


def _sample(owners: NDArray[np.int64], works: NDArray[np.int64], per_work: int, seed: int) -> NDArray[np.int64]:
    """Choose up to ``per_work`` passages of each work, the same for the same seed."""
    candidates = np.flatnonzero(np.isin(owners, works))
    order = np.random.default_rng(seed).permutation(len(owners))[candidates]
    candidates = candidates[np.lexsort((order, owners[candidates]))]
    own = owners[candidates]
    rank = np.arange(len(own)) - np.searchsorted(own, own)
    return np.sort(candidates[rank < per_work])
