"""HTML made safe to parse: no tree too deep, no tag too wide (https://html.spec.whatwg.org/multipage/parsing.html).

Parsers build trees in time and memory that grow with the square of what some hostile pages hold. The tags are
counted here first, in one pass.
"""

import re

from model.documents.errors import DocumentTooLarge

_SPACE = r"[ \t\n\f\r]"
_TAG = re.compile(
    rf"<(/?)([a-zA-Z][^ \t\n\f\r/>]*+)(?:(?:{_SPACE}|/)++|[^ \t\n\f\r/>][^ \t\n\f\r/>=]*+"
    rf"(?:{_SPACE}*+={_SPACE}*+(?:\"[^\"]*+\"|'[^']*+'|[^ \t\n\f\r\"'>][^ \t\n\f\r>]*+)?)?)*+>"
)
# Closes a tag that the text leaves open, whichever quotes are open in it, so that no search fails at the end.
_SENTINEL = ">\">'>"
_RAW = re.compile(r"<(?:(!--)|(!\[CDATA\[)|(script|style|xmp|iframe|noembed|noframes|textarea)\b)", re.IGNORECASE)
_SELF_CLOSED = re.compile(
    r"<(?!(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)\b)([a-zA-Z][\w:.-]*+)([^<>]*)/>"
)
_FORMATTING = frozenset({"b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"})
_FORMATTING_TAG = re.compile(rf"</?(?:{'|'.join(sorted(_FORMATTING))})(?:[ \t\n\f\r/][^<>]*)?>", re.IGNORECASE)
_SPAN_TAG = re.compile(r"</?(?:span|abbr|sub|sup|q|cite|label|ins|del|mark)(?:[ \t\n\f\r/][^<>]*)?>", re.IGNORECASE)
# fmt: off
_FLAT = frozenset(
    {
        "a", "area", "base", "br", "button", "col", "dd", "dt", "embed", "hr", "img", "input", "li",
        "link", "meta", "nobr", "option", "p", "param", "source", "tbody", "td", "tfoot", "th",
        "thead", "tr", "track", "wbr", "html", "head", "body"
    }
)
# fmt: on
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_LONGEST_TAG = 1024
_FREE_LOAD = 10_000
# A tree takes a hundred times the memory of its tags. No story, however lively, has so many for so long.
_FREE_TAGS = 100_000
_CHARACTERS_A_TAG = 20
_LOAD_PER_TAG = 4


def tame(html: str, depth: int) -> str:
    """Rewrite a page so that parsing it takes time and memory in proportion to its length.

    Scripts, styles and comments go. A tag with endless attributes loses them. Formatting that is opened again
    and again and never closed goes too.

    Parameters
    ----------
    html
        The page, or a piece of one.
    depth
        Deepest nesting allowed.

    Returns
    -------
    str
        A page with the same words.

    Raises
    ------
    DocumentTooLarge
        Where elements nest deeper than ``depth``, or where a long page is hardly anything but tags.
    """
    if _is_xml(html):
        html = _SELF_CLOSED.sub(r"<\1\2></\1>", html)
    html, deepest, is_overloaded = _measure(_without_raw(html))
    if is_overloaded:
        html = _FORMATTING_TAG.sub("", html)
    if deepest > depth:
        html = _SPAN_TAG.sub("", _FORMATTING_TAG.sub("", html))
        html, deepest, _ = _measure(html)
    if deepest > depth:
        raise DocumentTooLarge(f"The page nests its elements {deepest} deep; up to {depth} are read.")
    return html


def _is_xml(html: str) -> bool:
    head = html[:2000]
    return "<?xml" in head[:200] or "http://www.w3.org/1999/xhtml" in head


def _without_raw(html: str) -> str:
    """Cut out what holds no markup: comments, scripts, styles."""
    parts = []
    at = 0
    unclosed: set[str] = set()
    for match in _RAW.finditer(html):
        if match.start() < at:
            continue
        comment, cdata, name = match.groups()
        closing = "-->" if comment else "]]>" if cdata else f"</{name.lower()}"
        if closing in unclosed:
            continue
        end = _find(html, closing, match.end() - (2 if comment else 0))
        if end < 0:
            # What is never closed would swallow the rest of the page.
            unclosed.add(closing)
            continue
        parts.append(html[at : match.start()])
        if cdata:
            parts.append(html[match.end() : end].replace("<", "&lt;"))
        at = end + len(closing) if not name else html.find(">", end) + 1 or len(html)
    parts.append(html[at:])
    return "".join(parts)


def _find(html: str, closing: str, start: int) -> int:
    if closing[0] != "<":
        return html.find(closing, start)
    match = re.compile(re.escape(closing), re.IGNORECASE).search(html, start)
    return match.start() if match else -1


def _measure(html: str) -> tuple[str, int, bool]:
    """Count how deep elements nest and how much formatting is open at blocks' ends; shorten long tags."""
    parts: list[str] = []
    at = depth = deepest = formatting = load = tags = 0
    opened: dict[str, int] = {}
    for match in _TAG.finditer(html + _SENTINEL):
        closes, name = match.groups()
        tags += 1
        name = name.lower()
        if name in _FORMATTING:
            formatting = max(0, formatting - 1) if closes else formatting + 1
        else:
            load += formatting
            # The closing tag of any heading closes whichever is open; that of an element never opened closes nothing.
            kind = "h" if name in _HEADINGS else name
            if name not in _FLAT and (not closes or opened.get(kind)):
                step = -1 if closes else 1
                opened[kind] = opened.get(kind, 0) + step
                depth += step
                deepest = max(deepest, depth)
        if match.end() - match.start() > _LONGEST_TAG:
            parts += (html[at : match.start()], f"<{closes}{name}>")
            at = match.end()
    if tags > _FREE_TAGS + len(html) // _CHARACTERS_A_TAG:
        raise DocumentTooLarge(
            f"The page holds {tags:,} tags, one for {len(html) / tags:.0f} characters; over {_FREE_TAGS:,} are read "
            f"where there are {_CHARACTERS_A_TAG} characters for each. Send its text."
        )
    parts.append(html[at:])
    # Formatting counts as depth only as far as it is never closed.
    return "".join(parts), max(deepest, formatting), load > _FREE_LOAD + _LOAD_PER_TAG * tags
