import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from model import __version__, taxonomy
from model.documents import SUPPORTED

pytestmark = pytest.mark.anyio


async def test_the_model_says_what_it_is(client: httpx.AsyncClient) -> None:
    model = (await client.get("/v1/model")).json()

    assert model["name"] == "forewarn"
    assert re.fullmatch("[0-9a-f]{64}", model["sha256"])
    assert [label["name"] for label in model["labels"]] == [label.name for label in taxonomy.LABELS]
    assert model["ratings"] == list(taxonomy.RATINGS)
    assert model["corpora"]
    assert "figures" in model


async def test_every_verdict_names_the_model_that_is_described(client: httpx.AsyncClient) -> None:
    model = (await client.get("/v1/model")).json()
    verdict = (await client.post("/v1/classify", json={"text": "Hello."})).json()

    assert verdict["model"] == {key: model[key] for key in ("name", "version", "sha256")}


async def test_alive_and_ready(client: httpx.AsyncClient) -> None:
    for path in ("/healthz", "/readyz"):
        assert (await client.get(path)).status_code == 200
        assert (await client.head(path)).status_code == 200


async def test_the_page_for_people_leads_to_the_documents(client: httpx.AsyncClient) -> None:
    page = await client.get("/")

    assert page.headers["content-type"].startswith("text/html")
    assert "/docs" in page.text
    assert (await client.get("/docs")).status_code == 200


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for member in node.values():
            yield from references(member)
    elif isinstance(node, list):
        for member in node:
            yield from references(member)


async def test_openapi_names_no_schema_that_it_does_not_hold(client: httpx.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()
    schemas = document["components"]["schemas"]
    found = set(references(document))

    assert document["info"]["version"] == __version__
    assert "#/components/schemas/Verdict" in found
    assert found <= {f"#/components/schemas/{name}" for name in schemas}


async def test_openapi_tells_every_body_answer_and_error(client: httpx.AsyncClient) -> None:
    paths = (await client.get("/openapi.json")).json()["paths"]

    bodies = paths["/v1/classify"]["post"]["requestBody"]["content"]
    assert set(bodies) == {"application/json", "multipart/form-data", *SUPPORTED}
    batches = paths["/v1/classify/batch"]["post"]["requestBody"]["content"]
    assert set(batches) == {"application/json", "application/x-ndjson"}
    for path, operations in paths.items():
        for method, operation in operations.items():
            for status, response in operation["responses"].items():
                (media_type, *_), content = list(response["content"]), response["content"]
                if int(status) >= 400:
                    assert media_type == "application/problem+json", (path, method, status)
                elif media_type == "application/json":
                    assert "example" in content[media_type], (path, method)


async def test_the_examples_of_the_document_work(client: httpx.AsyncClient) -> None:
    paths = (await client.get("/openapi.json")).json()["paths"]
    for path in ("/v1/classify", "/v1/classify/batch"):
        for media_type, body in paths[path]["post"]["requestBody"]["content"].items():
            if "example" not in body:
                continue
            example = body["example"]
            content = example if isinstance(example, str) else json.dumps(example)
            response = await client.post(path, content=content, headers={"Content-Type": media_type})
            assert response.status_code == 200, (path, media_type, response.text)


async def test_the_documented_answer_has_the_members_of_a_real_one(client: httpx.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()
    content = document["paths"]["/v1/classify"]["post"]["responses"]["200"]["content"]["application/json"]
    verdict = (await client.post("/v1/classify", json={"text": "Hello."})).json()

    assert list(content["example"]) == list(verdict)
    properties = document["components"]["schemas"]["Verdict"]["properties"]
    assert set(properties) == {*verdict, "text", "notes", "passages"}
