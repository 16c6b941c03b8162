"""What is counted."""

import re

import httpx
import pytest

from app.settings import Settings
from tests.app import stories
from tests.app.service import opened

pytestmark = pytest.mark.anyio

Sample = tuple[str, frozenset[tuple[str, str]]]


def samples(text: str) -> dict[Sample, float]:
    """Parse Prometheus' text format."""
    found = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            name, labels, value = re.fullmatch(r"(\w+)(?:\{(.*)\})? (\S+)", line).groups()  # type: ignore[union-attr]
            pairs = re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', labels or "")
            found[name, frozenset(pairs)] = float(value)
    return found


async def counted(client: httpx.AsyncClient) -> dict[Sample, float]:
    response = await client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain; version=")
    return samples(response.text)


def sample(metric: str, /, **labels: str) -> Sample:
    return metric, frozenset(labels.items())


async def test_requests_are_counted_by_route_method_and_status() -> None:
    async with opened(Settings(threads=1)) as client:
        for _ in range(2):
            await client.post("/v1/classify", json={"text": stories.FIGHT})
        await client.post("/v1/classify", json={})
        for path in ("/a", "/b", "/problems/not-found", "/problems/body-too-large"):
            await client.get(path)
        await client.request("BREW", "/v1/classify")
        found = await counted(client)

    requests = {labels: value for (name, labels), value in found.items() if name == "forewarn_requests_total"}
    assert requests == {
        frozenset({("route", route), ("method", method), ("status", status)}): count
        for route, method, status, count in (
            ("/v1/classify", "POST", "200", 2),
            ("/v1/classify", "POST", "422", 1),
            ("unknown", "GET", "404", 2),
            ("/problems/{slug}", "GET", "200", 2),
            ("/v1/classify", "other", "405", 1),
        )
    }
    assert found[sample("forewarn_request_seconds_count", route="/v1/classify")] == 4
    assert found[sample("forewarn_request_seconds_bucket", route="unknown", le="+Inf")] == 2
    body = len(httpx.Request("POST", "http://x", json={"text": stories.FIGHT}).content)
    assert found[sample("forewarn_received_bytes_total", route="/v1/classify")] == 2 * body + 2


async def test_verdicts_are_counted_however_the_work_came() -> None:
    line = b'{"text": "Hello."}\n'
    async with opened(Settings(threads=1)) as client:
        answer = (await client.post("/v1/classify", json={"text": stories.FIGHT})).json()
        await client.post("/v1/classify/batch", json=[{"text": stories.FIGHT}, {"text": "Hello."}, {}])
        await client.post("/v1/classify/batch", content=line, headers={"Content-Type": "application/x-ndjson"})
        found = await counted(client)

    assert answer["warnings"]
    for warning in answer["warnings"]:
        assert found[sample("forewarn_verdicts_total", tag=warning["tag"], decision=warning["decision"])] == 2
    assert found[sample("forewarn_ratings_total", rating=answer["rating"]["value"])] == 2
    assert found[sample("forewarn_ratings_total", rating="none")] == 2


async def test_the_model_and_the_queue_are_told() -> None:
    async with opened(Settings(threads=1)) as client:
        model = (await client.get("/v1/model")).json()
        found = await counted(client)

    named = {name: model[name] for name in ("name", "version", "sha256")}
    assert found[sample("forewarn_model_info", **named)] == 1
    assert found[sample("forewarn_queue_depth")] == 0
