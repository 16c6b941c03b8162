"""What the heaviest word and pair of a passage count besides: learned, folded and served."""

import numpy as np
import pytest
from numpy.typing import NDArray

from model.linear import Linear
from training.calibrate import MIN_EXAMPLES, MIN_FOR_EMPHASIS, Question, platt
from training.corpora import Corpus, Example
from training.fit import calibrated, fold_heads
from training.heads import Heads
from training.representation import fit_representation, tokenize_examples

N_HEADS = 3


def test_what_is_served_is_what_was_calibrated(seeds: Corpus) -> None:
    random = np.random.default_rng(4)
    representation = fit_representation(Corpus(passages=seeds.passages[::40]), seed=1)
    n_columns = len(representation.idf) + representation.parts.shape[1]
    heads = Heads(random.normal(size=(N_HEADS, n_columns)), random.normal(size=N_HEADS))
    lines = [Linear(random.uniform(0.2, 3, 3), float(intercept)) for intercept in random.normal(size=N_HEADS)]
    texts = [*(example.text or "" for example in seeds.passages[7::40]), "", "qqzx", "the"]
    passages = tokenize_examples([Example(str(n), "", "", {}, text=text) for n, text in enumerate(texts)])
    (signals,) = heads.signals(representation, representation.transform(passages))
    expected = calibrated(signals, lines)
    served, _ = fold_heads(representation, heads, lines).score(passages.words, passages.bounds)
    np.testing.assert_allclose(served, expected, rtol=1e-5, atol=1e-5)


def asked(n: int, score: float, of_word: float, of_pair: float) -> Question:
    """A question of so many examples on either side, and how far its two sides are apart on each signal."""
    labels = np.arange(2 * n) % 2 == 1
    noise = np.random.default_rng(n).normal(size=(2 * n, 3))
    return Question(noise + np.outer(labels, (score, of_word, of_pair)), labels, np.ones(2 * n))


def line(question: Question) -> NDArray[np.float64]:
    return platt(question).weights


def test_the_heaviest_counts_as_far_as_it_tells_something() -> None:
    slope, of_word, of_pair = line(asked(400, 1, 1, -1))
    assert slope > 0.5
    assert of_word > 0.5
    assert of_pair == 0, "what speaks against a label is no reason to doubt a heavy pair"


def test_a_head_is_never_turned_round() -> None:
    slope, of_word, _ = line(asked(400, -1, 1, 0))
    assert slope > 0
    assert of_word > 0


@pytest.mark.parametrize("n", [MIN_EXAMPLES, MIN_FOR_EMPHASIS - 1])
def test_a_few_examples_settle_how_likely_and_not_what_is_heavy(n: int) -> None:
    question = asked(n, 1, 1, 1)
    slope, *emphasis = line(question)
    assert slope not in (0, 1)
    assert emphasis == [0, 0]
    assert (line(asked(n + MIN_FOR_EMPHASIS, 1, 1, 1))[1:] > 0).all()


def test_fewer_leave_scores_as_they_are() -> None:
    assert platt(asked(MIN_EXAMPLES - 1, 1, 1, 1)).log_odds(np.array([[2.5, 9, 9]])).tolist() == [2.5]
