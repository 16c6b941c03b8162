"""Plain text: where paragraphs and chapters are, and what is none of the story."""

import pytest
import samples
from hypothesis import given
from hypothesis import strategies as st

from model import taxonomy
from model.documents import read, read_text

PROSE = st.text(st.sampled_from("aZé“”\"'.!?*-=#>|:()[]/&<0123 \t\n\r\f\u00a0\u2003\ufeff☂𝕏"), max_size=300)
LINES = st.lists(
    st.sampled_from(
        [
            "Chapter 1",
            "CHAPTER II. The Title",
            "***",
            "A/N: hello!",
            "(A/N: a thing)",
            "Rating: T",
            "Notes:",
            "1",
            "II",
            "He went out. (A/N: really) She stayed.",
            "The rain fell on the roof and did not stop until",
            "“Yes,” he said.",
            "Please review!",
            "a) Mara",
            "I don't own Skerries.",
            "  Indented line of text",
            "Contents",
            "by quiet_owl",
        ]
    )
)


def spans(text: str) -> list[tuple[int, int]]:
    return [tuple(span) for chapter in read_text(text).chapters for span in chapter.paragraphs.tolist()]


@given(st.one_of(PROSE, LINES.map("\n".join), LINES.map("\n\n".join), LINES.map("\r\n".join)))
def test_paragraphs_are_stripped_slices_in_order(text: str) -> None:
    document = read_text(text)
    assert document.text == text
    before = 0
    for chapter in document.chapters:
        assert len(chapter.paragraphs)
        for start, end in chapter.paragraphs.tolist():
            assert before <= start < end <= len(text)
            assert text[start:end] == text[start:end].strip() != ""
            before = end


@given(st.lists(st.sampled_from(["He ran home.", "“Why?” she asked.", "It was late & cold."]), min_size=1))
def test_no_word_of_plain_prose_is_lost(texts: list[str]) -> None:
    assert samples.paragraphs(read_text("\n\n".join(texts))) == texts


def test_line_ends_and_offsets_stay_as_given() -> None:
    text = "Snow fell.\r\n\r\nIt went on \r\nfalling.\r\n"
    document = read(text.encode())
    assert document.text == text
    assert samples.paragraphs(document) == ["Snow fell.", "It went on \r\nfalling."]


def test_byte_order_mark_is_no_text() -> None:
    assert read(b"\xef\xbb\xbfSnow fell.").text == "Snow fell."


def test_offsets_count_code_points() -> None:
    text = "𝕏 marks 🦢.\n\nSnow fell."
    assert spans(text) == [(0, 10), (12, 22)]


@pytest.mark.parametrize("text", ["", "   \n\n\t", "\ufeff", "***\n\n---"])
def test_nothing_to_read_is_no_error(text: str) -> None:
    assert read_text(text).chapters == ()


def test_hard_wrapped_lines_make_one_paragraph() -> None:
    text = (
        "The rain had not stopped for nine days, and the keeper\n"
        "no longer heard it. He had begun to talk to the lamp,\n"
        "which did not answer.\n\nThen it did.\n"
    )
    assert [text[start:end].count("\n") for start, end in spans(text)] == [2, 0]


def test_lines_are_paragraphs_where_few_are_blank() -> None:
    text = "The rain had not stopped.\n“Light the lamp,” she said.\nHe lit it.\n“Now what?”\nNobody came.\n"
    assert samples.paragraphs(read_text(text)) == text.splitlines()


def test_indented_first_lines_start_paragraphs() -> None:
    text = (
        "    The rain had not stopped for nine days, and the old keeper\n"
        "no longer heard it at all, not even at night when the wind\n"
        "went down.\n"
        "    The boat came in on the tenth day with nobody in it but a\n"
        "goose and a boy.\n"
        "    Ottoline looked at the both of them and went to put the\n"
        "kettle on.\n"
    )
    assert [paragraph.split()[1] for paragraph in samples.paragraphs(read_text(text))] == [
        "rain",
        "boat",
        "looked",
    ]


