"""A comment for a pull request, or a job's summary (https://github.github.com/gfm)."""

import re
from typing import Final, TextIO

from app.check.finding import Finding
from app.check.formats.wording import TITLES, from_root, sentence, summary
from app.check.inspection import Report
from app.cli.terminal import clean

MARK: Final = "<!-- forewarn check -->"
"""The first line, by which a script finds its comment again to replace it."""

MAX_ROWS: Final = 200
"""A comment on GitHub has at most 65,536 characters."""

# Names of files and words of works must not become links, mentions, markup or cells.
_SIGNS = re.compile(r"([\\`*_{}\[\]<>()|~&:])")


def write(report: Report, stream: TextIO) -> None:
    """Write a table of findings."""
    print(f"{MARK}\n### {'❌' if report.fails else '✅'} Content warnings\n\n{summary(report)}", file=stream)
    findings = sorted((finding for _, finding in report.findings), key=lambda each: not each.fails)
    if findings:
        print("\n| | where | finding | what |\n|---|---|---|---|", file=stream)
    for finding in findings[:MAX_ROWS]:
        print(_row(finding, report), file=stream)
    if len(findings) > MAX_ROWS:
        print(f"\n… and {len(findings) - MAX_ROWS:,} more.", file=stream)


def _row(finding: Finding, report: Report) -> str:
    place = finding.place
    where = from_root(place.path, report.root) + (f", line {place.line}" if place.line else "")
    mark = "❌" if finding.fails else "⚪"
    return f"| {mark} | {_plain(where)} | {TITLES[finding.kind]} | {_plain(sentence(finding))} |"


def _plain(text: str) -> str:
    # A zero-width joiner keeps @name from calling someone, and #1 from naming an issue.
    return _SIGNS.sub(r"\\\1", clean(text)).replace("@", "@\u200d").replace("#", "#\u200d")
