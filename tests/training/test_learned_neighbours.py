import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from model.blocks import blocks
from model.documents import read_text
from model.judging import N_BESIDE
from training.examples import UNKNOWN, Example
from training.neighbours import Beside, deaths_told

PARAGRAPH = "They walked along the shore number {} and said nothing, and gulls cried over the grey water there. " * 5
COLUMNS = (2, 1, 0)


def work_of(name: str, labels: dict[str, int], n_passages: int = 4) -> Example:
    text = "\n\n".join(PARAGRAPH.format(*[f"{name}{number}"] * 5).strip() for number in range(n_passages))
    return Example(name, "toy", name, labels, document=read_text(text))


def passages_of(work: Example) -> list[str]:
    assert work.document is not None
    text = work.document.text
    return [text[start:end] for block in blocks(work.document) for start, end in block.spans().tolist()]


def test_a_passage_tells_what_it_is_labelled_with_and_else_what_its_work_rules_out() -> None:
    grave, calm, unjudged = work_of("a", {"death": 2}), work_of("b", {"death": 1}), work_of("c", {"violence": 1})
    labelled = [
        Example("p", "toy", "a", {"death": 2}, text=passages_of(grave)[2]),
        Example("q", "toy", "b", {"death": 0}, text=passages_of(calm)[0]),
        Example("r", "toy", "x", {"death": 2}, text="Cut from no work."),
    ]
    told = deaths_told(labelled, [grave, calm, unjudged])
    assert told.tolist() == [*[UNKNOWN] * 2, 2, UNKNOWN, 0, *[1] * 3, *[UNKNOWN] * 4]


def toy(random: np.random.Generator, n_works: int) -> tuple[NDArray[np.int8], NDArray[np.int64], NDArray[np.float32]]:
    """Works of ten passages; where the passage after is of death, too, a death is a major one."""
    owners = np.repeat(np.arange(n_works), 10)
    scores = random.normal(size=(len(owners), 3)).astype(np.float32)
    after = np.append(scores[1:, 1], scores[-1, 1])
    after[9::10] = scores[9::10, 1]
    return np.where(scores[:, 2] + after > 1.5, 2, 0).astype(np.int8), owners, scores


def test_neighbours_are_learned_and_only_from_the_works_that_may_be() -> None:
    deaths, owners, scores = toy(np.random.default_rng(0), 60)
    beside = Beside.of(deaths, owners, np.ones(60), scores, scores[:, 0], COLUMNS)
    assert beside.signals.shape == (600, 3 + N_BESIDE)
    learned = beside.fit(np.arange(60) < 40)
    assert learned is not None
    held = beside.owners >= 40
    alone, seen = scores[beside.owners >= 40, 2], learned.log_odds(beside.signals[held])
    assert roc_auc_score(beside.tells[held], seen) > roc_auc_score(beside.tells[held], alone) + 0.05
    other = deaths.copy()
    other[owners >= 40] = 2 - other[owners >= 40]
    again = Beside.of(other, owners, np.ones(60), scores, scores[:, 0], COLUMNS).fit(np.arange(60) < 40)
    assert again is not None
    assert (again.weights == learned.weights).all()


def test_a_work_ends_at_its_first_and_last_passage() -> None:
    deaths, owners, scores = toy(np.random.default_rng(1), 2)
    signals = Beside.of(deaths, owners, np.ones(2), scores, scores[:, 0], COLUMNS).signals
    assert signals[9, 4] == signals[9, 2]
    assert signals[10, 3] == signals[10, 2]
    assert signals[9, 3] == np.float64(scores[8, 2])
    assert signals[10, 4] == np.float64(scores[11, 2])


@pytest.mark.parametrize("columns", [(2, 1, None), (None, None, None)])
def test_without_heads_of_death_nothing_is_learned(columns: tuple[int | None, ...]) -> None:
    deaths, owners, scores = toy(np.random.default_rng(2), 20)
    assert Beside.of(deaths, owners, np.ones(20), scores, scores[:, 0], columns).fit(np.ones(20, bool)) is None


def test_too_few_deaths_teach_nothing() -> None:
    deaths, owners, scores = toy(np.random.default_rng(3), 20)
    few = np.where(np.cumsum(deaths == 2) <= 7, deaths, 0).astype(np.int8)
    assert Beside.of(few, owners, np.ones(20), scores, scores[:, 0], COLUMNS).fit(np.ones(20, bool)) is None
