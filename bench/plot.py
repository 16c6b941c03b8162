"""The run as a picture: how fast text is read, and what a megabyte costs at every size."""

from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib

if TYPE_CHECKING:
    from bench.report import Report

matplotlib.use("svg")

from matplotlib import pyplot as plt

_OWN, _OTHERS = "#8b1e3f", "#b8b8b8"


def draw(report: "Report", path: Path) -> None:
    """Draw a report into a file."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4), layout="constrained")
    scoring = next((figures for section, figures in report.figures.items() if section.startswith("Scoring")), {})
    ranked = sorted(scoring.items(), key=lambda item: item[1][0].median)
    medians = [spread.median for _, (spread, _) in ranked]
    ends = [[s.median - min(s.runs) for _, (s, _) in ranked], [max(s.runs) - s.median for _, (s, _) in ranked]]
    names = [name for name, _ in ranked]
    left.barh(names, medians, xerr=ends, color=[_OWN if name.startswith("forewarn") else _OTHERS for name in names])
    left.set(xscale="log", xlabel="MB a second", title="From text to numbers")
    sizes = list(report.slope)
    right.plot(sizes, [report.slope[size].median for size in sizes], color=_OWN, marker="o")
    lowest = [min(report.slope[size].runs) for size in sizes]
    highest = [max(report.slope[size].runs) for size in sizes]
    right.fill_between(sizes, lowest, highest, color=_OWN, alpha=0.2)
    right.set(
        xscale="log", yscale="log", xlabel="bytes of the work", ylabel="seconds a MB", title="A verdict's cost by size"
    )
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
