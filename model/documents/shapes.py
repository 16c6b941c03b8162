"""The pages that archives and downloaders make, and where the story lies in each.

References: https://github.com/otwcode/otwarchive (app/views/downloads), https://github.com/JimmXinu/FanFicFare
(fanficfare/writers), https://standardebooks.org/manual, https://www.w3.org/TR/epub-ssv-11.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from model.documents.document import NoteKind
from model.documents.extraction import Block, Roles

_HIDDEN = (
    '[hidden], [style*="display:none" i], [style*="display: none" i], [style*="visibility:hidden" i],'
    ' [style*="visibility: hidden" i], .landmark, .screen-reader-text, .visually-hidden'
)
_APPARATUS = (
    '[epub\\:type~="noteref"], [role="doc-noteref"], [role="navigation"], [epub\\:type~="pagebreak"],'
    ' .pagenum, .pageno, .fnanchor, [epub\\:type~="footnote"], [epub\\:type~="footnotes"],'
    ' [epub\\:type~="endnotes"], [epub\\:type~="toc"]'
)
_BOILERPLATE = "#pg-header, #pg-footer, #pg-machine-header, .pg-boilerplate"
_PAGE_FURNITURE = "footer, aside, #comments, .comments, #sidebar, .sidebar, .sharedaddy"
_AO3_META = "#preface, #afterword, dl.tags, div.meta.group, h2.toc-heading"
_AO3_LABELS: dict[str, NoteKind] = {
    "summary": "summary",
    "chapter summary": "summary",
    "notes": "author_note",
    "chapter notes": "author_note",
    "end notes": "end_note",
    "chapter end notes": "end_note",
}
_FFN_TITLE = re.compile(r"(.+?)(?:,? (?:Chapter \d+|an? [^|]{1,80} fan ?fic)\b.*| \| FanFiction.*)", re.IGNORECASE)
_FFN_RATED = re.compile(r"Rated:\s*(?:Fiction\s*)?[A-Z]{1,2}\+?\b.{0,300}")
_SMALL_SHARE = 3


@dataclass(slots=True)
class Shape:
    """Where things are on a page.

    Attributes
    ----------
    root
        The element that holds the story.
    roles
        What lies in it that is none.
    title
        The work's title, where the page states it.
    blocks
        Header lines and headings from outside of ``root``.
    """

    root: LexborNode
    roles: Roles = field(default_factory=Roles)
    title: str | None = None
    blocks: list[Block] = field(default_factory=list)

    def drop(self, selector: str, under: LexborNode | None = None) -> None:
        """Leave out all elements that a selector finds."""
        self.roles.dropped.update(node.mem_id for node in (under or self.root).css(selector))

    def note(self, kind: NoteKind, selector: str) -> None:
        """Mark all elements that a selector finds as notes."""
        self.roles.notes.update((node.mem_id, kind) for node in self.root.css(selector))


def recognise(tree: LexborHTMLParser) -> Shape | None:
    """Tell what made a page, and where its story lies.

    Parameters
    ----------
    tree
        The page.

    Returns
    -------
    Shape or None
        None where the page has no body.
    """
    body = tree.body
    if body is None:
        return None
    shape = next(filter(None, (reader(tree, body) for reader in _READERS)), None) or _any_page(tree, body)
    shape.drop(_HIDDEN)
    shape.drop(_APPARATUS)
    shape.note("boilerplate", _BOILERPLATE)
    return shape


def _ao3_work_page(tree: LexborHTMLParser, body: LexborNode) -> Shape | None:
    root = tree.css_first("#workskin")
    if root is None:
        return None
    shape = Shape(root)
    shape.blocks = _tag_lines(tree.css("dl.work.meta"))
    shape.title = _text(root.css_first(".preface h2.title, h2.title"))
    shape.note("header", "h2.title, .byline, .associations")
    shape.note("author_note", "div.notes")
    shape.note("end_note", "div.end.notes, #work_endnotes")
    shape.note("summary", "div.summary")
    shape.drop(".actions, .jump, .summary > h3, .notes > h3")
    return shape


def _ao3_download(tree: LexborHTMLParser, body: LexborNode) -> Shape | None:
    if not tree.any_css_matches((_AO3_META,)):
        return None
    shape = Shape(body)
    lists = body.css("dl.tags")
    shape.blocks = _tag_lines(lists)
    shape.roles.dropped.update(node.mem_id for node in lists)
    shape.title = _text(body.css_first("#preface h1, .meta h1"))
    done: set[int] = set()
    for meta in body.css("div.meta"):
        _read_ao3_meta(shape, meta, done)
    shape.note("boilerplate", "p.message")
    shape.note("header", ".byline")
    shape.drop("#preface .toc-heading, #afterword .toc-heading, .endnote-link")
    for heading in body.css("h2.toc-heading"):
        if _text(heading) in ("Preface", "Afterword"):
            shape.roles.dropped.add(heading.mem_id)
    return shape


def _read_ao3_meta(shape: Shape, meta: LexborNode, done: set[int]) -> None:
    """Sort out a box of titles, summaries and notes, where a line of text names the quotation under it."""
    if meta.mem_id in done:
        return
    done.add(meta.mem_id)
    kind: NoteKind | None = None
    for node in meta.iter():
        label = _text(node).strip(":").lower() if node.tag == "p" else ""
        if label in _AO3_LABELS:
            kind = _AO3_LABELS[label]
            shape.roles.dropped.add(node.mem_id)
        elif node.tag == "blockquote":
            shape.roles.notes[node.mem_id] = kind or "author_note"
        elif node.tag == "h1":
            shape.roles.notes[node.mem_id] = "header"
        elif node.tag == "p" and label.startswith("(see the end"):
            shape.roles.dropped.add(node.mem_id)
        elif node.tag == "div" and (node.id or "").startswith("endnotes"):
            _read_ao3_meta(shape, node, done)
        elif node.tag in ("p", "ul", "dl", "div"):
            shape.roles.notes.setdefault(node.mem_id, "header")


def _fanficfare(tree: LexborHTMLParser, body: LexborNode) -> Shape | None:
    classes = (body.attributes.get("class") or "").split()
    shape = Shape(body)
    if "fff_titlepage" in classes:
        shape.roles.notes.update((node.mem_id, "header") for node in body.iter())
        shape.blocks = _row_lines(body.css("table.full"))
        return shape
    if {"fff_tocpage", "fff_logpage", "fff_coverpage"} & set(classes):
        shape.roles.dropped.update(node.mem_id for node in body.iter())
        return shape
    if not tree.any_css_matches(('a[name="TOCTOP"], a[name^="section"] h2, a[name^="section"] h3, table.full',)):
        return None
    tables = body.css("table.full")
    shape.blocks = _row_lines(tables)
    shape.roles.dropped.update(node.mem_id for node in tables)
    heading = body.css_first("h1")
    if heading is not None:
        shape.title = _text(heading.css_first("a")) or _text(heading).partition(" by ")[0]
        shape.roles.notes[heading.mem_id] = "header"
    return shape


def _fanfiction_net(tree: LexborHTMLParser, body: LexborNode) -> Shape | None:
    root = tree.css_first("#storytext")
    if root is None:
        return None
    shape = Shape(root)
    profile = tree.css_first("#profile_top")
    if profile is not None:
        rated = _FFN_RATED.search(_text(profile))
        shape.title = _text(profile.css_first("b"))
        summary = _text(profile.css_first("div.xcontrast_txt"))
        shape.blocks += [Block(rated[0], note="tags")] if rated else []
        shape.blocks += [Block(summary, note="summary")] if summary else []
    elif title := _FFN_TITLE.match(_text(tree.css_first("title"))):
        shape.title = title[1]
    chapter = _text(tree.css_first("#chap_select option[selected]"))
    shape.blocks += [Block(chapter, level=2)] if chapter else []
    return shape


def _any_page(tree: LexborHTMLParser, body: LexborNode) -> Shape:
    root = _main_part(body)
    shape = Shape(root)
    shape.drop(_PAGE_FURNITURE)
    shape.drop("body > header, body > div > header")
    # A header inside an article may hold the chapter's heading; one with links to other pages holds no more.
    for nav in root.css("nav"):
        shape.roles.dropped.update(_headers_around(nav, shape.roles.dropped))
    shape.title = _text(body.css_first("h1")) or _text(tree.css_first("title")) or None
    return shape


def _headers_around(nav: LexborNode, known: set[int]) -> Iterator[int]:
    node = nav.parent
    while node is not None and not (node.tag == "header" and node.mem_id in known):
        if node.tag == "header":
            yield node.mem_id
        node = node.parent


def _main_part(body: LexborNode) -> LexborNode:
    """Prefer what the page itself calls its content, unless most of the words stand elsewhere."""
    articles = body.css("article")
    for part in ([body.css_first("main")], articles if len(articles) == 1 else []):
        for node in part:
            if node is not None and len(node.text()) * _SMALL_SHARE >= len(body.text()):
                return node if node.tag != "main" or len(articles) != 1 else articles[0]
    return body


def _tag_lines(lists: list[LexborNode]) -> list[Block]:
    """Read definition lists, such as "Rating: Mature", a line for each term."""
    blocks = []
    for each in _outermost(lists, "dl"):
        term = ""
        for node in each.iter():
            if node.tag == "dt":
                term = _text(node).rstrip(":")
            elif node.tag == "dd" and term:
                links = [_text(link) for link in node.css("a")]
                blocks.append(Block(f"{term}: {', '.join(links) if links else _text(node)}", note="tags"))
    return blocks


def _row_lines(tables: list[LexborNode]) -> list[Block]:
    """Read a table of two columns as header lines."""
    rows = [
        _text(row) for table in _outermost(tables, "table") for row in table.css("tr") if row.css_first("table") is None
    ]
    return [Block(row, note="tags") for row in rows if row]


def _outermost(nodes: list[LexborNode], selector: str) -> Iterator[LexborNode]:
    """Leave out what lies in another of the nodes, so that no word is read for each element around it."""
    inside: set[int] = set()
    for node in nodes:
        if node.mem_id not in inside:
            inside.update(each.mem_id for each in node.css(selector) if each.mem_id != node.mem_id)
            yield node


def _text(node: LexborNode | None) -> str:
    return " ".join(node.text(separator="").split()) if node is not None else ""


_READERS: tuple[Callable[[LexborHTMLParser, LexborNode], Shape | None], ...] = (
    _ao3_work_page,
    _ao3_download,
    _fanficfare,
    _fanfiction_net,
)
