"""The example repository, the action, the hook and the pages keep their word."""

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from app.check.finding import KINDS, MEANINGS
from app.check.formats import FORMATS
from app.cli import check as command
from app.cli import main
from model.documents import SUPPORTED
from tests.app.check.conftest import FIGHT, Repository, header

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "docs" / "examples" / "archive"
PAGE = (ROOT / "docs" / "check.md").read_text(encoding="utf-8")
MISTAGGED = "uploads/harvest-home.md"


@pytest.fixture
def archive(repository: Repository) -> Repository:
    """The example as a repository: an empty main, and a branch with the three uploads."""
    shutil.copytree(EXAMPLE, repository.root, dirs_exist_ok=True)
    uploads = repository.root / "uploads"
    uploads.rename(repository.root.parent / "uploads")
    repository.commit()
    repository.git("checkout", "--quiet", "-b", "uploads-of-the-day")
    (repository.root.parent / "uploads").rename(uploads)
    repository.commit()
    return repository


def test_of_three_uploads_the_mistagged_one_is_named(archive: Repository) -> None:
    code, out, _ = archive.check("--format", "json", "--since", "main", "uploads")
    works = {work["path"]: work for work in json.loads(out)["works"]}

    assert code == 1
    assert len(works) == 3
    assert [path for path, work in works.items() if work["fails"]] == [MISTAGGED]
    found = {(finding["kind"], finding["tag"]) for finding in works[MISTAGGED]["findings"]}
    assert {("missing", "violence"), ("rating", None)} <= found


def test_tagged_rightly_it_passes(archive: Repository) -> None:
    work = archive.root / MISTAGGED
    tagged = work.read_text().replace("General Audiences", "Explicit")
    work.write_text(tagged.replace("No Archive Warnings Apply", "[Graphic Violence, Major Character Death]"))
    assert archive.check("--since", "main", "uploads")[0] == 0


