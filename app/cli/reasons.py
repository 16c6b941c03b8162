"""The reasons of a verdict, for people."""

import sys
from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

from app.cli.report import DECISION_STYLES, facts_of
from app.cli.terminal import clean, console_of, percent, shortened, show

MAX_ADDED = 4
"""What adds most to a step of the rating, as many as fit in a row."""


def print_reasons(told: dict[str, Any]) -> None:
    """Print why a verdict is what it is.

    Parameters
    ----------
    told
        The explanation, with its ``file``, ``title`` and ``verdict``.
    """
    console = console_of(sys.stdout)
    heading = Text(clean(told["file"]), style="bold")
    if told["title"]:
        heading.append(f" · {clean(told['title'])}", style="italic not bold")
    show(console, heading)
    show(console, facts_of(told["verdict"]))
    framed = console.is_terminal
    if told["rating"]["steps"]:
        show(console, _title("what the rating adds up", "log-odds"))
        show(console, _rating(told["rating"], framed))
    for label in told["labels"]:
        show(console, _title(_spoken(label["label"]), _severity(label)))
        if label["evidence"]:
            show(console, _passages(label, framed))
    if told["characters"]:
        show(console, _title("who may die", "by themselves, and if anyone does"))
        show(console, _characters(told["characters"], framed))


def _title(name: str, more: str | Text) -> Text:
    return Text.assemble("\n", (clean(name), "bold"), ": ", more)


def _spoken(name: str) -> str:
    return name.replace("_", " ")


def _severity(label: dict[str, Any]) -> Text:
    reached = ", ".join(f"{level} {percent(probability)}" for level, probability in label["reached"].items())
    line = Text(clean(f"{label['severity']} (at least: {reached})"))
    if label["tag"]:
        decision = (label["decision"], DECISION_STYLES[label["decision"]])
        line = Text.assemble(line, f" · {clean(_spoken(label['tag']))}: ", decision)
    return line


def _table(framed: bool, *titles: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD if framed else None, pad_edge=framed, header_style="bold")
    for title in titles:
        table.add_column(title, overflow="fold")
    return table


def _rating(rating: dict[str, Any], framed: bool) -> Table:
    table = _table(framed, "at least", "likely", "starts at", "what adds most")
    for step in rating["steps"]:
        added = ", ".join(
            f"{_spoken(each['label'])} {each['level']} {each['adds']:+.2f}" for each in step["added"][:MAX_ADDED]
        )
        table.add_row(step["at_least"], percent(step["probability"]), f"{step['starts_at']:+.2f}", Text(clean(added)))
    if rating["by_explicit_content"]:
        table.add_row(rating["value"], "", "", "the warning of explicit content is certain, which decides it")
    return table


def _passages(label: dict[str, Any], framed: bool) -> Table:
    table = _table(framed, "passage", "chapter", "offsets", f"{clean(label['asked'])}?", "words that weighed", "text")
    for item in label["evidence"]:
        words = ", ".join(f"{term['term']} {term['weight']:+.2f}" for term in item["terms"])
        table.add_row(*_place(item), percent(item["probability"]), Text(clean(words)), Text(shortened(item["text"])))
    return table


def _characters(characters: list[dict[str, Any]], framed: bool) -> Table:
    table = _table(framed, "who", "dies", "if anyone", "passage", "chapter", "offsets", "text")
    for each in characters:
        told = each["told"]
        where = (*_place(told), Text(shortened(told["text"]))) if told else ("-", "", "", "")
        table.add_row(Text(clean(each["name"])), percent(each["dies"]), percent(each["share"]), *where)
    return table


def _place(item: dict[str, Any]) -> tuple[str, str, str]:
    return str(item["passage"]), str(item["chapter"]), f"{item['start']}-{item['end']}"
