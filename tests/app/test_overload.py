"""More is asked for than can be judged: the rest is refused at once, and what is let in is answered."""

import asyncio
import json
import re
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from statistics import median
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from app.judge import SHORT, Judge
from app.main import create_app
from app.queue import Queue
from app.settings import Settings
from model import Classifier
from tests.app import stories
from tests.app.load import Load
from tests.app.process import served
from tests.app.service import client_of
from tests.app.wire import eventually

pytestmark = pytest.mark.anyio

# No plain text, which would be judged, or not, on the event loop that the test itself needs.
WORK = {"markdown": stories.GENTLE}
PATIENCE = 60


class Stalling:
    """A classifier that judges nothing until it is let."""

    def __init__(self, classifier: Any) -> None:
        self.sha256 = classifier.sha256
        self.begun = 0
        self.go = threading.Event()
        self._classifier = classifier

    def classify(self, *arguments: Any, **options: Any) -> Any:
        self.begun += 1
        assert self.go.wait(PATIENCE)
        return self._classifier.classify(*arguments, **options)


@asynccontextmanager
async def stalled(**settings: int) -> AsyncIterator[tuple[FastAPI, httpx.AsyncClient, Stalling]]:
    app = create_app(Settings(**{"threads": 1, "max_waiting": 2, **settings}))
    async with app.router.lifespan_context(app), client_of(app) as client:
        judge = app.state.service.judge
        judge.classifier = stalling = Stalling(judge.classifier)
        try:
            yield app, client, stalling
        finally:
            stalling.go.set()


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not holds():
            await asyncio.sleep(0.005)


def asked(client: httpx.AsyncClient, **more: Any) -> asyncio.Task[httpx.Response]:
    return asyncio.create_task(client.post("/v1/classify", json={**WORK, **more}))


async def test_beyond_the_queue_a_request_is_refused_at_once() -> None:
    async with stalled() as (app, client, stalling):
        queue = app.state.service.judge.queue
        let_in = [asked(client, id=number) for number in range(3)]
        await until(lambda: queue.waiting == 2)

        refused = await client.post("/v1/classify", json=WORK)
        assert refused.status_code == 503
        assert refused.json()["type"] == "/problems/overloaded"
        assert int(refused.headers["retry-after"]) >= 1
        assert (await client.get("/readyz")).status_code == 200

        stalling.go.set()
        answers = await asyncio.gather(*let_in)
        assert [answer.json()["id"] for answer in answers] == [0, 1, 2]
        assert (await client.post("/v1/classify", json=WORK)).status_code == 200


class Watched:
    """A classifier that keeps on which threads it judges."""

    def __init__(self, classifier: Any) -> None:
        self.sha256 = classifier.sha256
        self.threads = list[str]()
        self._classifier = classifier

    def classify(self, *arguments: Any, **options: Any) -> Any:
        self.threads.append(threading.current_thread().name.partition("_")[0])
        return self._classifier.classify(*arguments, **options)


