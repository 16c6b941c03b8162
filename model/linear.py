"""A logistic model of few signals, as the manifest keeps it; and several that are asked at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Linear:
    """A logistic model: ``P = 1 / (1 + exp(-(x @ weights + intercept)))``."""

    weights: NDArray[np.float64]
    intercept: float

    def log_odds(self, signals: NDArray[np.float64]) -> NDArray[np.float64]:
        """Log-odds for ``signals`` of shape (…, n_signals)."""
        return np.asarray(signals @ self.weights + self.intercept)

    @classmethod
    def from_manifest(cls, entry: dict[str, Any]) -> "Linear":
        return cls(np.array(entry["weights"], np.float64), float(entry["intercept"]))

    def to_manifest(self) -> dict[str, Any]:
        return {
            "weights": [round(float(weight), 6) for weight in self.weights],
            "intercept": round(float(self.intercept), 6),
        }


@dataclass(frozen=True, slots=True)
class Linears:
    """Several logistic models of as many signals each.

    Attributes
    ----------
    weights : ndarray of float64, shape (n_models, n_signals)
    intercepts : ndarray of float64, shape (n_models,)
    """

    weights: NDArray[np.float64]
    intercepts: NDArray[np.float64]

    @classmethod
    def of(cls, models: Sequence[Linear]) -> "Linears":
        return cls(np.array([model.weights for model in models]), np.array([model.intercept for model in models]))

    def __len__(self) -> int:
        return len(self.intercepts)

    def log_odds(self, signals: NDArray[np.float64]) -> NDArray[np.float64]:
        """Each model's log-odds, for signals of shape (n_signals,) that all are told, or one row for each model."""
        return np.asarray(np.vecdot(self.weights, signals) + self.intercepts)
