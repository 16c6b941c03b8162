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
    heads = [reading.labels.column[each] for each in asked]
    strongest = _strongest(reading, heads, most)
    chosen = [
        (name, head, passage)
        for (name, _), head, enough in zip(asked, heads, strongest, strict=True)
        for passage in list(dict.fromkeys([*telling.get(name, []), *enough]))[:most]
        if reading.english[passage]
    ]
    if not chosen:
        return {}
    _, heads, passages = map(list, zip(*chosen, strict=True))
    likely, chapters = sigmoid(reading.scores[passages, heads]).tolist(), reading.chapters[passages].tolist()
    spans = reading.spans[passages].tolist()
    texts = [document.text[start:end] for start, end in spans]
    terms = scorer.strongest(texts, heads, MAX_TERMS)
    found: dict[str, tuple[Evidence, ...]] = {}
    for (name, *_), chapter, span, *shown in zip(
        chosen, chapters, spans, likely, texts, map(tuple, terms), strict=True
    ):
        found[name] = (*found.get(name, ()), Evidence(chapter, *span, *shown))
    return found


def _strongest(reading: Reading, heads: list[int], most: int) -> list[list[int]]:
    """For each head the strongest passages, but for those that say little beside the strongest: they prove nothing."""
    scores = np.where(reading.english, reading.scores.T[heads], np.float32(-np.inf))
    order = np.argsort(-scores, axis=1, kind="stable")[:, :most]
    likely = sigmoid(np.take_along_axis(scores, order, axis=1))
    enough = (likely >= likely[:, :1] * MIN_EVIDENCE).sum(axis=1).tolist()
    return [passages[:count] for passages, count in zip(order.tolist(), enough, strict=True)]
