"""A word of a work is in no log, no count and no error, wherever in a request it stands and whatever breaks."""

import asyncio
import base64
import json
import logging
import os
import re
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from app.main import create_app
from app.settings import Settings
from tests.app import stories
from tests.app.keys import made
from tests.app.process import served
from tests.app.test_metrics import sample, samples
from tests.app.wire import eventually
from tests.model.documents.samples import zipped

ROOT = Path(__file__).parents[2]
CANARY = "xylophonist"
LIMIT = 5


class Running(NamedTuple):
    port: int
    pid: int
    log: Path
    token: str
    scraper: str
    slow: str

    def client(self, token: str | None = None) -> httpx.Client:
        headers = {"Authorization": f"Bearer {token or self.token}"}
        # A connection for each request, so that all workers get some.
        limits = httpx.Limits(max_keepalive_connections=0)
        return httpx.Client(base_url=f"http://127.0.0.1:{self.port}", headers=headers, timeout=60, limits=limits)

    def metrics(self) -> str:
        with self.client(self.scraper) as client:
            return client.get("/metrics").text

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return [int(child) for child in children if b"spawn_main" in command_of(child)]

    def lines(self, request_id: str | None = None) -> list[dict[str, object]]:
        # The last line may be half-written.
        lines = [json.loads(line) for line in self.log.read_text().split("\n")[:-1]]
        return [line for line in lines if request_id in (None, line.get("request_id"))]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Two workers that log all they can."""
    folder = tmp_path_factory.mktemp("running")
    file = folder / "keys.json"
    token, scraper = made(file, "archive"), made(file, "prometheus", "--scope", "metrics")
    slow = made(file, "slow", "--requests-per-minute", str(LIMIT))
    arguments = ("--workers", "2", "--log", "json", "--log-level", "debug")
    with served(folder / "log", *arguments, FOREWARN_KEYS=str(file)) as (port, process):
        yield Running(port, process.pid, folder / "log", token, scraper, slow)


def command_of(pid: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def epub(text: str) -> bytes:
    return stories.epub(f"{CANARY} {text}")


BOMB = f'<!DOCTYPE a [<!ENTITY b "{CANARY}"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;&{CANARY};</a>'
FORM = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{CANARY}.txt"\r\n{CANARY}\r\n\r\n{CANARY}'

BODIES: dict[str, tuple[str, bytes]] = {
    "text": ("text/plain", f"{CANARY}. {stories.FIGHT}".encode()),
    "title": ("text/markdown", f"---\ntitle: {CANARY}\nrating: {CANARY}\n---\n# {CANARY}\n{stories.GENTLE}".encode()),
    "front matter that is none": ("text/markdown", f"---\ntitle: [{CANARY}\n: {{\n---\n{stories.GENTLE}".encode()),
    "html": ("text/html", f"<title>{CANARY}</title><{CANARY}>{'<div>' * 3000}{CANARY}".encode()),
    "html in another encoding": ("text/html; charset=utf-7", f"<meta charset={CANARY}>{CANARY}".encode("utf-16")),
    "epub": ("application/epub+zip", epub(stories.GENTLE)),
    "half an epub": ("application/epub+zip", epub(stories.GENTLE)[:700]),
    "an epub of entities": (
        "application/epub+zip",
        zipped({"mimetype": "application/epub+zip", "META-INF/container.xml": BOMB, f"{CANARY}.opf": BOMB}),
    ),
    "a docx that is none": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        zipped({"[Content_Types].xml": BOMB, "word/document.xml": f"<{CANARY}"}),
    ),
    "a zip that is no book": ("application/zip", zipped({f"{CANARY}.jpg": CANARY})),
    "noise": ("text/plain", CANARY.encode() + bytes(range(256)) * 8),
    "json that breaks off": ("application/json", f'{{"text": "{CANARY}'.encode()),
    "json that is not valid": ("application/json", json.dumps({"text": [CANARY]}).encode()),
    "declared": (
        "application/json",
        json.dumps({"text": CANARY, "declared": {"rating": CANARY}, "id": [CANARY]}).encode(),
    ),
    "base64": (
        "application/json",
        json.dumps({"content_base64": base64.b64encode(BOMB.encode()).decode(), "filename": CANARY}).encode(),
    ),
    "not base64": ("application/json", json.dumps({"content_base64": f"{CANARY}!"}).encode()),
    "a form that breaks off": ("multipart/form-data; boundary=x", FORM.encode()),
    "a form without boundary": (f"multipart/form-data; {CANARY}", FORM.encode()),
}
LINES = "\n".join([CANARY, f'{{"text": "{CANARY}"}}', f'{{"text": 1, "id": ["{CANARY}"]}}', f'["{CANARY}"'])


def test_the_canary_is_nowhere(running: Running) -> None:
    with running.client() as client:
        answers = [
            client.post("/v1/classify", content=body, headers={"Content-Type": media_type})
            for media_type, body in BODIES.values()
        ]
        assert {answer.status_code for answer in answers} == {200, 400, 415, 422}
        answers += [
            client.post(f"/v1/classify?{query}", content=b"Hello.", headers={"Content-Type": "text/plain"})
            for query in (f"filename={CANARY}.txt", f"rating={CANARY}", f"warning={CANARY}", f"id=%FF{CANARY * 99}")
        ]
        answers += [
            client.get("/v1/model", headers={"Authorization": value})
            for value in (CANARY, f"Bearer {CANARY}", f"Bearer fw_{CANARY}_{CANARY}")
        ]
        batch = client.post("/v1/classify/batch", content=LINES, headers={"Content-Type": "application/x-ndjson"})
        be_odd(client)
    for raw in (f"GET /{CANARY}\x00 HTTP/9\r\n\r\n", f"{CANARY}\r\n\r\n", f"POST / HTTP/1.1\r\n{CANARY}\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", running.port), 30) as connection:
            connection.sendall(raw.encode())
            answers.append(httpx.Response(400, content=connection.recv(65536)))

    errors = [answer.text for answer in answers if answer.status_code != 200]
    errors += [line for line in batch.text.splitlines() if '"error"' in line]
    assert len(errors) > 20
    assert len(running.lines()) > 40
    for told in (*errors, running.metrics(), running.log.read_text()):
        assert CANARY not in told.lower()


def be_odd(client: httpx.Client) -> None:
    """Put the canary where its sender is told of it by name, which is no reason to log it."""
    client.post("/v1/classify", content=CANARY, headers={"Content-Type": f"text/{CANARY}"})
    client.post("/v1/classify", json={CANARY: CANARY})
    client.post("/v1/classify", json={"content_base64": "QUJD", "media_type": CANARY})
    client.post(f"/v1/classify?{CANARY}={CANARY}&id={CANARY}", content=b"Hello.")
    headers = dict.fromkeys(("User-Agent", "Referer", "Cookie", "Origin", "X-Forwarded-For", CANARY), CANARY)
    client.post("/v1/classify", json={"text": CANARY}, headers=headers)
    client.get(f"/{CANARY}?{CANARY}")
    client.request(CANARY.upper(), f"/v1/classify/{CANARY}")
    client.get("/v1/model", headers={"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Key": CANARY})


def test_a_line_says_what_was_asked_and_how_it_went(running: Running) -> None:
    with running.client() as client:
        answer = client.post(f"/v1/classify?id={CANARY}", content=stories.GENTLE, headers={"X-Request-ID": "line-1"})
        client.get("/healthz", headers={"X-Request-ID": "probe-1"})
    (line,) = eventually(lambda: running.lines("line-1"))
    (probe,) = eventually(lambda: running.lines("probe-1"))

    documented = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```json\n(.*?)```", documented, re.DOTALL)
    assert list(json.loads(example)) == list(line)
    assert line["message"] == "POST /v1/classify 200"
    assert line["level"] == "info"
    assert line["key"] == running.token.split("_")[1]
    assert line["received"] == len(stories.GENTLE.encode())
    assert line["sent"] == len(answer.content)
    assert isinstance(line["ms"], float)
    assert probe["level"] == "debug"
    assert not any(running.token.split("_", 2)[2] in str(each) for each in running.lines())


def test_workers_count_together(running: Running) -> None:
    def answered() -> float:
        found = samples(running.metrics())
        return found.get(sample("forewarn_requests_total", route="/v1/model", method="GET", status="200"), 0)

    before = answered()
    with running.client() as client:
        for _ in range(12):
            assert client.get("/v1/model").status_code == 200

    eventually(lambda: answered() == before + 12)
    assert len([name for name, _ in samples(running.metrics()) if name == "forewarn_model_info"]) == 1


def test_workers_share_a_keys_limit(running: Running) -> None:
    with running.client(running.slow) as client:
        statuses = [client.get("/v1/model").status_code for _ in range(3 * LIMIT)]

    # A minute's worth at once; should this have taken longer than it takes for one more, one more.
    assert statuses[:LIMIT] == [200] * LIMIT
    assert LIMIT <= statuses.count(200) <= LIMIT + 2
    assert statuses.count(429) >= 2 * LIMIT - 2


def test_what_a_worker_counted_outlives_it(running: Running) -> None:
    def count(route: str) -> float:
        found = samples(running.metrics())
        assert found[sample("forewarn_queue_depth")] == 0
        return sum(
            value for (name, labels), value in found.items() if name.endswith("_total") and ("route", route) in labels
        )

    begun = count("/v1/model")
    with running.client() as client:
        for _ in range(12):
            client.get("/v1/model")
    eventually(lambda: count("/v1/model") >= begun + 12)
    before, killed = count("/v1/model"), running.workers()[0]
    os.kill(killed, signal.SIGKILL)

    eventually(lambda: len(set(running.workers()) - {killed}) == 2)
    eventually(lambda: count("/v1/model") >= before)


@pytest.mark.anyio
async def test_what_the_event_loop_catches_is_not_quoted(caplog: pytest.LogCaptureFixture) -> None:
    app = create_app(Settings(threads=1))

    async def fail() -> None:
        raise ValueError(CANARY)

    with caplog.at_level(logging.DEBUG):
        async with app.router.lifespan_context(app):
            asyncio.get_running_loop().call_soon(lambda: 1 / len(CANARY[99:]))
            task = asyncio.create_task(fail(), name=CANARY)
            await asyncio.sleep(0.01)
            del task
            await asyncio.sleep(0.01)

    assert "ZeroDivisionError" in caplog.text
    assert "ValueError" in caplog.text
    assert CANARY not in caplog.text
