"""A folder of stories as archives give them to readers (HTML, EPUB): what each declares of itself is its labels.

AO3's downloads and pages, and FanFicFare's; see `model.documents.shapes`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from model.documents import Declared, Document, read
from model.labelset import LabelSet
from model.taxonomy import CHOSE_NOT_TO_WARN, LABELS, RATINGS, WARNED_OF
from training.corpora.corpus import Corpus, licence, provenance, reading
from training.examples import CorpusError, Example, labels_of

SUFFIXES: Final = frozenset({".html", ".htm", ".xhtml", ".epub"})

_FREEFORM: Final = re.compile(
    r"(?:additional tags?|freeforms?|tags|genres?|archive of our own tags)\s*:(.*)", re.IGNORECASE
)
_BYLINE: Final = re.compile(r"by:?\s+(\S.{0,60})", re.IGNORECASE)


def find_downloads(folder: Path) -> list[Path]:
    """Find a folder's stories, those of its folders too."""
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())


def read_downloads(folder: Path, paths: Sequence[Path], corpus: Corpus, tags: Sequence[str] = ()) -> None:
    """Read stories and what they declare.

    Parameters
    ----------
    folder
        Where they lie.
    paths
        The stories.
    corpus
        Is given the works; a work that declares nothing is one of its unlabelled texts.
    tags
        Freeform tags that are to be labels, as their authors spell them; upper and lower case are the same.
    """
    name = folder.resolve().name
    works = 0
    for path in paths:
        with reading(path):
            document = read(path.read_bytes(), filename=path.name)
        example = _example(str(path.relative_to(folder)), name, document, tags)
        if example is None:
            corpus.unlabelled.append(document.text)
        else:
            corpus.works.append(example)
            works += 1
    if not works:
        raise CorpusError(
            f"{folder}: none of {len(paths)} stories declares a rating or warnings: nothing to learn from"
        )
    stories = "story" if len(paths) == 1 else "stories"
    stated = licence(folder, {name})
    corpus.provenance.append(provenance(name, f"{len(paths)} {stories}", list(paths), works, stated))


def _example(identity: str, source: str, document: Document, tags: Sequence[str]) -> Example | None:
    declared = document.declared
    labels, between = dict[str, int](), dict[str, tuple[int, int]]()
    for label, bounds in _warned(declared):
        if bounds[0] == bounds[1]:
            labels[label] = bounds[0]
        else:
            between[label] = bounds
    rating = RATINGS.index(declared.rating) if declared.rating in RATINGS else None
    given = {tag.casefold() for tag in _freeform(document)} if tags else set[str]()
    if not labels and not between and rating is None and not given:
        return None
    labels.update(labels_of(identity, {tag: int(tag.casefold() in given) for tag in tags}))
    group = f"{source}/{_author(document) or identity}"
    return Example(
        identity, source, group, labels, document=document, rating=rating, title=document.title or "", between=between
    )


def _warned(declared: Declared) -> Iterator[tuple[str, tuple[int, int]]]:
    """What declared warnings say of each label: the lowest and the highest level.

    An author who chose not to warn says nothing of the warnings that are not given; others say that they don't apply.
    """
    given = set(declared.archive_warnings)
    if not given:
        return
    for label, tag in LabelSet((*LABELS, *WARNED_OF)).tagged:
        if tag.archive_warning in given:
            yield label.name, (tag.archive_warning_at, len(label.levels) - 1)
        elif tag.archive_warning and CHOSE_NOT_TO_WARN not in given:
            yield label.name, (0, tag.archive_warning_at - 1)


def _freeform(document: Document) -> Iterator[str]:
    for line in _lines(document):
        if match := _FREEFORM.fullmatch(line):
            yield from (" ".join(tag.split()) for tag in match[1].split(",") if tag.strip())


def _author(document: Document) -> str | None:
    """Who is named after "by", so that an author's works stay together."""
    lines = (line.removeprefix(document.title or "").strip() for line in _lines(document))
    return next((match[1] for line in lines if (match := _BYLINE.fullmatch(line))), None)


def _lines(document: Document) -> Iterable[str]:
    return (
        line.strip() for note in document.notes if note.kind in ("tags", "header") for line in note.text.splitlines()
    )
