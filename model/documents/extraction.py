"""From a page's tree to its blocks of text, as a browser would show them (https://www.w3.org/TR/css-text-3)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from model.documents.document import NoteKind

# fmt: off
_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
        "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
        "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "html", "legend", "li",
        "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td",
        "tfoot", "th", "thead", "tr", "ul"
    }
)
# fmt: on
# fmt: off
_DROPPED = frozenset(
    {
        "audio", "button", "canvas", "datalist", "embed", "head", "iframe", "input", "map", "math",
        "meter", "nav", "noembed", "noframes", "noscript", "object", "progress", "rp", "rt",
        "script", "select", "style", "svg", "template", "textarea", "title", "video"
    }
)
# fmt: on
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BREAK = "\0"
_BREAKS = re.compile("[ \xa0]*\0[ \xa0\0]*")
_BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_SPACES = re.compile(" {2,}")
_SOFT_HYPHEN = "\xad"
_TO_SPACES = str.maketrans("\t\n\f\r", "    ")
SCENE_BREAK = "* * *"


class Block(NamedTuple):
    """A stretch of text between two breaks.

    Attributes
    ----------
    text
        Its words; lines parted by newlines.
    level
        1 to 6 for a heading, 0 for none.
    note
        What kind of note the page marks it as, None for none.
    page
        Whether a new page of a book starts here.
    """

    text: str
    level: int = 0
    note: NoteKind | None = None
    page: bool = False


@dataclass(slots=True)
class Roles:
    """What a page's shape says of its elements, by ``mem_id``."""

    dropped: set[int] = field(default_factory=set)
    notes: dict[int, NoteKind] = field(default_factory=dict)


def extract(root: LexborNode, roles: Roles, *, keep_lines: bool = False) -> list[Block]:
    """Read the text under an element.

    Parameters
    ----------
    root
        The element that holds the story.
    roles
        Elements to leave out or to mark as notes.
    keep_lines
        Whether line ends in the source are line ends of the text, as inside ``pre``.

    Returns
    -------
    list of Block
        In reading order.
    """
    walk = _Walk(roles, keep_lines)
    has_roles = bool(roles.dropped or roles.notes)
    # By hand, because pages may nest deeper than functions should.
    open_elements: list[tuple[Iterator[LexborNode], str | None, int]] = [(root.iter(include_text=True), None, 0)]
    while open_elements:
        children, parent, parent_id = open_elements[-1]
        for node in children:
            if (tag := node.tag) == "-text":
                walk.parts.append(node.text_content or "")
                continue
            mem_id = node.mem_id if has_roles else 0
            if walk.enter(tag, mem_id):
                open_elements.append((node.iter(include_text=True), tag, mem_id))
                break
            walk.leave(tag, mem_id)
        else:
            walk.leave(parent, parent_id)
            open_elements.pop()
    walk.flush()
    return walk.blocks


class _Walk:
    """The state of reading a tree from its first word to its last."""

    def __init__(self, roles: Roles, keep_lines: bool) -> None:
        self.blocks: list[Block] = []
        self.roles = roles
        self.parts: list[str] = []
        self.level = 0
        self.note: NoteKind | None = None
        self.note_holder = 0
        self.lines_kept = 1 if keep_lines else 0

    def enter(self, tag: str | None, mem_id: int) -> bool:
        """Take in an element; say whether to go on into its children."""
        if tag in _DROPPED or mem_id in self.roles.dropped:
            return False
        if tag in _BLOCKS:
            self.flush()
            self.level = _HEADINGS.get(tag, self.level)
            self.lines_kept += tag == "pre"
        elif tag is None or tag[0] in "-!":
            return False
        elif tag == "br":
            self.parts.append(_BREAK)
        elif tag == "hr":
            self.flush()
            self.blocks.append(Block(SCENE_BREAK))
        if (kind := self.roles.notes.get(mem_id)) and not self.note_holder:
            self.flush()
            self.note, self.note_holder = kind, mem_id
        return True

    def leave(self, tag: str | None, mem_id: int) -> None:
        """Close an element."""
        if tag in _BLOCKS:
            self.flush()
            if tag in _HEADINGS:
                self.level = 0
            elif tag == "pre":
                self.lines_kept -= 1
        if self.note_holder and mem_id == self.note_holder:
            self.flush()
            self.note, self.note_holder = None, 0

    def flush(self) -> None:
        """Make blocks of the text gathered since the last break."""
        if not self.parts:
            return
        text = "".join(self.parts)
        self.parts.clear()
        if text.isspace():
            return
        for piece in _pieces(text, bool(self.lines_kept)):
            self.blocks.append(Block(piece, self.level, self.note))


def _pieces(text: str, keep_lines: bool) -> list[str]:
    if text.isprintable():
        # No line ends, no breaks, no soft hyphens: what nearly every paragraph is.
        text = _SPACES.sub(" ", text) if "  " in text and not keep_lines else text
        return [piece] if (piece := text.strip()) else []
    text = text.replace(_SOFT_HYPHEN, "")
    if keep_lines:
        text = text.replace(_BREAK, "\n").replace("\r\n", "\n")
        return [piece.strip() for piece in _BLANK_LINES.split(text) if piece.strip()]
    text = _SPACES.sub(" ", text.translate(_TO_SPACES))
    if _BREAK in text:
        text = _BREAKS.sub(lambda match: "\n\n" if match[0].count(_BREAK) > 1 else "\n", text)
    return [piece.strip() for piece in text.split("\n\n") if piece.strip()]
