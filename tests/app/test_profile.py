"""``"include": ["passages"]``: how severe a work is along its text."""

import itertools
from typing import Any

import httpx
import pytest

from model import taxonomy
from tests.app import stories

pytestmark = pytest.mark.anyio

RUSSIAN = "Дождь шёл весь день над тихой гаванью, и никто не выходил из дома до самого вечера. " * 12
TWO_CHAPTERS = f"Chapter 1 \N{CRYING FACE}\n\n{stories.GENTLE * 3}\n\nChapter 2\n\n{stories.FIGHT * 2}"


async def verdict_on(client: httpx.AsyncClient, text: str) -> dict[str, Any]:
    response = await client.post("/v1/classify?include=passages", json={"text": text, "evidence": 20})
    assert response.status_code == 200, response.text
    verdict: dict[str, Any] = response.json()
    return verdict


async def test_passages_cover_the_story_in_order(client: httpx.AsyncClient) -> None:
    verdict = await verdict_on(client, TWO_CHAPTERS)
    passages = verdict["passages"]

    assert len(passages) == verdict["document"]["passages"] > 2
    assert {passage["chapter"] for passage in passages} == {1, 2}
    for passage, following in itertools.pairwise(passages):
        assert passage["start"] < passage["end"] <= following["start"]
    between = TWO_CHAPTERS[: passages[0]["start"]] + "".join(
        TWO_CHAPTERS[passage["end"] : following["start"]] for passage, following in itertools.pairwise(passages)
    )
    assert sum(character.isalpha() for character in between) == len("ChapterChapter")


async def test_a_passage_says_how_likely_it_reaches_each_level(client: httpx.AsyncClient) -> None:
    verdict = await verdict_on(client, TWO_CHAPTERS)

    for passage in verdict["passages"]:
        assert {name: len(reached) for name, reached in passage["reached"].items()} == {
            label.name: len(label.levels) - 1 for label in taxonomy.LABELS
        }
        for reached in passage["reached"].values():
            assert reached == sorted(reached, reverse=True)
            assert all(0 <= probability <= 1 for probability in reached)
    gentle, fierce = ([p["reached"]["violence"][1] for p in verdict["passages"] if p["chapter"] == n] for n in (1, 2))
    assert max(gentle) < 0.5 < min(fierce)


async def test_evidence_and_passages_agree(client: httpx.AsyncClient) -> None:
    verdict = await verdict_on(client, TWO_CHAPTERS)
    violence = {passage["start"]: passage["reached"]["violence"][1] for passage in verdict["passages"]}
    (warning,) = (warning for warning in verdict["warnings"] if warning["tag"] == "violence")

    assert warning["evidence"]
    for item in warning["evidence"]:
        assert item["probability"] == pytest.approx(violence[item["start"]], abs=0.001)


async def test_a_passage_that_is_not_english_reaches_nothing(client: httpx.AsyncClient) -> None:
    verdict = await verdict_on(client, f"{stories.FIGHT * 6}\n\nChapter 2\n\n{RUSSIAN}")

    assert [notice["code"] for notice in verdict["document"]["notices"]] == ["partly_judged"]
    assert all(bool(passage["reached"]) == (passage["chapter"] == 1) for passage in verdict["passages"])
    assert verdict["passages"][-1]["chapter"] == 2


@pytest.mark.parametrize("text", ["Hello.", RUSSIAN])
async def test_there_are_no_passages_where_there_is_no_verdict(client: httpx.AsyncClient, text: str) -> None:
    assert (await verdict_on(client, text))["passages"] == []


async def test_passages_come_only_when_asked_for(client: httpx.AsyncClient) -> None:
    response = await client.post("/v1/classify", json={"text": stories.FIGHT})

    assert "passages" not in response.json()
