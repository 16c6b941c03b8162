"""What the workers of one service keep in common: a folder, in memory where the system has such."""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from app.settings import Settings, variable

MEMORY = Path("/dev/shm")


@contextmanager
def provided(settings: Settings) -> Iterator[Mapping[str, str]]:
    """Have a folder for workers that are about to start.

    Yields
    ------
    Mapping of str to str
        The environment variables that tell them of it.
    """
    if settings.shared:
        settings.shared.mkdir(parents=True, exist_ok=True)
        yield _told(settings.shared)
        return
    place = MEMORY if os.access(MEMORY, os.W_OK) else None
    # A worker that is still on its way out may write into what is being removed.
    with tempfile.TemporaryDirectory(prefix="forewarn-", dir=place, ignore_cleanup_errors=True) as folder:
        yield _told(Path(folder))


def _told(folder: Path) -> Mapping[str, str]:
    # The second is what prometheus_client looks for; app.metrics must not be imported before it is set.
    return {variable("shared"): str(folder), "PROMETHEUS_MULTIPROC_DIR": str(folder)}
