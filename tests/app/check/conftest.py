import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.cli import main
from tests.app import stories

FIGHT = stories.FIGHT
GENTLE = stories.GENTLE


def header(rating: str | None = "General Audiences", warnings: str | None = "No Archive Warnings Apply") -> str:
    """Front matter of four lines, if both are stated."""
    stated = [f"rating: {rating}"] if rating else []
    stated += [f"archive_warnings: {warnings}"] if warnings else []
    return "\n".join(["---", *stated, "---", ""])


HONEST = header("Explicit", "Graphic Depictions Of Violence, Major Character Death")


@dataclass
class Repository:
    """A git repository that is the working directory, and the command in it."""

    root: Path
    capture: pytest.CaptureFixture[str]

    def write(self, path: str, content: str | bytes) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    def git(self, *arguments: str) -> str:
        done = subprocess.run(("git", *arguments), cwd=self.root, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def commit(self) -> str:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "works")
        return self.git("rev-parse", "HEAD")

    def check(self, *arguments: object) -> tuple[int, str, str]:
        self.capture.readouterr()
        code = main(["check", *map(str, arguments)])
        out, err = self.capture.readouterr()
        return code, out, err


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Repository:
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Tester")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "tester@archive.example")
    for variable in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(variable, "/dev/null")
    root = tmp_path / "repository"
    root.mkdir()
    monkeypatch.chdir(root)
    repository = Repository(root, capsys)
    repository.git("init", "--quiet", "--initial-branch", "main")
    return repository
