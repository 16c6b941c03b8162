"""Markdown: exact offsets into the text as given."""

import pytest
import samples
from hypothesis import given
from hypothesis import strategies as st

from model import taxonomy
from model.documents import Document, read

PARTS = [
    "# Snow",
    "## Chapter 1",
    "Snow fell",
    "*on*",
    "> the roof",
    "- of",
    "1. the",
    "```",
    "<!--",
    "-->",
    "---",
    "===",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    " ",
    "    ",
    "|a|b|",
    "[a]: http://b",
    "A/N: hi",
    "<p>",
    "</p>",
    "\t",
    "title: x",
    "\ufeff",
    "***",
    "<br>",
]


def markdown(text: str) -> Document:
    return read(text.encode(), "text/markdown")


@given(st.lists(st.sampled_from(PARTS), max_size=30).map("".join))
def test_paragraphs_are_stripped_slices_in_order(text: str) -> None:
    document = markdown(text)
    before = 0
    for chapter in document.chapters:
        for start, end in chapter.paragraphs.tolist():
            assert before <= start < end <= len(document.text)
            assert document.text[start:end] == document.text[start:end].strip() != ""
            before = end


def test_text_stays_as_given() -> None:
    text = "---\r\ntitle: The Lamp\r\n---\r\n\r\n# The Lamp\r\n\r\n*Snow* fell\r\nhere.\r\n"
    document = markdown(text)
    assert document.text == text
    assert samples.paragraphs(document) == ["*Snow* fell\r\nhere."]


def test_front_matter_declares() -> None:
    text = (
        "---\ntitle: The Lamp\nrating: NC-17\narchive_warnings:\n  - Major Character Death\n  - Underage\n"
        "summary: A keeper waits.\n---\n\nSnow fell.\n"
    )
    document = markdown(text)
    assert document.title == "The Lamp"
    assert document.declared.rating == taxonomy.EXPLICIT
    assert document.declared.archive_warnings == (taxonomy.MAJOR_CHARACTER_DEATH, taxonomy.UNDERAGE)
    assert samples.notes(document, "summary") == "A keeper waits."
    assert samples.paragraphs(document) == ["Snow fell."]


@pytest.mark.parametrize(
    "yaml",
    [
        "title: [unclosed",
        "title: !!python/object/apply:os.system ['true']",
        "a: &a [x]\nb: *a",
        "title: " + "[" * 5000,
        "title: 2020-99-99",
        "x: !!int " + "9" * 5000,
    ],
)
def test_front_matter_that_is_none_is_kept_as_a_note(yaml: str) -> None:
    document = markdown(f"---\n{yaml}\n---\n\nSnow fell.\n")
    assert samples.paragraphs(document) == ["Snow fell."]
    assert samples.notes(document, "header") == yaml


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    assert samples.paragraphs(markdown("---\n\nSnow fell.\n\n---\n\nIt stopped.")) == [
        "Snow fell.",
        "It stopped.",
    ]


def test_headings_are_chapters_and_one_at_the_top_is_the_title() -> None:
    document = markdown("# The Lamp\n\n## Cliff\n\nSnow fell.\n\n## *Dawn*\n\nIt stopped.\n")
    assert document.title == "The Lamp"
    assert samples.titles(document) == ["Cliff", "Dawn"]


def test_several_top_headings_are_chapters() -> None:
    document = markdown("# Cliff\n\nSnow fell.\n\n# Dawn\n\nIt stopped.\n")
    assert samples.titles(document) == ["Cliff", "Dawn"]


def test_underlined_headings() -> None:
    assert samples.titles(markdown("Cliff\n---\n\nSnow fell.\n\nDawn\n---\n\nIt stopped.\n")) == [
        "Cliff",
        "Dawn",
    ]


def test_a_rule_right_under_a_paragraph_loses_nothing() -> None:
    assert samples.paragraphs(markdown("Snow fell.\n---\nIt stopped.\n")) == ["Snow fell.", "It stopped."]


