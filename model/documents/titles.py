"""Lines that divide a story: chapter headings, bare numbers, ornaments between scenes.

The forms are those of https://www.gutenberg.org and https://archiveofourown.org. Every pattern is bounded or
possessive, so that none takes more than linear time.
"""

import re

_UNITS = "one|two|three|four|five|six|seven|eight|nine"
_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_TENS = "twenty|thirty|forty|fourty|fifty|sixty|seventy|eighty|ninety"
_ORDINALS = (
    "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth"
    "|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|last"
)
# In ASCII, because "İ" is an "i" to whoever ignores case, and no numeral.
_ROMAN = r"(?a:(?=[ivxlc])(?:c{0,3})(?:xc|xl|l?x{0,4})(?:ix|iv|v?i{0,4}))"
_NUMBER = (
    rf"(?:\d{{1,4}}(?:\.\d{{1,2}})?(?:\s?/\s?[\d?]{{1,4}})?|(?:{_TENS})[\s-]?(?:{_UNITS})|{_TEENS}|{_TENS}|{_UNITS}"
    rf"|(?:an?\s|one\s)?hundred(?:\s(?:and\s)?[a-z-]{{3,20}})?|(?:the\s)?(?:{_ORDINALS})|{_ROMAN})"
)
_ORNAMENT = r"[\s*_#~=<>|+.:•·\-–—\[\](){}]{0,20}+"
_DIVISION = r"(?:chapter|chap\.?|ch\.?|part|book|volume|vol\.?|act|episode|canto|stave)"

_NUMBERED_HEADING = re.compile(
    rf"{_ORNAMENT}{_DIVISION}\s{{0,3}}(?:no\.?\s|number\s|#\s?)?(?P<number>{_NUMBER})(?![\w'’])(?P<rest>.*)",
    re.IGNORECASE,
)
_NAMED_HEADING = re.compile(
    rf"{_ORNAMENT}(?:prologue|epilogue|interlude|intermission|prelude|postlude|preface|foreword|introduction|afterword"
    r"|conclusion|coda)(?![\w'’])(?P<rest>.*)",
    re.IGNORECASE,
)
_AFTER_SEPARATOR = re.compile(r"\s*[:.\-–—|~*_=)\]>]")
_BARE_NUMBER = re.compile(
    rf"[\s*_#~=<>\-–—\[(]{{0,8}}(?:(?P<digits>\d{{1,3}})|(?P<roman>{_ROMAN}))[\s*_#~=<>\-–—\]).:]{{0,8}}",
    re.IGNORECASE,
)
_NUMBERED_TITLE = re.compile(
    rf"(?:(?P<digits>\d{{1,3}})|(?P<roman>{_ROMAN}))[.:)]\s{{1,4}}(?P<rest>\S.*)", re.IGNORECASE
)
_BREAK = re.compile(r"[\W_oO0xX]+")
_NAMED_BREAK = re.compile(
    r"[\W_]{0,10}(?:(?:line|scene|page|time|section)[\s-]?(?:break|skip|change)|the\s+end|fin|end\s+file"
    r"|end\s+(?:of\s+)?(?:chapter|part|book|story|prologue)\b[\w\s.]{0,20}|to\s+be\s+continued|tbc)[\W_]{0,10}",
    re.IGNORECASE,
)
_NUMERALS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_QUOTES = "\"'“”‘’«»„"

_CONTENTS = re.compile(r"[\W_]{0,8}(?:table\s+of\s+)?(?:contents|chapters|chapter\s+index)[\W_]{0,8}", re.IGNORECASE)
_LONGEST_HEADING = 110
_LONGEST_TITLE = 80
_MOST_TITLE_WORDS = 12


def heading_title(line: str) -> str | None:
    """Read a line as a numbered or named chapter heading, such as "Chapter One: The Cliff".

    Returns
    -------
    str or None
        The heading without its ornaments; None where the line is prose that only begins like one
        ("Part two of the plan went badly.").
    """
    if len(line) > _LONGEST_HEADING:
        return None
    match = _NUMBERED_HEADING.fullmatch(line) or _NAMED_HEADING.fullmatch(line)
    if not match:
        return None
    rest = match["rest"]
    plain = rest.strip(" \t*_#~=<>|+.:-–—[](){}")
    if plain and not _AFTER_SEPARATOR.match(rest) and not is_title_like(plain):
        return None
    if plain and rest.startswith(".") and plain[0].islower():
        return None
    return line.strip(" \t*_#~=<>|+-–—[](){}") or line


def bare_number(line: str) -> int | None:
    """Read a line as a chapter's bare number: "12", "IV.", "- 3 -"."""
    return _number(_BARE_NUMBER.fullmatch(line)) if len(line) < 30 else None


def numbered_title(line: str) -> int | None:
    """Read a line as a numbered title without the word chapter: "IV. The Cliff"."""
    if len(line) > _LONGEST_TITLE:
        return None
    match = _NUMBERED_TITLE.fullmatch(line)
    return _number(match) if match and is_title_like(match["rest"]) else None


def _number(match: re.Match[str] | None) -> int | None:
    if match is None:
        return None
    return int(match["digits"]) if match["digits"] else roman_value(match["roman"])


def roman_value(numeral: str) -> int:
    """Add up a Roman numeral, subtracting what stands before something greater."""
    values = [_NUMERALS[letter] for letter in numeral.lower()]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < following else value for value, following in pairs)


def is_title_like(line: str) -> bool:
    """Tell whether a line is written as titles are: short, capitalised, no full stop."""
    if len(line) > _LONGEST_TITLE:
        return False
    words = line.split()
    if not words or len(words) > _MOST_TITLE_WORDS:
        return False
    if line[-1] in ".,;:!?…" + _QUOTES or line[0] in _QUOTES or not line[0].isalnum():
        return line.isupper() and line[-1] in ".!?" and line[0] not in _QUOTES
    weighty = [word for word in words if len(word) >= 5] or words
    return words[0][0].isupper() and all(not word[0].islower() for word in weighty)


def is_break(line: str) -> bool:
    """Tell whether a line only parts two scenes: "* * *", "oOo", "~ line break ~", "THE END"."""
    if len(line) > 200:
        return not line[:1].isalnum() and _BREAK.fullmatch(line) is not None
    if _BREAK.fullmatch(line):
        return line[0] not in _QUOTES and line.lower() not in ("ox", "xo", "oo", "o")
    return len(line) <= 60 and _NAMED_BREAK.fullmatch(line) is not None


def is_contents(line: str) -> bool:
    """Tell whether a heading opens a table of contents."""
    return len(line) <= 40 and _CONTENTS.fullmatch(line) is not None
