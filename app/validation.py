"""Checks of what callers send; every refusal names the field and what it takes."""

import codecs
import re
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar
from urllib.parse import parse_qsl

import orjson
from pydantic import BaseModel, ValidationError

from app.problems import Problem, invalid
from app.sent import Statement

PARAMETERS = ("id", "filename", "rating", "warning", "include", "evidence")
MAX_REPORTED_ERRORS = 20
MAX_FIELD_LENGTH = 64

Schema = TypeVar("Schema", bound=BaseModel)


def parse_json(body: bytes) -> Any:
    """Parse JSON; the error says where it breaks and quotes nothing.

    Raises
    ------
    Problem
        ``malformed-json``.
    """
    try:
        parsed = orjson.loads(body.removeprefix(codecs.BOM_UTF8))
    except orjson.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        detail = f"Not JSON in UTF-8; it breaks at {where}." if body.strip() else "Empty; JSON is expected."
        raise Problem("malformed-json", detail) from None
    # The parser keeps the last of two fields with one name, and the sender may have meant the other.
    if len(_END_OF_NAME.findall(body)) > _count_names(parsed):
        raise Problem("malformed-json", "A field is given twice in one object; give it once.")
    return parsed


_END_OF_NAME = re.compile(rb'"(?<!\\")\s*:')
"""Outside of names, a quotation mark before a colon is escaped: no value ends there.

It begins with the mark itself, so that the search leaps from one to the next: twenty times as fast in a long text.
"""


def _count_names(parsed: object) -> int:
    """Count the names in all objects of parsed JSON."""
    count, left = 0, [parsed]
    while left:
        value = left.pop()
        if isinstance(value, dict):
            count += len(value)
            left.extend(value.values())
        elif isinstance(value, list):
            left.extend(value)
    return count


def parse_query(query: bytes) -> list[tuple[str, str]]:
    """Take the parameters of an address apart."""
    return parse_qsl(query.decode("latin-1"), keep_blank_values=True) if query else []


def options_of(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Turn query parameters or form fields, all of them strings, into the fields of ``sent.Options``.

    One without a value, as forms send them, counts as not given.

    Raises
    ------
    Problem
        ``invalid-request``: a parameter that is not known.
    """
    options: dict[str, Any] = {}
    declared: dict[str, Any] = {}
    for name, value in pairs:
        if name not in PARAMETERS:
            raise refusal(name, f"Unknown parameter. Known: {', '.join(PARAMETERS)}.")
        if not value:
            continue
        if name == "rating":
            declared["rating"] = value
        elif name == "warning":
            declared.setdefault("archive_warnings", []).append(value)
        elif name == "include":
            words = (word.strip() for word in value.split(",") if word.strip())
            options["include"] = list(dict.fromkeys([*options.get("include", []), *words]))
        elif name == "evidence":
            options["evidence"] = int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else value
        else:
            options[name] = value
    if declared:
        options["declared"] = declared
    return options


def validated(schema: type[Schema], fields: object) -> Schema:
    """Validate what a caller sent.

    Raises
    ------
    Problem
        ``invalid-request``, with each field that is wrong.
    """
    if not isinstance(fields, dict):
        raise refusal("body", "Must be a JSON object.")
    try:
        return schema.model_validate(fields)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)[:MAX_REPORTED_ERRORS]
        raise invalid([{"field": _path(each["loc"]), "detail": _detail(each, schema)} for each in found]) from None


def refusal(field: str, detail: str) -> Problem:
    """The problem of a single field."""
    return invalid([{"field": field[:MAX_FIELD_LENGTH], "detail": detail}])


def _path(location: Sequence[int | str]) -> str:
    path = ""
    for step in location:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else step
    return path[:MAX_FIELD_LENGTH]


def _detail(error: Any, schema: type[BaseModel]) -> str:
    match error["type"]:
        case "extra_forbidden":
            holder = Statement if len(error["loc"]) > 1 else schema
            return f"Unknown field. Known: {', '.join(holder.model_fields)}."
        case "model_type":
            return "Must be an object."
        case "int_type":
            return "Must be a whole number."
    return f"{str(error['msg']).replace('Input should', 'Must').replace('Must be a valid', 'Must be a')}."


# What ``options_of`` renames, for errors that speak the caller's words.
PARAMETER_OF_FIELD = {"declared.rating": "rating", "declared.archive_warnings": "warning"}


def in_words_of_parameters(problem: Problem) -> Problem:
    """Rename the fields in a problem for a caller who gave them as parameters."""
    if not problem.errors:
        return problem
    return invalid(
        [
            {**each, "field": PARAMETER_OF_FIELD.get(each["field"].partition("[")[0], each["field"])}
            for each in problem.errors
        ]
    )
