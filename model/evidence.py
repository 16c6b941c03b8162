"""The passages that carried a decision, and the words that weighed in them."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from model.documents import Document
from model.pooling import sigmoid
from model.reading import Reading
from model.scorer import Scorer
from model.verdict import Evidence

MAX_TERMS: Final = 6
MIN_EVIDENCE: Final = 0.3
"""How likely a passage must be to reach a warning's level, as a share of the strongest's, to be shown beside it."""


def prove(
    scorer: Scorer,
    document: Document,
    reading: Reading,
    asked: Sequence[tuple[str, int]],
    telling: dict[str, list[int]],
    most: int,
) -> dict[str, tuple[Evidence, ...]]:
    """Show what speaks for each of several warnings.

    Parameters
    ----------
    scorer, document, reading
        What read the work, the work, and what was read.
    asked
        The heads in question, one a label.
    telling
        For a label's name, passages to be shown before the strongest.
    most
        Passages shown for each.

    Returns
    -------
    dict of str to tuple of Evidence
        By the name of the label.
    """
    likely = sigmoid(reading.scores)
    chosen = [
        (name, reading.labels.column[name, level], passage)
        for name, level in asked
        for passage in _choose(reading, reading.labels.column[name, level], telling.get(name, []), most)
    ]
    spans = reading.spans[[passage for *_, passage in chosen]].tolist()
    texts = [document.text[start:end] for start, end in spans]
    weighed = scorer.weigh(texts, [head for _, head, _ in chosen]) if chosen else []
    found: dict[str, tuple[Evidence, ...]] = {}
    for (name, head, passage), (start, end), text, words in zip(chosen, spans, texts, weighed, strict=True):
        probability, terms = float(likely[passage, head]), tuple(words.strongest(MAX_TERMS))
        shown = Evidence(int(reading.chapters[passage]), start, end, probability, text, terms)
        found[name] = (*found.get(name, ()), shown)
    return found


def _choose(reading: Reading, head: int, telling: list[int], most: int) -> list[int]:
    """Choose passages: those that tell of who dies, then the strongest."""
    scores = np.where(reading.english, reading.scores[:, head], -np.inf)
    strongest = np.argsort(-scores, kind="stable")[:most]
    likely = sigmoid(scores[strongest])
    # A passage that says little beside the strongest proves nothing.
    enough = strongest[likely >= likely[:1] * MIN_EVIDENCE].tolist()
    chosen = list(dict.fromkeys([*telling, *enough]))[:most]
    return [passage for passage in chosen if reading.english[passage]]
