"""What is deployed with is what the service knows."""

import configparser
import re
import shlex
from dataclasses import fields
from pathlib import Path

import pytest
import yaml

from app.cli import parser
from app.settings import Settings, variable

DEPLOY = Path(__file__).parents[2] / "docs" / "deploy"
OPERATIONS = (DEPLOY.parent / "operations.md").read_text(encoding="utf-8")
VARIABLES = {variable(field.name): field for field in fields(Settings)}


class Unit(configparser.RawConfigParser):
    """Keys of a unit keep their case, and may come several times."""

    def optionxform(self, optionstr: str) -> str:
        return optionstr


@pytest.fixture(scope="module")
def unit() -> configparser.RawConfigParser:
    parser = Unit(strict=False)
    parser.read(DEPLOY / "forewarn.service", encoding="utf-8")
    return parser


@pytest.fixture(scope="module")
def container() -> dict[str, object]:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
    found: dict[str, object] = services["forewarn"]
    return found


def test_the_commands_are_understood(unit: configparser.RawConfigParser, container: dict[str, object]) -> None:
    for command in (shlex.split(unit["Service"]["ExecStart"]), container["command"]):
        assert isinstance(command, list)
        assert command[0].endswith("forewarn")
        assert parser().parse_args(command[1:]).workers == 2


def test_both_have_time_to_drain(unit: configparser.RawConfigParser, container: dict[str, object]) -> None:
    drained = Settings().drain_seconds + Settings().drain_delay_seconds
    assert int(unit["Service"]["TimeoutStopSec"]) > drained
    assert int(str(container["stop_grace_period"]).removesuffix("s")) > drained


def test_both_run_as_nobody_on_a_root_that_they_cannot_write(
    unit: configparser.RawConfigParser, container: dict[str, object]
) -> None:
    assert unit["Service"]["User"] == "forewarn"
    assert unit["Service"]["ProtectSystem"] == "strict"
    assert unit["Service"]["CapabilityBoundingSet"] == ""
    assert container["user"] == "10001:10001"
    assert container["read_only"] is True
    assert container["cap_drop"] == ["ALL"]


def test_settings_that_are_named_exist() -> None:
    for path in (DEPLOY / "forewarn.service", DEPLOY / "compose.yaml", DEPLOY.parent / "operations.md"):
        named = set(re.findall(r"FOREWARN_[A-Z0-9_]+", path.read_text(encoding="utf-8")))
        assert named <= set(VARIABLES), path


def test_limits_are_documented_with_the_defaults_they_have() -> None:
    rows = dict(re.findall(r"\| `(FOREWARN_\w+)` \| (\d[\w ]*) \|", OPERATIONS))
    units = {"KiB": 1024, "MiB": 1024**2}
    assert len(rows) >= 10
    for name, told in rows.items():
        number, _, unit = told.partition(" ")
        assert int(number) * units.get(unit, 1) == getattr(Settings(), VARIABLES[name].name), name


def test_what_shows_that_a_fault_is_survived_exists() -> None:
    for path in re.findall(r"`(tests/[\w/]+\.py)`", OPERATIONS):
        assert (DEPLOY.parents[1] / path).is_file(), path
