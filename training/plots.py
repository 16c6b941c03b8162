"""The model card's plots, of public works whose source was left out. They need matplotlib: ``forewarn[evaluate]``."""

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import precision_recall_curve, roc_auc_score

from model.pooling import sigmoid
from model.taxonomy import LABELS, RATINGS
from training.evaluate import Measured

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SHOWN: Final = (("sexual_content", 1), ("violence", 2), ("death", 2), ("language", 1))
COLOURS: Final = ("#b5487f", "#c8502d", "#37474f", "#2f7fa3")
N_BINS: Final = 8
MIN_IN_BIN: Final = 5
MIN_SIDE: Final = 3
"""Works on either side of a label that a source needs before it gets an AUC of its own."""

PLOTS: Final = {
    "precision-recall.png": "Precision and recall of each label as the threshold moves; the dots: probability one half",
    "reliability.png": "Of works given a probability, how many have the label; on the dotted line promises are kept",
    "ratings.png": "Ratings as one reader gave them, and as the model does; shading is the share of the row",
    "sources.png": "AUC by the author left out; beside each dot, how many of the author's works have the label",
}


def draw(folder: Path, measured: Measured) -> bool:
    """Draw every plot; the same figures give the same bytes.

    Parameters
    ----------
    folder
        Where the PNG files go.
    measured : Measured

    Returns
    -------
    bool
        False, and nothing drawn, where matplotlib is not installed or there are no public works.
    """
    public = np.array([work.is_public for work in measured.corpus.works], bool)
    if find_spec("matplotlib") is None or not public.any():
        return False
    import matplotlib as mpl
    from matplotlib.figure import Figure

    sizes = {"ratings.png": (4.2, 3.8), "sources.png": (7.2, 5.0)}
    pens = {
        "precision-recall.png": _precision_recall,
        "reliability.png": _reliability,
        "ratings.png": _ratings,
        "sources.png": _sources,
    }
    with mpl.rc_context({"font.size": 9, "axes.spines.top": False, "axes.spines.right": False}):
        for name, pen in pens.items():
            figure = Figure(figsize=sizes.get(name, (4.8, 4.2)), layout="constrained")
            pen(figure.subplots(), measured, public)
            figure.savefig(folder / name, dpi=110, metadata={"Software": None})
    return True


