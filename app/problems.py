"""Errors as problem details: RFC 9457, https://www.rfc-editor.org/rfc/rfc9457

Every error that leaves the service is one of ``KINDS``; its ``type`` is ``/problems/<slug>``, where the
service explains it. A problem never quotes the work.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from model.documents import DocumentError

MEDIA_TYPE = "application/problem+json"
MODERATIONS = "/v1/moderations"
"""Where errors are also said in OpenAI's shape."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its status, its title, and what a caller can do about it."""

    status: int
    title: str
    explanation: str


KINDS = {
    "malformed-http": Kind(400, "Malformed HTTP", "What came over the connection is not an HTTP request."),
    "malformed-json": Kind(
        400,
        "Malformed JSON",
        "The body, or a line of a batch, is not JSON in UTF-8. The detail says where it breaks.",
    ),
    "malformed-form": Kind(
        400,
        "Malformed form",
        "The body says it is multipart/form-data and can't be read as that. Let the HTTP client write the "
        "Content-Type header: it has to name the boundary that the body uses.",
    ),
    "invalid-request": Kind(
        422,
        "Invalid request",
        "The request was understood but a field is missing, unknown or out of its range. "
        "<code>errors</code> names each field and what it takes.",
    ),
    "body-too-large": Kind(
        413,
        "Body too large",
        "The body is larger than this service reads; FOREWARN_MAX_BODY_BYTES sets the limit. "
        "Many works at once go as NDJSON, which has no limit but on each line.",
    ),
    "headers-too-large": Kind(
        431,
        "Headers too large",
        "The request line and its headers are longer than FOREWARN_MAX_HEADER_BYTES, or there are too many of them.",
    ),
    "line-too-long": Kind(
        413,
        "Line too long",
        "A line of an NDJSON batch is longer than this service reads (FOREWARN_MAX_LINE_BYTES). "
        "The lines after it are read as ever.",
    ),
    "too-many-items": Kind(
        413,
        "Too many items",
        "A JSON array holds more works than FOREWARN_MAX_BATCH_ITEMS. Send several arrays, or NDJSON.",
    ),
    "unsupported-format": Kind(
        415,
        "Format not supported",
        "The body is in a format that this address does not read. The detail names those it does.",
    ),
    "undecodable-text": Kind(422, "Undecodable text", "The bytes are no text in an encoding that we know."),
    "encrypted-document": Kind(422, "Encrypted document", "The book is locked by DRM or a password."),
    "document-too-large": Kind(
        422,
        "Document too large",
        "The document unpacks to more than the limit, nests too deep, or is hardly anything but line ends or tags.",
    ),
    "broken-document": Kind(422, "Broken document", "The document's format is known, but it is damaged."),
    "unreadable-document": Kind(422, "Unreadable document", "The document can't be read. The detail says why."),
    "unauthorized": Kind(
        401,
        "Unauthorized",
        "The service asks for an API key, sent as <code>Authorization: Bearer fw_…</code>; those who run it make "
        "one with <code>forewarn keys new</code>. A key that is not known any more may have been revoked.",
    ),
    "forbidden": Kind(
        403,
        "Forbidden",
        "The API key is known but is not for this address. The detail names the scope that it lacks.",
    ),
    "rate-limited": Kind(
        429,
        "Rate limited",
        "The API key has made as many requests as it may for now. Retry-After says for how many seconds; "
        "RateLimit and RateLimit-Policy tell with each answer what is left.",
    ),
    "not-found": Kind(
        404, "Not found", "There is nothing at this address. <a href='/docs'>/docs</a> lists what there is."
    ),
    "method-not-allowed": Kind(
        405,
        "Method not allowed",
        "The address exists but not for this method. The Allow header names those it has.",
    ),
    "too-slow": Kind(
        408,
        "Too slow",
        "The request did not come fast enough. A client may be silent for FOREWARN_PATIENCE_SECONDS, and has to send "
        "a KiB a second on average.",
    ),
    "request-refused": Kind(400, "Request refused", "The request can't be answered. The detail says why."),
    "not-ready": Kind(503, "Not ready", "No model is loaded yet, or the service is stopping. Try again in a moment."),
    "overloaded": Kind(
        503,
        "Overloaded",
        "More is being asked for than the service can judge. Nothing was done; send the same again after Retry-After.",
    ),
    "took-too-long": Kind(
        503,
        "Took too long",
        "The answer was not ready within FOREWARN_REQUEST_SECONDS. Many works at once do better as NDJSON, which "
        "answers each as soon as it is judged.",
    ),
    "internal-error": Kind(
        500,
        "Internal error",
        "Something broke on our side; it has been logged under the request id. Sending the same again may "
        "break the same way.",
    ),
}


