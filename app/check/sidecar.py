"""``NAME.forewarn.yaml``: what is declared of a work beside it, where it can't be in the file."""

import os
import re
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from app.check.errors import Unjudged
from app.check.finding import Place
from model import taxonomy
from model.documents import Declared
from model.documents.declared import parse_rating, parse_warnings

ENDING: Final = ".forewarn.yaml"
KEYS: Final = ("rating", "warnings")
MAX_BYTES: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What a sidecar declares; empty where there is none."""

    path: str | None = None
    text: str = ""
    declared: Declared = field(default_factory=Declared)

    def place(self, key: str) -> Place:
        """The line that a key stands on."""
        assert self.path is not None
        found = re.search(rf"^\s*[\"']?{key}\b", self.text, re.MULTILINE)
        line = self.text.count("\n", 0, found.end()) + 1 if found else 1
        return Place(self.path, line, line)


def read_beside(path: str) -> Sidecar:
    """Read the sidecar of a work: ``story.epub.forewarn.yaml``, else ``story.forewarn.yaml``.

    Raises
    ------
    Unjudged
        It can't be read or understood; the error names the key and what it takes.
    """
    for name in paths_beside(path):
        if os.path.exists(name):
            return _read(name)
    return Sidecar()


def paths_beside(path: str) -> tuple[str, str]:
    """Name the sidecars that a work may have; the first goes before the second."""
    return path + ENDING, os.path.splitext(path)[0] + ENDING


def works_of(path: str, extensions: frozenset[str]) -> list[str]:
    """List the works that a sidecar is about; itself where there are none, so that it is not passed over."""
    folder, name = os.path.split(path.removesuffix(ENDING))
    beside = sorted(os.listdir(folder or ".")) if os.path.isdir(folder or ".") else []
    parts = ((each, *os.path.splitext(each)) for each in beside)
    found = [each for each, stem, extension in parts if name in (each, stem) and extension.lower() in extensions]
    return [os.path.join(folder, each) for each in found] or [path]


def _read(path: str) -> Sidecar:
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise Unjudged(f"{path} is larger than {MAX_BYTES // 1024} KiB; it takes {' and '.join(KEYS)} only")
        text = data.decode("utf-8-sig")
        return Sidecar(path, text, _declared(path, yaml.safe_load(text)))
    except OSError as error:
        raise Unjudged(f"{path}: {error.strerror or error}") from None
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError) as error:
        said = " ".join(str(error).split())
        raise Unjudged(f"{path} is no YAML: {said}") from None


def _declared(path: str, values: Any) -> Declared:
    if not isinstance(values, dict):
        raise Unjudged(f"{path}: a mapping of {' and '.join(KEYS)} is needed")
    for key in values:
        if key not in KEYS:
            raise Unjudged(f"{path}: {key!r} is none of {', '.join(KEYS)}")
    rating = None
    if (said := values.get("rating")) is not None and (rating := parse_rating(str(said))) is None:
        raise Unjudged(f"{path}: rating: {said!r} is none of {'; '.join((*taxonomy.RATINGS, taxonomy.NOT_RATED))}")
    given = values.get("warnings")
    if given is None:
        return Declared(rating)
    given = given if isinstance(given, list) else [given]
    for each in given:
        if not parse_warnings(str(each)):
            raise Unjudged(f"{path}: warnings: {each!r} is none of {'; '.join(taxonomy.ARCHIVE_WARNINGS)}")
    return Declared(rating, parse_warnings(str(each) for each in given))
