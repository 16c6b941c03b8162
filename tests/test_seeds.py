"""The seeds keep to what `seeds/README.md` promises."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml

from model.taxonomy import LABELS, RATINGS

SEEDS = Path(__file__).parents[1] / "seeds"
SHELVES = {
    *("hearts", "magic", "stars", "shadows", "posted", "letters"),
    *(
        "frontiers",
        "wards",
        "realms",
        "kin",
        "quests",
        "harbours",
        "banners",
        "lanterns",
        "hollows",
        "tides",
        "hearths",
    ),
}
OF_PASSAGES_ALONE = {"specks"}
OF_WORKS_ALONE = {
    *("comets", "thresholds", "cellars", "kitchens", "crossings"),
    *("satellites", "wells", "lodgings", "tables", "echoes", "crews", "weathers", "shifts"),
    *("stations", "mirrors", "orchards", "ferries", "attics"),
}
HIGHEST = {label.name: len(label.levels) - 1 for label in LABELS} | {"rating": len(RATINGS) - 1, "sexual_content": 2}
"""Nothing sexual is graphic in the seeds."""

TITLES = frozenset(
    ["captain", "brother", "sister", "queen", "king", "mother", "old", "ser", "sir", "lady", "lord", "dr", "mr", "mrs"]
)


@dataclass(frozen=True)
class Seed:
    """A passage or a work."""

    id: str
    text: str
    labels: dict[str, Any]
    about: dict[str, Any]

    @property
    def who_dies(self) -> list[str]:
        return list(self.about.get("who_dies", []))


def read_passages() -> Iterator[Seed]:
    for path in sorted((SEEDS / "passages").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield Seed(row["id"], row["text"], {label.name: row[label.name] for label in LABELS}, row)


def read_works() -> Iterator[Seed]:
    for path in sorted((SEEDS / "works").glob("*.md")):
        _, front_matter, story = path.read_text(encoding="utf-8").split("---\n", 2)
        about = yaml.safe_load(front_matter)
        yield Seed(path.stem, story, about["labels"], about)


PASSAGES, WORKS = list(read_passages()), list(read_works())
ALL = [*PASSAGES, *WORKS]


def shelf_of(work: str) -> str:
    return work.split("-")[0]


def words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text.lower())


def name_is_told(seed: Seed) -> bool:
    """Whether each name (of those who have one) stands in the text, titles aside, in any case or form."""
    text = seed.text.lower()
    names = [re.findall(r"\b[A-ZÀ-Ý][\w’'-]+", who) for who in seed.who_dies]
    given = [[name.lower() for name in parts if name.lower() not in TITLES] for parts in names]
    return all(any(name in text for name in parts) for parts in given if parts)


def test_there_is_something_to_check() -> None:
    assert len(PASSAGES) >= 1200
    assert len(WORKS) >= 150
    assert len({seed.id for seed in ALL}) == len(ALL)


@pytest.mark.parametrize("seeds", [PASSAGES, WORKS], ids=["passages", "works"])
def test_labels_are_whole_numbers_in_range(seeds: list[Seed]) -> None:
    wrong = [
        (seed.id, label, level)
        for seed in seeds
        for label, level in seed.labels.items()
        if type(level) is not int or not 0 <= level <= HIGHEST[label]
    ]
    assert wrong == []


def test_every_label_is_judged_and_works_are_rated() -> None:
    names = {label.name for label in LABELS}
    assert all(seed.labels.keys() == names for seed in PASSAGES)
    assert all(seed.labels.keys() == names | {"rating"} for seed in WORKS)


@pytest.mark.parametrize("label", LABELS, ids=lambda label: label.name)
def test_every_level_allowed_is_told_often(label: Any) -> None:
    levels = [seed.labels[label.name] for seed in PASSAGES]
    assert all(levels.count(level) >= 20 for level in range(HIGHEST[label.name] + 1))


def test_passages_have_80_to_160_words() -> None:
    assert [seed.id for seed in PASSAGES if not 80 <= len(seed.text.split()) <= 160] == []


def test_works_have_400_to_1550_words_or_as_many_as_magazines_print() -> None:
    lengths = {seed.id: len(seed.text.split()) for seed in WORKS}
    wrong = [
        (name, length)
        for name, length in lengths.items()
        if not (1600 <= length <= 4000 if shelf_of(name) in OF_WORKS_ALONE else 400 <= length <= 1550)
    ]
    assert wrong == []


def test_who_dies_is_told_where_someone_major_does_and_only_there() -> None:
    assert [seed.id for seed in ALL if (seed.labels["death"] == 2) != bool(seed.who_dies)] == []


def test_names_of_the_dead_stand_in_the_text() -> None:
    assert [seed.id for seed in ALL if not name_is_told(seed)] == []


def test_at_least_a_third_are_traps() -> None:
    for seeds in (PASSAGES, WORKS):
        assert 3 * sum(bool(seed.about.get("trap")) for seed in seeds) >= len(seeds)


def test_traps_have_low_labels_as_well_as_high_ones() -> None:
    harms = [max(seed.labels["violence"], seed.labels["death"]) for seed in ALL if seed.about.get("trap")]
    assert min(harms.count(0), len(harms) - harms.count(0)) > 50


def test_no_two_seeds_are_near_duplicates() -> None:
    """Two seeds share fewer than three runs of eight words."""
    holders: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for seed in ALL:
        spoken = words(seed.text)
        for at in range(len(spoken) - 7):
            holders[tuple(spoken[at : at + 8])].add(seed.id)
    shared: dict[tuple[str, str], int] = defaultdict(int)
    for found in holders.values():
        for pair in combinations(sorted(found), 2):
            shared[pair] += 1
    assert {pair: times for pair, times in shared.items() if times >= 3} == {}


def test_every_shelf_holds_passages_and_works() -> None:
    assert {path.stem for path in (SEEDS / "passages").glob("*.jsonl")} == SHELVES | OF_PASSAGES_ALONE
    assert {shelf_of(work.id) for work in WORKS} == SHELVES | OF_WORKS_ALONE
    assert all(
        seed.id.startswith(f"seed-{shelf}-")
        for shelf in SHELVES | OF_PASSAGES_ALONE
        for seed in PASSAGES
        if f"-{shelf}-" in seed.id
    )


def test_every_passage_is_a_work_of_its_own() -> None:
    assert all(seed.about["source"] == "seeds" and seed.about["work"] for seed in PASSAGES)
