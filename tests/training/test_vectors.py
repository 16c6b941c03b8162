import numpy as np
import pytest
from numpy.typing import NDArray

from training import vectors
from training.vectors import STRETCH, cooccurrences, fit_vectors, positive_pmi

UNKNOWN = -1


def stories(random: np.random.Generator, n_texts: int) -> list[NDArray[np.int64]]:
    """Words 0 to 9 are of one world, 10 to 19 of another; 20 to 29 are met in both."""
    worlds = random.integers(0, 2, n_texts)
    return [
        np.where(
            random.random(STRETCH) < 0.5, random.integers(0, 10, STRETCH) + 10 * world, random.integers(20, 30, STRETCH)
        )
        for world in worlds
    ]


def test_words_are_met_together_where_one_stretch_has_both() -> None:
    text = np.concatenate(([0, UNKNOWN, 1, 0], np.full(STRETCH - 4, 3), [2, 3, 4, 3]))
    counts = cooccurrences([text, np.array([1, 2]), np.empty(0, np.int64)], 5).toarray()
    expected = np.zeros((5, 5))
    for one, other in ((0, 1), (0, 3), (1, 3), (0, 2), (2, 3), (1, 2), (1, 2), (3, 4)):
        expected[one, other] = expected[other, one] = expected[one, other] + 1
    assert (counts == expected).all()


def test_only_the_most_frequent_words_are_company(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "N_CONTEXTS", 2)
    counts = cooccurrences([np.array([0, 1, 3]), np.array([1, 3]), np.array([2, 3])], 4).toarray()
    assert counts.tolist() == [[1, 1], [0, 2], [0, 1], [2, 0]]


def test_what_is_met_as_often_as_by_chance_is_no_company() -> None:
    counts = cooccurrences(stories(np.random.default_rng(0), 400), 30)
    pmi = positive_pmi(counts).toarray()
    assert (pmi >= 0).all()
    own, other = pmi[:10, :10][~np.eye(10, dtype=bool)], pmi[:10, 10:20]
    assert own.min() > 0
    assert (other == 0).all()


def test_words_of_one_world_point_the_same_way() -> None:
    fitted = fit_vectors(stories(np.random.default_rng(0), 400), 32, 4, seed=1)
    assert fitted.shape == (32, 4)
    assert fitted.dtype == np.float32
    likeness = fitted @ fitted.T
    assert likeness[:10, :10].min() > likeness[:10, 10:20].max()
    lengths = np.linalg.norm(fitted, axis=1)
    assert lengths[:30] == pytest.approx(1, abs=1e-5)
    assert (lengths[30:] == 0).all()  # Words without company.


def test_a_text_of_few_words_has_shorter_vectors() -> None:
    assert fit_vectors([np.array([0, 1, 2, 0])], 3, 400, seed=1).shape == (3, 2)
