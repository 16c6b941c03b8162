"""For people, on a terminal or in a log; colours only on a terminal (https://no-color.org)."""

from typing import Any, Final, TextIO

from rich import box
from rich.table import Table
from rich.text import Text

from app.check.finding import Finding
from app.check.formats.wording import TITLES, level, sentence, summary
from app.check.inspection import Report
from app.cli.terminal import clean, console_of, show

STYLES: Final = {"error": "bold red", "warning": "yellow", "note": "dim"}


def write(report: Report, stream: TextIO) -> None:
    """Write a table of findings and a line of summary."""
    console = console_of(stream)
    if report.findings:
        show(console, _table(report, framed=console.is_terminal))
    console.print(Text(summary(report), style="bold red" if report.fails else "green"))


def _table(report: Report, *, framed: bool) -> Table:
    table = Table(box=box.ROUNDED if framed else None, pad_edge=framed, header_style="bold")
    for title in ("", "where", "finding", "what"):
        table.add_column(title, overflow="fold")
    for _, finding in report.findings:
        table.add_row(*_row(finding))
    return table


def _row(finding: Finding) -> tuple[Any, ...]:
    mark = "✗" if finding.fails else "·"
    return (
        Text(mark, style=STYLES[level(finding)]),
        Text(_defused(str(finding.place))),
        Text(TITLES[finding.kind], style=STYLES[level(finding)]),
        Text(_defused(sentence(finding))),
    )


def _defused(text: str) -> str:
    # A log is read by what runs it: GitHub's runner obeys lines with ##[ wherever it stands.
    return clean(text).replace("##[", "## [")
