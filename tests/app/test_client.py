"""The client of the service: what it sends, what it gives back, when it asks again."""

import copy
import io
import json
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import fields
from email.utils import formatdate
from pathlib import Path
from typing import Any

import httpx
import pytest

from app import client as clients
from app import schemas
from app.client import AsyncClient, Client, Failure, Misunderstood, Refused, Retries, Unreachable, Verdict, Work
from app.client.settings import TIMEOUT
from app.settings import Settings
from tests.app import stories
from tests.app.keys import made
from tests.app.process import served

SOON = Retries(attempts=3, first=0.001)
Answer = httpx.Response | httpx.RequestError


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    file = tmp_path_factory.mktemp("keys") / "keys.json"
    return file, made(file, "archive")


@pytest.fixture(scope="module")
def address(key: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("serve") / "log", FOREWARN_KEYS=str(key[0])) as (port, _):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def client(address: str, key: tuple[Path, str]) -> Iterator[Client]:
    with Client(address, key[1]) as client:
        yield client


@pytest.fixture
async def async_client(address: str, key: tuple[Path, str]) -> AsyncIterator[AsyncClient]:
    async with AsyncClient(address, key[1]) as client:
        yield client


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "story.epub"
    path.write_bytes(stories.epub(stories.FIGHT))
    return path


def is_graphic(verdict: Verdict | Failure) -> bool:
    assert isinstance(verdict, Verdict), verdict
    return verdict.severities["violence"] == "graphic"


def test_a_text_is_classified(client: Client) -> None:
    work = Work(stories.FIGHT, id=7, rating="K+", warnings=("none",), include=("text", "notes", "passages"), evidence=1)
    verdict = client.classify(work)
    violence = next(warning for warning in verdict.warnings if warning.tag == "violence")

    assert verdict.id == 7
    assert verdict.rating.value in ("Mature", "Explicit")
    assert violence.decision == "yes"
    assert [verdict.text[each.start : each.end] for each in violence.evidence] == [violence.evidence[0].text]  # type: ignore[index]
    assert violence.evidence[0].terms[0].weight
    assert verdict.declared == clients.Declared("General Audiences", ("No Archive Warnings Apply",))
    assert {mismatch.kind for mismatch in verdict.mismatches} == {"rating_too_low", "missing_warning"}
    assert verdict.document.words > 100
    assert len(verdict.model.sha256) == 64
    assert verdict.notes == ()
    assert verdict.passages
    assert verdict.passages[0].reached["violence"][0] > 0.5


def test_a_plain_string_is_the_text(client: Client) -> None:
    assert is_graphic(client.classify(stories.FIGHT))
    assert not is_graphic(client.classify(stories.GENTLE))


def streams(book: Path) -> dict[str, Callable[[], Any]]:
    """Ways to hold the same file."""
    whole = book.read_bytes()
    return {
        "path": lambda: book,
        "bytes": lambda: whole,
        "file": lambda: book.open("rb"),
        "iterator": lambda: iter([whole[:500], whole[500:]]),
        "list": lambda: [whole[:500], whole[500:]],
    }


@pytest.mark.parametrize("way", ["path", "bytes", "file", "iterator", "list"])
def test_a_file_is_classified_however_it_is_held(client: Client, book: Path, way: str) -> None:
    verdict = client.classify(Work(streams(book)[way](), id="4711", rating="M", warnings=("MCD", "Graphic Violence")))

    assert verdict.id == "4711"
    assert verdict.document.format == "application/epub+zip"
    assert verdict.declared.rating == "Mature"
    assert len(verdict.declared.archive_warnings) == 2
    assert is_graphic(verdict)


def test_a_file_is_sent_from_where_it_stands(client: Client) -> None:
    file = io.BytesIO(b"This is not to be sent. " + stories.GENTLE.encode())
    file.seek(24)
    verdict = client.classify(Work(file, include=("text",)))

    assert verdict.text is not None
    assert verdict.text.startswith("Nell carried")


