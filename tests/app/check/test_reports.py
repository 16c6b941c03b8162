"""What each format holds, and that nothing in a work's name or words breaks out of it."""

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from lxml import etree

from tests.app.check.conftest import FIGHT, GENTLE, Repository, header

# Of the PyPI package sarif-om, whose licence lies beside it.
SARIF = json.loads((Path(__file__).parent / "sarif-2.1.0-rtm.4.json").read_text(encoding="utf-8"))

NASTY = "up,loads:1%/@admin #7 | <b>`x`</b> ##[error]\u202e.md"


@pytest.fixture
def archive(repository: Repository) -> Repository:
    """A work that fails, one that is accepted, one that states nothing, one that can't be judged, one that is fine."""
    repository.write("b.md", header() + FIGHT + "Accepted.\n")
    tables = repository.check("--format", "toml", "b.md")[1].replace('reason = ""', 'reason = "seen, & <fine>"')
    repository.write(".forewarn.toml", tables)
    repository.write("a.md", header() + FIGHT)
    repository.write("c.md", GENTLE)
    repository.write("d.md", "Short.")
    repository.write("e.md", header() + GENTLE)
    return repository


def test_github_annotates_the_lines(archive: Repository) -> None:
    code, out, _ = archive.check("--format", "github", ".")
    pattern = r"::(error|warning|notice) file=([^,]+),line=(\d+),endLine=(\d+),title=([^:]+)::(.+)"
    *lines, summary = out.splitlines()
    found = [match.groups() for line in lines if (match := re.fullmatch(pattern, line))]

    assert code == 1
    assert len(found) == len(lines)
    assert ("error", "a.md", "2", "2", "forewarn%3A rating too low") in [each[:5] for each in found]
    assert ("error", "a.md", "5", "5") in [each[:4] for each in found]
    assert {level for level, name, *_ in found if name == "b.md"} == {"notice"}
    assert {level for level, name, *_ in found if name == "c.md"} == {"notice"}
    assert {level for level, name, *_ in found if name == "d.md"} == {"error"}
    assert not any(name == "e.md" for _, name, *_ in found)
    assert summary.startswith("5 works checked")


def test_sarif_is_valid_and_tells_what_code_scanning_reads(archive: Repository) -> None:
    log = json.loads(archive.check("--format", "sarif", ".")[1])
    jsonschema.Draft4Validator(SARIF).validate(log)

    (run,) = log["runs"]
    results = run["results"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in results)
    places = [result["locations"][0]["physicalLocation"] for result in results]
    assert {place["artifactLocation"]["uri"] for place in places} == {"a.md", "b.md", "c.md", "d.md"}
    accepted = [result["suppressions"][0]["justification"] for result in results if "suppressions" in result]
    assert set(accepted) == {"seen, & <fine>"}
    prints = [result["partialFingerprints"]["forewarn/v1"] for result in results]
    assert len(set(prints)) == len(prints)


def test_the_schema_tells_sarif_from_what_is_none() -> None:
    assert not jsonschema.Draft4Validator(SARIF).is_valid({"version": "2.1.0", "runs": [{"tool": {"driver": {}}}]})


def test_junit_has_a_case_for_each_work(archive: Repository) -> None:
    root = etree.fromstring(archive.check("--format", "junit", ".")[1].encode())
    (suite,) = root
    cases = {case.get("name"): case for case in suite}

    assert (suite.get("tests"), suite.get("failures")) == ("5", "2")
    assert {name for name, case in cases.items() if case.find("failure") is not None} == {"a.md", "d.md"}
    assert "no warning of Graphic Depictions Of Violence" in cases["a.md"].findtext("failure", "")
    assert "accepted: seen, & <fine>" in cases["b.md"].findtext("system-out", "")
    assert len(cases["e.md"]) == 0


def test_json_tells_everything(archive: Repository) -> None:
    report = json.loads(archive.check("--format", "json", ".")[1])
    works = {work["path"]: work for work in report["works"]}

    assert report["fails"]
    assert {name for name, work in works.items() if work["fails"]} == {"a.md", "d.md"}
    assert works["a.md"]["declared"]["rating"] == "General Audiences"
    assert works["a.md"]["severities"]["violence"] == "graphic"
    assert works["d.md"]["rating"] is None
    assert works["e.md"]["findings"] == []
    assert {finding["accepted"] for finding in works["b.md"]["findings"]} == {"seen, & <fine>"}


