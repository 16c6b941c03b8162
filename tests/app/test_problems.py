import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from app.main import create_app
from app.settings import Settings
from tests.app import stories
from tests.app.service import client_of, opened

pytestmark = pytest.mark.anyio

SECRET = "xylophonist"


def checked(response: httpx.Response, status: int, slug: str) -> dict[str, Any]:
    """Check all that every problem has; return it."""
    problem: dict[str, Any] = response.json()
    assert response.status_code == problem["status"] == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert problem["type"] == f"/problems/{slug}"
    assert problem["title"]
    assert problem["detail"]
    assert problem["instance"] == response.request.url.path
    assert problem["request_id"] == response.headers["x-request-id"]
    assert SECRET not in response.text
    return problem


@pytest.mark.parametrize(
    ("item", "fields"),
    [
        ({}, ["text"]),
        ({"text": SECRET, "html": SECRET}, ["html"]),
        ({"text": None}, ["text"]),
        ({"text": 5}, ["text"]),
        ({"text": [SECRET]}, ["text"]),
        ({"text": SECRET, "evidnce": 3}, ["evidnce"]),
        ({"text": SECRET, "evidence": 21}, ["evidence"]),
        ({"text": SECRET, "evidence": -1}, ["evidence"]),
        ({"text": SECRET, "evidence": True}, ["evidence"]),
        ({"text": SECRET, "include": ["everything"]}, ["include[0]"]),
        ({"text": SECRET, "include": "text"}, ["include"]),
        ({"text": SECRET, "id": 1.5}, ["id"]),
        ({"text": SECRET, "id": "x" * 257}, ["id"]),
        ({"text": SECRET, "declared": SECRET}, ["declared"]),
        ({"text": SECRET, "declared": {"rating": SECRET}}, ["declared.rating"]),
        ({"text": SECRET, "declared": {"stars": 5}}, ["declared.stars"]),
        (
            {"text": SECRET, "declared": {"rating": "tame", "archive_warnings": ["Mice", "Underage Sex"]}},
            ["declared.rating", "declared.archive_warnings[0]"],
        ),
        ({"text": SECRET, "media_type": "text/plain"}, ["media_type"]),
        ({"content_base64": f"{SECRET}!"}, ["content_base64"]),
        ([], ["body"]),
        (SECRET, ["body"]),
        (None, ["body"]),
    ],
)
async def test_each_wrong_field_is_named(client: httpx.AsyncClient, item: Any, fields: list[str]) -> None:
    response = await client.post("/v1/classify", content=json.dumps(item), headers={"Content-Type": "application/json"})

    problem = checked(response, 422, "invalid-request")
    assert [error["field"] for error in problem["errors"]] == fields
    assert all(error["detail"] for error in problem["errors"])


async def test_what_is_allowed_is_told(client: httpx.AsyncClient) -> None:
    async def detail(**item: Any) -> str:
        response = await client.post("/v1/classify", json={"text": "x", **item})
        return str(response.json()["errors"][0]["detail"])

    assert "Teen And Up Audiences" in await detail(declared={"rating": "tame"})
    assert "Underage Sex" in await detail(declared={"archive_warnings": ["mice"]})
    assert "'text', 'notes' or 'passages'" in await detail(include=["x"])
    assert "20" in await detail(evidence=99)
    assert "content_base64" in await detail(txt="x")


async def test_a_wrong_parameter_is_not_hidden_by_the_body(client: httpx.AsyncClient) -> None:
    response = await client.post("/v1/classify?evidence=99", json={"text": "A story.", "evidence": 1})

    assert checked(response, 422, "invalid-request")["errors"][0]["field"] == "evidence"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("rating=tame", "rating"),
        ("warning=mice", "warning"),
        ("evidence=few", "evidence"),
        ("ratng=M", "ratng"),
    ],
)
async def test_a_wrong_parameter_is_called_by_its_own_name(client: httpx.AsyncClient, query: str, field: str) -> None:
    as_address = await client.post(f"/v1/classify?{query}", content="A story.", headers={"Content-Type": "text/plain"})
    name, _, value = query.partition("=")
    as_field = await client.post("/v1/classify", files={"file": b"A story."}, data={name: value})

    for response in (as_address, as_field):
        assert [error["field"] for error in checked(response, 422, "invalid-request")["errors"]] == [field]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"text": "' + SECRET.encode(),
        b'{"text": "\xff"}',
        b'{"text": "\\ud800"}',
        b"[" * 5000,
        b"NaN",
    ],
)
async def test_json_that_is_none_is_refused(client: httpx.AsyncClient, body: bytes) -> None:
    for path in ("/v1/classify", "/v1/classify/batch"):
        response = await client.post(path, content=body, headers={"Content-Type": "application/json"})
        checked(response, 400, "malformed-json")


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"--x\r\n", "multipart/form-data"),
        (b"", "multipart/form-data; boundary=x"),
        (b"nothing of the sort", "multipart/form-data; boundary=x"),
        (
            b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n' + SECRET.encode(),
            "multipart/form-data; boundary=x",
        ),
    ],
    ids=["no boundary", "empty", "no form", "broken off"],
)
async def test_a_form_that_is_none_is_refused(client: httpx.AsyncClient, body: bytes, content_type: str) -> None:
    response = await client.post("/v1/classify", content=body, headers={"Content-Type": content_type})

    checked(response, 400, "malformed-form")


