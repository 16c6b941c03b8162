"""`docs/retraining.md` keeps its word: its commands are run as they stand, and a new tag appears in the answers."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.app.process import served
from training.examples import HIGHEST, LONGEST_NAME

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "retraining.md").read_text(encoding="utf-8")
FIT, CLASSIFY, SERVE, CURL = re.findall(r"```sh\n(.*?)\n```", PAGE, re.DOTALL)
PROGRAMS = {"python": [sys.executable], "forewarn": [sys.executable, "-m", "app"]}


def run(command: str, folder: Path) -> str:
    program, *arguments = shlex.split(command)
    done = subprocess.run(
        [*PROGRAMS[program], *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def folder(slice_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the page's commands are run, with a slice of the seeds to be quick; the model is fitted."""
    folder = tmp_path_factory.mktemp("clone")
    (folder / "docs").symlink_to(ROOT / "docs")
    (folder / "seeds").symlink_to(slice_folder)
    run(FIT, folder)
    return folder


def test_a_new_tag_is_in_the_answer_that_is_shown(folder: Path) -> None:
    verdict = json.loads(run(CLASSIFY, folder))
    told = {warning["tag"]: warning for warning in verdict["warnings"]}
    (shown,) = (json.loads(block) for block in re.findall(r"```json\n(.*?)\n```", PAGE, re.DOTALL))
    assert list(told) == ["explicit_content", "violence", "major_character_death", "spiders"]
    assert told["spiders"].keys() == shown.keys()
    assert all(told["spiders"][name] == shown[name] for name in ("tag", "decision", "severity", "archive_warning"))
    assert any(term["term"].startswith("spider") for term in told["spiders"]["evidence"][0]["terms"])
    assert verdict["severities"]["spiders"] == "present"
    assert verdict["rating"]["value"]


def test_the_model_is_served_and_says_what_it_judges(folder: Path, tmp_path: Path) -> None:
    assert shlex.split(SERVE) == ["forewarn", "serve", "--model", "out/model"]
    with served(tmp_path / "log", "--model", str(folder / "out" / "model")) as (port, _):
        address = CURL.removeprefix("curl localhost:8000")
        model = httpx.get(f"http://127.0.0.1:{port}{address}", timeout=30).json()
    assert model["labels"][-1] == {"name": "spiders", "levels": ["none", "present"], "tag": "spiders"}


def test_what_the_page_says_of_the_model_is_there(folder: Path) -> None:
    manifest = json.loads((folder / "out" / "model" / "manifest.json").read_bytes())
    assert manifest["figures"]["works"]["heads"]["spiders>=1"]["n"] == 16
    assert "spiders" in manifest["decisions"]
    assert "| spiders | none, present | spiders |" in (folder / "out" / "model" / "README.md").read_text("utf-8")


def test_limits_are_as_the_page_says() -> None:
    assert f"1 to {LONGEST_NAME} characters" in PAGE
    assert f"at most {HIGHEST} for a scale" in PAGE


def test_documents_that_are_linked_exist() -> None:
    for path in re.findall(r"\]\(((?!http)[^)#]+)", PAGE):
        assert (ROOT / "docs" / path).exists(), path
