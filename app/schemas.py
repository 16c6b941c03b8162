"""The shapes of requests and answers.

Requests are validated with the models here. Answers are written as they leave the classifier, without a
second validation; their models document them for OpenAPI.
"""

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, WithJsonSchema
from pydantic_core import PydanticCustomError

from model import taxonomy
from model.documents.declared import LONGEST_STATEMENT, rating_pattern, warning_pattern

MAX_ID_LENGTH = 256
MAX_EVIDENCE = 20
MAX_FILENAME_LENGTH = 1024
MAX_INCLUDE = 8
MAX_WARNINGS = 50


def _named(names: Iterable[str], pattern: str, others: str) -> dict[str, JsonValue]:
    spelled: dict[str, JsonValue] = {"enum": [*names], "title": "AO3's names"}
    return {"anyOf": [spelled, {"pattern": pattern, "title": others}]}


RATING_NAMES = _named(
    (*taxonomy.RATINGS, taxonomy.NOT_RATED), rating_pattern(), "FanFiction.net's and the cinema's names"
)
WARNING_NAMES = _named(taxonomy.ARCHIVE_WARNINGS, warning_pattern(), "Shorter and older names")

Rating = Literal["General Audiences", "Teen And Up Audiences", "Mature", "Explicit"]
Decision = Literal["yes", "review", "no"]


def _checked_id(value: Any) -> Any:
    if isinstance(value, str) and len(value) <= MAX_ID_LENGTH:
        return value
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise PydanticCustomError("id_type", f"Must be a string of at most {MAX_ID_LENGTH} characters, or a whole number")


Identifier = Annotated[
    Any,
    AfterValidator(_checked_id),
    WithJsonSchema({"anyOf": [{"type": "string", "maxLength": MAX_ID_LENGTH}, {"type": "integer"}, {"type": "null"}]}),
]


class Sent(BaseModel):
    """Base of what callers send: an unknown field is an error, so that a misspelt one is never ignored."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Statement(Sent):
    """What the caller states of the work; compared with the text, never moving the prediction."""

    rating: Annotated[str, Field(max_length=LONGEST_STATEMENT, json_schema_extra=RATING_NAMES)] | None = Field(
        None,
        description="AO3's name, or FanFiction.net's (K, K+, T, M), or a film rating (PG-13, NC-17), in any case.",
        examples=["Teen And Up Audiences"],
    )
    archive_warnings: (
        list[Annotated[str, Field(max_length=LONGEST_STATEMENT, json_schema_extra=WARNING_NAMES)]] | None
    ) = Field(
        None,
        max_length=MAX_WARNINGS,
        description="AO3's archive warnings, in any case, or what people write for them (graphic violence, MCD, none).",
        examples=[["No Archive Warnings Apply"]],
    )


class Options(Sent):
    """What goes with a work, however the work itself is sent."""

    id: Identifier = Field(None, description="Returned as it came.", examples=["upload-4711"])
    filename: str | None = Field(
        None, description="Helps to tell the format where nothing else does.", max_length=MAX_FILENAME_LENGTH
    )
    declared: Statement | None = None
    include: list[Literal["text", "notes", "passages"]] = Field(
        default_factory=list,
        max_length=MAX_INCLUDE,
        description="`text`: what offsets point into. `notes`: what came with the story and is not it. "
        "`passages`: how severe the work is along its text.",
    )
    evidence: int = Field(3, ge=0, le=MAX_EVIDENCE, description="At most this many passages for each warning.")


CONTENT_FIELDS = ("text", "html", "markdown", "content_base64")


def _exactly_one_content(schema: dict[str, Any]) -> None:
    # What app.intake checks after the fields; a schema says it with a choice.
    schema["oneOf"] = [
        {
            "required": [field],
            "properties": {
                other: {"type": "string" if other == field else "null"}
                for other in (*CONTENT_FIELDS, *(() if field == "content_base64" else ("media_type",)))
            },
        }
        for field in CONTENT_FIELDS
    ]


class Work(Options):
    """A work to classify: exactly one of `text`, `html`, `markdown` and `content_base64`."""

    model_config = ConfigDict(json_schema_extra=_exactly_one_content)

    text: str | None = Field(None, description="Plain text.")
    html: str | None = Field(None, description="A page or a fragment of HTML.")
    markdown: str | None = Field(None, description="Markdown, with YAML front matter or without.")
    content_base64: Annotated[str, Field(json_schema_extra={"contentEncoding": "base64"})] | None = Field(
        None, description="The bytes of a file (EPUB, docx, …) in Base64."
    )
    media_type: str | None = Field(
        None,
        max_length=255,
        description="Of `content_base64`; found out where it is missing. Bytes that show another format are believed.",
        examples=["application/epub+zip"],
    )


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
