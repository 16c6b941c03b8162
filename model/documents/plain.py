"""Plain text, as people keep and post it (RFC 2046, section 4.1.3; RFC 7994 for hard-wrapped lines)."""

from model.documents import gutenberg
from model.documents.document import Document, Note
from model.documents.encoding import charset_of, decode
from model.documents.limits import Limits
from model.documents.lines import find_lines
from model.documents.sniff import PLAIN
from model.documents.structure import Outline, arrange


def read(data: bytes, media_type: str | None, limits: Limits) -> Document:
    """Read the bytes of a plain text.

    Raises
    ------
    UndecodableText
        Where they are no text.
    """
    return read_plain(decode(data, charset_of(media_type)))


def read_plain(text: str) -> Document:
    """Read a text whose offsets are to point into itself.

    Parameters
    ----------
    text
        The text as given; it is not changed.

    Returns
    -------
    Document
        With every paragraph of its story.
    """
    outline, boilerplate = outline_of(text)
    return Document(
        text,
        PLAIN.media_type,
        outline.title,
        outline.chapters,
        (*boilerplate, *outline.notes),
        outline.declared,
    )


def outline_of(text: str) -> tuple[Outline, tuple[Note, ...]]:
    """Arrange a plain text, with Project Gutenberg's words around it set aside."""
    lines = find_lines(text)
    body = gutenberg.find_body(text, lines)
    if body is None:
        return arrange(text, lines), ()
    start, stop, title = body
    outline = arrange(text, lines.select((lines.starts >= start) & (lines.ends <= stop)), title=title)
    around = (text[:start].strip(), text[stop:].strip())
    return outline, tuple(Note("boilerplate", each) for each in around if each)
