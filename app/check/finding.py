"""What the check finds in a work, and where."""

from dataclasses import dataclass
from typing import Any, Literal, get_args

Kind = Literal["missing", "rating", "review", "undeclared", "unjudged"]

KINDS: tuple[Kind, ...] = get_args(Kind)
"""Every kind, the gravest first."""

MEANINGS: dict[Kind, str] = {
    "missing": "The text asks for a warning that the work does not give.",
    "rating": "The text asks for a higher rating than the work declares.",
    "review": "The model does not know, or is not as sure as was asked: someone should look.",
    "undeclared": "The work states no rating, or no archive warnings.",
    "unjudged": "The work could not be read or judged, so that nothing can be said of it.",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where to look.

    Attributes
    ----------
    path
        The file, as the command line names it.
    line, end
        Counted from 1; None where the file has no lines, as an EPUB has none.
    """

    path: str
    line: int | None = None
    end: int | None = None

    def __str__(self) -> str:
        return self.path if self.line is None else f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a work, or may be.

    Attributes
    ----------
    detail
        The finding in a sentence.
    tag
        The warning that it is about.
    probability
        How sure the model is; None where nothing was estimated.
    evidence
        The passage that shows it, as a verdict has it.
    fails
        Whether it fails the check.
    accepted
        Why it does not, where someone has accepted it.
    """

    kind: Kind
    detail: str
    place: Place
    tag: str | None = None
    declared: str | None = None
    predicted: str | None = None
    probability: float | None = None
    evidence: dict[str, Any] | None = None
    fails: bool = False
    accepted: str | None = None
