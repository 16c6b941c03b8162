"""The facade: a document in, a verdict out."""

from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from model.artifact import ArtifactError, SavedModel, load
from model.characters import SIGNALS, Cast, Character
from model.documents import Declared, Document
from model.dying import death_scores, likely_dead
from model.labelset import LabelSet
from model.language import ENTIRELY, MIN_SHARE, MOSTLY
from model.linear import Linear
from model.passages import stretches
from model.pooling import sigmoid
from model.scorer import Scorer
from model.verdict import (
    NO,
    WORK_SIGNALS,
    Evidence,
    Notice,
    Verdict,
    Warning,
    at_least,
    decide,
    mismatches,
    rate,
    rating_signals,
    severity,
    work_signals,
)

MIN_WORDS: Final = 50
"""Below this a text is too short to judge."""

MAX_TERMS: Final = 6
MIN_EVIDENCE: Final = 0.3
"""How likely a passage must be to reach a warning's level, as a share of the strongest's, to be shown beside it."""

MAX_NAMED: Final = 3
MIN_NAMED: Final = 0.1
"""Characters named beside a warning of death: at most so many, each at least so likely to die."""


class Reading:
    """A document read to its end: every passage's scores and place, and the cast."""

    def __init__(self, scorer: Scorer, labels: LabelSet, document: Document) -> None:
        self.labels = labels
        self.cast = Cast() if "death" in labels else None
        # Of a stretch, only what is small is kept: a long work's words would take several times its size.
        parts = [_nothing(len(labels.heads))]
        for stretch in stretches(document):
            scores, english = scorer.score(stretch.words, stretch.bounds)
            if self.cast is not None:
                for block in stretch.blocks:
                    self.cast.read(block)
            chapters = [np.full(len(block.bounds) - 1, block.chapter) for block in stretch.blocks]
            spans = np.concatenate([block.spans() for block in stretch.blocks])
            parts.append((scores, spans, np.concatenate(chapters), np.diff(stretch.bounds), english >= MIN_SHARE))
        self.scores, self.spans, self.chapters, self.lengths, self.english = map(
            np.concatenate, zip(*parts, strict=True)
        )

    @property
    def n_words(self) -> int:
        return int(self.lengths.sum())

    @property
    def english_share(self) -> float:
        """Share of the words that lie in English passages."""
        return float(self.lengths[self.english].sum()) / max(self.n_words, 1)

    def characters(self) -> list[Character]:
        return self.cast.characters(death_scores(self.scores, self.labels)) if self.cast is not None else []


def _nothing(n_heads: int) -> tuple[NDArray[Any], ...]:
    """What a work without words adds up to: scores, spans, chapters, lengths and English, of no passages."""
    numbers = np.zeros(0, np.int64)
    return np.zeros((0, n_heads), np.float32), numbers.reshape(0, 2), numbers, numbers, np.zeros(0, bool)


