"""Megabytes a second from text to scores."""

import subprocess
import tempfile
from collections.abc import Callable
from functools import cache

from bench import peers
from bench.measure import Spread, in_turns, seconds
from bench.works import megabytes, work_of
from model import Classifier
from model.documents import Document, read_text
from model.features import tokenize


@cache
def classifier() -> Classifier:
    """The shipped model."""
    return Classifier.load()


def n_features() -> int:
    """Words and pairs that the shipped model knows."""
    return len(classifier().scorer.table) - 1


def score(document: Document) -> None:
    """From text to every passage's offsets and its score for every head: what the peers do, and cutting passages."""
    classifier().scorer.reader.read(document)


def classify(text: str) -> None:
    """From text to the verdict: chapters and notes told apart, scores, who dies, evidence with its words."""
    classifier().classify(read_text(text)).as_dict()


def measure(n_bytes: int, rounds: int, least: float) -> dict[str, Spread]:
    """Measure everything that turns text into numbers.

    Parameters
    ----------
    n_bytes
        Size of the work.
    rounds
        How often each is measured.
    least
        Seconds that each turn takes at least.

    Returns
    -------
    dict of str to Spread
        Megabytes a second.
    """
    text = work_of(n_bytes)
    document, passages = read_text(text), peers.passages_of(text)
    sklearn = peers.pipeline(n_features())
    pan, profanity = peers.pan_vectorizer(), peers.profanity_check()
    works: dict[str, Callable[[], object]] = {
        "forewarn, words": lambda: tokenize(text),
        "forewarn, scores": lambda: score(document),
        "forewarn, chapters and paragraphs": lambda: read_text(text),
        "forewarn, whole verdict": lambda: classify(text),
        "scikit-learn, same heads": lambda: sklearn.predict_proba(passages),
        "PAN 2023 vectoriser": lambda: pan(text),
        "str.split": text.split,
    }
    if profanity is not None:
        works["alt-profanity-check"] = lambda: profanity(text)
    size = megabytes(text)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        repeated = [file.name] * max(1, round(20 / size))
        subjects: dict[str, Callable[[], float]] = {
            name: lambda work=work: size / seconds(work, least)  # type: ignore[misc]
            for name, work in works.items()
        }
        # Some twenty megabytes a process, so that its start does not count.
        subjects["wc -w"] = lambda: (
            size * len(repeated) / seconds(lambda: subprocess.run(["wc", "-w", *repeated], capture_output=True), least)
        )
        return in_turns(subjects, rounds)
