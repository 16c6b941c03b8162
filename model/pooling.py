"""From the scores of passages to one description of a work.

A work is long and its warning hangs on a few paragraphs, so each head is described by its strongest passages. The mean
of three did as well on held-out sources as any richer description that was tried (maximum, mean of ten, mean of all,
expected number, share above zero, and all of them together). In a brief work, of no more than three English passages,
that would be a mean of them all, so it is described by the strongest one; and heads that were learned from labelled
passages answer for it themselves (`model.judging.Judge`).
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

STRONGEST: Final = 3
"""Passages that are pooled, at most, and the most that a brief work has; as in `highest.h`."""

PARTS: Final = ("all", "last_quarter", "last_tenth")
"""Of a work, counted in English passages; each is described by itself, by `pooling.c`."""


def sigmoid(log_odds: NDArray[np.float32] | NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn log-odds into probabilities without overflow."""
    return 0.5 * (1 + np.tanh(0.5 * np.asarray(log_odds, np.float64)))
