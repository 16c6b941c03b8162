"""Models of labels that are not the project's: fitted on whole works, saved, loaded and asked."""

import json
from pathlib import Path

import pytest

from app.settings import Settings
from model.artifact import MANIFEST
from model.classifier import Classifier
from model.documents import Declared, read_text
from model.taxonomy import LABELS, RATINGS
from tests.app.service import opened
from tests.model.documents import samples
from training.__main__ import main
from training.corpora import Corpus, read_corpora
from training.evaluate import evaluate
from training.fit import fit

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs" / "examples" / "spiders"
STORY = (EXAMPLE / "new-story.txt").read_text(encoding="utf-8")
CALM = "The ferry crossed the grey water and the bell rang in the mist while we shared our bread. " * 5


@pytest.fixture(scope="module")
def pan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny example, several times over, in PAN's format, with a warning that the scales have too."""
    folder = tmp_path_factory.mktemp("pan") / "train"
    folder.mkdir()
    lines = (EXAMPLE / "works.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines] * 3
    with (folder / "works.jsonl").open("w") as works, (folder / "labels.jsonl").open("w") as labels:
        for number, row in enumerate(rows):
            names = (["animal-phobia"] if row["labels"]["spiders"] else []) + (["violence"] if number % 2 else [])
            works.write(json.dumps({"work_id": number, "text": row["text"]}) + "\n")
            labels.write(json.dumps({"work_id": number, "labels": names}) + "\n")
    return folder


@pytest.fixture(scope="module")
def of_pan(pan: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that learned from it alone."""
    folder = tmp_path_factory.mktemp("models") / "pan"
    fit(read_corpora([pan]), folder)
    return folder


def test_a_model_of_other_labels_has_these_and_no_others(of_pan: Path) -> None:
    classifier = Classifier.load(of_pan)
    verdict = classifier.classify(read_text(STORY))
    assert [warning.tag for warning in verdict.warnings] == ["animal-phobia", "pan-violence"]
    assert verdict.severities.keys() == {"animal-phobia", "pan-violence"}
    calm = classifier.classify(read_text(CALM))
    assert verdict.warnings[0].decision == "yes"
    assert calm.warnings[0].decision != "yes"
    assert calm.warnings[0].probability < 0.5 < verdict.warnings[0].probability
    assert any(term == "spider" for term, _ in verdict.warnings[0].evidence[0].terms)


def test_where_no_ratings_were_learned_none_is_given_and_a_notice_says_so(of_pan: Path) -> None:
    verdict = Classifier.load(of_pan).classify(
        read_text(STORY), declared=Declared("General Audiences", ("No Archive Warnings Apply",))
    )
    assert (verdict.rating, verdict.ratings, verdict.mismatches) == (None, {}, ())
    assert [notice.code for notice in verdict.notices] == ["no_rating"]
    assert json.loads((of_pan / MANIFEST).read_bytes())["ratings"] == []


@pytest.mark.anyio
async def test_the_service_answers_with_the_labels_of_its_model(of_pan: Path) -> None:
    async with opened(Settings(threads=1, model=of_pan)) as client:
        verdict = (await client.post("/v1/classify", json={"text": STORY})).json()
        model = (await client.get("/v1/model")).json()
    assert verdict["rating"] == {"value": None, "probabilities": {}}
    assert verdict["severities"]["animal-phobia"] == "present"
    warning = verdict["warnings"][0]
    assert (warning["tag"], warning["archive_warning"]) == ("animal-phobia", None)
    assert warning["evidence"]
    assert [label["tag"] for label in model["labels"]] == ["animal-phobia", "pan-violence"]
    assert model["ratings"] == []


def test_the_command_line_judges_with_it(of_pan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from app.cli import main as forewarn

    story = str(EXAMPLE / "new-story.txt")
    assert forewarn(["classify", "--model", str(of_pan), story]) == 0
    assert "animal-phobia: yes" in capsys.readouterr().out
    assert forewarn(["classify", "--model", str(of_pan), story, story]) == 0
    out = capsys.readouterr().out
    assert "other warnings" in out.splitlines()[0]
    assert "explicit" not in out


def test_other_labels_are_evaluated_and_told(pan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "--data", str(pan), "--json", str(tmp_path / "figures.json")]) == 0
    out = capsys.readouterr().out
    assert "| animal-phobia>=1 |" in out
    # Left out, the only source of a label would leave nothing to learn it from.
    assert "public fiction: five folds\n" in out
    figures = json.loads((tmp_path / "figures.json").read_bytes())
    assert figures["works"]["public"]["heads"]["animal-phobia>=1"]["auc"] > 0.6


def test_a_label_that_was_left_out_is_told(pan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rare = tmp_path / "works.jsonl"
    rare.write_text(
        "".join(json.dumps({"text": f"{CALM} {n}", "labels": {"rare": int(n == 0)}}) + "\n" for n in range(9))
    )
    assert main(["fit", "--data", str(pan), "--data", str(rare), "--out", str(tmp_path / "model")]) == 0
    assert "left out: rare (1 texts" in capsys.readouterr().err
    assert "rare" not in Classifier.load(tmp_path / "model").labels


@pytest.fixture(scope="module")
def shelf(seeds: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seeds as AO3 would give them, their authors declaring what was judged."""
    folder = tmp_path_factory.mktemp("ao3") / "shelf"
    folder.mkdir()
    for number, work in enumerate(seeds.works[::4]):
        assert work.document is not None
        graphic, major = work.labels["violence"] == 3, work.labels["death"] == 2
        warnings = (
            *(["Graphic Depictions Of Violence"] if graphic else []),
            *(["Major Character Death"] if major else []),
        )
        preface = samples.ao3_preface(RATINGS[work.rating or 0], warnings or ("No Archive Warnings Apply",))
        text = work.document.text.split("---\n")[-1]
        story = f'<div id="chapters">{samples.html_paragraphs(tuple(text.split(chr(10) * 2)))}</div>'
        page = f"<html><body>{preface.replace('quiet_owl', f'owl{number}')}{story}</body></html>"
        (folder / f"{number}.html").write_text(page, encoding="utf-8")
    return folder


def test_declared_warnings_make_a_model_with_ao3_s_names(shelf: Path, tmp_path: Path) -> None:
    fit(read_corpora([shelf]), tmp_path / "model")
    classifier = Classifier.load(tmp_path / "model")
    assert {label.name for label in classifier.labels.labels} == {"violence", "death"}
    assert set(classifier.labels.labels) < set(LABELS)
    manifest = json.loads((tmp_path / "model" / MANIFEST).read_bytes())
    heads = manifest["work_heads"]
    # Of violence, graphic alone is known: the steps below answer as it does.
    assert heads["violence>=1"] == heads["violence>=2"] == heads["violence>=3"]
    assert heads["death>=1"]["weights"] != heads["violence>=1"]["weights"]
    verdict = classifier.classify(read_text(STORY))
    assert verdict.rating in RATINGS
    assert {warning.tag for warning in verdict.warnings} == {"violence", "major_character_death"}


def test_with_seeds_lower_levels_are_known_too(shelf: Path, small_corpus: Corpus) -> None:
    both = read_corpora([shelf])
    both.passages, both.lexicon = small_corpus.passages, small_corpus.lexicon
    both.works += small_corpus.works
    figures = evaluate(both, seed=43)["works"]
    assert set(figures) == {"seeds", "public"}
    assert figures["public"]["heads"].keys() >= {"violence>=3", "death>=2"}
    assert "violence>=1" not in figures["public"]["heads"]