class Problem(Exception):
    """An error for the caller.

    Parameters
    ----------
    slug
        A key of ``KINDS``.
    detail
        What happened this time, in one sentence, without any text of the work.
    errors
        For a request that does not validate: one ``{"field", "detail"}`` each.
    status
        In place of the kind's own.
    headers
        Extra headers of the response.
    """

    def __init__(
        self,
        slug: str,
        detail: str,
        *,
        errors: Sequence[Mapping[str, str]] | None = None,
        status: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.slug = slug
        self.detail = detail
        self.errors = errors
        self.status = status or KINDS[slug].status
        self.headers = headers

    @classmethod
    def of_document(cls, error: DocumentError, place: str = "") -> "Problem":
        """The problem that tells of a work that can't be read, and in which place of a request it is."""
        slug = error.code.replace("_", "-")
        return cls(slug if slug in KINDS else "unreadable-document", f"{place}{error}")

    def as_dict(self) -> dict[str, Any]:
        """The problem's own members, without those of the request it answers."""
        members: dict[str, Any] = {
            "type": f"/problems/{self.slug}",
            "title": KINDS[self.slug].title,
            "status": self.status,
            "detail": self.detail,
        }
        if self.errors:
            members["errors"] = list(self.errors)
        return members


def invalid(errors: Sequence[Mapping[str, str]]) -> Problem:
    """A request whose fields do not validate."""
    first = errors[0]
    detail = f"{first['field']}: {first['detail']}"
    if len(errors) > 1:
        detail += f" (and {len(errors) - 1} more)"
    return Problem("invalid-request", detail, errors=errors)


def internal_error() -> Problem:
    """Something of ours broke; nothing of what it was leaves the house."""
    return Problem("internal-error", "Something broke on our side; the log has it under this request's id.")


def _in_openais_shape(problem: Problem) -> dict[str, str | None]:
    # RFC 9457 lets a problem have members of its own: clients of either kind find what they look for.
    return {
        "message": problem.detail,
        "type": "invalid_request_error" if problem.status < 500 else "server_error",
        "param": problem.errors[0]["field"] if problem.errors else None,
        "code": problem.slug,
    }


def rendered(problem: Problem, **of_request: Any) -> bytes:
    """A problem as JSON, with what is known of the request that it answers."""
    return orjson.dumps({**problem.as_dict(), **of_request})


def respond(problem: Problem, request: Request) -> Response:
    """The response that carries a problem."""
    of_request: dict[str, Any] = {"instance": request.url.path, "request_id": request.state.request_id}
    if request.url.path == MODERATIONS:
        of_request["error"] = _in_openais_shape(problem)
    return Response(
        rendered(problem, **of_request),
        status_code=problem.status,
        headers=dict(problem.headers or {}),
        media_type=MEDIA_TYPE,
    )


async def _answer_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return respond(error, request)


async def _answer_http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return respond(_of_http_exception(request, error), request)


def _of_http_exception(request: Request, error: HTTPException) -> Problem:
    if error.status_code == 404:
        return Problem("not-found", "There is nothing at this address; /docs lists what there is.")
    if error.status_code == 405:
        allowed = (error.headers or {}).get("Allow", "")
        detail = f"{request.method} is not for this address, which takes {allowed or 'other methods'}."
        return Problem("method-not-allowed", detail, headers=error.headers)
    if error.status_code >= 500:
        return internal_error()
    return Problem("request-refused", str(error.detail), status=error.status_code, headers=error.headers)


async def _answer_validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = [{"field": ".".join(str(step) for step in each["loc"]), "detail": each["msg"]} for each in error.errors()]
    return respond(invalid(errors), request)


class Refusals:
    """ASGI middleware that answers with what a connection was refused for, which only it can tell.

    Whether the process lives is answered all the same.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = scope.get("state", {}).get("refusal")
        if refusal and scope["path"] != "/healthz":
            await respond(refusal, Request(scope))(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def install(app: FastAPI) -> None:
    """Make every error that a route raises leave as a problem."""
    app.add_exception_handler(Problem, _answer_problem)
    app.add_exception_handler(HTTPException, _answer_http_exception)
    app.add_exception_handler(RequestValidationError, _answer_validation_error)
