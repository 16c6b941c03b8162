"""Words and names that several formats share."""

import os
from pathlib import Path
from typing import Final

from app.check.finding import Finding, Kind
from app.check.inspection import Report

TITLES: Final[dict[Kind, str]] = {
    "missing": "missing warning",
    "rating": "rating too low",
    "review": "to review",
    "undeclared": "not declared",
    "unjudged": "not judged",
}


def level(finding: Finding) -> str:
    """How grave a finding is: ``error``, ``warning``, or ``note`` for what needs nobody's attention."""
    if finding.fails:
        return "error"
    return "note" if finding.accepted or finding.kind == "undeclared" else "warning"


def from_root(path: str, root: Path) -> str:
    """Name a file from the repository's root, with slashes; names that are no Unicode are made so."""
    relative = Path(os.path.relpath(os.path.abspath(path), root)).as_posix()
    return os.fsencode(relative).decode("utf-8", "replace")


def sentence(finding: Finding) -> str:
    """The finding, and why it is accepted if it is."""
    return f"{finding.detail}; accepted: {finding.accepted}" if finding.accepted else finding.detail


def summary(report: Report) -> str:
    """Say in a sentence how the check went."""
    failing = [finding for _, finding in report.findings if finding.fails]
    others = len(report.findings) - len(failing)
    said = f"{_count(len(report.works), 'work')} checked: "
    said += f"{_count(len(failing), 'finding')} in {sum(work.fails for work in report.works)} of them"
    said = said if failing else f"{_count(len(report.works), 'work')} checked: nothing that fails"
    said += f", {others} more to know of" if others else ""
    return said + (f"; {report.left_out} left out by the policy." if report.left_out else ".")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
