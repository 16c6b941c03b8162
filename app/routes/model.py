"""The model that judges: ``GET /v1/model``."""

import orjson
from fastapi import APIRouter, Request, Response

from app import openapi
from app.card import describe
from app.routes.direct import Direct
from app.schemas import Model
from app.state import judge_of

router = APIRouter(tags=["model"], route_class=Direct)


@router.get(
    "/v1/model",
    summary="The model that judges",
    responses={200: openapi.answer(Model, "The model.", openapi.MODEL), **openapi.problems(500, 503)},
)
async def model(request: Request) -> Response:
    """Its version and digest, what it judges, what it learned from and how well it does."""
    return Response(orjson.dumps(describe(judge_of(request).classifier)), media_type="application/json")
