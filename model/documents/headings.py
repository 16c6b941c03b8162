"""Which blocks are headings, what they are headings of, and which one is the work's title
(https://www.w3.org/TR/epub-ssv-11/#titles).
"""

from model.documents import labels, titles
from model.documents.blocks import Blocks, Kind

_STORY_BETWEEN_NUMBERS = 40
_STORY_BETWEEN_NUMBERED_TITLES = 200
_LONGEST_SECTION = 3000
_LONGEST_ENTRY = 120
_LONGEST_SUBTITLE = 100
_DEEPEST_CHAPTER_LEVEL = 3
_ORNAMENT = " *_#~=-–—"


def number_chapters(blocks: Blocks) -> None:
    """Make headings of bare numbers that count up, with story between them."""
    for titled in (False, True):
        between = _STORY_BETWEEN_NUMBERED_TITLES if titled else _STORY_BETWEEN_NUMBERS
        run: list[int] = []
        for index, (number, is_titled) in sorted(blocks.numbers.items()):
            if is_titled != titled or not blocks.is_story(index):
                continue
            follows = run and number == blocks.numbers[run[-1]][0] + 1
            if follows and blocks.span(index)[0] - blocks.span(run[-1])[1] >= between:
                run.append(index)
            elif number <= 1:
                _settle(blocks, run)
                run = [index]
        _settle(blocks, run)


def _settle(blocks: Blocks, run: list[int]) -> None:
    if len(run) > 1:
        for index in run:
            blocks.set_heading(index, blocks[index].strip(_ORNAMENT))


def take_title(blocks: Blocks, known: str | None) -> str | None:
    """Find the heading that names the whole work, and make it no chapter.

    Where the title is known, a heading must be the same; else it must be the only one of the highest level.
    Either stands before any story.

    Parameters
    ----------
    blocks
        The text's blocks.
    known
        The title, where the format states it.

    Returns
    -------
    str or None
        The heading's words.
    """
    if not blocks.levels:
        return None
    first_story = blocks.kinds.find(Kind.STORY)
    wanted = known.casefold() if known else None
    highest = min(blocks.levels.values(), default=0)
    if not wanted and list(blocks.levels.values()).count(highest) != 1:
        return None
    for index in sorted(blocks.levels):
        if 0 <= first_story < index:
            break
        if blocks.kinds[index] != Kind.HEADING:
            continue
        title = blocks.titles[index]
        is_it = title.casefold() == wanted if wanted else blocks.levels[index] == highest and not _is_chapter(title)
        if is_it:
            blocks.set_note(index, "header")
            return title
    return None


def _is_chapter(title: str) -> bool:
    return bool(titles.heading_title(title) or labels.section_topic(title) or titles.is_contents(title))


def take_sections(blocks: Blocks) -> None:
    """Take out what stands under headings such as "Author's Notes" or "Contents"."""
    # Each title is looked into once, however often it comes again.
    contents = {title for title in set(blocks.titles.values()) if titles.is_contents(title)}
    topics = {title: topic for title in set(blocks.titles.values()) if (topic := labels.section_topic(title))}
    for index in sorted(blocks.titles):
        title = blocks.titles[index]
        if not (title in contents or title in topics) or blocks.kinds[index] != Kind.HEADING:
            continue
        if title in contents:
            _take_contents(blocks, index)
        else:
            topic = topics[title]
            kind = "header" if topic == "title" else topic
            section = _section(blocks, index)
            blocks.set_note(index, kind)
            is_long = sum(map(blocks.length, section)) > _LONGEST_SECTION
            for each in section[:1] if is_long else section:
                blocks.set_note(each, kind)


def _section(blocks: Blocks, heading: int) -> list[int]:
    section = []
    for index in range(heading + 1, len(blocks)):
        if blocks.kinds[index] in (Kind.HEADING, Kind.BREAK) or index in blocks.pages:
            break
        section.append(index)
    return section


def _take_contents(blocks: Blocks, heading: int) -> None:
    blocks.set_note(heading, "boilerplate")
    seen: set[str] = set()
    for index in range(heading + 1, len(blocks)):
        if blocks.kinds[index] == Kind.BREAK or index in blocks.pages or index in blocks.levels:
            return
        keys = _entries(blocks, index)
        # The first chapter's own heading repeats an entry.
        if not keys or seen & keys:
            return
        if blocks.kinds[index] == Kind.HEADING and index + 1 < len(blocks) and not _entries(blocks, index + 1):
            return
        seen |= keys
        blocks.set_note(index, "boilerplate")


def _entries(blocks: Blocks, index: int) -> set[str]:
    """Read a block as entries of a table of contents; nothing where any line of it may be prose."""
    keys = set()
    for line in blocks.opening(index, 50 * _LONGEST_ENTRY).splitlines():
        heading = titles.heading_title(line.strip())
        is_titled = heading or titles.numbered_title(line.strip().rstrip(".")) is not None
        if len(line) > _LONGEST_ENTRY or (line.rstrip()[-1:] in '.!?"”' and not is_titled):
            return set()
        words = [word.strip(".:,-–—").casefold() for word in line.split()]
        keys.add(" ".join(words[:2] if heading else words))
    return keys


def join_subtitles(blocks: Blocks) -> None:
    """Add the titles that stand under chapters' numbers, and drop headings too deep for chapters."""
    marked = [level for index, level in blocks.levels.items() if blocks.kinds[index] == Kind.HEADING]
    deepest = max(_DEEPEST_CHAPTER_LEVEL, min(marked, default=0))
    for index in sorted(blocks.titles):
        if blocks.kinds[index] != Kind.HEADING:
            continue
        title = blocks.titles[index]
        if blocks.levels.get(index, 0) > deepest and not titles.heading_title(title):
            blocks.kinds[index] = Kind.BREAK
        elif index not in blocks.levels and len(title.split()) <= 3:
            _join_subtitle(blocks, index)


def _join_subtitle(blocks: Blocks, heading: int) -> None:
    following = heading + 1
    # At the end of the text a short line is all the story that the chapter has.
    if following + 1 >= len(blocks) or not blocks.is_story(following):
        return
    if blocks.length(following) >= _LONGEST_SUBTITLE:
        return
    subtitle = blocks[following].strip(_ORNAMENT)
    if titles.is_title_like(subtitle):
        blocks.titles[heading] = f"{blocks.titles[heading]} {subtitle}"
        blocks.kinds[following] = Kind.BREAK
