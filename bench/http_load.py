"""Requests a second: Forewarn with one worker and with two, and its peers, side by side."""

from contextlib import ExitStack

from bench.load import PATIENT, Load, load
from bench.measure import Spread
from bench.servers import APPS, serving
from bench.works import work_of


def measure(
    n_bytes: int, duration: int, rounds: int, of_peers: tuple[int, ...]
) -> dict[tuple[str, int], dict[str, Spread]]:
    """Measure the services in turns; those that are not asked cost nothing.

    Parameters
    ----------
    n_bytes
        Size of the work that is sent.
    duration
        Seconds of each turn.
    rounds
        How many turns count.
    of_peers
        With how many workers the other services are measured.

    Returns
    -------
    dict
        For each service and number of workers its ``per_second``, ``p50`` and ``p99``.
    """
    text = work_of(n_bytes)
    services = [(name, workers) for name in APPS for workers in ((1, 2) if name == "forewarn" else of_peers)]
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
