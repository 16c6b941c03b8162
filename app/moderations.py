"""Questions and answers in the shape of OpenAI's moderation endpoint.

https://platform.openai.com/docs/api-reference/moderations; an archive that asks that one changes only an address.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, JsonValue

from app.schemas import Notice
from app.sent import Sent
from app.validation import parse_json, refusal, validated
from model.labelset import LabelSet
from model.taxonomy import OPENAI_CATEGORIES
from model.verdict import Verdict

PARAGRAPH = "\n\n"


class Part(Sent):
    """A part of one input."""

    type: Literal["text"]
    text: str


class ModerationRequest(Sent):
    """What to moderate."""

    input: str | Annotated[list[str], Field(min_length=1)] | Annotated[list[Part], Field(min_length=1)] = Field(
        description="A work, or an array of works, as plain text; or one work as an array of parts."
    )
    model: str | None = Field(
        None,
        description="Taken and not heeded: there is one model.",
        max_length=256,
        examples=["omni-moderation-latest"],
    )


class _Asked(Sent):
    # The same, before the input is looked at: a union's errors name every way in which it is wrong.
    input: JsonValue
    model: str | None = Field(None, max_length=256)


class Moderation(BaseModel):
    """What is said of a work, in OpenAI's categories and in Forewarn's tags."""

    flagged: bool = Field(description="Whether any category is.")
    categories: dict[str, bool] = Field(description="Whether the work's severity reaches the category's level.")
    category_scores: dict[str, float] = Field(description="How likely it does.")
    category_applied_input_types: dict[str, list[Literal["text"]]] = Field(
        description="Empty for a category that Forewarn does not judge."
    )
    notices: list[Notice] = Field(description="Forewarn's own: why a work could not be judged, or only in part.")


class ModerationResponse(BaseModel):
    """The answer: a result for each work, in order."""

    id: str
    model: str
    results: list[Moderation]


def texts_of(body: bytes, most: int) -> list[str]:
    """Find the works in a request.

    Parameters
    ----------
    body
        JSON.
    most
        How many works may come at once.

    Raises
    ------
    Problem
        ``malformed-json`` or ``invalid-request``.
    """
    given = validated(_Asked, parse_json(body)).input
    if isinstance(given, str):
        return [given]
    if not isinstance(given, list) or not given:
        raise refusal("input", 'Must be a string, an array of strings, or an array of {"type": "text", "text": …}.')
    if isinstance(given[0], dict):
        return [PARAGRAPH.join(_text_of(number, part) for number, part in enumerate(given))]
    if len(given) > most:
        raise refusal("input", f"Holds {len(given):,} works; this service takes up to {most:,} at once.")
    return [_checked(number, each) for number, each in enumerate(given)]


def _text_of(number: int, part: JsonValue) -> str:
    if not isinstance(part, dict) or part.get("type") != "text":
        raise refusal(f"input[{number}].type", 'Must be "text"; Forewarn reads text and nothing else.')
    if not isinstance(part.get("text"), str) or len(part) > 2:
        raise refusal(f"input[{number}].text", "Must be a string, and go with type alone.")
    return str(part["text"])


def _checked(number: int, text: JsonValue) -> str:
    if not isinstance(text, str):
        raise refusal(f"input[{number}]", "Must be a string, as all of the array.")
    return text


def moderation(verdict: Verdict, labels: LabelSet) -> dict[str, Any]:
    """Say a verdict in OpenAI's words.

    Parameters
    ----------
    verdict
        The verdict.
    labels
        What the model judges. A tag of the archive's own that is called as a category of OpenAI's takes its place.
    """
    ours = {tag.name: (label.name, tag.fires_at) for label, tag in labels.tagged}
    categories, scores, types = dict[str, bool](), dict[str, float](), dict[str, list[str]]()
    scales = {label.name: label.levels for label in labels.labels}
    for category, judged in {**OPENAI_CATEGORIES, **ours}.items():
        label, level = judged or ("", 0)
        is_judged = label in verdict.reached
        categories[category] = is_judged and scales[label].index(verdict.severities[label]) >= level
        scores[category] = round(verdict.reached[label][level - 1], 4) if is_judged else 0.0
        types[category] = ["text"] if label in scales else []
    return {
        "flagged": any(categories.values()),
        "categories": categories,
        "category_scores": scores,
        "category_applied_input_types": types,
        "notices": [{"code": notice.code, "detail": notice.detail} for notice in verdict.notices],
    }
