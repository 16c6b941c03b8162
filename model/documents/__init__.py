"""Works in, documents out: reads plain text, HTML, Markdown, EPUB and docx into one shape.

Each format has its own file. ``sniff`` tells them apart, ``structure`` tells story from what comes with it.
"""

import importlib

from model.documents.document import Chapter, Declared, Document, Note, NoteKind
from model.documents.errors import (
    BrokenDocument,
    DocumentError,
    DocumentTooLarge,
    EncryptedDocument,
    UndecodableText,
    UnsupportedFormat,
)
from model.documents.limits import Limits
from model.documents.sniff import SUPPORTED, Format, sniff

__all__ = [
    "SUPPORTED",
    "BrokenDocument",
    "Chapter",
    "Declared",
    "Document",
    "DocumentError",
    "DocumentTooLarge",
    "EncryptedDocument",
    "Format",
    "Limits",
    "Note",
    "NoteKind",
    "UndecodableText",
    "UnsupportedFormat",
    "read",
    "read_text",
]

_DEFAULT_LIMITS = Limits()


def read(
    data: bytes,
    media_type: str | None = None,
    filename: str | None = None,
    *,
    limits: Limits = _DEFAULT_LIMITS,
) -> Document:
    """Read a work in any format of ``SUPPORTED``.

    Parameters
    ----------
    data
        The whole file.
    media_type
        What the sender calls it, if anything, such as ``"text/html; charset=utf-8"``. The bytes are believed
        over it where they show a format of their own.
    filename
        The file's name, if there is one.
    limits
        Bounds on what the file may unfold into.

    Returns
    -------
    Document
        Without chapters where there is no story in it.

    Raises
    ------
    DocumentError
        Where it can't be read; see ``model.documents.errors``.
    """
    found = sniff(data, media_type, filename, limits)
    # Each reader's libraries are loaded with the first work that needs them.
    reader = importlib.import_module(f"model.documents.{found.reader}")
    document: Document = reader.read(data, media_type, limits)
    return document


def read_text(text: str) -> Document:
    """Read a plain text that is decoded already.

    Parameters
    ----------
    text
        The work; offsets count its code points.

    Returns
    -------
    Document
        With ``text`` exactly as given.
    """
    from model.documents.plain import read_plain

    return read_plain(text)
