"""The page for people: ``/``."""

import base64
import hashlib
import re
from pathlib import Path

from fastapi import APIRouter, Response

router = APIRouter(include_in_schema=False)

PAGE = (Path(__file__).parent.parent / "web" / "index.html").read_bytes()


def _allowed(element: bytes) -> str:
    # Each of the page's own, by its hash: what someone else might bring in stays closed.
    found = re.findall(rb"<%b>(.*?)</%b>" % (element, element), PAGE, re.DOTALL)
    return " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(each).digest()).decode()}'" for each in found)


POLICY = (
    f"default-src 'none'; style-src 'self' {_allowed(b'style')}; script-src 'self' {_allowed(b'script')}; "
    "img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


@router.head("/")
@router.get("/")
async def index() -> Response:
    """Say what this is and where to go from here."""
    return Response(PAGE, media_type="text/html", headers={"Content-Security-Policy": POLICY})
