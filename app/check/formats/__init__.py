"""How a report is written: a file for each reader it is for."""

from collections.abc import Callable
from typing import Final, TextIO

from app.check.formats import github, json, junit, markdown, sarif, text, toml
from app.check.inspection import Report

FORMATS: Final[dict[str, Callable[[Report, TextIO], None]]] = {
    "text": text.write,
    "github": github.write,
    "sarif": sarif.write,
    "junit": junit.write,
    "json": json.write,
    "markdown": markdown.write,
    "toml": toml.write,
}
"""Writers by name; each takes a report and where to write it."""
