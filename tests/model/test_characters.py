import re
from time import process_time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.blocks import READER
from model.cast import Cast
from model.characters import SIGNALS, Characters
from model.documents import read_text
from model.features import hash_words
from model.kernel.memory import MODULE
from model.summary import sum_up

MOST = 40
WORDS = ["Mary", "Vance", "Me", "me", "I", "X", "died", "corpse", "he", "Them", "not", "Widow", "widow", "in", "said"]
MARKS = [".", "\x00", '"', "\n\n", "\n\n***\n\n", "\U0001f600", "É", "中"]


def characters_of(text: str, log_odds: float = 0.0) -> Characters:
    """Who is in a story, all passages of which are as likely to tell of a death."""
    document = read_text(text)
    cast = Cast(document.text)
    n_passages = len(READER.read(document, cast).places)
    scores = np.full((n_passages, 2), log_odds, np.float32)
    return sum_up(cast, scores, np.ones(n_passages, bool), (0, 1, None)).characters


def signals_of(characters: Characters, name: str) -> dict[str, float]:
    row = characters.signals[characters.names().index(name)]
    return dict(zip(SIGNALS, row.tolist(), strict=True))


def test_the_kernel_has_the_signals_in_the_same_order() -> None:
    source = MODULE.with_name("signals.h").read_text()
    structures = {name: body for body, name in re.findall(r"typedef struct \{([^}]*)\} (\w+);", source)}
    fields, of_death = (re.findall(r"(?:double|OfDeath) (\w+)", structures[name]) for name in ("Signals", "OfDeath"))
    written = {
        "told": [name for name in SIGNALS if name.count(":") == 2],
        "passage": ["passage_major", "passage_any", "passage_violence"],
        "of_death": [f"{name}:{head}" for head in ("major", "any") for name in of_death],
    }
    assert [name for field in fields for name in written.get(field, [field])] == list(SIGNALS)


def test_names_that_stand_side_by_side_are_one_person() -> None:
    characters = characters_of(
        "Then came Mary Ellen Vance. We saw Mary Ellen Vance and old Tom there, and Tom waved. " * 3
    )
    assert characters.names() == ["Mary Ellen Vance", "Tom"]


def test_who_bear_one_family_s_name_stay_two() -> None:
    text = "They saw Dora Finch and Alec Finch. Then Dora laughed and so Alec laughed. " * 3
    assert characters_of(text + "It was Dora Finch who began.").names() == ["Dora Finch", "Alec"]


def test_a_captain_and_a_narrator_are_people_too() -> None:
    characters = characters_of("I told the Captain that I was tired. The captain laughed at me.")
    assert characters.names() == ["narrator", "captain"]


def test_what_is_quoted_is_not_the_narrators() -> None:
    assert characters_of("“I am tired,” it said. “Help me.”").names() == []


def test_of_people_met_as_often_the_first_forty_are_kept() -> None:
    names = [f"{a}{b}{c}" for a in "BCD" for b in "aeiou" for c in "klmn"]
    text = " ".join(f"then {name} waved." for name in names for _ in range(2))
    assert characters_of(text).names() == names[:MOST]


def test_a_death_is_told_of_its_subject() -> None:
    characters = characters_of("So Anna came and old Bert went. Then Anna died. Later Bert went home and Bert slept.")
    assert signals_of(characters, "Anna")["dies:subject:stated"] == pytest.approx(np.log(2))
    assert signals_of(characters, "Bert")["dies:subject:stated"] == 0
    assert [characters.passage(number) for number in range(2)] == [None, 0]


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("We met Anna. Perhaps Anna died.", "dies:subject:irrealis"),
        ("We met Anna. She had a cough. “Anna died,” he said.", "dies:subject:spoken"),
        ("We met Anna. Anna knew it, and she died.", "dies:pronoun:stated"),
        ("We met Anna. The fever killed poor Anna.", "killed:object:stated"),
    ],
)
def test_a_note_has_a_side_and_a_mood(text: str, signal: str) -> None:
    assert signals_of(characters_of(text), "Anna")[signal] > 0


def test_who_is_met_no_more_after_a_dark_passage_is_told_from_who_stays() -> None:
    quiet = " ".join(["they walked along the quiet shore with Bert and then with Bert again."] * 10)
    characters = characters_of(f"{quiet} We saw Anna. Then Anna fell.\n\n{quiet}\n\n{quiet}\n\n{quiet}")
    anna, bert = (signals_of(characters, name) for name in ("Anna", "Bert"))
    assert anna["silent_end"] > 0.5 > bert["silent_end"]
    assert anna["strongest_late:major"] == 0 < bert["strongest_late:major"]
    assert anna["mentions"] == pytest.approx(np.log(2))
    assert bert["share"] == 1


@pytest.mark.parametrize("text", ["", "rain fell", "\x00", "X", "I", "He died. " * 200])
def test_few_words_or_none_are_no_harm(text: str) -> None:
    characters = characters_of(text)
    assert characters.signals.shape == (len(characters), len(SIGNALS))
    assert np.isfinite(characters.signals).all()


@given(st.lists(st.sampled_from(WORDS + MARKS), max_size=400), st.floats(-80, 80))
def test_whatever_is_written_can_be_described(words: list[str], log_odds: float) -> None:
    text = " ".join(words)
    characters = characters_of(text, log_odds)
    assert len(characters) <= MOST
    assert np.isfinite(characters.signals).all()
    written = read_text(text).text.lower()
    for number, name in enumerate(characters.names()):
        assert name == "narrator" or all(word.lower() in written for word in name.split())
        assert (characters.passage(number) or 0) >= 0


def test_a_crowd_of_names_side_by_side_takes_no_long_time() -> None:
    names = [f"N{number:b}".replace("1", "a").replace("0", "o") for number in range(30_000)]
    text = " ".join(f"with Mary {name} and Mary {name}." for name in names)
    assert characters_of(text).names()[0].startswith("Mary")


def test_names_with_hashes_alike_take_no_longer_than_others() -> None:
    letters = np.random.default_rng(0).integers(ord("a"), ord("z"), (1_000_000, 9), np.uint8, endpoint=True)
    letters[:, 0], letters[:, 8] = ord("N"), ord(" ")
    names = letters.tobytes().decode().split()
    alike = [names[number] for number in np.flatnonzero(hash_words(" ".join(names)) >> np.uint64(58) == 7)]

    def seconds(chosen: list[str]) -> float:
        document = read_text("\n\n".join([f"We saw {' '.join(chosen[:14_000])}."] * 10))
        start = process_time()
        READER.read(document, Cast(document.text))
        return process_time() - start

    assert seconds(alike) < 5 * seconds(names) + 0.2
