"""The service against its own description: what it says it takes it takes, what it says it answers it answers."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.main import create_app
from app.settings import Settings
from model import taxonomy
from model.documents import declared
from tests.app.process import served

ROOT = Path(__file__).parents[2]
DOCUMENT = create_app(Settings()).openapi()
OPERATIONS = [
    (f"{method.upper()} {path}", operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
]
BINARY = {"application/epub+zip", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}


def test_schemathesis_finds_no_fault(tmp_path: Path) -> None:
    with served(tmp_path / "log", FOREWARN_THREADS="2") as (port, process):
        command = [sys.executable, "-m", "schemathesis.cli", "run", f"http://127.0.0.1:{port}/openapi.json"]
        options = (
            "--checks all --phases examples,coverage,fuzzing --max-examples 25 --generation-deterministic --no-color"
        )
        done = subprocess.run(
            [*command, *options.split()],
            cwd=tmp_path,
            env={**os.environ, "SCHEMATHESIS_HOOKS": "tests.app.strategies", "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
        assert f"Tested: {len(OPERATIONS)}" in done.stdout
        assert process.poll() is None


@pytest.mark.parametrize(("name", "operation"), OPERATIONS, ids=[name for name, _ in OPERATIONS])
def test_every_operation_has_examples(name: str, operation: dict[str, Any]) -> None:
    for parameter in operation.get("parameters", []):
        assert "example" in parameter
    answers = [answer for status, answer in operation["responses"].items() if "application/json" in answer["content"]]
    for body in [operation.get("requestBody", {"content": {}}), *answers]:
        for media_type, content in body["content"].items():
            is_given_elsewhere = media_type in BINARY or media_type == "multipart/form-data"
            assert is_given_elsewhere or "example" in content or media_type == "application/x-ndjson"


def examples() -> Iterator[tuple[str, str, Any]]:
    for name, operation in OPERATIONS:
        for media_type, content in operation.get("requestBody", {"content": {}})["content"].items():
            if "example" in content:
                yield name, media_type, content["example"]


@pytest.mark.anyio
@pytest.mark.parametrize(("name", "media_type", "example"), [*examples()])
async def test_examples_are_answered(client: httpx.AsyncClient, name: str, media_type: str, example: Any) -> None:
    sent = {"content": example.encode()} if isinstance(example, str) else {"json": example}
    method, path = name.split()
    response = await client.request(method, path, headers={"Content-Type": media_type}, **sent)
    assert response.status_code == 200
    assert '"error"' not in response.text


RATINGS = [
    *taxonomy.RATINGS,
    taxonomy.NOT_RATED,
    "m",
    "K+",
    "PG-13",
    "nc 17",
    "Rated: Fiction M - English",
    " teen ",
    "rated-m",
]
WARNINGS = [*taxonomy.ARCHIVE_WARNINGS, "MCD", "graphic  violence", "none!", "Underage, Rape", "no mcd\nmcd"]


@pytest.mark.parametrize("rating", [*RATINGS, "", "Q", "teenager", "M/M", "12", "K-Ω", "Té", "gg", "not"])
def test_a_rating_matches_its_pattern_if_it_is_understood(rating: str) -> None:
    assert bool(re.search(declared.rating_pattern(), rating)) == bool(declared.parse_rating(rating))
    assert bool(declared.parse_rating(rating)) == (rating in RATINGS)


@pytest.mark.parametrize("warning", [*WARNINGS, "", "a mcd", "mice", "no\nwarnings", "violence"])
def test_a_warning_matches_its_pattern_if_it_is_understood(warning: str) -> None:
    assert bool(re.search(declared.warning_pattern(), warning)) == bool(declared.parse_warnings([warning]))
    assert bool(declared.parse_warnings([warning])) == (warning in WARNINGS)
