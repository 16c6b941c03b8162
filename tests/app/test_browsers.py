"""What browsers are told: which pages may call, and what the service's own pages may load."""

import base64
import hashlib
import re
from pathlib import Path

import httpx
import pytest

from app.settings import Settings
from tests.app.keys import made
from tests.app.service import opened
from tests.app.test_problems import checked

pytestmark = pytest.mark.anyio

LISTED, STRANGE = "https://archive.example", "https://evil.example"
PREFLIGHT = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}


def directives(response: httpx.Response) -> dict[str, str]:
    policy = response.headers["content-security-policy"]
    return {name: value for name, _, value in (each.strip().partition(" ") for each in policy.split(";"))}


async def test_every_answer_keeps_browsers_in_check(client: httpx.AsyncClient) -> None:
    for response in (
        await client.get("/"),
        await client.get("/docs"),
        await client.get("/healthz"),
        await client.get("/nothing"),
        await client.get("/problems/not-found"),
        await client.post("/v1/classify", json={"text": "x"}),
        await client.post("/v1/classify", json={}),
        await client.post(
            "/v1/classify/batch", content=b'{"text": "x"}', headers={"Content-Type": "application/jsonl"}
        ),
    ):
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["referrer-policy"] == "no-referrer"
        assert response.headers["cache-control"] == "no-store"
        assert directives(response)["default-src"] == "'none'"
        assert directives(response)["frame-ancestors"] == "'none'"
        for name in response.headers:
            assert len(response.headers.get_list(name)) == 1, name


@pytest.mark.parametrize("path", ["/", "/docs"])
async def test_a_page_loads_what_its_policy_allows_and_nothing_of_others(client: httpx.AsyncClient, path: str) -> None:
    page = await client.get(path)
    policy = directives(page)

    assert not re.findall(r'(?:src|href)="(?![/#])', page.text)
    for name in ("script-src", "style-src", "img-src", "connect-src"):
        assert "http" not in policy[name]
        assert "*" not in policy[name]
    assert "unsafe" not in policy["script-src"]
    for asset in re.findall(r'<(?:script src|link rel="stylesheet" href)="([^"]+)"', page.text):
        assert (await client.get(asset)).status_code == 200, asset
    for element, directive in (("style", "style-src"), ("script", "script-src")):
        for inline in re.findall(rf"<{element}>(.*?)</{element}>", page.text, re.DOTALL):
            assert base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode() in policy[directive]


async def test_the_documentation_is_whole(client: httpx.AsyncClient) -> None:
    script, start = await client.get("/docs/swagger-ui-bundle.js"), await client.get("/docs/docs.js")

    assert "SwaggerUIBundle" in script.text
    assert script.headers["content-type"].startswith("text/javascript")
    assert '"/openapi.json"' in start.text
    assert "max-age" in script.headers["cache-control"]
    assert (await client.get("/docs/swagger-ui.css")).headers["content-type"].startswith("text/css")


async def test_other_sites_pages_may_not_call_unless_told(client: httpx.AsyncClient) -> None:
    for response in (
        await client.get("/v1/model", headers={"Origin": STRANGE}),
        await client.options("/v1/classify", headers={"Origin": STRANGE, **PREFLIGHT}),
    ):
        assert not [name for name in response.headers if name.startswith("access-control-")]
    checked(response, 405, "method-not-allowed")


async def test_pages_of_listed_origins_may_call_with_a_key(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    token = made(file, "moderators")
    async with opened(Settings(threads=1, keys=file, cors_origins=(LISTED,))) as client:
        asked = await client.options("/v1/classify", headers={"Origin": LISTED, **PREFLIGHT})
        refused = await client.post("/v1/classify", json={"text": "x"}, headers={"Origin": LISTED})
        told = {"Origin": LISTED, "Authorization": f"Bearer {token}"}
        answered = await client.post("/v1/classify", json={"text": "x"}, headers=told)
        strange = await client.get("/v1/model", headers={**told, "Origin": STRANGE})
        strange_asked = await client.options("/v1/classify", headers={"Origin": STRANGE, **PREFLIGHT})

    assert asked.status_code == 200
    assert "authorization" in asked.headers["access-control-allow-headers"].lower()
    assert "POST" in asked.headers["access-control-allow-methods"]
    checked(refused, 401, "unauthorized")
    checked(strange_asked, 401, "unauthorized")
    for response in (asked, refused, answered):
        assert response.headers["access-control-allow-origin"] == LISTED
        assert "access-control-allow-credentials" not in response.headers
        assert "Origin" in response.headers["vary"]
    assert "RateLimit" in answered.headers["access-control-expose-headers"]
    assert "access-control-allow-origin" not in strange.headers
    assert "access-control-allow-origin" not in strange_asked.headers
