"""Works of so few passages that the passages speak for themselves."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from model.documents import read_text
from model.pooling import STRONGEST
from training.calibrate import MIN_EXAMPLES, folds_of
from training.corpora import Corpus, Example
from training.examples import UNKNOWN
from training.heads import Material, prepare
from training.representation import fit_representation
from training.works import FEW_WORKS, by_passage, fit_works

N_BRIEF = 30


@pytest.fixture(scope="module")
def corpus(small_corpus: Corpus) -> Corpus:
    """The slice, and some of its passages sent as works, with a label that no passage was judged on."""
    texts = [example.text or "" for example in small_corpus.passages[:N_BRIEF]]
    labels = [{"violence": n % 3, "spiders": n % 2} for n in range(N_BRIEF)]
    brief = [
        Example(f"drabble-{n}", "seeds", f"drabble-{n}", labels[n], document=read_text(text), rating=n % 4)
        for n, text in enumerate(texts)
    ]
    return Corpus(passages=small_corpus.passages, works=[*small_corpus.works, *brief])


@pytest.fixture(scope="module")
def material(corpus: Corpus) -> Material:
    return prepare(corpus, fit_representation(corpus, seed=1))


def judged(material: Material, head: int, n_works: int) -> Material:
    """The same, but so many brief works reach the head's level, and as many do not."""
    labels = material.work_labels.copy()
    labels[-N_BRIEF:, head] = UNKNOWN
    labels[-n_works:, head] = 1
    labels[-2 * n_works : -n_works, head] = 0
    return replace(material, work_labels=labels)


def said_of_works(corpus: Corpus, material: Material, scores: NDArray[np.float32]) -> NDArray[np.float64]:
    folds = folds_of(np.concatenate((material.passage_groups, material.work_groups)), 5, 0)
    return fit_works(corpus.works, material, scores, folds).log_odds


def test_they_are_what_heads_of_passages_say_of_the_strongest(corpus: Corpus, material: Material) -> None:
    violent, spiders = material.labels.column["violence", 2], material.labels.column["spiders", 1]
    scarce = judged(material, violent, FEW_WORKS - 1)
    scores = np.random.default_rng(3).normal(size=(len(material.owners), len(material.labels.heads)))
    said = said_of_works(corpus, scarce, scores.astype(np.float32))
    n_passages = np.bincount(material.owners)
    assert (n_passages[-N_BRIEF:] <= STRONGEST).all()
    for number in range(len(corpus.works)):
        own = scores[material.owners == number].astype(np.float32).max(axis=0)
        assert (said[number, violent] == own[violent]) == (n_passages[number] <= STRONGEST)
        assert said[number, spiders] != own[spiders]


def test_enough_brief_works_teach_a_model_of_their_own(material: Material) -> None:
    violent = material.labels.column["violence", 2]
    assert by_passage(judged(material, violent, FEW_WORKS - 1))[violent]
    assert not by_passage(judged(material, violent, FEW_WORKS))[violent]


@pytest.mark.parametrize(("n", "is_enough"), [(MIN_EXAMPLES - 1, False), (MIN_EXAMPLES, True)])
def test_heads_that_few_passages_were_judged_on_do_not_answer(material: Material, n: int, is_enough: bool) -> None:
    head = material.labels.column["sexual_content", 2]
    labels = material.passage_labels.copy()
    labels[:, head] = np.where(material.is_word, 1, UNKNOWN)
    passages = np.flatnonzero(~material.is_word)
    labels[passages[:n], head], labels[passages[n : 3 * n], head] = 1, 0
    assert by_passage(replace(material, passage_labels=labels))[head] == is_enough
