"""Requests a second: Forewarn, the naive service and the empty route side by side."""

from contextlib import ExitStack

from bench.load import Load, load
from bench.measure import Spread
from bench.servers import APPS, serving
from bench.works import work_of


def measure(n_bytes: int, workers: int, duration: int, rounds: int) -> dict[str, dict[str, Spread]]:
    """Measure the services in turns; those that are not asked cost nothing.

    Parameters
    ----------
    n_bytes
        Size of the work that is sent.
    workers
        Processes of each service.
    duration
        Seconds of each turn.
    rounds
        How many turns count.

    Returns
    -------
    dict
        For each service its ``per_second``, ``p50`` and ``p99``.
    """
    text = work_of(n_bytes)
    seen: dict[str, list[Load]] = {name: [] for name in APPS}
    with ExitStack() as stack:
        urls = {name: stack.enter_context(serving(name, workers)).url for name in APPS}
        for url in urls.values():
            load(url, text, 1)
        for _ in range(rounds):
            for name, url in urls.items():
                seen[name].append(load(url, text, duration))
    return {
        name: {part: Spread(tuple(getattr(each, part) for each in loads)) for part in ("per_second", "p50", "p99")}
        for name, loads in seen.items()
    }
