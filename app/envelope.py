"""What every exchange gets, whichever route answers it: an id, headers that keep browsers in check, a problem
in place of a crash, and in the end a line in the log and its part in the counts.
"""

import logging
import os
import re
import time
from dataclasses import dataclass, field

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import logs, problems
from app.logs import crash as log_crash
from app.metrics import METHODS, OTHER, Metrics

__all__ = ["BrokenExchange", "Envelope", "log_crash", "request_id_of"]

MAX_ID_LENGTH = 128
UNKNOWN_ROUTE = "unknown"
HUNG_UP = 499
"""The status that is logged and counted of a request whose sender did not wait; nobody receives it."""

HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"content-security-policy": b"default-src 'none'; frame-ancestors 'none'",
    b"cache-control": b"no-store",
}
"""Of every answer, unless its route says otherwise."""

_UNWELCOME = re.compile(r"[^A-Za-z0-9._:-]+")


@dataclass(slots=True)
class _Record:
    """What is seen of an exchange as it goes by."""

    request_id: str
    status: int = HUNG_UP
    received: int = 0
    sent: int = 0
    begun: float = field(default_factory=time.perf_counter)

    @property
    def started(self) -> bool:
        return self.status != HUNG_UP


class Envelope:
    """ASGI middleware around the whole application.

    Parameters
    ----------
    app
        What is in the envelope.
    metrics
        Where exchanges are counted.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        record = _Record(request_id_of(scope))
        scope.setdefault("state", {})["request_id"] = record.request_id

        async def receive_seen() -> Message:
            message = await receive()
            record.received += len(message.get("body", b""))
            return message

        async def send_dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                record.status = message["status"]
                message["headers"] = _dressed(message["headers"], record.request_id)
            else:
                record.sent += len(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, receive_seen, send_dressed)
        except ClientDisconnect:
            return
        except Exception as error:
            log_crash(error, record.request_id)
            if record.started:
                # The status is out already: breaking the connection is the only honest end.
                raise BrokenExchange(record.request_id) from None
            response = problems.respond(problems.internal_error(), Request(scope))
            await response(scope, receive_seen, send_dressed)
        finally:
            self._tell(scope, record)

    def _tell(self, scope: Scope, record: _Record) -> None:
        seconds = time.perf_counter() - record.begun
        route = getattr(scope.get("route"), "path", UNKNOWN_ROUTE)
        method = scope["method"] if scope["method"] in METHODS else OTHER
        self._metrics.exchange(route, method, record.status, seconds, record.received)
        fields = {
            "request_id": record.request_id,
            "key": scope["state"].get("key"),
            "ms": round(seconds * 1000, 1),
            "received": record.received,
            "sent": record.sent,
        }
        level = logging.DEBUG if route in logs.QUIET else logging.INFO
        logs.exchange(level, f"{method} {route} {record.status}", fields)


def _dressed(headers: list[tuple[bytes, bytes]], request_id: str) -> list[tuple[bytes, bytes]]:
    own = {name for name, _ in headers}
    worn = [(name, value) for name, value in HEADERS.items() if name not in own]
    return [*headers, *worn, (b"x-request-id", request_id.encode())]


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
