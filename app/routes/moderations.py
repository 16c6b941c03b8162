"""OpenAI's shape: ``POST /v1/moderations``."""

from fastapi import APIRouter, Request, Response

from app import openapi
from app.caller import Within, unless_gone
from app.moderations import ModerationResponse
from app.problems import MODERATIONS
from app.routes.direct import Direct
from app.state import judge_of, service_of

router = APIRouter(tags=["classify"], route_class=Direct)


@router.post(
    MODERATIONS,
    summary="Moderate works, in OpenAI's shape",
    responses={
        200: openapi.answer(ModerationResponse, "A result for each work, in order.", openapi.MODERATION),
        **openapi.problems(400, 408, 413, 422, 431, 500, 503),
    },
    openapi_extra={"requestBody": openapi.MODERATION_BODY},
)
async def moderate(request: Request) -> Response:
    """Ask as OpenAI's moderation endpoint is asked, with its clients.

    An error is a problem as everywhere, with a member `error` beside it, in which those clients find its message.
    """
    judge, service = judge_of(request), service_of(request)
    judge.queue.check()
    async with Within(service.settings.request_seconds), service.collected(request) as parcel:
        # All in one turn: together the works are no larger than one may be.
        most = service.settings.max_batch_items
        answering = judge.run(judge.moderate, parcel.body, request.state.request_id, most)
        answer = await (answering if judge.queue.is_open else unless_gone(request, answering))
    return Response(answer, media_type="application/json")
