"""Lists of words: what each speaks for, or what it is about."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from model.features import tokenize
from model.taxonomy import LABELS
from training.corpora.corpus import Corpus, licence, provenance, reading
from training.examples import CorpusError, level_of

PROFANITY: Final = "profanity_en.csv"
"""The list of Surge AI, https://github.com/surge-ai/profanity (MIT)."""

COLUMNS: Final = ("text", "category_1", "severity_description")
SEVERITIES: Final = ("Mild", "Strong", "Severe")
"""What that list calls its levels, from 1 on."""


def read_word_lists(folder: Path, corpus: Corpus) -> None:
    """Read whatever a folder has of ``lexicon.tsv``, ``topics/*.txt`` and `PROFANITY`.

    Parameters
    ----------
    folder
        A corpus.
    corpus
        Is given what is found.

    Raises
    ------
    CorpusError
        If a line is malformed; it is named by file and number.
    """
    name = folder.resolve().name
    stated = licence(folder, {name})
    lexicon, profanity, topics = folder / "lexicon.tsv", folder / PROFANITY, sorted(folder.glob("topics/*.txt"))
    if lexicon.is_file():
        words = list(_lexicon(lexicon))
        corpus.lexicon.extend(words)
        corpus.provenance.append(provenance(name, lexicon.name, [lexicon], len(words), stated))
    if profanity.is_file():
        rude = list(_profanity(profanity))
        corpus.profanity.extend(rude)
        corpus.provenance.append(provenance(name, PROFANITY, [profanity], len(rude), licence(folder, {PROFANITY})))
    if topics:
        listed = [(word, path.stem) for path in topics for word in _topic(path)]
        corpus.topics.extend(listed)
        corpus.provenance.append(provenance(name, "topics/*.txt", topics, len(listed), stated))


def _lexicon(path: Path) -> Iterator[tuple[str, str, int]]:
    names = {label.name: len(label.levels) for label in LABELS}
    for place, line in _lines(path):
        try:
            word, label, level = line.split("\t")
            reached = level_of(place, label, int(level), names[label])
        except (ValueError, KeyError) as error:
            raise CorpusError(f"{place}: expected word, label and level, parted by tabs") from error
        if not reached:
            raise CorpusError(f"{place}: expected a level from 1 on, found 0")
        yield _one_word(place, word), label, reached


def _topic(path: Path) -> Iterator[str]:
    for place, line in _lines(path):
        yield _one_word(place, line)


def _one_word(place: str, text: str) -> str:
    n_words = len(tokenize(text).words)
    if n_words != 1:
        raise CorpusError(f"{place}: expected one word, found {n_words}")
    return text.strip().lower()


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    """Each line of a list that is no comment, and where it stands."""
    with reading(path):
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    for number, line in enumerate(lines, start=1):
        if line.strip() and not line.startswith("#"):
            yield f"{path}:{number}", line


def _profanity(path: Path) -> Iterator[tuple[str, str, int]]:
    """Its words of letters alone; phrases and words in disguise are left out."""
    with reading(path), path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        try:
            if not set(COLUMNS) <= set(rows.fieldnames or ()):
                raise CorpusError(f"{path}:1: expected the columns {', '.join(COLUMNS)}")
            for row in rows:
                word, category, severity = (row[column] for column in COLUMNS)
                if not (word and category) or severity not in SEVERITIES:
                    expected = f"a word, a category, and one of {', '.join(SEVERITIES)}"
                    raise CorpusError(f"{path}:{rows.line_num}: expected {expected}")
                if word.isascii() and word.isalpha():
                    yield word.lower(), category, SEVERITIES.index(severity) + 1
        except csv.Error as error:
            raise CorpusError(f"{path}: can't be read after line {rows.line_num}: {error}") from error
