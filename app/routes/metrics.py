"""What the service counts: ``GET /metrics``."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from app import openapi
from app.metrics import CONTENT_TYPE, Metrics

router = APIRouter(tags=["health"])


@router.get(
    "/metrics",
    summary="Counts for Prometheus",
    response_class=PlainTextResponse,
    responses={
        200: {"description": "The counts of all workers."},
        **openapi.problems(500),
    },
)
def metrics(request: Request) -> Response:
    """Where keys are asked for, the key needs the scope `metrics`."""
    counts: Metrics = request.app.state.metrics
    return Response(counts.exposition(), media_type=CONTENT_TYPE)
