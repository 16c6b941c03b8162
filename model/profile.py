"""How severe a work is along its text: what the heads say of each passage."""

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
    names = reading.labels.columns
    read, likely = reading.read, sigmoid(reading.read.scores)
    columns = [np.minimum.accumulate(likely[:, own], axis=1).round(3).tolist() for own in names.values()]
    return [
        {
            "chapter": chapter,
            "start": start,
            "end": end,
            "reached": dict(zip(names, levels, strict=True)) if english else {},
        }
        for (start, end, chapter), english, *levels in zip(
            read.places.tolist(), read.english.tolist(), *columns, strict=True
        )
    ]
