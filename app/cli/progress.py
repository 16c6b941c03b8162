"""A progress bar for those who would otherwise wonder."""

import sys
from collections.abc import Iterable, Iterator
from threading import Timer
from typing import TypeVar

Item = TypeVar("Item")

PATIENCE = 1.0
"""Seconds before a bar appears; most commands are done by then."""


def watched(items: Iterable[Item], total: int) -> Iterator[Item]:
    """Pass items on, with a bar on stderr once it takes long; never where stderr is no terminal.

    Parameters
    ----------
    items
        What is worked through.
    total
        How many they are.
    """
    if not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    progress = Progress(
        TextColumn("judging"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("works,"),
        TimeRemainingColumn(),
        TextColumn("left"),
        console=Console(stderr=True),
        transient=True,
    )
    task = progress.add_task("", total=total)
    timer = Timer(PATIENCE, progress.start)
    timer.daemon = True
    timer.start()
    try:
        for item in items:
            yield item
            progress.advance(task)
    finally:
        timer.cancel()
        timer.join()
        progress.stop()
