"""Text in, verdict out: the model that reads a work of fiction and says what to warn of."""

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from model.classifier import Classifier

__all__ = ["Classifier", "__version__"]


def __getattr__(name: str) -> object:
    """Import the classifier when first asked for, so that ``forewarn --version`` need not load NumPy."""
    if name == "Classifier":
        from model.classifier import Classifier

        return Classifier
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
