"""The passages that carried a decision, and the words that weighed in them."""

from collections.abc import Sequence

from model.documents import Document
from model.judging import Proof
from model.reading import Reading
from model.scorer import Scorer
from model.summary import choose
from model.terms import MAX_TERMS
from model.verdict import Evidence


def prove(
    scorer: Scorer, document: Document, reading: Reading, heads: Sequence[int], most: int
) -> dict[int, tuple[Evidence, ...]]:
    """Show what speaks for what each of several heads asks.

    Parameters
    ----------
    scorer, document, reading
        What read the work, the work, and what was read.
    heads
        Their numbers.
    most
        Passages shown for each.

    Returns
    -------
    dict of int to tuple of Evidence
        By the number of the head.
    """
    return _shown(scorer, document, reading, choose(reading.read.scores, reading.read.english, heads, most))


def prove_warnings(scorer: Scorer, document: Document, reading: Reading) -> dict[int, tuple[Evidence, ...]]:
    """Show what speaks for the warnings; see `prove`."""
    return _shown(scorer, document, reading, reading.judgement.proofs)


def _shown(
    scorer: Scorer, document: Document, reading: Reading, proofs: Sequence[Proof]
) -> dict[int, tuple[Evidence, ...]]:
    terms = reading.read.terms
    if terms is None or proofs is not reading.judgement.proofs:
        spans = [reading.read.place(proof.passage)[:2] for proof in proofs]
        texts = [document.text[start:end] for start, end in spans]
        terms = scorer.strongest(texts, [proof.head for proof in proofs], MAX_TERMS)
    found: dict[int, list[Evidence]] = {}
    for proof, words in zip(proofs, terms, strict=True):
        start, end, chapter = reading.read.place(proof.passage)
        item = Evidence(chapter, start, end, proof.likely, document.text[start:end], words)
        found.setdefault(proof.head, []).append(item)
    return {head: tuple(items) for head, items in found.items()}
