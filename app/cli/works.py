"""The works that a command line names: files, folders and standard input."""

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a work lies; ``path`` as it was typed or found, ``"-"`` for standard input."""

    path: str

    @property
    def filename(self) -> str | None:
        """The file's name, which helps to tell its format."""
        return None if self.path == STANDARD_INPUT else os.path.basename(self.path)

    @property
    def size(self) -> int:
        """Bytes, as far as that can be told without reading them; else 0."""
        try:
            return 0 if self.path == STANDARD_INPUT else os.path.getsize(self.path)
        except OSError:
            return 0

    def read(self) -> bytes:
        """Read the bytes.

        Raises
        ------
        OSError
        """
        if self.path == STANDARD_INPUT:
            return sys.stdin.buffer.read()
        with open(self.path, "rb") as file:
            return file.read()


def find(paths: Iterable[str], extensions: frozenset[str]) -> list[Source]:
    """List the works.

    Parameters
    ----------
    paths
        Files, each a work whatever its name; folders, searched to the bottom; or ``"-"``.
    extensions
        Of the files that count in a folder, in lower case and with their dot.
    """
    sources: list[Source] = []
    for path in paths:
        if path != STANDARD_INPUT and os.path.isdir(path):
            sources.extend(Source(found) for found in _in_folder(path, extensions))
        else:
            sources.append(Source(path))
    return sources


def _in_folder(folder: str, extensions: frozenset[str]) -> Iterator[str]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and os.path.splitext(name)[1].lower() in extensions:
                yield os.path.join(parent, name)
