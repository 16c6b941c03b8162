"""A document read to its end, before anything is decided about it."""

from model.cast import Cast
from model.documents import Document
from model.dying import death_columns
from model.labelset import LabelSet
from model.language import MIN_SHARE
from model.scorer import Scorer
from model.summary import sum_up


class Reading:
    """A document read to its end: every passage's scores and place, and what they add up to."""

    def __init__(self, scorer: Scorer, labels: LabelSet, document: Document) -> None:
        self.labels = labels
        cast = Cast(document.text)
        places, self.scores, english = scorer.reader.read(document, cast)
        self.spans, self.chapters = places[:, :2], places[:, 2]
        self.english = english >= MIN_SHARE
        self.summary = sum_up(cast, self.scores, self.english, death_columns(labels))

    @property
    def english_share(self) -> float:
        """Share of the words that lie in English passages."""
        return self.summary.n_english / max(self.summary.n_words, 1)
