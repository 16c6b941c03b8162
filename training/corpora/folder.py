"""A folder as the project keeps its own seeds: passages, works, texts without labels."""

import gzip
from pathlib import Path

import yaml

from model.documents import read
from model.taxonomy import RATINGS
from training.corpora.corpus import Corpus, licence, provenance, reading
from training.corpora.rows import parse_rows, read_rows
from training.examples import CorpusError, Example, labels_of, level_of, names_of, weight_of


def read_folder(folder: Path, corpus: Corpus) -> None:
    """Read whatever a folder has of ``passages.jsonl``, ``works.jsonl``, ``passages/``, ``works/`` and so on.

    Parameters
    ----------
    folder
        A corpus.
    corpus
        Is given what is found.
    """
    name = folder.resolve().name
    for path in [folder / "passages.jsonl", folder / "works.jsonl", *sorted(folder.glob("passages/*.jsonl"))]:
        if path.is_file():
            read_rows(path, corpus, name, folder)
    works = sorted(folder.glob("works/*.md"))
    if works:
        read_works = [_markdown_work(path, name) for path in works]
        corpus.works.extend(read_works)
        corpus.texts.update({(name, work.id): work.document.text for work in read_works if work.document is not None})
        corpus.provenance.append(provenance(name, "works/*.md", works, len(works), licence(folder, {name})))
    unlabelled = folder / "unlabelled.jsonl.gz"
    if unlabelled.is_file():
        _read_unlabelled(unlabelled, corpus, name)


def _read_unlabelled(path: Path, corpus: Corpus, name: str) -> None:
    with reading(path), gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [row for _, row in parse_rows(path, lines)]
    corpus.unlabelled.extend(row["text"] for row in rows)
    corpus.texts.update({(row["source"], row["path"]): row["text"] for row in rows if "path" in row})
    stated = licence(path.parent, {str(row.get("source", "")) for row in rows})
    corpus.provenance.append(provenance(name, path.name, [path], len(rows), stated))


def _markdown_work(path: Path, source: str) -> Example:
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
        source,
        path.stem,
        labels_of(str(path), labels),
        document=document,
        rating=None if rating is None else level_of(str(path), "rating", rating, len(RATINGS)),
        who_dies=names_of(str(path), meta.get("who_dies", ())),
        work=f"{source}/{path.stem}",
        weight=weight_of(str(path), meta.get("weight", 1)),
    )
