"""Fuzz the readers of documents: ``python -m tests.fuzz --inputs 100000``."""

import argparse
import faulthandler
import sys
import time
from pathlib import Path

from tests.fuzz.mutation import Mutator
from tests.fuzz.target import MEDIA_TYPES, corpus_of, examine

PROGRESS = 10_000
MOST_FINDINGS = 20


def main() -> int:
    """Read many inputs of each format; the exit code is 1 where something was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=1000, help="how many of each format (%(default)s)")
    parser.add_argument("--first", type=int, default=0, help="number of the first, to go on or to repeat one (0)")
    parser.add_argument("--format", choices=[*MEDIA_TYPES], action="append", help="only this one; may be repeated")
    parser.add_argument("--seed", default="1", help="the same seed makes the same inputs (%(default)s)")
    parser.add_argument("--save", type=Path, help="folder to write inputs to that something was found with")
    options = parser.parse_args()
    faulthandler.enable()
    found = [fuzz(each, options) for each in options.format or MEDIA_TYPES]
    return 1 if any(found) else 0


def fuzz(reader: str, options: argparse.Namespace) -> int:
    """Read many inputs of one format; count findings."""
    corpus = corpus_of(reader)
    findings = refused = size = 0
    slowest = 0.0
    begun = time.process_time()
    for number in range(options.first, options.first + options.inputs):
        data = Mutator(corpus, f"{options.seed} {reader} {number}").make()
        outcome = examine(reader, data)
        if outcome.finding and outcome.finding.startswith("slow"):
            # The machine may have been busy.
            outcome = min((examine(reader, data) for _ in range(3)), key=lambda each: each.seconds)
        if outcome.finding:
            findings += 1
            print(f"{reader} {number}: {outcome.finding}", flush=True)
            if options.save:
                options.save.mkdir(parents=True, exist_ok=True)
                (options.save / f"{reader}-{number}").write_bytes(data)
            if findings == MOST_FINDINGS:
                break
        refused += outcome.refused
        size += len(data)
        slowest = max(slowest, outcome.seconds)
        if (number + 1) % PROGRESS == 0:
            print(f"{reader} {number + 1:,} …", file=sys.stderr, flush=True)
    print(
        f"{reader}: {options.inputs:,} inputs, {size / 2**20:,.0f} MB, {refused:,} refused, slowest {slowest:.2f} s, "
        f"{findings} findings, {time.process_time() - begun:,.0f} s",
        flush=True,
    )
    return findings


if __name__ == "__main__":
    sys.exit(main())
