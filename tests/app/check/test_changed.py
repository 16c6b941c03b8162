"""``--since``: which works git has seen change."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.app.check.conftest import FIGHT, GENTLE, Repository, header


def checked(repository: Repository, *arguments: str) -> list[str]:
    repository.check("--fail-on", "", "--format", "json=report.json", *arguments)
    report = json.loads((repository.root / "report.json").read_text())
    return [work["path"] for work in report["works"]]


@pytest.fixture
def branched(repository: Repository) -> Repository:
    """Two works on main, one of which changes there later; a branch with others."""
    repository.write("uploads/old.md", header() + GENTLE)
    repository.write("uploads/moved.md", header() + GENTLE)
    repository.write("uploads/gone.md", header() + GENTLE)
    repository.commit()
    repository.git("checkout", "--quiet", "-b", "topic")
    repository.write("uploads/mérés, és más.md", header() + FIGHT)
    repository.write("uploads/moved.md", header() + FIGHT)
    (repository.root / "uploads" / "gone.md").unlink()
    repository.commit()
    repository.git("checkout", "--quiet", "main")
    repository.write("uploads/old.md", header() + FIGHT)
    repository.commit()
    repository.git("checkout", "--quiet", "topic")
    return repository


def test_only_what_the_branch_changed_is_checked(branched: Repository) -> None:
    assert checked(branched, "--since", "main", "uploads") == ["uploads/moved.md", "uploads/mérés, és más.md"]
    assert branched.check("--since", "main", "uploads")[0] == 1


def test_what_is_not_committed_yet_counts(branched: Repository) -> None:
    branched.write("uploads/new.md", header() + GENTLE)
    branched.write("uploads/old.md", header() + GENTLE + "More.")
    assert checked(branched, "--since", "HEAD", "uploads") == ["uploads/new.md", "uploads/old.md"]


def test_a_sidecar_that_changes_changes_its_work(branched: Repository) -> None:
    branched.write("uploads/old.forewarn.yaml", "rating: T\n")
    assert checked(branched, "--since", "HEAD", "uploads") == ["uploads/old.md"]


def test_nothing_changed_is_fine(branched: Repository) -> None:
    code, out, _ = branched.check("--since", "HEAD", "uploads")
    assert (code, out) == (0, "0 works checked: nothing that fails.\n")


def test_it_works_from_a_folder_of_the_repository(branched: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(branched.root / "uploads")
    code, out, _ = branched.check("--since", "main", "--format", "github", ".")
    assert code == 1
    assert "file=uploads/moved.md," in out
    assert "old.md" not in out


@pytest.mark.parametrize("ref", ["no-such-branch", "--output=x", "HEAD:uploads"])
def test_a_ref_that_is_none_is_named_with_the_way_out(branched: Repository, ref: str) -> None:
    code, out, err = branched.check(f"--since={ref}", "uploads")
    assert (code, out) == (2, "")
    assert ref in err
    assert "fetch-depth: 0" in err


def test_without_common_history_it_could_not_run(branched: Repository, tmp_path: Path) -> None:
    branched.git("checkout", "--quiet", "--orphan", "fresh")
    branched.commit()
    code, _, err = branched.check("--since", "main", "uploads")
    assert code == 3
    assert "fetch-depth: 0" in err


def test_outside_of_a_repository_it_could_not_run(repository: Repository) -> None:
    repository.write("a.md", header() + GENTLE)
    shutil.rmtree(repository.root / ".git")
    code, _, err = repository.check("--since", "main", "a.md")
    assert code == 3
    assert "not a git repository" in err


def test_without_git_it_could_not_run(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.write("a.md", header() + GENTLE)
    monkeypatch.setenv("PATH", "/nonexistent")
    code, _, err = repository.check("--since", "main", "a.md")
    assert code == 3
    assert "not installed" in err


def test_in_a_shallow_clone_the_way_out_is_named(
    branched: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"file://{branched.root}"
    subprocess.run(("git", "clone", "-q", "--depth=1", "-b", "topic", url, tmp_path / "clone"), check=True)
    monkeypatch.chdir(tmp_path / "clone")
    code, _, err = branched.check("--since", "origin/main", "uploads")
    assert code == 2
    assert "fetch-depth: 0" in err
