"""What is found, where declarations are read from, and what the exit code says."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.app import stories
from tests.app.check.conftest import FIGHT, GENTLE, HONEST, Repository, header
from tests.model.documents import samples


def findings(repository: Repository, *arguments: object) -> list[dict[str, Any]]:
    _, out, _ = repository.check("--format", "json", *arguments)
    return [finding for work in json.loads(out)["works"] for finding in work["findings"]]


def kinds(repository: Repository, *arguments: object) -> set[tuple[str, str | None]]:
    return {(each["kind"], each["tag"]) for each in findings(repository, *arguments)}


def test_a_work_that_says_what_it_is_passes(repository: Repository) -> None:
    repository.write("fight.md", HONEST + FIGHT)
    repository.write("gentle.md", header() + GENTLE)

    code, out, err = repository.check("fight.md", "gentle.md")
    assert (code, err) == (0, "")
    assert out == "2 works checked: nothing that fails.\n"


def test_a_missing_warning_and_a_rating_too_low_fail(repository: Repository) -> None:
    repository.write("fight.md", header() + FIGHT)

    code, out, _ = repository.check("fight.md")
    assert code == 1
    assert "no warning of Graphic Depictions Of Violence" in out
    assert "declared General Audiences, reads as " in out
    assert {("missing", "violence"), ("rating", None)} <= kinds(repository, "fight.md")


def test_who_states_no_warnings_at_all_lacks_them_too(repository: Repository) -> None:
    repository.write("fight.md", header("Explicit", None) + FIGHT)

    assert {("missing", "violence"), ("undeclared", None)} <= kinds(repository, "fight.md")


def test_to_choose_not_to_warn_is_a_statement(repository: Repository) -> None:
    repository.write("fight.md", header("Explicit", "Creator Chose Not To Use Archive Warnings") + FIGHT)

    assert repository.check("fight.md")[0] == 0
    assert kinds(repository, "fight.md") == set()


def test_not_rated_is_a_statement_and_no_rating_is_none(repository: Repository) -> None:
    repository.write("a.md", header("Not Rated") + GENTLE)
    repository.write("b.md", header(None) + GENTLE)
    repository.write("c.md", GENTLE)

    assert kinds(repository, "a.md") == set()
    assert [each["detail"].split(";")[0] for each in findings(repository, "b.md", "c.md")] == [
        "states no rating",
        "states no rating and no archive warnings",
    ]
    assert repository.check("b.md", "c.md")[0] == 0
    assert repository.check("--fail-on", "undeclared", "b.md", "c.md")[0] == 1


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("a.md", header() + FIGHT, 2),
        ("a.txt", f"Title: Snow\nRating: K\nWarnings: none\n\n{FIGHT}", 2),
        ("a.html", samples.ao3_download(rating="General Audiences").replace("<p>He lit it.", f"<p>{FIGHT}"), 4),
        ("a.html", samples.fanficfare_html().replace("<p>He lit it.", f"<p>{FIGHT}"), 3),
    ],
    ids=["front matter", "header lines", "ao3", "fanficfare"],
)
def test_declarations_are_read_where_archives_put_them(
    repository: Repository, name: str, content: str, line: int
) -> None:
    repository.write(name, content)

    (rating,) = (each for each in findings(repository, name) if each["kind"] == "rating")
    assert rating["place"] == {"path": name, "line": line, "end": line}
    assert not any(each["kind"] == "undeclared" for each in findings(repository, name))


def test_a_passage_is_found_in_text_and_in_html(repository: Repository) -> None:
    repository.write("a.md", header() + GENTLE + FIGHT)
    broken = FIGHT.replace(" and ", "&nbsp;and ").replace(" ", " <i></i>\n")
    markup = stories.html(GENTLE + broken, "General Audiences").replace("<p>", "\n<p>")
    repository.write("a.html", markup)

    for name, source in (("a.md", header() + GENTLE + FIGHT), ("a.html", markup)):
        (finding,) = (e for e in findings(repository, name) if (e["kind"], e["tag"]) == ("missing", "violence"))
        place = finding["place"]
        lines = source.splitlines()[place["line"] - 1 : place["end"]]
        assert "The" in lines[0], name
        assert "axe" in "".join(lines[:2]), name


def test_a_book_has_chapters_and_no_lines(repository: Repository) -> None:
    repository.write("a.epub", stories.epub(FIGHT))
    repository.write("a.forewarn.yaml", "rating: G\nwarnings: [none]\n")

    (finding,) = (e for e in findings(repository, "a.epub") if (e["kind"], e["tag"]) == ("missing", "violence"))
    assert finding["place"] == {"path": "a.epub", "line": None, "end": None}
    assert "chapter 1" in finding["detail"]


def test_a_sidecar_declares_for_a_work_and_goes_before_it(repository: Repository) -> None:
    repository.write("book.epub", stories.epub(FIGHT))
    repository.write("book.epub.forewarn.yaml", "rating: E\nwarnings: [graphic violence, MCD]\n")
    repository.write("story.md", header() + FIGHT)
    repository.write("story.forewarn.yaml", "# by a moderator\nrating: Teen\nwarnings:\n- graphic violence\n- MCD\n")

    assert kinds(repository, "book.epub") == set()
    (rating,) = findings(repository, "story.md")
    assert (rating["kind"], rating["declared"]) == ("rating", "Teen And Up Audiences")
    assert rating["place"] == {"path": "story.forewarn.yaml", "line": 2, "end": 2}
    assert kinds(repository, "story.forewarn.yaml") == {("rating", None)}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("rating: tame\n", "rating: 'tame' is none of General Audiences"),
        ("warnings: [mice]\n", "warnings: 'mice' is none of"),
        ("ratings: T\n", "'ratings' is none of rating, warnings"),
        ("- T\n", "a mapping of rating and warnings is needed"),
        ("rating: [T\n", "is no YAML"),
        ("rating: \udcff\n".encode("utf-8", "surrogateescape"), "is no YAML"),
        ("#" * 70_000, "is larger than 64 KiB"),
        ("[" * 30_000, "is no YAML"),
    ],
)
def test_a_sidecar_that_says_nothing_clear_fails(repository: Repository, content: str | bytes, said: str) -> None:
    repository.write("story.md", header() + GENTLE)
    repository.write("story.forewarn.yaml", content)

    code, out, _ = repository.check("story.md")
    assert code == 1
    assert "story.forewarn.yaml" in out
    assert said in out


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("short.md", "Hello.", "50 are needed"),
        (
            "latin.txt",
            "Gallia est omnis divisa in partes tres quarum unam incolunt Belgae aliam Aquitani. " * 9,
            "English",
        ),
        ("paper.pdf", b"%PDF-1.7\n", "PDF"),
        ("missing.md", None, "No such file"),
        ("lone.forewarn.yaml", "rating: T\n", "no work beside it"),
    ],
)
def test_what_cannot_be_judged_is_never_passed_over(
    repository: Repository, name: str, content: str | bytes | None, said: str
) -> None:
    repository.write("good.md", header() + GENTLE)
    if content is not None:
        repository.write(name, content)

    code, out, _ = repository.check("good.md", name)
    assert code == 1
    assert f"{name}" in out
    assert "not judged" in out
    assert said in out
    code, out, _ = repository.check("--fail-on", "missing", "good.md", name)
    assert code == 0
    assert said in out


def test_what_the_model_is_not_sure_enough_of_is_to_review(repository: Repository) -> None:
    story = repository.write("fight.md", header() + FIGHT)
    unsure = {(e["kind"], e["tag"]) for e in findings(repository, story) if (e["probability"] or 1) < 1}
    assert unsure

    told = findings(repository, "--min-confidence", "1", story)
    assert {each["tag"] for each in told if each["kind"] == "review"} >= {tag for _, tag in unsure}
    assert all("less than the 100% asked for" in each["detail"] for each in told if each["kind"] == "review")
    assert repository.check("--min-confidence", "1", "--fail-on", "review", story)[0] == 1


def test_folders_are_searched_and_each_work_is_checked_once(repository: Repository) -> None:
    repository.write("uploads/deep/a.md", header() + GENTLE)
    repository.write("uploads/b.markdown", header() + GENTLE)
    repository.write("uploads/cover.png", b"\x89PNG\r\n\x1a\n")

    assert repository.check("uploads", "uploads/b.markdown")[1].startswith("2 works checked")


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nothing-here",),
        ("-",),
        ("--fail-on", "mising", "a.md"),
        ("--min-confidence", "1.1", "a.md"),
        ("--min-confidence", "nan", "a.md"),
        ("--format", "pdf", "a.md"),
        ("--format", "sarif=", "a.md"),
        ("--format", "json", "--format", "sarif", "a.md"),
        ("--url", "forewarn.example", "a.md"),
        ("--url", "http://forewarn.example", "--model", ".", "a.md"),
    ],
)
def test_a_command_line_that_is_none_exits_2(repository: Repository, arguments: tuple[str, ...]) -> None:
    repository.write("a.md", header() + GENTLE)
    (repository.root / "nothing-here").mkdir()

    code, out, err = repository.check(*arguments)
    assert code == 2
    assert out == ""
    assert "usage:" in err


def test_what_cannot_run_exits_3(repository: Repository) -> None:
    repository.write("a.md", header() + GENTLE)

    for arguments in (("--model", "."), ("--format", "sarif=no/such/folder.sarif")):
        code, out, err = repository.check(*arguments, "a.md")
        assert (code, out) == (3, "")
        assert err.startswith("forewarn: ")
        assert err.count("\n") == 1


def test_paths_may_lie_outside_of_the_repository(repository: Repository, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.md").write_text(header() + FIGHT)

    assert repository.check(tmp_path / "elsewhere.md")[0] == 1
