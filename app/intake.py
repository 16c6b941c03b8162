"""From a request to the work it asks to classify, in whichever of the three ways it was sent."""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson

from app.body import UNTYPED, Parcel, essence
from app.multipart import Part, parts_of
from app.problems import Problem, invalid
from app.sent import CONTENT_FIELDS, Options, Statement, Work
from app.validation import in_words_of_parameters, options_of, parse_json, parse_query, refusal, validated
from model import taxonomy
from model.documents import Declared, Document, read, read_text
from model.documents.declared import parse_rating, parse_warnings


@dataclass(frozen=True, slots=True)
class Submission:
    """A work, unread, and what its sender wants to know.

    Attributes
    ----------
    content
        Text that is plain already, or the bytes of a file.
    media_type, filename
        What is known of the format of bytes.
    declared
        What the sender states; None to go by what the work states of itself.
    """

    content: str | bytes
    media_type: str | None = None
    filename: str | None = None
    id: str | int | None = None
    declared: Declared | None = None
    include: frozenset[str] = frozenset()
    evidence: int = 3

    def document(self) -> Document:
        """Read the work.

        Raises
        ------
        DocumentError
            It can't be read.
        """
        if isinstance(self.content, str):
            return read_text(self.content)
        return read(self.content, self.media_type, self.filename)


def unpack(parcel: Parcel) -> Submission:
    """Find the work in a request.

    Raises
    ------
    Problem
        The body or one of its options can't be used.
    """
    kind = essence(parcel.content_type)
    options = _options_of_address(parcel.query)
    if kind == "application/json":
        item = parse_json(parcel.body)
        if isinstance(item, list):
            raise refusal("body", "An array of works goes to /v1/classify/batch.")
        return of_json(item, options)
    if kind == "multipart/form-data":
        return _of_form(parts_of(parcel.body, parcel.content_type), options)
    if not parcel.body:
        raise refusal("body", "Empty; send a work.")
    if kind not in UNTYPED:
        return _of_file(parcel.body, parcel.content_type, options)
    stray = _stray_json(parcel.body)
    return _of_file(parcel.body, None, options) if stray is None else of_json(stray, options)


def _options_of_address(query: bytes) -> dict[str, Any]:
    options = options_of(parse_query(query))
    if options:
        # Checked by themselves: what goes before them in the body must not hide their errors.
        _of_file(b"", None, options)
    return options


def of_json(item: object, options: dict[str, Any] | None = None) -> Submission:
    """The work in a JSON object.

    Parameters
    ----------
    item
        The parsed object.
    options
        From the request's address; what the object itself says goes before them.

    Raises
    ------
    Problem
        ``invalid-request``, with each field that is wrong.
    """
    work = validated(Work, {**options, **item} if options and isinstance(item, dict) else item)
    given = [field for field in CONTENT_FIELDS if getattr(work, field) is not None]
    if len(given) != 1:
        said = f"{' and '.join(given)} are given" if given else "none is given"
        raise refusal(given[-1] if given else "text", f"Exactly one of {', '.join(CONTENT_FIELDS)} is needed; {said}.")
    if work.media_type is not None and work.content_base64 is None:
        raise refusal("media_type", "Goes only with content_base64.")
    return _submission(work, *_content(work))


def _content(work: Work) -> tuple[str | bytes, str | None]:
    if work.text is not None:
        return work.text, None
    if work.html is not None:
        return work.html.encode(), "text/html; charset=utf-8"
    if work.markdown is not None:
        return work.markdown.encode(), "text/markdown; charset=utf-8"
    assert work.content_base64 is not None
    try:
        # Line breaks are common in Base64 (MIME, the base64 command) and mean nothing.
        return base64.b64decode("".join(work.content_base64.split()), validate=True), work.media_type
    except (binascii.Error, ValueError):
        raise refusal("content_base64", "Not Base64 in its standard alphabet.") from None


def _stray_json(body: bytes) -> dict[str, Any] | None:
    # curl -d '{"text": …}' without a header: to judge the braces as prose would answer another question.
    if body.lstrip()[:1] != b"{":
        return None
    try:
        item = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return item if isinstance(item, dict) and not item.keys().isdisjoint(CONTENT_FIELDS) else None


def _of_form(parts: list[Part], options: dict[str, Any]) -> Submission:
    files = [part for part in parts if part.name == "file"]
    if len(files) != 1:
        said = "there are several; many works go to /v1/classify/batch" if files else "there is none"
        raise refusal("file", f"Exactly one file is needed; {said}.")
    fields = [(part.name, part.data.decode("utf-8", "replace")) for part in parts if part.name != "file"]
    options = {"filename": files[0].filename, **options, **options_of(fields)}
    media_type = files[0].media_type
    if essence(media_type or "") in UNTYPED:
        media_type = None
    return _of_file(bytes(files[0].data), media_type, options)


def _of_file(content: bytes, media_type: str | None, options: dict[str, Any]) -> Submission:
    try:
        return _submission(validated(Options, options), content, media_type)
    except Problem as problem:
        raise in_words_of_parameters(problem) from None


def _submission(options: Options, content: str | bytes, media_type: str | None) -> Submission:
    return Submission(
        content=content,
        media_type=media_type,
        filename=options.filename,
        id=options.id,
        declared=_declared(options.declared),
        include=frozenset(options.include),
        evidence=options.evidence,
    )


def _declared(statement: Statement | None) -> Declared | None:
    if statement is None:
        return None
    errors = []
    rating = parse_rating(statement.rating) if statement.rating is not None else None
    if statement.rating is not None and rating is None:
        known = _listed((*taxonomy.RATINGS, taxonomy.NOT_RATED))
        errors.append({"field": "declared.rating", "detail": f"Not a rating. Known: {known}."})
    warnings: list[str] = []
    for index, given in enumerate(statement.archive_warnings or ()):
        found = parse_warnings([given])
        if not found:
            known = _listed(taxonomy.ARCHIVE_WARNINGS)
            field = f"declared.archive_warnings[{index}]"
            errors.append({"field": field, "detail": f"Not an archive warning. Known: {known}."})
        warnings.extend(name for name in found if name not in warnings)
    if errors:
        raise invalid(errors)
    return Declared(rating=rating, archive_warnings=tuple(warnings))


def _listed(names: Iterable[str]) -> str:
    return "; ".join(names)
