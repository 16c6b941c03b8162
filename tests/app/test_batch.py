import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.judge import TURN_BYTES, TURN_WORKS
from app.main import create_app
from app.ndjson import groups
from app.settings import Settings
from tests.app import stories
from tests.app.service import opened

pytestmark = pytest.mark.anyio

NDJSON = {"Content-Type": "application/x-ndjson"}


def ndjson(items: Iterable[Any]) -> bytes:
    return b"".join(item if isinstance(item, bytes) else json.dumps(item).encode() + b"\n" for item in items)


async def exchange(client: httpx.AsyncClient, body: Any) -> list[dict[str, Any]]:
    response = await client.post("/v1/classify/batch", content=body, headers=NDJSON)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/x-ndjson"
    assert response.content == b"" or response.content.endswith(b"\n")
    return [json.loads(line) for line in response.content.splitlines()]


async def test_an_array_is_answered_in_order_with_errors_in_place(client: httpx.AsyncClient) -> None:
    items: list[Any] = [
        {"id": "a", "text": stories.FIGHT},
        {"id": "b", "txt": "x"},
        "no object",
        {"id": 3, "content_base64": "JVBERi0xLjcK"},
        {"html": stories.html(stories.GENTLE)},
    ]
    response = await client.post("/v1/classify/batch", json=items)
    results = response.json()["results"]

    assert response.status_code == 200
    assert len(results) == 5
    assert results[0]["id"] == "a"
    assert results[0]["rating"]["value"]
    assert results[1] == {"id": "b", "error": results[1]["error"]}
    assert results[1]["error"]["errors"][0]["field"] == "txt"
    assert set(results[2]) == {"error"}
    assert results[3]["id"] == 3
    assert results[3]["error"]["type"] == "/problems/unsupported-format"
    assert results[4]["document"]["format"] == "text/html"


async def test_a_batch_says_the_same_as_single_requests(client: httpx.AsyncClient) -> None:
    items = [{"id": number, "text": text} for number, text in enumerate([stories.FIGHT, stories.GENTLE] * 3)]
    single = [(await client.post("/v1/classify", json=item)).json() for item in items]

    assert (await client.post("/v1/classify/batch", json=items)).json()["results"] == single
    assert await exchange(client, ndjson(items)) == single


async def test_an_empty_batch_is_answered_with_nothing(client: httpx.AsyncClient) -> None:
    assert (await client.post("/v1/classify/batch", json=[])).json() == {"results": []}
    assert await exchange(client, b"") == []
    assert await exchange(client, b"\n \r\n\n") == []


async def test_an_array_has_a_limit() -> None:
    async with opened(Settings(max_batch_items=2, threads=1)) as client:
        within = await client.post("/v1/classify/batch", json=[{"text": "x"}] * 2)
        over = await client.post("/v1/classify/batch", json=[{"text": "x"}] * 3)

    assert within.status_code == 200
    assert over.status_code == 413
    assert over.json()["type"] == "/problems/too-many-items"
    assert "3" in over.json()["detail"]
    assert "2" in over.json()["detail"]


async def test_other_bodies_are_sent_elsewhere(client: httpx.AsyncClient) -> None:
    single = await client.post("/v1/classify/batch", json={"text": "x"})
    text = await client.post("/v1/classify/batch", content="x", headers={"Content-Type": "text/plain"})
    nothing = await client.post("/v1/classify/batch")

    assert nothing.status_code == 422
    assert single.status_code == 422
    assert "/v1/classify" in single.json()["detail"]
    assert text.status_code == 415
    assert "application/x-ndjson" in text.json()["detail"]


async def test_five_broken_lines_among_many_are_answered_in_their_places(client: httpx.AsyncClient) -> None:
    items: list[Any] = [{"id": number, "text": stories.GENTLE} for number in range(60)]
    broken: dict[int, Any] = {
        3: b"{broken\n",
        10: b"[1, 2]\n",
        11: {"id": 11, "text": 5},
        40: b'{"text": "\xff\xfe"}\n',
        59: {"id": 59, "content_base64": "AAAA", "media_type": "application/pdf"},
    }
    for index, item in broken.items():
        items[index] = item
    answers = await exchange(client, ndjson(items))

    assert len(answers) == 60
    for index, answer in enumerate(answers):
        if index in broken:
            assert answer["line"] == index + 1
            assert answer["error"]["title"]
            assert answer.get("id", index) == index
        else:
            assert answer["id"] == index
            assert "error" not in answer
    assert "id" in answers[11]
    assert "id" not in answers[3]


async def test_blank_lines_count_but_are_not_answered(client: httpx.AsyncClient) -> None:
    answers = await exchange(client, b'\n\r\n{"id": 1, "text": "x"}\r\n   \n{oops')

    assert [answer.get("id") for answer in answers] == [1, None]
    assert answers[1]["line"] == 5


