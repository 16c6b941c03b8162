"""A document read to its end, before anything is decided about it."""

from model.cast import Cast
from model.documents import Document
from model.dying import death_columns
from model.labelset import LabelSet
from model.scorer import Scorer
from model.summary import sum_up


class Reading:
    """A document read to its end: every passage's scores and place, and what they add up to."""

    def __init__(self, scorer: Scorer, labels: LabelSet, document: Document) -> None:
        self.labels = labels
        cast = Cast(document.text)
        columns = death_columns(labels)
        places, self.scores, self.english, summary = scorer.reader.read(document, cast, columns)
        self.spans, self.chapters = places[:, :2], places[:, 2]
        self.summary = summary or sum_up(cast, self.scores, self.english, columns)

    @property
    def english_share(self) -> float:
        """Share of the words that lie in English passages."""
        return self.summary.n_english / max(self.summary.n_words, 1)
