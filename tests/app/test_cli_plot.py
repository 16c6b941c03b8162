"""``forewarn classify --plot``: the strip chart of a work."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from app.cli import main
from tests.app import stories

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def work(tmp_path: Path) -> Path:
    path = tmp_path / "work.md"
    path.write_text(
        f"# Ash & <Ember>\x0b\n\n## One\n\n{stories.GENTLE}\n## Two\n\n{stories.FIGHT}\n## Three\n\n{stories.GENTLE}"
    )
    return path


def drawn(work: Path) -> ElementTree.Element:
    picture = work.with_suffix(".svg")
    assert main(["classify", "--plot", str(picture), str(work)]) == 0
    return ElementTree.fromstring(picture.read_text(encoding="utf-8"))  # noqa: S314, its own


def columns(picture: ElementTree.Element, hue: str) -> list[int]:
    """Where the strong bars of a row begin."""
    path = next(
        each.attrib["d"]
        for each in picture.iter(f"{SVG}path")
        if each.get("fill") == hue and each.get("fill-opacity") == "1"
    )
    return [int(x) for x in re.findall(r"M(\d+) ", path)]


def test_the_picture_shows_where_the_violence_is(work: Path) -> None:
    picture = drawn(work)
    labels = {text.text: text for text in picture.iter(f"{SVG}text")}
    bars = columns(picture, labels["violence"].attrib["fill"])
    text = work.read_text()
    middle = [190 + 750 * place / len(text) for place in (text.index("## Two"), text.index("## Three"))]

    assert {"sexual content", "violence", "death", "language"} <= labels.keys()
    assert bars
    assert all(middle[0] - 20 < x < middle[1] + 20 for x in bars)


def test_those_who_cannot_see_it_are_told(work: Path) -> None:
    picture = drawn(work)
    title, description = (picture.findtext(f"{SVG}{name}") or "" for name in ("title", "desc"))

    assert picture.get("role") == "img"
    assert picture.attrib["aria-labelledby"].split() == [
        picture.find(f"{SVG}{name}").attrib["id"]  # type: ignore[union-attr]
        for name in ("title", "desc")
    ]
    assert "Ash & <Ember>" in title
    assert re.search(r"Violence: graphic, most in passage \d+ of \d+, chapter 2\.", description)


def test_a_long_work_makes_no_long_picture(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text((stories.GENTLE + stories.FIGHT) * 400)
    drawn(path)

    assert path.with_suffix(".svg").stat().st_size < 120_000


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--plot", "story.txt", "work.md"], "ending in .svg"),
        (["--plot", "out.svg", "work.md", "work.md"], "one work"),
        (["--plot", "out.svg", "."], "one work"),
    ],
)
def test_a_picture_of_anything_else_is_refused(
    work: Path,
    arguments: list[str],
    complaint: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(work.parent)
    before = sorted(work.parent.iterdir())

    assert main(["classify", *arguments]) == 2
    assert complaint in capsys.readouterr().err
    assert sorted(work.parent.iterdir()) == before


def test_a_picture_that_cannot_be_written_is_told(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["classify", "--plot", str(work.parent / "nowhere" / "out.svg"), str(work)]) == 3
    err = capsys.readouterr().err
    assert err.startswith("forewarn: --plot ")
    assert err.count("\n") == 1


def test_what_is_not_judged_is_not_drawn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "stub.txt").write_text("Hello.")

    assert main(["classify", "--plot", str(tmp_path / "out.svg"), str(tmp_path / "stub.txt")]) == 1
    assert "nothing to draw" in capsys.readouterr().err
    assert not (tmp_path / "out.svg").exists()
