"""Many works: ``POST /v1/classify/batch``."""

import asyncio
from collections.abc import Iterator

from fastapi import APIRouter, Request, Response

from app import openapi
from app.body import UNTYPED, essence
from app.caller import Within, unless_gone
from app.judge import TURN_BYTES, TURN_WORKS, Judge
from app.ndjson import MEDIA_TYPES, Exchange
from app.problems import Problem
from app.routes.direct import Direct
from app.state import judge_of, service_of
from app.validation import parse_json, refusal

router = APIRouter(tags=["classify"], route_class=Direct)


@router.post(
    "/v1/classify/batch",
    summary="Classify many works",
    responses={
        200: openapi.batch_answer(),
        **openapi.problems(400, 408, 413, 415, 422, 431, 500, 503),
    },
    openapi_extra={"requestBody": openapi.BATCH_BODY},
)
async def classify_batch(request: Request) -> Response:
    """Send a JSON array of works, or NDJSON: a work a line, as many as you like.

    Answers come in the order of the works. A work that can't be judged is answered in its place with
    `{"id", "error"}` and spoils no other. NDJSON is answered as NDJSON, each line as soon as it is
    judged and while lines still come in: read while you send.
    """
    kind = essence(request.headers.get("content-type", ""))
    if kind == "application/json":
        return await _answer_array(request)
    if kind in UNTYPED and not _has_body(request):
        raise refusal("body", "Empty; send a JSON array or NDJSON.")
    if kind in MEDIA_TYPES or kind in UNTYPED:
        return Exchange(request.receive, judge_of(request), service_of(request), request.state.request_id)
    raise Problem("unsupported-format", f"A batch is application/json (an array) or {MEDIA_TYPES[0]}, not {kind[:64]}.")


def _has_body(request: Request) -> bool:
    return "transfer-encoding" in request.headers or request.headers.get("content-length", "0") != "0"


async def _answer_array(request: Request) -> Response:
    judge, service = judge_of(request), service_of(request)

    async def answers(body: bytes) -> list[bytes]:
        items = await judge.run(parse_json, body, batch=True)
        _check_array(items, service.settings.max_batch_items)
        return await _answer_items(judge, request.state.request_id, items, _works_a_turn(body, items))

    with service.batch():
        async with Within(service.settings.request_seconds), service.collected(request) as parcel:
            results = await unless_gone(request, answers(parcel.body))
    return Response(b'{"results":[' + b",".join(results) + b"]}", media_type="application/json")


def _check_array(items: object, limit: int) -> None:
    if not isinstance(items, list):
        raise refusal("body", "Must be a JSON array of works; a single work goes to /v1/classify.")
    if len(items) > limit:
        detail = f"The array holds {len(items):,} works; this service takes up to {limit:,} at once."
        raise Problem("too-many-items", detail)


def _works_a_turn(body: bytes, items: list[object]) -> int:
    """How many items make a turn, by their mean length."""
    return max(1, min(TURN_WORKS, TURN_BYTES * len(items) // len(body)))


async def _answer_items(judge: Judge, request_id: str, items: list[object], at_once: int) -> list[bytes]:
    answers = [b""] * len(items)
    starts = iter(range(0, len(items), at_once))

    def answered(some: list[object]) -> list[bytes]:
        return [judge.answer_item(request_id, item) for item in some]

    async def work_through(rest: Iterator[int]) -> None:
        for start in rest:
            turn = slice(start, start + at_once)
            answers[turn] = await judge.run(answered, items[turn], batch=True)

    # No more at once than there are threads: a batch leaves room between its turns for other requests.
    await asyncio.gather(*(work_through(starts) for _ in range(judge.threads)))
    return answers
