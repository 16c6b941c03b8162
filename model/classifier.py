"""The facade: a document in, a verdict out."""

from pathlib import Path
from typing import Any, Final

import numpy as np

from model.artifact import ArtifactError, SavedModel, load
from model.characters import SIGNALS
from model.documents import Declared, Document
from model.dying import likely_dead, shares_of_death
from model.evidence import prove
from model.explanation import Explainer
from model.labelset import LabelSet
from model.language import ENTIRELY, MOSTLY
from model.linear import Linear
from model.reading import Reading
from model.taxonomy import Label, Tag
from model.verdict import (
    NO,
    WORK_SIGNALS,
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

MAX_NAMED: Final = 3
MIN_NAMED: Final = 0.1
"""Characters named beside a warning of death: at most so many, each but the first at least so likely to be the one."""


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
            self._naming = Linear.from_manifest(saved.manifest["naming"])
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
        characters = reading.characters
        dying = likely_dead(self._dying, characters)
        signals = work_signals(reading.scores[reading.english], dying, self.labels)
        log_odds = np.array([head.log_odds(row) for head, row in zip(self._heads, signals, strict=True)])
        reached = at_least(log_odds, self.labels)
        levels, decided = dict[str, int](), list[tuple[Label, Tag, float, str]]()
        for label in self.labels.labels:
            decision = NO
            if label.tag is not None:
                probability = float(reached[label.name][label.tag.fires_at - 1])
                decision = decide(probability, self._bands[label.tag.name])
                decided.append((label, label.tag, probability, decision))
            levels[label.name] = severity(label, reached[label.name], decision)
        named = _likeliest(shares_of_death(self._naming, characters))
        asked = [(label.name, tag.fires_at) for label, tag, _, decision in decided if decision != NO]
        proofs = prove(
            self.scorer,
            document,
            reading,
            asked,
            {"death": [passage for who, _ in named if (passage := characters.passage(who)) is not None]},
            evidence,
        )
        warnings = [
            Warning(
                tag.name,
                decision,
                probability,
                label.levels[levels[label.name]],
                tag.archive_warning if decision != NO and levels[label.name] >= tag.archive_warning_at else None,
                proofs.get(label.name, ()),
                tuple((characters.name(who), probability * share) for who, share in named)
                if label.name == "death" and decision != NO
                else None,
            )
            for label, tag, probability, decision in decided
        ]
        severities = {label.name: label.levels[levels[label.name]] for label in self.labels.labels}
        value, probabilities = rate(self._rating, rating_signals(signals), {w.tag: w.decision for w in warnings})
        found = mismatches(declared, value, warnings)
        levels_reached = {name: tuple(each.tolist()) for name, each in reached.items()}
        return Verdict(
            value,
            probabilities,
            tuple(warnings),
            severities,
            declared,
            found,
            about,
            model,
            notices,
            levels_reached,
            reading,
        )

    def explain(self, document: Document, verdict: Verdict, *, evidence: int = 3) -> dict[str, Any]:
        """Say why a work's verdict is what it is; see `model.explanation.Explainer.explain`."""
        return Explainer(self.scorer, self.labels, self._rating, self._dying, self._naming).explain(
            document, verdict, evidence
        )


def _likeliest(shares: list[float]) -> list[tuple[int, float]]:
    """Whom a warning of death names: the likeliest, and others who are likely enough."""
    ranked = sorted(enumerate(shares), key=lambda pair: -pair[1])
    return ranked[:1] + [pair for pair in ranked[1:MAX_NAMED] if pair[1] >= MIN_NAMED]


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
