"""Who is let in, and how often."""

from pathlib import Path

import httpx
import pytest

from app import auth
from app.cli import main
from app.limits import Limiter
from app.settings import Settings
from tests.app.keys import made
from tests.app.service import opened
from tests.app.test_problems import checked

pytestmark = pytest.mark.anyio

CLOSED = ("/v1/model", "/metrics", "/nothing", "/docs2", "/problems", "/V1/model", "/healthz/")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keys") / "keys.json"


@pytest.fixture(scope="module")
def token(file: Path) -> str:
    return made(file, "archive")


@pytest.fixture(scope="module")
def scraper(file: Path, token: str) -> str:
    return made(file, "prometheus", "--scope", "metrics")


@pytest.fixture(scope="module")
def slow(file: Path, token: str) -> str:
    return made(file, "slow", "--requests-per-minute", "3")


def settings(file: Path, **others: int) -> Settings:
    return Settings(threads=1, keys=file, **others)  # type: ignore[arg-type]


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The file of keys is looked at with every request."""
    monkeypatch.setattr(auth, "CHECK_EVERY", 0.0)


async def test_without_a_key_nothing_but_what_is_open_answers(file: Path, token: str) -> None:
    async with opened(settings(file)) as client:
        for path in ("/", "/docs", "/docs/docs.js", "/openapi.json", "/healthz", "/readyz", "/problems/forbidden"):
            assert (await client.get(path)).status_code == 200, path
        for path in CLOSED:
            problem = checked(await client.get(path), 401, "unauthorized")
            assert "Bearer" in problem["detail"]
        for path in ("/v1/classify", "/v1/classify/batch"):
            response = await client.post(path, json={"text": "x"})
            checked(response, 401, "unauthorized")
            assert response.headers["www-authenticate"] == 'Bearer realm="forewarn"'


async def test_a_key_lets_in(file: Path, token: str) -> None:
    async with opened(settings(file)) as client:
        for header in (f"Bearer {token}", f"bearer  {token} "):
            response = await client.post("/v1/classify", json={"text": "x"}, headers={"Authorization": header})
            assert response.status_code == 200
        checked(await client.get("/nothing", headers=bearer(token)), 404, "not-found")


async def test_what_is_no_key_does_not(file: Path, token: str, scraper: str) -> None:
    _, key_id, secret = token.split("_", 2)
    wrong = [
        "x",
        "fw_",
        f"fw_{key_id}",
        f"fw_{key_id}_",
        f"fw_{key_id}_{secret[:-1]}",
        f"fw_{key_id}_{secret}x",
        f"fw_{scraper.split('_')[1]}_{secret}",
        f"fw_00000000_{secret}",
        f"FW_{key_id}_{secret}",
        f"{token},{token}",
        "fw_\u00e9_\u00e9",
    ]
    async with opened(settings(file)) as client:
        for value in wrong:
            response = await client.get("/v1/model", headers={"Authorization": f"Bearer {value}".encode()})
            checked(response, 401, "unauthorized")
            assert 'error="invalid_token"' in response.headers["www-authenticate"]
            assert secret[:-1] not in response.text
        twice = [("Authorization", f"Bearer {token}")] * 2
        for headers in ([("Authorization", f"Basic {token}")], [("Authorization", token)], twice):
            checked(await client.get("/v1/model", headers=headers), 401, "unauthorized")


async def test_a_key_opens_what_it_is_for(file: Path, token: str, scraper: str) -> None:
    async with opened(settings(file)) as client:
        assert (await client.get("/metrics", headers=bearer(scraper))).status_code == 200
        for path, key in (("/metrics", token), ("/v1/model", scraper)):
            response = await client.get(path, headers=bearer(key))
            assert "scope" in checked(response, 403, "forbidden")["detail"]
            assert 'error="insufficient_scope"' in response.headers["www-authenticate"]


async def test_without_a_file_of_keys_everything_is_open(client: httpx.AsyncClient) -> None:
    response = await client.get("/v1/model")

    assert response.status_code == 200
    assert "ratelimit" not in response.headers
    assert (await client.get("/metrics")).status_code == 200


@pytest.mark.usefixtures("at_once")
async def test_keys_change_while_the_service_runs(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    old = made(file, "old")
    async with opened(settings(file)) as client:

        async def status(token: str) -> int:
            return (await client.get("/v1/model", headers=bearer(token))).status_code

        assert await status(old) == 200
        new = made(file, "new")
        assert (await status(old), await status(new)) == (200, 200)
        assert main(["keys", "revoke", old.split("_")[1], "--file", str(file)]) == 0
        assert (await status(old), await status(new)) == (401, 200)


@pytest.mark.usefixtures("at_once")
async def test_a_file_that_breaks_leaves_the_keys_in_force(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = tmp_path / "keys.json"
    token = made(file, "archive")
    async with opened(settings(file)) as client:
        for breakage in (lambda: file.write_text("{"), file.unlink):
            breakage()
            caplog.clear()
            for _ in range(3):
                assert (await client.get("/v1/model", headers=bearer(token))).status_code == 200
            assert caplog.text.count("stay in force") == 1


async def test_a_limit_holds_for_each_key_alone(file: Path, token: str, slow: str) -> None:
    async with opened(settings(file)) as client:
        answers = [await client.get("/v1/model", headers=bearer(slow)) for _ in range(5)]
        other = await client.get("/v1/model", headers=bearer(token))

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert [answer.headers["ratelimit-policy"] for answer in answers] == ['"key";q=3;w=60'] * 5
    assert [answer.headers["ratelimit"].split(";")[1] for answer in answers] == ["r=2", "r=1", "r=0", "r=0", "r=0"]
    assert "3 requests a minute" in checked(answers[-1], 429, "rate-limited")["detail"]
    # A third of a minute a request.
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 20
    assert "retry-after" not in answers[0].headers
    assert other.status_code == 200
    assert other.headers["ratelimit-policy"] == '"key";q=1200;w=60'


async def test_the_setting_limits_keys_that_have_none_of_their_own(file: Path, token: str, slow: str) -> None:
    async with opened(settings(file, requests_per_minute=1)) as client:
        statuses = [(await client.get("/v1/model", headers=bearer(token))).status_code for _ in range(2)]
        assert (await client.get("/healthz")).status_code == 200
        assert (await client.get("/v1/model", headers=bearer(slow))).status_code == 200

    assert statuses == [200, 429]


def test_a_bucket_empties_with_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    limiter = Limiter()

    def let_through() -> int:
        return sum(not limiter.take("key", 6).retry_after for _ in range(20))

    assert let_through() == 6
    quota = limiter.take("key", 6)
    assert (quota.remaining, quota.reset, quota.retry_after) == (0, 60, 10)
    now += 9
    assert let_through() == 0
    now += 1
    assert let_through() == 1
    now += 3600
    assert let_through() == 6


def test_limiters_of_one_folder_share_their_buckets(tmp_path: Path) -> None:
    one, other = Limiter(tmp_path), Limiter(tmp_path)
    taken = [limiter.take("key", 5) for limiter in (one, other) * 4]

    assert [not quota.retry_after for quota in taken] == [True] * 5 + [False] * 3


def test_what_a_bucket_held_before_the_machine_was_started_anew_is_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1_000_000.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    Limiter(tmp_path).take("key", 1)
    now = 5.0

    assert not Limiter(tmp_path).take("key", 1).retry_after


async def test_the_document_tells_of_keys_where_they_are_asked_for(file: Path, client: httpx.AsyncClient) -> None:
    assert "securitySchemes" not in (await client.get("/openapi.json")).json()["components"]
    async with opened(settings(file)) as closed:
        document = (await closed.get("/openapi.json")).json()

    assert document["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    asked = {
        path for path, methods in document["paths"].items() if any("security" in each for each in methods.values())
    }
    assert asked == {"/v1/classify", "/v1/classify/batch", "/v1/model", "/v1/moderations", "/metrics"}
    assert {"401", "403", "429"} <= set(document["paths"]["/v1/classify"]["post"]["responses"])