class Classifier:
    """Reads works of fiction with a saved model.

    Examples
    --------
    >>> from model import Classifier
    >>> from model.documents import read_text
    >>> verdict = Classifier.load().classify(read_text("It rained all day on the quiet harbour. " * 12))
    >>> verdict.rating
    'General Audiences'
    """

    def __init__(self, saved: SavedModel) -> None:
        self.manifest: dict[str, Any] = saved.manifest
        self.sha256 = saved.sha256
        self.scorer = saved.scorer
        try:
            self.labels = LabelSet.from_manifest(saved.manifest["labels"])
            parts = (("heads", self.labels.head_names), ("work_signals", WORK_SIGNALS), ("dying_signals", SIGNALS))
            for name, known in parts:
                if saved.manifest[name] != list(known):
                    raise ArtifactError(f"the model's {name} are not those of this version: retrain or upgrade")
            self._heads = [Linear.from_manifest(saved.manifest["work_heads"][name]) for name in self.labels.head_names]
            self._dying = Linear.from_manifest(saved.manifest["dying"])
            self._rating = [Linear.from_manifest(step) for step in saved.manifest["rating"]]
            self._bands = {tag.name: dict(saved.manifest["decisions"][tag.name]) for _, tag in self.labels.tagged}
            self._told = {**{name: saved.manifest[name] for name in ("name", "version")}, "sha256": saved.sha256}
        except (KeyError, TypeError, ValueError) as error:
            raise ArtifactError(f"the model's manifest lacks a part or has it wrong: {error!r}; retrain") from error

    @classmethod
    def load(cls, folder: Path | None = None, *, pin: str | None = None) -> "Classifier":
        """Load a saved model; see `model.artifact.load` for the parameters and errors."""
        return cls(load(folder, pin=pin))

    def classify(self, document: Document, *, declared: Declared | None = None, evidence: int = 3) -> Verdict:
        """Judge a work.

        Parameters
        ----------
        document
            The work, as `model.documents` reads it.
        declared
            What the sender states of it; takes the place of what the work itself states.
        evidence
            How many passages at most prove each warning.

        Returns
        -------
        Verdict
        """
        declared = declared or document.declared
        reading = Reading(self.scorer, self.labels, document)
        about: dict[str, Any] = {
            "format": document.format,
            "language": "en" if reading.english_share >= MOSTLY else "und",
            "chapters": len(document.chapters),
            "words": reading.n_words,
            "passages": len(reading.scores),
        }
        model = dict(self._told)
        notices = _notices(reading, rates=bool(self._rating))
        if reading.n_words < MIN_WORDS or reading.english_share < MOSTLY:
            return Verdict(None, {}, (), {}, declared, (), about, model, notices)
        characters = reading.characters()
        dying = likely_dead(self._dying, characters)
        signals = work_signals(reading.scores[reading.english], dying, [c.centrality for c in characters], self.labels)
        log_odds = np.array([head.log_odds(row) for head, row in zip(self._heads, signals, strict=True)])
        reached = at_least(log_odds, self.labels)
        telling = {"death": _death_scenes(characters, dying)}
        warnings, levels = [], {}
        for label in self.labels.labels:
            decision = NO
            if label.tag is not None:
                probability = float(reached[label.name][label.tag.fires_at - 1])
                decision = decide(probability, self._bands[label.tag.name])
            level = severity(label, reached[label.name], decision)
            levels[label.name] = label.levels[level]
            if label.tag is None:
                continue
            shown = decision != NO
            warnings.append(
                Warning(
                    label.tag.name,
                    decision,
                    probability,
                    label.levels[level],
                    label.tag.archive_warning if shown and level >= label.tag.archive_warning_at else None,
                    self._evidence(document, reading, (label.name, label.tag.fires_at), telling, evidence)
                    if shown
                    else (),
                    _who(characters, dying) if label.name == "death" and shown else None,
                )
            )
        value, probabilities = rate(self._rating, rating_signals(signals), {w.tag: w.decision for w in warnings})
        found = mismatches(declared, value, warnings)
        return Verdict(value, probabilities, tuple(warnings), levels, declared, found, about, model, notices)

    def _evidence(
        self,
        document: Document,
        reading: Reading,
        head: tuple[str, int],
        telling: dict[str, list[int]],
        most: int,
    ) -> tuple[Evidence, ...]:
        """The passages that carried a decision: those that tell of who dies, then the strongest."""
        column = self.labels.column[head]
        scores = np.where(reading.english, reading.scores[:, column], -np.inf)
        strongest = np.argsort(-scores, kind="stable")[:most].tolist()
        # A passage that says little beside the strongest proves nothing.
        likely = sigmoid(scores)
        enough = likely[strongest[:1]] * MIN_EVIDENCE
        strongest = [passage for passage in strongest if likely[passage] >= enough]
        chosen = list(dict.fromkeys([*telling.get(head[0], ()), *strongest]))[:most]
        chosen = [passage for passage in chosen if reading.english[passage]]
        spans = reading.spans[chosen].tolist()
        texts = [document.text[start:end] for start, end in spans]
        weighed = self.scorer.weigh_each(texts, column)
        chapters, probabilities = reading.chapters[chosen].tolist(), likely[chosen].tolist()
        return tuple(
            Evidence(chapter, start, end, probability, text, _terms(*words))
            for chapter, (start, end), probability, text, words in zip(
                chapters, spans, probabilities, texts, weighed, strict=True
            )
        )


def _terms(spelled: list[str], weights: NDArray[np.float32]) -> tuple[tuple[str, float], ...]:
    """The words that weighed most, each once."""
    best: dict[str, float] = {}
    positive = np.flatnonzero(weights > 0)
    for at, weight in zip(positive.tolist(), weights[positive].tolist(), strict=True):
        best[spelled[at]] = max(weight, best.get(spelled[at], 0.0))
    return tuple(sorted(best.items(), key=lambda term: (-term[1], term[0]))[:MAX_TERMS])


def _death_scenes(characters: list[Character], dying: list[float]) -> list[int]:
    """Passages that say most of the death of those likeliest to die, the likeliest first."""
    ranked = sorted(zip(dying, characters, strict=True), key=lambda pair: -pair[0])
    return [c.passage for p, c in ranked[:MAX_NAMED] if p >= MIN_NAMED and c.passage is not None]


def _who(characters: list[Character], dying: list[float]) -> tuple[tuple[str, float], ...]:
    ranked = sorted(zip(dying, characters, strict=True), key=lambda pair: -pair[0])
    return tuple(
        (character.name, probability) for probability, character in ranked[:MAX_NAMED] if probability >= MIN_NAMED
    )


def _notices(reading: Reading, *, rates: bool) -> tuple[Notice, ...]:
    if reading.n_words < MIN_WORDS:
        return (Notice("too_short", f"{reading.n_words} words of story; {MIN_WORDS} are needed for a verdict"),)
    share = reading.english_share
    if share < MOSTLY:
        return (
            Notice(
                "unsupported_language", f"{share:.0%} of the words are in English passages; this model reads English"
            ),
        )
    notices = []
    if share < ENTIRELY:
        detail = f"only the {share:.0%} of the words that lie in English passages were judged"
        notices.append(Notice("partly_judged", detail))
    if not rates:
        notices.append(Notice("no_rating", "this model was trained on works without ratings and gives none"))
    return tuple(notices)
