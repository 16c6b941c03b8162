"""Requests as bytes over a socket, for what no HTTP client would do."""

import json
import select
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn, TypeVar

Result = TypeVar("Result")
PATIENCE = 60.0
"""Seconds after which a test gives up on the service; none should come near it."""


@contextmanager
def connected(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
        yield connection


def head(path: str, *lines: str, method: str = "POST") -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: localhost", *lines, "", ""]).encode()


def work(text: str, *lines: str) -> bytes:
    """A whole request to classify a text."""
    body = text.encode()
    return head("/v1/classify", "Content-Type: text/plain", f"Content-Length: {len(body)}", *lines) + body


def rest(connection: socket.socket) -> bytes:
    """All that comes until the other side closes or breaks the connection."""
    received = b""
    try:
        while piece := connection.recv(65536):
            received += piece
    except ConnectionResetError:
        pass
    return received


def answer(connection: socket.socket) -> tuple[int, bytes]:
    """The status and the body of one answer whose length is announced."""
    received = b""
    while b"\r\n\r\n" not in received:
        piece = connection.recv(65536)
        if not piece:
            raise EOFError(received)
        received += piece
    before, _, body = received.partition(b"\r\n\r\n")
    lines = before.lower().split(b"\r\n")
    length = next(int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length:"))
    while len(body) < length:
        piece = connection.recv(65536)
        if not piece:
            raise EOFError(received)
        body += piece
    return int(before.split()[1]), body


def problem(received: bytes) -> dict[str, Any]:
    """The problem in an answer, checked for being one."""
    before, _, body = received.partition(b"\r\n\r\n")
    assert b"content-type: application/problem+json" in before.lower(), received
    found: dict[str, Any] = json.loads(body)
    assert found["request_id"]
    assert int(before.split()[1]) == found["status"]
    return found


def drip(connection: socket.socket, data: bytes, pause: float) -> bool:
    """Send byte by byte; whether the other side ended the connection before all was sent."""
    connection.settimeout(pause)
    for each in data:
        try:
            connection.sendall(bytes([each]))
            if connection.recv(1, socket.MSG_PEEK) is not None:
                break
        except TimeoutError:
            continue
        except OSError:
            return True
    else:
        return False
    connection.settimeout(PATIENCE)
    return True


def flood(connection: socket.socket, data: bytes) -> NoReturn:
    """Send for ever and read nothing."""
    while True:
        connection.sendall(data)


def is_broken(connection: socket.socket) -> bool:
    """Whether the other side breaks the connection, without a byte being sent or read."""
    poll = select.poll()
    poll.register(connection, 0)
    return bool(poll.poll(PATIENCE * 1000))


def eventually(holds: Callable[[], Result], what: str = "") -> Result:
    """Wait until something holds; what it gives then."""
    until = time.monotonic() + PATIENCE
    while not (result := holds()):
        assert time.monotonic() < until, what
        time.sleep(0.02)
    return result
