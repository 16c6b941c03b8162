"""Passages seen with the ones beside them."""

import numpy as np
import pytest
from numpy.typing import NDArray

from model.blocks import READER
from model.cast import Cast
from model.documents import read_text
from model.judging import N_BESIDE, death_columns
from model.labelset import OURS
from model.linear import Linear
from model.summary import Summary, judge, sum_up
from tests.model.test_judging import STORY, judge_with

COLUMNS = death_columns(OURS)
N_HEADS = len(OURS.heads)


def read_story() -> Cast:
    document = read_text(STORY)
    cast = Cast(document.text)
    READER.read(document, cast)
    return cast


def summary_of(log_odds: NDArray[np.float32], neighbours: Linear | None) -> Summary:
    cast = read_story()
    return sum_up(cast, log_odds, np.ones(cast.n_passages, bool), COLUMNS, neighbours)


def scores(seed: int) -> NDArray[np.float32]:
    random = np.random.default_rng(seed)
    return random.normal(scale=2, size=(read_story().n_passages, N_HEADS)).astype(np.float32)


def seen(log_odds: NDArray[np.float32], neighbours: Linear) -> NDArray[np.float32]:
    """Scores with those of a major death as the definition has them."""
    farewells = summary_of(log_odds, None).farewells
    near = [log_odds[:, column] for column in COLUMNS if column is not None]
    beside = [side for own in near for side in (np.append(own[0], own[:-1]), np.append(own[1:], own[-1]))]
    both = np.column_stack([log_odds, *beside, farewells]).astype(np.float64)
    expected = log_odds.copy()
    expected[:, OURS.column["death", 2]] = neighbours.log_odds(both)
    return expected


@pytest.mark.parametrize("seed", range(5))
def test_a_major_death_is_seen_with_the_passages_beside_it(seed: int) -> None:
    random = np.random.default_rng(seed)
    neighbours = Linear(random.normal(scale=0.3, size=N_HEADS + N_BESIDE), float(random.normal()))
    summary, expected = summary_of(scores(seed), neighbours), summary_of(seen(scores(seed), neighbours), None)
    assert summary.told == pytest.approx(expected.told, abs=1e-5)
    assert summary.strongest == pytest.approx(expected.strongest, abs=1e-5)
    assert summary.characters.signals == pytest.approx(expected.characters.signals, abs=1e-4)
    assert summary.told[OURS.column["death", 2]] != pytest.approx(summary_of(scores(seed), None).told[6], abs=1e-2)


def test_other_heads_do_not_change() -> None:
    random = np.random.default_rng(0)
    neighbours = Linear(random.normal(size=N_HEADS + N_BESIDE), 0.0)
    with_others, alone = summary_of(scores(1), neighbours), summary_of(scores(1), None)
    others = np.delete(np.arange(N_HEADS), OURS.columns["death"])
    assert (with_others.told[others] == alone.told[others]).all()


def test_a_judge_sees_neighbours_as_training_does() -> None:
    random = np.random.default_rng(2)
    neighbours = Linear(random.normal(scale=0.3, size=N_HEADS + N_BESIDE), 0.5)
    asked, plain = (judge_with(np.random.default_rng(3), neighbours=each)[0] for each in (neighbours, None))
    english = np.ones(len(scores(3)), bool)
    one = judge(read_story(), scores(3), english, asked, 3)
    other = judge(read_story(), seen(scores(3), neighbours), english, plain, 3)
    assert one.reached["death"] == pytest.approx(other.reached["death"], abs=1e-4)
    assert one.shares == pytest.approx(other.shares, abs=1e-3)
    assert one.reached["violence"] == other.reached["violence"]


def test_who_is_met_no_more_takes_leave() -> None:
    names = ["Anna", "Anna", "Bert", "Bert", "Bert", "Anna"]
    text = "\n\n".join(f"We saw how {name} came in, and {name} spoke. " + "The gulls cried. " * 30 for name in names)
    document = read_text(text)
    cast = Cast(document.text)
    READER.read(document, cast)
    log_odds = np.zeros((cast.n_passages, N_HEADS), np.float32)
    farewells = sum_up(cast, log_odds, np.ones(cast.n_passages, bool), COLUMNS).farewells
    assert len(farewells) == len(names)
    assert farewells == pytest.approx(np.array([1 / 3, 2 / 3, 1 / 3, 2 / 3, 1, 1]) ** 2)