async def test_a_form_holds_one_file(client: httpx.AsyncClient) -> None:
    none = await client.post("/v1/classify", files={"other": b"x"})
    two = await client.post("/v1/classify", files=[("file", b"x"), ("file", b"y")])

    for response in (none, two):
        assert checked(response, 422, "invalid-request")["errors"][0]["field"] == "file"


@pytest.mark.parametrize(
    ("body", "media_type", "status", "slug"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "application/pdf", 415, "unsupported-format"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "text/plain", 415, "unsupported-format"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "image/png", 415, "unsupported-format"),
        (bytes(range(256)) * 16, "text/plain", 422, "undecodable-text"),
        (stories.epub(stories.GENTLE)[:300], "application/epub+zip", 422, "broken-document"),
    ],
    ids=["pdf", "pdf as text", "png", "noise", "half an epub"],
)
async def test_a_work_that_cannot_be_read_is_refused_with_the_reason(
    client: httpx.AsyncClient, body: bytes, media_type: str, status: int, slug: str
) -> None:
    response = await client.post("/v1/classify", content=body, headers={"Content-Type": media_type})

    checked(response, status, slug)


async def test_an_empty_body_is_a_mistake(client: httpx.AsyncClient) -> None:
    response = await client.post("/v1/classify", content=b"", headers={"Content-Type": "text/plain"})

    assert checked(response, 422, "invalid-request")["errors"][0]["field"] == "body"


async def test_unknown_addresses_and_methods_are_problems_too(client: httpx.AsyncClient) -> None:
    checked(await client.get("/nothing"), 404, "not-found")
    checked(await client.post("/v1/classify/"), 404, "not-found")
    checked(await client.get("/problems/nothing"), 404, "not-found")
    response = await client.get("/v1/classify")
    checked(response, 405, "method-not-allowed")
    assert response.headers["allow"] == "POST"


async def test_every_type_explains_itself(client: httpx.AsyncClient) -> None:
    problem = checked(await client.get("/nothing"), 404, "not-found")
    page = await client.get(problem["type"])

    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert problem["title"] in page.text


async def test_a_body_over_the_limit_is_refused_with_both_sizes() -> None:
    async with opened(Settings(max_body_bytes=1000, threads=1)) as client:
        response = await client.post("/v1/classify", content=b"x" * 1234, headers={"Content-Type": "text/plain"})
        within = await client.post("/v1/classify", content=b"x " * 500, headers={"Content-Type": "text/plain"})

    detail = checked(response, 413, "body-too-large")["detail"]
    assert "1,234" in detail
    assert "1,000" in detail
    assert within.status_code == 200


@pytest.mark.parametrize("path", ["/v1/classify", "/v1/classify/batch"])
async def test_a_body_of_unknown_length_is_not_read_beyond_the_limit(path: str) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 100
            assert sent < 100_000
            yield b"x" * 100

    async with opened(Settings(max_body_bytes=1000, threads=1)) as client:
        response = await client.post(path, content=endless(), headers={"Content-Type": "application/json"})

    checked(response, 413, "body-too-large")
    assert sent <= 1200


async def test_a_request_id_is_taken_over_but_cleaned(client: httpx.AsyncClient) -> None:
    async def returned(given: str | bytes) -> str:
        return str((await client.get("/healthz", headers={"X-Request-ID": given})).headers["x-request-id"])

    assert await returned("abc-123.DEF_4:5") == "abc-123.DEF_4:5"
    assert await returned('a"b<script>\tc') == "abscriptc"
    assert await returned("x" * 500) == "x" * 128
    assert len(await returned("\u00e9 !".encode())) == 16
    assert await returned("") != await returned("")


class Broken:
    """A classifier that fails and, as exceptions do, says on what."""

    sha256 = ""

    def classify(self, document: Any, **_: Any) -> Any:
        raise RuntimeError(f"can't judge {document.text}")


async def test_a_crash_tells_neither_trace_nor_text(caplog: pytest.LogCaptureFixture) -> None:
    app = create_app(Settings(threads=1))
    item = {"text": f"{SECRET} {stories.GENTLE}"}
    with caplog.at_level(logging.DEBUG):
        async with app.router.lifespan_context(app), client_of(app) as client:
            app.state.service.judge.classifier = Broken()
            response = await client.post("/v1/classify", json=item, headers={"X-Request-ID": "crash-1"})
            batch = await client.post("/v1/classify/batch", json=[item])

    problem = checked(response, 500, "internal-error")
    assert "Traceback" not in response.text
    assert "can't judge" not in response.text
    assert batch.status_code == 200
    assert batch.json()["results"][0]["error"]["type"] == problem["type"]
    assert SECRET not in batch.text
    assert "crash-1" in caplog.text
    assert "RuntimeError" in caplog.text
    assert SECRET not in caplog.text


async def test_without_a_model_the_service_is_alive_but_not_ready() -> None:
    async with client_of(create_app(Settings(threads=1))) as client:
        assert (await client.get("/healthz")).status_code == 200
        for response in (
            await client.get("/readyz"),
            await client.get("/v1/model"),
            await client.post("/v1/classify", json={"text": "x"}),
            await client.post("/v1/classify/batch", json=[]),
        ):
            checked(response, 503, "not-ready")
            assert response.headers["retry-after"]
