"""Markdown, offsets into the text as given (https://spec.commonmark.org, front matter as in Jekyll)."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from markdown_it import MarkdownIt
from markdown_it.token import Token
from numpy.typing import NDArray

from model.documents.blocks import Mark
from model.documents.declared import merge
from model.documents.document import Document
from model.documents.encoding import charset_of, decode
from model.documents.frontmatter import read_front_matter
from model.documents.limits import Limits
from model.documents.lines import Lines, find_lines
from model.documents.sniff import MARKDOWN
from model.documents.structure import arrange

# Indented code is switched off because people indent their paragraphs, reference definitions because they
# write "[System]: Online"; both would lose story.
_PARSER = MarkdownIt("commonmark", {"maxNesting": 8}).disable(["code", "reference"])
_PARSER.core.ruler.enableOnly(["normalize", "block"])

_PIECE = 2**17
_LINE_END = re.compile(r"\n|\r(?!\n)")
_PARAGRAPH_END = re.compile(r"(?:\r?\n[ \t]*){2,}(?=[^\s>*+\-0-9|<`~])")
_FENCE = re.compile(r"^ {0,3}(?:`{3}|~{3})", re.MULTILINE)
_REFERENCE = re.compile(r" {0,3}\[[^\]\n]{1,200}\]:\s{0,4}<?(?:https?:|mailto:|#|/|\.|www\.)\S*.{0,200}")
_TAGS = re.compile(r"(?:<[^<>]{0,300}>|&nbsp;|\s)*+")
_TAGS_AT_END = re.compile(r"(?:<[^<>]{0,300}>|&nbsp;|\s){1,20}$")
_NOT_STORY = re.compile(r"\s*<(?:!--|script|style|head)", re.IGNORECASE)
_LONGEST_SETEXT = 100


def read(data: bytes, media_type: str | None, limits: Limits) -> Document:
    """Read the bytes of a Markdown text.

    Raises
    ------
    UndecodableText
        Where they are no text.
    """
    return read_markdown(decode(data, charset_of(media_type)))


def read_markdown(text: str) -> Document:
    """Read a Markdown text whose offsets are to point into itself.

    Parameters
    ----------
    text
        The text as given, front matter and all.

    Returns
    -------
    Document
        With every paragraph of its story; list items and quotations are story, code and comments are not.
    """
    front = read_front_matter(text)
    lines = find_lines(text)
    body = lines.select(lines.starts >= front.end)
    layout = _Layout(text, body)
    for block in _leaves(text, front.end):
        layout.take(block)
    outline = arrange(text, layout.lines(), layout.marks, title=front.title, grouped=True)
    return Document(
        text,
        MARKDOWN.media_type,
        outline.title,
        outline.chapters,
        (*front.notes, *outline.notes),
        merge(front.declared, outline.declared),
    )


class _Block(NamedTuple):
    """A leaf block of the syntax tree."""

    kind: str
    first: int
    stop: int
    level: int
    content: str


def _leaves(text: str, start: int) -> Iterator[_Block]:
    """Parse a text piece by piece, because the tokens of a long one would fill the memory."""
    number = len(_LINE_END.findall(text, 0, start))
    for low, high in _pieces(text, start):
        piece = text[low:high]
        tokens = _PARSER.parse(piece)
        for index, token in enumerate(tokens):
            if block := _block(token, tokens[index - 1], number):
                yield block
        number += len(_LINE_END.findall(piece))


def _block(token: Token, previous: Token, number: int) -> _Block | None:
    if token.map is None:
        return None
    first, stop = token.map[0] + number, token.map[1] + number
    if token.type == "inline":
        level = int(previous.tag[1]) if previous.type == "heading_open" else 0
        if level and previous.map:
            stop = previous.map[1] + number
        return _Block("heading" if level else "paragraph", first, stop, level, token.content)
    if token.type in ("fence", "html_block", "hr"):
        return _Block(token.type, first, stop, 0, token.content)
    return None


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


class _Layout:
    """The lines of a Markdown text, as its tokens sort them."""

    def __init__(self, text: str, lines: Lines) -> None:
        self.text = text
        self.all = lines
        self.starts = lines.starts.copy()
        self.ends = lines.ends.copy()
        self.gaps = lines.gaps.copy()
        self.kept = np.ones(len(lines), dtype=bool)
        self.marks: list[Mark] = []

    def lines(self) -> Lines:
        """Give the lines that may be story, with paragraphs parted as Markdown parts them."""
        empty = self.starts >= self.ends
        chosen: NDArray[np.bool_] = self.kept & ~empty
        all_ = self.all
        lines = Lines(self.starts, self.ends, self.gaps, all_.numbers, all_.indents, all_.first, all_.last)
        return lines.reread(self.text).select(chosen)

    def take(self, block: _Block) -> None:
        """Enter one block of the syntax tree."""
        first, stop = np.searchsorted(self.all.numbers, (block.first, block.stop)).tolist()
        if first >= stop:
            return
        self.gaps[first] = True
        self.gaps[stop : stop + 1] = True
        if block.kind == "paragraph":
            self._take_paragraph(first, stop, block)
        elif block.kind == "heading":
            self._take_heading(first, stop, block)
        elif block.kind == "fence":
            # An unclosed fence would swallow the rest of the work.
            closed = self.text[self.starts[stop - 1] : self.ends[stop - 1]].strip("`~") == ""
            self.kept[first : stop if closed and stop - first > 1 else first + 1] = False
        elif block.kind == "html_block":
            self._take_html(first, stop, block)

    def _take_paragraph(self, first: int, stop: int, block: _Block) -> None:
        opening = block.content.partition("\n")[0].strip()
        at = self.text.find(opening, self.starts[first], self.ends[first]) if opening else -1
        if at > 0:
            self.starts[first] = at
        for index in range(first, stop):
            line = self.text[self.starts[index] : min(self.ends[index], self.starts[index] + 500)]
            if line[0] == "[" and _REFERENCE.fullmatch(line):
                self.kept[index] = False

    def _take_heading(self, first: int, stop: int, block: _Block) -> None:
        title = " ".join(block.content.split()).strip("*_ ")
        is_setext = block.stop - block.first > 1
        if is_setext:
            self.kept[stop - 1] = False
            self.gaps[stop - 1 : stop] = True
            # A row of dashes under a paragraph is meant to part two scenes.
            if "\n" in block.content or len(title) > _LONGEST_SETEXT or title[-1:] in '.!?,"”':
                return
        if title:
            self.marks.append(Mark(int(self.starts[first]), int(self.ends[first]), block.level, title=title))

    def _take_html(self, first: int, stop: int, block: _Block) -> None:
        if _NOT_STORY.match(block.content) and ("-->" in block.content or "</" in block.content):
            self.kept[first:stop] = False
            return
        for index in range(first, stop):
            line = self.text[self.starts[index] : self.ends[index]]
            if leading := _TAGS.match(line):
                self.starts[index] += leading.end()
            if trailing := _TAGS_AT_END.search(line, max(0, len(line) - 400)):
                self.ends[index] = max(
                    self.starts[index],
                    self.starts[index] + trailing.start() - (leading.end() if leading else 0),
                )