@pytest.mark.parametrize(
    "block",
    [
        "```\ncode\n```",
        "~~~ python\ncode\n~~~",
        "<!-- a\n\nlong comment -->",
        "[x]: http://example.org",
        "***",
        "<style>p{}</style>",
    ],
)
def test_what_is_not_shown_is_no_story(block: str) -> None:
    assert samples.paragraphs(markdown(f"Snow fell.\n\n{block}\n\nIt stopped.")) == [
        "Snow fell.",
        "It stopped.",
    ]


def test_an_unclosed_fence_loses_no_story() -> None:
    assert samples.paragraphs(markdown("Snow fell.\n\n```\n\nIt stopped.\n\nIt fell again.")) == [
        "Snow fell.",
        "It stopped.",
        "It fell again.",
    ]


def test_quotations_and_lists_are_story() -> None:
    document = markdown("> Dear goose,\n\n- the soup\n- the spoon\n\n1. gone\n\n[System]: Online")
    assert samples.paragraphs(document) == [
        "Dear goose,",
        "the soup",
        "the spoon",
        "gone",
        "[System]: Online",
    ]


def test_indented_paragraphs_are_story() -> None:
    assert samples.paragraphs(markdown("    Snow fell.\n\n    It stopped.")) == ["Snow fell.", "It stopped."]


def test_paragraphs_with_an_indented_first_line_stay_whole() -> None:
    text = "    Snow fell\nall night.\n\n\tIt *stopped*\nat dawn.\n\n\t*Gone*, she said."
    assert samples.paragraphs(markdown(text)) == [
        "Snow fell\nall night.",
        "It *stopped*\nat dawn.",
        "*Gone*, she said.",
    ]


def test_lists_in_lists_are_story_whatever_their_depth() -> None:
    text = "".join(f"{'  ' * depth}- soup {depth}\n" for depth in range(30))
    assert samples.paragraphs(markdown(text)) == [f"soup {depth}" for depth in range(30)]


def test_what_is_no_ascii_moves_no_offset() -> None:
    document = markdown("> 雪が降った。\n\n- “Schnee” 🌨\n\n# Über\n\nés\n")
    assert samples.paragraphs(document) == ["雪が降った。", "“Schnee” 🌨", "és"]
    assert samples.titles(document) == ["", "Über"]


def test_html_blocks_are_story_without_their_tags() -> None:
    document = markdown("<center>* * *</center>\n\n<p>Snow <i>fell</i>.</p>\n\nIt stopped.")
    assert samples.paragraphs(document) == ["Snow <i>fell</i>.", "It stopped."]


def test_header_lines_and_tables_of_them_declare() -> None:
    text = (
        "# The Lamp\n\n| Field | Value |\n|---|---|\n| Rating | T |\n| Warnings | Underage |\n\n"
        "**Fandom:** Skerries\n\nSnow fell.\n\nIt."
    )
    document = markdown(text)
    assert document.declared.rating == taxonomy.TEEN
    assert document.declared.archive_warnings == (taxonomy.UNDERAGE,)
    assert samples.paragraphs(document) == ["Snow fell.", "It."]


def test_authors_notes_go() -> None:
    document = markdown("## Chapter 1\n\n*A/N: hello*\n\nSnow fell. (A/N: a lot) It stopped.\n\n**Author's Note:** bye")
    assert samples.paragraphs(document) == ["Snow fell.", "It stopped."]


def test_a_long_text_is_read_to_its_end() -> None:
    text = "\n\n".join(["Snow fell and fell, and *nobody* counted the days of it any more."] * 20_000)
    document = markdown(text)
    assert len(samples.paragraphs(document)) == 20_000
    assert samples.paragraphs(document)[-1] == text[text.rindex("\n") + 1 :]


def test_a_fence_that_is_never_closed_before_the_first_heading() -> None:
    document = markdown("```\n# Snow\n\nIt fell all night.")
    story = [document.text[start:end] for chapter in document.chapters for start, end in chapter.paragraphs]
    assert "It fell all night." in story
    assert markdown("```\n# Snow").text == "```\n# Snow"
