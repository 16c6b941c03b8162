"""What scoring is compared with.

scikit-learn's pipeline is Forewarn's own model before folding: TF-IDF over as many words and pairs, and as many
logistic heads. Its weights are random, because they do not change the time; it is given passages cut beforehand, and is
spared the letter n-grams and word vectors that Forewarn's heads were fitted with. All of that is in its favour.
"""

import warnings
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from bench.works import work_of
from model.verdict import HEADS

PASSAGE_WORDS: Final = 120
FITTED_ON: Final = 3_000_000
"""Bytes of the seeds that vocabularies are taken from."""


class Pipeline:
    """TF-IDF of words and pairs, and a logistic regression a head, as scikit-learn computes them.

    Parameters
    ----------
    n_features
        Words and pairs.
    """

    def __init__(self, n_features: int) -> None:
        self.vectorizer = TfidfVectorizer(ngram_range=(1, 2), max_features=n_features, dtype=np.float32)
        self.vectorizer.fit([work_of(FITTED_ON)])
        generator = np.random.default_rng(0)
        self.heads = [self._head(generator.normal(size=(1, len(self.vectorizer.vocabulary_)))) for _ in HEADS]

    @staticmethod
    def _head(weights: NDArray[np.float64]) -> LogisticRegression:
        head = LogisticRegression()
        head.classes_, head.coef_, head.intercept_ = np.array([0, 1]), weights.astype(np.float32), np.zeros(1)
        return head

    def predict_proba(self, passages: list[str]) -> NDArray[np.float64]:
        """Probabilities of shape (n_passages, n_heads)."""
        features = self.vectorizer.transform(passages)
        return np.stack([head.predict_proba(features)[:, 1] for head in self.heads], axis=1)


@cache
def pipeline(n_features: int) -> Pipeline:
    """The one pipeline of a process."""
    return Pipeline(n_features)


def passages_of(text: str) -> list[str]:
    """Cut a text every `PASSAGE_WORDS` words."""
    words = text.split()
    return [" ".join(words[at : at + PASSAGE_WORDS]) for at in range(0, len(words), PASSAGE_WORDS)]


def pan_vectorizer() -> Callable[[str], object]:
    """The features of PAN 2023's baseline for trigger detection: TF-IDF of characters 3 to 5, and no classifier."""
    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(3, 5), max_features=200_000, lowercase=False)
    vectorizer.fit([work_of(FITTED_ON // 3)])
    return lambda text: vectorizer.transform([text])


def profanity_check() -> Callable[[str], object] | None:
    """alt-profanity-check over passages; None where it is not installed (``pip install forewarn[evaluate]``)."""
    if find_spec("profanity_check") is None:
        return None
    with warnings.catch_warnings():
        # Its model was saved by another version of scikit-learn; it is the time that counts here.
        warnings.simplefilter("ignore")
        from profanity_check import predict_prob
    return lambda text: predict_prob(passages_of(text))
