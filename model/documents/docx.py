"""docx, as word processors save it (ECMA-376, https://python-docx.readthedocs.io)."""

import io
import re
from collections.abc import Iterator

import docx
from docx.document import Document as WordDocument
from lxml import etree

from model.documents.archive import DAMAGE, Archive
from model.documents.assembly import assemble
from model.documents.document import Document
from model.documents.errors import BrokenDocument, EncryptedDocument, in_a_line
from model.documents.extraction import Block
from model.documents.limits import Limits
from model.documents.sniff import DOCX

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# What an older word processor shows instead, and where moved text has been.
_SKIPPED = {
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    f"{_W}moveFrom",
    f"{_W}tabs",
}
_PARAGRAPH, _TEXT, _STYLE = f"{_W}p", f"{_W}t", f"{_W}pStyle"
_CHARACTERS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
_KNOWN_STYLE = re.compile(r"heading \d|title", re.IGNORECASE)
_MOST_BASES = 20
_TITLE_WITHIN = 5
_BLANK_LINE = re.compile(r"\n\s*\n")


def read(data: bytes, media_type: str | None, limits: Limits) -> Document:
    """Read the bytes of a docx.

    Raises
    ------
    BrokenDocument
        Where it is damaged.
    EncryptedDocument
        Where its parts have a password.
    DocumentTooLarge
        Where it unpacks to too much.
    """
    archive = Archive(data, limits)
    if archive.is_locked():
        raise EncryptedDocument("The docx has a password; save it without one.")
    archive.check_sizes()
    try:
        word = docx.Document(io.BytesIO(data))
        stated = (word.core_properties.title or "").strip()
        blocks = list(_blocks(word.element.body, _styles(word)))
    except (*DAMAGE, KeyError, TypeError, AttributeError, etree.LxmlError) as error:
        raise BrokenDocument(f"The docx is damaged: {in_a_line(error)}") from None
    title = next((block.text for block in blocks[:_TITLE_WITHIN] if block.note == "header"), None)
    return assemble(blocks, DOCX.media_type, title=title or stated or None)


def _styles(word: WordDocument) -> dict[str, str]:
    """Name each paragraph style, or the style it is based on, as Word names it in English."""
    # python-docx looks through all styles for each base, in time that grows with their square.
    stated = {
        style.get(f"{_W}styleId", ""): (_value(style, "name"), _value(style, "basedOn"))
        for style in word.styles.element.iterchildren(f"{_W}style")
    }
    return {each: _known_name(each, stated) for each in stated}


def _known_name(style: str, stated: dict[str, tuple[str, str]]) -> str:
    for _ in range(_MOST_BASES):
        name, base = stated.get(style, ("", ""))
        if _KNOWN_STYLE.fullmatch(name) or not base:
            return name
        style = base
    return ""


def _value(style: etree._Element, name: str) -> str:
    child = style.find(f"{_W}{name}")
    return child.get(f"{_W}val", "") if child is not None else ""


def _blocks(body: etree._Element, styles: dict[str, str]) -> Iterator[Block]:
    """Read the text in order. A paragraph may hold others, in a text box; it ends where another starts."""
    parts: list[str] = []
    style = ""
    walk = etree.iterwalk(body, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        if event == "start" and tag in _SKIPPED:
            walk.skip_subtree()
        elif tag == _PARAGRAPH:
            yield from _pieces("".join(parts), style)
            parts, style = [], ""
        elif event == "start":
            if tag == _TEXT:
                parts.append(element.text or "")
            elif tag == _STYLE:
                style = styles.get(element.get(f"{_W}val", ""), "")
            elif tag in _CHARACTERS:
                parts.append(_CHARACTERS[tag])


def _pieces(text: str, style: str) -> Iterator[Block]:
    heading = _HEADING.fullmatch(style)
    for piece in _BLANK_LINE.split(text):
        if not piece.strip():
            continue
        if style == "Title":
            yield Block(piece.strip(), note="header")
        else:
            yield Block(piece.strip(), level=int(heading[1]) if heading else 0)
