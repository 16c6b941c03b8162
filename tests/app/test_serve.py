"""The service as it is run: a process, a port, raw requests."""

import json
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from tests.app import stories
from tests.app.process import get, served


def receive_until(connection: socket.socket, what: bytes) -> bytes:
    received = b""
    while what not in received:
        piece = connection.recv(65536)
        assert piece, received
        received += piece
    return received


def chunk(body: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(body), body)


POST = b"POST %b HTTP/1.1\r\nHost: localhost\r\n%b\r\n"


def test_a_served_story(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with served(log, FOREWARN_MAX_BODY_BYTES="1000000") as (port, process):
        body = stories.FIGHT.encode()
        head = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n" % len(body)
        with socket.create_connection(("127.0.0.1", port), 30) as connection:
            connection.sendall(POST % (b"/v1/classify", head) + body)
            answer = receive_until(connection, b'"model":{')
        assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
        assert b'"format":"text/plain"' in answer

        # The refusal comes before a single byte of the body is sent.
        with socket.create_connection(("127.0.0.1", port), 30) as connection:
            head = b"Content-Type: text/plain\r\nExpect: 100-continue\r\nContent-Length: 1000001\r\n"
            connection.sendall(POST % (b"/v1/classify", head))
            answer = receive_until(connection, b"request_id")
        assert answer.startswith(b"HTTP/1.1 413 ")
        assert b"1,000,000 bytes" in answer

        # Each line is answered while the connection is still sending.
        with socket.create_connection(("127.0.0.1", port), 30) as connection:
            head = b"Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n"
            connection.sendall(POST % (b"/v1/classify/batch", head))
            for number in range(3):
                line = json.dumps({"id": f"line-{number}", "text": stories.GENTLE}).encode() + b"\n"
                connection.sendall(chunk(line[:20]) + chunk(line[20:]))
                receive_until(connection, b'"id":"line-%d"' % number)
            connection.sendall(chunk(b""))
            receive_until(connection, b"0\r\n\r\n")

        process.send_signal(signal.SIGTERM)
        process.wait(30)
    written = log.read_text()
    assert "Traceback" not in written
    assert "axe" not in written


def test_workers_share_a_port(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with served(log, "--workers", "2") as (port, _):
        # Readiness of one is not yet that of the other.
        deadline = time.monotonic() + 60
        while len(set(re.findall(r"Started server process \[(\d+)\]", log.read_text()))) < 2:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert {get(port, "/readyz") for _ in range(10)} == {200}


def test_a_port_that_is_taken_exits_3() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        command = [sys.executable, "-m", "app", "serve", "--port", str(other.getsockname()[1])]
        done = subprocess.run(command, capture_output=True, timeout=60, check=False)

    assert done.returncode == 3
    assert b"address already in use" in done.stderr
