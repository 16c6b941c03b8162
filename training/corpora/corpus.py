"""Everything that was read, and where it came from."""

import hashlib
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from model.documents import DocumentError
from training.examples import CorpusError, Example

LICENCES: Final = {
    "seeds": "MIT",
    "webis-passages": "MIT",
    "standardebooks": "CC0-1.0",
    "litbank": "public domain",
}
"""Licences of the sources that the project's developers train on; a folder's ``LICENCE.txt`` comes first."""


@dataclass(slots=True)
class Corpus:
    """Everything that was read.

    Attributes
    ----------
    passages, works
        Labelled examples.
    unlabelled
        Texts for word vectors.
    lexicon
        Words that by themselves speak for a severity: ``(word, label, level)``.
    provenance
        A line per file for the manifest: name, SHA-256, number of rows.
    """

    passages: list[Example] = field(default_factory=list)
    works: list[Example] = field(default_factory=list)
    unlabelled: list[str] = field(default_factory=list)
    lexicon: list[tuple[str, str, int]] = field(default_factory=list)
    provenance: list[dict[str, Any]] = field(default_factory=list)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    """Texts by source and path, for annotations to point into."""


def provenance(corpus: str, name: str, paths: list[Path], rows: int, licence: str) -> dict[str, Any]:
    """Tell where examples come from, in one line of the manifest."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return {"corpus": corpus, "file": name, "rows": rows, "licence": licence, "sha256": digest.hexdigest()}


def licence(folder: Path, sources: set[str]) -> str:
    """Name a folder's licence: what its ``LICENCE.txt`` states, else what is known of the sources."""
    stated = folder / "LICENCE.txt"
    if stated.is_file():
        return stated.read_text(encoding="utf-8").splitlines()[0].strip()
    return ", ".join(sorted({LICENCES.get(source.split("/")[0], "not stated") for source in sources}))


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Name the file in whatever goes wrong while it is read."""
    try:
        yield
    except (UnicodeDecodeError, OSError, EOFError, zlib.error, DocumentError) as error:
        raise CorpusError(f"{path}: can't be read: {error}") from error
