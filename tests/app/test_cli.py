import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.cli import main
from model import __version__, taxonomy
from tests.app import stories


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A folder of works, and of things that are none."""
    (tmp_path / "b.txt").write_text(stories.FIGHT)
    (tmp_path / "a.HTML").write_text(stories.html(stories.GENTLE))
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "c.md").write_text(stories.GENTLE)
    (tmp_path / "deep" / "cover.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "d.txt").write_text(stories.GENTLE)
    return tmp_path


@pytest.fixture
def forewarn(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    def run(*arguments: object) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return run


Forewarn = Callable[..., tuple[int, str, str]]


def test_one_work_is_told_in_full(forewarn: Forewarn, shelf: Path) -> None:
    code, out, err = forewarn("classify", shelf / "b.txt", "--rating", "K", "--warning", "No Archive Warnings Apply")

    assert code == 0
    assert err == ""
    assert "b.txt" in out
    assert "violence: yes" in out
    assert "chapter 1, 0-" in out
    assert "The axe split his skull" in out
    assert taxonomy.GRAPHIC_VIOLENCE in out
    assert f"declared {taxonomy.GENERAL}, reads as" in out
    assert "no warning of violence" in out


def test_several_works_are_a_row_each(forewarn: Forewarn, shelf: Path) -> None:
    code, out, _ = forewarn("classify", shelf)
    rows = out.splitlines()[1:]

    assert code == 0
    assert [row.split()[0] for row in rows] == [str(shelf / name) for name in ("a.HTML", "b.txt", "deep/c.md")]
    assert "The axe" not in out
    assert "The axe" in forewarn("classify", "--verbose", shelf)[1]


def test_json_is_an_object_for_a_file_and_an_array_for_more(forewarn: Forewarn, shelf: Path) -> None:
    one = json.loads(forewarn("classify", "--json", shelf / "b.txt")[1])
    two = json.loads(forewarn("classify", "--json", shelf / "b.txt", shelf / "a.HTML")[1])
    folder = json.loads(forewarn("classify", "--json", shelf / "deep")[1])

    assert one["file"] == str(shelf / "b.txt")
    assert one == two[0]
    assert two[1]["document"]["format"] == "text/html"
    assert [each["file"] for each in folder] == [str(shelf / "deep" / "c.md")]


def test_ndjson_is_a_line_a_work(forewarn: Forewarn, shelf: Path) -> None:
    code, out, _ = forewarn("classify", "--ndjson", "--evidence", 0, shelf)
    lines = [json.loads(line) for line in out.splitlines()]

    assert code == 0
    assert [Path(line["file"]).name for line in lines] == ["a.HTML", "b.txt", "c.md"]
    assert not any(warning["evidence"] for line in lines for warning in line["warnings"])


def test_a_work_that_cannot_be_read_spoils_no_other(forewarn: Forewarn, shelf: Path) -> None:
    (shelf / "paper.pdf").write_bytes(b"%PDF-1.7\n")
    works = (shelf / "paper.pdf", shelf / "b.txt", shelf / "missing.txt")

    code, out, err = forewarn("classify", *works)
    assert code == 1
    assert str(shelf / "b.txt") in out
    assert "paper.pdf" in err
    assert "missing.txt: No such file" in err

    code, out, _ = forewarn("classify", "--json", *works)
    results = json.loads(out)
    assert code == 1
    assert results[0]["error"]["code"] == "unsupported_format"
    assert results[1]["rating"]["value"]
    assert results[2]["error"]["code"] == "unreadable_file"


def test_a_work_that_cannot_be_judged_is_told_and_counts(forewarn: Forewarn, tmp_path: Path) -> None:
    (tmp_path / "stub.txt").write_text("Hello.")

    for arguments in ((), ("--json",), ("--ndjson",)):
        code, out, _ = forewarn("classify", *arguments, tmp_path / "stub.txt")
        assert code == 1
        assert "too_short" in out


def test_a_folder_without_works_is_no_success(forewarn: Forewarn, tmp_path: Path) -> None:
    code, _, err = forewarn("classify", tmp_path)

    assert code == 1
    assert "no works" in err


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("clasify", "x"),
        ("classify",),
        ("classify", "--evidence", "21", "x"),
        ("classify", "--json", "--ndjson", "x"),
        ("classify", "--rating", "tame", "x"),
        ("classify", "--warning", "mice", "x"),
        ("serve", "--port", "http"),
        ("serve", "--workers", "0"),
    ],
)
def test_a_command_line_that_is_none_exits_2(forewarn: Forewarn, arguments: tuple[str, ...]) -> None:
    code, out, err = forewarn(*arguments)

    assert code == 2
    assert out == ""
    assert "usage:" in err


def test_without_a_model_nothing_runs(forewarn: Forewarn, shelf: Path) -> None:
    for arguments in (("classify", shelf / "b.txt"), ("model",), ("serve", "--port", 0)):
        code, out, err = forewarn(*arguments, "--model", shelf)
        assert code == 3
        assert out == ""
        assert err.startswith("forewarn: ")
        assert err.count("\n") == 1
        assert "Traceback" not in err


def test_a_setting_that_is_none_is_a_matter_of_usage(forewarn: Forewarn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOREWARN_THREADS", "several")
    code, _, err = forewarn("serve", "--port", 0)

    assert code == 2
    assert "FOREWARN_THREADS" in err


def test_the_model_is_described(forewarn: Forewarn) -> None:
    _, out, _ = forewarn("model")
    described = json.loads(forewarn("model", "--json")[1])

    assert described["sha256"] in out
    assert "explicit_content" in out
    assert described["corpora"]
    assert described["corpora"][0]["file"] in out
    assert "weights" not in json.dumps(described)


def test_version_and_help(forewarn: Forewarn) -> None:
    assert forewarn("--version") == (0, f"forewarn {__version__}\n", "")
    code, out, _ = forewarn("--help")
    assert code == 0
    assert "examples:" in out
    assert "exit codes:" in out
    for command in ("classify", "serve", "model"):
        code, out, _ = forewarn(command, "--help")
        assert code == 0
        assert command in out


def test_a_work_cannot_steer_the_terminal(forewarn: Forewarn, tmp_path: Path) -> None:
    work = tmp_path / "esc.txt"
    work.write_text(f"\x1b[2J\x1b]0;owned\x07 [bold]{stories.FIGHT}")
    code, out, _ = forewarn("classify", work)

    assert code == 0
    assert "\x1b" not in out
    assert "\x07" not in out
    assert "[bold]" in out


def run(*arguments: object, **options: Any) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "app", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, timeout=120, check=False, **options)


def test_standard_input_is_a_work() -> None:
    done = run("classify", "--json", "-", input=stories.epub(stories.FIGHT))
    verdict = json.loads(done.stdout)

    assert done.returncode == 0
    assert verdict["file"] == "-"
    assert verdict["document"]["format"] == "application/epub+zip"


def test_a_terminal_of_small_encoding_is_enough(shelf: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = run("classify", "--verbose", shelf, env=environment)

    assert done.returncode == 0
    assert done.stdout.isascii()
    assert done.stderr == b""


def test_a_closed_pipe_is_no_reason_to_complain(shelf: Path) -> None:
    command = [sys.executable, "-m", "app", "classify", "--ndjson", *([str(shelf)] * 40)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        complaints = process.stderr.read()
        code = process.wait(60)

    assert code == 141
    assert complaints == b""


def test_machines_get_their_answer_without_the_weight_of_the_service(shelf: Path) -> None:
    script = (
        "import sys; from app.cli import main; code = main(sys.argv[1:]); "
        "heavy = {'fastapi', 'starlette', 'pydantic', 'uvicorn', 'httpx', 'rich', 'sklearn'}; "
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or code)"
    )
    command = [sys.executable, "-c", script, "classify", "--json", str(shelf / "b.txt")]
    done = subprocess.run(command, capture_output=True, timeout=120, check=False)

    assert done.returncode == 0, done.stderr
