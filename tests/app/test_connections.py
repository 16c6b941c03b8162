"""What a client may do to a connection, and what it is cut off for."""

import json
import socket
import time
from collections.abc import Iterator

import pytest

from tests.app import stories, wire
from tests.app.process import get, served
from tests.app.wire import connected, head, problem, rest, work

HEADER_BYTES = 4000
BODY_BYTES = 12_000_000
CONNECTIONS = 12


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    settings = {
        "FOREWARN_PATIENCE_SECONDS": "1",
        "FOREWARN_MAX_HEADER_BYTES": str(HEADER_BYTES),
        "FOREWARN_MAX_BODY_BYTES": str(BODY_BYTES),
        "FOREWARN_MAX_BACKLOG_BYTES": "100000",
        "FOREWARN_MAX_CONNECTIONS": str(CONNECTIONS),
    }
    log = tmp_path_factory.mktemp("connections") / "log"
    with served(log, **settings) as (port, _):
        yield port
    assert "Traceback" not in log.read_text()


def test_a_head_within_the_limit_is_read(port: int) -> None:
    with connected(port) as connection:
        connection.sendall(work(stories.GENTLE, f"X-Long: {'a' * (HEADER_BYTES - 300)}"))
        assert wire.answer(connection)[0] == 200


@pytest.mark.parametrize("ended", [True, False], ids=["ended", "endless"])
def test_headers_over_the_limit_are_refused(port: int, ended: bool) -> None:
    with connected(port) as connection:
        sent = work(stories.GENTLE, f"X-Long: {'a' * HEADER_BYTES}")
        connection.sendall(sent if ended else sent.partition(b"\r\n\r\n")[0])
        told = problem(rest(connection))
    assert told["status"] == 431
    assert "4,000 bytes" in told["detail"]


def test_too_many_headers_are_refused(port: int) -> None:
    with connected(port) as connection:
        connection.sendall(work(stories.GENTLE, *(f"X-{number}: 1" for number in range(101))))
        assert problem(rest(connection))["status"] == 431


def test_a_long_address_is_refused(port: int) -> None:
    with connected(port) as connection:
        connection.sendall(head(f"/v1/classify?id={'a' * HEADER_BYTES}", "Content-Length: 1") + b"x")
        assert problem(rest(connection))["status"] == 431


def test_what_is_no_http_is_refused(port: int) -> None:
    with connected(port) as connection:
        connection.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 hello\r\n\r\n")
        assert problem(rest(connection))["type"] == "/problems/malformed-http"


def test_another_protocol_is_not_spoken(port: int) -> None:
    upgrade = ("Connection: Upgrade", "Upgrade: h2c")
    with connected(port) as connection:
        connection.sendall(head("/healthz", *upgrade, method="GET"))
        assert wire.answer(connection)[0] == 200
    with connected(port) as connection:
        connection.sendall(work(stories.GENTLE, *upgrade))
        assert "Upgrade" in problem(rest(connection))["detail"]


def test_a_connection_that_says_nothing_is_cut(port: int) -> None:
    with connected(port) as connection:
        assert rest(connection) == b""


def test_a_dripping_head_is_cut_off(port: int) -> None:
    with connected(port) as connection:
        assert wire.drip(connection, work(stories.GENTLE)[:200], 0.1)
        assert problem(rest(connection))["type"] == "/problems/too-slow"


def test_a_dripping_head_after_an_answer_is_cut_off(port: int) -> None:
    with connected(port) as connection:
        connection.sendall(work(stories.GENTLE))
        assert wire.answer(connection)[0] == 200
        assert wire.drip(connection, b"\r\n" * 20 + work(stories.GENTLE)[:200], 0.1)


def test_a_dripping_body_is_cut_off(port: int) -> None:
    with connected(port) as connection:
        connection.sendall(head("/v1/classify", "Content-Type: text/plain", "Content-Length: 5000"))
        assert wire.drip(connection, b"x" * 200, 0.1)
        told = problem(rest(connection))
    assert told["status"] == 408
    assert "1 s" in told["detail"]


def test_a_slow_but_steady_body_is_read(port: int) -> None:
    body = (stories.GENTLE * 20)[:8000].encode()
    with connected(port) as connection:
        connection.sendall(head("/v1/classify", "Content-Type: text/plain", f"Content-Length: {len(body)}"))
        pieces = [body[start : start + 1000] for start in range(0, len(body), 1000)]
        for piece in pieces:
            connection.sendall(piece)
            time.sleep(0.3)
        assert wire.answer(connection)[0] == 200


def test_a_batch_that_falls_silent_is_told_so_after_what_it_was_answered(port: int) -> None:
    line = json.dumps({"id": 1, "text": stories.GENTLE}).encode() + b"\n"
    with connected(port) as connection:
        connection.sendall(
            head("/v1/classify/batch", "Content-Type: application/x-ndjson", "Content-Length: 99999") + line + b'{"te'
        )
        received = rest(connection)
    answers = [each for each in received.split(b"\r\n") if each.startswith(b"{")]
    assert json.loads(answers[0])["id"] == 1
    assert json.loads(answers[-1])["error"]["type"] == "/problems/too-slow"


def test_a_refused_body_need_not_be_sent_but_is_not_waited_for(port: int) -> None:
    with connected(port) as connection:
        connection.sendall(
            head("/v1/classify", "Content-Type: text/plain", f"Content-Length: {BODY_BYTES + 1}") + b"x" * 1000
        )
        assert problem(rest(connection))["status"] == 413


def test_a_batch_whose_answers_are_not_read_is_cut_off(port: int) -> None:
    line = json.dumps({"id": 1, "text": stories.FIGHT, "include": ["text"]}).encode() + b"\n"
    with socket.socket() as connection:
        # Small buffers, so that the answers do not fit into them.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(wire.PATIENCE)
        connection.connect(("127.0.0.1", port))
        connection.sendall(
            head("/v1/classify/batch", "Content-Type: application/x-ndjson", "Transfer-Encoding: chunked")
        )
        block = line * 20
        with pytest.raises(ConnectionError):
            wire.flood(connection, b"%x\r\n%b\r\n" % (len(block), block))


def test_an_answer_that_is_not_read_is_dropped(port: int) -> None:
    # More than the kernel would take in for a client that reads later.
    body = json.dumps({"text": "x" * (BODY_BYTES - 1000), "include": ["text"]}).encode()
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(wire.PATIENCE)
        connection.connect(("127.0.0.1", port))
        connection.sendall(
            head("/v1/classify", "Content-Type: application/json", f"Content-Length: {len(body)}") + body
        )
        assert wire.is_broken(connection)


def test_beyond_its_connections_the_service_says_so_and_lives(port: int) -> None:
    crowd = [socket.create_connection(("127.0.0.1", port), wire.PATIENCE) for _ in range(CONNECTIONS)]
    try:
        with connected(port) as connection:
            connection.sendall(work(stories.GENTLE))
            received = rest(connection)
        assert problem(received)["type"] == "/problems/overloaded"
        assert b"retry-after: 1" in received.lower()
        assert get(port, "/healthz") == 200
    finally:
        for each in crowd:
            each.close()
    wire.eventually(lambda: get(port, "/readyz") == 200)
