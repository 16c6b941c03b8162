"""How good is a model trained on this corpus? Every figure is of texts that the model had not seen."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from model.labelset import OURS, LabelSet
from model.taxonomy import LABELS
from training import protocol, seeds_alone
from training.baselines import PROFANITY, TRAINED, out_of_fold, passages_of, profanity
from training.calibrate import Folds, folds_of, only_works
from training.corpora import Corpus, Example
from training.examples import UNKNOWN
from training.fit import N_FOLDS, calibrate_out_of_fold, signals_out_of_fold
from training.heads import Material, head_labels, prepare
from training.metrics import MIN_POSITIVES, by_head, of_works
from training.representation import Representation, fit_representation
from training.works import WorkModels, fit_works

MIN_WORKS_OF_A_SOURCE: Final = 5
TARGETS: Final = (("sexual_content", 1), ("sexual_content", 2), ("violence", 2), ("death", 2), ("language", 1))
"""The heads that baselines are asked about, and of an archive's own labels the one that its tag hangs on."""

ABUSIVE: Final = ("sexual_content", "language")
"""What a profanity checker can be asked about."""

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Measured:
    """What was said of texts that had not been seen, and the figures drawn from it.

    Attributes
    ----------
    corpus : Corpus
    passages : ndarray, shape (n_passages, n_heads)
        Log-odds of labelled passages, five folds.
    works : WorkModels
        With what they said of works of left-out sources.
    figures
        By name; see `docs/quality.md`.
    """

    corpus: Corpus
    passages: NDArray[np.float64]
    works: WorkModels
    figures: dict[str, Any]


def evaluate(corpus: Corpus, *, seed: int, full: bool = False, progress: Progress = lambda _: None) -> dict[str, Any]:
    """Measure quality by cross-validation; see `measure`.

    Returns
    -------
    dict
        ``passages`` and ``works``: figures by set of texts and head; see `docs/quality.md`.
    """
    return measure(corpus, seed=seed, full=full, progress=progress).figures


def measure(corpus: Corpus, *, seed: int, full: bool = False, progress: Progress = lambda _: None) -> Measured:
    """Measure quality by cross-validation.

    Parameters
    ----------
    corpus
        Labelled passages and works.
    seed
        Seed of folds, vectors and heads.
    full
        Baselines, the published protocol and seeds alone as well.
    progress
        Told what is under way.

    Returns
    -------
    Measured
    """
    representation = fit_representation(corpus, seed=seed, progress=progress)
    material = prepare(corpus, representation)
    n = len(corpus.passages)
    progress("no author parted")
    five = folds_of(np.concatenate((material.passage_groups, material.work_groups)), N_FOLDS, seed)
    five_signals = signals_out_of_fold(material, representation, five, seed=seed, progress=progress)
    progress("no work parted")
    by_work = folds_of(_works_of(corpus, material), N_FOLDS, seed)
    signals, _ = signals_out_of_fold(material, representation, by_work, seed=seed, progress=progress)
    passages = calibrate_out_of_fold(material, by_work, signals)[:n]
    strangers = calibrate_out_of_fold(material, five, five_signals[0])[:n]
    progress("one source left out")
    models, folds = _left_out(corpus, material, representation, five, five_signals, seed, progress)
    sets = sets_of(corpus.passages)
    labels = material.passage_labels[:n]
    figures: dict[str, Any] = {
        "passages": {name: by_head(passages[mask], labels[mask], material.labels) for name, mask in sets},
        "passages_of_strangers": {
            name: by_head(strangers[mask], labels[mask], material.labels) for name, mask in sets if name == "public"
        },
        "works": {name: of_works(corpus.works, material, models, mask) for name, mask in sets_of(corpus.works)},
        "corpora": corpus.provenance,
        "left_out": sources_to_leave_out(corpus),
    }
    if full:
        of_passages = [(learned[:n], out[:n]) for learned, out in by_work]
        whole = only_works(folds, len(material.passage_groups))
        figures["baselines"] = {
            "passages": baselines(corpus.passages, of_passages, material.labels, progress),
            "works": baselines(corpus.works, whole, material.labels, progress),
        }
        figures["protocol"] = protocol.measure(corpus, material, passages, progress)
        if {name for name, _ in sets_of(corpus.works)} >= {"seeds", "public"}:
            figures["seeds_alone"] = seeds_alone.measure(corpus, seed=seed, progress=progress)
    return Measured(corpus, passages, models, figures)


def _works_of(corpus: Corpus, material: Material) -> NDArray[np.str_]:
    """The work that each labelled passage and each work is or is part of."""
    examples = [*corpus.passages, *corpus.works]
    groups = np.concatenate((material.passage_groups[: len(corpus.passages)], material.work_groups))
    works = [example.work or str(group) for example, group in zip(examples, groups, strict=True)]
    n_passages = len(corpus.passages)
    return np.array([*works[:n_passages], *material.passage_groups[n_passages:], *works[n_passages:]])


