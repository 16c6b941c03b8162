"""The strip chart of a work as an SVG file: a row a label, each passage a bar as high as it is severe."""

import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby
from typing import Any, Final

# As the moderator's page has them, in its light colours.
PAPER, INK, SOFT = "#fbfaf7", "#211e1a", "#655f56"
HUES: Final = ("#8f2f6f", "#b03a1e", "#44506f", "#80600c", "#1f6a66", "#4d6a1c", "#6a4a9c")

WIDTH, LEFT, RIGHT, TOP, FOOT = 960, 190, 20, 56, 34
ROW, BAR = 52, 40
COLUMNS: Final = WIDTH - LEFT - RIGHT
GAP_FROM: Final = 4
"""Bars that are wider than this many pixels leave one free before the next."""
LEAST_CHAPTER: Final = 8
"""Lines between chapters that would be closer than this many pixels say nothing."""

LEAST_SAID: Final = 0.1
"""The height below which the description names no strongest passage."""

_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def draw(name: str, severities: dict[str, str], rating: str | None, passages: Sequence[dict[str, Any]]) -> str:
    """Draw a work.

    Parameters
    ----------
    name
        The work's title, or its file's name.
    severities
        The work's level on each label, by name.
    rating
        The work's rating, if it has one.
    passages
        As `model.profile.profile` gives them; at least one.

    Returns
    -------
    str
        An SVG document that needs nothing else to be shown, with a title and a description for those who can't see it.
    """
    height = TOP + ROW * len(severities) + FOOT
    heading = _text(_shortened(name) + (f", {rating}" if rating else ""))
    rows = [_row(number, label, level, passages) for number, (label, level) in enumerate(severities.items())]
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
            'role="img" aria-labelledby="title description" font-family="system-ui, sans-serif" font-size="13">',
            f'<title id="title">How severe {_text(name)} is along its text</title>',
            f'<desc id="description">{_text(_description(severities, rating, passages))}</desc>',
            f'<rect width="100%" height="100%" fill="{PAPER}"/>',
            f'<text x="20" y="32" font-size="17" font-weight="600" fill="{INK}">{heading}</text>',
            *_chapters(passages, height),
            *(line for row in rows for line in row),
            *_foot(passages, height),
            "</svg>\n",
        )
    )


def _description(severities: dict[str, str], rating: str | None, passages: Sequence[dict[str, Any]]) -> str:
    said = [f"Rated {rating}."] if rating else []
    for label, level in severities.items():
        strongest = max(range(len(passages)), key=lambda at: _share(passages[at], label))
        where = f", most in passage {strongest + 1} of {len(passages)}, chapter {passages[strongest]['chapter']}"
        is_somewhere = _share(passages[strongest], label) >= LEAST_SAID
        said.append(f"{_spoken(label).capitalize()}: {level}{where if is_somewhere else ''}.")
    return " ".join(said)


def _row(number: int, label: str, level: str, passages: Sequence[dict[str, Any]]) -> Iterator[str]:
    base, hue = TOP + (number + 1) * ROW - 6, HUES[number % len(HUES)]
    yield f'<text x="20" y="{base - 18}" font-weight="600" fill="{hue}">{_text(_spoken(label))}</text>'
    yield f'<text x="20" y="{base}" fill="{SOFT}">{_text(level)}</text>'
    yield f'<path d="M{LEFT} {base}.5h{COLUMNS}" stroke="{SOFT}" stroke-opacity="0.5"/>'
    pale, strong = list[str](), list[str]()
    for first, stop, share in _bars(label, passages):
        high = round(share * BAR, 1)
        # Pale below the middle of the scale, so that what matters stands out.
        (strong if share > 0.5 else pale).append(f"M{LEFT + first} {base}v{-high}h{stop - first}v{high}z")
    for bars, opacity in ((pale, 0.45), (strong, 1)):
        if bars:
            yield f'<path d="{"".join(bars)}" fill="{hue}" fill-opacity="{opacity}"/>'


def _bars(label: str, passages: Sequence[dict[str, Any]]) -> Iterator[tuple[int, int, float]]:
    """First column, the one after the last, and height. Of passages that share a column the most severe is seen."""
    scale = COLUMNS / passages[-1]["end"]
    columns = [0.0] * COLUMNS
    for passage in passages:
        first, end = min(int(passage["start"] * scale), COLUMNS - 1), int(passage["end"] * scale)
        stop = max(first + 1, end - (end - first > GAP_FROM))
        share = _share(passage, label)
        columns[first:stop] = [max(share, column) for column in columns[first:stop]]
    at = 0
    for share, run in groupby(columns):
        first, at = at, at + sum(1 for _ in run)
        if share * BAR >= 0.1:
            yield first, at, share


def _share(passage: dict[str, Any], label: str) -> float:
    """How severe a passage is, 0 to 1: the level that is to be expected, as a share of the scale."""
    reached = passage["reached"].get(label)
    return sum(reached) / len(reached) if reached else 0.0


def _chapters(passages: Sequence[dict[str, Any]], height: int) -> Iterator[str]:
    firsts = [next(run)["start"] for _, run in groupby(passages, lambda passage: passage["chapter"])][1:]
    if firsts and COLUMNS / (len(firsts) + 1) >= LEAST_CHAPTER:
        places = (LEFT + int(start * COLUMNS / passages[-1]["end"]) for start in firsts)
        lines = "".join(f"M{x} {TOP}V{height - FOOT}" for x in places)
        yield f'<path d="{lines}" stroke="{SOFT}" stroke-opacity="0.35"/>'


def _foot(passages: Sequence[dict[str, Any]], height: int) -> Iterator[str]:
    chapters = len({passage["chapter"] for passage in passages})
    size = f"{_count(len(passages), 'passage')} in {_count(chapters, 'chapter')}"
    for x, anchor, text in ((LEFT, "start", "beginning"), (LEFT + COLUMNS // 2, "middle", size)):
        yield f'<text x="{x}" y="{height - 14}" text-anchor="{anchor}" fill="{SOFT}">{text}</text>'
    yield f'<text x="{WIDTH - RIGHT}" y="{height - 14}" text-anchor="end" fill="{SOFT}">end</text>'


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _spoken(label: str) -> str:
    return label.replace("_", " ")


def _shortened(name: str) -> str:
    return name if len(name) <= 70 else f"{name[:69]}…"


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("�", " ".join(text.split())))
