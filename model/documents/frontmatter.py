"""YAML front matter, as static site generators write it (https://jekyllrb.com/docs/front-matter, https://yaml.org/spec)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import yaml

from model.documents.declared import merge, parse_rating, parse_warnings
from model.documents.document import Declared, Note

_FRONT_MATTER = re.compile(
    r"\ufeff?---[ \t]*\r?\n(?P<yaml>[\"']?\w[\w \-]{0,60}[\"']?[ \t]*:.*?)"
    r"\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)",
    re.DOTALL,
)
_LONGEST = 2**16
_WARNING_KEYS = {
    "warning",
    "warnings",
    "archive_warning",
    "archive_warnings",
    "content_warning",
    "content_warnings",
}


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands in the front matter, and where it ends."""

    end: int = 0
    title: str | None = None
    notes: tuple[Note, ...] = ()
    declared: Declared = field(default_factory=Declared)


class _PlainLoader(yaml.SafeLoader):
    """Refuses aliases, by which a few lines unfold into gigabytes."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not followed")
        return super().compose_node(parent, index)


def read_front_matter(text: str) -> FrontMatter:
    """Read the front matter of a text.

    Parameters
    ----------
    text
        The whole text.

    Returns
    -------
    FrontMatter
        Empty where there is none. Front matter that is no YAML is kept as a note.
    """
    match = _FRONT_MATTER.match(text[:_LONGEST])
    if not match:
        return FrontMatter()
    raw = Note("header", match["yaml"].strip())
    try:
        # The loader is a SafeLoader: it makes plain values only.
        values = yaml.load(match["yaml"], Loader=_PlainLoader)
    except (yaml.YAMLError, RecursionError, ValueError, TypeError, OverflowError):
        values = None
    if not isinstance(values, dict):
        return FrontMatter(match.end(), notes=(raw,))
    fields = {str(key).strip().lower().replace("-", "_").replace(" ", "_"): value for key, value in values.items()}
    title = _text(fields.get("title"))
    summary = _text(fields.get("summary") or fields.get("description"))
    notes = (raw, Note("summary", summary)) if summary else (raw,)
    return FrontMatter(match.end(), title or None, notes, _declared(fields))


def _declared(fields: dict[str, Any]) -> Declared:
    rating = parse_rating(_text(fields.get("rating")))
    warnings = [statement for key in _WARNING_KEYS for statement in _texts(fields.get(key))]
    tags = [statement for key in ("tags", "tag") for statement in _texts(fields.get(key))]
    # Among tags only whole names count: "T" is a rating, but as a tag it may be anything.
    rated = [found for tag in tags if len(tag) > 3 and (found := parse_rating(tag))]
    named = parse_warnings(tag for tag in tags if tag.strip().lower() != "none")
    return merge(Declared(rating, parse_warnings(warnings)), Declared(rated[0] if rated else None, named))


def _text(value: Any) -> str:
    return " ".join(str(value).split()) if isinstance(value, str | int | float) else ""


def _texts(value: Any) -> Iterable[str]:
    return [_text(each) for each in value] if isinstance(value, list) else [_text(value)]