def run_action(archive: Repository, folder: Path, **inputs: str) -> tuple[int, str, str]:
    """Run the action's check as a runner would; the exit code, the log and the job's summary."""
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    (step,) = (step for step in action["runs"]["steps"] if step.get("name") == "Check")
    environment = {"PATH": "/usr/bin:/bin", "RUNNER_TEMP": str(folder), "GITHUB_STEP_SUMMARY": str(folder / "md")}
    for variable, expression in step["env"].items():
        (name,) = re.findall(r"inputs\.([\w-]+)", expression)
        environment[variable] = inputs.get(name, str(action["inputs"][name]["default"]))
    program = folder / "forewarn" / "bin" / "forewarn"
    program.parent.mkdir(parents=True, exist_ok=True)
    program.write_text(f'#!/bin/sh\nPYTHONPATH={shlex.quote(str(ROOT))} exec {sys.executable} -m app "$@"\n')
    program.chmod(0o755)
    done = subprocess.run(
        ("bash", "-e", "-o", "pipefail", "-c", step["run"]),
        cwd=archive.root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    summary = folder / "md"
    return done.returncode, done.stdout + done.stderr, summary.read_text() if summary.exists() else ""


def test_the_action_annotates_the_mistagged_work(archive: Repository, tmp_path: Path) -> None:
    code, log, summary = run_action(archive, tmp_path, paths="uploads", since="main", sarif="out.sarif")
    assert code == 1
    assert f"::error file={MISTAGGED},line=3," in log
    assert "harvest-home.md" in summary
    assert json.loads((archive.root / "out.sarif").read_text())["version"] == "2.1.0"
    assert run_action(archive, tmp_path, paths="uploads", since="HEAD")[0] == 0


def test_the_actions_inputs_are_words_and_no_code(archive: Repository, tmp_path: Path) -> None:
    archive.write("my works/$(touch owned).md", header() + FIGHT)
    inputs = {"paths": "my works\n\n-v.md\n", "fail-on": "missing", "min-confidence": "0.1; touch owned"}
    code, log, _ = run_action(archive, tmp_path, **inputs)
    assert code == 2
    assert "a number from 0 to 1 is needed" in log
    assert not (archive.root / "owned").exists()

    code, log, _ = run_action(archive, tmp_path, **{**inputs, "min-confidence": ""})
    assert code == 1
    assert "file=my works/$(touch owned).md," in log
    assert not (archive.root / "owned").exists()


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        ("vendor.github-actions", "action.yml"),
        ("vendor.github-workflows", "docs/examples/archive/.github/workflows/content-warnings.yml"),
        ("vendor.gitlab-ci", "docs/examples/archive/.gitlab-ci.yml"),
    ],
)
def test_what_runs_it_is_valid(schema: str, path: str) -> None:
    checker = (sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(ROOT / path))
    done = subprocess.run(checker, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_workflow_uses_the_actions_inputs() -> None:
    workflow = yaml.safe_load((EXAMPLE / ".github/workflows/content-warnings.yml").read_text(encoding="utf-8"))
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    steps = workflow["jobs"]["check"]["steps"]
    (used,) = (step["with"] for step in steps if "forewarn" in step["uses"])
    assert used.keys() <= action["inputs"].keys()


def test_gitlabs_job_finds_it(archive: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    job = yaml.safe_load((EXAMPLE / ".gitlab-ci.yml").read_text(encoding="utf-8"))["content-warnings"]
    base = archive.git("rev-parse", "main")
    (script,) = (line.replace("$CI_MERGE_REQUEST_DIFF_BASE_SHA", base) for line in job["script"])
    program, name, *arguments = shlex.split(script)
    assert (program, name) == ("forewarn", "check")
    assert archive.check(*arguments)[0] == 1
    assert MISTAGGED in (archive.root / job["artifacts"]["reports"]["junit"]).read_text()


def test_the_hook_takes_every_format_and_finds_it(archive: Repository) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    config = yaml.safe_load((EXAMPLE / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    extensions = [extension for format in SUPPORTED.values() for extension in format.extensions]
    assert all(re.search(hook["files"], f"a{extension}") for extension in (*extensions, ".forewarn.yaml"))
    assert not re.search(hook["files"], "a.py")
    assert [each["id"] for each in config["repos"][0]["hooks"]] == [hook["id"]]
    staged = [name for name in archive.git("ls-files").splitlines() if re.search(hook["files"], name)]
    program, name, *arguments = shlex.split(hook["entry"])
    assert (program, name) == ("forewarn", "check")
    code, out, _ = archive.check(*arguments, *staged)
    assert code == 1
    assert "README.md" not in out


def commands() -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.startswith("forewarn check")]


def of_the_archive(line: str) -> list[str]:
    """A command's arguments, for the example; a comment or a redirection is the shell's."""
    return shlex.split(line.split(" >> ")[0].replace("origin/main", "main"))[2:]


# What --url does has tests of its own, with a service.
@pytest.mark.parametrize("line", [line for line in commands() if "--url" not in line])
def test_each_command_of_the_page_runs(archive: Repository, line: str) -> None:
    code, _, err = archive.check(*of_the_archive(line))
    assert (code, err) == (1, "")


def test_the_pages_policy_is_understood_and_its_acceptance_holds(archive: Repository) -> None:
    archive.write(".forewarn.toml", "\n".join(re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)))
    (work,) = json.loads(archive.check("--format", "json", MISTAGGED)[1])["works"]
    accepted = {finding["tag"]: finding["accepted"] for finding in work["findings"] if finding["accepted"]}
    assert accepted.keys() == {"violence"}


def test_the_page_and_the_help_name_every_kind_and_format(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--help"]) == 0
    said = capsys.readouterr().out
    for name in (*KINDS, *FORMATS):
        assert f"`{name}`" in PAGE, name
        assert name in said, name
    assert command.KINDS == KINDS == tuple(MEANINGS)
    assert tuple(FORMATS) == command.FORMATS
