"""Annotations of a pull request
(https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands).
"""

from typing import Final, TextIO

from app.check.finding import Finding
from app.check.formats.wording import TITLES, from_root, level, sentence, summary
from app.check.inspection import Report
from app.cli.terminal import clean

COMMANDS: Final = {"error": "error", "warning": "warning", "note": "notice"}


def write(report: Report, stream: TextIO) -> None:
    """Write a workflow command for each finding."""
    for _, finding in report.findings:
        print(_command(finding, report), file=stream)
    print(summary(report), file=stream)


def _command(finding: Finding, report: Report) -> str:
    place = finding.place
    properties = {
        "file": from_root(place.path, report.root),
        "line": str(place.line or 1),
        "endLine": str(place.end or place.line or 1),
        "title": f"forewarn: {TITLES[finding.kind]}",
    }
    said = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{COMMANDS[level(finding)]} {said}::{_data(clean(sentence(finding)))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