def sets_of(examples: Sequence[Example]) -> list[tuple[str, NDArray[np.bool_]]]:
    """Part texts into the project's seeds, others' texts that it labelled, and other corpora, where there are any."""
    seeds = np.array([example.source == "seeds" for example in examples], bool)
    annotated = np.array([example.annotated for example in examples], bool)
    sets = (("seeds", seeds), ("annotated", annotated & ~seeds), ("public", ~seeds & ~annotated))
    return [(name, mask) for name, mask in sets if mask.any()]


def _left_out(
    corpus: Corpus,
    material: Material,
    representation: Representation,
    five: Folds,
    five_signals: tuple[NDArray[np.float64], NDArray[np.float64]],
    seed: int,
    progress: Progress,
) -> tuple[WorkModels, Folds]:
    """Whole works, one source left out at a time; works whose source can't be left out, by the five folds."""
    alone = sources_to_leave_out(corpus)
    folds = leave_one_source_out(corpus, material, alone, five)
    passages, works = (signals.copy() for signals in five_signals)
    fresh = signals_out_of_fold(material, representation, folds[: len(alone)], seed=seed, progress=progress)
    n = len(material.passage_groups)
    for _, out in folds[: len(alone)]:
        passages[out[:n]] = fresh[0][out[:n]]
        works[out[n:][material.owners]] = fresh[1][out[n:][material.owners]]
    progress("fitting works")
    log_odds = calibrate_out_of_fold(material, folds, passages, works)
    return fit_works(corpus.works, material, log_odds.astype(np.float32), folds), folds


def sources_to_leave_out(corpus: Corpus) -> list[str]:
    """Sources with enough works to be left out by themselves, and without which every label can still be learned."""
    times = Counter(example.source for example in corpus.works)
    enough = sorted(name for name, works in times.items() if works >= MIN_WORKS_OF_A_SOURCE and name != "seeds")
    labels = corpus.labels()
    return [name for name in enough if _without(corpus, name).labels() == labels]


def _without(corpus: Corpus, source: str) -> Corpus:
    return Corpus(
        passages=[example for example in corpus.passages if example.source != source],
        works=[example for example in corpus.works if example.source != source],
    )


def leave_one_source_out(corpus: Corpus, material: Material, alone: Sequence[str], others: Folds) -> Folds:
    """Hold out one source at a time, its labelled passages with it; what has no source of its own as ``others`` say.

    Parameters
    ----------
    corpus, material
        As elsewhere.
    alone
        Sources to leave out, one a fold, in this order; these folds come first.
    others
        Folds over labelled passages, then works.
    """
    n_words = len(material.passage_groups) - len(corpus.passages)
    sources = np.array(
        [example.source for example in corpus.passages]
        + ["lexicon"] * n_words
        + [example.source for example in corpus.works]
    )
    folds = [(sources != name, sources == name) for name in alone]
    shared = ~np.isin(sources, alone)
    n_passages = len(material.passage_groups)
    for learned, out in others:
        held = out & shared
        if held[n_passages:].any():
            folds.append((learned | ~shared, held))
    return folds


def targets_of(labels: LabelSet) -> list[tuple[str, int]]:
    """The heads among a corpus's labels that figures are compared by."""
    own = [(label.name, tag.fires_at) for label, tag in labels.tagged if label not in LABELS]
    return [*(target for target in TARGETS if target in labels.column), *own]


def baselines(
    examples: list[Example], folds: Folds, judged: LabelSet = OURS, progress: Progress = lambda _: None
) -> dict[str, dict[str, Any]]:
    """Ask each baseline about other corpora's texts (about seeds, where there are no others), on the same folds.

    Parameters
    ----------
    examples : list of Example
    folds
        Over the examples.
    judged
        The labels of the corpus.
    progress
        Told what is under way.

    Returns
    -------
    dict
        AUC by set of texts, baseline and head; None in the place of a baseline that is not installed.
    """
    if not examples:
        return {}
    name, wanted = sets_of(examples)[-1]
    targets = targets_of(judged)
    labels = head_labels(examples, judged)[:, [judged.column[target] for target in targets]]
    asked = [(learned, out) for learned, out in folds if (out & wanted).any()]
    texts = [example.text or "" if example.document is None else example.document.text for example in examples]
    figures: dict[str, Any] = {}
    for baseline in TRAINED:
        figures[baseline.name] = None
        if baseline.installed:
            progress(f"baseline {baseline.name}, counting")
            scores = out_of_fold(baseline, baseline.count(texts), labels, asked, progress)
            figures[baseline.name] = _auc(scores[wanted], labels[wanted], targets)
    said = profanity([passages_of(example) for example in examples])
    figures[PROFANITY] = None
    if said is not None:
        scores = np.where([label in ABUSIVE for label, _ in targets], said[:, None], np.nan)
        figures[PROFANITY] = _auc(scores[wanted], labels[wanted], targets)
    return {name: figures}


def _auc(scores: NDArray[np.float64], labels: NDArray[np.int8], targets: list[tuple[str, int]]) -> dict[str, float]:
    figures = {}
    for column, (name, level) in enumerate(targets):
        known = (labels[:, column] != UNKNOWN) & ~np.isnan(scores[:, column])
        reached = labels[known, column] == 1
        if min(reached.sum(), (~reached).sum()) >= MIN_POSITIVES:
            figures[f"{name}>={level}"] = round(float(roc_auc_score(reached, scores[known, column])), 4)
    return figures
