"""Labels of texts that are elsewhere: ``annotations/passages.tsv`` and ``annotations/works.tsv``.

The texts are another corpus's, or works of the same folder, whose path is their file's name without its ending.

A row points into a text by source and path and proves by a digest that it means this very text. A work without
``start`` and ``end`` is the whole text; with them it is a part of one, such as a novel's chapter. An empty cell is a
label that was not judged. Where no corpus holds the text, the row waits for one that does.
"""

import csv
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Final

from model.documents import read_text
from model.taxonomy import LABELS, RATINGS
from training.corpora.corpus import Corpus, licence, provenance, reading
from training.examples import CorpusError, Example, labels_of, level_of

Row = dict[str, str]

WORK_WEIGHT: Final = 0.3
"""How much a work counts beside one that its own corpus labels. Another reader draws the lines between severities and
ratings elsewhere; with this weight works of left-out sources were judged better than with all of it or none."""


def read_annotations(folder: Path, corpus: Corpus) -> None:
    """Read a corpus folder's annotations of texts that were read already.

    Parameters
    ----------
    folder
        Holds ``annotations/``.
    corpus
        Has the texts; is given the examples.
    """
    for name, read in READERS.items():
        path = folder / "annotations" / name
        if path.is_file():
            found = _read_table(path, corpus, read)
            if found:
                line = provenance(
                    folder.resolve().name, f"annotations/{name}", [path], found, licence(folder, {"seeds"})
                )
                corpus.provenance.append(line)


def _read_table(path: Path, corpus: Corpus, read: Callable[[str, Row, str], Example]) -> int:
    found = 0
    with reading(path), path.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines, delimiter="\t"), start=2):
            try:
                text = corpus.texts.get((row["source"], row["path"]))
                if text is not None:
                    example = read(f"{path}:{number}", row, text)
                    (corpus.passages if example.document is None else corpus.works).append(example)
                    found += 1
            except (KeyError, ValueError, AttributeError) as error:
                if isinstance(error, CorpusError):
                    raise
                raise CorpusError(f"{path}:{number}: a column is missing or holds no number: {error}") from error
    return found


def _passage(where: str, row: Row, text: str) -> Example:
    passage = text[int(row["start"]) : int(row["end"])]
    _check_digest(where, row, passage)
    return Example(
        f"{row['source']}/{row['path']}:{row['start']}",
        row["source"],
        _group(row),
        _labels(where, row),
        text=passage,
        who_dies=_names(row),
        annotated=True,
        work=f"{row['source']}/{row['path']}",
    )


def _work(where: str, row: Row, text: str) -> Example:
    if row["start"]:
        text = text[int(row["start"]) : int(row["end"])]
    _check_digest(where, row, text)
    return Example(
        ":".join(filter(None, (f"{row['source']}/{row['path']}", row["start"]))),
        row["source"],
        _group(row),
        _labels(where, row),
        document=read_text(text),
        rating=level_of(where, "rating", int(row["rating"]), len(RATINGS)) if row["rating"] else None,
        who_dies=_names(row),
        title=row["title"],
        annotated=True,
        weight=WORK_WEIGHT,
        work=f"{row['source']}/{row['path']}",
    )


def _check_digest(where: str, row: Row, text: str) -> None:
    if not row["sha256"] or not hashlib.sha256(text.encode()).hexdigest().startswith(row["sha256"]):
        raise CorpusError(f"{where}: the text at {row['path']} is not the one that was annotated")


def _group(row: Row) -> str:
    return row["source"] if row["source"].startswith("standardebooks/") else row["path"]


def _labels(where: str, row: Row) -> dict[str, int]:
    return labels_of(where, {label.name: int(row[label.name]) for label in LABELS if row[label.name]})


def _names(row: Row) -> tuple[str, ...]:
    return tuple(filter(None, row["who_dies"].split("; ")))


READERS: Final = {"passages.tsv": _passage, "works.tsv": _work}