@pytest.mark.parametrize("line", ["***", "* * *", "-----", "oOo", "~*~", "⁂", "-x-x-x-", "[Line Break]", "#", "xXx"])
def test_scene_breaks_are_no_paragraphs(line: str) -> None:
    assert samples.paragraphs(read_text(f"Snow fell.\n\n{line}\n\nIt stopped.")) == [
        "Snow fell.",
        "It stopped.",
    ]


@pytest.mark.parametrize(
    "heading",
    [
        "Chapter 1",
        "CHAPTER I. The Cliff",
        "Chapter One: The Cliff",
        "Chapter Twenty-One",
        "Prologue",
        "EPILOGUE",
        "Part Two",
        "~ Chapter 3 ~",
        "Chapter 4 - In which it rains.",
        "PART THE FIRST",
        "Chapter 7/12",
    ],
)
def test_headings_start_chapters(heading: str) -> None:
    document = read_text(f"Snow fell.\n\n{heading}\n\nIt stopped.")
    assert samples.titles(document) == ["", heading.strip("~ ")]
    assert samples.paragraphs(document) == ["Snow fell.", "It stopped."]


@pytest.mark.parametrize(
    "line",
    [
        "Part two of the plan went badly.",
        "Chapter one was dull, he thought.",
        "Part of me wanted soup.",
        "Prologue to disaster.",
        "Act one, he thought, and threw the cup.",
        "1",
        "I",
    ],
)
def test_prose_that_begins_like_a_heading_is_story(line: str) -> None:
    assert line in samples.paragraphs(read_text(f"Snow fell.\n\n{line}\n\nIt stopped."))


@pytest.mark.parametrize(
    "numbers", [("1", "2", "3"), ("I", "II", "III"), ("i.", "ii.", "iii."), ("- 1 -", "- 2 -", "- 3 -")]
)
def test_numbers_that_count_up_are_chapters(numbers: tuple[str, ...]) -> None:
    story = "The rain had not stopped for nine days, and nobody heard it."
    document = read_text("\n\n".join(f"{number}\n\n{story}" for number in numbers))
    assert samples.paragraphs(document) == [story] * 3
    assert len(document.chapters) == 3


@pytest.mark.parametrize("numeral", ["İ.", "ı.", "İ. The Cliff", "Chapter İ", "xİ"])
def test_letters_that_only_look_like_numerals_are_read(numeral: str) -> None:
    document = read_text(f"{numeral}\n\nIt rained all day on the quiet harbour.")
    assert document.chapters


def test_numbers_in_a_list_are_story() -> None:
    listed = ["1. Milk", "2. Eggs", "3. Rope"]
    assert samples.paragraphs(read_text("\n\n".join(["She wrote:", *listed, "He read it."])))[1:4] == listed


def test_a_subtitle_belongs_to_its_heading() -> None:
    document = read_text("CHAPTER I.\n\nTHE CLIFF\n\nSnow fell.\n\nCHAPTER II.\n\nTHE DAWN\n\nIt stopped.")
    assert samples.titles(document) == ["CHAPTER I. THE CLIFF", "CHAPTER II. THE DAWN"]
    assert samples.paragraphs(document) == ["Snow fell.", "It stopped."]


HEADER = """The Lamp of Skerry Rock
by quiet_owl

Fandom: Skerries
Pairing: Keeper/Lamp
Rating: {rating}
Warnings: {warnings}
Summary: A keeper waits for soup, and the soup is
a long time coming.
Disclaimer: I don't own the sea.

Snow fell.

It stopped.
"""


