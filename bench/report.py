"""What was measured, as a table, as JSON and as a plot."""

import json
import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.measure import Spread
from bench.targets import Target


@dataclass(slots=True)
class Report:
    """Everything that one run of the benchmark measured.

    Attributes
    ----------
    about
        The machine, the versions and how it was measured.
    figures
        By section and name, with its unit.
    targets : list of Target
    slope
        Seconds a megabyte by size in bytes.
    """

    about: dict[str, Any]
    figures: dict[str, dict[str, tuple[Spread, str]]] = field(default_factory=dict)
    targets: list[Target] = field(default_factory=list)
    slope: dict[int, Spread] = field(default_factory=dict)

    def add(self, section: str, figures: dict[str, Spread], unit: str) -> None:
        """Take figures of one unit into a section."""
        self.figures.setdefault(section, {}).update({name: (spread, unit) for name, spread in figures.items()})

    def table(self) -> str:
        """The report in Markdown."""
        lines = [f"{name}: {value}  " for name, value in self.about.items()]
        for section, figures in self.figures.items():
            rows = ((name, _number(s.median), _range(s), unit) for name, (s, unit) in figures.items())
            lines += ["", f"### {section}", "", *_rows(("", "median", "lowest – highest", "unit"), rows)]
        rows = (
            (t.name, _number(t.measured.median), _range(t.measured), f"{t.floor:g}", f"{t.goal:g}", t.reached)
            for t in self.targets
        )
        heads = ("", "median", "lowest – highest", "floor", "goal", "reached")
        return "\n".join([*lines, "", "### Ratios", "", *_rows(heads, rows), ""])

    def write(self, folder: Path, name: str) -> None:
        """Write table, JSON and, where matplotlib is installed, the plot."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.md").write_text(self.table(), encoding="utf-8")
        whole = {
            "about": self.about,
            "figures": {
                section: {name: {"unit": unit, "runs": spread.runs} for name, (spread, unit) in figures.items()}
                for section, figures in self.figures.items()
            },
            "targets": [
                {"name": t.name, "runs": t.measured.runs, "floor": t.floor, "goal": t.goal, "reached": t.reached}
                for t in self.targets
            ],
        }
        (folder / f"{name}.json").write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        try:
            from bench.plot import draw
        except ImportError:
            print("no plot: matplotlib is missing (pip install forewarn[evaluate])")
        else:
            draw(self, folder / f"{name}.svg")


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _range(spread: Spread) -> str:
    return f"{_number(min(spread.runs))} – {_number(max(spread.runs))}"


def _rows(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    rule = "|---|" + "---:|" * (len(heads) - 1)
    return [f"| {' | '.join(heads)} |", rule, *(f"| {' | '.join(row)} |" for row in rows)]


def machine() -> dict[str, Any]:
    """What the figures depend on."""
    cpu = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo") as lines:
            cpu = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), cpu)
    except OSError:
        pass
    libraries = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scikit-learn", "fastapi", "uvicorn"))
    return {
        "machine": f"{cpu}, {os.cpu_count()} cores, {platform.system()}",
        "python": f"{platform.python_version()}; {libraries}",
        "load before the run": f"{os.getloadavg()[0]:.2f} (1 minute)",
    }
