"""Everything that was read, and where it came from."""

import hashlib
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from model.documents import DocumentError
from model.labelset import KNOWN, LabelSet, own_label
from training.examples import CorpusError, Example

MIN_EXAMPLES: Final = 5
"""A label is learned where so many examples have it and so many don't: one for each fold."""

LICENCES: Final = {
    "seeds": "MIT",
    "webis-passages": "MIT",
    "profanity_en.csv": "MIT",
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
    profanity
        Rude words: ``(word, category, level)``.
    topics
        Words that have something in common, whatever it says of a label: ``(word, topic)``.
    provenance
        A line per file for the manifest: name, SHA-256, number of rows.
    """

    passages: list[Example] = field(default_factory=list)
    works: list[Example] = field(default_factory=list)
    unlabelled: list[str] = field(default_factory=list)
    lexicon: list[tuple[str, str, int]] = field(default_factory=list)
    profanity: list[tuple[str, str, int]] = field(default_factory=list)
    topics: list[tuple[str, str]] = field(default_factory=list)
    provenance: list[dict[str, Any]] = field(default_factory=list)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    """Texts by source and path, for annotations to point into."""

    def labels(self) -> LabelSet:
        """What can be learned from the examples: the taxonomy's labels first, then others by name."""
        scales = self._scales()
        names = [*KNOWN, *sorted(scales.keys() - KNOWN.keys())]
        rare = self.too_rare()
        return LabelSet(
            tuple(KNOWN.get(name) or own_label(name, scales[name]) for name in names if name in scales.keys() - rare)
        )

    def too_rare(self) -> dict[str, tuple[int, int]]:
        """Labels that too few examples have or lack: how many reach the step that is known best, and how many don't."""
        rare = {}
        for name, n_levels in self._scales().items():
            known = [bounds for example in self._examples() if (bounds := example.bounds(name))]
            sides = [
                (sum(low >= level for low, _ in known), sum(high < level for _, high in known))
                for level in range(1, n_levels)
            ]
            best = max(sides, key=min)
            if min(best) < MIN_EXAMPLES:
                rare[name] = best
        return rare

    def _examples(self) -> list[Example]:
        return [*self.passages, *self.works]

    def _scales(self) -> dict[str, int]:
        """How many steps each label that was judged has."""
        scales: dict[str, int] = {}
        for example in self._examples():
            for name in (*example.labels, *example.between):
                highest = (example.bounds(name) or (0, 0))[1]
                steps = len(KNOWN[name].levels) if name in KNOWN else max(highest + 1, 2)
                scales[name] = max(scales.get(name, 2), steps)
        return scales


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
