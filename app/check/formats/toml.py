"""What to add to the policy to accept each failing finding; the reasons are for people to fill in."""

import json
from typing import TextIO

from app.check.finding import Finding
from app.check.inspection import Checked, Report


def write(report: Report, stream: TextIO) -> None:
    """Write a table for each finding that fails; without a reason it is not accepted."""
    for work, finding in report.findings:
        if finding.fails and work.digest:
            print(_table(work, finding, report), file=stream)


def _table(work: Checked, finding: Finding, report: Report) -> str:
    values = {
        "path": report.policy.name(work.path),
        "finding": finding.kind,
        **({"tag": finding.tag} if finding.tag else {}),
        "reason": "",
        "text": work.digest,
    }
    # A string of JSON without characters beyond the basic plane's escapes is one of TOML.
    lines = (f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in values.items())
    comment = " ".join(finding.detail.split())
    return f"# {comment}\n[[accept]]\n" + "\n".join(lines) + "\n"
