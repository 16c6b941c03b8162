"""API keys on the command line, and the file that they are kept in."""

import json
import re
import shlex
import stat
import threading
from pathlib import Path

import pytest

from app.cli import main
from tests.app.keys import made

ROOT = Path(__file__).parents[2]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


def listed(file: Path, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["keys", "list", "--file", str(file)]) == 0
    return capsys.readouterr().out


def test_a_key_is_shown_once_and_kept_hashed(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys", "new", "archive", "--requests-per-minute", "90", "--file", str(file)]) == 0
    token, said = capsys.readouterr()
    prefix, key_id, secret = token.strip().split("_", 2)

    assert prefix == "fw"
    assert len(secret) >= 43
    assert key_id in said
    for later in (said, file.read_text(), listed(file, capsys)):
        assert secret not in later
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_keys_are_listed_with_what_is_known_of_them(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = made(file, "archive", "--requests-per-minute", "90"), made(file, "prometheus", "--scope", "metrics")
    header, *rows = listed(file, capsys).splitlines()

    assert header.split() == ["ID", "CREATED", "REQUESTS/MIN", "SCOPES", "NAME"]
    assert [row.split()[0] for row in rows] == [token.split("_")[1] for token in (first, second)]
    assert rows[0].split()[2:] == ["90", "classify", "archive"]
    assert rows[1].endswith("metrics   prometheus")


def test_a_revoked_key_is_gone_and_the_others_stay(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = (made(file, name).split("_")[1] for name in ("old", "new"))

    assert main(["keys", "revoke", first, "--file", str(file)]) == 0
    assert first in capsys.readouterr().out
    assert [row.split()[0] for row in listed(file, capsys).splitlines()[1:]] == [second]


def test_no_key_is_revoked_where_one_is_unknown(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key_id = made(file, "archive").split("_")[1]

    assert main(["keys", "revoke", key_id, "00000000", "--file", str(file)]) == 2
    assert "00000000" in capsys.readouterr().err
    assert key_id in listed(file, capsys)


def test_mode_of_a_file_that_exists_stays(file: Path) -> None:
    made(file, "archive")
    file.chmod(0o640)
    made(file, "other")

    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert list(file.parent.iterdir()) == [file]


def test_changes_at_the_same_time_are_all_kept(file: Path) -> None:
    names = [f"key-{number}" for number in range(6)]
    threads = [threading.Thread(target=made, args=(file, name)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(key["name"] for key in json.loads(file.read_text())["keys"]) == sorted(names)


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("new",),
        ("new", ""),
        ("new", "x" * 65),
        ("new", "a\nb"),
        ("new", "x", "--scope", "all"),
        ("new", "x", "--requests-per-minute", "0"),
        ("revoke",),
    ],
)
def test_arguments_that_are_none_exit_2(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys", *arguments]) == 2
    assert "usage:" in capsys.readouterr().err


def test_the_file_comes_from_the_environment_or_is_asked_for(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FOREWARN_KEYS", raising=False)
    assert main(["keys", "list"]) == 2
    assert "--file" in capsys.readouterr().err

    monkeypatch.setenv("FOREWARN_KEYS", str(file))
    assert main(["keys", "new", "archive"]) == 0
    assert main(["keys", "list"]) == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "the file"),
        ("[]", "the file"),
        ('{"keys": [{"id": "a"}]}', "keys.0.name"),
        ('{"keys": [], "kays": []}', "kays"),
    ],
)
def test_a_file_that_is_none_of_keys_is_refused_and_kept(
    file: Path, content: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(content)
    for arguments in (("list",), ("new", "x"), ("revoke", "x")):
        assert main(["keys", *arguments, "--file", str(file)]) == 2
        error = capsys.readouterr().err
        assert str(file) in error
        assert said in error
    assert file.read_text() == content


def test_a_folder_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys", "new", "x", "--file", str(tmp_path / "none" / "keys.json")]) == 2
    assert str(tmp_path / "none") in capsys.readouterr().err


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.0.2.1", "archive.example"])
def test_strangers_are_not_served_without_keys(host: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--host", host, "--port", "0"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    for way_out in ("forewarn keys new", "FOREWARN_KEYS", "--no-auth"):
        assert way_out in said


def test_keys_that_contradict_or_are_missing_are_told_before_serving(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOREWARN_KEYS", str(file))
    assert main(["serve", "--port", "0"]) == 2
    assert "no such file" in capsys.readouterr().err

    key_id = made(file, "archive").split("_")[1]
    assert main(["serve", "--port", "0", "--no-auth"]) == 2
    assert "contradict" in capsys.readouterr().err

    main(["keys", "revoke", key_id])
    assert main(["serve", "--port", "0"]) == 2
    assert "has no keys" in capsys.readouterr().err


def test_the_commands_in_the_documentation_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    documented = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    commands = re.findall(r"^    forewarn (keys .+)$", documented, re.MULTILINE)
    assert {command.split()[1] for command in commands} == {"new", "list", "revoke"}
    for command in commands:
        last = listed(Path("keys.json"), capsys).splitlines()[-1].split()[0] if Path("keys.json").exists() else ""
        assert main(shlex.split(command.replace("3f9a01c7", last))) == 0, command
        capsys.readouterr()
