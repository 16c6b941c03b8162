"""EPUB 2 and 3 (https://www.w3.org/TR/epub-33, http://idpf.org/epub/20/spec/OPF_2.0_latest.htm)."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

from model.documents.archive import Archive
from model.documents.assembly import assemble
from model.documents.declared import parse_rating, parse_warnings
from model.documents.document import Declared, Document, NoteKind
from model.documents.errors import BrokenDocument, EncryptedDocument
from model.documents.extraction import Block
from model.documents.html import decode_page, page_blocks
from model.documents.limits import Limits
from model.documents.sniff import EPUB
from model.documents.xml import elements, parse_xml, text_of

_CONTAINER = "META-INF/container.xml"
_LOCKS = ("META-INF/rights.xml", "META-INF/license.lcpl", "META-INF/sinf.xml")
_FONT_OBFUSCATION = {"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"}
_FONTS = (".ttf", ".otf", ".woff", ".woff2", ".ttc")
_PAGES = {
    "application/xhtml+xml",
    "text/html",
    "text/x-oeb1-document",
    "application/x-dtbook+xml",
    "application/xml",
}
_PAGE_NAMES = (".xhtml", ".html", ".htm")

# https://www.w3.org/TR/epub-ssv-11, and the older guide's types.
# fmt: off
_NOT_STORY = frozenset(
    {
        "cover", "titlepage", "halftitlepage", "title-page", "imprint", "colophon",
        "copyright-page", "copyright", "copyright-notice", "toc", "landmarks", "loi", "lot", "loa",
        "lov", "page-list", "endnotes", "rearnotes", "footnotes", "notes", "index", "glossary",
        "bibliography", "dedication", "acknowledgments", "acknowledgements", "contributors",
        "other-credits", "errata"
    }
)
# fmt: on
_NOT_STORY_NAME = re.compile(
    r"(?:\d{1,4}[._-])?(?:cover(?:page)?|title[._-]?page|title|half-?title(?:page)?|toc|nav|contents|copyright(?:-page)?"
    r"|uncopyright|imprint|colophon|log_page|endnotes|footnotes|dedication|about-?the-?author|also-?by|acknowledge?ments"
    r"|newsletter)(?:[._-]?\d{0,3})",
    re.IGNORECASE,
)
_MOST_WORDS_BY_NAME = 600
_BODY_TYPES = re.compile(r"<(?:body|section|article|div)\b[^<>]{0,400}?epub:type\s*=\s*[\"']([^\"'<>]{1,200})[\"']")
_BROAD_TYPES = {"frontmatter", "bodymatter", "backmatter", "z3998:fiction"}


@dataclass(frozen=True, slots=True)
class _Item:
    """A file that the package lists."""

    name: str
    media_type: str
    properties: str


@dataclass(frozen=True, slots=True)
class _Package:
    """What the package document says."""

    title: str | None
    declared: Declared
    spine: tuple[_Item, ...]
    guide: dict[str, str]


def read(data: bytes, media_type: str | None, limits: Limits) -> Document:
    """Read the bytes of an EPUB.

    Raises
    ------
    EncryptedDocument
        Where it has DRM or a password.
    BrokenDocument
        Where a part that it needs is missing or damaged.
    DocumentTooLarge
        Where it unpacks to too much, or nests too deep.
    """
    archive = Archive(data, limits)
    _refuse_locked(archive)
    archive.check_sizes()
    package = _read_package(archive)
    blocks: list[Block] = []
    for item in package.spine:
        if item.media_type not in _PAGES and not item.name.lower().endswith(_PAGE_NAMES):
            continue
        blocks.extend(_read_page(archive, item, package, limits))
    return assemble(blocks, EPUB.media_type, title=package.title, declared=package.declared)


def _refuse_locked(archive: Archive) -> None:
    locked = next((name for name in _LOCKS if archive.find(name)), None)
    if locked or archive.is_locked():
        raise EncryptedDocument("The EPUB is protected (DRM); send a copy without protection.")
    if archive.find("META-INF/encryption.xml") is None:
        return
    root = parse_xml(archive.read("META-INF/encryption.xml"), "META-INF/encryption.xml")
    for entry in elements(root, "EncryptedData"):
        method = next(elements(entry, "EncryptionMethod"), None)
        algorithm = method.get("Algorithm", "") if method is not None else ""
        reference = next(elements(entry, "CipherReference"), None)
        target = reference.get("URI", "") if reference is not None else ""
        if algorithm not in _FONT_OBFUSCATION and not target.lower().endswith(_FONTS):
            raise EncryptedDocument("The EPUB's text is encrypted (DRM); send a copy without protection.")


def _read_package(archive: Archive) -> _Package:
    container = parse_xml(archive.read(_CONTAINER), _CONTAINER)
    rootfile = next(elements(container, "rootfile"), None)
    path = unquote(rootfile.get("full-path") or "") if rootfile is not None else ""
    if not path:
        raise BrokenDocument(f"{_CONTAINER} names no package document.")
    root = parse_xml(archive.read(path), path)
    folder = posixpath.dirname(path)
    items = {
        item.get("id", ""): _Item(
            _member_name(folder, item.get("href", "")), item.get("media-type", ""), item.get("properties", "")
        )
        for item in elements(root, "item")
    }
    guide = {
        _member_name(folder, reference.get("href", "")): reference.get("type", "").lower()
        for reference in elements(root, "reference")
    }
    title = next((text_of(each) for each in elements(root, "title") if text_of(each)), None)
    return _Package(title, _declared(root), tuple(_spine(root, items)), guide)


def _spine(root: etree._Element, items: dict[str, _Item]) -> Iterator[_Item]:
    seen: set[str] = set()
    for reference in elements(root, "itemref"):
        if reference.get("linear", "yes").lower() == "no":
            continue
        name = reference.get("idref", "")
        item = items.get(name)
        if item is None:
            raise BrokenDocument(f"The spine names {name[:80]!r}, which the manifest lacks.")
        # A page stands in the spine once; one that stood there thousands of times would be a bomb.
        if item.name not in seen:
            seen.add(item.name)
            yield item


def _member_name(folder: str, href: str) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(href.partition("#")[0]))).lstrip("/")


def _declared(root: etree._Element) -> Declared:
    """Read ratings and warnings out of the subjects; single letters may be any tag, so whole names only."""
    subjects = [text_of(each) for each in elements(root, "subject")]
    ratings = [rating for each in subjects if len(each) > 3 and (rating := parse_rating(each))]
    named = parse_warnings(each for each in subjects if each.lower() != "none")
    return Declared(ratings[0] if ratings else None, named)


def _read_page(archive: Archive, item: _Item, package: _Package, limits: Limits) -> list[Block]:
    if "nav" in item.properties.split():
        return []
    html = decode_page(archive.read(item.name))
    _, blocks = page_blocks(html, limits)
    if not blocks:
        return []
    if kind := _note_kind(item, package, html, blocks):
        return [block._replace(level=0, note=block.note or kind) for block in blocks]
    return [blocks[0]._replace(page=True), *blocks[1:]]


def _note_kind(item: _Item, package: _Package, html: str, blocks: list[Block]) -> NoteKind | None:
    """Tell what kind of note a whole page is, if it isn't story."""
    stated = _page_types(html)
    guided = package.guide.get(item.name, "")
    stem = posixpath.splitext(posixpath.basename(item.name))[0]
    if stated & _NOT_STORY:
        return "header"
    by_name = _NOT_STORY_NAME.fullmatch(stem) is not None and not stated - _BROAD_TYPES
    if guided in _NOT_STORY or by_name:
        words = sum(len(block.text.split()) for block in blocks)
        return "header" if words <= _MOST_WORDS_BY_NAME else None
    return None


def _page_types(html: str) -> set[str]:
    """Read the first types of a page: its body's, and those of the section that the body holds."""
    types: set[str] = set()
    for match in _BODY_TYPES.finditer(html, 0, 8000):
        types.update(match[1].lower().split())
        if types - _BROAD_TYPES:
            break
    return types
