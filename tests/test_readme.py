"""The README keeps its word: its curl lines answer, its Python runs, its scripts exist, its commands are two."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.settings import Settings, variable
from tests.app.process import served

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def curls() -> list[str]:
    return [line for block in blocks("sh") for line in block.splitlines() if line.startswith("curl ")]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("serve") / "log") as (port, _):
        yield f"localhost:{port}"


def test_setting_up_takes_two_commands_that_exist() -> None:
    first, second = (block.strip() for block in blocks("sh")[:2])
    assert (ROOT / first).is_file()
    assert (ROOT / second).is_file()
    assert second in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("command", curls())
def test_each_curl_line_answers(command: str, address: str, tmp_path: Path) -> None:
    if "works.ndjson" in command:
        lines = [json.dumps({"id": str(number), "text": "The rain fell on the harbour. " * 12}) for number in range(3)]
        batch = tmp_path / "works.ndjson"
        batch.write_text("\n".join(lines), encoding="utf-8")
        command = command.replace("@works.ndjson", f"@{batch}")
    command = command.replace("localhost:8000", address)
    answer = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True, check=True)
    for line in answer.stdout.splitlines():
        assert "severities" in json.loads(line), line


def test_the_python_example_runs() -> None:
    (code,) = blocks("python")
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert "sexual_content" in done.stdout


def test_the_answer_shown_is_json() -> None:
    (answer,) = blocks("json")
    assert json.loads(answer)["rating"]["value"] == "Mature"


def test_documents_that_are_linked_exist() -> None:
    for path in re.findall(r"\]\(((?!http)[^)#]+)\)", README):
        assert (ROOT / path).exists(), path


def test_every_setting_is_documented() -> None:
    documented = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    for name in Settings.__dataclass_fields__:
        assert f"`{variable(name)}`" in documented


def test_the_demo_judges_a_story_that_is_shipped() -> None:
    (story,) = re.findall(r"\$\{1:-(.+?)\}", (ROOT / "scripts" / "demo").read_text(encoding="utf-8"))
    assert (ROOT / story).is_file()
