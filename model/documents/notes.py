"""Authors' notes, disclaimers, pleas and polls between a story's first word and its last
(https://fanlore.org/wiki/Author%27s_Note).
"""

from collections.abc import Iterator

import numpy as np

from model.documents import labels, phrases
from model.documents.blocks import Blocks, Kind
from model.documents.document import NoteKind

_LONGEST_NOTE = 4000
_LONGEST_GLANCE = 1600
_LONGEST_BARE_LABEL = 30
_MOST_EDGE_BLOCKS = 16
_MOST_BRACKETED_BLOCKS = 10
_EDGE_TOPICS = {"summary", "author_note", "end_note", "tags", "disclaimer"}
_CLOSING_NOTES = {"notes", "end note", "end notes", "endnotes", "chapter end note", "chapter end notes"}


def take_notes(blocks: Blocks) -> None:
    """Take out of the story what speaks about it."""
    for index in sorted(blocks.openings):
        if blocks.is_story(index):
            _take_note(blocks, index)
    cuts = blocks.chapter_starts()
    for first, stop in zip(cuts, [*cuts[1:], len(blocks)], strict=True):
        _take_chapter_head(blocks, first, stop)
        _take_chapter_tail(blocks, first, stop)


def bracketed(blocks: Blocks) -> list[tuple[int, int]]:
    """Find the notes in brackets inside paragraphs of story.

    Returns
    -------
    list of (int, int)
        Offsets, rising.
    """
    text = blocks.text
    spans = []
    done = 0
    for start in sorted((*_places(text, "("), *_places(text, "["))):
        match = phrases.BRACKETED_NOTE.match(text, start) if start >= done else None
        if match is None:
            continue
        done = match.end()
        block = int(np.searchsorted(blocks.spans[:, 0], match.start(), side="right")) - 1
        if block >= 0 and blocks.is_story(block) and match.end() <= blocks.span(block)[1]:
            spans.append(match.span())
    return spans


def _places(text: str, sign: str) -> Iterator[int]:
    at = text.find(sign)
    while at >= 0:
        yield at
        at = text.find(sign, at + 1)


def _take_note(blocks: Blocks, index: int) -> None:
    if blocks.length(index) > _LONGEST_NOTE:
        return
    block = blocks[index]
    held = phrases.BRACKETED_NOTE.match(block)
    if held and held.end() < len(block):
        return  # Story follows the bracket in the same paragraph, which is split there.
    blocks.set_note(index, "author_note")
    if not _take_open_bracket(blocks, index, block):
        _take_continuation(blocks, index, is_bare=_is_bare(block))


def _take_open_bracket(blocks: Blocks, index: int, block: str) -> bool:
    """Take a note whose bracket closes some paragraphs later."""
    closing = {"(": ")", "[": "]"}.get(block.lstrip("*_ ")[:1])
    if closing is None or closing in block:
        return False
    for last in range(index + 1, min(len(blocks), index + 1 + _MOST_BRACKETED_BLOCKS)):
        if not blocks.is_story(last):
            return False
        if blocks[last].rstrip(" .*_").endswith(closing):
            for each in range(index + 1, last + 1):
                blocks.set_note(each, "author_note")
            return True
    return False


def _take_continuation(blocks: Blocks, index: int, *, is_bare: bool) -> None:
    for each in range(index + 1, min(len(blocks), index + _MOST_EDGE_BLOCKS)):
        under_label = is_bare and each == index + 1
        if not blocks.is_story(each) or not (under_label or _goes_on(blocks, each)):
            return
        blocks.set_note(each, "author_note")


def _is_bare(block: str) -> bool:
    """Tell whether a note's opening has nothing but its name, so that its text stands in the next block."""
    if len(block) > _LONGEST_BARE_LABEL or len(block.split()) > 3:
        return False
    name = block.strip(" *_()[]:.-–—~").lower()
    return name.endswith(("/n", "note", "notes", "an"))


def _goes_on(blocks: Blocks, index: int) -> bool:
    block = blocks.opening(index, _LONGEST_GLANCE)
    return phrases.is_chatter(block) or phrases.is_tail(block) or phrases.is_option(block)


def _take_chapter_head(blocks: Blocks, first: int, stop: int) -> None:
    begin = first + (first < stop and blocks.kinds[first] == Kind.HEADING)
    awaits: NoteKind | None = None
    for index in range(begin, min(stop, begin + _MOST_EDGE_BLOCKS)):
        if blocks.kinds[index] == Kind.BREAK:
            return
        if not blocks.is_story(index):
            continue
        block = blocks.opening(index)
        known = labels.label(block.partition("\n")[0])
        if known and _is_edge_label(known):
            kind: NoteKind = "header" if known.topic == "title" else known.topic
            awaits = None if known.value else kind
        elif awaits:
            kind, awaits = awaits, None
        elif phrases.is_disclaimer(block):
            kind = "disclaimer"
        elif block.lstrip("(*_ ").startswith("See the end of the"):
            kind = "author_note"
        else:
            return
        blocks.set_note(index, kind)


def _is_edge_label(known: labels.Label) -> bool:
    if known.topic not in _EDGE_TOPICS:
        return False
    if known.key == "note":
        return phrases.is_chatter(known.value)
    if known.key == "warning":
        return phrases.warns(known.value)
    return known.is_sure or known.key == "notes"


def _take_chapter_tail(blocks: Blocks, first: int, stop: int) -> None:
    """Take the notes at a chapter's end, from the last block backwards."""
    pending: list[int] = []
    for index in range(stop - 1, max(first, stop - 1 - _MOST_EDGE_BLOCKS) - 1, -1):
        if blocks.kinds[index] == Kind.HEADING:
            return
        if not blocks.is_story(index):
            continue
        block = blocks.opening(index, _LONGEST_GLANCE)
        known = labels.label(block.partition("\n")[0])
        is_label = known is not None and known.key in _CLOSING_NOTES
        if is_label or phrases.is_tail(block):
            for each in (index, *pending):
                blocks.set_note(each, "end_note")
            pending = []
        elif phrases.is_option(block) or (not pending and _follows_label(blocks, index, first)):
            pending.append(index)
        else:
            return


def _follows_label(blocks: Blocks, index: int, first: int) -> bool:
    """Tell whether a last paragraph stands under a bare "End Notes:"."""
    if index - 1 <= first or not blocks.is_story(index - 1):
        return False
    known = labels.label(blocks.opening(index - 1, 60))
    return known is not None and not known.value and known.key in _CLOSING_NOTES