def test_a_file_that_is_opened_as_text_is_refused_here(client: Client, tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text(stories.GENTLE)
    with (tmp_path / "story.txt").open() as file, pytest.raises(TypeError, match="in binary"):
        client.classify(file)  # type: ignore[arg-type]


def test_a_problem_is_raised_with_its_members(client: Client, address: str) -> None:
    with pytest.raises(Refused) as caught:
        client.classify(Work("A story.", rating="tame"))

    assert caught.value.type == "/problems/invalid-request"
    assert caught.value.title == "Invalid request"
    assert caught.value.status == 422
    assert "declared.rating" in caught.value.detail
    assert [each.field for each in caught.value.errors] == ["declared.rating"]
    assert caught.value.problem.request_id
    assert str(caught.value).startswith("422 Invalid request: declared.rating")
    with Client(address, "fw_wrong") as stranger, pytest.raises(Refused, match="401 Unauthorized"):
        stranger.classify("A story.")


def test_a_batch_is_answered_in_order_with_failures_in_place(client: Client, book: Path) -> None:
    works: list[Any] = [
        stories.FIGHT,
        Work(stories.GENTLE, id=2),
        Work(b"%PDF-1.7\n", id="scan"),
        book,
        Work(stories.GENTLE, rating="tame"),
    ]
    *judged, book_verdict, wrong = client.classify_batch(works * 20)

    assert len(judged) == 98
    assert [is_graphic(each) for each in judged[:2]] == [True, False]
    assert isinstance(judged[2], Failure)
    assert (judged[2].number, judged[2].id, judged[2].problem.type) == (3, "scan", "/problems/unsupported-format")
    assert is_graphic(book_verdict)
    assert isinstance(wrong, Failure)
    assert (wrong.number, wrong.problem.errors[0].field) == (100, "declared.rating")


def test_a_batch_takes_no_more_works_than_it_needs(client: Client) -> None:
    taken = 0

    def endless() -> Iterator[str]:
        nonlocal taken
        while True:
            taken += 1
            yield "Too short to judge, and quickly read."

    ahead = []
    for answered, _ in zip(range(1, 400), client.classify_batch(endless()), strict=False):
        ahead.append(taken - answered)
    assert max(ahead) <= 33


def test_large_works_of_a_batch_go_alone() -> None:
    sent = deque[int]()

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request.content.count(b"\n"))
        return httpx.Response(200, content=b"\n".join([VERDICT] * sent[-1]))

    with Client(transport=httpx.MockTransport(answer)) as client:
        large = "It rained all day. " * 60_000
        assert len(list(client.classify_batch([large, large, "a", "b", large]))) == 5
    assert list(sent) == [1, 1, 2, 1]


@pytest.mark.anyio
async def test_the_same_without_waiting(async_client: AsyncClient, book: Path) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield stories.FIGHT[:500].encode()
        yield stories.FIGHT[500:].encode()

    async def works() -> AsyncIterator[Any]:
        for held in streams(book).values():
            yield held()
        yield chunks()
        yield Work(b"%PDF-1.7\n", id="scan")

    assert is_graphic(await async_client.classify(stories.FIGHT))
    assert is_graphic(await async_client.classify(chunks()))
    for held in streams(book).values():
        assert is_graphic(await async_client.classify(held()))
    *judged, scan = [each async for each in async_client.classify_batch(works())]
    assert [is_graphic(each) for each in judged] == [True] * 6
    assert isinstance(scan, Failure)
    assert [is_graphic(each) async for each in async_client.classify_batch([stories.GENTLE])] == [False]
    with pytest.raises(Refused, match="rating"):
        await async_client.classify(Work("A story.", rating="tame"))


VERDICT = json.dumps(
    {
        "id": None,
        "rating": {"value": None, "probabilities": {}},
        "warnings": [],
        "severities": {},
        "declared": {"rating": None, "archive_warnings": []},
        "mismatches": [],
        "document": {"format": "text/plain", "language": "en", "chapters": 1, "words": 2, "passages": 0, "notices": []},
        "model": {"name": "forewarn", "version": "9", "sha256": "3f"},
        "of_a_later_version": {},
    }
).encode()


def refused(status: int = 503, retry_after: str | None = None) -> httpx.Response:
    problem = {"type": "/problems/overloaded", "title": "Overloaded", "status": status, "detail": "The queue is full."}
    return httpx.Response(status, json=problem, headers={"Retry-After": retry_after} if retry_after else {})


