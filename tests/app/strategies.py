"""What schemathesis can't make up from a schema: works in the formats that are read, and NDJSON.

Loaded by schemathesis itself, with ``SCHEMATHESIS_HOOKS=tests.app.strategies``.
"""

import base64

import schemathesis
from hypothesis import strategies as st

from model import documents
from tests.app import stories

FORMATS = {
    "application/epub+zip": [stories.epub(stories.GENTLE), stories.epub("Snow fell.")],
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": [stories.docx(stories.FIGHT)],
}

for media_type, works in FORMATS.items():
    schemathesis.openapi.media_type(media_type, st.sampled_from(works))


@schemathesis.serializer("application/x-ndjson")
def as_it_is(context: schemathesis.SerializationContext, value: object) -> bytes:
    """The document's example is NDJSON already."""
    return value if isinstance(value, bytes) else str(value).encode()


@schemathesis.hook
def filter_case(context: schemathesis.HookContext, case: schemathesis.Case) -> bool:
    """Leave out what a schema can't tell from the rest.

    A number in place of a text is a text once it is sent. A text may be no work: control characters, or Base64 of
    noise, or of another type than is said.
    """
    if case.media_type in documents.SUPPORTED or case.media_type == "application/x-ndjson":
        return isinstance(case.body, str | bytes) and _is_readable(case.body, case.media_type)
    items = case.body if isinstance(case.body, list) else [case.body]
    return all(_holds_a_work(item) for item in items if isinstance(item, dict))


def _holds_a_work(item: dict[str, object]) -> bool:
    texts = [(item.get("html"), "text/html"), (item.get("markdown"), "text/markdown")]
    if isinstance(encoded := item.get("content_base64"), str):
        try:
            content = base64.b64decode("".join(encoded.split()), validate=True)
        except ValueError:
            return False
        texts.append((content, str(item.get("media_type") or "")))
    return all(_is_readable(text, kind) for text, kind in texts if isinstance(text, str | bytes))


def _is_readable(text: str | bytes, media_type: str) -> bool:
    if media_type == "application/x-ndjson":
        return True
    try:
        documents.read(text.encode() if isinstance(text, str) else text, media_type)
    except (documents.DocumentError, UnicodeEncodeError):
        return False
    return True
