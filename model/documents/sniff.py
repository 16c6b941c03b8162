"""Which format some bytes are in, whatever they are called (https://mimesniff.spec.whatwg.org)."""

import re
from dataclasses import dataclass

from model.documents.archive import Archive
from model.documents.errors import BrokenDocument, EncryptedDocument, UnsupportedFormat
from model.documents.limits import Limits


@dataclass(frozen=True, slots=True)
class Format:
    """A format that is read.

    Attributes
    ----------
    media_type
        Its registered name.
    name
        What people call it.
    extensions
        File name endings, the usual one first.
    reader
        The module of this package that reads it.
    """

    media_type: str
    name: str
    extensions: tuple[str, ...]
    reader: str


PLAIN = Format("text/plain", "plain text", (".txt", ".text"), "plain")
HTML = Format("text/html", "HTML", (".html", ".htm", ".xhtml"), "html")
MARKDOWN = Format("text/markdown", "Markdown", (".md", ".markdown"), "markdown")
EPUB = Format("application/epub+zip", "EPUB", (".epub",), "epub")
DOCX = Format("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx", (".docx",), "docx")

SUPPORTED: dict[str, Format] = {each.media_type: each for each in (PLAIN, HTML, MARKDOWN, EPUB, DOCX)}
"""Every media type that is read."""

_ALIASES = {
    "application/xhtml+xml": HTML,
    "text/x-markdown": MARKDOWN,
    "text/x-web-markdown": MARKDOWN,
    "application/markdown": MARKDOWN,
    "application/epub": EPUB,
    "application/x-epub": EPUB,
    "application/x-epub+zip": EPUB,
}
_SAYS_NOTHING = {
    "",
    "*/*",
    "application/octet-stream",
    "application/x-octet-stream",
    "application/binary",
    "binary/octet-stream",
    "application/x-www-form-urlencoded",
    "application/force-download",
    "application/x-download",
    "application/download",
    "application/zip",
    "application/x-zip",
    "application/x-zip-compressed",
    "multipart/form-data",
}
_EXTENSIONS = {extension: each for each in SUPPORTED.values() for extension in each.extensions}
_FOREIGN_EXTENSIONS = {
    ".pdf": "PDF",
    ".odt": "OpenDocument",
    ".rtf": "RTF",
    ".doc": "Word 97",
    ".mobi": "Mobipocket",
    ".azw": "Kindle",
    ".azw3": "Kindle",
    ".fb2": "FictionBook",
}
_FOREIGN_MAGIC = (
    (b"%PDF-", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"(\xb5/\xfd", "Zstandard"),
    (b"7z\xbc\xaf'\x1c", "7-Zip"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"ITSF", "CHM"),
    (b"\x7fELF", "ELF"),
    (b"MZ\x90\x00", "Windows program"),
    (b"SQLite format 3\x00", "SQLite"),
    (b"OggS", "Ogg"),
    (b"ID3", "MP3"),
    (b"wOFF", "WOFF"),
)
_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_BLANKS_AND_COMMENTS = r"(?:\xef\xbb\xbf)?(?:\s++|<\?xml[^<>]*>|<!--(?:[^-]|-(?!->)){0,4000}+-->)*+"
_HTML_PAGE = re.compile((_BLANKS_AND_COMMENTS + r"<(?:!doctype\s+html|html)\b").encode(), re.IGNORECASE)
_HTML_OPENING = re.compile(
    (
        _BLANKS_AND_COMMENTS + r"<(?:head|body|title|meta|div|p|h[1-6]|article|section|main|table|center"
        r"|blockquote|span|br|hr|a|b|i|em|strong|font|ul|ol|dl)\b[^<>]{0,2000}>"
    ).encode(),
    re.IGNORECASE,
)
_FICTIONBOOK = re.compile(rb"\s*(?:<\?xml[^<>]*>)?\s*<FictionBook\b")
_HTML_BREAKS = re.compile(rb"</?(?:p|br|div)\b[^<>]{0,200}>", re.IGNORECASE)
_SAMPLE = 65_536
_ENOUGH_BREAKS = 3
_DEFAULT_LIMITS = Limits()


