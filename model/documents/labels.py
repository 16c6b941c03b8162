"""The header lines of posted stories, "Rating: T", and the keys they use (https://fanlore.org/wiki/Header)."""

import re
from typing import Literal, NamedTuple

from model.documents.phrases import is_note

Topic = Literal["title", "summary", "author_note", "end_note", "tags", "disclaimer", "header"]

_LABEL = re.compile(
    r"[\s*_#>\[({~\-–—]{0,8}+(?P<key>[A-Za-z][A-Za-z/'’ \-]{0,34}?)[\s*_]{0,4}[:：=](?!\S{0,3}//)[\s*_:]{0,6}"
)
_ROW = re.compile(r"\|[\s*_]{0,8}(?P<key>[A-Za-z][A-Za-z/'’ \-]{0,34}?)[\s*_:]{0,8}\|[\s*_]{0,8}")
_BYLINE = re.compile(
    r"[\s*_~\-–—(]{0,6}(?:(?:written|story|fanfic|a\s+\w{1,20}\s+(?:fan)?fic(?:tion)?)\s+)?by:?\s+\S.{0,60}",
    re.IGNORECASE,
)
_KEYS: dict[str, tuple[Topic, bool]] = {}


def _know(topic: Topic, keys: str, *, sure: bool = True) -> None:
    _KEYS.update(dict.fromkeys(keys.split("|"), (topic, sure)))


_know("title", "title|story title|fic title|name of story")
_know("summary", "summary|summery|story summary|chapter summary|synopsis|description|blurb|teaser")
_know(
    "tags",
    "rating|rated|archive warning|archive warnings|warnings|content warning|content warnings|trigger warning",
)
_know(
    "tags",
    "trigger warnings|tw|cw|tws|cws|fandom|fandoms|pairing|pairings|relationship|relationships|ship|ships",
)
_know("tags", "additional tags|freeform|freeforms|archive of our own tags")
_know(
    "tags",
    "warning|category|categories|character|characters|genre|genres|tags|contains|spoilers|crossover|kinks",
    sure=False,
)
_know("disclaimer", "disclaimer|disclaimers|standard disclaimer|copyright")
_know(
    "author_note",
    "a/n|author's note|author's notes|authors note|authors notes|author note|author notes|beginning notes",
)
_know("author_note", "author’s note|author’s notes|authors’ note|authors' note|chapter note|chapter notes")
_know("author_note", "note|notes|dedication|dedicated to|inspired by|an", sure=False)
_know("end_note", "end note|end notes|endnote|endnotes|chapter end note|chapter end notes|ending notes")
_know(
    "header",
    "author|authors|writer|beta|betas|beta reader|archive|feedback|word count|wordcount|distribution",
)
_know(
    "header",
    "published|updated|completed|words|story url|author url|packaged|publisher|last updated",
    sure=False,
)
_know(
    "header",
    "language|series|chapters|length|stats|status|part|email|e-mail|date|posted|website|url|source|sequel",
    sure=False,
)
_know(
    "header",
    "timeline|setting|universe|prompt|class|keywords|type|collections|collection|story|universes|era|artist",
    sure=False,
)

_LONGEST_BYLINE = 80


class Label(NamedTuple):
    """A header line, read.

    Attributes
    ----------
    topic
        What it tells.
    key
        The words before its colon, in lower case.
    value
        The words after it.
    is_sure
        Whether the key alone proves a header; letters in a story start with "Date:" too.
    """

    topic: Topic
    key: str
    value: str
    is_sure: bool


def label(line: str) -> Label | None:
    """Read a line as one of a posted story's header lines, "Rating: T" or "| Rating | T |"."""
    if not _has_sign(line):
        return None
    match = _LABEL.match(line) or _ROW.match(line)
    if not match:
        return None
    key = " ".join(match["key"].lower().replace("’", "'").split())
    known = _KEYS.get(key)
    if known is None:
        return None
    value = line[match.end() :].strip(" \t*_])}|")
    return Label(known[0], key, value, known[1])


def _has_sign(line: str) -> bool:
    # Most lines are prose, and looking for a character is far quicker than for a pattern.
    return ":" in line or "=" in line or "|" in line or "：" in line


def section_topic(title: str) -> Topic | None:
    """Tell what a heading such as "Author's Notes" or "Summary" puts under itself, if it isn't story."""
    if is_note(title):
        return "author_note"
    key = " ".join(title.lower().replace("’", "'").split()).strip(" *_:.-–—[]()")
    topic, sure = _KEYS.get(key, (None, False))
    return topic if sure or topic == "author_note" else None


def is_any_label(line: str) -> bool:
    """Tell whether a line has the form of a header line, whatever its key."""
    return _LABEL.match(line) is not None


def is_byline(line: str) -> bool:
    """Tell whether a line names the author: "by Quiet Owl"."""
    return len(line) <= _LONGEST_BYLINE and _BYLINE.fullmatch(line) is not None and line[-1] not in ".!?,"
