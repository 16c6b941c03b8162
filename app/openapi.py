"""What the OpenAPI document says beyond what FastAPI finds out by itself.

The routes read bodies and write answers without FastAPI's models in between, so the document's bodies,
answers, examples and schemas are spelled out here.
"""

from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from app import moderations, schemas, sent
from app.problems import KINDS, MEDIA_TYPE
from model import __version__, taxonomy
from model.documents import SUPPORTED
from model.documents.declared import LONGEST_STATEMENT

REF = "#/components/schemas/{model}"

STORY = "The lamp guttered. Mara set down the letter and looked at the door for a long while."
WORK: dict[str, Any] = {
    "id": "upload-4711",
    "text": STORY,
    "declared": {"rating": "General Audiences", "archive_warnings": ["No Archive Warnings Apply"]},
}
VERDICT: dict[str, Any] = {
    "id": "upload-4711",
    "rating": {
        "value": "Mature",
        "probabilities": {
            "General Audiences": 0.01,
            "Teen And Up Audiences": 0.21,
            "Mature": 0.66,
            "Explicit": 0.12,
        },
    },
    "warnings": [
        {
            "tag": "explicit_content",
            "decision": "no",
            "probability": 0.04,
            "severity": "suggestive",
            "archive_warning": None,
            "evidence": [],
        },
        {
            "tag": "violence",
            "decision": "yes",
            "probability": 0.97,
            "severity": "graphic",
            "archive_warning": "Graphic Depictions Of Violence",
            "evidence": [
                {
                    "chapter": 3,
                    "start": 48213,
                    "end": 48890,
                    "probability": 0.98,
                    "text": "…",
                    "terms": [{"term": "sword", "weight": 1.9}],
                }
            ],
        },
        {
            "tag": "major_character_death",
            "decision": "review",
            "probability": 0.55,
            "severity": "major",
            "archive_warning": "Major Character Death",
            "characters": [{"name": "Mara", "probability": 0.55}],
            "evidence": [],
        },
    ],
    "severities": {
        "sexual_content": "suggestive",
        "violence": "graphic",
        "death": "major",
        "language": "some",
    },
    "declared": {"rating": "General Audiences", "archive_warnings": ["No Archive Warnings Apply"]},
    "mismatches": [
        {"kind": "rating_too_low", "declared": "General Audiences", "predicted": "Mature"},
        {"kind": "missing_warning", "tag": "violence"},
    ],
    "document": {
        "format": "text/plain",
        "language": "en",
        "chapters": 12,
        "words": 48210,
        "passages": 402,
        "notices": [],
    },
    "model": {"name": "forewarn", "version": __version__, "sha256": "3f…"},
}
MODERATION: dict[str, Any] = {
    "id": "modr-5f2c9a60e1b7d384",
    "model": f"forewarn-{__version__}",
    "results": [
        {
            "flagged": True,
            "categories": {"sexual": False, "violence": True, "violence/graphic": True, "major_character_death": False},
            "category_scores": {
                "sexual": 0.08,
                "violence": 0.97,
                "violence/graphic": 0.81,
                "major_character_death": 0.3,
            },
            "category_applied_input_types": {
                "sexual": ["text"],
                "violence": ["text"],
                "violence/graphic": ["text"],
                "major_character_death": ["text"],
            },
            "notices": [],
        }
    ],
}
MODEL: dict[str, Any] = {
    "name": "forewarn",
    "version": __version__,
    "sha256": "3f…",
    "labels": [{"name": "violence", "levels": ["none", "mild", "moderate", "graphic"], "tag": "violence"}],
    "ratings": list(taxonomy.RATINGS),
    "corpora": [],
    "figures": {},
}

_BINARY = {"schema": {"type": "string", "format": "binary"}}
_TEXT_EXAMPLES = {
    "text/plain": STORY,
    "text/html": f"<h2>Chapter 1</h2><p>{STORY}</p>",
    "text/markdown": f"---\nrating: General Audiences\n---\n\n# Chapter 1\n\n{STORY}\n",
}


def _ref(schema: type[BaseModel]) -> dict[str, str]:
    return {"$ref": REF.format(model=schema.__name__)}


def _file_body(media_type: str) -> dict[str, Any]:
    if media_type in _TEXT_EXAMPLES:
        return {"schema": {"type": "string", "minLength": 1}, "example": _TEXT_EXAMPLES[media_type]}
    return _BINARY


def _option(name: str, schema: dict[str, Any], description: str, example: object) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema, "description": description, "example": example}


_ID = {"type": "string", "maxLength": sent.MAX_ID_LENGTH}
_FILENAME = {"type": "string", "maxLength": sent.MAX_FILENAME_LENGTH}
_INCLUDE_WORDS = r"^[\s,]*((text|notes|passages)\s*(,[\s,]*|$))*$"
_INCLUDE = {"type": "array", "items": {"type": "string", "pattern": _INCLUDE_WORDS}}
_EMPTY = {"const": "", "title": "Not given"}
_EVIDENCE = {"anyOf": [{"type": "integer", "minimum": 0, "maximum": sent.MAX_EVIDENCE}, _EMPTY], "default": 3}


