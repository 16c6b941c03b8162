"""A document read to its end, before anything is decided about it."""

from model.cast import Cast
from model.characters import NOBODY, describe
from model.documents import Document
from model.dying import death_columns
from model.labelset import LabelSet
from model.language import MIN_SHARE
from model.scorer import Scorer


class Reading:
    """A document read to its end: every passage's scores and place, and the cast."""

    def __init__(self, scorer: Scorer, labels: LabelSet, document: Document) -> None:
        self.labels = labels
        cast = Cast(document.text) if "death" in labels else None
        places, self.scores, english = scorer.reader.read(document, cast)
        self.spans, self.chapters, self.lengths = places[:, :2], places[:, 2], places[:, 4]
        self.english = english >= MIN_SHARE
        self.characters = NOBODY if cast is None else describe(cast, self.scores, death_columns(labels))

    @property
    def n_words(self) -> int:
        return int(self.lengths.sum())

    @property
    def english_share(self) -> float:
        """Share of the words that lie in English passages."""
        return float(self.lengths[self.english].sum()) / max(self.n_words, 1)
