import gzip
import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from model.taxonomy import LABELS
from tests.training.refusals import refusal
from training.corpora import Corpus, is_named, read_corpora

ROOT = Path(__file__).parents[2]
ROW = {"id": "one", "source": "shelf", "text": "It rained on the harbour.", "violence": 1, "death": 0}
NOVEL = "It was a long novel. Somebody was hurt in the middle of it. Then it went on."
ANNOTATED = slice(21, 59)
COLUMNS = ["source", "path", "start", "end", "sha256", *(label.name for label in LABELS), "who_dies"]
WORK = """---
title: Low Water
labels: {sexual_content: 0, violence: 2, death: 2, language: 1, rating: 2}
who_dies: [Ismay, the pilot]
rating: General Audiences
warnings: [No Archive Warnings Apply]
---
A/N: be kind!

Ismay went down with the boat, and the pilot with her.
"""

Put = Callable[..., Path]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Write a file of the corpus folder; rows are written as JSON lines, and compressed where the name says so."""

    def write(name: str, content: str | bytes | list[Any]) -> Path:
        path = tmp_path / "corpus" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, list):
            content = "".join(json.dumps(row) + "\n" for row in content)
        data = content.encode() if isinstance(content, str) else content
        path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        return tmp_path / "corpus"

    return write


def annotation(**changes: object) -> str:
    """A table of annotations with one row."""
    row = {
        "source": "library",
        "path": "novel.txt",
        "start": ANNOTATED.start,
        "end": ANNOTATED.stop,
        "sha256": hashlib.sha256(NOVEL[ANNOTATED].encode()).hexdigest()[:12],
        **{label.name: 0 for label in LABELS},
        "violence": 2,
        "who_dies": "",
        **changes,
    }
    return "\t".join(COLUMNS) + "\n" + "\t".join(str(row[name]) for name in COLUMNS) + "\n"


def test_a_passage_a_line(put: Put) -> None:
    folder = put("passages.jsonl", [ROW, {**ROW, "id": 7, "work": "w", "who_dies": ["Ann", "narrator"]}])
    first, second = read_corpora([folder]).passages
    assert (first.id, first.source, first.group, first.text) == ("one", "shelf", "one", ROW["text"])
    assert first.labels == {"violence": 1, "death": 0}
    assert first.document is first.rating is None
    assert (second.id, second.group, second.who_dies) == ("7", "w", ("Ann", "narrator"))


def test_a_row_may_leave_out_all_but_its_text(put: Put) -> None:
    (example,) = read_corpora([put("passages.jsonl", '\n{"text": "Rain."}\n\n')]).passages
    assert example.text == "Rain."
    assert example.labels == {}
    assert example.id
    assert example.source == "passages"


def test_passages_may_be_spread_over_files(put: Put) -> None:
    put("passages/b.jsonl", [{**ROW, "id": "b"}])
    folder = put("passages/a.jsonl", [{**ROW, "id": "a"}])
    assert [example.id for example in read_corpora([folder]).passages] == ["a", "b"]


def test_a_work_a_line_is_read_as_a_document(put: Put) -> None:
    row = {**ROW, "text": "Low Water\n\nIt rained.\n\nIt stopped.", "rating": 3, "who_dies": ["Ann"]}
    (work,) = read_corpora([put("works.jsonl", [row])]).works
    assert work.text is None
    assert work.document
    assert work.document.text == row["text"]
    assert (work.rating, work.who_dies) == (3, ("Ann",))


def test_a_work_a_file_has_its_labels_in_its_front_matter(put: Put) -> None:
    (work,) = read_corpora([put("works/low-water.md", WORK)]).works
    assert work.id == work.group == "low-water"
    assert work.labels == {"sexual_content": 0, "violence": 2, "death": 2, "language": 1}
    assert work.rating == 2
    assert work.who_dies == ("Ismay", "the pilot")


def test_what_an_author_declares_is_not_learned_from(put: Put) -> None:
    (work,) = read_corpora([put("works/low-water.md", WORK.replace(", rating: 2", ""))]).works
    assert work.rating is None
    assert work.document
    assert work.document.declared.rating == "General Audiences"


def test_a_single_file_is_a_corpus(put: Put, tmp_path: Path) -> None:
    put("theirs.jsonl", [ROW, {**ROW, "rating": 0}])
    corpus = read_corpora([tmp_path / "corpus" / "theirs.jsonl"])
    assert (len(corpus.passages), len(corpus.works)) == (1, 1)
    assert corpus.provenance[0]["licence"] == "not stated"


def test_unlabelled_texts_and_the_word_list(put: Put) -> None:
    put("unlabelled.jsonl.gz", [{"text": "Rain."}, {"text": "Snow.", "source": "a", "path": "b"}])
    folder = put("lexicon.tsv", "# word, label, level\n\ngutted\tviolence\t3\nslew\tdeath\t1\n")
    corpus = read_corpora([folder])
    assert corpus.unlabelled == ["Rain.", "Snow."]
    assert corpus.lexicon == [("gutted", "violence", 3), ("slew", "death", 1)]


def test_provenance_tells_file_rows_licence_and_digest(put: Put) -> None:
    put("LICENCE.txt", "CC0 1.0\nand more\n")
    folder = put("passages.jsonl", [ROW, ROW])
    (line,) = read_corpora([folder]).provenance
    digest = hashlib.sha256((folder / "passages.jsonl").read_bytes()).hexdigest()
    assert line == {"corpus": "corpus", "file": "passages.jsonl", "rows": 2, "licence": "CC0 1.0", "sha256": digest}


def test_topics_are_lists_of_words_named_by_their_files(put: Put) -> None:
    put("topics/blades.txt", "# what cuts\n\nknife\nsabre\n")
    folder = put("topics/meals.txt", "knife\n")
    corpus = read_corpora([folder])
    assert corpus.topics == [("knife", "blades"), ("sabre", "blades"), ("knife", "meals")]
    assert [(line["file"], line["rows"]) for line in corpus.provenance] == [("topics/*.txt", 3)]


PROFANITY = "text,canonical_form_1,category_1,severity_rating,severity_description\n"


def test_surge_ais_list_of_rude_words_without_phrases_and_disguises(put: Put) -> None:
    rows = "Zounds,,religious offense,1,Mild\nz0unds,,religious offense,1,Mild\nby jove,,religious offense,1,Mild\n"
    folder = put("profanity_en.csv", PROFANITY + rows + "gadsbud,,religious offense,2.4,Severe\n")
    corpus = read_corpora([folder])
    assert corpus.profanity == [("zounds", "religious offense", 1), ("gadsbud", "religious offense", 3)]
    assert [(line["rows"], line["licence"]) for line in corpus.provenance] == [(2, "MIT")]


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (PROFANITY + "zounds,,oath,1,Awful\n", "csv:2: expected a word, a category, and one of Mild"),
        (PROFANITY + 'zounds,,oath,1,Mild\n"by\njove",,,1,Mild\n', "csv:4: expected a word, a category"),
        (PROFANITY + "zounds\n", "csv:2: expected a word, a category"),
        (PROFANITY + 'zounds,"' + "x" * 200_000, "csv: can't be read after line 1"),
        ("word,level\nzounds,1\n", "csv:1: expected the columns text, category_1, severity_description"),
        ("", "csv:1: expected the columns"),
    ],
)
def test_a_malformed_rude_word_is_named_by_file_and_line(put: Put, content: str, place: str) -> None:
    assert "profanity_en." + place in refusal(put("profanity_en.csv", content))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("lexicon.tsv", "# a list\nslew\tdeath\t1\n"),
        ("topics/slew.txt", "# a list\nslew\n"),
        ("profanity_en.csv", PROFANITY + "slew,,oath,1,Mild\n"),
    ],
)
def test_lists_that_begin_with_a_byte_order_mark_are_read_like_others(put: Put, name: str, content: str) -> None:
    corpus = read_corpora([put(name, content.encode("utf-8-sig"))])
    assert [word for word, *_ in (*corpus.lexicon, *corpus.topics, *corpus.profanity)] == ["slew"]


def test_provenance_counts_each_word_list_by_itself(put: Put, tmp_path: Path) -> None:
    folder = put("lexicon.tsv", "gutted\tviolence\t3\n")
    other = tmp_path / "other"
    other.mkdir()
    (other / "lexicon.tsv").write_text("slew\tdeath\t1\n")
    assert [line["rows"] for line in read_corpora([folder, other]).provenance] == [1, 1]


def test_works_of_one_author_of_standard_ebooks_are_one_group(put: Put) -> None:
    rows = [{**ROW, "id": i, "work": f"w{i}", "source": "standardebooks/an-author", "rating": 0} for i in range(2)]
    assert {work.group for work in read_corpora([put("works.jsonl", rows)]).works} == {"standardebooks/an-author"}


def test_texts_say_how_much_they_count(put: Put) -> None:
    put("passages.jsonl", [ROW, ROW | {"id": "two", "weight": 0.2}, ROW | {"id": "three", "weight": 1}])
    put("works/sea.md", WORK.replace("title:", "weight: 0.5\ntitle:"))
    corpus = read_corpora([put("works/calm.md", WORK)])
    assert [example.weight for example in corpus.passages] == [1, 0.2, 1]
    assert [example.weight for example in corpus.works] == [1, 0.5]


@pytest.mark.parametrize("weight", [0, -1, 1.5, "much", True])
def test_a_weight_out_of_range_is_refused(put: Put, weight: object) -> None:
    message = refusal(put("passages.jsonl", [ROW, ROW | {"weight": weight}]))
    assert "passages.jsonl:2" in message
    assert "above 0 and up to 1" in message


@pytest.mark.parametrize("name", ["works.txt", "nowhere", "empty-folder"])
def test_what_is_no_corpus_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "works.txt").write_text("It rained.")
    (tmp_path / "empty-folder").mkdir()
    assert name in refusal(tmp_path / name)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not JSON"),
        ("[1]", "JSON object"),
        ('{"violence": 1}', "`text`"),
        ('{"text": 5}', "`text`"),
        ('{"text": "x", "violence": 4}', "`violence` is 4"),
        ('{"text": "x", "death": -1}', "0 to 2"),
        ('{"text": "x", "language": "some"}', "`language` is 'some'"),
        ('{"text": "x", "violence": 1.5}', "whole number"),
        ('{"text": "x", "violence": null}', "`violence` is None"),
        ('{"text": "x", "rating": "Mature"}', "`rating` is 'Mature'"),
        ('{"text": "x", "rating": 4}', "0 to 3"),
        ('{"text": "x", "who_dies": "Ann"}', "`who_dies`"),
        ('{"text": "x", "who_dies": [1]}', "`who_dies`"),
    ],
)
def test_a_malformed_row_is_named_by_file_and_line(put: Put, line: str, reason: str) -> None:
    message = refusal(put("passages.jsonl", f"{json.dumps(ROW)}\n\n{line}\n"))
    assert "passages.jsonl:3: " in message
    assert reason in message


def test_a_truth_value_is_no_level(put: Put) -> None:
    assert "passages.jsonl:1: " in refusal(put("passages.jsonl", [{**ROW, "violence": True}]))


@pytest.mark.parametrize(
    ("front_matter", "reason"),
    [
        ("It rained.", "labels"),
        ("---\ntitle: x\n---\nIt rained.", "labels"),
        ("---\nlabels: {violence\n---\nIt rained.", "labels"),
        ("---\nlabels: [1, 2]\n---\nIt rained.", "labels"),
        ("---\nlabels: {violence: 7}\n---\nIt rained.", "`violence` is 7"),
        ("---\nlabels: {violence: 0, rating: Mature}\n---\nIt rained.", "`rating` is 'Mature'"),
        ("---\nlabels: {death: 2}\nwho_dies: Ann\n---\nIt rained.", "`who_dies`"),
    ],
)
def test_a_malformed_work_is_named(put: Put, front_matter: str, reason: str) -> None:
    message = refusal(put("works/odd.md", front_matter))
    assert "odd.md" in message
    assert reason in message


@pytest.mark.parametrize("line", ["two words", "½", "!"])
def test_a_topic_that_lists_no_single_word_is_named_by_file_and_line(put: Put, line: str) -> None:
    assert "blades.txt:2: expected one word" in refusal(put("topics/blades.txt", f"knife\n{line}\n"))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("two words\tdeath\t1", "one word, found 2"),
        ("!\tdeath\t1", "one word, found 0"),
        ("slay\tdeath\t0", "from 1 on"),
    ],
)
def test_an_entry_that_is_no_word_of_a_level_is_named_by_file_and_line(put: Put, line: str, reason: str) -> None:
    message = refusal(put("lexicon.tsv", f"slew\tdeath\t1\n{line}\n"))
    assert "lexicon.tsv:2: expected" in message
    assert reason in message


@pytest.mark.parametrize("line", ["gutted violence 3", "gutted\tgore\t3", "gutted\tviolence\t4", "gutted\tviolence\tx"])
def test_a_malformed_word_is_named_by_file_and_line(put: Put, line: str) -> None:
    assert "lexicon.tsv:2: " in refusal(put("lexicon.tsv", f"slew\tdeath\t1\n{line}\n"))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("passages.jsonl", '{"text": "café"}\n'.encode("cp1252")),
        ("works/odd.md", WORK.replace("kind", "café").encode("cp1252")),
        ("unlabelled.jsonl.gz", [{"texts": []}]),
        ("annotations/passages.tsv", annotation(start="x")),
        ("annotations/passages.tsv", annotation(violence="much")),
        ("annotations/passages.tsv", "source\tpath\nlibrary\tnovel.txt\n"),
    ],
    ids=["passages-cp1252", "work-cp1252", "unlabelled-without-text", "start", "level", "columns"],
)
def test_other_damage_is_named_by_its_file(put: Put, name: str, content: str | bytes | list[Any]) -> None:
    put("passages/library.jsonl", [{"source": "library", "path": "novel.txt", "text": NOVEL}])
    assert name in refusal(put(name, content))


def work_annotation(**changes: object) -> str:
    """A table of annotations with one whole work."""
    row = {
        "source": "library",
        "path": "novel.txt",
        "start": "",
        "end": "",
        "sha256": hashlib.sha256(NOVEL.encode()).hexdigest()[:12],
        "title": "A Novel",
        **{label.name: 0 for label in LABELS},
        "rating": 1,
        "who_dies": "",
        **changes,
    }
    return "\t".join(row) + "\n" + "\t".join(map(str, row.values())) + "\n"


def library(put: Put, text: str = NOVEL) -> Path:
    return put("unlabelled.jsonl.gz", [{"source": "library", "path": "novel.txt", "text": text}])


def test_annotations_are_joined_to_their_text_by_source_and_path(put: Put) -> None:
    library(put)
    corpus = read_corpora([put("annotations/passages.tsv", annotation(who_dies="Ann; the pilot", death=2))])
    (example,) = corpus.passages
    assert example.text == NOVEL[ANNOTATED] == "Somebody was hurt in the middle of it."
    assert example.labels == {"sexual_content": 0, "violence": 2, "death": 2, "language": 0}
    assert example.who_dies == ("Ann", "the pilot")
    assert example.source == "library"
    assert example.group == "novel.txt"
    assert corpus.provenance[-1]["file"] == "annotations/passages.tsv"
    assert corpus.provenance[-1]["rows"] == 1


def test_annotations_find_texts_of_other_corpora_whatever_the_order(put: Put, tmp_path: Path) -> None:
    library(put)
    notes = tmp_path / "notes"
    (notes / "annotations").mkdir(parents=True)
    (notes / "annotations" / "passages.tsv").write_text(annotation())
    (notes / "lexicon.tsv").write_text("slew\tdeath\t1\n")
    for order in ([notes, tmp_path / "corpus"], [tmp_path / "corpus", notes]):
        assert len(read_corpora(order).passages) == 1


def test_an_annotated_label_that_is_empty_was_not_judged(put: Put) -> None:
    library(put)
    (passage,) = read_corpora([put("annotations/passages.tsv", annotation(violence="", language=""))]).passages
    assert passage.labels == {"sexual_content": 0, "death": 0}
    put("annotations/passages.tsv", "source\tpath\n")
    (work,) = read_corpora([put("annotations/works.tsv", work_annotation(death="", rating=""))]).works
    assert work.labels == {"sexual_content": 0, "violence": 0, "language": 0}
    assert work.rating is None


def test_a_whole_work_may_be_annotated_too(put: Put) -> None:
    library(put)
    table = work_annotation(violence=3, death=2, rating=3, who_dies="Ann; the pilot")
    corpus = read_corpora([put("annotations/works.tsv", table)])
    (work,) = corpus.works
    assert work.document
    assert work.document.text == NOVEL
    assert work.labels == {"sexual_content": 0, "violence": 3, "death": 2, "language": 0}
    assert (work.rating, work.who_dies, work.title) == (3, ("Ann", "the pilot"), "A Novel")
    assert (work.source, work.group, work.annotated, work.is_public) == ("library", "novel.txt", True, False)
    assert [(line["file"], line["rows"]) for line in corpus.provenance[1:]] == [("annotations/works.tsv", 1)]


def test_a_chapter_may_be_annotated_as_a_work(put: Put) -> None:
    library(put)
    table = work_annotation(
        start=ANNOTATED.start, end=ANNOTATED.stop, sha256=hashlib.sha256(NOVEL[ANNOTATED].encode()).hexdigest()
    )
    (work,) = read_corpora([put("annotations/works.tsv", table)]).works
    assert work.document
    assert work.document.text == NOVEL[ANNOTATED]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"sha256": "0" * 12}, "not the one"),
        ({"sha256": ""}, "not the one"),
        ({"start": 0, "end": 30}, "not the one"),
        ({"start": 5, "end": ""}, "no number"),
        ({"rating": 4}, "`rating` is 4"),
        ({"violence": 4}, "`violence` is 4"),
        ({"death": "major"}, "no number"),
    ],
)
def test_a_work_annotated_wrongly_is_named_by_file_and_line(put: Put, changes: dict[str, Any], reason: str) -> None:
    library(put)
    message = refusal(put("annotations/works.tsv", work_annotation(**changes)))
    assert "works.tsv:2: " in message
    assert reason in message


@pytest.mark.parametrize("text", [NOVEL.replace("hurt", "hit"), "A" + NOVEL, NOVEL[:30]])
def test_annotations_of_a_changed_text_are_refused(put: Put, text: str) -> None:
    library(put, text)
    message = refusal(put("annotations/passages.tsv", annotation()))
    assert "passages.tsv:2: " in message
    assert "novel.txt" in message


@pytest.mark.parametrize("change", [{"source": "elsewhere"}, {"path": "other.txt"}])
def test_annotations_wait_for_a_text_that_is_not_there(put: Put, change: dict[str, str]) -> None:
    library(put)
    corpus = read_corpora([put("annotations/passages.tsv", annotation(**change))])
    assert corpus.passages == []
    assert [line["file"] for line in corpus.provenance] == ["unlabelled.jsonl.gz"]


def test_an_annotated_level_out_of_range_is_named_by_file_and_line(put: Put) -> None:
    library(put)
    assert "passages.tsv:2: `violence` is 9" in refusal(put("annotations/passages.tsv", annotation(violence=9)))


def test_seeds_are_as_many_as_their_readme_says(seeds: Corpus) -> None:
    readme = (ROOT / "seeds" / "README.md").read_text(encoding="utf-8")
    stated = {
        name: int(re.search(pattern, readme)[1].replace(",", ""))  # type: ignore[index]
        for name, pattern in (("passages", r"([\d,]+) passages of"), ("works", r"([\d,]+) complete works"))
    }
    own = [passage for passage in seeds.passages if not passage.annotated]
    assert stated == {"passages": len(own), "works": len(seeds.works)}
    assert len(seeds.lexicon) > 200


def test_seeds_are_all_judged_on_every_label(seeds: Corpus) -> None:
    names = {label.name for label in LABELS}
    assert all(example.labels.keys() == names for example in [*seeds.passages, *seeds.works])
    assert all(work.rating is not None and work.document for work in seeds.works)


@pytest.mark.parametrize(
    ("name", "who_dies", "named"),
    [
        ("Ann", ("Ann",), True),
        ("Mary Ellen Vance", ("old Mrs. Vance",), True),
        ("mother", ("her mother",), True),
        ("captain", ("the Captain",), True),
        ("narrator", ("narrator",), True),
        ("lord", ("the old lord",), True),
        ("Muñoz", ("Doctor Munoz",), True),
        ("old Tom", ("old Jack",), False),
        ("the lord", ("the lady",), False),
        ("Ann", ("Anna",), False),
        ("Ann", (), False),
    ],
)
def test_a_character_is_named_by_more_than_a_title(name: str, who_dies: tuple[str, ...], named: bool) -> None:
    assert is_named(name, who_dies) is named