def sniff(
    data: bytes,
    media_type: str | None = None,
    filename: str | None = None,
    limits: Limits = _DEFAULT_LIMITS,
) -> Format:
    """Tell the format: by the bytes, then by what the sender declares, then by the file's name.

    Parameters
    ----------
    data
        The whole file.
    media_type
        The declared type, parameters allowed. Types that say nothing, such as ``application/octet-stream``
        or the one that ``curl --data-binary`` sends, count as undeclared.
    filename
        The file's name, or None.
    limits
        Bounds on what a zip may hold.

    Returns
    -------
    Format
        One of ``SUPPORTED``.

    Raises
    ------
    UnsupportedFormat
        Where it is a format that isn't read.
    EncryptedDocument
        Where it is an Office document with a password.
    BrokenDocument
        Where an EPUB or docx is declared and the bytes are no zip.
    """
    if by_magic := _by_magic(data, limits):
        return by_magic
    stated = _by_statement(media_type) or _by_name(filename)
    if stated in (EPUB, DOCX):
        raise BrokenDocument(f"The work is sent as {stated.name}, but its bytes are no zip archive.")
    if stated is MARKDOWN or stated is HTML:
        return stated
    if _HTML_PAGE.match(data[:_SAMPLE]):
        return HTML
    return stated or _by_look(data)


def base_type(media_type: str | None) -> str:
    """Strip a media type of its parameters and its case."""
    return (media_type or "").partition(";")[0].strip().lower()


def unsupported(name: str) -> UnsupportedFormat:
    """Make the error that names what is read instead."""
    known = ", ".join(f"{each.name} ({each.media_type})" for each in SUPPORTED.values())
    return UnsupportedFormat(f"{name} is not read here. Send {known}.")


def _by_magic(data: bytes, limits: Limits) -> Format | None:
    if data.startswith(_ZIP):
        return _zip_contents(data, limits)
    if data.startswith(_EMPTY_ZIP):
        raise unsupported("A zip archive that is no book")
    if data.startswith(_OLE):
        if _ENCRYPTED_PACKAGE in data:
            raise EncryptedDocument("The docx has a password; save it without one.")
        raise unsupported("Word 97 or another OLE file")
    for magic, name in _FOREIGN_MAGIC:
        if data.startswith(magic):
            raise unsupported(name)
    if data[60:68] in (b"BOOKMOBI", b"TEXtREAd"):
        raise unsupported("Mobipocket")
    if data.startswith(b"RIFF") and data[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        raise unsupported(data[8:12].decode().strip())
    if _FICTIONBOOK.match(data[:1000]):
        raise unsupported("FictionBook")
    return None


def _zip_contents(data: bytes, limits: Limits) -> Format:
    # The writers put `mimetype` first and uncompressed so that it can be read without unpacking anything.
    opening = data[:4096]
    if b"mimetypeapplication/epub+zip" in opening:
        return EPUB
    if b"mimetypeapplication/vnd.oasis.opendocument" in opening:
        raise unsupported("OpenDocument")
    names = set(Archive(data, limits).names)
    if "META-INF/container.xml" in names or any(name.endswith(".opf") for name in names):
        return EPUB
    if "word/document.xml" in names or ("[Content_Types].xml" in names and _any_under(names, "word/")):
        return DOCX
    if "content.xml" in names and "mimetype" in names:
        raise unsupported("OpenDocument")
    raise unsupported("A zip archive that is no book")


def _any_under(names: set[str], folder: str) -> bool:
    return any(name.startswith(folder) for name in names)


def _by_statement(media_type: str | None) -> Format | None:
    stated = base_type(media_type)
    if stated in _SAYS_NOTHING:
        return None
    known = SUPPORTED.get(stated) or _ALIASES.get(stated)
    if known is None:
        raise unsupported(stated)
    return known


def _by_name(filename: str | None) -> Format | None:
    match = re.search(r"\.\w{1,8}$", (filename or "").strip())
    extension = match[0].lower() if match else ""
    if extension in _FOREIGN_EXTENSIONS:
        raise unsupported(_FOREIGN_EXTENSIONS[extension])
    return _EXTENSIONS.get(extension)


def _by_look(data: bytes) -> Format:
    sample = data[:_SAMPLE]
    if _HTML_OPENING.match(sample) and b"</" in sample:
        return HTML
    breaks = sum(1 for _ in zip(_HTML_BREAKS.finditer(sample), range(_ENOUGH_BREAKS), strict=False))
    return HTML if breaks >= _ENOUGH_BREAKS else PLAIN
