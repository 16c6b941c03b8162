"""The worst misses: texts that the model had not seen and was most wrongly sure about, and why.

Why a text was missed is written by a person who read it, one paraphrasing sentence a text, in ``docs/misses.tsv`` (id,
head, why). It belongs to the text, not to a run: the tables are made anew, the sentences stay.
"""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from model.labelset import OURS, LabelSet
from model.pooling import sigmoid
from model.taxonomy import LABELS
from training.corpora import Example
from training.evaluate import Measured

ASKED: Final = (("sexual_content", 1), ("violence", 2), ("death", 2), ("language", 1))
N_WORST: Final = 20
UNREAD: Final = "not yet read"
HOW: Final = """# The worst misses

Made by `python -m training evaluate --docs .`: for each label the twenty public texts, unseen in training, whose
probability is furthest from their label. *Expected* is the level on the label's scale, *probability* that of the level
in the heading. *Why* is one reader's paraphrase, kept in `misses.tsv`; passages were read whole, works around the words
that matter, their beginnings and ends.
"""


@dataclass(frozen=True, slots=True)
class Miss:
    """A text and what was wrongly said of it."""

    id: str
    title: str
    expected: str
    said: str
    probability: float


def worst(
    examples: list[Example], log_odds: NDArray[np.float64], head: tuple[str, int], labels: LabelSet = OURS
) -> list[Miss]:
    """Find the public texts whose probability is furthest from their label.

    Parameters
    ----------
    examples : list of Example
    log_odds : ndarray, shape (n_examples, n_heads)
        Of texts not seen.
    head
        Label and level.
    labels
        What the heads judge.

    Returns
    -------
    list of Miss
        The worst first; only texts on the wrong side of one half.
    """
    name, level = head
    levels = next(label.levels for label in LABELS if label.name == name)
    probabilities = sigmoid(log_odds[:, labels.column[head]])
    found = []
    for example, probability in zip(examples, probabilities.tolist(), strict=True):
        if example.source == "seeds" or name not in example.labels:
            continue
        reached = example.labels[name] >= level
        off = abs(probability - reached)
        if off > 0.5:
            said = f"{'below' if reached else 'at least'} {levels[level]}"
            miss = Miss(example.id, example.title, levels[example.labels[name]], said, round(probability, 3))
            found.append((off, miss))
    found.sort(key=lambda pair: (-pair[0], pair[1].id))
    return [miss for _, miss in found[:N_WORST]]


def read_whys(path: Path) -> dict[tuple[str, str], str]:
    """Read why texts were missed, by id and head (``violence>=2``); nothing where the file is missing."""
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as lines:
        return {(row["id"], row["head"]): row["why"] for row in csv.DictReader(lines, delimiter="\t")}


def page(measured: Measured, whys: dict[tuple[str, str], str]) -> str:
    """Lay the misses out as Markdown.

    Parameters
    ----------
    measured : Measured
    whys
        As `read_whys` gives them.
    """
    lines = [HOW]
    judged = measured.corpus.labels()
    parts: list[tuple[str, list[Example], NDArray[np.float64]]] = [
        ("Whole works", measured.corpus.works, measured.works.log_odds),
        ("Passages", measured.corpus.passages, measured.passages),
    ]
    for heading, examples, log_odds in parts:
        for name, level in (head for head in ASKED if head[0] in judged):
            rows = worst(examples, log_odds, (name, level), judged)
            levels = next(label.levels for label in LABELS if label.name == name)
            lines += [f"## {heading}: {name} at least {levels[level]}", "", *_rows(rows, f"{name}>={level}", whys), ""]
    return "\n".join(lines)


def _rows(rows: list[Miss], head: str, whys: dict[tuple[str, str], str]) -> list[str]:
    if not rows:
        return ["None."]
    return [
        "| text | expected | said | probability | why |",
        "|---|---|---|---|---|",
        *(
            f"| {row.id}{f' ({row.title})' if row.title else ''} | {row.expected} | {row.said} "
            f"| {row.probability:.3f} | {whys.get((row.id, head), UNREAD)} |"
            for row in rows
        ),
    ]


def write_page(root: Path, measured: Measured) -> None:
    """Write ``docs/misses.md``.

    Parameters
    ----------
    root
        The project's folder.
    measured : Measured
    """
    docs = root / "docs"
    (docs / "misses.md").write_text(page(measured, read_whys(docs / "misses.tsv")), encoding="utf-8")
