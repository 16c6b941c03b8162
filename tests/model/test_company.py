"""What words beside a name say, with weights made by hand."""

import re

import numpy as np
import pytest

from model.cast import Cast
from model.characters import SIGNALS
from model.company import MYSELF, N_ZONES, SOMEONE, ZONES, Company
from model.documents import read_text
from model.features import hash_words
from model.kernel.memory import MODULE
from model.reader import Reader
from model.summary import sum_up

BEFORE, AFTER = 0, N_ZONES // 2
AS_LIKELY_AS_NOT = np.log(0.5 + 1e-3)


def company(**weights: tuple[int, float]) -> Company:
    """Words with the weight of one zone each; ``someone`` and ``myself`` for the stand-ins."""
    rows = {"someone": SOMEONE - 1, "myself": MYSELF - 1}
    words = [word for word in weights if word not in rows]
    rows |= {word: number for number, word in enumerate(words, start=len(rows))}
    table = np.zeros((len(words) + 2, N_ZONES), np.float32)
    for word, (zone, weight) in weights.items():
        table[rows[word], zone] = weight
    return Company.of(hash_words(" ".join(words)), table)


def said_of(text: str, known: Company) -> dict[str, tuple[float, float]]:
    """Of each character, the strongest and the mean of the three strongest, where all passages are as likely."""
    document = read_text(text)
    cast, reader = Cast(document.text), Reader(company=known)
    n_passages = len(reader.read(document, cast))
    # The log-odds that the kernel's suspicion turns into a probability of one half.
    log_odds = np.full((n_passages, 1), -2, np.float32)
    people = sum_up(cast, log_odds, np.ones(n_passages, bool), (0, None, None)).characters
    columns = [SIGNALS.index(name) for name in ("company_strongest", "company_three_strongest")]
    signals = people.signals[:, columns] - AS_LIKELY_AS_NOT
    return {name: (one, three) for name, (one, three) in zip(people.names(), signals.tolist(), strict=True)}


def test_the_kernel_has_the_same_zones() -> None:
    source = MODULE.with_name("company.h").read_text()
    (zones,) = re.findall(r"zones\[N_BESIDE\] = \{([\d, ]*)\}", source)
    assert tuple(map(int, zones.split(", "))) == ZONES
    assert f"N_BESIDE = {len(ZONES)}, N_ZONES = {N_ZONES}" in source
    assert f"SOMEONE = {SOMEONE}, MYSELF = {MYSELF}" in source


def test_a_word_weighs_by_its_distance_and_side() -> None:
    known = company(perished=(AFTER, 1.0), poor=(BEFORE, 0.5))
    said = said_of("Then came Anna and Bert. Then Anna perished. And so did poor Bert.", known)
    assert said["Anna"][0] == pytest.approx(1 / np.sqrt(2))
    assert said["Bert"][0] == pytest.approx(0.5 / np.sqrt(2))


@pytest.mark.parametrize("side", [AFTER, BEFORE])
@pytest.mark.parametrize(("between", "weight"), [(0, 0), (1, 0), (3, 0), (4, 1), (5, 1), (6, 0), (9, 0)])
def test_words_reach_as_far_as_the_last_zone(between: int, weight: float, side: int) -> None:
    far = "then " * between
    told = f"Anna {far}perished" if side == AFTER else f"perished {far}Anna"
    text = f"Then came Anna. It was a long way to where the others at last saw {told}."
    said = said_of(text, company(perished=(side + ZONES[-1], 1.0)))
    assert said["Anna"][0] == pytest.approx(weight / np.sqrt(2))


def test_other_names_and_the_narrator_stand_in_for_themselves() -> None:
    known = company(someone=(BEFORE + 1, 1.0), myself=(BEFORE + 1, 3.0))
    said = said_of("We met Anna and Bert. So it came that Bert hated Anna. And I hated Bert.", known)
    assert said["Anna"][0] == pytest.approx(1 / np.sqrt(2))
    assert said["Bert"][0] == pytest.approx((1 + 3) / np.sqrt(3))


@pytest.mark.parametrize("zone", [AFTER, BEFORE])
def test_no_chapter_speaks_into_the_next(zone: int) -> None:
    ends, begins = ("and Anna", "Perished") if zone == AFTER else ("and all perished", "Anna")
    text = f"Chapter 1\n\nThey saw Anna there, {ends}\n\nChapter 2\n\n{begins} is a long word, said Anna."
    assert said_of(text, company(perished=(zone, 1.0)))["Anna"] == pytest.approx((0, 0))


def test_what_is_a_name_elsewhere_stays_a_word_where_it_has_no_capital() -> None:
    known = company(perished=(AFTER, 1.0), someone=(AFTER, 10.0))
    text = "Then came Anna. Then Anna perished. On the wall it said that she Had Perished."
    assert said_of(text, known)["Anna"][0] == pytest.approx(1 / np.sqrt(2))


def test_what_no_name_is_stands_for_nobody() -> None:
    known = company(the=(AFTER, 1.0), someone=(AFTER, 10.0))
    text = "Then came Anna from The Hague. It was for Anna The only way."
    assert said_of(text, known)["Anna"][0] == pytest.approx(1 / np.sqrt(2))


def test_without_weights_nothing_is_said() -> None:
    assert said_of("They saw Anna there, and Anna died.", company())["Anna"] == pytest.approx((0, 0))
