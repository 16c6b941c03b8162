"""What a line may be besides prose."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.documents import gutenberg, labels, phrases, read_text, titles
from model.documents.hints import ANYTHING, HEADER, MARGIN, SIGN
from model.documents.lines import find_lines

SIGNS = (
    titles._NUMBERED_HEADING,
    titles._NAMED_HEADING,
    titles._BARE_NUMBER,
    titles._NUMBERED_TITLE,
    titles._BREAK,
    titles._NAMED_BREAK,
    titles._CONTENTS,
    phrases._NOTE,
)
HEADERS = (labels._LABEL, labels._ROW, labels._BYLINE)
MARGINS = (gutenberg._START, gutenberg._END)
PATTERNS = [(pattern, hint) for hint, each in ((SIGN, SIGNS), (HEADER, HEADERS), (MARGIN, MARGINS)) for pattern in each]

JUNK = st.text("aAeNnoOxXiIvch01 \t\n\r\v\x00\x85\xa0ſıİK‘“”…—?!.:=|*_/\\\u2028\u200bé中😀\ud800", max_size=80)


@settings(max_examples=600)
@given(st.sampled_from(PATTERNS).flatmap(lambda each: st.tuples(st.from_regex(each[0]), st.just(each[1]))))
def test_no_line_that_a_rule_could_match_is_passed_over(found: tuple[str, int]) -> None:
    text, hint = found
    rules = [pattern for pattern, each in PATTERNS if each == hint]
    lines = find_lines(text)
    for start, end, hints in zip(lines.starts.tolist(), lines.ends.tolist(), lines.hints.tolist(), strict=True):
        line = text[start:end]
        if any(rule.match(line) for rule in rules if hint != SIGN) or (hint == SIGN and shows_a_sign(line)):
            assert hints & hint, line


def shows_a_sign(line: str) -> bool:
    return (
        titles.is_break(line)
        or titles.is_contents(line)
        or titles.heading_title(line) is not None
        or titles.bare_number(line) is not None
        or titles.numbered_title(line) is not None
        or phrases.is_note(line)
    )


@pytest.mark.parametrize(
    "line",
    [
        "It rained.",
        "I looked up.",
        "“I’m late.”",
        "She said no.",
        "And then",
        "An apple fell",
        "“What? No!”",
        "…and left",
    ],
)
def test_prose_is_told_at_a_glance(line: str) -> None:
    assert find_lines(line).hints.tolist() == [0]


@pytest.mark.parametrize("line", ["ſcene break", "fİn", "“The end”", "😀", "中", "END", "* * *", "12", "x😀x"])
def test_what_is_no_latin_letter_may_be_one_in_another_case(line: str) -> None:
    assert find_lines(line).hints[0] & SIGN


@settings(max_examples=300)
@given(JUNK, st.integers(0, 200))
def test_junk_has_the_lines_that_it_shows(junk: str, blanks: int) -> None:
    text = " " * blanks + junk
    lines = find_lines(text)
    white = "".join(map(chr, range(9, 14))) + "\x1c\x1d\x1e\x1f \x85\xa0\u2028\u200b"
    expected = [line.strip(white) for line in re.split("\r\n|\r|\n", text)]
    spans = zip(lines.starts.tolist(), lines.ends.tolist(), strict=True)
    assert [text[start:end] for start, end in spans] == [line for line in expected if line]
    assert all(0 <= hints <= ANYTHING for hints in lines.hints.tolist())
    read_text(text)


def test_a_text_of_any_length_ends_where_it_ends() -> None:
    for ending in ("i", "x", "*", "AN", "a/", "the ", ":", "“", "😀", "\ud83d\ude00", "\x00"):
        for length in range(0, 140):
            text = "—" * (length % 2) + "." * length + ending
            assert find_lines(text).ends[-1] == len(text.rstrip())
