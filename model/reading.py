"""A document read to its end, before anything is decided about it."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.cast import Cast
from model.characters import NOBODY, describe
from model.documents import Document
from model.dying import death_scores
from model.labelset import LabelSet
from model.language import MIN_SHARE
from model.passages import stretches
from model.scorer import Scorer


class Reading:
    """A document read to its end: every passage's scores and place, and the cast."""

    def __init__(self, scorer: Scorer, labels: LabelSet, document: Document) -> None:
        self.labels = labels
        cast = Cast(document.text) if "death" in labels else None
        # Of a stretch, only what is small is kept: a long work's words would take several times its size.
        parts = [_nothing(len(labels.heads))]
        for stretch in stretches(document):
            scores, english = scorer.score(stretch.tokens.words, stretch.bounds)
            if cast is not None:
                cast.read(stretch)
            lengths = stretch.bounds[1:] - stretch.bounds[:-1]
            parts.append((scores, stretch.spans(), stretch.chapters, lengths, english >= MIN_SHARE))
        self.scores, self.spans, self.chapters, self.lengths, self.english = map(
            np.concatenate, zip(*parts, strict=True)
        )
        self.characters = NOBODY if cast is None else describe(cast, death_scores(self.scores, labels))

    @property
    def n_words(self) -> int:
        return int(self.lengths.sum())

    @property
    def english_share(self) -> float:
        """Share of the words that lie in English passages."""
        return float(self.lengths[self.english].sum()) / max(self.n_words, 1)


def _nothing(n_heads: int) -> tuple[NDArray[Any], ...]:
    """What a work without words adds up to: scores, spans, chapters, lengths and English, of no passages."""
    numbers = np.zeros(0, np.int64)
    return np.zeros((0, n_heads), np.float32), numbers.reshape(0, 2), numbers, numbers, np.zeros(0, bool)
