"""Works of so few passages that the passages speak for themselves."""

import numpy as np

from model.documents import read_text
from model.pooling import STRONGEST
from training.calibrate import folds_of
from training.corpora import Corpus, Example
from training.heads import prepare
from training.representation import fit_representation
from training.works import fit_works


def test_training_judges_them_as_serving_does(small_corpus: Corpus) -> None:
    texts = [example.text or "" for example in small_corpus.passages[:30]]
    drabbles = [
        Example(f"drabble-{n}", "seeds", f"drabble-{n}", {"violence": n % 3}, document=read_text(text), rating=n % 4)
        for n, text in enumerate(texts)
    ]
    corpus = Corpus(passages=small_corpus.passages, works=[*small_corpus.works, *drabbles])
    material = prepare(corpus, fit_representation(corpus, seed=1))
    scores = np.random.default_rng(3).normal(size=(len(material.owners), len(material.labels.heads)))
    scores = scores.astype(np.float32)
    folds = folds_of(np.concatenate((material.passage_groups, material.work_groups)), 5, 0)
    said = fit_works(corpus.works, material, scores, folds).log_odds
    n_passages = np.bincount(material.owners)
    violent = material.labels.column["violence", 2]
    assert material.calibrated[violent]
    assert (n_passages[-len(drabbles) :] <= STRONGEST).all()
    for number in range(len(corpus.works)):
        own = scores[material.owners == number, violent].max()
        assert (said[number, violent] == own) == (n_passages[number] <= STRONGEST)
