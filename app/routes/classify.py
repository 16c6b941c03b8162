"""One work: ``POST /v1/classify``."""

from fastapi import APIRouter, Request, Response

from app import openapi
from app.body import collect
from app.schemas import Verdict
from app.state import judge_of, settings_of

router = APIRouter(tags=["classify"])


@router.post(
    "/v1/classify",
    summary="Classify a work",
    responses={
        200: openapi.answer(Verdict, "The verdict.", openapi.VERDICT),
        **openapi.problems(400, 413, 415, 422, 500, 503),
    },
    openapi_extra={"requestBody": openapi.WORK_BODY, "parameters": openapi.OPTIONS},
)
async def classify(request: Request) -> Response:
    """Send a work as JSON, as the body itself in its own media type, or as the field `file` of a form.

    Options go into the JSON, or into the address (`?rating=Mature&include=text`), or into fields of the form.
    """
    judge = judge_of(request)
    parcel = await collect(request, settings_of(request).max_body_bytes)
    return Response(await judge.run(judge.answer, parcel), media_type="application/json")
