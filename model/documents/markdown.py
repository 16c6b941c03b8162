"""Markdown, offsets into the text as given (https://spec.commonmark.org, front matter as in Jekyll)."""

import re
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from model.documents.blocks import Mark
from model.documents.commonmark import Leaf, Leaves, find_leaves
from model.documents.declared import merge
from model.documents.document import Document
from model.documents.encoding import charset_of, decode
from model.documents.frontmatter import read_front_matter
from model.documents.hints import ANYTHING
from model.documents.limits import Limits
from model.documents.lines import Lines, find_lines
from model.documents.sniff import MARKDOWN
from model.documents.structure import arrange

_REFERENCE = re.compile(r" {0,3}\[[^\]\n]{1,200}\]:\s{0,4}<?(?:https?:|mailto:|#|/|\.|www\.)\S*.{0,200}")
_BLANKS = re.compile(r"[ \t]+")
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
    layout.take(find_leaves(text, front.end))
    outline = arrange(text, layout.lines(), layout.marks, title=front.title, grouped=True)
    return Document(
        text,
        MARKDOWN.media_type,
        outline.title,
        outline.chapters,
        (*front.notes, *outline.notes),
        merge(front.declared, outline.declared),
    )


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
        moved = (self.starts != self.all.starts) | (self.ends != self.all.ends)
        hints = np.where(moved, ANYTHING, self.all.hints)
        return replace(self.all, starts=self.starts, ends=self.ends, gaps=self.gaps, hints=hints).select(chosen)

    def take(self, leaves: Leaves) -> None:
        """Enter the blocks of the syntax tree."""
        firsts = np.searchsorted(self.all.ends, leaves.starts, side="right")
        stops = np.searchsorted(self.all.starts, leaves.ends)
        written = firsts < stops
        kinds, firsts, stops = leaves.kinds[written], firsts[written], stops[written]
        self.gaps[firsts] = True
        self.gaps[stops[stops < len(self.all)]] = True
        self._take_paragraphs(kinds, firsts, stops, leaves.starts[written])
        rows = zip(*(column[written].tolist() for column in (leaves.starts, leaves.ends, leaves.levels)), strict=True)
        for kind, first, stop, row in zip(kinds.tolist(), firsts.tolist(), stops.tolist(), rows, strict=True):
            if kind == Leaf.HEADING:
                self._take_heading(first, stop, *row)
            elif kind == Leaf.FENCE:
                # An unclosed fence would swallow the rest of the work.
                closed = self.text[self.starts[stop - 1] : self.ends[stop - 1]].strip("`~") == ""
                self.kept[first : stop if closed and stop - first > 1 else first + 1] = False
            elif kind == Leaf.HTML:
                self._take_html(first, stop, self.text[row[0] : row[1]])

    def _take_paragraphs(
        self, kinds: NDArray[np.int64], firsts: NDArray[np.int64], stops: NDArray[np.int64], starts: NDArray[np.int64]
    ) -> None:
        """Part paragraphs from the marks of lists and quotations before them, and leave references out."""
        # Indented code is story: people indent their paragraphs.
        chosen = np.flatnonzero((kinds == Leaf.PARAGRAPH) | (kinds == Leaf.INDENTED))
        moved = chosen[starts[chosen] > self.starts[firsts[chosen]]]
        for line, start in zip(firsts[moved].tolist(), starts[moved].tolist(), strict=True):
            blanks = _BLANKS.match(self.text, start)
            self.starts[line] = blanks.end() if blanks else start
        edges = np.zeros(len(self.all) + 1, np.int64)
        np.add.at(edges, firsts[chosen], 1)
        np.add.at(edges, stops[chosen], -1)
        opens = self.all.first == ord("[")
        opens[firsts[moved]] = True
        for line in np.flatnonzero((np.cumsum(edges)[:-1] > 0) & opens).tolist():
            start = int(self.starts[line])
            if _REFERENCE.fullmatch(self.text, start, min(int(self.ends[line]), start + 500)):
                self.kept[line] = False

    def _take_heading(self, first: int, stop: int, start: int, end: int, level: int) -> None:
        is_underlined = stop - first > 1
        content = (
            self.text[start : self.all.starts[stop - 1]] if is_underlined else _without_hashes(self.text[start:end])
        )
        title = " ".join(content.split()).strip("*_ ")
        if is_underlined:
            self.kept[stop - 1] = False
            self.gaps[stop - 1 : stop] = True
            # A row of dashes under a paragraph is meant to part two scenes.
            if stop - first > 2 or len(title) > _LONGEST_SETEXT or title[-1:] in '.!?,"”':
                return
        if title:
            self.marks.append(Mark(int(self.starts[first]), int(self.ends[first]), level, title=title))

    def _take_html(self, first: int, stop: int, content: str) -> None:
        if _NOT_STORY.match(content) and ("-->" in content or "</" in content):
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


def _without_hashes(heading: str) -> str:
    """Give the words between the signs of a heading: "# The Cliff #"."""
    words = heading.strip().lstrip("#").strip()
    if not words.endswith("#"):
        return words
    opened = words.rstrip("#")
    return opened.strip() if not opened or opened[-1].isspace() else words
