"""Labelled fiction from disk: one file a layout, one shape for all of them.

=================  =================================================================================================
``rows``           a ``.jsonl`` file: a passage or a work a line
``folder``         a folder as the project keeps its seeds: passages, works, texts without labels
``words``          lists of words in any folder: what they speak for, what they are about
``pan``            PAN 2023's ``works.jsonl`` and ``labels.jsonl``
``downloads``      a folder of HTML and EPUB files, labelled by what they declare
``annotations``    labels of texts that another corpus holds
=================  =================================================================================================
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

from training.corpora.annotations import read_annotations
from training.corpora.corpus import MIN_EXAMPLES as MIN_EXAMPLES
from training.corpora.corpus import Corpus as Corpus
from training.corpora.downloads import find_downloads, read_downloads
from training.corpora.folder import read_folder
from training.corpora.pan import is_pan, read_pan
from training.corpora.rows import read_rows
from training.corpora.words import read_word_lists
from training.examples import CorpusError as CorpusError
from training.examples import Example as Example
from training.examples import is_named as is_named

MIN_WORKS: Final = 10


def read_corpora(
    paths: Iterable[Path], *, tags: Sequence[str] = (), progress: Callable[[str], None] = lambda _: None
) -> Corpus:
    """Read corpora and put them together.

    Parameters
    ----------
    paths
        Folders or ``.jsonl`` files as the module's head describes.
    tags
        Freeform tags of downloaded stories that are to be labels.
    progress
        Told what is under way.

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
    stories = 0
    for path in paths:
        progress(f"reading {path}")
        before = len(corpus.provenance)
        if path.is_dir():
            stories += _read_folder(path, corpus, tags)
        elif path.suffix == ".jsonl" and path.is_file():
            read_rows(path, corpus, path.stem, path.parent)
        if len(corpus.provenance) == before:
            raise CorpusError(
                f"{path} is no corpus: expected a .jsonl file, or a folder with passages.jsonl, works.jsonl, "
                "passages/*.jsonl, works/*.md, or .html and .epub files, or with lexicon.tsv or topics/*.txt"
            )
    if tags and not stories:
        raise CorpusError("--tags picks freeform tags of downloaded stories, and no --data is a folder of those")
    for path in paths:
        read_annotations(path, corpus)
    return corpus


def _read_folder(folder: Path, corpus: Corpus, tags: Sequence[str]) -> int:
    """Read a folder in the layout that it has, and its lists of words; returns how many downloaded stories it holds."""
    before = len(corpus.provenance)
    (read_pan if is_pan(folder) else read_folder)(folder, corpus)
    downloads = find_downloads(folder) if len(corpus.provenance) == before else []
    if downloads:
        read_downloads(folder, downloads, corpus, tags)
    read_word_lists(folder, corpus)
    return len(downloads)


def require_enough(corpus: Corpus) -> None:
    """Refuse a corpus that is too small to fit and calibrate anything on.

    Raises
    ------
    CorpusError
        If there are fewer than `MIN_WORKS` labelled works, or no label has `MIN_EXAMPLES` on both sides.
    """
    if len(corpus.works) < MIN_WORKS:
        raise CorpusError(
            f"{len(corpus.works)} labelled works beside {len(corpus.passages)} labelled passages are too few to learn "
            f"from ({MIN_WORKS} are needed): add the project's own with `--data seeds`"
        )
    if not corpus.labels().labels:
        counted = "; ".join(f"{name}: {have} have it, {lack} don't" for name, (have, lack) in corpus.too_rare().items())
        raise CorpusError(
            f"no label can be learned: {MIN_EXAMPLES} works that have it and {MIN_EXAMPLES} that don't are needed"
            f"{f' ({counted})' if counted else ''}; add more, or the project's own with `--data seeds`"
        )
