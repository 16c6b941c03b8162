"""Whole processes: cold starts, the way to readiness, memory."""

import sys
import tempfile
from typing import Final

from bench.load import PATIENT, load
from bench.measure import Spread, in_turns, run
from bench.servers import serving
from bench.works import work_of

SKLEARN: Final = [sys.executable, "-c", "import sklearn.linear_model"]


def classify_command(path: str) -> list[str]:
    """The command line that judges a file."""
    return [sys.executable, "-m", "app", "classify", path]


def starts(rounds: int) -> dict[str, Spread]:
    """Seconds to judge a work of 30 KB from the command line, to be ready to serve, and to import scikit-learn."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.write(work_of(30_000))
        file.flush()

        def ready() -> float:
            with serving("forewarn") as server:
                return server.ready_after

        return in_turns(
            {
                "import sklearn.linear_model": lambda: run(SKLEARN).seconds,
                "forewarn classify, 30 KB": lambda: run(classify_command(file.name)).seconds,
                "forewarn serve, ready": ready,
            },
            rounds,
        )


def memory(n_bytes: int, rounds: int) -> dict[str, Spread]:
    """Resident megabytes of a worker, idle and after load, and the peak of a command line that reads a long work."""

    def idle() -> float:
        with serving("forewarn") as server:
            return server.memory()

    def under_load() -> float:
        with serving("forewarn", **PATIENT) as server:
            load(server.url, work_of(300_000), 2)
            return server.memory("VmHWM")

    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.write(work_of(n_bytes))
        file.flush()
        return in_turns(
            {
                "idle worker": idle,
                "worker under load, peak": under_load,
                f"reading {n_bytes // 10**6} MB, peak": lambda: run(classify_command(file.name)).peak_mb,
            },
            rounds,
        )
