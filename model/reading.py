"""A document read to its end and judged, before it is spelled out what is said of it."""

from model.cast import Cast
from model.documents import Document
from model.judging import Judge
from model.labelset import LabelSet
from model.scorer import Scorer
from model.summary import judge as judge_work


class Reading:
    """A document read to its end: every passage's scores and place, and what is said of the work.

    Parameters
    ----------
    scorer, judge
        What reads passages, and what judges works.
    labels
        What both judge.
    document
    most
        Passages shown for a warning.

    Attributes
    ----------
    read : Read
    judgement : Judgement
    """

    def __init__(self, scorer: Scorer, judge: Judge, labels: LabelSet, document: Document, most: int) -> None:
        self.labels = labels
        cast = Cast(document.text)
        self.read = scorer.reader.read(document, cast, judge, most)
        self.judgement = self.read.judgement or judge_work(cast, self.read.scores, self.read.english, judge, most)

    @property
    def english_share(self) -> float:
        """Share of the words that lie in English passages."""
        return self.judgement.n_english / max(self.judgement.n_words, 1)
