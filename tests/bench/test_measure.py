"""Figures are compared turn by turn, and a target knows which way is better. No test here asserts a time."""

import sys

import pytest

from bench.measure import Spread, in_turns, run, seconds
from bench.targets import Target


def test_what_is_measured_takes_turns_after_a_round_that_does_not_count() -> None:
    calls: list[str] = []

    def subject(name: str) -> float:
        calls.append(name)
        return float(len(calls))

    figures = in_turns({"a": lambda: subject("a"), "b": lambda: subject("b")}, rounds=2)
    assert calls == ["a", "b"] * 3
    assert figures == {"a": Spread((3.0, 5.0)), "b": Spread((4.0, 6.0))}


def test_a_ratio_is_taken_turn_by_turn() -> None:
    # Both slow down by half in the last turn; their ratio does not move.
    assert (Spread((8.0, 8.0, 4.0)) / Spread((2.0, 2.0, 1.0))).runs == (4.0, 4.0, 4.0)


@pytest.mark.parametrize(
    ("floor", "goal", "value", "reached"),
    [
        (10, 20, 25, "goal"),
        (10, 20, 12, "floor"),
        (10, 20, 9, "missed"),
        (600, 300, 250, "goal"),
        (600, 300, 450, "floor"),
        (600, 300, 700, "missed"),
    ],
)
def test_a_goal_below_its_floor_means_that_less_is_better(
    floor: float, goal: float, value: float, reached: str
) -> None:
    assert Target("", Spread((value,)), floor, goal).reached == reached


def test_a_call_is_timed_at_least_once() -> None:
    calls: list[int] = []
    assert seconds(lambda: calls.append(1), at_least=0) > 0
    assert calls == [1]


def test_a_process_that_fails_is_not_measured() -> None:
    assert run([sys.executable, "-c", "pass"]).peak_mb > 1
    with pytest.raises(RuntimeError, match="went wrong"):
        run([sys.executable, "-c", "raise SystemExit('went wrong')"])
