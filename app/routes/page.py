"""The page for people: ``/``."""

from pathlib import Path

from fastapi import APIRouter, Response

router = APIRouter(include_in_schema=False)

PAGE = (Path(__file__).parent.parent / "web" / "index.html").read_bytes()


@router.head("/")
@router.get("/")
async def index() -> Response:
    """Say what this is and where to go from here."""
    return Response(PAGE, media_type="text/html")
