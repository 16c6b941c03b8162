"""How authors speak to their readers."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.documents import phrases


@settings(max_examples=300)
@given(st.from_regex(re.compile(phrases._CHATTER.pattern, phrases._READERS)))
def test_chatter_is_known_in_any_case(text: str) -> None:
    if len(text) <= 1000 and not set(text) & set('"“«'):
        assert phrases.is_chatter(text)
        # "ß" and its like have capitals of two characters.
        assert phrases.is_chatter("".join(each.upper() if len(each.upper()) == 1 else each for each in text))


@pytest.mark.parametrize("text", ["She read the last chapters.", "“Thank you for reading,” he said.", ""])
def test_story_is_no_chatter(text: str) -> None:
    assert not phrases.is_chatter(text)
