import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.blocks import Block, blocks
from model.documents import Chapter, Document, read_text
from model.passages import BLOCK_CHARACTERS, MAX_WORDS, MIN_WORDS

NOTE = "Author's note: please review! Noteworthy notes."

PARAGRAPHS = st.lists(st.integers(1, 90), min_size=1, max_size=6)
"""A paragraph as the lengths of its sentences."""


def word(number: int) -> str:
    """The n-th word of a story in which none comes twice."""
    letters = ""
    while number:
        number, letter = divmod(number, 25)
        letters = chr(ord("a") + letter) + letters
    return "z" + letters


def story(chapters: list[list[list[int]]], between: str = "\n\n") -> tuple[Document, list[list[str]]]:
    """Write a document from the lengths of its sentences; return it and the words of each chapter."""
    text, parts, words, number = "", [], [], 0
    for chapter in chapters:
        spans, own = [], []
        for paragraph in chapter:
            start = len(text)
            for length in paragraph:
                sentence = [word(number + at) for at in range(length)]
                number += length
                own += sentence
                text += " ".join(sentence) + ". "
            spans.append((start, len(text) - 1))
            text += between
        parts.append(Chapter("", np.array(spans, np.int64).reshape(-1, 2)))
        words.append(own)
    return Document(text, "text/plain", chapters=tuple(parts)), words


def words_of(block: Block) -> list[str]:
    return [
        block.text[start:end]
        for start, end in zip(block.tokens.starts.tolist(), block.tokens.ends.tolist(), strict=True)
    ]


def read_back(document: Document) -> dict[int, list[str]]:
    """The words of each chapter as its passages hold them."""
    found: dict[int, list[str]] = {}
    for block in blocks(document):
        assert block.bounds[0] == 0
        assert block.bounds[-1] == len(block.tokens)
        assert (np.diff(block.bounds) > 0).all()
        found.setdefault(block.chapter, []).extend(words_of(block))
    return found


def lengths(document: Document) -> list[int]:
    return [length for block in blocks(document) for length in np.diff(block.bounds).tolist()]


@settings(max_examples=60)
@given(st.lists(st.lists(PARAGRAPHS, min_size=1, max_size=5), min_size=1, max_size=4))
def test_every_word_of_the_story_is_in_one_passage_in_order(chapters: list[list[list[int]]]) -> None:
    document, words = story(chapters)
    assert read_back(document) == dict(enumerate(words, start=1))


@settings(max_examples=60)
@given(st.lists(st.lists(PARAGRAPHS, min_size=1, max_size=5), min_size=1, max_size=4))
def test_passages_have_80_to_160_words_unless_their_chapter_is_shorter(chapters: list[list[list[int]]]) -> None:
    document, words = story(chapters)
    for block in blocks(document):
        total = len(words[block.chapter - 1])
        sizes = np.diff(block.bounds)
        assert sizes.max() <= MAX_WORDS
        assert sizes.min() >= min(MIN_WORDS, total)


@settings(max_examples=60)
@given(st.lists(st.lists(PARAGRAPHS, min_size=1, max_size=5), min_size=1, max_size=4))
def test_spans_are_the_text_of_the_passages(chapters: list[list[list[int]]]) -> None:
    document, words = story(chapters)
    passages = [document.text[start:end] for block in blocks(document) for start, end in block.spans().tolist()]
    assert re.findall(r"\w+", " ".join(passages)) == [each for chapter in words for each in chapter]
    assert all(text[0] == "z" and text[-1].isalpha() for text in passages)


@given(st.lists(st.integers(1, 200), min_size=1, max_size=25), st.data())
def test_passages_end_at_a_paragraph_else_at_a_sentence(sentences: list[int], data: st.DataObject) -> None:
    ends = np.cumsum(sentences).tolist()
    closing = data.draw(st.sets(st.sampled_from(ends))) | {ends[-1]}
    paragraphs, held = list[list[int]](), list[int]()
    for length, end in zip(sentences, ends, strict=True):
        held.append(length)
        if end in closing:
            paragraphs.append(held)
            held = []
    document, _ = story([paragraphs])
    (block,) = blocks(document)
    bounds = block.bounds.tolist()
    for start, end in pairwise(bounds[:-1]):
        within = range(start + MIN_WORDS, start + min(MAX_WORDS, ends[-1] - start - MIN_WORDS) + 1)
        assert end in within
        best = closing.intersection(within) or set(ends).intersection(within) or {end}
        assert end in best