def test_markdown_is_a_table_with_what_fails_first(archive: Repository) -> None:
    out = archive.check("--format", "markdown", ".")[1]
    rows = [line for line in out.splitlines() if line.startswith("| ")][1:]

    assert out.startswith("<!-- forewarn check -->\n### ❌ ")
    marks = [row.split(" | ")[0] for row in rows]
    assert marks == sorted(marks, key=lambda mark: "❌" not in mark)
    assert "a.md, line 2" in out
    assert "✅" in archive.check("--format", "markdown", "e.md")[1]


def test_several_reports_come_of_one_run(archive: Repository) -> None:
    code, out, _ = archive.check("--format", "text", "--format", "sarif=a.sarif", "--format", "junit=a.xml", ".")
    assert code == 1
    assert out.splitlines()[-1].startswith("5 works checked")
    jsonschema.Draft4Validator(SARIF).validate(json.loads((archive.root / "a.sarif").read_text()))
    assert etree.parse(archive.root / "a.xml").getroot().tag == "testsuites"


def test_names_and_reasons_break_out_of_no_format(repository: Repository) -> None:
    repository.write(NASTY, "Short.\n")
    os.makedirs(os.fsencode("raw"))
    with open(b"raw/\xff\x1b[31m.md", "wb") as file:
        file.write((header() + FIGHT).encode())
    repository.write("sidecar.md", header() + GENTLE)
    repository.write("sidecar.forewarn.yaml", 'rating: "tame\\n::error::##[error] @admin | <b>"\n')

    def told(name: str) -> str:
        return repository.check("--format", name, ".")[1]

    for line in told("github").splitlines()[:-1]:
        assert re.fullmatch(r"::error file=[^,:]+,line=\d+,endLine=\d+,title=[^,:]+::.+", line), line
    assert not re.search(r"^\s*::|##\[", told("text"), re.MULTILINE)
    assert "\x1b" not in told("text")
    assert "\u202e" not in told("text")
    log = json.loads(told("sarif"))
    jsonschema.Draft4Validator(SARIF).validate(log)
    places = [result["locations"][0]["physicalLocation"] for result in log["runs"][0]["results"]]
    assert all(re.fullmatch(r"[\w.,/%~-]+", place["artifactLocation"]["uri"], re.ASCII) for place in places)
    assert len(json.loads(told("json"))["works"]) == 3
    assert len(etree.fromstring(told("junit").encode())[0]) == 3
    for row in told("markdown").splitlines()[6:]:
        assert len(re.findall(r"(?<!\\)\|", row)) == 5, row
        assert not re.search(r"(?<!\\)[<`]|@admin|#7", row), row
    accepted = told("toml").replace('reason = ""', 'reason = "x"')
    repository.write(".forewarn.toml", accepted)
    assert repository.check(".")[0] in (0, 1)


def on_a_terminal(repository: Repository, **environment: str) -> str:
    """What a person sees: the command on a pseudo-terminal."""
    ours, theirs = pty.openpty()
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    command = [sys.executable, "-m", "app", "check", "a.md"]
    root = Path(__file__).parents[3]
    path = {"PYTHONPATH": str(root), "TERM": "xterm", "COLUMNS": "120", **environment}
    process = subprocess.Popen(command, cwd=repository.root, stdout=theirs, stderr=theirs, env={**kept, **path})
    os.close(theirs)
    seen = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:
            break
        if not part:
            break
        seen += part
    os.close(ours)
    assert process.wait(60) == 1
    return seen.decode()


def test_colours_are_for_terminals_that_want_them(archive: Repository) -> None:
    colour = re.compile("\x1b\\[[0-9;]*3[0-9]m")
    assert colour.search(on_a_terminal(archive))
    assert not colour.search(on_a_terminal(archive, NO_COLOR="1"))
    assert "\x1b" not in archive.check("a.md")[1]
