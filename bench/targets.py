"""What Forewarn is held to: ratios within one run, with a floor and a goal."""

from dataclasses import dataclass

from bench.measure import Spread


@dataclass(frozen=True, slots=True)
class Target:
    """A ratio (or megabytes of memory) and what it should be.

    Attributes
    ----------
    name
        What is compared with what.
    measured : Spread
    floor, goal
        What must be and what should be reached. Where the goal is below the floor, less is better.
    """

    name: str
    measured: Spread
    floor: float
    goal: float

    @property
    def reached(self) -> str:
        """``"goal"``, ``"floor"`` or ``"missed"``."""
        sign = 1 if self.goal > self.floor else -1
        value = sign * self.measured.median
        if value >= sign * self.goal:
            return "goal"
        return "floor" if value >= sign * self.floor else "missed"