def test_a_scene_of_an_exact_paragraph_a_passage_is_cut_at_its_paragraphs() -> None:
    document, _ = story([[[60, 60], [50, 60], [130], [100]]])
    assert lengths(document) == [120, 110, 130, 100]


def test_one_huge_paragraph_is_read_to_its_end() -> None:
    document, words = story([[[17] * 6000]])
    sizes = lengths(document)
    assert sum(sizes) == len(words[0]) == 102_000
    assert min(sizes) >= MIN_WORDS
    assert max(sizes) <= MAX_WORDS
    assert set(sizes) <= {size for size in range(MIN_WORDS, MAX_WORDS + 1) if size % 17 == 0}


def test_a_paragraph_without_a_stop_is_cut_at_words() -> None:
    document, words = story([[[5000]]])
    assert read_back(document) == {1: words[0]}
    assert MIN_WORDS <= min(lengths(document)) <= max(lengths(document)) <= MAX_WORDS


@pytest.mark.parametrize("total", [1, 79, 80, 159, 160, 161, 240, 241, 319, 321])
def test_short_chapters_are_whole_or_split_fairly(total: int) -> None:
    sizes = lengths(story([[[total]]])[0])
    assert sum(sizes) == total
    assert (len(sizes) == 1) == (total <= MAX_WORDS)
    assert min(sizes) >= min(total, MIN_WORDS)


def test_no_passage_holds_words_of_two_chapters() -> None:
    document, words = story([[[30]], [[30]], [[200]]])
    assert [block.chapter for block in blocks(document)] == [1, 2, 3]
    assert [words_of(block) for block in blocks(document)] == words


def test_chapters_without_words_are_passed_over_and_still_counted() -> None:
    document, _ = story([[[30]], [[40]]])
    first, last = document.chapters
    silent = Chapter("Interlude", np.zeros((0, 2), np.int64))
    starred = Document(document.text + "***", "text/plain", chapters=(first, silent, last))
    assert [block.chapter for block in blocks(starred)] == [1, 3]


def test_notes_between_paragraphs_are_left_out() -> None:
    document, words = story([[[40, 20], [70]], [[30], [30], [30]]], between=f"\n\n{NOTE}\n\n")
    assert document.text.count(NOTE) == 5
    assert read_back(document) == dict(enumerate(words, start=1))


def test_an_empty_document_has_no_passages() -> None:
    assert list(blocks(read_text(""))) == []
    assert list(blocks(Document("* * *", "text/plain", chapters=(Chapter("", np.array([[0, 5]])),)))) == []


def long_chapter(closing: int) -> tuple[Document, list[str]]:
    """A chapter of one paragraph just as long as a block, and another of ``closing`` words."""
    words = [
        f"{number:06}".translate(str.maketrans("0123456789", "abcdefghij")) for number in range(BLOCK_CHARACTERS // 7)
    ]
    words += ["ends"] * closing
    first, second = " ".join(words[: len(words) - closing]), " ".join(words[len(words) - closing :])
    spans = np.array([(0, len(first)), (len(first) + 2, len(first) + 2 + len(second))])
    return Document(f"{first}\n\n{second}", "text/plain", chapters=(Chapter("", spans),)), words


def test_a_chapter_longer_than_a_block_is_read_in_order_to_its_end() -> None:
    document, words = long_chapter(BLOCK_CHARACTERS // 8)
    assert len(list(blocks(document))) > 1
    assert read_back(document) == {1: words}


def test_the_end_of_a_chapter_longer_than_a_block_is_no_scrap() -> None:
    document, _ = long_chapter(3)
    assert min(lengths(document)) >= MIN_WORDS
