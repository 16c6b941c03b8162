"""A work that is checked: its file, read, with what it declares."""

import hashlib
import os
from dataclasses import dataclass

from app.check.errors import Unjudged
from app.check.finding import Place
from app.check.places import Lines
from app.check.sidecar import ENDING, Sidecar, read_beside
from app.cli.works import Source
from model.documents import Declared, Document, DocumentError, read


@dataclass(frozen=True, slots=True)
class Work:
    """A work, read.

    Attributes
    ----------
    digest
        Of its story: it changes with the words, and not with header, markup or line breaks.
    """

    path: str
    data: bytes
    document: Document
    digest: str
    lines: Lines
    sidecar: Sidecar

    @property
    def declared(self) -> Declared:
        """What is declared; for each of rating and warnings the sidecar's word goes before the work's."""
        beside, inside = self.sidecar.declared, self.document.declared
        return Declared(beside.rating or inside.rating, beside.archive_warnings or inside.archive_warnings)

    def place_of_rating(self) -> Place:
        """Where the rating is stated."""
        return self.sidecar.place("rating") if self.sidecar.declared.rating else self.lines.of_rating()

    def place_of_warnings(self) -> Place:
        """Where the warnings are stated."""
        return self.sidecar.place("warnings") if self.sidecar.declared.archive_warnings else self.lines.of_warnings()


def opened(path: str) -> bytes:
    """Read a file.

    Raises
    ------
    Unjudged
    """
    try:
        return Source(path).read()
    except OSError as error:
        raise Unjudged(error.strerror or str(error)) from None


def understood(path: str, data: bytes) -> Work:
    """Read a work out of its file.

    Raises
    ------
    Unjudged
        The work or its sidecar can't be read.
    """
    if path.endswith(ENDING):
        raise Unjudged("there is no work beside it that it could be about")
    try:
        document = read(data, filename=os.path.basename(path))
    except DocumentError as error:
        raise Unjudged(str(error)) from None
    return Work(path, data, document, digest_of(document), Lines(path, data, document), read_beside(path))


def digest_of(content: Document | bytes) -> str:
    """Name a text by what it says; a file that can't be read, by its bytes."""
    if isinstance(content, bytes):
        return f"sha256:{hashlib.sha256(content).hexdigest()}"
    text = content.text
    spans = (span for chapter in content.chapters for span in chapter.paragraphs.tolist())
    words = "\n".join(" ".join(text[start:end].split()) for start, end in spans)
    return f"sha256:{hashlib.sha256(words.encode('utf-8', 'surrogatepass')).hexdigest()}"
