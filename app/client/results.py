"""What the service answers, with types; docs/api.md says what it means. Members that are not known here are dropped."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rating:
    """The rating that the text asks for; ``value`` is None where it can't be told."""

    value: str | None
    probabilities: dict[str, float]


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase and how much it weighed."""

    term: str
    weight: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that speaks for a warning; offsets are those of a Python string."""

    chapter: int
    start: int
    end: int
    probability: float
    text: str
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Character:
    """Someone who may die."""

    name: str
    probability: float


@dataclass(frozen=True, slots=True)
class Warning:
    """One warning; ``decision`` is ``"yes"``, ``"no"`` or ``"review"``."""

    tag: str
    decision: str
    probability: float
    severity: str
    archive_warning: str | None
    evidence: tuple[Evidence, ...]
    characters: tuple[Character, ...] | None = None


@dataclass(frozen=True, slots=True)
class Declared:
    """What the work itself or its sender states, in AO3's names."""

    rating: str | None
    archive_warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Where the statement and the text part."""

    kind: str
    declared: str | None = None
    predicted: str | None = None
    tag: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to know about the reading, such as ``too_short``."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Document:
    """The work as it was read."""

    format: str
    language: str | None
    chapters: int
    words: int
    passages: int
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class ModelName:
    """The model that judged."""

    name: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Note:
    """Text that came with the work and is not its story."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of the story, and for each label how likely it alone reaches level 1, 2, …"""

    chapter: int
    start: int
    end: int
    reached: dict[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer for a work; ``text``, ``notes`` and ``passages`` where they were asked for."""

    id: str | int | None
    rating: Rating
    warnings: tuple[Warning, ...]
    severities: dict[str, str]
    declared: Declared
    mismatches: tuple[Mismatch, ...]
    document: Document
    model: ModelName
    text: str | None = None
    notes: tuple[Note, ...] | None = None
    passages: tuple[Passage, ...] | None = None


@dataclass(frozen=True, slots=True)
class FieldError:
    """A field that the service does not take."""

    field: str
    detail: str


@dataclass(frozen=True, slots=True)
class Problem:
    """An error, after RFC 9457; of an answer that is none, only the status and its name are told."""

    title: str
    status: int
    type: str = "about:blank"
    detail: str = ""
    errors: tuple[FieldError, ...] = ()
    instance: str | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A work of a batch that could not be judged, in its place; ``number`` counts the batch's works from 1."""

    number: int
    id: str | int | None
    problem: Problem
