"""What words say beside a name, learned."""

from itertools import product

import numpy as np
import pytest

from model.cast import Cast
from model.characters import SIGNALS
from model.company import STAND_INS, UNKNOWN_COMPANY, Company
from model.documents import read_text
from model.reader import Reader
from model.summary import sum_up
from training.company import MIN_PEOPLE, contexts_of, fit_company
from training.examples import Example

NAMES = ("Anna", "Bert", "Carla", "Dmitri", "Ewa", "Femi", "Greta")


def killing(number: int, killer: str, victim: str) -> Example:
    text = f"At dawn it was {killer} who throttled {victim} in the yard, and nobody spoke."
    return Example(f"{number}", "toy", f"{number}", {"death": 2}, text=text, who_dies=(victim,))


@pytest.fixture(scope="module")
def killings() -> list[Example]:
    pairs = [(a, b) for a, b in product(NAMES, NAMES) if a != b]
    return [killing(number, *pair) for number, pair in enumerate(pairs)]


@pytest.fixture(scope="module")
def learned(killings: list[Example]) -> Company:
    return fit_company(contexts_of(killings), np.ones(len(killings), bool))


def strongest(text: str, company: Company) -> dict[str, float]:
    document = read_text(text)
    cast = Cast(document.text)
    n = len(Reader(company=company).read(document, cast))
    people = sum_up(cast, np.zeros((n, 1), np.float32), np.ones(n, bool), (0, None, None)).characters
    return dict(zip(people.names(), people.signals[:, SIGNALS.index("company_strongest")].tolist(), strict=True))


def test_who_is_killed_is_told_from_who_kills(learned: Company) -> None:
    said = strongest("We knew Zora and Yusuf. Later it was Yusuf who throttled Zora in the yard.", learned)
    assert said["Zora"] > said["Yusuf"] + 0.5


def test_names_are_not_learned(learned: Company) -> None:
    with_names = strongest("We knew Anna and Bert, and saw Anna and Bert in the yard.", learned)
    others = strongest("We knew Zora and Yusuf, and saw Zora and Yusuf in the yard.", learned)
    assert list(with_names.values()) == pytest.approx(list(others.values()))


def test_what_may_not_be_learned_from_is_not(killings: list[Example], learned: Company) -> None:
    rest = np.arange(len(killings)) % 2 == 0
    half = fit_company(contexts_of(killings), rest)
    alone = fit_company(contexts_of([each for each, kept in zip(killings, rest, strict=True) if kept]), rest[rest])
    shown = strongest("We knew Zora. In the end he throttled Zora.", half)
    assert shown == pytest.approx(strongest("We knew Zora. In the end he throttled Zora.", alone), abs=1e-3)
    assert shown != pytest.approx(strongest("We knew Zora. In the end he throttled Zora.", learned), abs=1e-3)


def test_too_few_deaths_teach_nothing(killings: list[Example]) -> None:
    few = killings[: MIN_PEOPLE - 1]
    assert fit_company(contexts_of(few), np.ones(len(few), bool)) is UNKNOWN_COMPANY


def test_passages_without_a_known_death_are_passed_over(killings: list[Example]) -> None:
    unknown = Example("x", "toy", "x", {"death": 2}, text="Then Anna saw Bert, and Bert died.")
    alive = Example("y", "toy", "y", {"death": 0}, text="Then Anna saw Bert, and Bert smiled.")
    contexts = contexts_of([unknown, *killings[:2], alive])
    assert set(contexts.passages.tolist()) == {1, 2}
    assert contexts_of([]).words.tolist() == STAND_INS.tolist()
