"""From scores to a verdict: severities, decisions, evidence, rating.

Every number used here is learned and written in the manifest, as are the linear models that are asked before
(`model.judging`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final, NamedTuple

from model.documents import Declared
from model.labelset import OURS
from model.reading import Reading
from model.taxonomy import CHOSE_NOT_TO_WARN, EXPLICIT, RATINGS, Label

HEADS: Final = OURS.heads
"""The shipped model's heads."""

YES: Final = "yes"
NO: Final = "no"
REVIEW: Final = "review"


class Evidence(NamedTuple):
    """A passage that carried a decision.

    Attributes
    ----------
    chapter
        From 1.
    start, end
        Offsets into the document's text, in code points.
    probability
        How likely the passage by itself reaches the warning's level.
    terms
        The words that weighed most, with what each added to the log-odds.
    """

    chapter: int
    start: int
    end: int
    probability: float
    text: str
    terms: tuple[tuple[str, float], ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the passage as the HTTP API answers it."""
        return {
            "chapter": self.chapter,
            "start": self.start,
            "end": self.end,
            "probability": round(self.probability, 4),
            "text": self.text,
            "terms": [{"term": term, "weight": round(weight, 3)} for term, weight in self.terms],
        }


class Warning(NamedTuple):
    """One tag's decision."""

    tag: str
    decision: str
    probability: float
    severity: str
    archive_warning: str | None
    evidence: tuple[Evidence, ...] = ()
    characters: tuple[tuple[str, float], ...] | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about the document that the reader of a verdict should know."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the model says of a work.

    There are no warnings or severities where the text could not be judged; a notice says why. ``rating`` is None there
    too, and where the model has learned no ratings. ``reached`` has, for each label, the probability of reaching level
    1, 2, …; ``reading`` is what it was judged by, passage by passage.
    """

    rating: str | None
    ratings: dict[str, float]
    warnings: tuple[Warning, ...]
    severities: dict[str, str]
    declared: Declared
    mismatches: tuple[dict[str, str], ...]
    document: dict[str, Any]
    model: dict[str, str]
    notices: tuple[Notice, ...] = field(default=())
    reached: dict[str, tuple[float, ...]] = field(default_factory=dict)
    reading: Reading | None = field(default=None, repr=False, compare=False)

    def as_dict(self) -> dict[str, Any]:
        """Return the verdict as the HTTP API answers it."""
        return {
            "rating": {"value": self.rating, "probabilities": self.ratings},
            "warnings": [_warning(warning) for warning in self.warnings],
            "severities": self.severities,
            "declared": {
                "rating": self.declared.rating,
                "archive_warnings": list(self.declared.archive_warnings),
            },
            "mismatches": list(self.mismatches),
            "document": {
                **self.document,
                "notices": [{"code": notice.code, "detail": notice.detail} for notice in self.notices],
            },
            "model": self.model,
        }


def _warning(warning: Warning) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "tag": warning.tag,
        "decision": warning.decision,
        "probability": round(warning.probability, 4),
        "severity": warning.severity,
        "archive_warning": warning.archive_warning,
    }
    if warning.characters is not None:
        answer["characters"] = [
            {"name": name, "probability": round(probability, 4)} for name, probability in warning.characters
        ]
    answer["evidence"] = [item.as_dict() for item in warning.evidence]
    return answer


def decide(probability: float, bands: dict[str, float]) -> str:
    """Say ``yes``, ``review`` or ``no`` by the manifest's bands."""
    if probability >= bands["yes"]:
        return YES
    return REVIEW if probability >= bands["review"] else NO


def severity(label: Label, reached: Sequence[float], decisions: dict[str, str]) -> int:
    """Choose a level: the highest that is likelier than not, in keeping with what was decided on the label's tag."""
    level = _highest(reached)
    if label.tag is None:
        return level
    decision = decisions[label.tag.name]
    if decision == YES:
        return max(level, label.tag.fires_at)
    return min(level, label.tag.fires_at - 1) if decision == NO else level


def _highest(reached: Sequence[float]) -> int:
    return sum(probability >= 0.5 for probability in reached)


def rate(reached: Sequence[float], decisions: dict[str, str]) -> tuple[str | None, dict[str, float]]:
    """Rate a work.

    Parameters
    ----------
    reached
        The probability of at least Teen, Mature, …, never rising; none where the model has learned no ratings.
    decisions
        Decision by tag; a work whose explicit content is certain is Explicit whatever the steps say.

    Returns
    -------
    value : str
        One of ``taxonomy.RATINGS``; None without steps.
    probabilities : dict
        Of each rating; they add up to one.
    """
    if not reached:
        return None, {}
    shares = [round(here - above, 4) for here, above in pairwise((1.0, *reached, 0.0))]
    probabilities = dict(zip(RATINGS, shares, strict=True))
    if decisions.get("explicit_content") == YES:
        return EXPLICIT, probabilities
    return RATINGS[_highest(reached)], probabilities


def mismatches(declared: Declared, rating: str | None, warnings: Sequence[Warning]) -> tuple[dict[str, str], ...]:
    """Compare what is declared with what was found.

    A missing warning counts only where the model is sure and the author did state warnings; to choose not to warn is a
    statement, not an omission.
    """
    found: list[dict[str, str]] = []
    if rating and declared.rating in RATINGS and RATINGS.index(declared.rating) < RATINGS.index(rating):
        found.append({"kind": "rating_too_low", "declared": declared.rating, "predicted": rating})
    if declared.archive_warnings and CHOSE_NOT_TO_WARN not in declared.archive_warnings:
        found.extend(
            {"kind": "missing_warning", "tag": warning.tag}
            for warning in warnings
            if warning.decision == YES
            and warning.archive_warning is not None
            and warning.archive_warning not in declared.archive_warnings
        )
    return tuple(found)
