"""Times and ratios with their spread.

What is compared takes turns, A B A B …, and is compared turn by turn: a ratio then holds although the machine's speed
drifts or others use it too. The median is quoted, with the lowest and the highest beside it.
"""

import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

ROOT: Final = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Spread:
    """Several runs of one measurement.

    Attributes
    ----------
    runs
        In the order they were made.
    """

    runs: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.runs)

    def __truediv__(self, other: "Spread") -> "Spread":
        """Compare turn by turn."""
        return Spread(tuple(own / others for own, others in zip(self.runs, other.runs, strict=True)))


def in_turns(subjects: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, Spread]:
    """Measure several things turn by turn, after a round that does not count.

    Parameters
    ----------
    subjects
        What gives a figure when called, by name.
    rounds
        How often each is measured.

    Returns
    -------
    dict of str to Spread
    """
    runs: dict[str, list[float]] = {name: [] for name in subjects}
    for turn in range(rounds + 1):
        for name, subject in subjects.items():
            figure = subject()
            if turn:
                runs[name].append(figure)
    return {name: Spread(tuple(figures)) for name, figures in runs.items()}


def seconds(work: Callable[[], object], at_least: float = 0.2) -> float:
    """Time one call, as the mean over as many calls as ``at_least`` seconds hold."""
    calls, begun = 0, time.perf_counter()
    while True:
        work()
        calls += 1
        passed = time.perf_counter() - begun
        if passed >= at_least:
            return passed / calls


@dataclass(frozen=True, slots=True)
class Ended:
    """A process that has run: its wall-clock seconds and its highest resident memory in MB."""

    seconds: float
    peak_mb: float


def run(command: Sequence[str]) -> Ended:
    """Run a process of the project to its end.

    Raises
    ------
    RuntimeError
        It failed.
    """
    begun, peak = time.perf_counter(), 0.0
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=said)
        while process.poll() is None:
            peak = max(peak, resident(process.pid, "VmHWM"))
            time.sleep(0.002)
        passed = time.perf_counter() - begun
        if process.returncode:
            said.seek(0)
            raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}: {said.read().decode()[-500:]}")
    return Ended(passed, peak)


def resident(pid: int, line: str = "VmRSS") -> float:
    """Resident memory of a process in MB, ``VmHWM`` for its peak; 0 where the system does not tell or it is gone.

    The peak that the system accounts to an ended process would count what this one held when it forked.
    """
    try:
        with open(f"/proc/{pid}/status") as status:
            return next((int(each.split()[1]) / 1000 for each in status if each.startswith(line)), 0.0)
    except OSError:
        return 0.0
