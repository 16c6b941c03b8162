import base64
import json
from typing import Any

import httpx
import pytest

from model import taxonomy
from tests.app import stories

pytestmark = pytest.mark.anyio

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def probability(verdict: dict[str, Any], tag: str) -> float:
    return next(warning["probability"] for warning in verdict["warnings"] if warning["tag"] == tag)


async def classify(client: httpx.AsyncClient, **item: Any) -> dict[str, Any]:
    response = await client.post("/v1/classify", json=item)
    assert response.status_code == 200, response.text
    verdict: dict[str, Any] = response.json()
    return verdict


async def test_an_answer_has_the_shape_of_the_contract(client: httpx.AsyncClient) -> None:
    verdict = await classify(client, id="upload-4711", text=stories.FIGHT)

    assert list(verdict) == [
        "id",
        "rating",
        "warnings",
        "severities",
        "declared",
        "mismatches",
        "document",
        "model",
    ]
    assert verdict["id"] == "upload-4711"
    assert tuple(verdict["rating"]["probabilities"]) == taxonomy.RATINGS
    assert sum(verdict["rating"]["probabilities"].values()) == pytest.approx(1, abs=1e-3)
    assert [warning["tag"] for warning in verdict["warnings"]] == [
        label.tag.name for label in taxonomy.LABELS if label.tag
    ]
    for warning in verdict["warnings"]:
        assert {"tag", "decision", "probability", "severity", "archive_warning", "evidence"} <= set(warning)
        assert warning["decision"] in ("yes", "no", "review")
    for label in taxonomy.LABELS:
        assert verdict["severities"][label.name] in label.levels
    assert set(verdict["document"]) == {"format", "language", "chapters", "words", "passages", "notices"}
    assert set(verdict["model"]) == {"name", "version", "sha256"}


async def test_a_massacre_is_told_from_an_apple_pie(client: httpx.AsyncClient) -> None:
    fight = await classify(client, text=stories.FIGHT)
    gentle = await classify(client, text=stories.GENTLE)

    assert probability(fight, "violence") > 0.5 > probability(gentle, "violence")
    assert fight["rating"]["value"] != taxonomy.GENERAL


async def test_evidence_offsets_point_into_the_text_returned(client: httpx.AsyncClient) -> None:
    text = f"Chapter 1 \N{CRYING FACE}\r\n\r\n{stories.GENTLE}\r\n\r\nChapter 2\r\n\r\n{stories.FIGHT}"
    verdict = await classify(client, text=text, include=["text"])

    assert verdict["text"] == text
    passages = [passage for warning in verdict["warnings"] for passage in warning["evidence"]]
    assert passages
    for passage in passages:
        assert text[passage["start"] : passage["end"]] == passage["text"]


async def test_notes_come_only_when_asked_for(client: httpx.AsyncClient) -> None:
    text = f"A/N: Thank you all for reading!\n\n{stories.GENTLE}"

    assert "notes" not in await classify(client, text=text)
    notes = (await classify(client, text=text, include=["notes"]))["notes"]
    assert any("Thank you all" in note["text"] for note in notes)


async def test_evidence_is_as_much_as_asked_for(client: httpx.AsyncClient) -> None:
    for wanted in (0, 1):
        verdict = await classify(client, text=stories.FIGHT, evidence=wanted)
        assert max(len(warning["evidence"]) for warning in verdict["warnings"]) == wanted


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (stories.FIGHT.encode(), "text/plain"),
        (stories.FIGHT.encode("utf-16"), "text/plain"),
        (stories.html(stories.FIGHT).encode(), "text/html; charset=utf-8"),
        (f"# A Tale\n\n{stories.FIGHT}".encode(), "text/markdown"),
        (stories.epub(stories.FIGHT), "application/epub+zip"),
        (stories.docx(stories.FIGHT), DOCX),
    ],
    ids=["text", "utf-16", "html", "markdown", "epub", "docx"],
)
async def test_the_same_story_is_judged_alike_in_every_format_and_way(
    client: httpx.AsyncClient, body: bytes, media_type: str
) -> None:
    expected = probability(await classify(client, text=stories.FIGHT), "violence")
    encoded = base64.encodebytes(body).decode()

    as_body = await client.post("/v1/classify", content=body, headers={"Content-Type": media_type})
    as_form = await client.post("/v1/classify", files={"file": ("work", body, media_type)})
    as_json = await client.post("/v1/classify", json={"content_base64": encoded, "media_type": media_type})

    for response in (as_body, as_form, as_json):
        assert response.status_code == 200, response.text
        assert response.json()["document"]["format"] == media_type.partition(";")[0]
        assert probability(response.json(), "violence") == pytest.approx(expected, abs=0.02)


