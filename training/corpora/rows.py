"""A labelled text a line: ``{"id", "text", "source"?, "work"?, "group"?, <label>: level, …, "labels"?, "rating"?, …}``.

`docs/retraining.md` describes the fields.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from model.documents import read_text
from model.taxonomy import LABELS, RATINGS
from training.corpora.corpus import Corpus, licence, provenance, reading
from training.examples import CorpusError, Example, labels_of, level_of, names_of, weight_of

LONGEST_PASSAGE: Final = 300
"""Words; a longer text is a whole work, but where its file is of passages."""

_LABELS: Final = frozenset(label.name for label in LABELS)
_FIELDS: Final = _LABELS | {
    *("id", "source", "text", "work", "group", "title", "path", "labels", "rating", "who_dies", "weight")
}


def read_rows(path: Path, corpus: Corpus, name: str, folder: Path) -> None:
    """Read a ``.jsonl`` file of passages or works.

    Parameters
    ----------
    path
        The file.
    corpus
        Is given the examples.
    name
        Of the corpus, for the manifest.
    folder
        Where its licence may be stated.
    """
    with reading(path), path.open(encoding="utf-8") as lines:
        rows = list(parse_rows(path, lines))
        sources = set()
        for number, row in rows:
            example = _example(path, number, row)
            sources.add(example.source)
            (corpus.passages if example.document is None else corpus.works).append(example)
            if "path" in row:
                corpus.texts[example.source, row["path"]] = row["text"]
    corpus.provenance.append(provenance(name, path.name, [path], len(rows), licence(folder, sources)))


def parse_rows(path: Path, lines: Iterable[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Parse JSON lines that each have a ``text``; gives each with the number of its line."""
    for number, row in parse_objects(path, lines):
        if not isinstance(row.get("text"), str) or not row["text"].strip():
            raise CorpusError(f"{path}:{number}: a row is a JSON object with a string `text` that is not empty")
        yield number, row


def parse_objects(path: Path, lines: Iterable[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Parse JSON lines; gives each object with the number of its line."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                row = json.loads(line)
            except ValueError as error:
                raise CorpusError(f"{path}:{number}: not JSON: {error}") from error
            if not isinstance(row, dict):
                raise CorpusError(f"{path}:{number}: a row is a JSON object")
            yield number, row


def _example(path: Path, number: int, row: dict[str, Any]) -> Example:
    where = f"{path}:{number}"
    _check_fields(where, row)
    identity = str(row.get("id", f"{path.stem}-{number}"))
    source = str(row.get("source", path.stem))
    is_work = _is_work(path, row)
    # Works of one author are one group: what is learned from one must not be tested on another.
    group = source if source.startswith("standardebooks/") else str(row.get("group", row.get("work", identity)))
    return Example(
        identity,
        source,
        group,
        labels_of(where, {**{name: row[name] for name in row if name in _LABELS}, **row.get("labels", {})}),
        text=None if is_work else row["text"],
        document=read_text(row["text"]) if is_work else None,
        rating=level_of(where, "rating", row["rating"], len(RATINGS)) if "rating" in row else None,
        who_dies=names_of(where, row.get("who_dies", ())),
        title=str(row.get("title", "")),
        warning=str(row.get("webis_warning", "")),
        votes=tuple(row.get("webis_votes", ())),
        work=f"{source}/{row['path'] if 'path' in row else row.get('work', identity)}",
        weight=weight_of(where, row.get("weight", 1)),
    )


def _check_fields(where: str, row: dict[str, Any]) -> None:
    """Refuse what looks like a label in the wrong place: a misspelt label must not be passed over."""
    for name, value in row.items():
        if name not in _FIELDS and isinstance(value, int):
            raise CorpusError(
                f"{where}: `{name}` is no field of a row: "
                f'put a label of your own into `labels`: {{"{name}": {int(value)}}}, and leave out what is none'
            )
    if not isinstance(row.get("labels", {}), dict):
        raise CorpusError(f'{where}: `labels` is an object of names and levels, such as {{"spiders": 1, "fluff": 0}}')


def _is_work(path: Path, row: dict[str, Any]) -> bool:
    if path.stem.startswith("works") or "rating" in row:
        return True
    of_passages = path.stem.startswith("passages") or path.parent.name == "passages"
    return not of_passages and len(row["text"].split()) > LONGEST_PASSAGE
