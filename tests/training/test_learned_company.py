"""What words say beside a name, learned."""

from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest

from model.cast import Cast
from model.characters import SIGNALS
from model.company import STAND_INS, UNKNOWN_COMPANY, Company
from model.documents import read_text
from model.features import hash_words
from model.reader import Reader
from model.summary import sum_up
from training.calibrate import folds_of
from training.company import MIN_PEOPLE, Contexts, contexts_of, fit_company
from training.corpora import Corpus
from training.examples import Example
from training.heads import prepare
from training.representation import fit_representation
from training.works import fit_works

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


def test_names_that_only_open_sentences_are_not_learned_either(killings: list[Example]) -> None:
    told = [
        replace(each, text=f"{(each.text or '').split(' in the')[0]}. Henrik wept. Henrik knew.") for each in killings
    ]
    words = contexts_of(told).words
    assert np.isin(hash_words("throttled wept knew"), words).all()
    assert not np.isin(hash_words("henrik"), words).any()


def test_a_passage_counts_by_its_weight(killings: list[Example]) -> None:
    lie = [killing(-1 - number, *pair[::-1]) for number, pair in enumerate(combinations(NAMES, 2))]
    doubted = [replace(each, weight=1e-3, who_dies=(each.text.split()[4],)) for each in lie if each.text]
    both = [*killings, *doubted]
    company = fit_company(contexts_of(both), np.ones(len(both), bool))
    said = strongest("We knew Zora and Yusuf. Later it was Yusuf who throttled Zora in the yard.", company)
    assert said["Zora"] > said["Yusuf"] + 0.5


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


def test_of_each_work_only_others_have_taught_what_words_say(
    small_corpus: Corpus, killings: list[Example], monkeypatch: pytest.MonkeyPatch
) -> None:
    groups = sorted({work.group for work in small_corpus.works})
    own = [replace(each, group=groups[number % len(groups)]) for number, each in enumerate(killings)]
    corpus = replace(small_corpus, passages=[*small_corpus.passages, *own])
    material = prepare(corpus, fit_representation(corpus, seed=1))
    folds = folds_of(np.concatenate((material.passage_groups, material.work_groups)), 5, seed=1)
    asked = list[np.ndarray]()

    def watched(contexts: Contexts, learned: np.ndarray) -> Company:
        asked.append(learned)
        return fit_company(contexts, learned)

    monkeypatch.setattr("training.works.fit_company", watched)
    scores = np.zeros((len(material.owners), len(material.labels.heads)), np.float32)
    models = fit_works(corpus.works, material, scores, folds)
    assert len(asked) == len(folds) + 1
    for learned, (_, out) in zip(asked, folds, strict=False):
        held = material.work_groups[out[len(material.passage_groups) :]]
        assert learned.any()
        assert not np.isin(material.passage_groups[learned], held).any()
    assert models.company.weights.any()
