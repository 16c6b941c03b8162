"""The facade: a document in, a verdict out."""

from pathlib import Path
from typing import Any, Final

from model.artifact import ArtifactError, SavedModel, load
from model.characters import SIGNALS
from model.documents import Declared, Document
from model.evidence import prove_warnings
from model.explanation import Explainer
from model.judging import WORK_SIGNALS, Judge
from model.labelset import LabelSet
from model.language import ENTIRELY, MOSTLY
from model.linear import Linear
from model.reading import Reading
from model.verdict import NO, Notice, Verdict, Warning, decide, mismatches, rate, severity

MIN_WORDS: Final = 50
"""Below this a text is too short to judge."""


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
            if self.scorer.reader.n_heads != len(self.labels.heads):
                raise ArtifactError("the model has not an intercept a head; retrain")
            heads = saved.manifest["work_heads"]
            self._rating = [Linear.from_manifest(step) for step in saved.manifest["rating"]]
            self._bands = {tag.name: dict(saved.manifest["decisions"][tag.name]) for _, tag in self.labels.tagged}
            self.judge = Judge(
                self.labels,
                [Linear.from_manifest(heads[name]) for name in self.labels.head_names],
                self._rating,
                saved.manifest["brief_by_passage"],
                Linear.from_manifest(saved.manifest["dying"]),
                (
                    Linear.from_manifest(saved.manifest["naming"]),
                    Linear.from_manifest(saved.manifest["naming_narrator"]),
                ),
                Linear.from_manifest(saved.manifest["neighbours"]) if saved.manifest["neighbours"] else None,
                {name: min(bands["review"], bands["yes"]) for name, bands in self._bands.items()},
            )
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
        reading = Reading(self.scorer, self.judge, self.labels, document, evidence)
        judgement, english_share = reading.judgement, reading.english_share
        about: dict[str, Any] = {
            "format": document.format,
            "language": "en" if english_share >= MOSTLY else "und",
            "chapters": len(document.chapters),
            "words": judgement.n_words,
            "passages": len(reading.read),
        }
        model = dict(self._told)
        notices = _notices(judgement.n_words, english_share, rates=len(self._rating) > 0)
        if judgement.n_words < MIN_WORDS or english_share < MOSTLY:
            return Verdict(None, {}, (), {}, declared, (), about, model, notices)
        reached = judgement.reached
        decisions = {
            tag.name: decide(reached[label.name][tag.fires_at - 1], self._bands[tag.name])
            for label, tag in self.labels.tagged
        }
        levels = {label.name: severity(label, reached[label.name], decisions) for label in self.labels.labels}
        warnings = self._warnings(document, reading, decisions, levels)
        severities = {label.name: label.levels[levels[label.name]] for label in self.labels.labels}
        value, probabilities = rate(judgement.rating, decisions)
        found = mismatches(declared, value, warnings)
        return Verdict(
            value, probabilities, warnings, severities, declared, found, about, model, notices, reached, reading
        )

    def _warnings(
        self, document: Document, reading: Reading, decisions: dict[str, str], levels: dict[str, int]
    ) -> tuple[Warning, ...]:
        """A warning a tag, with what proves it and whom it names."""
        judgement, proofs = reading.judgement, prove_warnings(self.scorer, document, reading)
        warnings = []
        for label, tag in self.labels.tagged:
            decision, level = decisions[tag.name], levels[label.name]
            probability = judgement.reached[label.name][tag.fires_at - 1]
            archive_warning = tag.archive_warning if decision != NO and level >= tag.archive_warning_at else None
            who = None
            if label.name == "death" and decision != NO:
                named = judgement.named
                who = tuple((judgement.people.name(each), probability * judgement.shares[each]) for each in named)
            proof = proofs.get(self.labels.column[label.name, tag.fires_at], ())
            warnings.append(Warning(tag.name, decision, probability, label.levels[level], archive_warning, proof, who))
        return tuple(warnings)

    def explain(self, document: Document, verdict: Verdict, *, evidence: int = 3) -> dict[str, Any]:
        """Say why a work's verdict is what it is; see `model.explanation.Explainer.explain`."""
        return Explainer(self.scorer, self.labels, self._rating).explain(document, verdict, evidence)


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