@pytest.mark.parametrize(
    ("stated", "rating"),
    [
        ("K", taxonomy.GENERAL),
        ("K+", taxonomy.GENERAL),
        ("G", taxonomy.GENERAL),
        ("General Audiences", taxonomy.GENERAL),
        ("PG", taxonomy.GENERAL),
        ("T", taxonomy.TEEN),
        ("PG-13", taxonomy.TEEN),
        ("teen and up audiences", taxonomy.TEEN),
        ("M", taxonomy.MATURE),
        ("Fiction M", taxonomy.MATURE),
        ("R for language", taxonomy.MATURE),
        ("Mature", taxonomy.MATURE),
        ("NC-17", taxonomy.EXPLICIT),
        ("MA", taxonomy.EXPLICIT),
        ("Explicit", taxonomy.EXPLICIT),
        ("Not Rated", taxonomy.NOT_RATED),
        ("Tall", None),
        ("whatever", None),
    ],
)
def test_header_lines_declare_the_rating(stated: str, rating: str | None) -> None:
    document = read_text(HEADER.format(rating=stated, warnings="None"))
    assert document.declared.rating == rating
    assert samples.paragraphs(document) == ["Snow fell.", "It stopped."]
    assert document.title == samples.TITLE


@pytest.mark.parametrize(
    ("stated", "warnings"),
    [
        ("Major Character Death, Underage", (taxonomy.MAJOR_CHARACTER_DEATH, taxonomy.UNDERAGE)),
        ("graphic depictions of violence", (taxonomy.GRAPHIC_VIOLENCE,)),
        ("Author Chose Not To Use Archive Warnings", (taxonomy.CHOSE_NOT_TO_WARN,)),
        ("Choose Not To Use Archive Warnings", (taxonomy.CHOSE_NOT_TO_WARN,)),
        ("Creator Chose Not To Use Archive Warnings", (taxonomy.CHOSE_NOT_TO_WARN,)),
        ("No Archive Warnings Apply", (taxonomy.NO_WARNINGS_APPLY,)),
        ("Rape/Non-Con; Underage Sex", (taxonomy.RAPE_NON_CON, taxonomy.UNDERAGE)),
        ("bad weather", ()),
    ],
)
def test_header_lines_declare_warnings(stated: str, warnings: tuple[str, ...]) -> None:
    assert read_text(HEADER.format(rating="T", warnings=stated)).declared.archive_warnings == warnings


def test_what_comes_with_a_story_is_kept_as_notes() -> None:
    document = read_text(HEADER.format(rating="T", warnings="None"))
    assert "soup" in samples.notes(document, "summary")
    assert "a long time coming" in samples.notes(document, "summary")
    assert "own the sea" in samples.notes(document, "disclaimer")
    assert "Keeper/Lamp" in samples.notes(document, "tags")


@pytest.mark.parametrize(
    "note",
    [
        "A/N: I wrote this on a train.",
        "AN: Hello!",
        "(A/N sorry for the wait)",
        "[A/N: it rains a lot]",
        "Author's Note: Hello!",
        "Author’s note - I wrote this on a train.",
        "**A/N:** hello",
        "a/n: hello",
    ],
)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_authors_notes_are_never_story(note: str, place: int) -> None:
    story = ["Snow fell.", "It stopped."]
    document = read_text("\n\n".join([*story[:place], note, *story[place:]]))
    assert samples.paragraphs(document) == story
    assert samples.notes(document, "author_note") == note


def test_a_note_in_brackets_splits_its_paragraph() -> None:
    text = "He lit the lamp (A/N: it is an old one (very)) and went down."
    document = read_text(text)
    assert samples.paragraphs(document) == ["He lit the lamp", "and went down."]
    assert samples.notes(document, "author_note") == "(A/N: it is an old one (very))"


def test_story_next_to_a_note_stays() -> None:
    story = [
        "She was reading the comments in the ledger.",
        "“Please review it,” he said.",
        "The warnings came too late.",
    ]
    document = read_text("\n\n".join(["A/N: Hello!", *story]))
    assert samples.paragraphs(document) == story


