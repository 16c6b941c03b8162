"""``forewarn explain``."""

import json
import re
from pathlib import Path

import pytest

from app.cli import main
from tests.app import stories


@pytest.fixture
def fight(tmp_path: Path) -> str:
    path = tmp_path / "fight.txt"
    path.write_text(stories.FIGHT)
    return str(path)


def test_the_reasons_are_told(fight: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", fight]) == 0
    out = capsys.readouterr().out

    assert "what the rating adds up" in out
    assert "violence: graphic" in out
    assert re.search(r"\bskull \+\d\.\d\d\b|\bblood \+\d\.\d\d\b", out)
    assert "language: " in out
    assert "who may die" in out


def test_machines_are_told_all(fight: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "--json", "--evidence", "1", fight]) == 0
    told = json.loads(capsys.readouterr().out)

    assert told["file"] == fight
    assert told["verdict"]["severities"]["violence"] == "graphic"
    assert [len(label["evidence"]) for label in told["labels"]] == [1] * len(told["labels"])
    assert len(told["passages"]) == told["verdict"]["document"]["passages"]


def test_a_work_that_cannot_be_judged_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "stub.txt").write_text("Hello.")

    assert main(["explain", str(tmp_path / "stub.txt")]) == 1
    assert "too_short" in capsys.readouterr().out
    for missing in ("missing.txt", "."):
        assert main(["explain", str(tmp_path / missing)]) == 1
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith("forewarn: ")
        assert "Errno" not in err


def test_a_work_cannot_steer_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    work = tmp_path / "esc.txt"
    work.write_text(f"\x1b[2J\x1b]0;owned\x07 [bold]{stories.FIGHT}")

    assert main(["explain", str(work)]) == 0
    out = capsys.readouterr().out
    assert not {"\x1b", "\x07"} & set(out)
    assert "[bold]" in out
