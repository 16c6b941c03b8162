"""What simpler tools reach on the same folds: words and a linear model, PAN 2023's recipe, a profanity checker.

Texts are counted once; what is learned (which n-grams are frequent, document frequencies, chi-square, the classifier)
is learned from a fold's own part only. ``pip install forewarn[evaluate]`` brings the packages.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Final

import joblib
import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.feature_selection import SelectKBest, chi2
from sklearn.linear_model import LogisticRegression

from model.blocks import blocks
from model.pooling import STRONGEST
from training.calibrate import Folds
from training.corpora import Example
from training.examples import UNKNOWN

N_SELECTED: Final = 10_000
N_ROUNDS: Final = 100
"""The published recipe stops early on a large validation set. Ours would be small and stop too early: on the first
folds a fixed number of rounds gave the recipe the better figures, so it gets that."""

MIN_SIDE: Final = 3
"""Fewer examples than this on either side of a question and a baseline is not asked."""

Learner = Callable[[sparse.csr_matrix, NDArray[np.bool_], sparse.csr_matrix], NDArray[np.float64]]
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Baseline:
    """A way to classify whole texts.

    Attributes
    ----------
    name
        As the tables show it.
    package
        What must be installed beside the project's own dependencies, or an empty string.
    analyzer, lengths
        What is counted: words or characters, how many together.
    min_texts
        N-grams in fewer learned texts than this are left out.
    sublinear
        Whether counts enter by their logarithm.
    learn
        From features and labels, scores for other features.
    """

    name: str
    package: str
    analyzer: str
    lengths: tuple[int, int]
    min_texts: int
    sublinear: bool
    learn: Learner

    @property
    def installed(self) -> bool:
        return not self.package or find_spec(self.package) is not None

    def count(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Count n-grams, shape (n_texts, n_ngrams)."""
        counter = CountVectorizer(
            analyzer=self.analyzer,
            ngram_range=self.lengths,
            lowercase=self.analyzer == "word",
            min_df=min(self.min_texts, len(texts)),
            dtype=np.float32,
        )
        return counter.fit_transform(texts).tocsr()

    def weigh(self, counts: sparse.csr_matrix, learned: NDArray[np.bool_]) -> sparse.csr_matrix:
        """Turn counts into TF-IDF, as learned from some of the texts."""
        frequent = np.bincount(counts[learned].indices, minlength=counts.shape[1]) >= self.min_texts
        counts = counts[:, frequent]
        return TfidfTransformer(sublinear_tf=self.sublinear).fit(counts[learned]).transform(counts).tocsr()


def _logistic_regression(
    learned: sparse.csr_matrix, labels: NDArray[np.bool_], out: sparse.csr_matrix
) -> NDArray[np.float64]:
    model = LogisticRegression(C=10.0, class_weight="balanced", solver="liblinear", random_state=0)
    return np.asarray(model.fit(learned, labels).decision_function(out))


def _boosted_trees(
    learned: sparse.csr_matrix, labels: NDArray[np.bool_], out: sparse.csr_matrix
) -> NDArray[np.float64]:
    from xgboost import XGBClassifier

    chosen = SelectKBest(chi2, k=min(N_SELECTED, learned.shape[1])).fit(learned, labels)
    # With few rows sorting them is quicker than filling 10,000 histograms.
    method = {"tree_method": "exact"} if learned.shape[0] < 2000 else {"tree_method": "hist", "max_bin": 32}
    model = XGBClassifier(n_estimators=N_ROUNDS, max_depth=3, learning_rate=0.25, n_jobs=1, random_state=0, **method)
    model.fit(chosen.transform(learned), labels.astype(int))
    return np.asarray(model.predict(chosen.transform(out), output_margin=True), np.float64)


WORDS: Final = Baseline(
    "TF-IDF of words and bigrams, logistic regression", "", "word", (1, 2), 2, True, _logistic_regression
)
PAN_2023: Final = Baseline(
    "PAN 2023: characters 3-5, chi-square 10,000, XGBoost", "xgboost", "char", (3, 5), 5, False, _boosted_trees
)
TRAINED: Final = (WORDS, PAN_2023)
PROFANITY: Final = "alt-profanity-check, not trained"


def out_of_fold(
    baseline: Baseline,
    counts: sparse.csr_matrix,
    labels: NDArray[np.int8],
    folds: Folds,
    progress: Progress = lambda _: None,
) -> NDArray[np.float64]:
    """Score texts by models that did not see them.

    Parameters
    ----------
    baseline : Baseline
    counts : csr_matrix, shape (n_texts, n_ngrams)
        What `Baseline.count` gave.
    labels : ndarray of int8, shape (n_texts, n_heads)
        1 reached, 0 not, -1 not judged.
    folds
        Over texts.
    progress
        Told what is under way.

    Returns
    -------
    ndarray, shape (n_texts, n_heads)
        Log-odds; NaN where there was nothing to learn from.
    """
    scores = np.full(labels.shape, np.nan)
    for number, (learned, out) in enumerate(folds, start=1):
        progress(f"baseline {baseline.name}, fold {number} of {len(folds)}")
        features = baseline.weigh(counts, learned)
        asked = [(head, learned & (labels[:, head] != UNKNOWN)) for head in range(labels.shape[1])]
        said = joblib.Parallel(n_jobs=2, prefer="threads")(
            joblib.delayed(_learn)(baseline, features[known], labels[known, head] == 1, features[out])
            for head, known in asked
        )
        scores[out] = np.stack(said, axis=1)
    return scores


def _learn(
    baseline: Baseline, learned: sparse.csr_matrix, labels: NDArray[np.bool_], out: sparse.csr_matrix
) -> NDArray[np.float64]:
    if min(labels.sum(), (~labels).sum()) < MIN_SIDE:
        return np.full(out.shape[0], np.nan)
    return baseline.learn(learned, labels, out)


def profanity(texts: Sequence[Sequence[str]]) -> NDArray[np.float64] | None:
    """Ask alt-profanity-check, or return None where it is not installed.

    Parameters
    ----------
    texts
        The passages of each text; like ours, a text's score is the mean of its strongest passages.

    Returns
    -------
    ndarray, shape (n_texts,)
        Probabilities.
    """
    if find_spec("profanity_check") is None:
        return None
    from profanity_check import predict_prob

    asked = predict_prob([passage for passages in texts for passage in passages])
    ends = np.cumsum([len(passages) for passages in texts])[:-1]
    return np.array([np.sort(own)[-STRONGEST:].mean() if len(own) else 0.0 for own in np.split(asked, ends)])


def passages_of(example: Example) -> list[str]:
    """An example's text, cut as serving would cut it."""
    if example.document is None:
        return [example.text or ""]
    text = example.document.text
    return [text[start:end] for block in blocks(example.document) for start, end in block.spans().tolist()]
