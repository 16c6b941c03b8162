"""A run is told as a table and as JSON, with its spread."""

import json
from pathlib import Path

from bench.measure import Spread
from bench.report import Report
from bench.targets import Target


def a_report() -> Report:
    report = Report({"machine": "a toy"})
    report.add("Scoring", {"forewarn, scores": Spread((40.0, 50.0, 60.0))}, "MB/s")
    report.targets.append(Target("scoring against wc -w", Spread((0.3, 0.25, 0.2)), 0.2, 0.4))
    report.slope = {1000: Spread((0.5, 0.6)), 10_000: Spread((0.1, 0.2))}
    return report


def test_the_table_shows_medians_and_their_spread() -> None:
    table = a_report().table()
    assert "| forewarn, scores | 50 | 40 – 60 | MB/s |" in table
    assert "| scoring against wc -w | 0.25 | 0.2 – 0.3 | 0.2 | 0.4 | floor |" in table


def test_the_json_holds_every_run(tmp_path: Path) -> None:
    a_report().write(tmp_path / "results", "full")
    written = json.loads((tmp_path / "results" / "full.json").read_text(encoding="utf-8"))
    assert written["figures"]["Scoring"]["forewarn, scores"] == {"unit": "MB/s", "runs": [40.0, 50.0, 60.0]}
    assert written["targets"][0]["reached"] == "floor"
    assert (tmp_path / "results" / "full.md").read_text(encoding="utf-8") == a_report().table()
