"""The header of a posted story: title, author, rating, summary, disclaimer, before its first word
(https://fanlore.org/wiki/Header).
"""

from model.documents import labels, phrases, titles
from model.documents.blocks import Blocks, Kind
from model.documents.document import NoteKind

_MOST_BLOCKS = 120
_LONGEST_VALUE = 2000
_LONGEST_LINE = 200
_ORNAMENT = " *_~-–—"
_SCENE_HEADINGS = ("INT.", "EXT.", "INT ", "EXT ", "FADE ")


def take_header(blocks: Blocks, known: str | None) -> str | None:
    """Take the header out of the story.

    Parameters
    ----------
    blocks
        The text's blocks.
    known
        The title, where the format or a heading states it.

    Returns
    -------
    str or None
        The title that the header states.
    """
    front = _Front(blocks, known)
    for index in range(min(len(blocks), _MOST_BLOCKS)):
        if blocks.kinds[index] == Kind.HEADING:
            break
        if blocks.is_story(index) and not front.take(index):
            break
    return front.settle()


class _Front:
    """The header while it is being read, block by block."""

    def __init__(self, blocks: Blocks, known: str | None) -> None:
        self.blocks = blocks
        self.known = known
        self.title: str | None = None
        # Letters and reports in a story look like headers too; one sure sign is needed before any line goes.
        self.is_sure = False
        self.taken: dict[int, NoteKind] = {}
        self.awaits: NoteKind | None = None

    def take(self, index: int) -> bool:
        """Take a block into the header, or say that the story has begun."""
        kind = self._kind(index)
        if kind is None:
            return False
        self.taken[index] = kind
        return True

    def settle(self) -> str | None:
        """Take the blocks out of the story, if they are proven to be a header."""
        if not self.is_sure:
            return None
        for index, kind in self.taken.items():
            self.blocks.set_note(index, kind)
        return self.title or None

    def _kind(self, index: int) -> NoteKind | None:
        block = self.blocks.opening(index, _LONGEST_VALUE)
        line = block.partition("\n")[0]
        awaited, self.awaits = self.awaits, None
        if known := labels.label(line):
            return self._take_label(known)
        if awaited and self.blocks.length(index) <= _LONGEST_VALUE:
            if self.title == "":
                self.title = line
            return awaited
        if index in self.blocks.openings:
            self.is_sure = True
            return "author_note"
        if phrases.is_disclaimer(block):
            self.is_sure = True
            return "disclaimer"
        return self._take_line(index, line)

    def _take_label(self, known: labels.Label) -> NoteKind:
        self.is_sure = self.is_sure or known.is_sure
        kind: NoteKind = "header" if known.topic == "title" else known.topic
        if known.topic == "title" and self.title is None:
            self.title = known.value
        if not known.value:
            self.awaits = kind
        return kind

    def _take_line(self, index: int, line: str) -> NoteKind | None:
        is_one_line = self.blocks.length(index) == len(line)
        before = self.taken.get(index - 1)
        if is_one_line and not self.taken and self._is_title(index, line):
            self.title = line.strip(_ORNAMENT)
            self.is_sure = True
            return "header"
        if is_one_line and labels.is_byline(line):
            self.is_sure = self.is_sure or self.title is not None
            return "header"
        if line[0] == line[-1] == "|" and len(line) <= _LONGEST_LINE:
            return "header"
        if before and is_one_line and self._is_next_line(index) and labels.is_any_label(line):
            return "header" if len(line) <= _LONGEST_LINE and line[0].isupper() else None
        if before in ("author_note", "disclaimer") and phrases.is_chatter(self.blocks[index]):
            return "author_note"
        return None

    def _is_title(self, index: int, line: str) -> bool:
        if index + 1 >= len(self.blocks) or line.startswith(_SCENE_HEADINGS):
            return False
        name = line.strip(_ORNAMENT)
        # With the title known, another line like one may head a letter.
        return name.casefold() == self.known.casefold() if self.known else titles.is_title_like(name)

    def _is_next_line(self, index: int) -> bool:
        """Tell whether no blank line parts a block from the one before it."""
        blocks = self.blocks
        between = blocks.text[blocks.span(index - 1)[1] : blocks.span(index)[0]]
        return len(between) < _LONGEST_LINE and between.count("\n") <= 1
