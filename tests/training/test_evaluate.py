"""What is measured: texts not seen, baselines on the same folds, the published draw, misses and plots that keep."""

import importlib.util
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model.verdict import HEADS
from training import misses, plots, protocol, report, seeds_alone
from training.baselines import PAN_2023, PROFANITY, WORDS, Baseline, out_of_fold, passages_of, profanity
from training.corpora import Corpus, Example
from training.evaluate import (
    Measured,
    baselines,
    leave_one_source_out,
    measure,
    sets_of,
    sources_to_leave_out,
)
from training.heads import Material


def needs(package: str) -> None:
    if importlib.util.find_spec(package) is None:
        pytest.skip(f"{package} is not installed: `pip install forewarn[evaluate]` to test what needs it")


@pytest.fixture(scope="module")
def mixed(small_corpus: Corpus) -> Corpus:
    """The slice of seeds, half of it passed off as the works of two public authors, with votes on violence."""

    def moved(example: Example, number: int) -> Example:
        source = f"author-{number % 2}" if number % 4 < 2 else "seeds"
        votes = (int(example.labels.get("violence", 0) >= 1), int(example.labels.get("violence", 0) >= 2), 0)
        warning = "violence" if example.document is None else ""
        return replace(example, source=source, warning=warning, votes=votes if warning else ())

    return Corpus(
        passages=[moved(example, number) for number, example in enumerate(small_corpus.passages)],
        works=[moved(example, number) for number, example in enumerate(small_corpus.works)],
        lexicon=small_corpus.lexicon,
        profanity=[("zounds", "oaths", 1)],
        topics=small_corpus.topics,
        provenance=small_corpus.provenance,
    )


@pytest.fixture(scope="module")
def measured(mixed: Corpus) -> Measured:
    return measure(mixed, seed=43)


def test_figures_are_of_every_text_and_in_range(measured: Measured, mixed: Corpus) -> None:
    assert set(measured.figures["passages"]) == set(measured.figures["works"]) == {"seeds", "public"}
    assert measured.passages.shape == (len(mixed.passages), len(HEADS))
    assert measured.works.log_odds.shape == (len(mixed.works), len(HEADS))
    assert all(0 <= row["auc"] <= 1 for heads in measured.figures["passages"].values() for row in heads.values())
    assert json.loads(json.dumps(measured.figures)) == measured.figures


def test_a_source_left_out_is_not_learned_from(mixed: Corpus) -> None:
    groups = np.array([example.group for example in mixed.works])
    passages = np.array([example.group for example in mixed.passages])
    material = Material(*(None,) * 2, passages, *(None,) * 6, groups, *(None,) * 2)  # type: ignore[arg-type]
    everything = np.concatenate((passages, groups))
    others = [(everything != name, everything == name) for name in np.unique(everything)]
    alone = sources_to_leave_out(mixed)
    folds = leave_one_source_out(mixed, material, alone, others)
    sources = np.array([example.source for example in [*mixed.passages, *mixed.works]])
    assert alone == ["author-0", "author-1"]
    for name, (learned, out) in zip(alone, folds, strict=False):
        assert not (learned & (sources == name)).any()
        assert (out == (sources == name)).all()
    assert (sum(out.astype(int) for _, out in folds)[len(passages) :] == 1).all()


def test_the_published_draw_is_balanced_and_depends_on_its_seed_alone() -> None:
    due = np.arange(200) % 3 == 0
    first = protocol.draw(due, 43)
    assert (first & due).sum() == (first & ~due).sum() == protocol.N_TEST
    assert (first == protocol.draw(due, 43)).all()
    assert (first != protocol.draw(due, 44)).any()


@pytest.mark.parametrize("baseline", [WORDS, PAN_2023], ids=lambda baseline: baseline.name)
def test_a_baseline_learns_and_never_from_the_fold_that_it_scores(baseline: Baseline) -> None:
    if baseline.package:
        needs(baseline.package)
    guests = ("Ada", "Bertil", "Chidi", "Dolores", "Emre", "Farah", "Goran")
    texts = [f"{'blood and knives' if n % 2 else 'tea and scones'} for {guests[n % 7]}" for n in range(70)]
    labels = np.array([[n % 2] for n in range(70)], np.int8)
    out = np.arange(70) < 14
    counts = baseline.count(texts)
    scores = out_of_fold(baseline, counts, labels, [(~out, out)])
    assert scores[out & (labels[:, 0] == 1)].min() > scores[out & (labels[:, 0] == 0)].max()
    assert np.isnan(scores[~out]).all()
    turned = np.where(out[:, None], 1 - labels, labels).astype(np.int8)
    assert np.array_equal(out_of_fold(baseline, counts, turned, [(~out, out)])[out], scores[out])