@pytest.mark.parametrize(("field", "format"), [("html", "text/html"), ("markdown", "text/markdown")])
async def test_markup_goes_into_json_as_it_is(client: httpx.AsyncClient, field: str, format: str) -> None:
    verdict = await classify(client, **{field: "<p>Caf\u00e9 \u2014 " + stories.GENTLE + "</p>"}, include=["text"])

    assert verdict["document"]["format"] == format
    assert "Caf\u00e9 \u2014" in verdict["text"]


async def test_html_in_json_is_not_decoded_by_its_own_charset(client: httpx.AsyncClient) -> None:
    page = f"<meta charset='iso-8859-1'><title>A Tale</title><p>Caf\u00e9. {stories.GENTLE}</p>"

    assert "Caf\u00e9" in (await classify(client, html=page, include=["text"]))["text"]


@pytest.mark.parametrize(
    "headers",
    [{}, {"Content-Type": "application/x-www-form-urlencoded"}, {"Content-Type": "application/octet-stream"}],
)
async def test_a_body_without_a_useful_type_is_found_out(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    for body, format in (
        (stories.FIGHT.encode(), "text/plain"),
        (stories.epub(stories.FIGHT), "application/epub+zip"),
    ):
        response = await client.post("/v1/classify", content=body, headers=headers)
        assert response.json()["document"]["format"] == format


async def test_json_without_its_header_is_still_json(client: httpx.AsyncClient) -> None:
    response = await client.post(
        "/v1/classify",
        content=json.dumps({"id": 7, "text": stories.GENTLE}),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )

    assert response.json()["id"] == 7


async def test_options_go_into_the_address_of_a_raw_body(client: httpx.AsyncClient) -> None:
    response = await client.post(
        "/v1/classify",
        params={
            "id": "a",
            "rating": "T",
            "warning": ["No Archive Warnings Apply"],
            "include": "text,notes",
            "evidence": 0,
        },
        content=stories.FIGHT,
        headers={"Content-Type": "text/plain"},
    )
    verdict = response.json()

    assert verdict["id"] == "a"
    assert verdict["declared"] == {"rating": taxonomy.TEEN, "archive_warnings": [taxonomy.NO_WARNINGS_APPLY]}
    assert {"text", "notes"} <= set(verdict)
    assert not any(warning["evidence"] for warning in verdict["warnings"])


async def test_options_go_into_the_fields_of_a_form(client: httpx.AsyncClient) -> None:
    response = await client.post(
        "/v1/classify?id=address",
        files={"file": ("story.txt", stories.FIGHT)},
        data={"id": "form", "rating": "PG-13", "evidence": "0"},
    )
    verdict = response.json()

    assert verdict["id"] == "form"
    assert verdict["declared"]["rating"] == taxonomy.TEEN
    assert not any(warning["evidence"] for warning in verdict["warnings"])


async def test_what_is_declared_moves_no_prediction_but_is_compared(client: httpx.AsyncClient) -> None:
    declared = {"rating": taxonomy.GENERAL, "archive_warnings": [taxonomy.NO_WARNINGS_APPLY]}
    alone = await classify(client, text=stories.FIGHT)
    stated = await classify(client, text=stories.FIGHT, declared=declared)

    assert stated["rating"] == alone["rating"]
    assert stated["warnings"] == alone["warnings"]
    assert stated["declared"] == declared
    assert {"kind": "missing_warning", "tag": "violence"} in stated["mismatches"]
    assert any(mismatch["kind"] == "rating_too_low" for mismatch in stated["mismatches"])


async def test_text_that_cannot_be_judged_says_so(client: httpx.AsyncClient) -> None:
    verdict = await classify(client, text="Hello.")

    assert verdict["rating"] == {"value": None, "probabilities": {}}
    assert verdict["warnings"] == []
    assert [notice["code"] for notice in verdict["document"]["notices"]] == ["too_short"]
    assert verdict["id"] is None
