"""What follows from a verdict, whatever the model: the answers here are made."""

from pathlib import Path
from typing import Any

import pytest

from app.check.finding import Finding
from app.check.inspection import inspect
from app.check.policy import Policy
from tests.app.check.conftest import GENTLE, header

EXPLICIT = "explicit_content"


def verdict(rating: str, **decisions: tuple[str, float, str | None]) -> dict[str, Any]:
    names = ("General Audiences", "Teen And Up Audiences", "Mature", "Explicit")
    return {
        "rating": {"value": rating, "probabilities": {name: 0.7 if name == rating else 0.1 for name in names}},
        "warnings": [
            {"tag": tag, "decision": decision, "probability": sure, "archive_warning": name, "evidence": []}
            for tag, (decision, sure, name) in decisions.items()
        ],
        "severities": {"violence": "none"},
        "document": {"notices": []},
    }


def found(folder: Path, stated: str, answer: dict[str, Any]) -> dict[tuple[str, str | None], Finding]:
    (folder / "a.md").write_text(stated + GENTLE)
    (checked,) = inspect([str(folder / "a.md")], lambda _: answer, Policy(folder), lambda rules: rules)
    return {(finding.kind, finding.tag): finding for finding in checked.findings}


@pytest.mark.parametrize(
    ("stated", "decision", "kinds"),
    [
        (header("Explicit"), "yes", set()),
        (header("Explicit"), "review", set()),
        (header("Mature"), "yes", {("rating", None)}),
        (header("Mature"), "review", {("review", EXPLICIT), ("rating", None)}),
        (header(None), "yes", {("missing", EXPLICIT), ("undeclared", None)}),
        (header("Not Rated"), "yes", set()),
    ],
)
def test_explicit_content_is_declared_by_the_rating(
    tmp_path: Path, stated: str, decision: str, kinds: set[tuple[str, str | None]]
) -> None:
    assert found(tmp_path, stated, verdict("Explicit", explicit_content=(decision, 0.97, None))).keys() == kinds


def test_a_rating_that_certain_content_asks_for_is_as_sure_as_the_content(tmp_path: Path) -> None:
    answer = verdict("Explicit", explicit_content=("yes", 0.97, None))
    assert found(tmp_path, header("Mature"), answer)["rating", None].probability == 0.97


def test_a_rating_is_as_sure_as_all_that_lie_above_the_declared_one(tmp_path: Path) -> None:
    assert found(tmp_path, header(), verdict("Mature"))["rating", None].probability == 0.9


def test_a_work_may_be_rated_higher_than_it_reads(tmp_path: Path) -> None:
    assert found(tmp_path, header("Explicit"), verdict("Teen And Up Audiences")) == {}


@pytest.mark.parametrize(
    ("warnings", "kinds"),
    [
        ("No Archive Warnings Apply", {("review", "major_character_death")}),
        ("Major Character Death", set()),
        ("Creator Chose Not To Use Archive Warnings", set()),
    ],
)
def test_what_may_be_is_to_review_unless_it_is_declared(
    tmp_path: Path, warnings: str, kinds: set[tuple[str, str | None]]
) -> None:
    answer = verdict("General Audiences", major_character_death=("review", 0.4, None))
    assert found(tmp_path, header(warnings=warnings), answer).keys() == kinds


def test_tags_that_cannot_be_declared_are_not_compared(tmp_path: Path) -> None:
    answer = verdict("General Audiences", spiders=("yes", 0.99, None), violence=("yes", 0.99, None))
    assert found(tmp_path, header(), answer) == {}


def test_a_model_without_ratings_finds_none_too_low(tmp_path: Path) -> None:
    answer = {**verdict("Mature"), "rating": {"value": None, "probabilities": {}}}
    assert found(tmp_path, header(), answer) == {}
