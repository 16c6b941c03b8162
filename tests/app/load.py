"""Clients that ask a service all the time, each on its own thread, and keep what they were answered."""

import json
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException

from tests.app import stories

TEXTS = (stories.FIGHT, stories.GENTLE)


class Load:
    """What several clients see.

    Attributes
    ----------
    statuses
        How often each status was answered.
    verdicts
        What was said of each text, without the model; one of each where nothing is ever wrong.
    models
        How often each model answered.
    seconds
        How long each answer took, by status.
    lost
        Requests on a connection that had been answered before, which ended without an answer or in its middle.
    refused
        Requests on new connections that nobody took on.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.statuses: Counter[int] = Counter()
        self.verdicts: list[set[str]] = [set() for _ in TEXTS]
        self.models: Counter[str] = Counter()
        self.seconds: defaultdict[int, list[float]] = defaultdict(list)
        self.lost: list[str] = []
        self.refused = 0
        self._stop = threading.Event()
        self._lock = threading.Lock()

    @property
    def answered(self) -> int:
        return self.statuses[200]

    def client(self, number: int) -> None:
        """Ask until told to stop, on one connection as long as the service keeps it."""
        connection, served = HTTPConnection("127.0.0.1", self.port, timeout=60), 0
        while not self._stop.is_set():
            which = number % len(TEXTS)
            begun = time.monotonic()
            try:
                connection.request("POST", "/v1/classify", TEXTS[which], {"Content-Type": "text/plain"})
                response = connection.getresponse()
                body = response.read()
            except (OSError, HTTPException) as error:
                with self._lock:
                    if served:
                        self.lost.append(repr(error))
                    else:
                        self.refused += 1
                connection.close()
                served = 0
                self._stop.wait(0.05)
                continue
            served = 0 if response.getheader("Connection") == "close" else served + 1
            number += 1
            with self._lock:
                self.seconds[response.status].append(time.monotonic() - begun)
                self._keep(which, response.status, body)

    def _keep(self, which: int, status: int, body: bytes) -> None:
        self.statuses[status] += 1
        if status == 200:
            verdict = json.loads(body)
            self.models[verdict.pop("model")["sha256"]] += 1
            self.verdicts[which].add(json.dumps(verdict))

    @contextmanager
    def running(self, clients: int) -> Iterator["Load"]:
        threads = [threading.Thread(target=self.client, args=(number,)) for number in range(clients)]
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            self._stop.set()
            for thread in threads:
                thread.join()
