import numpy as np
import pytest
from numpy.typing import NDArray

from model.blocks import READER
from model.cast import Cast
from model.documents import read_text
from model.pooling import PARTS, STRONGEST
from model.summary import Summary, sum_up

PARAGRAPH = "They walked along the quiet shore and said nothing, and the gulls cried over the grey water. " * 5


def summary_of(log_odds: NDArray[np.float32], english: NDArray[np.bool_]) -> Summary:
    """A work of as many passages, with these scores."""
    document = read_text("\n\n".join([PARAGRAPH.strip()] * len(english)))
    cast = Cast(document.text)
    assert len(READER.read(document, cast).places) == len(english)
    return sum_up(cast, log_odds, english, (None, None, None))


@pytest.mark.parametrize("n_passages", [1, 2, 3, 4, 9, 10, 41])
@pytest.mark.parametrize("share", [1.0, 0.6])
def test_a_work_is_its_strongest_english_passages(n_passages: int, share: float) -> None:
    random = np.random.default_rng(n_passages)
    log_odds = random.normal(size=(n_passages, 4)).round(1).astype(np.float32)
    english = random.random(n_passages) <= share
    english[0] = True
    summary = summary_of(log_odds, english)
    own = log_odds[english]
    parts = (own, own[-max(1, len(own) // 4) :], own[-max(1, len(own) // 10) :])
    how_many = STRONGEST if len(own) > STRONGEST else 1
    expected = [np.sort(part, axis=0)[-how_many:].mean(axis=0, dtype=float) for part in parts]
    assert summary.strongest.shape == (len(PARTS), 4)
    assert summary.strongest == pytest.approx(np.array(expected))
    assert summary.n_words == n_passages * len(PARAGRAPH.split())
    assert summary.n_english == english.sum() * len(PARAGRAPH.split())


def test_where_nothing_is_english_nothing_is_strong() -> None:
    summary = summary_of(np.ones((5, 3), np.float32), np.zeros(5, bool))
    assert (summary.n_english, summary.strongest.any()) == (0, False)


def test_scores_of_another_work_are_refused() -> None:
    with pytest.raises(AssertionError):
        sum_up(Cast(""), np.zeros((3, 2), np.float32), np.ones(3, bool), (0, 1, None))
