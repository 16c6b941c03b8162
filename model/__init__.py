"""Text in, verdict out: the model that reads a work of fiction and says what to warn of."""

__version__ = "0.1.0"
