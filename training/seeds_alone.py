"""What the project's own seeds are worth: a model that learned from nothing else, tried on the public works."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from sklearn.metrics import cohen_kappa_score, roc_auc_score

from model.classifier import Classifier
from model.taxonomy import LABELS, RATINGS
from model.verdict import Verdict
from training.corpora import Corpus, Example, is_named
from training.fit import fit
from training.metrics import MIN_POSITIVES

Progress = Callable[[str], None]


def only_seeds(corpus: Corpus) -> Corpus:
    """Keep seeds, the word lists and the texts without labels; labels of public texts, ours too, are left out."""
    return Corpus(
        passages=[example for example in corpus.passages if example.source == "seeds"],
        works=[example for example in corpus.works if example.source == "seeds"],
        unlabelled=corpus.unlabelled,
        lexicon=corpus.lexicon,
        topics=corpus.topics,
    )


def measure(corpus: Corpus, *, seed: int, progress: Progress = lambda _: None) -> dict[str, Any]:
    """Fit, save, load and ask the service's own classifier about every public work.

    Parameters
    ----------
    corpus
        Seeds and public works.
    seed
        Seed of folds, vectors and heads.
    progress
        Told what is under way.

    Returns
    -------
    dict
        ``auc`` by head, ``rating_kappa``, ``who_dies`` (share of works where the likeliest is the first named).
    """
    public = [work for work in corpus.works if work.is_public and work.document is not None]
    with TemporaryDirectory() as folder:
        fit(only_seeds(corpus), Path(folder), seed=seed, progress=lambda step: progress(f"seeds alone: {step}"))
        classifier = Classifier.load(Path(folder), pin="")
        progress("seeds alone: judging the public works")
        verdicts = [classifier.classify(work.document) for work in public if work.document is not None]
    return {
        "n": len(public),
        "auc": _auc(public, verdicts),
        "rating_kappa": _kappa(public, verdicts),
        "who_dies": _who_dies(public, verdicts),
    }


def _auc(works: list[Example], verdicts: list[Verdict]) -> dict[str, float]:
    figures = {}
    for label in LABELS:
        if label.tag is None:
            continue
        judged = [
            (work.labels[label.name] >= label.tag.fires_at, warning.probability)
            for work, verdict in zip(works, verdicts, strict=True)
            for warning in verdict.warnings
            if warning.tag == label.tag.name and label.name in work.labels
        ]
        reached = np.array([due for due, _ in judged], bool)
        if min(reached.sum(), (~reached).sum()) >= MIN_POSITIVES:
            figures[f"{label.name}>={label.tag.fires_at}"] = round(
                float(roc_auc_score(reached, [probability for _, probability in judged])), 4
            )
    return figures


def _kappa(works: list[Example], verdicts: list[Verdict]) -> float | None:
    rated = [
        (work.rating, RATINGS.index(verdict.rating))
        for work, verdict in zip(works, verdicts, strict=True)
        if work.rating is not None and verdict.rating is not None
    ]
    if len({truth for truth, _ in rated}) < 2:
        return None
    truth, said = zip(*rated, strict=True)
    return round(float(cohen_kappa_score(truth, said, weights="quadratic")), 4)


def _who_dies(works: list[Example], verdicts: list[Verdict]) -> float | None:
    right = []
    for work, verdict in zip(works, verdicts, strict=True):
        if work.labels.get("death") == 2 and work.who_dies:
            named = [name for warning in verdict.warnings for name, _ in warning.characters or ()]
            right.append(bool(named) and is_named(named[0], work.who_dies[:1]))
    return round(float(np.mean(right)), 4) if right else None
