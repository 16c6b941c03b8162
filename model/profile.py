"""How severe a work is along its text: what the heads say of each passage."""

from itertools import pairwise
from typing import Any

import numpy as np

from model.pooling import sigmoid
from model.reading import Reading


def profile(reading: Reading) -> list[dict[str, Any]]:
    """Describe every passage of a work.

    Parameters
    ----------
    reading
        What was read.

    Returns
    -------
    list of dict
        In reading order, as the HTTP API answers them. ``reached`` has, for each label, the probability that the
        passage by itself reaches level 1, 2, …, never rising; nothing for a passage that is not English.
    """
    labels = reading.labels.labels
    likely = sigmoid(reading.scores)
    edges = np.cumsum([0, *(len(label.levels) - 1 for label in labels)]).tolist()
    columns = [
        np.minimum.accumulate(likely[:, first:stop], axis=1).round(3).tolist() for first, stop in pairwise(edges)
    ]
    names = [label.name for label in labels]
    return [
        {
            "chapter": chapter,
            "start": start,
            "end": end,
            "reached": dict(zip(names, levels, strict=True)) if english else {},
        }
        for chapter, (start, end), english, *levels in zip(
            reading.chapters.tolist(), reading.spans.tolist(), reading.english.tolist(), *columns, strict=True
        )
    ]
