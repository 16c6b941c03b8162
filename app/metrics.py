"""What the service counts, for Prometheus: https://prometheus.io/docs/instrumenting/exposition_formats/

Several workers count into files of one folder, ``PROMETHEUS_MULTIPROC_DIR``, and whichever is asked tells the
sum of all. No label holds anything that a caller chose.
"""

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

# The time at which each was made would be told with it, by one worker and not by several.
disable_created_metrics()

CONTENT_TYPE = CONTENT_TYPE_LATEST
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The environment variable that prometheus_client looks for when it is imported."""

SECONDS = (0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER = "other"


class Metrics:
    """The counts of one application.

    Attributes
    ----------
    queue
        Works that wait for a turn; whoever keeps the queue sets it.
    """

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        self._requests = Counter(
            "forewarn_requests", "Requests answered.", ("route", "method", "status"), registry=registry
        )
        self._seconds = Histogram(
            "forewarn_request_seconds",
            "Time from a request's head to the end of its answer.",
            ("route",),
            buckets=SECONDS,
            registry=registry,
        )
        self._received = Counter("forewarn_received_bytes", "Bytes of bodies read.", ("route",), registry=registry)
        self._verdicts = Counter("forewarn_verdicts", "Works judged.", ("tag", "decision"), registry=registry)
        self._ratings = Counter("forewarn_ratings", "Works rated.", ("rating",), registry=registry)
        self._model = Gauge(
            "forewarn_model_info",
            "1 for the model that judges.",
            ("name", "version", "sha256"),
            registry=registry,
            multiprocess_mode="livemax",
        )
        self.queue = Gauge(
            "forewarn_queue_depth",
            "Works that wait to be judged.",
            registry=registry,
            multiprocess_mode="livesum",
        )
        # A worker whose number was another's before inherits that one's file.
        self.queue.set(0)
        self._shown: Any = None
        # Finding a child by its labels costs more than counting. There are few: routes, methods, statuses, tags.
        self._children = cache(self._found)
        self._decided = cache(self._verdicts.labels)
        self._rated = cache(self._ratings.labels)

    def exchange(self, route: str, method: str, status: int, seconds: float, received: int) -> None:
        """Count an exchange that has ended.

        Parameters
        ----------
        route
            The path's template, never the path.
        method
            One of `METHODS`, or `OTHER`.
        """
        requests, took, bytes_received = self._children(route, method, status)
        requests.inc()
        took.observe(seconds)
        if received:
            bytes_received.inc(received)

    def _found(self, route: str, method: str, status: int) -> tuple[Counter, Histogram, Counter]:
        return self._requests.labels(route, method, status), self._seconds.labels(route), self._received.labels(route)

    def verdict(self, answer: Mapping[str, Any]) -> None:
        """Count what a work was found to be; one that could not be judged has no rating and no warnings."""
        for warning in answer["warnings"]:
            self._decided(warning["tag"], warning["decision"]).inc()
        self._rated(answer["rating"]["value"] or "none").inc()

    def model(self, name: str, version: str, sha256: str) -> None:
        """Tell which model judges from now on."""
        if self._shown:
            self._shown.set(0)
        self._shown = self._model.labels(name, version, sha256)
        self._shown.set(1)

    def exposition(self) -> bytes:
        """All counts of all workers, as text."""
        folder = os.environ.get(FOLDER)
        if not folder:
            return generate_latest(self._registry)
        _forget_the_dead(Path(folder))
        registry = CollectorRegistry()
        MultiProcessCollector(registry, folder)
        return generate_latest(registry)


def _forget_the_dead(folder: Path) -> None:
    # What a worker counted stays counted when it dies; what it was at just then does not.
    for path in folder.glob("gauge_live*_*.db"):
        if not Path(f"/proc/{path.stem.rpartition('_')[2]}").exists():
            path.unlink(missing_ok=True)
