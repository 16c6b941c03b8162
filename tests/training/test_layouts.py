"""Corpora as archives have them: labels of their own, PAN 2023's format, folders of downloaded stories."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from model.labelset import own_label
from tests.model.documents import samples
from tests.training.refusals import refusal
from training.corpora import Corpus, CorpusError, read_corpora, require_enough
from training.corpora.pan import NAMES
from training.heads import head_labels

GRAPHIC, DEATH, NONE, CHOSE = (
    "Graphic Depictions Of Violence",
    "Major Character Death",
    "No Archive Warnings Apply",
    "Creator Chose Not To Use Archive Warnings",
)


def write(path: Path, rows: Sequence[object]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def spiders(levels: Sequence[object]) -> list[dict[str, Any]]:
    return [{"text": f"Night {n}.", "labels": {"Spiders": level}} for n, level in enumerate(levels)]


def test_a_label_of_ones_own_is_there_or_not(tmp_path: Path) -> None:
    corpus = read_corpora([write(tmp_path / "works.jsonl", spiders([0, 1, False, True] * 3))])
    assert [work.labels["Spiders"] for work in corpus.works[:4]] == [0, 1, 0, 1]
    assert corpus.labels().labels == (own_label("Spiders", 2),)
    assert corpus.labels().labels[0].levels == ("none", "present")


def test_a_label_with_more_levels_is_a_scale(tmp_path: Path) -> None:
    corpus = read_corpora([write(tmp_path / "works.jsonl", spiders([0, 1, 2, 3] * 5))])
    assert corpus.labels().heads == (("Spiders", 1), ("Spiders", 2), ("Spiders", 3))
    assert corpus.labels().labels[0].levels == ("none", "1", "2", "3")


def test_labels_of_the_taxonomy_come_first_and_only_where_they_were_judged(tmp_path: Path) -> None:
    rows = [{**row, "death": n % 3} for n, row in enumerate(spiders([0, 1] * 9))]
    rows += [{"text": "x", "labels": {"violence": n % 4, "Ants": n % 2}} for n in range(20)]
    corpus = read_corpora([write(tmp_path / "works.jsonl", rows)])
    assert [label.name for label in corpus.labels().labels] == ["violence", "death", "Ants", "Spiders"]


def test_a_label_that_too_few_works_have_is_left_out_and_told(tmp_path: Path) -> None:
    corpus = read_corpora([write(tmp_path / "works.jsonl", spiders([1] * 4 + [0] * 20))])
    assert corpus.labels().labels == ()
    assert corpus.too_rare() == {"Spiders": (4, 20)}
    with pytest.raises(CorpusError, match="Spiders: 4 have it, 20 don't"):
        require_enough(corpus)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"spiders": 1}, '{"spiders": 1}'),
        ({"violense": 3}, '{"violense": 3}'),
        ({"spiders": True}, "`spiders` is no field"),
        ({"labels": [1, 0]}, "`labels` is an object"),
        ({"labels": {"spiders": 10}}, "0 to 9"),
        ({"labels": {"spiders": "yes"}}, "`spiders` is 'yes'"),
        ({"labels": {"spiders": None}}, "`spiders` is None"),
        ({"labels": {"violence": 4}}, "0 to 3"),
        ({"labels": {"violence": True}}, "`violence` is True"),
        ({"labels": {"rating": 1}}, "`rating` is taken"),
        ({"labels": {"explicit_content": 1}}, "`explicit_content` is taken"),
        ({"labels": {" spiders": 1}}, "printable"),
        ({"labels": {"": 1}}, "printable"),
        ({"labels": {"spi\nders": 1}}, "printable"),
        ({"labels": {"s" * 101: 1}}, "1 to 100"),
    ],
)
def test_a_label_that_is_wrong_or_misplaced_is_named_by_file_and_line(
    tmp_path: Path, row: dict[str, Any], reason: str
) -> None:
    message = refusal(write(tmp_path / "theirs.jsonl", [{"text": "Rain."}, {"text": "Rain.", **row}]))
    assert "theirs.jsonl:2: " in message
    assert reason in message


def test_a_long_row_is_a_work_and_a_short_one_a_passage(tmp_path: Path) -> None:
    rows = [{"text": "rain " * 100}, {"text": "rain " * 400}, {"text": "rain", "rating": 0}]
    corpus = read_corpora([write(tmp_path / "theirs.jsonl", rows)])
    assert (len(corpus.passages), len(corpus.works)) == (1, 2)
    assert len(read_corpora([write(tmp_path / "passages.jsonl", rows[:2])]).passages) == 2
    assert len(read_corpora([write(tmp_path / "works.jsonl", rows[:2])]).works) == 2


def pan(folder: Path, labels: Sequence[object], works: Sequence[dict[str, Any]] | None = None) -> Path:
    write(folder / "labels.jsonl", [{"work_id": n, "labels": given} for n, given in enumerate(labels)])
    told = works or [{"work_id": n, "text": f"It was <em>night</em> {n}."} for n in range(len(labels))]
    write(folder / "works.jsonl", told)
    return folder


def digits(*names: str) -> list[int]:
    return [int(name in names) for name in NAMES]


def test_pan_has_32_names() -> None:
    assert len(set(NAMES)) == 32
    assert (NAMES[0], NAMES[12], NAMES[31]) == ("pornographic-content", "self-harm", "animal-cruelty")


def test_pan_joins_works_and_the_names_of_their_labels(tmp_path: Path) -> None:
    corpus = read_corpora([pan(tmp_path / "train", [["spiders", "self-harm"], ["self-harm"], []])])
    assert [work.labels for work in corpus.works] == [
        {"spiders": 1, "self-harm": 1},
        {"spiders": 0, "self-harm": 1},
        {"spiders": 0, "self-harm": 0},
    ]
    assert corpus.works[0].document
    assert corpus.works[0].document.text == "It was night 0."
    assert (corpus.works[0].id, corpus.works[0].source) == ("0", "train")
    assert [(line["file"], line["rows"]) for line in corpus.provenance] == [("works.jsonl and labels.jsonl", 3)]


def test_pan_s_zeros_and_ones_are_its_32_labels_in_order(tmp_path: Path) -> None:
    rows = [{"work_id": "a", "text": "Night.", "labels": digits("abuse", "blood")}]
    write(tmp_path / "works.jsonl", rows)
    (work,) = read_corpora([tmp_path]).works
    assert {name for name, level in work.labels.items() if level} == {"abuse", "blood"}
    assert len(work.labels) == 32


def test_pan_s_warnings_are_no_steps_of_our_scales(tmp_path: Path) -> None:
    folder = pan(tmp_path / "train", [["violence", "death", "underage"], []] * 6)
    names = {label.name for label in read_corpora([folder]).labels().labels}
    assert names == {"pan-violence", "pan-death", "pan-underage"}


@pytest.mark.parametrize(
    ("labels", "works", "where", "reason"),
    [
        ([[1, 0]], None, "labels.jsonl:1: ", "2 zeros and ones"),
        (["blood"], None, "labels.jsonl:1: ", "list of names"),
        ([[2] * 32], None, "labels.jsonl:1: ", "zeros and ones"),
        ([["blood", 1]], None, "labels.jsonl:1: ", "list of names"),
        ([None], None, "labels.jsonl:1: ", "no labels"),
        ([["blood"]], [{"work_id": 7, "text": "Night."}], "works.jsonl:1: ", "no labels"),
        ([["blood"]], [{"work_id": 0, "text": ""}], "works.jsonl:1: ", "`text`"),
        ([["blood"]], [{"work_id": 0, "text": "x"}, {"text": "x"}], "works.jsonl:2: ", "`work_id`"),
        ([["blood"]], [{"work_id": None, "text": "x"}], "works.jsonl:1: ", "`work_id`"),
    ],
)
def test_what_is_wrong_with_pan_s_format_is_named_by_file_and_line(
    tmp_path: Path, labels: Sequence[object], works: Sequence[dict[str, Any]] | None, where: str, reason: str
) -> None:
    message = refusal(pan(tmp_path / "train", labels, works))
    assert where in message
    assert reason in message


def download(path: Path, rating: str, warnings: tuple[str, ...], tags: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    story = samples.ao3_download(rating=rating, warnings=warnings)
    if tags:
        story = story.replace("<dt>Stats:</dt>", f"<dt>Additional Tags:</dt><dd>{tags}</dd><dt>Stats:</dt>")
    path.write_text(story, encoding="utf-8")


def declared(tmp_path: Path, *warnings: str, rating: str = "Mature", tags: Sequence[str] = ()) -> Any:
    download(tmp_path / "shelf" / "story.html", rating, warnings, "Spiders, Hurt/Comfort")
    (work,) = read_corpora([tmp_path / "shelf"], tags=tags).works
    return work


def levels(work: Any) -> dict[str, tuple[int, int]]:
    return {name: work.bounds(name) for name in (*work.labels, *work.between)}


def test_a_declared_warning_is_its_level_and_one_not_given_is_below_it(tmp_path: Path) -> None:
    work = declared(tmp_path, GRAPHIC)
    assert levels(work) == {"violence": (3, 3), "death": (0, 1), "rape_non_con": (0, 0), "underage": (0, 0)}
    assert (work.rating, work.title) == (2, samples.TITLE)


def test_no_warnings_apply_is_below_each(tmp_path: Path) -> None:
    assert levels(declared(tmp_path, NONE)) == {
        "violence": (0, 2),
        "death": (0, 1),
        "rape_non_con": (0, 0),
        "underage": (0, 0),
    }


def test_who_chose_not_to_warn_says_nothing_of_what_is_not_named(tmp_path: Path) -> None:
    assert levels(declared(tmp_path, CHOSE)) == {}
    assert levels(declared(tmp_path, CHOSE, DEATH)) == {"death": (2, 2)}


def test_not_rated_is_not_judged(tmp_path: Path) -> None:
    assert declared(tmp_path, NONE, rating="Not Rated").rating is None


def test_heads_know_what_bounds_tell(tmp_path: Path) -> None:
    below, graphic = declared(tmp_path, NONE), declared(tmp_path, GRAPHIC)
    violence = head_labels([below, graphic])[:, 3:6].tolist()
    assert violence == [[-1, -1, 0], [1, 1, 1]]


def test_freeform_tags_that_were_asked_for_are_labels(tmp_path: Path) -> None:
    work = declared(tmp_path, CHOSE, tags=["spiders", "Hurt/Comfort", "Fluff"])
    assert work.labels == {"spiders": 1, "Hurt/Comfort": 1, "Fluff": 0}


def test_works_of_one_author_stay_together(tmp_path: Path) -> None:
    for name in ("one", "two"):
        download(tmp_path / "shelf" / name / "story.html", "Mature", (NONE,))
    (tmp_path / "shelf" / "three.epub").write_bytes(samples.fanficfare_epub())
    works = read_corpora([tmp_path / "shelf"]).works
    assert len({work.id for work in works}) == 3
    assert {work.group for work in works} == {"shelf/quiet_owl"}


def test_a_story_that_declares_nothing_teaches_words_alone(tmp_path: Path) -> None:
    download(tmp_path / "shelf" / "story.html", "Mature", (NONE,))
    (tmp_path / "shelf" / "bare.html").write_text("<p>It rained on the harbour.</p>")
    corpus = read_corpora([tmp_path / "shelf"])
    assert len(corpus.works) == 1
    assert corpus.unlabelled == ["It rained on the harbour."]
    assert [(line["file"], line["rows"]) for line in corpus.provenance] == [("2 stories", 1)]


def test_a_folder_of_bare_stories_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bare.html").write_text("<p>It rained on the harbour.</p>")
    assert "declares" in refusal(tmp_path)


def test_a_broken_story_is_named(tmp_path: Path) -> None:
    (tmp_path / "torn.epub").write_bytes(samples.ao3_epub()[:200])
    assert "torn.epub" in refusal(tmp_path)


def test_tags_without_downloaded_stories_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "works.jsonl", spiders([0, 1]))
    assert "--tags" in refusal(path, tags=["Spiders"])


def test_nothing_is_invented(tmp_path: Path) -> None:
    assert Corpus().labels().labels == ()
    corpus = read_corpora([write(tmp_path / "works.jsonl", [{"text": "Rain."}] * 12)])
    with pytest.raises(CorpusError, match="no label can be learned"):
        require_enough(corpus)


@pytest.mark.parametrize("layout", ["pan", "downloads"])
def test_lists_of_words_stand_beside_texts_of_any_layout(tmp_path: Path, layout: str) -> None:
    shelf = tmp_path / "train"
    if layout == "pan":
        pan(shelf, [["blood"]], [{"work_id": 0, "text": "Night."}])
    else:
        download(shelf / "story.html", "Mature", (NONE,))
    (shelf / "topics").mkdir()
    (shelf / "topics" / "blades.txt").write_text("knife\n")
    corpus = read_corpora([shelf])
    assert (len(corpus.works), corpus.topics) == (1, [("knife", "blades")])
