"""Word vectors from unlabelled fiction: words that keep the same company get vectors that point the same way.

Positive pointwise mutual information of words within five tokens of each other, weighted by one over their distance,
with context smoothing, reduced by a truncated SVD: Levy, Goldberg and Dagan, "Improving Distributional Similarity
with Lessons Learned from Word Embeddings" (TACL 2015), whose recommended settings are used.
"""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from sklearn.utils.extmath import randomized_svd

WINDOW: Final = 5
"""Tokens to either side that count as company."""

CONTEXT_SMOOTHING: Final = 0.75
"""Power on context counts: keeps rare contexts from looking more telling than they are (ibid., section 3.2)."""

EIGENVALUE_POWER: Final = 0.5
"""Power on singular values (ibid., section 3.3)."""

_BATCH_TOKENS: Final = 2_000_000


def cooccurrences(texts: Sequence[NDArray[np.int64]], n_words: int) -> sparse.csr_matrix:
    """Count how often words stand near each other.

    Parameters
    ----------
    texts
        The word ids of each text, in order; -1 for a word without an id.
    n_words
        Number of ids.

    Returns
    -------
    csr_matrix of float64, shape (n_words, n_words)
        Symmetric; an entry is the sum of 1/distance over all pairs within `WINDOW`.
    """
    gap = np.full(WINDOW, -1)
    stream = np.concatenate([part for text in texts for part in (text, gap)] or [gap])
    total = sparse.csr_matrix((n_words, n_words), dtype=np.float64)
    for begin in range(0, len(stream), _BATCH_TOKENS):
        batch = stream[begin : begin + _BATCH_TOKENS + WINDOW]
        own = min(_BATCH_TOKENS, len(batch))
        for distance in range(1, WINDOW + 1):
            left, right = batch[: min(own, len(batch) - distance)], batch[distance : own + distance]
            known = (left >= 0) & (right >= 0)
            weight = np.full(int(known.sum()), 1 / distance)
            total = total + sparse.coo_matrix((weight, (left[known], right[known])), total.shape).tocsr()
    return (total + total.T).tocsr()


def positive_pmi(counts: sparse.csr_matrix) -> sparse.csr_matrix:
    """Turn co-occurrence counts into positive pointwise mutual information.

    Parameters
    ----------
    counts : csr_matrix, shape (n_words, n_words)

    Returns
    -------
    csr_matrix, shape (n_words, n_words)
        Natural logarithm of how much likelier each pair is than chance; entries at or below chance are dropped.
    """
    pmi = counts.tocoo()
    of_word = np.asarray(counts.sum(axis=1)).ravel()
    of_context = of_word**CONTEXT_SMOOTHING
    expected = of_word[pmi.row] * (of_context / of_context.sum())[pmi.col]
    pmi.data = np.maximum(np.log(pmi.data / expected), 0)
    pmi = pmi.tocsr()
    pmi.eliminate_zeros()
    return pmi


def fit_vectors(
    texts: Sequence[NDArray[np.int64]],
    n_words: int,
    n_dimensions: int,
    *,
    seed: int,
    progress: Callable[[str], None] = lambda _: None,
) -> NDArray[np.float32]:
    """Fit one vector per word.

    Parameters
    ----------
    texts
        The word ids of each text, in order; -1 for a word without an id.
    n_words
        Number of ids.
    n_dimensions
        Length of each vector.
    seed
        Seed of the randomized SVD.
    progress
        Told what is under way.

    Returns
    -------
    ndarray of float32, shape (n_words, n_dimensions)
        Rows of length one, or zero for a word without company.
    """
    progress("counting which words keep company")
    pmi = positive_pmi(cooccurrences(texts, n_words))
    progress("reducing to word vectors")
    left, values, _ = randomized_svd(
        pmi.astype(np.float32), min(n_dimensions, n_words - 1), n_iter=4, random_state=seed
    )
    vectors = left * values**EIGENVALUE_POWER
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.maximum(lengths, 1e-12)).astype(np.float32)
