import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from model import taxonomy
from model.artifact import FILES, MANIFEST, TABLE
from model.classifier import Classifier
from model.documents import read_text
from model.verdict import HEADS
from tests.app import stories
from training.__main__ import main
from training.corpora import Corpus
from training.evaluate import evaluate

ROOT = Path(__file__).parents[2]
Run = tuple[int, str, str]


def run(*arguments: object) -> Run:
    """Run the command line in this process."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as stopped:
            code = int(stopped.code or 0)
    return code, out.getvalue(), err.getvalue()


def python_m_training(*arguments: object, hash_seed: int = 0) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "training", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": str(hash_seed)},
    )


def manifest_of(folder: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
    return manifest


@pytest.fixture(scope="module")
def fitted(
    slice_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """The slice, fitted by the command line."""
    folder = tmp_path_factory.mktemp("fitted") / "new" / "model"
    return folder, python_m_training("fit", "--data", slice_folder, "--out", folder, hash_seed=7)


@pytest.fixture(scope="module")
def figures(small_corpus: Corpus) -> dict[str, Any]:
    return evaluate(small_corpus, seed=43)


def leaves(figures: dict[str, Any]) -> Iterator[tuple[str, float]]:
    for name, value in figures.items():
        if isinstance(value, dict):
            yield from leaves(value)
        else:
            yield name, value


def test_the_command_line_fits_a_model(fitted: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    folder, done = fitted
    assert done.returncode == 0, done.stderr
    assert str(folder) in done.stdout
    assert "fitting heads on everything and in 5 folds" in done.stderr.splitlines()
    assert {path.name for path in folder.iterdir()} == {MANIFEST, *FILES, "README.md"}


@pytest.mark.parametrize("name", [*FILES, MANIFEST])
def test_the_same_data_and_seed_are_the_same_bytes(
    small_model: Path, fitted: tuple[Path, subprocess.CompletedProcess[str]], name: str
) -> None:
    assert (small_model / name).read_bytes() == (fitted[0] / name).read_bytes()


def test_another_seed_is_another_model(small_model: Path, slice_folder: Path, tmp_path: Path) -> None:
    assert run("fit", "--data", slice_folder, "--seed", 1, "--out", tmp_path / "model")[0] == 0
    assert manifest_of(tmp_path / "model")["trained_on"]["seed"] == 1
    assert (tmp_path / "model" / TABLE).read_bytes() != (small_model / TABLE).read_bytes()


def test_a_fitted_model_is_loaded_and_judges(small_model: Path) -> None:
    classifier = Classifier.load(small_model)
    gentle, fight = (classifier.classify(read_text(text)) for text in (stories.GENTLE, stories.FIGHT))
    assert gentle.rating in taxonomy.RATINGS
    assert sum(gentle.ratings.values()) == pytest.approx(1, abs=3e-4)
    assert fight.warnings[1].probability > gentle.warnings[1].probability
    assert fight.document["passages"] == 2


def test_the_manifest_tells_what_the_model_was_made_of(small_model: Path, small_corpus: Corpus) -> None:
    manifest = manifest_of(small_model)
    trained = manifest["trained_on"]
    assert (trained["passages"], trained["works"]) == (len(small_corpus.passages), len(small_corpus.works))
    assert trained["seed"] == 43
    assert manifest["corpora"] == small_corpus.provenance
    assert manifest["heads"] == [f"{name}>={level}" for name, level in HEADS]
    assert manifest["ratings"] == list(taxonomy.RATINGS)
    assert {"python", "numpy", "scipy", "scikit-learn", "joblib"} <= manifest["libraries"].keys()


def test_every_tag_has_its_bands_in_order(small_model: Path) -> None:
    decisions = manifest_of(small_model)["decisions"]
    assert set(decisions) == {label.tag.name for label in taxonomy.LABELS if label.tag}
    assert all(0 <= bands["review"] <= bands["yes"] <= 1 for bands in decisions.values())


def test_the_model_card_names_labels_corpora_and_decisions(
    fitted: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    card = (fitted[0] / "README.md").read_text(encoding="utf-8")
    assert all(f"| {label.name} |" in card for label in taxonomy.LABELS)
    assert "works/*.md" in card
    assert "| major_character_death |" in card


def test_figures_are_in_range(figures: dict[str, Any]) -> None:
    found = [*leaves(figures["passages"]), *leaves(figures["works"])]
    shares = [(name, value) for name, value in found if name not in ("n", "positives", "quadratic_kappa")]
    assert len(shares) > 30
    assert all(0 <= value <= 1 for _, value in shares)
    assert all(value >= 0 for name, value in found if name in ("n", "positives"))
    assert all(-1 <= value <= 1 for name, value in found if name == "quadratic_kappa")


def test_figures_are_of_the_texts_that_were_given(figures: dict[str, Any], small_corpus: Corpus) -> None:
    assert {"passages", "works"} <= set(figures)
    assert figures["passages"]["seeds"]["violence>=2"]["n"] == len(small_corpus.passages)
    works = figures["works"]["seeds"]
    assert works["heads"]["violence>=1"]["n"] == works["rating"]["n"] == len(small_corpus.works)
    assert works["who_dies"]["n"] == sum(work.labels["death"] == 2 for work in small_corpus.works)


def test_even_a_small_model_ranks_better_than_chance(figures: dict[str, Any]) -> None:
    heads = figures["passages"]["seeds"]
    assert all(heads[head]["auc"] > 0.6 for head in ("violence>=2", "death>=2", "language>=1"))


def test_the_command_line_evaluates(slice_folder: Path, tmp_path: Path, figures: dict[str, Any]) -> None:
    code, out, _ = run("evaluate", "--data", slice_folder, "--json", tmp_path / "figures.json")
    assert code == 0
    assert "| violence>=2 |" in out
    assert "Whole works, seeds" in out
    assert json.loads((tmp_path / "figures.json").read_bytes()) == json.loads(json.dumps(figures))


def test_help_tells_commands_and_options() -> None:
    done = python_m_training("--help")
    assert done.returncode == 0
    assert all(word in done.stdout for word in ("fit", "evaluate", "examples:"))
    for command, options in (("fit", ("--data", "--seed", "--out")), ("evaluate", ("--data", "--seed", "--json"))):
        code, out, _ = run(command, "--help")
        assert code == 0
        assert all(option in out for option in options)


@pytest.mark.parametrize(
    "arguments",
    [(), ("guess",), ("fit",), ("fit", "--data", "seeds"), ("evaluate",), ("fit", "--data", "seeds", "--out")],
)
def test_wrong_usage_is_exit_code_2(arguments: tuple[str, ...]) -> None:
    code, out, err = run(*arguments)
    assert code == 2
    assert out == ""
    assert "usage: python -m training" in err


@pytest.mark.parametrize("command", [("fit", "--out", "never"), ("evaluate",)])
def test_a_corpus_that_cannot_be_read_is_one_line_and_exit_code_2(tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "broken.jsonl").write_text('{"text": "x"}\n{\n')
    for path, reason in ((tmp_path / "broken.jsonl", "broken.jsonl:2"), (tmp_path / "nowhere", "is no corpus")):
        code, out, err = run(*command, "--data", path)
        assert (code, out) == (2, "")
        assert err.startswith("error: ")
        assert reason in err
        assert len(err.splitlines()) == 1


def test_a_corpus_of_works_alone_is_enough(slice_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(slice_folder / "works", tmp_path / "corpus" / "works")
    code, _, err = run("fit", "--data", tmp_path / "corpus", "--out", tmp_path / "model")
    assert code == 0, err
    verdict = Classifier.load(tmp_path / "model").classify(read_text(stories.FIGHT))
    assert {warning.tag for warning in verdict.warnings} >= {"violence", "major_character_death"}


def test_too_few_works_are_refused_with_the_way_out(slice_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "corpus" / "works").mkdir(parents=True)
    for path in sorted((slice_folder / "works").iterdir())[:9]:
        shutil.copy(path, tmp_path / "corpus" / "works")
    code, _, err = run("fit", "--data", tmp_path / "corpus", "--out", tmp_path / "model")
    assert code == 2
    assert "--data seeds" in err


@pytest.mark.parametrize("command", ["fit", "evaluate"])
def test_a_corpus_of_passages_alone_is_enough_or_refused(slice_folder: Path, tmp_path: Path, command: str) -> None:
    out = ("--out", tmp_path / "model") if command == "fit" else ()
    code, _, err = run(command, "--data", slice_folder / "passages" / "stars.jsonl", *out)
    assert code == 0 or (code == 2 and err.startswith("error: "))


@pytest.mark.parametrize(
    "text",
    ["", '{"text": "x", "violence": 1}\n', '{"text": "x", "rating": 1}\n', '{"text": "", "violence": 1}\n'],
    ids=["nothing", "a-passage", "a-work", "an-empty-text"],
)
def test_a_corpus_with_too_little_to_learn_from_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "tiny.jsonl").write_text(text)
    code, _, err = run("fit", "--data", tmp_path / "tiny.jsonl", "--out", tmp_path / "model")
    assert code == 2
    assert err.startswith("error: ")


def test_an_empty_text_among_others_is_passed_over_or_refused(slice_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(slice_folder, tmp_path / "corpus")
    (tmp_path / "corpus" / "passages.jsonl").write_text('{"text": "", "violence": 0}\n')
    code, _, err = run("fit", "--data", tmp_path / "corpus", "--out", tmp_path / "model")
    assert code == 0 or (code == 2 and err.startswith("error: "))
