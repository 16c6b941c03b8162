"""The facade: a document in, a verdict out."""

from pathlib import Path
from typing import Any, Final

from model.artifact import ArtifactError, SavedModel, load
from model.characters import SIGNALS
from model.documents import Declared, Document
from model.dying import likely_dead, shares_of_death
from model.evidence import prove
from model.explanation import Explainer
from model.labelset import LabelSet
from model.language import ENTIRELY, MOSTLY
from model.linear import Linear, Linears
from model.reading import Reading
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
            heads = saved.manifest["work_heads"]
            self._heads = Linears.of([Linear.from_manifest(heads[name]) for name in self.labels.head_names])
            self._dying = Linear.from_manifest(saved.manifest["dying"])
            self._naming = Linear.from_manifest(saved.manifest["naming"])
            self._rating = Linears.of([Linear.from_manifest(step) for step in saved.manifest["rating"]])
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
        n_words, english_share = reading.summary.n_words, reading.english_share
        about: dict[str, Any] = {
            "format": document.format,
            "language": "en" if english_share >= MOSTLY else "und",
            "chapters": len(document.chapters),
            "words": n_words,
            "passages": len(reading.scores),
        }
        model = dict(self._told)
        notices = _notices(n_words, english_share, rates=len(self._rating) > 0)
        if n_words < MIN_WORDS or english_share < MOSTLY:
            return Verdict(None, {}, (), {}, declared, (), about, model, notices)
        dying = likely_dead(self._dying, reading.summary.characters)
        signals = work_signals(reading.summary.strongest, dying, self.labels)
        reached = at_least(self._heads.log_odds(signals), self.labels)
        decisions = {
            tag.name: decide(reached[label.name][tag.fires_at - 1], self._bands[tag.name])
            for label, tag in self.labels.tagged
        }
        levels = {label.name: severity(label, reached[label.name], decisions) for label in self.labels.labels}
        warnings = self._warnings(document, reading, decisions, levels, reached, evidence)
        severities = {label.name: label.levels[levels[label.name]] for label in self.labels.labels}
        value, probabilities = rate(self._rating, rating_signals(reading.summary.strongest), decisions)
        found = mismatches(declared, value, warnings)
        return Verdict(
            value, probabilities, warnings, severities, declared, found, about, model, notices, reached, reading
        )

    def _warnings(
        self,
        document: Document,
        reading: Reading,
        decisions: dict[str, str],
        levels: dict[str, int],
        reached: dict[str, tuple[float, ...]],
        evidence: int,
    ) -> tuple[Warning, ...]:
        """A warning a tag, with what proves it and whom it names."""
        characters = reading.summary.characters
        asked = [(label.name, tag.fires_at) for label, tag in self.labels.tagged if decisions[tag.name] != NO]
        shows_death = any(name == "death" for name, _ in asked)
        named = _likeliest(shares_of_death(self._naming, characters)) if shows_death else []
        telling = [passage for who, _ in named if (passage := characters.passage(who)) is not None]
        proofs = prove(self.scorer, document, reading, asked, {"death": telling}, evidence)
        warnings = []
        for label, tag in self.labels.tagged:
            decision, level = decisions[tag.name], levels[label.name]
            probability = reached[label.name][tag.fires_at - 1]
            archive_warning = tag.archive_warning if decision != NO and level >= tag.archive_warning_at else None
            who = None
            if label.name == "death" and decision != NO:
                who = tuple((characters.name(number), probability * share) for number, share in named)
            proof = proofs.get(label.name, ())
            warnings.append(Warning(tag.name, decision, probability, label.levels[level], archive_warning, proof, who))
        return tuple(warnings)

    def explain(self, document: Document, verdict: Verdict, *, evidence: int = 3) -> dict[str, Any]:
        """Say why a work's verdict is what it is; see `model.explanation.Explainer.explain`."""
        return Explainer(self.scorer, self.labels, self._rating, self._dying, self._naming).explain(
            document, verdict, evidence
        )


def _likeliest(shares: list[float]) -> list[tuple[int, float]]:
    """Whom a warning of death names: the likeliest, and others who are likely enough."""
    ranked = sorted(range(len(shares)), key=shares.__getitem__, reverse=True)[:MAX_NAMED]
    return [(who, shares[who]) for place, who in enumerate(ranked) if place == 0 or shares[who] >= MIN_NAMED]


def _notices(n_words: int, share: float, *, rates: bool) -> tuple[Notice, ...]:
    if n_words < MIN_WORDS:
        return (Notice("too_short", f"{n_words} words of story; {MIN_WORDS} are needed for a verdict"),)
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
