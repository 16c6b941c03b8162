"""The shapes of what callers send, by which it is validated."""

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
