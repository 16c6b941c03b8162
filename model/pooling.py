"""From the scores of passages to one description of a work.

A work is long and its warning hangs on a few paragraphs, so each head is described by its strongest passages as
well as by the whole: a small linear model per head, fitted on whole works, reads these numbers.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

POOLINGS: Final = ("top1", "top3", "top10", "mean", "expected", "share")
"""Mean of the 1, 3 and 10 highest scores and of all; log of the expected number of passages; share above zero."""


def pool(scores: NDArray[np.float32]) -> NDArray[np.float64]:
    """Describe a work.

    Parameters
    ----------
    scores : ndarray, shape (n_passages, n_heads)
        Log-odds of each passage; at least one passage.

    Returns
    -------
    ndarray of float64, shape (len(POOLINGS), n_heads)
        Rows in the order of `POOLINGS`.
    """
    top = -np.sort(-scores, axis=0) if len(scores) <= 10 else -np.sort(np.partition(-scores, 9, axis=0)[:10], axis=0)
    probabilities = sigmoid(scores)
    return np.stack(
        (
            top[0],
            top[:3].mean(axis=0),
            top.mean(axis=0),
            scores.mean(axis=0, dtype=np.float64),
            np.log(probabilities.sum(axis=0, dtype=np.float64)),
            (scores > 0).mean(axis=0),
        )
    ).astype(np.float64)


def sigmoid(log_odds: NDArray[np.float32] | NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn log-odds into probabilities without overflow."""
    return 0.5 * (1 + np.tanh(0.5 * np.asarray(log_odds, np.float64)))
