"""What a word is made of, for the heads: letter n-grams, its vector, the lists of words that it is in.

Whatever hangs on a word alone folds into the word's own weight, so none of it costs anything when texts are judged.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from model.features import Hashes, hash_words
from training.corpora import Corpus

SUBWORD_LENGTHS: Final = (3, 4, 5)
MIN_SUBWORD_WORDS: Final = 4

SUBWORD_SCALE: Final = 0.5
VECTOR_SCALE: Final = 0.5
LIST_SCALE: Final = 0.5
"""Scales chosen by five-fold cross-validation on labelled passages; they set how strongly each view is regularised."""

ListsOfWords = dict[str, set[tuple[str, int]]]
"""The lists that each listed word is in."""


def parts_of(
    words: Hashes, names: Sequence[str], vectors: NDArray[np.float32], lists: ListsOfWords
) -> sparse.csr_matrix:
    """Put the views of words side by side, scaled.

    Parameters
    ----------
    words : ndarray of uint64, shape (n_words,)
    names : sequence of str, length n_words
        How each word is spelled.
    vectors : ndarray of float32, shape (n_words, n_dimensions)
    lists
        What `lists_of_words` returns.

    Returns
    -------
    csr_matrix of float32, shape (n_words, n_parts)
    """
    views = (
        _subwords(names) * SUBWORD_SCALE,
        sparse.csr_matrix(vectors) * VECTOR_SCALE,
        _in_lists(words, lists) * LIST_SCALE,
    )
    return sparse.hstack(views, format="csr", dtype=np.float32)


def lists_of_words(corpus: Corpus) -> ListsOfWords:
    """Name the lists that each listed word is in.

    A word that speaks for a level speaks for those below it: slurs share what milder oaths have taught.

    Parameters
    ----------
    corpus
        Its `lexicon`, `profanity` and `topics` are looked at.

    Returns
    -------
    dict
        By word: a label or a kind of rude words with each step up to the word's own, a topic with 0.
    """
    lists: ListsOfWords = {}
    for word, kind, level in (*corpus.lexicon, *corpus.profanity):
        lists.setdefault(word, set()).update((kind, step) for step in range(1, level + 1))
    for word, topic in corpus.topics:
        lists.setdefault(word, set()).add((topic, 0))
    return lists


def _subwords(names: Sequence[str]) -> sparse.csr_matrix:
    """Letter n-grams of each word, its borders marked; rows of length one."""
    rows, columns, known = [], [], dict[str, int]()
    for row, name in enumerate(names):
        marked = f"<{name}>"
        grams = {marked[at : at + length] for length in SUBWORD_LENGTHS for at in range(len(marked) - length + 1)}
        for gram in sorted(grams):
            rows.append(row)
            columns.append(known.setdefault(gram, len(known)))
    grid = sparse.csr_matrix((np.ones(len(rows), np.float32), (rows, columns)), (len(names), len(known)))
    grid = grid[:, np.bincount(grid.indices, minlength=len(known)) >= MIN_SUBWORD_WORDS].tocsr()
    lengths = np.sqrt(np.asarray(grid.sum(axis=1)).ravel())
    return (sparse.diags(1 / np.maximum(lengths, 1)) @ grid).tocsr()


def _in_lists(words: Hashes, listed: ListsOfWords) -> sparse.csr_matrix:
    """One column a list, 1 where it has a word, however a text spells it."""
    columns = {column: number for number, column in enumerate(sorted(set().union(*listed.values())))}
    rows = {hashed: row for row, hashed in enumerate(words.tolist())}
    places = {
        (rows[hashed], columns[column])
        for word, lists in listed.items()
        for hashed in hash_words(word).tolist()
        for column in lists
    }
    at = np.array(sorted(places), int).reshape(-1, 2).T
    return sparse.csr_matrix((np.ones(len(places), np.float32), at), (len(words), len(columns)))