def test_notes_and_pleas_and_polls_at_the_end_go() -> None:
    text = (
        "Snow fell.\n\nIt stopped.\n\nThanks for reading! See you next chapter.\n\n"
        "Poll: who gets the soup?\n\na) the boy\n\nb) the goose\n\nPlease review!\n\nTHE END"
    )
    document = read_text(text)
    assert samples.paragraphs(document) == ["Snow fell.", "It stopped."]
    assert "goose" in samples.notes(document, "end_note")


@pytest.mark.parametrize(
    "last",
    [
        "Please leave.",
        "Thank you for the soup, he wrote.",
        "Note: gone to the shop.",
        "Reviewing the logs, she slept.",
        "“Vote now!”",
    ],
)
def test_last_words_that_only_sound_like_a_plea_are_story(last: str) -> None:
    assert samples.paragraphs(read_text(f"Snow fell.\n\n{last}"))[-1] == last


def test_notes_around_chapters_go() -> None:
    text = (
        "Chapter 1\n\nSummary: it rains.\n\nNotes:\n\nMind the stairs.\n\nSnow fell.\n\nEnd Notes:\n\nBye.\n\n"
        "Chapter 2\n\nDisclaimer: nothing is mine.\n\nIt stopped.\n\nR&R!"
    )
    document = read_text(text)
    assert samples.paragraphs(document) == ["Snow fell.", "It stopped."]
    assert samples.notes(document, "summary") == "Summary: it rains."
    assert "Mind the stairs." in samples.notes(document, "author_note")
    assert "Bye." in samples.notes(document, "end_note")


def test_letters_with_headers_are_story() -> None:
    letter = ["Date: the ninth", "Status: wet", "To whom it may concern."]
    assert samples.paragraphs(read_text("\n\n".join(letter))) == letter


def test_a_line_like_a_title_is_story_where_the_title_is_known() -> None:
    document = read(b"---\ntitle: The Lamp\n---\n\nSkerry Post Office\n\nSnow fell.", "text/markdown")
    assert samples.paragraphs(document) == ["Skerry Post Office", "Snow fell."]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (
            "*** START OF THE PROJECT GUTENBERG EBOOK THE LAMP ***",
            "*** END OF THE PROJECT GUTENBERG EBOOK THE LAMP ***",
        ),
        (
            "***START OF THIS PROJECT GUTENBERG EBOOK THE LAMP***",
            "End of Project Gutenberg's The Lamp, by Q. Owl",
        ),
        (
            "*END*THE SMALL PRINT! FOR PUBLIC DOMAIN ETEXTS*Ver.04*END*",
            "End of the Project Gutenberg Etext of The Lamp",
        ),
    ],
)
def test_gutenbergs_own_words_are_boilerplate(start: str, end: str) -> None:
    text = (
        f"The Project Gutenberg eBook of The Lamp\n\nTitle: The Lamp\n\n{start}\n\nTHE LAMP\n\nCONTENTS\n\n"
        "  CHAPTER I. The Cliff\n  CHAPTER II. The Dawn\n\nCHAPTER I.\n\nTHE CLIFF\n\n"
        "Snow fell on the cliff and did not\n"
        f"stop at all.\n\nCHAPTER II.\n\nTHE DAWN\n\nIt stopped.\n\n"
        f"{end}\n\nRedistribution is subject to the licence.\n"
    )
    document = read_text(text)
    assert document.title == "The Lamp"
    assert samples.paragraphs(document) == ["Snow fell on the cliff and did not\nstop at all.", "It stopped."]
    assert "licence" in samples.notes(document, "boilerplate")


def test_a_long_text_is_read_to_its_end() -> None:
    text = "\n\n".join(["Snow fell and fell, and nobody counted the days of it any more."] * 200_000)
    found = spans(text)
    assert len(found) == 200_000
    assert text[slice(*found[-1])] == text[-63:]
