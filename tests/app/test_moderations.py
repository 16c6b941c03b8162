"""OpenAI's shape, asked by OpenAI's own client."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest
from openai.types import moderation as theirs

from model import taxonomy
from tests.app import stories
from tests.app.keys import made
from tests.app.process import served


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keys") / "keys.json"


@pytest.fixture(scope="module")
def key(keys: Path) -> str:
    return made(keys, "archive")


@pytest.fixture(scope="module")
def address(keys: Path, key: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    log = tmp_path_factory.mktemp("serve") / "log"
    with served(log, FOREWARN_KEYS=str(keys), FOREWARN_MAX_BATCH_ITEMS="3") as (port, _):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def client(address: str, key: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{address}/v1", api_key=key, max_retries=0) as client:
        yield client


@pytest.fixture(scope="module")
def plain(address: str, key: str) -> Iterator[httpx.Client]:
    """A client that knows nothing of OpenAI's."""
    with httpx.Client(base_url=address, headers={"Authorization": f"Bearer {key}"}, timeout=60) as client:
        yield client


def spelled(model: Any) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()}


def test_a_work_is_moderated(client: openai.OpenAI) -> None:
    answer = client.moderations.create(model="omni-moderation-latest", input=stories.FIGHT)
    (result,) = answer.results

    assert answer.id.startswith("modr-")
    assert answer.model.startswith("forewarn-")
    assert result.flagged is True
    assert result.categories.violence is True
    assert result.categories.violence_graphic is True
    assert result.categories.sexual is False
    assert result.category_scores.violence >= result.category_scores.violence_graphic > 0.5
    assert result.category_scores.sexual < 0.5
    assert result.category_applied_input_types.violence == ["text"]


def test_works_are_answered_in_order(client: openai.OpenAI) -> None:
    answer = client.moderations.create(input=[stories.GENTLE, stories.FIGHT])

    assert [result.flagged for result in answer.results] == [False, True]


def test_parts_make_one_work(client: openai.OpenAI) -> None:
    parts = [{"type": "text", "text": text} for text in stories.FIGHT.split("\n\n") if text]
    answer = client.moderations.create(input=parts)  # type: ignore[arg-type]

    assert [result.flagged for result in answer.results] == [True]


def test_what_is_not_judged_is_false_and_nought_and_said_to_be_so(client: openai.OpenAI) -> None:
    (result,) = client.moderations.create(input=stories.FIGHT).results
    unjudged = {name for name, judged in taxonomy.OPENAI_CATEGORIES.items() if judged is None}
    categories, scores = (each.model_dump(by_alias=True) for each in (result.categories, result.category_scores))
    types = result.category_applied_input_types.model_dump(by_alias=True)

    assert len(unjudged) == 10
    for name in unjudged:
        assert (categories[name], scores[name], types[name]) == (False, 0.0, [])


def test_every_category_of_theirs_is_answered_and_ours_beside_them(client: openai.OpenAI) -> None:
    (result,) = client.moderations.create(input=stories.GENTLE).results
    tags = {label.tag.name for label in taxonomy.LABELS if label.tag}

    for shape, answered in (
        (theirs.Categories, result.categories),
        (theirs.CategoryScores, result.category_scores),
        (theirs.CategoryAppliedInputTypes, result.category_applied_input_types),
    ):
        assert set(answered.model_dump(by_alias=True)) == spelled(shape) | tags


def test_categories_follow_the_verdict(client: openai.OpenAI, plain: httpx.Client) -> None:
    for story in (stories.FIGHT, stories.GENTLE):
        verdict = plain.post("/v1/classify", json={"text": story}).json()
        (result,) = client.moderations.create(input=story).results
        categories, scores = (each.model_dump(by_alias=True) for each in (result.categories, result.category_scores))

        assert categories["violence/graphic"] == (verdict["severities"]["violence"] == "graphic")
        for warning in verdict["warnings"]:
            assert scores[warning["tag"]] == warning["probability"]
            if warning["decision"] != "review":
                assert categories[warning["tag"]] == (warning["decision"] == "yes")


def test_a_work_that_cannot_be_judged_says_why(client: openai.OpenAI) -> None:
    (result,) = client.moderations.create(input="").results

    assert result.flagged is False
    assert [notice["code"] for notice in result.notices] == ["too_short"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("asked", "param"),
    [
        ([], "input"),
        (None, "input"),
        (5, "input"),
        ([1, 2], "input[0]"),
        (["a", 2], "input[1]"),
        (["a"] * 4, "input"),
        ([{"type": "image_url", "image_url": {"url": "https://archive.example/a.png"}}], "input[0].type"),
        ([{"type": "text", "text": "a"}, "b"], "input[1].type"),
        ([{"type": "text"}], "input[0].text"),
        ([{"type": "text", "text": "a", "txt": "b"}], "input[0].text"),
    ],
)
def test_a_wrong_input_is_named(client: openai.OpenAI, asked: Any, param: str) -> None:
    with pytest.raises(openai.UnprocessableEntityError) as caught:
        client.moderations.create(input=asked)

    assert caught.value.param == param
    assert caught.value.code == "invalid-request"
    assert caught.value.type == "invalid_request_error"
    assert caught.value.message.startswith("Error code: 422")
    assert isinstance(caught.value.body, dict)
    assert caught.value.body["message"].startswith(f"{param}: ")


def test_a_work_that_cannot_be_read_is_named(client: openai.OpenAI) -> None:
    with pytest.raises(openai.UnprocessableEntityError, match="422") as caught:
        client.moderations.create(input=["A story.", "a\n" * 2_000_000])

    assert isinstance(caught.value.body, dict)
    assert caught.value.body["message"].startswith("input[1]: ")
    assert caught.value.code == "document-too-large"


def test_an_error_is_a_problem_as_everywhere(plain: httpx.Client) -> None:
    response = plain.post("/v1/moderations", json={"inputs": "A story."})
    problem = response.json()

    assert response.status_code == problem["status"] == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert problem["type"] == "/problems/invalid-request"
    assert {each["field"] for each in problem["errors"]} == {"input", "inputs"}
    assert "Known: input, model" in problem["errors"][1]["detail"]
    assert problem["error"]["message"] == problem["detail"]
    assert "error" not in plain.post("/v1/classify", json={}).json()


def test_a_key_that_is_not_known_is_told_so(address: str) -> None:
    stranger = openai.OpenAI(base_url=f"{address}/v1", api_key="fw_wrong")
    with stranger, pytest.raises(openai.AuthenticationError) as caught:
        stranger.moderations.create(input="A story.")

    assert caught.value.code == "unauthorized"