def test_profanity_is_told_by_the_strongest_passages() -> None:
    needs("profanity_check")
    calm = ["We had tea by the window."] * 9
    said = profanity([calm, [*calm, *["You stupid fucking asshole, go to hell."] * 3]])
    assert said is not None
    assert said[1] > 0.9 > 0.2 > said[0]


def test_a_work_is_cut_as_serving_cuts_it(small_corpus: Corpus) -> None:
    work = small_corpus.works[0]
    assert work.document is not None
    assert all(passage in work.document.text for passage in passages_of(work))
    assert len(passages_of(work)) > 1


def test_only_seeds_are_left_where_seeds_are_to_stand_alone(mixed: Corpus) -> None:
    alone = seeds_alone.only_seeds(mixed)
    assert {example.source for example in [*alone.passages, *alone.works]} == {"seeds"}
    assert (alone.lexicon, alone.topics, alone.profanity) == (mixed.lexicon, mixed.topics, [])


def test_the_worst_misses_are_public_wrong_and_in_order(measured: Measured, mixed: Corpus) -> None:
    sources = {example.id: example.source for example in mixed.passages}
    rows = misses.worst(mixed.passages, measured.passages, ("violence", 2))
    assert rows
    assert all(sources[row.id] != "seeds" for row in rows)
    off = [1 - row.probability if row.said.startswith("below") else row.probability for row in rows]
    assert off == sorted(off, reverse=True)
    assert min(off) >= 0.5


def test_why_a_text_was_missed_outlives_the_run(measured: Measured, mixed: Corpus, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    row = misses.worst(mixed.passages, measured.passages, ("violence", 2))[0]
    whys = tmp_path / "docs" / "misses.tsv"
    whys.write_text(f"id\thead\twhy\n{row.id}\tviolence>=2\tthe blow is told by its sound\n", encoding="utf-8")
    misses.write_page(tmp_path, measured)
    page = (tmp_path / "docs" / "misses.md").read_text(encoding="utf-8")
    assert "the blow is told by its sound" in page
    assert misses.UNREAD in page


def test_plots_are_small_and_the_same_each_time(measured: Measured, tmp_path: Path) -> None:
    needs("matplotlib")
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        assert plots.draw(tmp_path / folder, measured)
    for name in plots.PLOTS:
        drawn = (tmp_path / "one" / name).read_bytes()
        assert drawn == (tmp_path / "two" / name).read_bytes()
        assert len(drawn) < 100_000
    assert sum(name in "\n".join(plots.links(tmp_path / "one")) for name in plots.PLOTS) == len(plots.PLOTS)


def test_the_table_says_loudly_what_is_not_installed(measured: Measured) -> None:
    figures = {
        **measured.figures,
        "baselines": {"passages": {"public": {WORDS.name: {"violence>=2": 0.875}, PAN_2023.name: None}}},
        "protocol": {"minority": {"violence": {"n": 90, "positives": 40, "accuracy": {PAN_2023.name: None}}}},
    }
    shown = report.table(figures)
    assert shown.count("**not installed**") == 2
    assert "0.875" in shown


def test_the_protocol_is_followed_on_passages_with_votes(mixed: Corpus) -> None:
    needs("xgboost")
    from training.heads import prepare
    from training.representation import fit_representation

    many = Corpus(passages=mixed.passages, works=mixed.works, lexicon=mixed.lexicon)
    material = prepare(many, fit_representation(many, seed=43))
    said = np.random.default_rng(0).normal(size=(len(many.passages), len(HEADS)))
    figures = protocol.measure(many, material, said)
    (warnings,) = {tuple(voting) for voting in figures.values()}
    assert warnings == ("violence",)
    accuracy = figures["minority"]["violence"]["accuracy"]
    ours = {name + draws for name in protocol.CLASSIFIERS for draws in ("", protocol.FURTHER)}
    assert set(accuracy) == {*ours, WORDS.name, PAN_2023.name}
    assert all(0 <= row["mean"] <= 1 for row in accuracy.values())


def test_texts_that_the_project_labelled_are_counted_apart(small_corpus: Corpus) -> None:
    mine, theirs, seed = (
        replace(small_corpus.passages[0], source=source, annotated=annotated)
        for source, annotated in (("author", True), ("author", False), ("seeds", False))
    )
    masks = {name: mask.tolist() for name, mask in sets_of([mine, theirs, seed])}
    assert masks == {"seeds": [False, False, True], "annotated": [True, False, False], "public": [False, True, False]}


def test_a_baseline_without_its_package_is_left_out_of_the_figures_not_of_the_table(
    mixed: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.baselines.find_spec", lambda _: None)
    half = np.arange(len(mixed.passages)) % 2 == 0
    asked = baselines(mixed.passages, [(half, ~half), (~half, half)])["public"]
    assert asked[WORDS.name]
    assert asked[PAN_2023.name] is asked[PROFANITY] is None
