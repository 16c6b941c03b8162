"""Labelled fiction from disk: one function a corpus layout, one shape for all of them.

A corpus folder may hold ``passages.jsonl`` or ``passages/*.jsonl`` (a passage a line), ``works.jsonl`` (a work a line)
or ``works/*.md`` (a work a file, labels in its front matter), ``unlabelled.jsonl.gz`` (for word vectors),
``lexicon.tsv``, and ``annotations/``: labels of texts that another corpus holds. A single ``.jsonl`` file holds
passages or works. A row is
``{"id", "text", "source"?, "work"?, "group"?, <label>: level, …, "rating"?, "who_dies"?}``.
"""

import gzip
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import yaml

from model.documents import read, read_text
from model.taxonomy import LABELS, RATINGS
from training.corpora.annotations import read_annotations
from training.corpora.corpus import Corpus as Corpus
from training.corpora.corpus import licence, provenance, reading
from training.examples import CorpusError as CorpusError
from training.examples import Example as Example
from training.examples import is_named as is_named
from training.examples import labels_of, level_of, names_of


def read_corpora(paths: Iterable[Path]) -> Corpus:
    """Read corpora and put them together.

    Parameters
    ----------
    paths
        Folders or ``.jsonl`` files as the module's head describes.

    Returns
    -------
    Corpus

    Raises
    ------
    CorpusError
        If a path holds nothing to train on, or a row is malformed.
    """
    corpus = Corpus()
    paths = list(paths)
    for path in paths:
        before = len(corpus.provenance)
        if path.is_dir():
            _read_folder(path, corpus)
        elif path.suffix == ".jsonl" and path.is_file():
            _read_jsonl(path, corpus, path.stem, path.parent)
        if len(corpus.provenance) == before:
            raise CorpusError(
                f"{path} is no corpus: expected a .jsonl file, or a folder with passages.jsonl, works.jsonl, "
                "passages/*.jsonl or works/*.md"
            )
    for path in paths:
        read_annotations(path, corpus)
    return corpus


MIN_PASSAGES: Final = 20
MIN_WORKS: Final = 10


def require_enough(corpus: Corpus) -> None:
    """Refuse a corpus that is too small to fit and calibrate anything on.

    Raises
    ------
    CorpusError
        If there are fewer than `MIN_PASSAGES` labelled passages or `MIN_WORKS` labelled works.
    """
    if len(corpus.passages) < MIN_PASSAGES or len(corpus.works) < MIN_WORKS:
        raise CorpusError(
            f"{len(corpus.passages)} labelled passages and {len(corpus.works)} labelled works are too few to learn "
            f"from ({MIN_PASSAGES} and {MIN_WORKS} are needed): add the project's own with `--data seeds`"
        )


def _read_folder(folder: Path, corpus: Corpus) -> None:
    name = folder.resolve().name
    for path in [folder / "passages.jsonl", folder / "works.jsonl", *sorted(folder.glob("passages/*.jsonl"))]:
        if path.is_file():
            _read_jsonl(path, corpus, name, folder)
    works = sorted(folder.glob("works/*.md"))
    if works:
        corpus.works.extend(_markdown_work(path) for path in works)
        corpus.provenance.append(provenance(name, "works/*.md", works, len(works), licence(folder, {"seeds"})))
    unlabelled = folder / "unlabelled.jsonl.gz"
    if unlabelled.is_file():
        with reading(unlabelled), gzip.open(unlabelled, "rt", encoding="utf-8") as lines:
            rows = [row for _, row in _rows(unlabelled, lines)]
        corpus.unlabelled.extend(row["text"] for row in rows)
        corpus.texts.update({(row["source"], row["path"]): row["text"] for row in rows if "path" in row})
        stated = licence(folder, {str(row.get("source", "")) for row in rows})
        corpus.provenance.append(provenance(name, unlabelled.name, [unlabelled], len(rows), stated))
    lexicon = folder / "lexicon.tsv"
    if lexicon.is_file():
        words = list(_lexicon(lexicon))
        corpus.lexicon.extend(words)
        corpus.provenance.append(provenance(name, lexicon.name, [lexicon], len(words), licence(folder, {"seeds"})))


def _read_jsonl(path: Path, corpus: Corpus, name: str, folder: Path) -> None:
    with reading(path), path.open(encoding="utf-8") as lines:
        rows = list(_rows(path, lines))
    sources = set()
    for number, row in rows:
        example = _example(path, number, row)
        sources.add(example.source)
        (corpus.passages if example.document is None else corpus.works).append(example)
        if "path" in row:
            corpus.texts[example.source, row["path"]] = row["text"]
    corpus.provenance.append(provenance(name, path.name, [path], len(rows), licence(folder, sources)))


def _rows(path: Path, lines: Iterable[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                row = json.loads(line)
            except ValueError as error:
                raise CorpusError(f"{path}:{number}: not JSON: {error}") from error
            if not isinstance(row, dict) or not isinstance(row.get("text"), str) or not row["text"].strip():
                raise CorpusError(f"{path}:{number}: a row is a JSON object with a string `text` that is not empty")
            yield number, row


def _example(path: Path, number: int, row: dict[str, Any]) -> Example:
    where = f"{path}:{number}"
    identity = str(row.get("id", f"{path.stem}-{number}"))
    source = str(row.get("source", path.stem))
    is_work = "rating" in row or path.stem.startswith("works")
    # Works of one author are one group: what is learned from one must not be tested on another.
    group = source if source.startswith("standardebooks/") else str(row.get("group", row.get("work", identity)))
    return Example(
        identity,
        source,
        group,
        labels_of(where, row),
        text=None if is_work else row["text"],
        document=read_text(row["text"]) if is_work else None,
        rating=level_of(where, "rating", row["rating"], len(RATINGS)) if "rating" in row else None,
        who_dies=names_of(where, row.get("who_dies", ())),
        title=str(row.get("title", "")),
        warning=str(row.get("webis_warning", "")),
        votes=tuple(row.get("webis_votes", ())),
    )


def _markdown_work(path: Path) -> Example:
    with reading(path):
        raw = path.read_bytes()
        front_matter = raw.decode("utf-8").split("\n---", 1)[0].removeprefix("---")
        document = read(raw, "text/markdown", path.name)
    try:
        meta = yaml.safe_load(front_matter)
        labels = dict(meta["labels"])
    except (yaml.YAMLError, TypeError, KeyError, ValueError) as error:
        raise CorpusError(f"{path}: a work's front matter needs `labels: {{violence: 0, …}}`") from error
    rating = labels.pop("rating", None)
    return Example(
        path.stem,
        "seeds",
        path.stem,
        labels_of(str(path), labels),
        document=document,
        rating=None if rating is None else level_of(str(path), "rating", rating, len(RATINGS)),
        who_dies=names_of(str(path), meta.get("who_dies", ())),
    )


def _lexicon(path: Path) -> Iterator[tuple[str, str, int]]:
    names = {label.name: len(label.levels) for label in LABELS}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line and not line.startswith("#"):
            try:
                word, label, level = line.split("\t")
                yield word, label, level_of(f"{path}:{number}", label, int(level), names[label])
            except (ValueError, KeyError) as error:
                raise CorpusError(f"{path}:{number}: expected word, label and level, parted by tabs") from error
