"""PAN 2023's trigger detection: ``works.jsonl`` and ``labels.jsonl``, joined by ``work_id``.

Reference: https://pan.webis.de/clef23/pan23-web/trigger-detection.html. A work's ``labels`` are names in
``labels.jsonl`` and zeros and ones in ``works.jsonl``; names may be any.

A label says that the author warned of it, which is no step of this project's scales, so none of the names is mapped to
one. ``violence``, ``death`` and ``underage``, which the taxonomy has too, are told apart by a prefix.
"""

from pathlib import Path
from typing import Any, Final

from model.documents import read
from model.labelset import KNOWN
from training.corpora.corpus import Corpus, licence, provenance, reading
from training.corpora.rows import parse_objects, parse_rows
from training.examples import CorpusError, Example, labels_of

WORKS: Final = "works.jsonl"
LABELS: Final = "labels.jsonl"
PREFIX: Final = "pan-"

NAMES: Final = (  # noqa: SIM905
    "pornographic-content violence death sexual-assault abuse blood suicide pregnancy child-abuse incest underage "
    "homophobia self-harm dying kidnapping mental-illness dissection eating-disorders abduction body-hatred childbirth "
    "racism sexism miscarriages transphobia abortion fat-phobia animal-death ableism classism misogyny animal-cruelty"
).split()
"""The task's 32 labels in the order of its zeros and ones."""


def is_pan(folder: Path) -> bool:
    """Tell whether a folder is in PAN's format: its works go by ``work_id``."""
    path = folder / WORKS
    if not path.is_file():
        return False
    with reading(path), path.open(encoding="utf-8") as lines:
        _, first = next(parse_objects(path, lines), (0, {}))
    return "work_id" in first


def read_pan(folder: Path, corpus: Corpus) -> None:
    """Read a folder in PAN's format.

    Parameters
    ----------
    folder
        Holds ``works.jsonl`` and, but where works have labels of their own, ``labels.jsonl``.
    corpus
        Is given the works.
    """
    paths = [folder / WORKS]
    warned: dict[str, set[str]] = {}
    if (folder / LABELS).is_file():
        paths.append(folder / LABELS)
        warned = _read_labels(folder / LABELS)
    name = folder.resolve().name
    stated = {label for labels in warned.values() for label in labels}
    works = []
    with reading(paths[0]), paths[0].open(encoding="utf-8") as lines:
        for number, row in parse_rows(paths[0], lines):
            where = f"{paths[0]}:{number}"
            identity = _identity(where, row)
            labels = warned.get(identity)
            if labels is None:
                labels = _from_digits(where, row.get("labels"))
            judged = stated or set(NAMES)
            works.append(
                Example(
                    identity,
                    name,
                    identity,
                    labels_of(where, {_own(label): int(label in labels) for label in judged}),
                    document=read(row["text"].encode(), "text/html; charset=utf-8"),
                )
            )
    corpus.works.extend(works)
    corpus.provenance.append(
        provenance(name, " and ".join(path.name for path in paths), paths, len(works), licence(folder, {name}))
    )


def _read_labels(path: Path) -> dict[str, set[str]]:
    warned = {}
    with reading(path), path.open(encoding="utf-8") as lines:
        for number, row in parse_objects(path, lines):
            where, labels = f"{path}:{number}", row.get("labels")
            if isinstance(labels, list) and all(isinstance(label, str) for label in labels):
                warned[_identity(where, row)] = set(labels)
            else:
                warned[_identity(where, row)] = _from_digits(where, labels)
    return warned


def _identity(where: str, row: dict[str, Any]) -> str:
    identity = row.get("work_id")
    if isinstance(identity, bool) or not isinstance(identity, str | int) or identity == "":
        raise CorpusError(f"{where}: `work_id` is {identity!r}; each row has one, a string or a whole number")
    return str(identity)


def _from_digits(where: str, labels: object) -> set[str]:
    if labels is None:
        raise CorpusError(f"{where}: this work has no labels: give it a line in {LABELS}, or leave it out")
    if not isinstance(labels, list) or not all(type(label) is int and label in (0, 1) for label in labels):
        raise CorpusError(f"{where}: `labels` is a list of names, or of zeros and ones")
    if len(labels) != len(NAMES):
        raise CorpusError(
            f"{where}: {len(labels)} zeros and ones, but the task has {len(NAMES)} labels: name yours in {LABELS}"
        )
    return {name for name, given in zip(NAMES, labels, strict=True) if given}


def _own(name: str) -> str:
    return f"{PREFIX}{name}" if name in KNOWN else name
