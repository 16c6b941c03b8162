"""The shapes of answers.

Answers are written as they leave the classifier, without a second validation: these models document them for OpenAPI.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from model import taxonomy

Rating = Literal["General Audiences", "Teen And Up Audiences", "Mature", "Explicit"]
Decision = Literal["yes", "review", "no"]


class RatingOut(BaseModel):
    """The rating that the text asks for. `value` is null where it can't be judged or the model learned no ratings."""

    value: Rating | None
    probabilities: dict[str, float] = Field(description="One for each rating; together 1.")


class Term(BaseModel):
    """A word or phrase and how much it weighed."""

    term: str
    weight: float


class Evidence(BaseModel):
    """A passage that speaks for a warning; `start` and `end` count Unicode code points of the text."""

    chapter: int = Field(description="Counted from 1.")
    start: int
    end: int
    probability: float
    text: str
    terms: list[Term]


class Character(BaseModel):
    """Someone who may die."""

    name: str
    probability: float


class Warning(BaseModel):
    """One warning. `review` says that the model does not know and a moderator should look."""

    tag: str = Field(
        description="One of the tags that `GET /v1/model` lists under `labels`.",
        examples=["explicit_content", "violence", "major_character_death"],
    )
    decision: Decision
    probability: float = Field(ge=0, le=1)
    severity: str
    archive_warning: str | None = Field(description="AO3's name for it, where its level is reached.")
    characters: list[Character] | None = Field(None, description="Of a death: who.")
    evidence: list[Evidence]


class Severities(BaseModel):
    """The level of each label, where the model judges these labels and no others."""

    sexual_content: Literal["none", "suggestive", "moderate", "graphic"]
    violence: Literal["none", "mild", "moderate", "graphic"]
    death: Literal["none", "peripheral", "major"]
    language: Literal["mild", "some", "strong"]


class DeclaredOut(BaseModel):
    """What the work itself or the caller states, in AO3's names."""

    rating: str | None
    archive_warnings: list[str]


class Mismatch(BaseModel):
    """Where the statement and the text part."""

    kind: str = Field(examples=["rating_too_low", "missing_warning"])
    declared: str | None = None
    predicted: str | None = None
    tag: str | None = None


class Notice(BaseModel):
    """Something to know about the reading, such as `too_short` or `unsupported_language`."""

    code: str
    detail: str


class DocumentOut(BaseModel):
    """The work as it was read."""

    format: str
    language: str | None
    chapters: int
    words: int
    passages: int
    notices: list[Notice]


class ModelName(BaseModel):
    """The model that judged."""

    name: str
    version: str
    sha256: str


class Note(BaseModel):
    """Text that came with the work and is not its story."""

    kind: str
    text: str


class Passage(BaseModel):
    """A passage of the story; `start` and `end` count Unicode code points of the text."""

    chapter: int = Field(description="Counted from 1.")
    start: int
    end: int
    reached: dict[str, list[float]] = Field(
        description="For each label, how likely the passage alone reaches level 1, 2, …; empty if it is not English.",
        examples=[{"violence": [0.93, 0.71, 0.12]}],
    )


class Verdict(BaseModel):
    """The answer for a work."""

    id: str | int | None = Field(description="As it came; null where none was given.")
    rating: RatingOut
    warnings: list[Warning]
    severities: Severities | dict[str, str] = Field(description="Empty where the text can't be judged.")
    declared: DeclaredOut
    mismatches: list[Mismatch]
    document: DocumentOut
    model: ModelName
    text: str | None = Field(None, description='With `"include": ["text"]`.')
    notes: list[Note] | None = Field(None, description='With `"include": ["notes"]`.')
    passages: list[Passage] | None = Field(
        None, description='With `"include": ["passages"]`: all, in reading order; none where there is no verdict.'
    )


class FieldError(BaseModel):
    """A field that does not validate."""

    field: str
    detail: str


class ProblemBody(BaseModel):
    """What is wrong, and with what."""

    type: str = Field(description="A URI reference to an explanation.")
    title: str
    status: int
    detail: str
    errors: list[FieldError] | None = Field(None, description="Only for a request that does not validate.")


class Problem(ProblemBody):
    """An error, after RFC 9457."""

    instance: str
    request_id: str
    error: dict[str, str | None] | None = Field(None, description="Of moderations: the same in OpenAI's shape.")


class ItemError(BaseModel):
    """A work of a batch that could not be judged, in its place."""

    id: str | int | None = None
    line: int | None = Field(None, description="Of an NDJSON batch, counted from 1.")
    error: ProblemBody


class BatchResults(BaseModel):
    """The answers, in the order of the works."""

    results: list[Verdict | ItemError]


class Model(BaseModel):
    """The model that judges: its manifest."""

    model_config = ConfigDict(extra="allow")

    name: str
    version: str
    sha256: str
    labels: list[dict[str, Any]]
    ratings: list[str]
    corpora: Any
    figures: Any


class Status(BaseModel):
    """How the service is."""

    status: str


assert set(Rating.__args__) == set(taxonomy.RATINGS)  # type: ignore[attr-defined]
