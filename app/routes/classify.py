"""One work: ``POST /v1/classify``."""

from fastapi import APIRouter, Request, Response

from app import openapi
from app.caller import Within, unless_gone
from app.routes.direct import Direct
from app.schemas import Verdict
from app.state import judge_of, service_of

router = APIRouter(tags=["classify"], route_class=Direct)


@router.post(
    "/v1/classify",
    summary="Classify a work",
    responses={
        200: openapi.answer(Verdict, "The verdict.", openapi.VERDICT),
        **openapi.problems(400, 408, 413, 415, 422, 431, 500, 503),
    },
    openapi_extra={"requestBody": openapi.WORK_BODY, "parameters": openapi.OPTIONS},
)
async def classify(request: Request) -> Response:
    """Send a work as JSON, as the body itself in its own media type, or as the field `file` of a form.

    Options go into the JSON, or into the address (`?rating=Mature&include=text`), or into fields of the form.
    """
    judge, service = judge_of(request), service_of(request)
    # Before the body is read: a service that is asked too much must not even listen to all of it.
    judge.queue.check()
    async with Within(service.settings.request_seconds), service.collected(request) as parcel:
        answering = judge.answer(parcel)
        # A work that need not wait is judged whether its caller stays or not.
        answer = await (answering if judge.queue.is_open else unless_gone(request, answering))
    return Response(answer, media_type="application/json")
