"""Text and tables, on a terminal or piped; ``NO_COLOR`` is Rich's to honour."""

import re
from typing import TextIO

from rich.console import Console, RenderableType

UNBOUNDED = 10_000
SNIPPET_LENGTH = 160

# A work must not move the cursor of the terminal that shows it.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def console_of(stream: TextIO) -> Console:
    """Make a console of a stream. Piped, a row is a line, however long: what reads it is a program or a pager."""
    return Console(file=stream, highlight=False, width=None if stream.isatty() else UNBOUNDED)


def show(console: Console, part: RenderableType) -> None:
    """Print a part of a report."""
    if console.is_terminal:
        console.print(part)
        return
    with console.capture() as captured:
        console.print(part)
    # Tables fill their rows with blanks, which only a frame needs.
    print("\n".join(line.rstrip() for line in captured.get().splitlines()), file=console.file)


def clean(text: str) -> str:
    """Text that may be shown on a terminal: one line, no control characters."""
    return _CONTROLS.sub("�", " ".join(text.split()))


def shortened(text: str) -> str:
    """The beginning of a passage, in one line."""
    snippet = clean(text)
    return snippet if len(snippet) <= SNIPPET_LENGTH else f"{snippet[:SNIPPET_LENGTH].rsplit(' ', 1)[0]} …"


def percent(probability: float) -> str:
    """A probability as it is read."""
    return f"{probability:.0%}"
