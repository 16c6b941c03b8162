"""The passages that carried a decision, and the words that weighed in them."""

from collections.abc import Sequence
from heapq import nlargest
from typing import Final

import numpy as np

from model.documents import Document
from model.pooling import sigmoids
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
    english = np.flatnonzero(reading.english).tolist()
    chosen = [
        (name, head, passage)
        for name, head in ((name, reading.labels.column[name, level]) for name, level in asked)
        for passage in list(dict.fromkeys([*telling.get(name, []), *_strongest(reading, english, head, most)]))[:most]
        if reading.english[passage]
    ]
    if not chosen:
        return {}
    names, of, passages = zip(*chosen, strict=True)
    spans = [reading.spans[passage].tolist() for passage in passages]
    texts = [document.text[start:end] for start, end in spans]
    terms = scorer.strongest(texts, of, MAX_TERMS)
    likely = sigmoids(reading.scores[passages, of])
    found: dict[str, tuple[Evidence, ...]] = {}
    for name, passage, span, *shown in zip(names, passages, spans, likely, texts, terms, strict=True):
        item = Evidence(int(reading.chapters[passage]), *span, *shown)
        found[name] = (*found.get(name, ()), item)
    return found


def _strongest(reading: Reading, passages: list[int], head: int, most: int) -> list[int]:
    """Choose of passages the strongest, but for those that say little beside the strongest: they prove nothing."""
    scores = reading.scores[:, head]
    strongest = nlargest(most, passages, key=scores.tolist().__getitem__)
    likely = sigmoids(scores[strongest])
    return [passage for passage, each in zip(strongest, likely, strict=True) if each >= likely[0] * MIN_EVIDENCE]
