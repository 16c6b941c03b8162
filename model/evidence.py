"""The passages that carried a decision, and the words that weighed in them."""

from collections.abc import Sequence

from model.documents import Document
from model.judging import Proof
from model.reading import Reading
from model.scorer import Scorer
from model.summary import choose
from model.terms import MAX_TERMS, Terms
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
    proofs = choose(reading.read.scores, reading.read.english, heads, most)
    return _shown(document, reading, proofs, _terms(scorer, document, reading, proofs))


def prove_warnings(scorer: Scorer, document: Document, reading: Reading) -> dict[int, tuple[Evidence, ...]]:
    """Show what speaks for the warnings; see `prove`."""
    proofs, terms = reading.judgement.proofs, reading.read.terms
    return _shown(document, reading, proofs, _terms(scorer, document, reading, proofs) if terms is None else terms)


def _terms(scorer: Scorer, document: Document, reading: Reading, proofs: Sequence[Proof]) -> list[Terms]:
    """The words that weighed, where they were not found while the work was read."""
    spans = [reading.read.place(proof.passage)[:2] for proof in proofs]
    texts = [document.text[start:end] for start, end in spans]
    return scorer.strongest(texts, [proof.head for proof in proofs], MAX_TERMS)


def _shown(
    document: Document, reading: Reading, proofs: Sequence[Proof], terms: Sequence[Terms]
) -> dict[int, tuple[Evidence, ...]]:
    found: dict[int, list[Evidence]] = {}
    for proof, words in zip(proofs, terms, strict=True):
        start, end, chapter = reading.read.place(proof.passage)
        item = Evidence(chapter, start, end, proof.likely, document.text[start:end], words)
        found.setdefault(proof.head, []).append(item)
    return {head: tuple(items) for head, items in found.items()}
