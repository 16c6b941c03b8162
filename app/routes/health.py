"""For those who watch the service: ``GET /healthz`` and ``GET /readyz``."""

import orjson
from fastapi import APIRouter, Request, Response

from app import openapi
from app.problems import Problem
from app.schemas import Status
from app.state import judge_of, service_of

router = APIRouter(tags=["health"])


@router.head("/healthz", include_in_schema=False)
@router.get(
    "/healthz",
    summary="Is it alive?",
    responses={200: openapi.answer(Status, "It is.", {"status": "alive"}), **openapi.problems(500)},
)
async def healthz() -> Response:
    """Answers as long as the process does; says nothing of the model."""
    return Response(b'{"status":"alive"}', media_type="application/json")


@router.head("/readyz", include_in_schema=False)
@router.get(
    "/readyz",
    summary="Can it judge?",
    responses={
        200: openapi.answer(Status, "A model is loaded.", {"status": "ready", "model_sha256": "3f…"}),
        **openapi.problems(500, 503),
    },
)
async def readyz(request: Request) -> Response:
    """Answers 200 once a model is loaded, and 503 before that and while the service is stopping."""
    if service_of(request).draining:
        raise Problem("not-ready", "The service is stopping.", headers={"Retry-After": "1"})
    status = {"status": "ready", "model_sha256": judge_of(request).classifier.sha256}
    return Response(orjson.dumps(status), media_type="application/json")
