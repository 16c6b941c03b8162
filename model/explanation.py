"""Why a verdict is what it is: the passages behind every label, who may die, and what the rating adds up."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from model.documents import Document
from model.evidence import prove
from model.labelset import LabelSet
from model.linear import Linear
from model.profile import profile
from model.reading import Reading
from model.scorer import Scorer
from model.taxonomy import RATINGS, Label
from model.verdict import NO, Evidence, Verdict

MAX_CHARACTERS: Final = 5


@dataclass(frozen=True, slots=True)
class Explainer:
    """The parts of a model that a verdict is explained with.

    Attributes
    ----------
    scorer, labels
        What judges passages, and on what.
    rating
        A model for each step of the scale, as `model.judging.Judge` takes them.
    """

    scorer: Scorer
    labels: LabelSet
    rating: Sequence[Linear]

    def explain(self, document: Document, verdict: Verdict, most: int) -> dict[str, Any]:
        """Say why.

        Parameters
        ----------
        document, verdict
            A work and what was said of it.
        most
            Passages shown for a label that no warning shows passages for.

        Returns
        -------
        dict
            ``labels``, ``characters``, ``rating`` and ``passages``, all empty where the work could not be judged.
            What ``rating`` adds up is on the scale of log-odds.
        """
        reading = verdict.reading
        if reading is None:
            return {
                "labels": [],
                "characters": [],
                "rating": {"value": None, "by_explicit_content": False, "steps": []},
                "passages": [],
            }
        return {
            "labels": self._labels(document, reading, verdict, most),
            "characters": self._characters(document, reading) if "death" in self.labels else [],
            "rating": self._rating(reading, verdict),
            "passages": profile(reading),
        }

    def _labels(self, document: Document, reading: Reading, verdict: Verdict, most: int) -> list[dict[str, Any]]:
        decided: dict[str | None, str] = {warning.tag: warning.decision for warning in verdict.warnings}
        warned = {warning.tag: warning for warning in verdict.warnings if warning.decision != NO}
        asked = {label.name: _asked(label, verdict, warned) for label in self.labels.labels}
        # A warning shows its passages already, and they had better be the same here.
        heads = {label.name: self.labels.column[label.name, asked[label.name]] for label in self.labels.labels}
        open_ones = [heads[label.name] for label in self.labels.labels if _tag(label) not in warned]
        proofs = prove(self.scorer, document, reading, open_ones, most)
        shown = {heads[label.name]: tag.name for label, tag in self.labels.tagged if tag.name in warned}
        proofs |= {head: warned[name].evidence for head, name in shown.items()}
        return [
            {
                "label": label.name,
                "severity": verdict.severities[label.name],
                "tag": _tag(label),
                "decision": decided.get(_tag(label)),
                "reached": dict(zip(label.levels[1:], np.round(verdict.reached[label.name], 4).tolist(), strict=True)),
                "asked": label.levels[asked[label.name]],
                "evidence": [_shown(item, reading) for item in proofs.get(heads[label.name], ())],
            }
            for label in self.labels.labels
        ]

    def _characters(self, document: Document, reading: Reading) -> list[dict[str, Any]]:
        judgement, people = reading.judgement, reading.judgement.people
        ranked = sorted(range(len(people)), key=lambda number: -judgement.shares[number])
        return [
            {
                "name": people.name(number),
                "dies": round(judgement.dying[number], 4),
                "share": round(judgement.shares[number], 4),
                "told": _told(people.passage(number), document, reading),
            }
            for number in ranked[:MAX_CHARACTERS]
        ]

    def _rating(self, reading: Reading, verdict: Verdict) -> dict[str, Any]:
        likely = reading.judgement.likely
        decided = {warning.tag: warning.decision for warning in verdict.warnings}
        steps = []
        for number, step in enumerate(self.rating, 1):
            weighed = zip(self.labels.heads, likely, np.multiply(likely, step.weights).tolist(), strict=True)
            added = [
                {"label": name, "level": _level(self.labels, name, level), "probability": round(p, 4), "adds": adds}
                for (name, level), p, weight in weighed
                if (adds := round(weight, 3))
            ]
            steps.append(
                {
                    "at_least": RATINGS[number],
                    "probability": round(sum(verdict.ratings[name] for name in RATINGS[number:]), 4),
                    "starts_at": round(step.intercept, 3),
                    "added": sorted(added, key=lambda each: -float(each["adds"])),
                }
            )
        is_certain = len(self.rating) > 0 and decided.get("explicit_content") == "yes"
        return {"value": verdict.rating, "by_explicit_content": is_certain, "steps": steps}


def _tag(label: Label) -> str | None:
    return label.tag.name if label.tag else None


def _asked(label: Label, verdict: Verdict, warned: dict[str, Any]) -> int:
    """The level that a label's passages are asked for: the warning's, else the severity, or the first above nothing."""
    if label.tag is not None and label.tag.name in warned:
        return label.tag.fires_at
    return max(1, label.levels.index(verdict.severities[label.name]))


def _level(labels: LabelSet, name: str, level: int) -> str:
    return next(label.levels[level] for label in labels.labels if label.name == name)


def _shown(item: Evidence, reading: Reading) -> dict[str, Any]:
    number = int(np.flatnonzero(reading.read.places[:, 0] == item.start)[0]) + 1
    return {"passage": number, **item.as_dict()}


def _told(at: int | None, document: Document, reading: Reading) -> dict[str, Any] | None:
    """The passage where most is said of someone's death."""
    if at is None:
        return None
    start, end, chapter = reading.read.place(at)
    return {"passage": at + 1, "chapter": chapter, "start": start, "end": end, "text": document.text[start:end]}
