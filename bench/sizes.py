"""Seconds a megabyte against a work's size: reading should cost the same however long a work is."""

from bench.measure import Spread, in_turns, seconds
from bench.scoring import classify
from bench.works import megabytes, work_of


def measure(sizes: list[int], rounds: int) -> dict[int, Spread]:
    """Measure works of several sizes.

    Returns
    -------
    dict of int to Spread
        Seconds a megabyte by size in bytes.
    """
    works = {size: work_of(size) for size in sizes}
    figures = in_turns(
        {
            str(size): lambda text=text: seconds(lambda: classify(text)) / megabytes(text)  # type: ignore[misc]
            for size, text in works.items()
        },
        rounds,
    )
    return {size: figures[str(size)] for size in sizes}
