"""What a problem's ``type`` points to: ``GET /problems/{slug}``."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from app import openapi
from app.problems import KINDS, Problem

router = APIRouter(tags=["problems"])

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title} · Forewarn</title>
<h1>{title}</h1>
<p>Status {status}.</p>
<p>{explanation}</p>
</html>
"""


@router.get(
    "/problems/{slug}",
    summary="Explain an error",
    response_class=HTMLResponse,
    responses={
        200: {"description": "What the error means and what to do about it."},
        **openapi.problems(404, 500),
    },
    openapi_extra={"parameters": [openapi.PROBLEM_SLUG]},
)
async def explain(request: Request) -> Response:
    """A short page for people."""
    slug = request.path_params["slug"]
    if slug not in KINDS:
        raise Problem("not-found", f"No such problem. Known: {', '.join(KINDS)}.")
    kind = KINDS[slug]
    page = PAGE.format(title=kind.title, status=kind.status, explanation=kind.explanation)
    return HTMLResponse(page)
