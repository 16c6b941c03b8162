"""Works of any size, made of the seeds: a few stories a chapter, again from the first one where they run out.

Characters beyond the basic plane (emoji) are left out: a single one makes Python hold four bytes a character instead of
two, and a figure of memory would tell of that.
"""

from functools import cache
from typing import Final

from bench.measure import ROOT

CHAPTER: Final = 20_000
"""Bytes of a chapter at least: 3,500 words."""


@cache
def _stories() -> tuple[str, ...]:
    paths = sorted((ROOT / "seeds" / "works").glob("*.md"))
    stories = (path.read_text(encoding="utf-8").split("\n---\n", 1)[1].strip() for path in paths)
    return tuple("".join(character for character in story if character < "\U00010000") for story in stories)


@cache
def _chapters() -> tuple[str, ...]:
    chapters, held = [], ""
    for story in _stories():
        held += f"{story}\n\n"
        if len(held.encode()) >= CHAPTER:
            chapters.append(held)
            held = ""
    return tuple(chapters)


def work_of(n_bytes: int) -> str:
    """Make a work.

    Parameters
    ----------
    n_bytes
        Its size in UTF-8, met to a character.

    Returns
    -------
    str
    """
    parts, size = list[bytes](), 0
    while size < n_bytes:
        chapter = _chapters()[len(parts) % len(_chapters())]
        parts.append(f"Chapter {len(parts) + 1}\n\n{chapter}".encode())
        size += len(parts[-1])
    return b"".join(parts)[:n_bytes].decode("utf-8", "ignore")


def megabytes(text: str) -> float:
    """Size in UTF-8, in millions of bytes."""
    return len(text.encode()) / 1e6
