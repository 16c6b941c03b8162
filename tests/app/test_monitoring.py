"""The alerts and the dashboard that are shipped ask for what the service tells."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from app.settings import Settings
from tests.app import stories
from tests.app.service import opened

pytestmark = pytest.mark.anyio

MONITORING = Path(__file__).parents[2] / "docs" / "deploy" / "monitoring"
ALERTS = yaml.safe_load((MONITORING / "alerts.yaml").read_text(encoding="utf-8"))
PROMETHEUS = yaml.safe_load((MONITORING / "prometheus.yaml").read_text(encoding="utf-8"))
DASHBOARD = json.loads((MONITORING / "dashboard.json").read_text(encoding="utf-8"))

# What Prometheus itself adds to a sample.
ADDED = {"instance", "job", "le"}


def rules() -> list[dict[str, Any]]:
    return [rule for group in ALERTS["groups"] for rule in group["rules"]]


def expressions() -> Iterator[str]:
    yield from (rule["expr"] for rule in rules())
    yield from (target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"])


def asked_for(expression: str) -> Iterator[tuple[str, str]]:
    """Metrics in an expression, each with its selector."""
    yield from re.findall(r"(forewarn_\w+)(?:\{([^}]*)\})?", expression)


@pytest.fixture(scope="module")
async def told() -> dict[str, set[str]]:
    """Names of metrics and of their labels, after a request of each kind."""
    async with opened(Settings(threads=1)) as client:
        await client.post("/v1/classify", json={"text": stories.FIGHT})
        text = (await client.get("/metrics")).text
    names: dict[str, set[str]] = {}
    for name, labels in re.findall(r"^(forewarn_\w+)(?:\{(.*)\})? ", text, re.MULTILINE):
        names.setdefault(name, set()).update(re.findall(r'(\w+)="', labels))
    return names


async def test_every_metric_asked_for_is_told_with_its_labels(told: dict[str, set[str]]) -> None:
    asked = [each for expression in expressions() for each in asked_for(expression)]

    assert len(asked) > 20
    for name, selector in asked:
        assert name in told
        assert set(re.findall(r"(\w+)\s*(?:=~|!=|=|!~)", selector)) <= told[name] | ADDED
    for expression in expressions():
        known = set.union(ADDED, *(told[name] for name, _ in asked_for(expression)))
        for labels in re.findall(r"by \(([^)]*)\)", expression):
            assert {label.strip() for label in labels.split(",")} <= known


async def test_the_documented_metrics_are_those_that_are_told(told: dict[str, set[str]]) -> None:
    documented = (MONITORING.parents[1] / "operations.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(forewarn_\w+)` \| ([^|]*)\|", documented, re.MULTILINE)
    histogram = re.compile(r"_(bucket|count|sum)$")

    assert {name for name, _ in rows} == {histogram.sub("", name) for name in told}
    for name, labels in rows:
        found = told.get(name) or told.get(f"{name}_count", set())
        assert set(re.findall(r"\w+", labels)) == found


async def test_every_route_asked_for_is_one(client: httpx.AsyncClient) -> None:
    paths = (await client.get("/openapi.json")).json()["paths"]
    routes = {route for expression in expressions() for route in re.findall(r'route="([^"]+)"', expression)}

    assert routes
    assert routes <= set(paths)


def test_the_alerts_are_whole() -> None:
    assert len({rule["alert"] for rule in rules()}) == len(rules())
    for rule in rules():
        assert rule["annotations"]["summary"]
        assert rule["labels"]["severity"] in {"page", "ticket"}
        for opening, closing in ("()", "{}", "[]"):
            assert rule["expr"].count(opening) == rule["expr"].count(closing)


def test_prometheus_reads_these_alerts_of_this_job() -> None:
    (job,) = (each["job_name"] for each in PROMETHEUS["scrape_configs"])

    assert [(MONITORING / name).is_file() for name in PROMETHEUS["rule_files"]] == [True]
    assert f'job="{job}"' in (MONITORING / "alerts.yaml").read_text(encoding="utf-8")


def test_the_dashboard_is_whole() -> None:
    panels = DASHBOARD["panels"]
    variables = {each["name"] for each in DASHBOARD["templating"]["list"]}

    assert len({panel["id"] for panel in panels}) == len(panels)
    for panel in panels:
        assert panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24
        assert panel["datasource"]["uid"] == "${datasource}"
    used = set(re.findall(r"\$\{?(\w+)", json.dumps(panels))) - {"__rate_interval"}
    assert used <= variables
