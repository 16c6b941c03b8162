"""A logistic model of few signals, as the manifest keeps it."""

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