class Service:
    """Answers what it is told to, in turn, then a verdict; ``bodies`` is what it was sent."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = deque(answers)
        self.bodies: list[bytes] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.bodies.append(request.read())
        if not self.answers:
            return httpx.Response(200, content=VERDICT)
        # httpx ties a response to the client that it came to.
        answer = copy.deepcopy(self.answers.popleft())
        if isinstance(answer, httpx.RequestError):
            answer.request = request
            raise answer
        return answer

    async def asynchronously(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        return self(request)

    def client(self, retries: Retries = SOON) -> Client:
        return Client(retries=retries, transport=httpx.MockTransport(self))

    def async_client(self, retries: Retries = SOON) -> AsyncClient:
        return AsyncClient(retries=retries, transport=httpx.MockTransport(self.asynchronously))


@pytest.mark.parametrize(
    "answer",
    [
        refused(503, "0"),
        refused(429, "0"),
        refused(503),
        httpx.ConnectError("refused"),
        httpx.ConnectTimeout("too slow"),
        httpx.ReadError("reset"),
        httpx.RemoteProtocolError("broke off"),
    ],
    ids=lambda answer: getattr(answer, "status_code", type(answer).__name__),
)
@pytest.mark.anyio
async def test_what_passes_is_asked_again(answer: Answer) -> None:
    service = Service(answer, answer)
    with service.client() as client:
        assert client.classify("A story.").document.words == 2
    assert service.bodies == [b'{"text":"A story."}'] * 3

    service = Service(answer, answer)
    async with service.async_client() as async_client:
        assert (await async_client.classify("A story.")).document.words == 2
    assert service.bodies == [b'{"text":"A story."}'] * 3


@pytest.mark.parametrize("answer", [refused(422), refused(500), httpx.ReadTimeout(""), httpx.UnsupportedProtocol("?")])
def test_what_does_not_pass_is_asked_once(answer: Answer) -> None:
    service = Service(answer)
    with service.client() as client, pytest.raises((Refused, Unreachable)):
        client.classify("A story.")
    assert len(service.bodies) == 1


def test_attempts_have_an_end() -> None:
    service = Service(*[refused()] * 9)
    with service.client() as client, pytest.raises(Refused, match="503 Overloaded: The queue is full"):
        client.classify("A story.")
    assert len(service.bodies) == 3


def test_a_part_of_a_batch_is_asked_again_whole() -> None:
    service = Service(
        httpx.RemoteProtocolError("broke off"),
        httpx.Response(200, content=b"\n".join([VERDICT] * 32)),
        refused(429, "0"),
    )
    with service.client() as client:
        assert len(list(client.classify_batch(str(number) for number in range(33)))) == 33
    assert service.bodies[0] == service.bodies[1]
    assert service.bodies[2] == service.bodies[3] == b'{"text":"32"}\n'


@pytest.mark.parametrize("way", ["path", "bytes", "file", "list"])
def test_a_file_is_sent_again_from_its_beginning(book: Path, way: str) -> None:
    service = Service(refused(), refused())
    with service.client() as client:
        client.classify(streams(book)[way]())
    assert service.bodies == [book.read_bytes()] * 3


class Pipe(io.RawIOBase):
    """A file that is read once."""

    def __init__(self) -> None:
        self._left = stories.GENTLE.encode()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        taken, self._left = self._left[:size], self._left[size:]
        return taken


@pytest.mark.anyio
async def test_a_stream_that_was_read_is_not_sent_again() -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"A story."

    once: Iterable[Any] = (iter([b"A story."]), Pipe())
    for stream in once:
        service = Service(refused(503, "0"))
        with service.client() as client, pytest.raises(Refused):
            client.classify(stream)
        assert len(service.bodies) == 1

    service = Service(refused(503, "0"))
    async with service.async_client() as async_client:
        with pytest.raises(Refused):
            await async_client.classify(chunks())
    assert len(service.bodies) == 1


class AwayAtFirst(httpx.BaseTransport):
    """Can't connect the first time, and does not look at what it would have sent."""

    def __init__(self, service: Service) -> None:
        self._then = httpx.MockTransport(service)
        self._is_away = True

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self._is_away:
            self._is_away = False
            raise httpx.ConnectError("refused", request=request)
        return self._then.handle_request(request)


