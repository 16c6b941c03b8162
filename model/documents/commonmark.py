"""The leaf blocks of a Markdown text, by their offsets (https://spec.commonmark.org/0.31.2/#leaf-blocks)."""

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyromark
from numpy.typing import NDArray

_PIECE = 2**17
_PARAGRAPH_END = re.compile(r"(?<=\S)(?:[ \t]*+\r?\n){2,}+[ \t]*+(?=[^\s>*+\-0-9|<`~])")
_LINE_END = re.compile(r"\n|\r(?!\n)")
_FENCE = re.compile(r"^ {0,3}(?:`{3}|~{3})", re.MULTILINE)

# The parser counts in bytes. What is not ASCII means nothing to blocks, so one byte stands for each character and
# offsets of bytes are offsets of text. Nor do brackets: without them nothing is taken for a reference definition, as
# which "[System]: Online" would be lost.
_STAND_IN = ord("x")
_ASCII = np.full(129, _STAND_IN, np.uint8)
_ASCII[1:128] = np.arange(1, 128)
_ASCII[list(b"[]&\\")] = _STAND_IN

# People indent their paragraphs, which Markdown takes for code; what is indented and no other block is made to stand
# less deep. The rest of such code is told by its kind.
_BLOCK_MARK = r"[>=<\r\n]|#{1,6}\s|[*+\-]\s|\d{1,9}[.)]\s|`{3}|~{3}|(?:[*_\-][ \t]*+){3,}+[\r\n]|\Z"
_INDENT = re.compile(rf"(?:^|(?<=\r))(?: {{0,3}}\t[ \t]*+| {{4,}}+)(?!{_BLOCK_MARK})", re.MULTILINE)


class Leaf:
    """What a leaf block is; plain integers, because they are compared with arrays."""

    PARAGRAPH: Final = 0
    HEADING: Final = 1
    INDENTED: Final = 2
    FENCE: Final = 3
    HTML: Final = 4
    RULE: Final = 5


_LEAVES = {"Paragraph": Leaf.PARAGRAPH, "Heading": Leaf.HEADING, "HtmlBlock": Leaf.HTML, "Rule": Leaf.RULE}
_CONTAINERS = {"BlockQuote", "List", "Item"}
_BLOCKS = {*_LEAVES, *_CONTAINERS, "CodeBlock"}


@dataclass(frozen=True, slots=True)
class Leaves:
    """The blocks of a text that hold no other block, in reading order.

    Attributes
    ----------
    kinds : ndarray of int64, shape (n_leaves,)
        One of ``Leaf`` for each.
    starts, ends : ndarray of int64, shape (n_leaves,)
        Offsets of each, without the marks of the lists and quotations that hold it.
    levels : ndarray of int64, shape (n_leaves,)
        1 to 6 for a heading, 0 for all else.
    """

    kinds: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    levels: NDArray[np.int64]


def find_leaves(text: str, start: int = 0) -> Leaves:
    """Find the leaf blocks of a Markdown text.

    Parameters
    ----------
    text
        The text.
    start
        Where its front matter ends.
    """
    rows = array("q")
    # Piece by piece, because the syntax tree of a long text would fill the memory.
    for low, high in _pieces(text, start):
        for kind, first, stop, level in _parse(_outdented(_to_ascii(text[low:high]))):
            rows.extend((kind, first + low, stop + low, level))
    columns = np.frombuffer(rows, np.int64).reshape(-1, 4).T if rows else np.zeros((4, 0), np.int64)
    return Leaves(*columns)


def _parse(piece: str) -> Iterator[tuple[int, int, int, int]]:
    """Read kinds, bounds and levels off the parser's events."""
    done = 0
    bare: tuple[int, int] | None = None
    for event, span in pyromark.events_with_range(piece):
        if span["start"] < done or "End" in event:
            continue
        name, value = _opened(event)
        if name is None:
            # Words right in a list's item are a paragraph that no event announces.
            bare = (bare[0] if bare else span["start"], span["end"])
            continue
        if bare:
            yield Leaf.PARAGRAPH, *bare, 0
            bare = None
        if name not in _CONTAINERS:
            yield _kind(name, value), span["start"], span["end"], int(value["level"][1]) if name == "Heading" else 0
            done = span["end"]
    if bare:
        yield Leaf.PARAGRAPH, *bare, 0


def _opened(event: Any) -> tuple[str | None, Any]:
    """Name the block that an event opens; None where it is something within a paragraph."""
    if event == "Rule":
        return "Rule", None
    tag = event.get("Start") if isinstance(event, dict) else None
    name, value = next(iter(tag.items())) if isinstance(tag, dict) else (tag, None)
    return (name, value) if name in _BLOCKS else (None, None)


def _kind(name: str, value: Any) -> int:
    if name == "CodeBlock":
        return Leaf.INDENTED if value == "Indented" else Leaf.FENCE
    return _LEAVES[name]


def _to_ascii(piece: str) -> str:
    codes = np.frombuffer(piece.encode("utf-32-le", "surrogatepass"), "<u4")
    return _ASCII.take(codes, mode="clip").tobytes().decode("ascii")


def _outdented(piece: str) -> str:
    # What hangs under a list's item keeps enough blanks to stay there.
    return _INDENT.sub(lambda found: ("   " * found[0].startswith("   ")).ljust(len(found[0]), "x"), piece)


def _pieces(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Cut a text where no block can be open: before a line that starts a paragraph after a blank one."""
    while len(text) - start > 2 * _PIECE:
        match = _PARAGRAPH_END.search(text, start + _PIECE, start + 2 * _PIECE)
        if match and len(_FENCE.findall(text, start, match.end())) % 2:
            fence = _FENCE.search(text, match.end(), start + 2 * _PIECE)
            match = _PARAGRAPH_END.search(text, fence.end(), start + 2 * _PIECE) if fence else match
        match = match or _LINE_END.search(text, start + _PIECE)
        if match is None:
            break
        yield start, match.end()
        start = match.end()
    yield start, len(text)
