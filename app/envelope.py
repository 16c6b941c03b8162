"""What every exchange gets, whichever route answers it: an id, and a problem in place of a crash."""

import logging
import os
import re
import traceback

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import problems

logger = logging.getLogger("forewarn")

MAX_ID_LENGTH = 128
_UNWELCOME = re.compile(r"[^A-Za-z0-9._:-]+")


class Envelope:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = request_id_of(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        started = False

        async def send_with_id(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        except ClientDisconnect:
            return
        except Exception as error:
            log_crash(error, request_id)
            if started:
                # The status is out already: breaking the connection is the only honest end.
                raise BrokenExchange(request_id) from None
            response = problems.respond(problems.internal_error(), Request(scope))
            await response(scope, receive, send_with_id)


class BrokenExchange(RuntimeError):
    """An answer that broke half-way; the log has the cause under the request id."""


def request_id_of(scope: Scope) -> str:
    """The caller's ``X-Request-ID``, cleaned, or a new id."""
    for name, value in scope["headers"]:
        if name == b"x-request-id":
            given = _UNWELCOME.sub("", value.decode("latin-1"))[:MAX_ID_LENGTH]
            if given:
                return given
            break
    return os.urandom(8).hex()


def log_crash(error: BaseException, request_id: str) -> None:
    """Log where an error arose and of what type it is, without its message, which may quote a work."""
    frames = traceback.extract_tb(error.__traceback__)
    where = " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames[-8:]))
    logger.error("request %s broke: %s at %s", request_id, type(error).__name__, where)
