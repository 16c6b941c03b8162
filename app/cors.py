"""Which other sites' pages may call the service from a browser: none, unless told.

https://fetch.spec.whatwg.org/#http-cors-protocol
"""

from collections.abc import Sequence

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.types import Receive, Scope, Send

SENT = ("Authorization", "Content-Type", "X-Request-ID")
SEEN = ("X-Request-ID", "RateLimit", "RateLimit-Policy", "Retry-After", "WWW-Authenticate")


class Cors(CORSMiddleware):
    """ASGI middleware; to an origin that is not listed the service answers as if it knew nothing of CORS."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or leave it to the application."""
        # Starlette's own refusal is no problem document.
        listed = scope["type"] == "http" and Headers(scope=scope).get("origin", "") in self.allow_origins
        handler = super().__call__ if listed else self.app
        await handler(scope, receive, send)


def install(app: FastAPI, origins: Sequence[str]) -> None:
    """Let the pages of these origins call the application; its API keys they bring themselves, never cookies."""
    if origins:
        app.add_middleware(
            Cors, allow_origins=origins, allow_methods=("GET", "POST"), allow_headers=SENT, expose_headers=SEEN
        )
