from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.blocks import blocks
from model.cast import Cast
from model.classifier import Classifier
from model.documents import Chapter, Document, read_text
from model.features import CHARACTERS
from model.kernel import Kernel, Layout
from model.language import MIN_SHARE
from model.passages import BLOCK_CHARACTERS
from model.reader import Reader
from model.scorer import Scorer
from model.summary import judge as judge_work
from model.terms import MAX_TERMS
from model.vocabulary import Vocabulary
from tests.app import stories

WORDS = ["Mary", "Vance", "I", "A", "died", "the", "didn't", "É", "中", "word" * 9]
MARKS = [" ", ". ", "\x00", '"', "\n\n", "\n\nChapter 2\n\n", "\U0001f600", "\ud800", "'"]

texts = st.lists(st.sampled_from([*WORDS, *MARKS, *MARKS]), max_size=600).map("".join)


def long_story() -> Document:
    """Several stretches long, the last chapter of which is longer than a stretch."""
    sentence = "When Mary Vance died, the captain said nothing to me. "
    chapters = [f"Chapter {number}\n\n" + "\n\n".join([sentence * 20] * 30) for number in range(1, 8)]
    return read_text("\n\n".join([*chapters, "\n\n".join([sentence * 20] * 200)]))


def check(scorer: Scorer, document: Document) -> None:
    """A work read in one go is where its blocks are, and scores as their words do."""
    read, expected = scorer.reader.read(document), list(blocks(document))
    spans = [span for block in expected for span in block.spans().tolist()]
    chapters = [block.chapter for block in expected for _ in block.spans()]
    assert read.places.tolist() == [[*span, chapter] for span, chapter in zip(spans, chapters, strict=True)]
    scores = [scorer.score(block.tokens.words, block.bounds) for block in expected]
    assert read.scores.tolist() == [row for own, _ in scores for row in own.tolist()]
    assert read.english.tolist() == [share for _, own in scores for share in (own >= MIN_SHARE).tolist()]


@settings(max_examples=80, deadline=None)
@given(text=texts)
def test_a_work_scores_as_its_words_do(text: str, classifier: Classifier) -> None:
    check(classifier.scorer, read_text(text))


def test_a_work_of_many_stretches_scores_as_its_words_do(classifier: Classifier) -> None:
    document = long_story()
    assert len(document.text) > 3 * BLOCK_CHARACTERS
    check(classifier.scorer, document)


def test_what_is_met_is_numbered_from_the_first_word_on() -> None:
    document, cast = long_story(), Cast("")
    passages = Reader().read(document, cast)
    lengths = [np.diff(block.bounds) for block in blocks(document)]
    with Kernel() as kernel:
        *_, n_pairs, _, _, _, n_notes, _, _, stops, bounds = cast.hand_over(kernel)
        found = kernel.values(stops, len(lengths), np.uint32).tolist()
        assert found == np.cumsum([sum(own) for own in lengths]).tolist()
        found = kernel.values(bounds, len(passages.places) + 1, np.uint32).tolist()
        assert found == [0, *np.cumsum(np.concatenate(lengths)).tolist()]
    assert n_notes == cast.n_notes == document.text.count("died")
    assert n_pairs == 2 * document.text.count("When Mary Vance")


@settings(max_examples=80, deadline=None)
@given(text=texts, most=st.integers(0, 20))
def test_a_work_read_in_one_go_is_judged_as_by_itself(text: str, most: int, classifier: Classifier) -> None:
    document, reader, judge = read_text(text), classifier.scorer.reader, classifier.judge
    at_once, cast = reader.read(document, Cast(document.text), judge, most), Cast(document.text)
    read = reader.read(document, cast)
    judgement = at_once.judgement or judge_work(Cast(""), at_once.scores, at_once.english, judge, most)
    expected = judge_work(cast, read.scores, read.english, judge, most)
    assert judgement.people.names() == expected.people.names()
    assert judgement._replace(people=expected.people) == expected


