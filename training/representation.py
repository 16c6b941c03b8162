"""What a passage looks like to the linear heads, and how their weights fold into one table.

A passage is its set of words and pairs, weighted by inverse document frequency, scaled to length one (`X`). The heads
also see what words are made of: letter n-grams inside them, their vectors and the word lists. All of that hangs on
the word alone, so it is a matrix product, ``X_words @ parts``, and a head's weights on it fold back into one weight a
word: ``folded = weights_of_words + parts @ weights_of_parts``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from model.blocks import blocks
from model.company import UNKNOWN_COMPANY, Company
from model.features import Hashes, Offsets, Tokens, as_seen, hash_words, is_masked, pairs, tokenize
from model.language import FUNCTION_WORDS
from model.scorer import Scorer
from model.vocabulary import Vocabulary, count
from training.corpora import Corpus, Example
from training.parts import lists_of_words, parts_of
from training.vectors import fit_vectors

N_DIMENSIONS: Final = 400
MIN_PASSAGES: Final = 2
"""Words and pairs of labelled text in fewer passages than this are left out."""

MIN_UNLABELLED: Final = 8
"""Words that only unlabelled text has are kept from this many occurrences on: they get a vector, so a weight."""

MAX_PAIRS: Final = 160_000


@dataclass(frozen=True, slots=True)
class Passages:
    """Tokenized passages of many texts, side by side.

    Attributes
    ----------
    words : ndarray of uint64, shape (n_tokens,)
    bounds : ndarray of int64, shape (n_passages + 1,)
    owners : ndarray of int64, shape (n_passages,)
        Number of the example that each passage belongs to.
    """

    words: Hashes
    bounds: Offsets
    owners: Offsets


def tokenize_examples(examples: Sequence[Example]) -> Passages:
    """Cut examples into passages: a passage is one, a work is as many as serving would make of it."""
    words, lengths, owners = [np.empty(0, np.uint64)], [np.empty(0, np.int64)], list[int]()
    for number, example in enumerate(examples):
        if example.document is None:
            tokens = tokenize(example.text or "").words
            parts = [(tokens, np.array([0, len(tokens)]))]
        else:
            parts = [(block.tokens.words, block.bounds) for block in blocks(example.document)]
        for tokens, bounds in parts:
            words.append(tokens)
            lengths.append(np.diff(bounds))
            owners.extend([number] * len(lengths[-1]))
    bounds = np.concatenate(([0], np.cumsum(np.concatenate(lengths))))
    return Passages(np.concatenate(words), bounds, np.array(owners, np.int64))


@dataclass(frozen=True, slots=True)
class Representation:
    """Turns passages into the heads' features, and the heads' weights into the served table.

    Attributes
    ----------
    vocabulary : Vocabulary
    n_words
        Rows 1 to ``n_words`` are words, the rest are pairs.
    idf : ndarray of float64, shape (n_features,)
    parts : csr_matrix of float32, shape (n_words, n_parts)
        What each word is made of, scaled: sub-words, vector, word lists.
    """

    vocabulary: Vocabulary
    n_words: int
    idf: NDArray[np.float64]
    parts: sparse.csr_matrix

    def transform(self, passages: Passages) -> sparse.csr_matrix:
        """Return features of shape (n_passages, n_features + n_parts), float32."""
        counts = count(self.vocabulary, passages.words, passages.bounds)
        columns = counts.rows - 1
        sets = sparse.csr_matrix(
            (self.idf[columns].astype(np.float32), columns, counts.begins),
            (len(passages.bounds) - 1, len(self.idf)),
        )
        lengths = np.sqrt(np.asarray(sets.multiply(sets).sum(axis=1)).ravel())
        sets = (sparse.diags(1 / np.maximum(lengths, 1e-6)) @ sets).tocsr().astype(np.float32)
        return sparse.hstack((sets, sets[:, : self.n_words] @ self.parts), format="csr", dtype=np.float32)

    def folded(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Fold heads' weights into one a word or pair and head, shape (n_features, n_heads); idf is multiplied in.

        Parameters
        ----------
        weights : ndarray, shape (n_heads, n_features + n_parts)
        """
        n_features = len(self.idf)
        folded = weights[:, :n_features].T.copy()
        folded[: self.n_words] += self.parts @ weights[:, n_features:].T
        return folded * self.idf[:, None]

    def heaviest(self, features: sparse.csr_matrix, folded: NDArray[np.float64]) -> NDArray[np.float64]:
        """The highest folded weights of each passage: among its words, and among its pairs; 0 where none is higher.

        Parameters
        ----------
        features : csr_matrix, shape (n_passages, n_columns)
            Those of `transform`, and any beyond them.
        folded : ndarray, shape (n_features, n_heads)
            What `folded` returns.

        Returns
        -------
        ndarray of float64, shape (n_passages, n_heads, 2)
        """
        n_heads = folded.shape[1]
        highest = np.zeros((features.shape[0], n_heads, 2))
        for kind, columns in enumerate((slice(0, self.n_words), slice(self.n_words, len(self.idf)))):
            sets, of_kind = features[:, columns], folded[columns]
            some = np.flatnonzero(np.diff(sets.indptr))
            if len(some):
                for head in range(n_heads):
                    highest[some, head, kind] = np.maximum.reduceat(of_kind[sets.indices, head], sets.indptr[some])
        return np.maximum(highest, 0)

    def fold(
        self,
        weights: NDArray[np.float64],
        intercepts: NDArray[np.float64],
        emphasis: NDArray[np.float64],
        company: Company = UNKNOWN_COMPANY,
    ) -> Scorer:
        """Fold the heads' weights into the table that is served.

        What is frequent comes first: most of what a work looks up then lies close together in memory.

        Parameters
        ----------
        weights : ndarray, shape (n_heads, n_features + n_parts)
        intercepts : ndarray, shape (n_heads,)
        emphasis : ndarray, shape (2, n_heads)
        company : Company
            Served beside it.

        Returns
        -------
        Scorer
        """
        table = np.zeros((len(self.idf) + 1, len(intercepts) + 2), np.float32)
        table[1:, :-2] = self.folded(weights)
        table[1:, -2] = self.idf**2
        marks = self.vocabulary.rows(hash_words(FUNCTION_WORDS))
        table[marks[marks > 0], -1] = 1
        order = np.argsort(self.idf, kind="stable")
        table[1:] = table[1:][order]
        lines = intercepts.astype(np.float32), emphasis.astype(np.float32)
        return Scorer(self.vocabulary.renumbered(order), table, *lines, company)