def _question(
    measured: Measured, head: tuple[str, int], kept: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Probabilities and labels of the works that were judged."""
    name, level = head
    column = measured.corpus.labels().column
    if head not in column:
        return np.empty(0), np.empty(0, bool)
    known = kept & np.array([name in work.labels for work in measured.corpus.works], bool)
    reached = np.array([work.labels.get(name, 0) >= level for work in measured.corpus.works], bool)
    return sigmoid(measured.works.log_odds[known, column[head]]), reached[known]


def _named(head: tuple[str, int]) -> str:
    name, level = head
    levels = next(label.levels for label in LABELS if label.name == name)
    return f"{name.replace('_', ' ')}: {levels[level]}{'' if level == len(levels) - 1 else ' or more'}"


def _precision_recall(axes: "Axes", measured: Measured, public: NDArray[np.bool_]) -> None:
    for head, colour in zip(SHOWN, COLOURS, strict=True):
        probabilities, reached = _question(measured, head, public)
        if not reached.any():
            continue
        precision, recall, _ = precision_recall_curve(reached, probabilities)
        axes.plot(recall, precision, color=colour, label=f"{_named(head)} ({reached.sum()} of {len(reached)})")
        said = probabilities >= 0.5
        if said.any():
            axes.plot((said & reached).sum() / reached.sum(), (said & reached).sum() / said.sum(), "o", color=colour)
    axes.set(xlabel="recall", ylabel="precision", xlim=(0, 1.01), ylim=(0, 1.02))
    axes.set_title("Whole works, source left out", pad=64)
    axes.legend(frameon=False, loc="lower left", bbox_to_anchor=(0, 1))


def _reliability(axes: "Axes", measured: Measured, public: NDArray[np.bool_]) -> None:
    axes.plot((0, 1), (0, 1), ":", color="#999999")
    for head, colour in zip(SHOWN, COLOURS, strict=True):
        probabilities, reached = _question(measured, head, public)
        bins = np.minimum((probabilities * N_BINS).astype(int), N_BINS - 1)
        points = [
            (probabilities[bins == b].mean(), reached[bins == b].mean(), (bins == b).sum())
            for b in range(N_BINS)
            if (bins == b).sum() >= MIN_IN_BIN
        ]
        if points:
            promised, kept, counts = zip(*points, strict=True)
            axes.plot(promised, kept, "-", color=colour, label=_named(head), linewidth=1)
            axes.scatter(promised, kept, s=np.array(counts) * 0.9, color=colour, alpha=0.7)
    axes.set(xlabel="probability given", ylabel="share with the label", xlim=(0, 1), ylim=(-0.02, 1.02))
    axes.set_title("Reliability; a dot's area is its number of works")
    axes.legend(frameon=False, loc="upper left")


def _ratings(axes: "Axes", measured: Measured, public: NDArray[np.bool_]) -> None:
    rated = [number for number in np.flatnonzero(public) if measured.corpus.works[number].rating is not None]
    table = np.zeros((len(RATINGS), len(RATINGS)), int)
    said = (measured.works.rating_reached[rated] >= 0.5).sum(axis=1)
    for number, answer in zip(rated, said.tolist(), strict=True):
        table[measured.corpus.works[number].rating or 0, answer] += 1
    axes.imshow(table / np.maximum(table.sum(axis=1, keepdims=True), 1), cmap="Blues", vmin=0, vmax=1)
    for row, column in np.ndindex(*table.shape):
        dark = table[row, column] > 0.5 * max(table[row].sum(), 1)
        axes.text(column, row, str(table[row, column]), ha="center", va="center", color="white" if dark else "black")
    short = [name.split()[0] for name in RATINGS]
    axes.set_xticks(range(len(short)), short)
    axes.set_yticks(range(len(short)), short)
    axes.set(xlabel="the model", ylabel="the reader", title="Ratings of whole works")


def _sources(axes: "Axes", measured: Measured, public: NDArray[np.bool_]) -> None:
    heads = (("violence", 2), ("death", 2))
    all_sources = np.array([work.source for work in measured.corpus.works])
    names = sorted(set(all_sources[public].tolist()), reverse=True)
    for offset, head, colour in zip((0.2, -0.2), heads, COLOURS[1:3], strict=True):
        points: list[tuple[float, float, str]] = []
        for row, name in enumerate(names):
            probabilities, reached = _question(measured, head, public & (all_sources == name))
            if min(reached.sum(), (~reached).sum()) >= MIN_SIDE:
                auc = float(roc_auc_score(reached, probabilities))
                points.append((auc, row + offset, f"{reached.sum()}/{len(reached)}"))
        axes.plot([x for x, _, _ in points], [y for _, y, _ in points], "o", color=colour, label=_named(head))
        for x, y, count in points:
            axes.annotate(count, (x, y), (-5, -3), textcoords="offset points", fontsize=6.5, color=colour, ha="right")
    axes.axvline(0.5, linestyle=":", color="#999999")
    axes.set_yticks(range(len(names)), [_author(name) for name in names])
    axes.set(xlabel="AUC", xlim=(0.3, 1.02), ylim=(-0.7, len(names) - 0.3))
    axes.set_title("Each author left out of training", pad=26)
    axes.legend(frameon=False, loc="lower left", bbox_to_anchor=(0, 1), ncols=2)


def _author(source: str) -> str:
    return source.split("/")[-1].split("_")[0].replace("-", " ").title()


def links(folder: Path) -> list[str]:
    """Markdown that shows the plots that are in a folder."""
    lines: list[Any] = []
    for name, caption in PLOTS.items():
        if (folder / name).is_file():
            lines += [f"![{caption}]({name})", "", f"*{caption}.*", ""]
    return lines
