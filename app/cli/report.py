"""Verdicts for people."""

import sys
from collections.abc import Sequence
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from app.cli.terminal import clean, console_of, percent, shortened, show

Result = dict[str, Any]

DECISION_STYLES = {"yes": "bold red", "review": "yellow", "no": "green"}
SHORT_TAGS = {"explicit_content": "explicit", "violence": "violence", "major_character_death": "death"}


def print_report(results: Sequence[Result], *, verbose: bool = False) -> None:
    """Print verdicts: a work in full, or several as a table and, if asked, each in full too.

    Parameters
    ----------
    results
        Verdicts, or errors, each with its ``file``.
    verbose
        Print each of several works in full as well.
    """
    _print_errors([result for result in results if "error" in result])
    verdicts = [result for result in results if "error" not in result]
    if not verdicts:
        return
    console = console_of(sys.stdout)
    if len(results) > 1:
        show(console, _overview(verdicts, framed=console.is_terminal))
    if len(results) == 1 or verbose:
        for verdict in verdicts:
            show(console, _details(verdict, framed=console.is_terminal))


def _print_errors(failed: Sequence[Result]) -> None:
    console = console_of(sys.stderr)
    for result in failed:
        line = Text(f"forewarn: {clean(result['file'])}: {clean(result['error']['detail'])}")
        console.print(line, soft_wrap=True)


def _overview(verdicts: Sequence[Result], *, framed: bool) -> Table:
    table = Table(box=box.ROUNDED if framed else None, pad_edge=framed, header_style="bold")
    found = {warning["tag"] for verdict in verdicts for warning in verdict["warnings"]}
    columns = [tag for tag in SHORT_TAGS if tag in found or not found]
    own = ["other warnings"] if found - SHORT_TAGS.keys() else []
    for title in ("work", "rating", *(SHORT_TAGS[tag] for tag in columns), *own, "mismatch"):
        table.add_column(title, overflow="fold")
    for verdict in verdicts:
        by_tag = {warning["tag"]: warning for warning in verdict["warnings"]}
        table.add_row(
            Text(clean(verdict["file"])),
            _rating(verdict),
            *(_decision(by_tag.get(tag)) for tag in columns),
            *(_others(verdict) for _ in own),
            Text("; ".join(_mismatch(each) for each in verdict["mismatches"]), style="yellow"),
        )
    return table


def _others(verdict: Result) -> Text:
    """Tags that are not the shipped model's, where there is something to look at; there may be many."""
    told = [w for w in verdict["warnings"] if w["tag"] not in SHORT_TAGS and w["decision"] != "no"]
    return Text("; ").join(Text.assemble(f"{clean(warning['tag'])}: ", _decision(warning)) for warning in told)


def _rating(verdict: Result) -> Text:
    value = verdict["rating"]["value"]
    if value is None and verdict["severities"]:
        return Text("none: the model has learned no ratings")
    if value is None:
        codes = ", ".join(notice["code"] for notice in verdict["document"]["notices"])
        return Text(f"not judged: {codes or 'no reason given'}", style="yellow")
    return Text(f"{value} {percent(verdict['rating']['probabilities'][value])}")


def _decision(warning: dict[str, Any] | None) -> Text:
    if warning is None:
        return Text("-")
    return Text(
        f"{warning['decision']} {percent(warning['probability'])}",
        style=DECISION_STYLES[warning["decision"]],
    )


def _mismatch(mismatch: dict[str, Any]) -> str:
    match mismatch["kind"]:
        case "missing_warning":
            return f"no warning of {mismatch.get('tag', '').replace('_', ' ')}"
        case "rating_too_low":
            return f"declared {mismatch.get('declared')}, reads as {mismatch.get('predicted')}"
    said = [str(mismatch[key]).replace("_", " ") for key in ("tag", "declared", "predicted") if mismatch.get(key)]
    return f"{mismatch['kind'].replace('_', ' ')}: {', '.join(said)}"


def _details(verdict: Result, *, framed: bool) -> RenderableType:
    heading = Text(clean(verdict["file"]), style="bold")
    if verdict.get("title"):
        heading.append(f" · {clean(verdict['title'])}", style="italic not bold")
    body = Group(facts_of(verdict), *_warnings(verdict))
    if framed:
        return Panel(body, title=heading, title_align="left", padding=(1, 2))
    return Group(heading, body, Text())


def facts_of(verdict: Result) -> Table:
    """What a work is, how it is rated and what it declares."""
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="bold", no_wrap=True)
    facts.add_column(overflow="fold")
    facts.add_row("rating", _rating(verdict))
    probabilities = verdict["rating"]["probabilities"].items()
    if probabilities:
        facts.add_row("", Text(", ".join(f"{name} {percent(share)}" for name, share in probabilities), style="dim"))
    document = verdict["document"]
    size = f"{_count(document['words'], 'word')} in {_count(document['chapters'], 'chapter')}"
    facts.add_row("read", Text(f"{size}, as {document['format']}"))
    for notice in document["notices"]:
        facts.add_row("note", Text(clean(notice["detail"]), style="yellow"))
    declared = [name for name in (verdict["declared"]["rating"], *verdict["declared"]["archive_warnings"]) if name]
    if declared:
        facts.add_row("declared", Text("; ".join(declared)))
    for mismatch in verdict["mismatches"]:
        facts.add_row("mismatch", Text(_mismatch(mismatch), style="bold yellow"))
    return facts


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _warnings(verdict: Result) -> list[RenderableType]:
    lines: list[RenderableType] = []
    for warning in verdict["warnings"]:
        lines += [Text(), _warning(warning), *_characters(warning), *map(_passage, warning["evidence"])]
    return lines


def _warning(warning: dict[str, Any]) -> Text:
    line = Text.assemble((f"{clean(warning['tag'].replace('_', ' '))}: ", "bold"), _decision(warning))
    line.append(f", {warning['severity']}")
    if warning["archive_warning"]:
        line.append(f" · {warning['archive_warning']}", style="dim")
    return line


def _characters(warning: dict[str, Any]) -> list[Text]:
    characters = warning.get("characters") or []
    names = ", ".join(f"{clean(each['name'])} ({percent(each['probability'])})" for each in characters)
    return [Text(f"  dies: {names}")] if names else []


def _passage(passage: dict[str, Any]) -> Table:
    snippet = shortened(passage["text"])
    offsets = f"{passage['start']}-{passage['end']}"
    where = f"chapter {passage['chapter']}, {offsets}, {percent(passage['probability'])}"
    row = Table.grid(padding=(0, 1))
    row.add_column(width=1)
    row.add_column(overflow="fold")
    row.add_row("", Text.assemble((where, "cyan"), "\n", (f"“{snippet}”", "italic")))
    if passage["terms"]:
        row.add_row("", Text(", ".join(clean(each["term"]) for each in passage["terms"]), style="dim"))
    return row
