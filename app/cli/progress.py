"""A bar for those who would otherwise wonder; ``NO_COLOR`` is Rich's to honour."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from threading import Timer
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from rich.progress import Progress

Item = TypeVar("Item")

PATIENCE = 1.0
"""Seconds before a bar appears; most commands are done by then."""


def watched(items: Iterable[Item], sizes: Sequence[int]) -> Iterator[Item]:
    """Pass items on, with a bar on stderr once it takes long; never where stderr is no terminal.

    Parameters
    ----------
    items
        What is worked through: an item a work.
    sizes
        Of the works, in bytes; 0 where that is not known. Works differ in length, so the time left goes by bytes.
    """
    if not sys.stderr.isatty():
        yield from items
        return
    progress = _bar()
    task = progress.add_task("", total=sum(sizes) or None, done=0, of=len(sizes), pace="")
    timer = Timer(PATIENCE, progress.start)
    timer.daemon = True
    timer.start()
    rest = iter(sizes)
    try:
        for done, item in enumerate(items, 1):
            yield item
            pace = f"{done / max(progress.tasks[0].elapsed or 0, 1e-3):,.0f} works/s,"
            progress.update(task, advance=next(rest, 0), done=done, pace=pace)
    finally:
        timer.cancel()
        timer.join()
        progress.stop()


def _bar() -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    return Progress(
        TextColumn("judging"),
        BarColumn(),
        TextColumn("{task.fields[done]:,}/{task.fields[of]:,} works,"),
        DownloadColumn(),
        TextColumn("{task.fields[pace]}"),
        TimeRemainingColumn(),
        TextColumn("left"),
        console=Console(stderr=True),
        transient=True,
        # What is printed meanwhile is for a file or another program, and no part of the picture.
        redirect_stdout=False,
        redirect_stderr=False,
    )