async def test_an_overlong_line_is_answered_in_its_place() -> None:
    async with opened(Settings(max_line_bytes=200, threads=2)) as client:
        answers = await exchange(
            client, ndjson([{"id": 1, "text": "x"}, {"id": 2, "text": "y" * 300}, {"id": 3, "text": "z"}])
        )

    assert [answer.get("id") for answer in answers] == [1, None, 3]
    assert answers[1]["line"] == 2
    assert answers[1]["error"]["type"] == "/problems/line-too-long"
    assert "200" in answers[1]["error"]["detail"]


async def test_a_batch_without_a_useful_type_is_taken_for_ndjson(client: httpx.AsyncClient) -> None:
    response = await client.post(
        "/v1/classify/batch",
        content=ndjson([{"id": 1, "text": stories.GENTLE}]),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )

    assert json.loads(response.content)["id"] == 1


class Wire:
    """Both ends of a connection to the application, so that a test decides what is sent when."""

    def __init__(self, settings: Settings) -> None:
        self.app = create_app(settings)
        self.sent: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.answered: asyncio.Queue[bytes] = asyncio.Queue()
        self.reading = asyncio.Event()
        self.reading.set()
        self.taken = 0

    async def run(self) -> None:
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": "POST",
            "path": "/v1/classify/batch",
            "raw_path": b"/v1/classify/batch",
            "query_string": b"",
            "root_path": "",
            "scheme": "http",
            "headers": [(b"content-type", b"application/x-ndjson")],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 2),
        }

        async def receive() -> dict[str, Any]:
            message = await self.sent.get()
            self.taken += 1
            return message

        async def send(message: Any) -> None:
            await self.reading.wait()
            if body := message.get("body"):
                self.answered.put_nowait(body)

        async with self.app.router.lifespan_context(self.app):
            await self.app(scope, receive, send)

    def write(self, body: bytes, more: bool = True) -> None:
        self.sent.put_nowait({"type": "http.request", "body": body, "more_body": more})

    def hang_up(self) -> None:
        self.sent.put_nowait({"type": "http.disconnect"})


async def test_a_line_is_answered_while_the_next_is_still_to_come() -> None:
    wire = Wire(Settings(threads=1))
    running = asyncio.create_task(wire.run())
    for number in range(3):
        line = ndjson([{"id": number, "text": stories.GENTLE}])
        wire.write(line[:50])
        wire.write(line[50:])
        answer = await asyncio.wait_for(wire.answered.get(), 30)
        assert json.loads(answer)["id"] == number
    wire.write(b"", more=False)
    await asyncio.wait_for(running, 30)


async def test_a_client_that_does_not_read_is_not_read_from_for_ever() -> None:
    wire = Wire(Settings(threads=2, max_backlog_bytes=10_000))
    running = asyncio.create_task(wire.run())
    wire.reading.clear()
    for number in range(500):
        wire.write(ndjson([{"id": number, "text": stories.FIGHT}]))
    wire.write(b"", more=False)
    before = -1
    while before != wire.taken:
        before = wire.taken
        await asyncio.sleep(0.3)
    assert wire.taken < 100

    wire.reading.set()
    await asyncio.wait_for(running, 60)
    answers = [json.loads(wire.answered.get_nowait())["id"] for _ in range(wire.answered.qsize())]
    assert answers == list(range(500))


async def test_a_client_that_hangs_up_ends_its_batch() -> None:
    wire = Wire(Settings(threads=1))
    running = asyncio.create_task(wire.run())
    wire.write(ndjson([{"id": 1, "text": stories.GENTLE}]) + b'{"id": 2, "te')
    wire.hang_up()

    await asyncio.wait_for(running, 30)
    assert wire.answered.qsize() <= 1


async def test_lines_that_come_together_are_judged_a_turn_at_a_time() -> None:
    async def stream() -> AsyncIterator[bytes]:
        yield b"short\n" * (TURN_WORKS + 1) + b"cut"
        yield b" in two\n"
        yield b"x" * (TURN_BYTES - 5) + b"\nshort\nshort\n" + b"x" * TURN_BYTES * 2 + b"\nlast"

    turns = [[number for number, _ in group] async for group in groups(stream(), TURN_BYTES * 3)]
    first = list(range(1, TURN_WORKS + 1))
    assert turns == [first, [17], [18], [19, 20], [21, 22], [23]]


async def cut(chunks: list[bytes], limit: int) -> list[tuple[int, bytes | None]]:
    async def stream() -> AsyncIterator[bytes]:
        for chunk in chunks:
            yield chunk

    return [line async for group in groups(stream(), limit) for line in group]


@given(st.lists(st.binary(max_size=12).map(lambda raw: raw.replace(b"a", b"\n"))), st.integers(1, 10))
def test_lines_are_cut_alike_wherever_the_chunks_end(chunks: list[bytes], limit: int) -> None:
    expected = [
        (number, line if len(line) <= limit else None)
        for number, line in enumerate(b"".join(chunks).split(b"\n"), 1)
        if len(line) > limit or line.strip()
    ]

    assert asyncio.run(cut(chunks, limit)) == expected