async def test_only_short_texts_are_judged_on_the_event_loop() -> None:
    app = create_app(Settings(threads=1))
    here = threading.current_thread().name
    async with app.router.lifespan_context(app), client_of(app) as client:
        judge = app.state.service.judge
        judge.classifier = watched = Watched(judge.classifier)
        long = {"text": stories.GENTLE * (SHORT // len(stories.GENTLE) + 1)}
        for work in ({"text": stories.GENTLE}, long, {"html": stories.GENTLE}, {"markdown": stories.GENTLE}):
            assert (await client.post("/v1/classify", json=work)).status_code == 200
        assert (await client.post("/v1/classify", content=stories.GENTLE)).status_code == 200
    assert watched.threads == [here, "judge", "judge", "judge", "judge"]


async def test_between_two_texts_that_it_judges_the_event_loop_turns_to_others() -> None:
    app, answered = create_app(Settings(threads=1, max_waiting=2)), list[int | str]()

    async def ask(client: httpx.AsyncClient) -> None:
        answered.append((await client.post("/v1/classify", json={"text": stories.GENTLE})).status_code)

    async def look(client: httpx.AsyncClient) -> None:
        answered.append("alive" if (await client.get("/healthz")).status_code == 200 else "dead")

    async with app.router.lifespan_context(app), client_of(app) as client:
        await asyncio.gather(*(ask(client) for _ in range(8)), look(client))
    assert answered.index("alive") < answered.index(200, answered.index(200) + 1)
    assert answered.index(503) < answered.index(200, answered.index(200) + 1)
    assert 3 <= answered.count(200) <= 4


async def test_a_full_queue_is_told_before_a_body_is_read() -> None:
    async def body() -> AsyncIterator[bytes]:
        pytest.fail("the body was asked for")
        yield b""

    async with stalled(max_waiting=0) as (_, client, stalling):
        let_in = asked(client)
        await until(lambda: stalling.begun == 1)
        assert (await client.post("/v1/classify", content=body())).status_code == 503
        stalling.go.set()
        assert (await let_in).status_code == 200


async def ask_until(app: FastAPI, path: str, body: bytes, hung_up: asyncio.Event) -> None:
    """Ask as a client does that hangs up at a certain moment."""
    messages = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> dict[str, Any]:
        if messages:
            return messages.pop()
        await hung_up.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        assert hung_up.is_set() is False, "answered to nobody"

    scope = {"type": "http", "method": "POST", "path": path, "query_string": b"", "root_path": ""}
    await app({**scope, "headers": [(b"content-type", b"application/json")]}, receive, send)


@pytest.mark.parametrize("path", ["/v1/classify", "/v1/classify/batch"])
async def test_a_client_that_hangs_up_leaves_the_queue(path: str) -> None:
    async with stalled() as (app, client, stalling):
        queue = app.state.service.judge.queue
        first = asked(client, id=0)
        await until(lambda: stalling.begun == 1)
        hung_up = asyncio.Event()
        body = json.dumps([WORK] * 5 if path.endswith("batch") else WORK).encode()
        gone = asyncio.create_task(ask_until(app, path, body, hung_up))
        await until(lambda: queue.waiting == 1)
        hung_up.set()
        await asyncio.wait_for(gone, PATIENCE)
        assert queue.waiting == 0

        stalling.go.set()
        assert (await first).json()["id"] == 0
        assert stalling.begun == 1


async def test_a_request_that_takes_too_long_is_given_up() -> None:
    async with stalled(request_seconds=1) as (app, client, stalling):
        let_in = [asked(client), asked(client)]
        for answer in await asyncio.gather(*let_in):
            assert answer.status_code == 503
            assert answer.json()["type"] == "/problems/took-too-long"
        assert app.state.service.judge.queue.waiting == 0
        stalling.go.set()
        await until(lambda: app.state.service.judge.queue.is_open)
        assert stalling.begun == 1


async def test_batches_wait_in_their_own_line_and_take_turns() -> None:
    async with stalled(max_waiting=1) as (app, client, stalling):
        queue = app.state.service.judge.queue
        lines = b"".join(json.dumps({"id": number, **WORK}).encode() + b"\n" for number in range(20))
        batches = [
            asyncio.create_task(client.post("/v1/classify/batch", content=lines)),
            asyncio.create_task(client.post("/v1/classify/batch", json=[WORK] * 20)),
        ]
        await until(lambda: queue.waiting == 2)
        single = asked(client)
        await until(lambda: queue.waiting == 3)
        assert (await client.post("/v1/classify", json=WORK)).status_code == 503

        stalling.go.set()
        assert (await single).status_code == 200
        assert not all(batch.done() for batch in batches)
        first, second = await asyncio.gather(*batches)
        assert [json.loads(line)["id"] for line in first.content.splitlines()] == list(range(20))
        assert all("severities" in each for each in second.json()["results"])


async def test_more_batches_than_allowed_are_refused() -> None:
    async with stalled(max_batches=1) as (_, client, stalling):
        first = asyncio.create_task(client.post("/v1/classify/batch", json=[WORK]))
        await until(lambda: stalling.begun == 1)
        for content in ({"json": [WORK]}, {"content": json.dumps(WORK).encode()}):
            refused = await client.post("/v1/classify/batch", **content)
            assert refused.status_code == 503
            assert refused.json()["type"] == "/problems/overloaded"
        stalling.go.set()
        assert (await first).status_code == 200
        assert (await client.post("/v1/classify/batch", json=[WORK])).status_code == 200


async def test_bodies_are_held_within_a_budget() -> None:
    async with stalled(max_held_bytes=4000, max_waiting=9) as (_, client, stalling):
        let_in = asyncio.create_task(client.post("/v1/classify", content=b"word " * 600))
        await until(lambda: stalling.begun == 1)
        refused = await client.post("/v1/classify", content=b"word " * 600)
        assert refused.status_code == 503
        assert refused.json()["type"] == "/problems/overloaded"
        stalling.go.set()
        assert (await let_in).status_code == 200
        assert (await client.post("/v1/classify", content=b"word " * 600)).status_code == 200


async def test_a_turn_that_comes_as_its_owner_gives_up_goes_to_the_next() -> None:
    queue = Queue(1, 5)
    await queue.enter()
    first, second = (asyncio.create_task(queue.enter()) for _ in range(2))
    await asyncio.sleep(0)
    queue.leave()
    first.cancel()
    await asyncio.wait_for(second, PATIENCE)
    assert not queue.is_open
    queue.leave()
    assert queue.is_open


async def test_a_batch_s_next_turn_is_let_in_ahead_as_long_as_nobody_waits() -> None:
    queue = Queue(1, 5)
    for _ in range(2):
        await asyncio.wait_for(queue.enter(batch=True, ahead=True), PATIENCE)
    someone, batch = (asyncio.create_task(queue.enter(batch=batch, ahead=batch)) for batch in (False, True))
    await asyncio.sleep(0)
    assert queue.waiting == 2
    queue.leave()
    await asyncio.sleep(0)
    # The turn goes to what was let in ahead; nothing more is, before those who wait.
    assert not someone.done()
    assert not batch.done()
    queue.leave()
    await asyncio.wait_for(someone, PATIENCE)
    assert not batch.done()
    queue.leave()
    await asyncio.wait_for(batch, PATIENCE)
    queue.leave()
    assert queue.is_open


async def test_nothing_is_let_in_ahead_beside_a_turn_that_no_thread_takes() -> None:
    queue = Queue(1, 5)
    await queue.enter()
    queue.on_loop += 1
    waiting = asyncio.create_task(queue.enter(batch=True, ahead=True))
    await asyncio.sleep(0)
    assert queue.waiting == 1
    queue.leave()
    await asyncio.wait_for(waiting, PATIENCE)


async def test_what_was_let_in_ahead_is_not_done_for_nobody(classifier: Classifier) -> None:
    judge, begun, go = Judge(classifier, 1), list[int](), threading.Event()

    def work(number: int) -> None:
        begun.append(number)
        go.wait(PATIENCE)

    first, second = (asyncio.create_task(judge.run(work, n, batch=True, ahead=True)) for n in range(2))
    await until(lambda: begun == [0])
    second.cancel()
    with suppress(asyncio.CancelledError):
        await second
    go.set()
    await first
    await until(lambda: judge.queue.is_open)
    judge.close()
    assert begun == [0]


def memory_of(pid: int) -> int:
    return int(re.findall(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())[0])


def test_many_times_what_can_be_judged_costs_nobody_but_those_refused(tmp_path: Path) -> None:
    with served(tmp_path / "log") as (port, process), Load(port).running(16) as load:
        eventually(lambda: load.answered > 100)
        early = memory_of(process.pid)
        eventually(lambda: load.answered > 400 and load.statuses[503] > 200)
        assert memory_of(process.pid) < early * 1.25
    assert set(load.statuses) == {200, 503}
    assert load.lost == []
    assert load.refused == 0
    assert all(len(verdicts) == 1 for verdicts in load.verdicts)
    # Those who are refused learn of it sooner than they would be judged.
    assert median(load.seconds[503]) < median(load.seconds[200])
