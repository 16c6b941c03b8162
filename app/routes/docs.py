"""Swagger UI for people: ``/docs``, without a word from another host."""

from importlib.resources import files
from pathlib import Path

from fastapi import APIRouter, Response

router = APIRouter(include_in_schema=False)

WEB = Path(__file__).parent.parent / "web"
PAGE = (WEB / "docs.html").read_bytes()
# Swagger UI sets styles on what it draws, and its pictures are data.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
FOR_AN_HOUR = {"Cache-Control": "max-age=3600"}


@router.head("/docs")
@router.get("/docs")
async def docs() -> Response:
    """Every address and every field, to read and to try."""
    return Response(PAGE, media_type="text/html", headers={"Content-Security-Policy": POLICY})


@router.get("/docs/docs.js")
def start() -> Response:
    """What starts Swagger UI."""
    return Response((WEB / "docs.js").read_bytes(), media_type="text/javascript", headers=FOR_AN_HOUR)


@router.get("/docs/swagger-ui-bundle.js")
def script() -> Response:
    """Swagger UI itself."""
    return Response(_shipped("swagger-ui-bundle.js"), media_type="text/javascript", headers=FOR_AN_HOUR)


@router.get("/docs/swagger-ui.css")
def style() -> Response:
    """How it looks."""
    return Response(_shipped("swagger-ui.css"), media_type="text/css", headers=FOR_AN_HOUR)


def _shipped(name: str) -> bytes:
    # Read when asked for: a megabyte and a half that most workers never send.
    return files("fastapi_offline").joinpath("static", name).read_bytes()
