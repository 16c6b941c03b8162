"""The moderator's page: ``/``, and what it is made of below ``/page/``."""

from pathlib import Path

from fastapi import APIRouter, Response

from app.problems import Problem

router = APIRouter(include_in_schema=False)

WEB = Path(__file__).parent.parent / "web"
PAGE = (WEB / "index.html").read_bytes()
MEDIA_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
FILES = {
    file.name: (file.read_bytes(), MEDIA_TYPES[file.suffix])
    for file in (WEB / "page").iterdir()
    if file.suffix in MEDIA_TYPES
}
# With trusted types, and none made, a browser refuses to take any text for markup.
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)


@router.head("/")
@router.get("/")
async def index() -> Response:
    """Take a work, and show its verdict."""
    return Response(PAGE, media_type="text/html", headers={"Content-Security-Policy": POLICY})


@router.head("/page/{name}")
@router.get("/page/{name}")
async def part(name: str) -> Response:
    """A script, a style sheet or the icon."""
    if name not in FILES:
        raise Problem("not-found", "The page has no such part.")
    content, media_type = FILES[name]
    return Response(content, media_type=media_type)
