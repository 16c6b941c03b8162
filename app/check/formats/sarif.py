"""SARIF 2.1.0, for GitHub's code scanning and its like
(https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html).
"""

import hashlib
import json
from typing import Any, Final, TextIO
from urllib.parse import quote

from app.check.finding import KINDS, MEANINGS, Finding, Place
from app.check.formats.wording import TITLES, from_root, level
from app.check.inspection import Checked, Report
from app.check.policy import FAIL_ON
from model import __version__

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"


def write(report: Report, stream: TextIO) -> None:
    """Write one log with one run."""
    run = {
        "tool": {"driver": {"name": "Forewarn", "semanticVersion": __version__, "rules": [_rule(k) for k in KINDS]}},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True}],
        "results": [_result(work, finding, report) for work, finding in report.findings],
    }
    print(json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2), file=stream)


def _rule(kind: Any) -> dict[str, Any]:
    return {
        "id": kind,
        "name": TITLES[kind].title().replace(" ", ""),
        "shortDescription": {"text": TITLES[kind].capitalize()},
        "fullDescription": {"text": MEANINGS[kind]},
        "defaultConfiguration": {"level": "error" if kind in FAIL_ON else "warning"},
    }


def _result(work: Checked, finding: Finding, report: Report) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.kind,
        "ruleIndex": KINDS.index(finding.kind),
        "level": level(finding),
        "message": {"text": finding.detail},
        "locations": [{"physicalLocation": _location(finding.place, report)}],
        "partialFingerprints": {"forewarn/v1": _fingerprint(work, finding, report)},
    }
    if finding.accepted:
        result["suppressions"] = [{"kind": "external", "justification": finding.accepted}]
    return result


def _location(place: Place, report: Report) -> dict[str, Any]:
    line = place.line or 1
    return {
        "artifactLocation": {"uri": quote(from_root(place.path, report.root))},
        "region": {"startLine": line, "endLine": place.end or line},
    }


def _fingerprint(work: Checked, finding: Finding, report: Report) -> str:
    about = (finding.kind, finding.tag or "", from_root(work.path, report.root), work.digest or "")
    return hashlib.sha256("\0".join(about).encode()).hexdigest()
