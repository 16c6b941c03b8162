"""What words say beside a name, learned from passages of which a reader has said who dies in them.

A person, here, is a word: in a passage alone it can't be told which names are one person's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from model.blocks import READER
from model.cast import MENTION, Cast
from model.company import MYSELF, N_ZONES, STAND_INS, UNKNOWN_COMPANY, ZONES, Company
from model.documents import Chapter, Document
from model.features import Hashes
from model.passages import stretches
from training.examples import MAJOR, Example, is_named

REGULARISATION: Final = 0.3
"""`C` of the logistic regression, by five-fold cross-validation, for naming who dies in a passage; the reach of
`model.company.ZONES` was chosen with it."""

MIN_TIMES: Final = 3
"""Words that stand fewer times in every zone are left out."""

USUAL_WORDS: Final = 2 * len(ZONES)
"""Words beside a mention; features are divided by it, which keeps the regularisation the same for another reach."""

MIN_PEOPLE: Final = 20
"""Fewer who die, or who live, teach nothing."""

_Beside = tuple[Hashes, NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]
"""Words beside a name, the zone of each, the number of the person, and whether the word has a capital."""


@dataclass(frozen=True, slots=True)
class Contexts:
    """All words that may name someone in passages in which a major character dies, and the words around each.

    Attributes
    ----------
    features : csr_matrix, shape (n_people, n_words * N_ZONES)
        How often each word stands in each zone, over the root of how often the person is mentioned.
    dies : ndarray of bool, shape (n_people,)
    passages : ndarray of int64, shape (n_people,)
        Number of the passage that each is met in.
    weights : ndarray, shape (n_people,)
        How much the passage counts.
    words : ndarray of uint64, shape (n_words,)
        `STAND_INS`, then words.
    """

    features: sparse.csr_matrix
    dies: NDArray[np.bool_]
    passages: NDArray[np.int64]
    weights: NDArray[np.float64]
    words: Hashes


def contexts_of(passages: Sequence[Example]) -> Contexts:
    """Find everyone in the passages of which it is known who of weight dies; others are passed over."""
    found, dies, owners, n_mentions = list[_Beside](), list[bool](), list[int](), list[int]()
    weights = np.array([passage.weight for passage in passages])
    for number, passage in enumerate(passages):
        if passage.labels.get("death") == MAJOR and passage.who_dies and passage.text:
            for name, times, beside in _people(passage.text, len(dies)):
                found.append(beside)
                dies.append(is_named(name, passage.who_dies))
                owners.append(number)
                n_mentions.append(times)
    words, features = _counted(found, np.array(n_mentions))
    numbers = np.array(owners, np.int64)
    return Contexts(features, np.array(dies, bool), numbers, weights[numbers], words)


def _people(text: str, first: int) -> Iterator[tuple[str, int, _Beside]]:
    """Everyone whom a passage names, numbered from ``first``: their name, how often, and the words beside."""
    whole = (Chapter("", np.array([[0, len(text)]])),)
    document = Document(text, "text/plain", chapters=whole)
    cast = Cast(text)
    READER.read(document, cast)
    tokens = READER.words(next(stretches(document)))[0]
    mentions = np.concatenate([met.mentions for met in cast.met]).reshape(-1).view(MENTION)
    mentions = mentions[mentions["stands_for"] > 0]
    is_narrator = mentions["stands_for"] == MYSELF
    words = tokens.words.copy()
    words[mentions["position"]] = STAND_INS[mentions["stands_for"] - 1]
    bearers = np.where(is_narrator, STAND_INS[MYSELF - 1], mentions["word"])
    for number, bearer in enumerate(np.unique(bearers).tolist(), start=first):
        own = mentions[bearers == bearer]
        start, end = int(own["start"][0]), int(own["end"][0])
        name = "narrator" if own["stands_for"][0] == MYSELF else text[start:end]
        yield name, len(own), _beside(words, tokens.capitals, own["position"].astype(np.int64), number)


def _beside(words: Hashes, capitals: NDArray[np.bool_], mentions: NDArray[np.int64], person: int) -> _Beside:
    """Find the words around someone's mentions."""
    reach = len(ZONES)
    away = np.concatenate((-np.arange(1, reach + 1), np.arange(1, reach + 1)))
    zones = np.concatenate((ZONES, np.array(ZONES) + N_ZONES // 2))
    places = (mentions[:, None] + away).ravel()
    there = (places >= 0) & (places < len(words))
    places = places[there]
    return words[places], np.tile(zones, len(mentions))[there], np.full(len(places), person), capitals[places]


def _counted(found: list[_Beside], n_mentions: NDArray[np.int64]) -> tuple[Hashes, sparse.csr_matrix]:
    """Choose the words that are frequent enough, and count where they stand."""
    empty = (np.empty(0, np.uint64), np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, bool))
    words, zones, people, capitals = (np.concatenate(column) for column in zip(empty, *found, strict=True))
    known, columns = np.unique(words, return_inverse=True)
    times = np.bincount(columns * N_ZONES + zones, minlength=len(known) * N_ZONES).reshape(-1, N_ZONES)
    # Names that only begin sentences are not told from other words there, but never have a small letter.
    frequent = known[times.max(axis=1, initial=0) >= MIN_TIMES]
    kept = np.setdiff1d(np.intersect1d(frequent, words[~capitals]), STAND_INS)
    chosen = np.concatenate((STAND_INS, kept))
    order = np.argsort(chosen)
    at = order[np.searchsorted(chosen, words, sorter=order).clip(max=len(chosen) - 1)]
    there = chosen[at] == words
    shares = 1 / np.sqrt(n_mentions[people[there]])
    shape = (len(n_mentions), len(chosen) * N_ZONES)
    return chosen, sparse.csr_matrix((shares, (people[there], at[there] * N_ZONES + zones[there])), shape)


def fit_company(contexts: Contexts, learned: NDArray[np.bool_]) -> Company:
    """Learn what words say beside a name.

    Parameters
    ----------
    contexts : Contexts
    learned : ndarray of bool, shape (n_labelled_passages,)
        Which passages may be learned from.

    Returns
    -------
    Company
        One that knows nothing where too few are said to die, or to live.
    """
    people = np.flatnonzero(learned[contexts.passages])
    dies = contexts.dies[people]
    if min(dies.sum(), (~dies).sum()) < MIN_PEOPLE:
        return UNKNOWN_COMPANY
    frequency = np.asarray((contexts.features[people] > 0).sum(axis=0)).ravel()
    scale = (np.log((1 + len(people)) / (1 + frequency)) + 1) / USUAL_WORDS
    features = contexts.features[people] @ sparse.diags(scale)
    model = LogisticRegression(C=REGULARISATION, class_weight="balanced", solver="liblinear")
    model.fit(features, dies, sample_weight=contexts.weights[people])
    weights = (model.coef_[0] * scale).reshape(len(contexts.words), N_ZONES)
    return Company.of(contexts.words[len(STAND_INS) :], weights.astype(np.float32))
