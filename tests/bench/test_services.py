"""The benchmark's own services answer what they are asked, and its client tells a refusal."""

import asyncio
import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from bench import empty
from bench.load import _main, _of_wrk
from bench.servers import serving
from bench.works import work_of


def test_the_empty_route_parses_and_answers() -> None:
    answer = TestClient(empty.app).post("/v1/classify", json={"text": "It rained."})
    assert answer.json() == {"characters": 10}


def test_a_service_is_started_asked_and_stopped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    body = tmp_path / "body.json"
    body.write_text(json.dumps({"text": work_of(3_000)}))
    with serving("empty") as server:
        assert server.memory() > 1
        asyncio.run(_main(server.url, str(body), "0.1", "2"))
        figures = json.loads(capsys.readouterr().out)
        assert figures["per_second"] > 0
        assert figures["p50"] <= figures["p99"]
        body.write_text("no JSON")
        with pytest.raises(RuntimeError, match="500"):
            asyncio.run(_main(server.url, str(body), "0.1", "1"))


def test_what_wrk_says_is_understood() -> None:
    said = (
        "  Latency Distribution\n     50%  486.00us\n     75%    2.00ms\n     99%    1.50s\nRequests/sec:   5268.12\n"
    )
    assert (found := _of_wrk(said)).per_second == 5268.12
    assert (found.p50, found.p99) == (0.486, 1500.0)
    with pytest.raises(RuntimeError):
        _of_wrk(said + "Non-2xx or 3xx responses: 3\n")
