"""The moderator's page as it is served: whole, open, and closed to whatever is not its own."""

import re
from pathlib import Path

import httpx
import pytest

from app.settings import Settings
from model import taxonomy
from tests.app.keys import made
from tests.app.service import opened

pytestmark = pytest.mark.anyio

WEB = Path(__file__).parents[2] / "app" / "web"


async def test_every_part_that_the_page_names_is_served(client: httpx.AsyncClient) -> None:
    wanted, seen = ["/"], set()
    while wanted:
        address = wanted.pop()
        seen.add(address)
        answer = await client.get(address)
        assert answer.status_code == 200, address
        assert (await client.head(address)).status_code == 200
        named = re.findall(r'(?:href|src)="(/page/[^"]+)"', answer.text)
        named += [f"/page/{name}" for name in re.findall(r'from "\./([^"]+)"', answer.text)]
        wanted.extend(set(named) - seen)

    assert seen == {"/", *(f"/page/{part.name}" for part in (WEB / "page").iterdir())}
    assert answer.headers["content-type"]


async def test_no_text_can_become_markup(client: httpx.AsyncClient) -> None:
    policy = (await client.get("/")).headers["content-security-policy"]

    assert "require-trusted-types-for 'script'" in policy
    assert "trusted-types 'none'" in policy
    assert "unsafe" not in policy


async def test_what_is_no_part_of_the_page_is_not_found(client: httpx.AsyncClient) -> None:
    for name in ("nothing.js", "..%2Findex.html", "%2e%2e%2fdocs.html"):
        assert (await client.get(f"/page/{name}")).status_code == 404, name


async def test_the_page_opens_without_a_key(tmp_path: Path) -> None:
    made(tmp_path / "keys.json", "moderators")
    async with opened(Settings(keys=tmp_path / "keys.json")) as client:
        assert (await client.get("/")).status_code == 200
        assert (await client.get("/page/main.js")).status_code == 200
        assert (await client.get("/v1/model")).status_code == 401


def test_what_can_be_declared_is_what_the_taxonomy_has() -> None:
    page = (WEB / "index.html").read_text(encoding="utf-8")
    (ratings,) = re.findall(r'<select id="rating">(.*?)</select>', page, re.DOTALL)

    assert tuple(re.findall(r"<option>([^<]+)", ratings)) == (*taxonomy.RATINGS, taxonomy.NOT_RATED)
    assert tuple(re.findall(r'name="warning" value="([^"]+)"', page)) == taxonomy.ARCHIVE_WARNINGS