def fit_representation(
    corpus: Corpus, *, seed: int, progress: Callable[[str], None] = lambda _: None
) -> Representation:
    """Choose the vocabulary and learn everything that needs no labels.

    Parameters
    ----------
    corpus
        Labels are not looked at.
    seed
        Seed of the word vectors.
    progress
        Told what is under way.

    Returns
    -------
    Representation
    """
    progress("reading words")
    labelled = tokenize_examples(_examples(corpus))
    texts = [example.text or example.document.text for example in _examples(corpus)]  # type: ignore[union-attr]
    lists = lists_of_words(corpus)
    spellings = _Spellings([*texts, *corpus.unlabelled], sorted(lists))
    words = spellings.keep(_frequent(labelled.words, labelled.bounds, MIN_PASSAGES))
    pair_hashes, pair_bounds = _pairs(labelled)
    paired = _frequent(pair_hashes, pair_bounds, MIN_PASSAGES, at_most=MAX_PAIRS)
    vocabulary = Vocabulary.build(np.concatenate((words, paired)))
    n_features = len(words) + len(paired)
    frequency = np.bincount(count(vocabulary, labelled.words, labelled.bounds).rows, minlength=n_features + 1)[1:]
    n_passages = len(labelled.bounds) - 1
    idf = np.log((1 + n_passages) / (1 + frequency)) + 1
    only_words = Vocabulary.build(words)
    streams = [only_words.rows(stream).astype(np.int64) - 1 for stream in spellings.streams]
    vectors = fit_vectors(streams, len(words), N_DIMENSIONS, seed=seed, progress=progress)
    names = [spellings.text[hashed] for hashed in words.tolist()]
    return Representation(vocabulary, len(words), idf, parts_of(words, names, vectors, lists))


def _examples(corpus: Corpus) -> list[Example]:
    return [*corpus.passages, *corpus.works]


class _Spellings:
    """All words of the texts: their hashes in order, and how each is spelled."""

    def __init__(self, texts: Sequence[str], extra: Sequence[str]) -> None:
        self.streams: list[Hashes] = []
        self.text: dict[int, str] = {}
        masked: set[int] = set()
        for text in [*texts, *extra]:
            tokens = tokenize(text)
            self.streams.append(tokens.words)
            distinct, first = np.unique(tokens.words, return_index=True)
            for hashed, at in zip(distinct.tolist(), first.tolist(), strict=True):
                if hashed not in self.text or hashed in masked:
                    spelling = self.text[hashed] = _spelling(text, tokens, at)
                    (masked.add if is_masked(spelling) else masked.discard)(hashed)
        self._extra = np.concatenate([*self.streams[len(texts) :], np.empty(0, np.uint64)])

    def keep(self, frequent: Hashes) -> Hashes:
        distinct, times = np.unique(np.concatenate(self.streams), return_counts=True)
        return np.unique(np.concatenate((frequent, distinct[times >= MIN_UNLABELLED], self._extra)))


def _spelling(text: str, tokens: Tokens, first: int) -> str:
    """Spell a word as it is first met with all its letters, or else as it is first met (``f*ck``)."""
    spelling = _seen(text, tokens, first)
    if is_masked(spelling):
        others = np.flatnonzero(tokens.words == tokens.words[first]).tolist()
        return next((word for at in others if not is_masked(word := _seen(text, tokens, at))), spelling)
    return spelling


def _seen(text: str, tokens: Tokens, at: int) -> str:
    return as_seen(text[tokens.starts[at] : tokens.ends[at]]).lower().replace("’", "'")


def _pairs(passages: Passages) -> tuple[Hashes, Offsets]:
    last = np.zeros(len(passages.words), bool)
    last[passages.bounds[1:] - 1] = True
    hashes = pairs(passages.words)[~last[:-1]]
    lengths = np.maximum(np.diff(passages.bounds) - 1, 0)
    return hashes, np.concatenate(([0], np.cumsum(lengths)))


def _frequent(hashes: Hashes, bounds: Offsets, at_least: int, at_most: int | None = None) -> Hashes:
    """Distinct hashes found in ``at_least`` passages; of too many, the most frequent."""
    passage = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
    order = np.lexsort((passage, hashes))
    hashes, passage = hashes[order], passage[order]
    fresh = np.concatenate(([True], (hashes[1:] != hashes[:-1]) | (passage[1:] != passage[:-1])))[: len(hashes)]
    distinct, times = np.unique(hashes[fresh], return_counts=True)
    kept = times >= at_least
    if at_most is not None and kept.sum() > at_most:
        kept = times > np.sort(times)[-at_most - 1]
    return distinct[kept]
