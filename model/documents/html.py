"""HTML, from a bare fragment to an archive's page (https://html.spec.whatwg.org)."""

import re

from selectolax.lexbor import LexborHTMLParser

from model.documents.assembly import assemble
from model.documents.document import Document
from model.documents.encoding import charset_of, decode
from model.documents.extraction import Block, extract
from model.documents.limits import Limits
from model.documents.markup import tame
from model.documents.shapes import recognise
from model.documents.sniff import HTML

_CHARSET = re.compile(
    rb"<(?:\?xml[^>]{0,100}?encoding|meta[^>]{0,200}?charset)\s*=\s*[\"']?\s*([\w-]{2,30})", re.IGNORECASE
)
_PARTED_BY_MARKUP = "p, br, li, td, pre"
_BLANK_LINE = re.compile(r"\S[ \t]*\r?\n[ \t]*\r?\n\s*\S")
_HEAD = 4096


def read(data: bytes, media_type: str | None, limits: Limits) -> Document:
    """Read the bytes of an HTML page.

    Raises
    ------
    UndecodableText
        Where they are no text.
    DocumentTooLarge
        Where elements nest too deep.
    """
    title, blocks = page_blocks(decode_page(data, charset_of(media_type)), limits)
    return assemble(blocks, HTML.media_type, title=title)


def decode_page(data: bytes, charset: str | None = None) -> str:
    """Decode a page by what a header names, or else by what the page says of itself."""
    named = _CHARSET.search(data[:_HEAD])
    return decode(data, charset or (named[1].decode("ascii") if named else None))


def page_blocks(html: str, limits: Limits) -> tuple[str | None, list[Block]]:
    """Read a page's title and its text.

    Parameters
    ----------
    html
        A page, or a fragment of one.
    limits
        How deep it may nest.

    Returns
    -------
    tuple of (str or None, list of Block)
        The title, where the page states one, and the blocks in reading order.
    """
    tree = LexborHTMLParser(tame(html, limits.depth))
    shape = recognise(tree)
    if shape is None:
        return None, []
    # A text with a few inline tags in it is parted into paragraphs as plain text is.
    keep_lines = shape.root.css_first(_PARTED_BY_MARKUP) is None and _BLANK_LINE.search(shape.root.text()) is not None
    return shape.title, [*shape.blocks, *extract(shape.root, shape.roles, keep_lines=keep_lines)]
