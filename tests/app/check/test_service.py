"""``--url``: a running service gives the verdicts."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from app.keys import changing, create
from model import Classifier
from model.documents import read_text
from tests.app.check.conftest import FIGHT, GENTLE, HONEST, Repository, header
from tests.app.process import free_port, served


@pytest.fixture(scope="module")
def keyed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A service's address and a key to it."""
    folder = tmp_path_factory.mktemp("service")
    with changing(folder / "keys.json") as keys:
        key, token = create("ci", ("classify",), None)
        keys[key.id] = key
    settings = {"FOREWARN_KEYS": str(folder / "keys.json"), "FOREWARN_MAX_BODY_BYTES": "100000"}
    with served(folder / "log", **settings) as (port, _):
        yield f"http://127.0.0.1:{port}", token


def test_a_service_finds_what_the_model_here_finds(
    repository: Repository, keyed: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, token = keyed
    monkeypatch.setenv("FOREWARN_KEY", token)
    repository.write("a.md", header() + FIGHT)
    repository.write("b.md", HONEST + FIGHT)
    repository.write("c.txt", "Short.")
    repository.write("naïve & 100%?.md", header() + GENTLE)

    here = repository.check("--format", "json", ".")
    there = repository.check("--format", "json", "--url", f"{address}/", ".")
    assert there == here
    assert here[0] == 1


def test_a_work_that_the_service_refuses_is_not_judged(
    repository: Repository, keyed: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, token = keyed
    monkeypatch.setenv("FOREWARN_KEY", token)
    repository.write("a.md", header() + GENTLE)
    repository.write("large.md", header() + GENTLE * 200)

    works = json.loads(repository.check("--format", "json", "--url", address, ".")[1])["works"]
    assert [[finding["kind"] for finding in work["findings"]] for work in works] == [[], ["unjudged"]]
    assert "100,000" in works[1]["findings"][0]["detail"] or "100000" in works[1]["findings"][0]["detail"]


def test_without_a_good_key_it_could_not_run(repository: Repository, keyed: tuple[str, str]) -> None:
    repository.write("a.md", header() + GENTLE)
    code, out, err = repository.check("--url", keyed[0], "a.md")
    assert (code, out) == (3, "")
    assert "$FOREWARN_KEY" in err


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits between attempts."""
    monkeypatch.setattr("time.sleep", lambda _: None)


@pytest.mark.usefixtures("impatient")
def test_where_nobody_listens_it_could_not_run(repository: Repository) -> None:
    repository.write("a.md", header() + GENTLE)
    address = f"http://127.0.0.1:{free_port()}"
    code, out, err = repository.check("--url", address, "a.md")
    assert (code, out) == (3, "")
    assert address in err
    assert err.count("\n") == 1


@contextmanager
def answering(*answers: tuple[int, dict[str, str], str]) -> Iterator[tuple[str, list[str]]]:
    """A server that gives these answers, the last of them again and again; and the requests that it got."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            status, headers, body = answers[min(len(asked), len(answers) - 1)]
            asked.append(self.path.partition("?")[0])
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.usefixtures("impatient")
def test_a_busy_service_is_asked_again(repository: Repository, classifier: Classifier) -> None:
    repository.write("a.md", header() + GENTLE)
    verdict = {"id": None, **classifier.classify(read_text(GENTLE)).as_dict()}
    busy = (503, {"Retry-After": "0"}, "{}")
    with answering(busy, busy, (200, {}, json.dumps(verdict))) as (address, asked):
        assert repository.check("--url", address, "a.md")[0] == 0
    assert asked == ["/v1/classify"] * 3


@pytest.mark.usefixtures("impatient")
def test_a_service_that_stays_busy_could_not_be_asked(repository: Repository) -> None:
    repository.write("a.md", header() + GENTLE)
    problem = {"title": "Overloaded", "status": 503, "detail": "All threads are busy."}
    with answering((503, {"Retry-After": "0"}, json.dumps(problem))) as (address, asked):
        code, _, err = repository.check("--url", address, "a.md")
    assert code == 3
    assert "All threads are busy." in err
    assert len(asked) > 2


@pytest.mark.parametrize("body", ["<html>It works!</html>", "[]", '{"status": "ok"}'])
def test_what_is_no_forewarn_is_told_from_it(repository: Repository, body: str) -> None:
    repository.write("a.md", header() + GENTLE)
    with answering((200, {}, body)) as (address, _):
        code, _, err = repository.check("--url", address, "a.md")
    assert code == 3
    assert address in err