def test_a_stream_that_was_not_read_is_sent_later() -> None:
    service = Service()
    with Client(retries=SOON, transport=AwayAtFirst(service)) as client:
        client.classify(iter([b"A story."]))
    assert service.bodies == [b"A story."]


def test_pauses_grow_and_heed_what_the_service_asks_for() -> None:
    retries = Retries(attempts=9, first=1, longest=10)
    passing = Unreachable("", is_passing=True)
    problem = clients.Problem("Overloaded", 503)

    for attempt, (least, most) in enumerate([(0.5, 1), (1, 2), (2, 4), (4, 8), (5, 10), (5, 10)], 1):
        pauses = [retries.pause(attempt, passing) for _ in range(50)]
        assert all(pause is not None and least <= pause <= most for pause in pauses)
        assert len(set(pauses)) > 1
    assert all(3 <= (retries.pause(1, Refused(problem, 3)) or 0) <= 3.5 for _ in range(50))
    assert retries.pause(1, Refused(problem, 11)) is None
    assert retries.pause(9, passing) is None
    assert retries.pause(1, Unreachable("", is_passing=False)) is None


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("2", 2),
        (formatdate(time.time() - 100, usegmt=True), 0),
        ("soon", None),
        ("-1", None),
        ("", None),
        ("9" * 400, None),
    ],
)
def test_retry_after_is_read(told: str, seconds: float | None) -> None:
    service = Service(refused(503, told))
    with service.client(Retries(attempts=1)) as client, pytest.raises(Refused) as caught:
        client.classify("A story.")
    assert caught.value.retry_after == seconds


@pytest.mark.parametrize(
    "content", [b"", b"<html>Welcome!</html>", b"[]", b"{}", VERDICT.replace(b'"words": 2', b'"words": "two"')]
)
def test_another_services_answer_is_not_taken_for_a_verdict(content: bytes) -> None:
    with Service(httpx.Response(200, content=content)).client() as client, pytest.raises(Misunderstood):
        client.classify("A story.")


def test_a_batch_that_is_answered_short_is_an_error() -> None:
    with (
        Service(httpx.Response(200, content=VERDICT)).client() as client,
        pytest.raises(Misunderstood, match="2 works"),
    ):
        list(client.classify_batch(["a", "b"]))
    given_up = VERDICT + b'\n{"error": {"type": "/problems/too-slow", "title": "Too slow", "status": 408}}\n'
    with Service(httpx.Response(200, content=given_up)).client() as client, pytest.raises(Refused, match="Too slow"):
        list(client.classify_batch(["a", "b"]))


def test_a_proxys_error_is_told_by_its_status() -> None:
    with Service(httpx.Response(502, html="<h1>Bad gateway</h1>")).client() as client, pytest.raises(Refused) as caught:
        client.classify("A story.")
    assert (caught.value.status, caught.value.title, caught.value.type) == (502, "Bad Gateway", "about:blank")


def test_nobody_at_the_address_is_said_so() -> None:
    with (
        Client("http://127.0.0.1:9", retries=SOON) as client,
        pytest.raises(Unreachable, match=r"127\.0\.0\.1:9/v1/cla"),
    ):
        client.classify("A story.")


@pytest.mark.parametrize(
    ("ours", "documented"),
    [
        (clients.Verdict, schemas.Verdict),
        (clients.Rating, schemas.RatingOut),
        (clients.Warning, schemas.Warning),
        (clients.Evidence, schemas.Evidence),
        (clients.Term, schemas.Term),
        (clients.Character, schemas.Character),
        (clients.Declared, schemas.DeclaredOut),
        (clients.Mismatch, schemas.Mismatch),
        (clients.Document, schemas.DocumentOut),
        (clients.Notice, schemas.Notice),
        (clients.ModelName, schemas.ModelName),
        (clients.Note, schemas.Note),
        (clients.Passage, schemas.Passage),
        (clients.FieldError, schemas.FieldError),
    ],
)
def test_results_have_the_members_that_are_documented(ours: Any, documented: Any) -> None:
    assert {field.name for field in fields(ours)} == set(documented.model_fields)


def test_the_client_outwaits_the_service() -> None:
    assert TIMEOUT.read is not None
    assert TIMEOUT.read > Settings().request_seconds