def _or_empty(names: dict[str, Any]) -> dict[str, Any]:
    """Let a field of a form be left empty, which counts as not given."""
    choices = [*names["anyOf"], _EMPTY]
    return {"type": "string", "maxLength": LONGEST_STATEMENT, "anyOf": choices}


# Options in the address, for a work that is the body itself; of a form, its fields go before them.
OPTIONS = [
    _option("id", _ID, "Returned as it came.", "upload-4711"),
    _option("filename", _FILENAME, "Helps to tell the format where nothing else does.", "story.txt"),
    _option("rating", _or_empty(sent.RATING_NAMES), "The rating that the work declares.", taxonomy.TEEN),
    _option(
        "warning",
        {"type": "array", "items": _or_empty(sent.WARNING_NAMES), "maxItems": sent.MAX_WARNINGS},
        "An archive warning that the work declares; may be repeated.",
        [taxonomy.NO_WARNINGS_APPLY],
    ),
    _option("include", _INCLUDE, "More to return: `text`, `notes`, `passages`; repeated, or with commas.", ["text"]),
    _option("evidence", _EVIDENCE, "At most this many passages for each warning.", 3),
]
PROBLEM_SLUG = {
    "name": "slug",
    "in": "path",
    "required": True,
    "schema": {"enum": list(KINDS)},
    "example": "body-too-large",
}
_FORM = {
    "schema": {
        "type": "object",
        "additionalProperties": False,
        "required": ["file"],
        "properties": {
            "file": {"type": "string", "format": "binary"},
            **{option["name"]: option["schema"] for option in OPTIONS},
        },
    },
    "encoding": {"file": {"contentType": ", ".join(SUPPORTED)}},
}
WORK_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "application/json": {"schema": _ref(sent.Work), "example": WORK},
        **{media_type: _file_body(media_type) for media_type in SUPPORTED},
        "multipart/form-data": _FORM,
    },
}
MODERATION_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "application/json": {
            "schema": _ref(moderations.ModerationRequest),
            "example": {"model": "omni-moderation-latest", "input": STORY},
        }
    },
}
_NDJSON = {"schema": {"type": "string", "description": "A work a line, each as in the array."}}
_ITEM = {"anyOf": [_ref(sent.Work), {"description": "What is no work is answered with an error in its place."}]}
BATCH_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "application/json": {"schema": {"type": "array", "items": _ITEM}, "example": [WORK]},
        "application/x-ndjson": {
            **_NDJSON,
            "example": '{"id": 1, "text": "…"}\n{"id": 2, "html": "<p>…</p>"}\n',
        },
    },
}


def answer(schema: type[BaseModel], description: str, example: object) -> dict[str, Any]:
    """Document a JSON answer."""
    return {
        "description": description,
        "content": {"application/json": {"schema": _ref(schema), "example": example}},
    }


def batch_answer() -> dict[str, Any]:
    """Document the two ways a batch is answered."""
    documented = answer(schemas.BatchResults, "An answer for each work, in order.", {"results": [VERDICT]})
    lines = {"schema": {"type": "string", "description": "A verdict or an error a line, in order."}}
    documented["content"]["application/x-ndjson"] = lines
    return documented


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Document the errors that an address may answer with."""
    return {status: _problem(status) for status in statuses}


def _problem(status: int) -> dict[str, Any]:
    kinds = {slug: kind for slug, kind in KINDS.items() if kind.status == status}
    example = {"status": status, "detail": "…", "instance": "/v1/classify", "request_id": "5f2c9a60e1b7d384"}
    return {
        "description": ", ".join(kind.title for kind in kinds.values()),
        "content": {
            MEDIA_TYPE: {
                "schema": _ref(schemas.Problem),
                "examples": {
                    slug: {"value": {"type": f"/problems/{slug}", "title": kind.title, **example}}
                    for slug, kind in kinds.items()
                },
            }
        },
    }


def install(app: FastAPI) -> None:
    """Add the schemas that the routes refer to, once, when the document is first asked for."""
    found = app.openapi

    def document() -> dict[str, Any]:
        documented = found()
        components = documented.setdefault("components", {}).setdefault("schemas", {})
        if schemas.Verdict.__name__ not in components:
            components.update(_components())
        return documented

    app.openapi = document  # type: ignore[method-assign]


def _components() -> dict[str, Any]:
    shapes: list[Any] = [(sent.Work, "validation"), (moderations.ModerationRequest, "validation")]
    answered: tuple[type[BaseModel], ...] = (schemas.Verdict, schemas.BatchResults, moderations.ModerationResponse)
    answered += (schemas.Model, schemas.Status, schemas.Problem)
    shapes += [(schema, "serialization") for schema in answered]
    _, definitions = models_json_schema(shapes, ref_template=REF)
    components: dict[str, Any] = definitions["$defs"]
    return components
