"""A short run of the fuzzer: what it finds in a long one belongs into the corpus."""

import contextlib
import io
import zipfile

import pytest

from model import documents
from model.documents.archive import DAMAGE
from tests.fuzz.mutation import LARGEST, Mutator
from tests.fuzz.target import MEDIA_TYPES, corpus_of, examine

INPUTS = {"docx": 150}


@pytest.mark.parametrize("reader", MEDIA_TYPES)
def test_no_input_breaks_a_reader(reader: str) -> None:
    corpus = corpus_of(reader)
    made = ((number, Mutator(corpus, f"test {reader} {number}").make()) for number in range(INPUTS.get(reader, 400)))
    findings = [(number, outcome.finding) for number, data in made if (outcome := examine(reader, data)).finding]
    assert [each for each in findings if not str(each[1]).startswith("slow")] == []


@pytest.mark.parametrize("reader", MEDIA_TYPES)
def test_the_corpus_is_read(reader: str) -> None:
    outcomes = [examine(reader, data) for data in corpus_of(reader)]
    assert outcomes
    assert not any(outcome.finding or outcome.refused for outcome in outcomes)


def test_the_same_seed_makes_the_same_inputs() -> None:
    corpus = corpus_of("epub")
    made = [[Mutator(corpus, f"{number}").make() for number in range(30)] for _ in range(2)]
    assert made[0] == made[1]
    assert len(set(made[0])) > 20


def test_books_are_changed_inside_their_zip() -> None:
    original = corpus_of("epub")[0]
    with zipfile.ZipFile(io.BytesIO(original)) as book:
        known = {name: book.read(name) for name in book.namelist()}
    changed = set()
    for number in range(40):
        made = Mutator([original], f"{number}").make()
        assert len(made) < 2 * LARGEST
        with contextlib.suppress(*DAMAGE), zipfile.ZipFile(io.BytesIO(made)) as book:
            changed |= {name for name in book.namelist() if book.read(name) != known.get(name)}
    assert len(changed & known.keys()) > 3


@pytest.mark.parametrize(
    ("error", "words"), [(KeyError("rels"), "KeyError"), (documents.BrokenDocument(""), "not one line")]
)
def test_what_breaks_is_found(monkeypatch: pytest.MonkeyPatch, error: Exception, words: str) -> None:
    def broken(*_: object) -> None:
        raise error

    monkeypatch.setattr(documents, "read", broken)
    assert words in str(examine("plain", b"Snow fell.").finding)


def test_a_document_out_of_order_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    document = documents.read_text("Snow fell.\n\nIt stopped.")
    document.chapters[0].paragraphs[:] = document.chapters[0].paragraphs[::-1].copy()
    monkeypatch.setattr(documents, "read", lambda *_: document)
    assert "after one that ends" in str(examine("plain", b"").finding)
