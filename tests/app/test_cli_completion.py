"""``forewarn completion``, in the shells that are here."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli import main
from app.cli.completion import SHELLS

ASK = {
    "bash": """
        eval "$(forewarn completion bash)"
        COMP_LINE="{line}" COMP_POINT={length}
        _python_argcomplete forewarn
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """,
    # Zsh completes only while someone types; what it would be given is shown instead.
    "zsh": """
        compdef() {{ }}
        eval "$(forewarn completion zsh)"
        is-at-least() {{ true }}
        _describe() {{ print -l -- "${{completions[@]%%:*}}" }}
        words=(forewarn) BUFFER="{line}" CURSOR={length}
        _python_argcomplete
    """,
    "fish": """
        forewarn completion fish | source
        complete --do-complete "{line}"
    """,
}


@pytest.fixture
def ask(tmp_path: Path) -> Path:
    """A folder with the program in it, under its own name."""
    program = tmp_path / "forewarn"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m app "$@"\n')
    program.chmod(0o755)
    (tmp_path / "story.txt").touch()
    return tmp_path


def offered(shell: str, line: str, folder: Path) -> list[str]:
    script = ASK[shell].format(line=line, length=len(line))
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}", "PYTHONPATH": str(root), "HOME": str(folder)}
    command = [shell, "-c", script]
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    return [each.partition("\t")[0].strip() for each in done.stdout.splitlines()]


@pytest.mark.parametrize("shell", ASK)
def test_a_shell_completes_commands_options_choices_and_files(shell: str, ask: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} here")

    assert offered(shell, "forewarn cl", ask) == ["classify"]
    assert offered(shell, "forewarn classify --ndj", ask) == ["--ndjson"]
    assert offered(shell, "forewarn serve --log-level war", ask) == ["warning"]
    assert offered(shell, "forewarn keys rev", ask) == ["revoke"]
    assert offered(shell, "forewarn explain stor", ask) == ["story.txt"]


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_has_a_script_it_can_read(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out

    assert "forewarn" in script
    if found := shutil.which(shell):
        done = subprocess.run([found, "-n"], input=script, capture_output=True, text=True, timeout=60, check=False)
        assert (done.returncode, done.stderr) == (0, "")


def test_another_shell_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "cmd"]) == 2
    err = capsys.readouterr().err
    assert all(shell in err for shell in SHELLS)
