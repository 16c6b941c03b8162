"""``python -m bench``: measure everything side by side, print one table, and write it into ``bench/results``."""

import argparse
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench import batches, http_load, processes, scoring, sizes
from bench.load import CLIENT, CONNECTIONS
from bench.report import Report, machine
from bench.servers import serving
from bench.targets import Target

RESULTS: Final = Path(__file__).parent / "results"
MIDDLE: Final = 30_000
"""Bytes of the work that services are compared on."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured."""

    rounds: int
    turn: float
    duration: int
    http_sizes: tuple[int, ...]
    workers_of_peers: tuple[int, ...]
    works: int
    sizes: tuple[int, ...]


FULL: Final = Plan(5, 0.3, 2, (3_000, MIDDLE, 300_000), (1, 2), 100, tuple(10**power for power in range(3, 9)))
QUICK: Final = Plan(2, 0.1, 1, (MIDDLE,), (1,), 20, tuple(10**power for power in range(3, 8)))


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="less than a minute: fewer runs, no work of 100 MB")
    parser.add_argument("--out", type=Path, default=RESULTS, metavar="DIR", help="where results go (bench/results)")
    arguments = parser.parse_args()
    plan = QUICK if arguments.quick else FULL
    begun = time.monotonic()
    report = Report(
        {
            **machine(),
            "load client": f"{CLIENT}, {CONNECTIONS} connections, on the cores of the services",
            "rounds": plan.rounds,
        }
    )
    for part in (_scoring, _services, _batches, _starts, _memory, _sizes):
        print(f"{part.__name__.strip('_')} …", file=sys.stderr)
        part(report, plan)
    report.about["took"] = f"{time.monotonic() - begun:.0f} s"
    print(report.table())
    report.write(arguments.out, "quick" if arguments.quick else "full")
    return 0


def _scoring(report: Report, plan: Plan) -> None:
    figures = scoring.measure(300_000, plan.rounds, plan.turn)
    report.add("Scoring, a work of 300 KB", figures, "MB/s")
    own, sklearn = figures["forewarn, scores"], figures["scikit-learn, same heads"]
    report.targets += [
        Target("scoring against scikit-learn, same heads", own / sklearn, 10, 20),
        Target("the whole verdict against the same", figures["forewarn, whole verdict"] / sklearn, 10, 20),
        Target("scoring against wc -w", own / figures["wc -w"], 0.2, 0.4),
    ]


def _services(report: Report, plan: Plan) -> None:
    rates = {}
    for size in plan.http_sizes:
        for (name, workers), figures in http_load.measure(
            size, plan.duration, plan.rounds, plan.workers_of_peers
        ).items():
            section = f"HTTP, {size // 1000} KB, {workers} worker{'s' * (workers > 1)}"
            report.add(section, {name: figures["per_second"]}, "requests/s")
            report.add(section, {f"{name}, {part}": figures[part] for part in ("p50", "p99")}, "ms")
            rates[name, size, workers] = figures["per_second"]
    own = rates["forewarn", MIDDLE, 1]
    report.targets += [
        Target("HTTP 30 KB against the naive service", own / rates["naive", MIDDLE, 1], 8, 12),
        Target("HTTP 30 KB against the empty route", own / rates["empty", MIDDLE, 1], 0.35, 0.6),
        Target("two workers against one", rates["forewarn", MIDDLE, 2] / own, 1.7, 1.9),
    ]


def _batches(report: Report, plan: Plan) -> None:
    for size in (3_000, MIDDLE):
        with serving("forewarn") as server:
            figures = batches.measure(server, size, plan.works, plan.rounds)
        report.add(f"Many works of {size // 1000} KB", figures, "works/s")
        ratio = figures["NDJSON batch"] / figures["one request a work"]
        report.targets.append(Target(f"NDJSON batch against one request a work, {size // 1000} KB", ratio, 1.5, 2.5))


def _starts(report: Report, plan: Plan) -> None:
    figures = processes.starts(plan.rounds)
    report.add("Cold starts", figures, "s")
    sklearn = figures["import sklearn.linear_model"]
    report.targets += [
        Target(
            "cold command line against importing scikit-learn", figures["forewarn classify, 30 KB"] / sklearn, 1, 0.5
        ),
        Target("time to ready against importing scikit-learn", figures["forewarn serve, ready"] / sklearn, 1.5, 1),
    ]


def _memory(report: Report, plan: Plan) -> None:
    longest = plan.sizes[-1]
    figures = processes.memory(longest, plan.rounds // 2)
    report.add("Memory", figures, "MB")
    report.targets.append(Target("memory of an idle worker, MB", figures["idle worker"], 150, 90))
    megabytes = longest // 10**6
    reading = figures[f"reading {megabytes} MB, peak"]
    report.targets.append(Target(f"memory while reading {megabytes} MB, MB", reading, 600, 300))


def _sizes(report: Report, plan: Plan) -> None:
    report.slope = sizes.measure(list(plan.sizes), min(plan.rounds, 3))
    named = {f"{size // 1000:,} KB": spread for size, spread in report.slope.items()}
    report.add("A verdict's cost by size", named, "s/MB")
    longest = plan.sizes[-1]
    ratio = report.slope[longest] / report.slope[100_000]
    report.targets.append(Target(f"seconds per MB at {longest // 10**6} MB against at 100 KB", ratio, 1.3, 1.05))


sys.exit(main())