@pytest.mark.parametrize("most", [0, 1, 3, 20])
def test_words_that_weighed_are_those_of_the_passages_by_themselves(most: int, classifier: Classifier) -> None:
    document = read_text("\n\n".join([f"{stories.FIGHT}\n\n* oOo *\n\n{stories.GENTLE}"] * 3))
    read = classifier.scorer.reader.read(document, Cast(document.text), classifier.judge, most)
    assert read.judgement
    proofs = read.judgement.proofs
    spans = [read.place(proof.passage)[:2] for proof in proofs]
    texts = [document.text[start:end] for start, end in spans]
    assert read.terms == classifier.scorer.strongest(texts, [proof.head for proof in proofs], MAX_TERMS)
    assert bool(proofs) == bool(most)


def test_a_work_of_many_stretches_is_not_judged_before_its_end(classifier: Classifier) -> None:
    document = long_story()
    cast = Cast(document.text)
    assert classifier.scorer.reader.read(document, cast, classifier.judge, 3).judgement is None
    assert cast.n_words == 10 * document.text.count("When Mary")


@settings(max_examples=40, deadline=None)
@given(text=texts)
def test_whoever_is_met_in_a_hostile_text_is_met_once_a_word(text: str) -> None:
    cast = Cast(text)
    Reader().read(read_text(text), cast)
    with Kernel() as kernel:
        _, n_mentions, _, n_pairs, *_ = cast.hand_over(kernel)
    # A narrator who is only quoted is not met, though they may stand beside a name.
    assert max(n_mentions, n_pairs) <= cast.n_words
    assert cast.n_notes <= cast.n_words


def test_a_reader_without_a_model_scores_nothing() -> None:
    read = Reader().read(long_story())
    assert read.scores.shape == (len(read.places), 0)
    assert not read.english.any()


def test_two_models_read_side_by_side() -> None:
    document, threads = read_text("the wolf ran. " * 100), 4
    known = Vocabulary.build(np.arange(1, 3, dtype=np.uint64))
    scorers = [
        Scorer(known, np.zeros((3, 3), np.float32), np.full(1, value, np.float32), np.zeros((2, 1), np.float32))
        for value in (1, 2)
    ]
    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(lambda number: scorers[number % 2].reader.read(document).scores[0, 0], range(40)))
    assert found == [1, 2] * 20


def test_a_model_outlasts_a_huge_work(classifier: Classifier) -> None:
    story = read_text("The old wolf died on the hill. " * 40)
    before = classifier.scorer.reader.read(story).scores.tolist()
    paragraph = Document("wolf " * 3_000_000, "text/plain", chapters=(Chapter("", np.array([[0, 15_000_000]])),))
    assert len(classifier.scorer.reader.read(paragraph, Cast("")).places) > 10_000
    assert classifier.scorer.reader.read(story).scores.tolist() == before


def test_a_text_that_does_not_fit_is_refused() -> None:
    with Kernel(CHARACTERS) as kernel, pytest.raises(MemoryError, match="four gigabytes"):
        kernel.run("tokenize", Layout.of(3, 2), 0, 3 << 30, kernel.constants[0])


def test_what_was_taken_for_one_passage_alone_is_known_of() -> None:
    text, few = "a " * (1 << 20), "a b"
    known = Vocabulary.build(np.arange(1, 3, dtype=np.uint64))
    scorer = Scorer(known, np.zeros((3, 3), np.float32), np.zeros(1, np.float32), np.zeros((2, 1), np.float32))
    with scorer.reader.kernel as kernel:
        kernel.space(24 << 20)  # Enough for the text and its terms, too little for its words.
    assert scorer.strongest([text, few], [0, 0], 6) == [(), ()]
    with scorer.reader.kernel as kernel:
        assert len(kernel.values(0, 32 << 20, np.uint8)) == 32 << 20, "its text takes 8 MiB, its words 19, its terms 12"


def test_what_was_taken_before_memory_ran_out_is_known_of_and_given_back() -> None:
    text, model, n_heads = "a " * (1 << 20), (0,) * 6, 1 << 31
    with Kernel(CHARACTERS) as kernel:
        laid_out = (kernel.copy_text(text), len(text), kernel.constants[0])
        asked = kernel.copy(np.array([0, len(text), 0], np.uint32))
        with pytest.raises(MemoryError, match="four gigabytes"):
            kernel.run("weigh", Layout.of(13, 2), *laid_out, *model, n_heads, asked, 1, 6)
        assert len(kernel.values(0, 24 << 20, np.uint8)) == 24 << 20, "its text takes 8 MiB, its words 19"
