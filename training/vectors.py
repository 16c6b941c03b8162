"""Word vectors from unlabelled fiction: words that keep the same company get vectors that point the same way.

Positive pointwise mutual information of words that are met in one stretch of text, with context smoothing, reduced by
a truncated SVD: Levy, Goldberg and Dagan, "Improving Distributional Similarity with Lessons Learned from Word
Embeddings" (TACL 2015). A stretch as long as a few sentences tells what a word is about; what stands right beside it
tells what part of speech it is, which no warning hangs on.
"""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from sklearn.utils.extmath import randomized_svd

STRETCH: Final = 40
"""Tokens that keep each other company. Chosen, as are contexts and dimensions, by five-fold cross-validation on
labelled passages: windows of 5, weighted by one over the distance, served sexual content, violence and death worse and
a major death as well; stretches of 100 did as well at twice the entries."""

N_CONTEXTS: Final = 8_000
"""The most frequent words; only they count as company. With 20,000 heads were hardly better."""

CONTEXT_SMOOTHING: Final = 0.75
"""Power on context counts: keeps rare contexts from looking more telling than they are (ibid., section 3.2)."""

EIGENVALUE_POWER: Final = 0.5
"""Power on singular values (ibid., section 3.3)."""

N_ITERATIONS: Final = 4
"""Power iterations of the randomized SVD."""


def cooccurrences(texts: Sequence[NDArray[np.int64]], n_words: int) -> sparse.csr_matrix:
    """Count in how many stretches words are met together.

    Parameters
    ----------
    texts
        The word ids of each text, in order; -1 for a word without an id, which is passed over.
    n_words
        Number of ids.

    Returns
    -------
    csr_matrix of float32, shape (n_words, n_contexts)
        Contexts are the `N_CONTEXTS` words that are in most stretches, by their ids. No word is its own company.
    """
    known = [np.empty(0, np.int64), *(text[text >= 0] for text in texts)]
    lengths = [-(-len(text) // STRETCH) for text in known]
    begins = np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))
    rows = [np.arange(len(text)) // STRETCH + begin for text, begin in zip(known, begins[:-1], strict=True)]
    columns = np.concatenate(known)
    ones = np.ones(len(columns), np.float32)
    stretches = sparse.csr_matrix((ones, (np.concatenate(rows), columns)), (int(begins[-1]), n_words))
    stretches.data[:] = 1
    frequency = stretches.getnnz(axis=0)
    contexts = np.sort(np.argsort(-frequency, kind="stable")[:N_CONTEXTS])
    met = (stretches.T @ stretches[:, contexts]).tocoo()
    other = met.row != contexts[met.col]
    return sparse.csr_matrix((met.data[other], (met.row[other], met.col[other])), met.shape)


def positive_pmi(counts: sparse.csr_matrix) -> sparse.csr_matrix:
    """Turn co-occurrence counts into positive pointwise mutual information.

    Parameters
    ----------
    counts : csr_matrix, shape (n_words, n_contexts)

    Returns
    -------
    csr_matrix of float32, shape (n_words, n_contexts)
        Natural logarithm of how much likelier each pair is than chance; entries at or below chance are dropped.
    """
    pmi = counts.tocoo()
    of_word = np.asarray(counts.sum(axis=1, dtype=np.float64)).ravel()
    of_context = np.asarray(counts.sum(axis=0, dtype=np.float64)).ravel() ** CONTEXT_SMOOTHING
    expected = of_word[pmi.row] * (of_context / of_context.sum())[pmi.col]
    pmi.data = np.log(pmi.data / expected).astype(np.float32)
    above = pmi.data > 0
    return sparse.csr_matrix((pmi.data[above], (pmi.row[above], pmi.col[above])), pmi.shape)


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
        Length of each vector, as far as there are so many words.
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
    left, values, _ = randomized_svd(pmi, min(n_dimensions, n_words - 1), n_iter=N_ITERATIONS, random_state=seed)
    vectors = left * values**EIGENVALUE_POWER
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.maximum(lengths, 1e-12)).astype(np.float32)
