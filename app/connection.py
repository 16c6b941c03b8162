"""A client's connection, on top of Uvicorn's, which by itself waits for any client for ever.

It holds three promises: a head is of a limited size and comes in time, what is left of a body after its answer
comes in time, and an answer is read in time. Bodies that are waited for are `app.body.in_time`'s.
"""

import asyncio
import os
import socket
import struct
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from app.body import LEAST_RATE, size
from app.problems import MEDIA_TYPE, Problem, rendered
from app.queue import overloaded
from app.settings import Settings

MAX_HEADERS = 100
LAST_CALL = 0.5
"""Seconds that an idle connection stays open when the service stops, for a request that is under way already."""

RESET = struct.pack("ii", 1, 0)
"""A socket that is closed with this as its ``SO_LINGER`` drops what is unsent and resets the connection."""


class Connection(HttpToolsProtocol):
    """Uvicorn's connection, with limits.

    Parameters
    ----------
    settings
        The service's settings.
    **given
        What Uvicorn gives its protocols.
    """

    def __init__(self, settings: Settings, **given: Any) -> None:
        super().__init__(**given)
        self._settings = settings
        self._in_head = True
        self._head_bytes = 0
        self._fed = 0
        self._until_sent: asyncio.TimerHandle | None = None
        self._until_read: asyncio.TimerHandle | None = None
        self._unread = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        super().connection_made(transport)
        if len(self.connections) > self._settings.max_connections:
            refusal = overloaded("There are too many connections.", headers={"Connection": "close"})
            self.app_state = {**self.app_state, "refusal": refusal}
        self._wait_to_be_sent()
        if self._draining:
            # Accepted in the moment in which the others were told.
            self.shutdown()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._sent()
        self._read()
        super().connection_lost(exc)

    @property
    def _draining(self) -> bool:
        return bool(self.app_state["service"].draining)

    # What the client sends.

    def data_received(self, data: bytes) -> None:
        """Parse what comes, and count it while it is the head of a request."""
        self._fed = len(data)
        super().data_received(data)
        if self._in_head and not self.transport.is_closing():
            self._head_bytes += len(data)
            if self._head_bytes > self._settings.max_header_bytes:
                self._refuse(self._too_large(f"more than {size(self._settings.max_header_bytes)}"))
            elif self._head_bytes > 0:
                # Most heads come whole, and are never waited for.
                self._wait_to_be_sent()

    def on_headers_complete(self) -> None:
        """Begin a request, unless its head is too large."""
        self._in_head, self._head_bytes = False, 0
        self._sent()
        length = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if len(self.headers) > MAX_HEADERS:
            self.scope["state"]["refusal"] = self._too_large(f"{len(self.headers)} headers")
        elif length > self._settings.max_header_bytes:
            self.scope["state"]["refusal"] = self._too_large(size(length))
        elif self.parser.should_upgrade() and self._has_body():
            # The parser takes whatever follows for the other protocol.
            detail = "The service does not change from HTTP/1.1; leave the Upgrade header out (curl: --http1.1)."
            self.scope["state"]["refusal"] = Problem("request-refused", detail, headers={"Connection": "close"})
        super().on_headers_complete()
        if self._draining:
            self.cycle.keep_alive = False

    def on_message_complete(self) -> None:
        """Begin to wait for the next head, of which a part may have come already."""
        super().on_message_complete()
        # What came with the end of this request is not counted to the next head.
        self._in_head, self._head_bytes = True, -self._fed
        self._sent()

    def _has_body(self) -> bool:
        return any(name in (b"content-length", b"transfer-encoding") for name, _ in self.headers)

    def _too_large(self, what: str) -> Problem:
        limit = f"{size(self._settings.max_header_bytes)} and {MAX_HEADERS} headers"
        detail = f"The head of the request has {what}; this service reads up to {limit}."
        return Problem("headers-too-large", detail, headers={"Connection": "close"})

    def _wait_to_be_sent(self) -> None:
        if self._until_sent is None:
            self._until_sent = self.loop.call_later(self._settings.patience_seconds, self._not_sent)

    def _sent(self) -> None:
        if self._until_sent is not None:
            self._until_sent.cancel()
            self._until_sent = None

    def _not_sent(self) -> None:
        self._until_sent = None
        if self.cycle is not None and not self.cycle.response_complete:
            # It waits for an answer; what it begins to ask meanwhile may take its time.
            self._wait_to_be_sent()
        elif self._head_bytes > 0:
            seconds = self._settings.patience_seconds
            self._refuse(Problem("too-slow", f"The head of the request did not come within {seconds} s."))
        else:
            self._cut()

    # What the client reads.

    def pause_writing(self) -> None:
        """Begin to wait for the client to read."""
        super().pause_writing()
        self._wait_to_be_read()

    def resume_writing(self) -> None:
        """Stop waiting: the client reads."""
        super().resume_writing()
        if self.cycle is None or not self.cycle.response_complete:
            self._read()

    def on_response_complete(self) -> None:
        """Wait for the client to read the rest, and to send the rest of a body that nobody needs any more."""
        super().on_response_complete()
        if self.transport.get_write_buffer_size():
            self._wait_to_be_read()
        if not self._in_head:
            self._wait_to_be_sent()

    def _wait_to_be_read(self) -> None:
        if self._until_read is None:
            self._unread = self.transport.get_write_buffer_size()
            self._until_read = self.loop.call_later(self._settings.patience_seconds, self._not_read)

    def _read(self) -> None:
        if self._until_read is not None:
            self._until_read.cancel()
            self._until_read = None

    def _not_read(self) -> None:
        self._until_read = None
        left = self.transport.get_write_buffer_size()
        if left > max(0, self._unread - LEAST_RATE * self._settings.patience_seconds):
            self._cut()
        elif left:
            self._wait_to_be_read()

    # What ends it.

    def shutdown(self) -> None:
        """End after the answer that is under way, or after a moment in which one may be asked for."""
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.keep_alive = False
            return
        self._unset_keepalive_if_required()
        self.timeout_keep_alive_task = self.loop.call_later(LAST_CALL, self.timeout_keep_alive_handler)

    def _cut(self) -> None:
        # To close would be to wait, here or in the kernel, until all that was sent is read.
        self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self.transport.abort()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP."""
        self._refuse(Problem("malformed-http", msg))

    def _refuse(self, problem: Problem) -> None:
        body = rendered(problem, request_id=os.urandom(8).hex())
        head = f"content-type: {MEDIA_TYPE}\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
        self.transport.write(STATUS_LINE[problem.status] + head.encode() + body)
        self.transport.close()
        self._wait_to_be_read()

    def _unsupported_upgrade_warning(self) -> None:
        """Say nothing: a request to speak another protocol is answered in this one."""
