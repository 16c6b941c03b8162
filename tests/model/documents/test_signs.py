"""What a line shows of itself."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.documents import phrases, titles
from model.documents.signs import may_bear_sign

PATTERNS = (
    titles._NUMBERED_HEADING,
    titles._NAMED_HEADING,
    titles._BARE_NUMBER,
    titles._NUMBERED_TITLE,
    titles._BREAK,
    titles._NAMED_BREAK,
    titles._CONTENTS,
    phrases._NOTE,
)


@settings(max_examples=300)
@given(st.one_of([st.from_regex(pattern) for pattern in PATTERNS]))
def test_no_line_with_a_sign_is_passed_over(found: str) -> None:
    line = found.strip().partition("\n")[0].strip()
    signs = (
        titles.is_break,
        titles.is_contents,
        titles.heading_title,
        lambda each: titles.bare_number(each) is not None,
        lambda each: titles.numbered_title(each) is not None,
        phrases.is_note,
    )
    if line and any(sign(line) for sign in signs):
        assert may_bear_sign(line)


@pytest.mark.parametrize("line", ["It rained.", "I looked up.", "She said no.", "And then", "An apple fell", "He left"])
def test_prose_is_told_at_a_glance(line: str) -> None:
    assert not may_bear_sign(line)
