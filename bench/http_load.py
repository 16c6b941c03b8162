"""Requests a second: Forewarn, the naive service and the empty route, with one worker and with two, side by side."""

from contextlib import ExitStack
from itertools import product
from typing import Final

from bench.load import PATIENT, Load, load
from bench.measure import Spread
from bench.servers import APPS, serving
from bench.works import work_of

WORKERS: Final = (1, 2)


def measure(n_bytes: int, duration: int, rounds: int) -> dict[tuple[str, int], dict[str, Spread]]:
    """Measure the services in turns; those that are not asked cost nothing.

    Parameters
    ----------
    n_bytes
        Size of the work that is sent.
    duration
        Seconds of each turn.
    rounds
        How many turns count.

    Returns
    -------
    dict
        For each service and number of workers its ``per_second``, ``p50`` and ``p99``.
    """
    text = work_of(n_bytes)
    services = list(product(APPS, WORKERS))
    seen: dict[tuple[str, int], list[Load]] = {service: [] for service in services}
    with ExitStack() as stack:
        urls = {service: stack.enter_context(serving(*service, **PATIENT)).url for service in services}
        for url in urls.values():
            load(url, text, 1)
        for _ in range(rounds):
            for service, url in urls.items():
                seen[service].append(load(url, text, duration))
    return {
        service: {part: Spread(tuple(getattr(each, part) for each in loads)) for part in ("per_second", "p50", "p99")}
        for service, loads in seen.items()
    }
