"""Everything, as JSON, for programs of one's own."""

import json
from dataclasses import asdict
from typing import Any, TextIO

from app.check.finding import Finding
from app.check.formats.wording import from_root, level
from app.check.inspection import Checked, Report
from model import __version__


def write(report: Report, stream: TextIO) -> None:
    """Write one object."""
    value = {
        "version": __version__,
        "fails": report.fails,
        "left_out": report.left_out,
        "works": [_work(work, report) for work in report.works],
    }
    print(json.dumps(value, indent=2), file=stream)


def _work(work: Checked, report: Report) -> dict[str, Any]:
    declared = work.declared
    return {
        "path": from_root(work.path, report.root),
        "text": work.digest,
        "fails": work.fails,
        "declared": declared and {"rating": declared.rating, "archive_warnings": list(declared.archive_warnings)},
        "rating": work.verdict and work.verdict["rating"],
        "severities": work.verdict and work.verdict["severities"],
        "findings": [_finding(finding, report) for finding in work.findings],
    }


def _finding(finding: Finding, report: Report) -> dict[str, Any]:
    place = {**asdict(finding.place), "path": from_root(finding.place.path, report.root)}
    return {**asdict(finding), "place": place, "level": level(finding)}
