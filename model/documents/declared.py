"""What authors declare in AO3's words, FanFiction.net's and the cinema's, put in the taxonomy's names.

References: https://archiveofourown.org/tos_faq#ratings_and_warnings, https://www.fictionratings.com
"""

import re
from collections.abc import Iterable

from model import taxonomy
from model.documents.document import Declared

_RATINGS = {
    "general audiences": taxonomy.GENERAL,
    "general audience": taxonomy.GENERAL,
    "general": taxonomy.GENERAL,
    "all audiences": taxonomy.GENERAL,
    "everyone": taxonomy.GENERAL,
    "k+": taxonomy.GENERAL,
    "k": taxonomy.GENERAL,
    "g": taxonomy.GENERAL,
    "pg": taxonomy.GENERAL,
    "teen and up audiences": taxonomy.TEEN,
    "teen & up audiences": taxonomy.TEEN,
    "teen and up": taxonomy.TEEN,
    "teens": taxonomy.TEEN,
    "teen": taxonomy.TEEN,
    "t": taxonomy.TEEN,
    "pg-13": taxonomy.TEEN,
    "pg13": taxonomy.TEEN,
    "pg 13": taxonomy.TEEN,
    "mature": taxonomy.MATURE,
    "m": taxonomy.MATURE,
    "r": taxonomy.MATURE,
    "explicit": taxonomy.EXPLICIT,
    "adult": taxonomy.EXPLICIT,
    "ma": taxonomy.EXPLICIT,
    "nc-17": taxonomy.EXPLICIT,
    "nc17": taxonomy.EXPLICIT,
    "nc 17": taxonomy.EXPLICIT,
    "e": taxonomy.EXPLICIT,
    "x": taxonomy.EXPLICIT,
    "not rated": taxonomy.NOT_RATED,
    "unrated": taxonomy.NOT_RATED,
}
_WARNINGS = {
    "creator chose not to use archive warnings": taxonomy.CHOSE_NOT_TO_WARN,
    "author chose not to use archive warnings": taxonomy.CHOSE_NOT_TO_WARN,
    "choose not to use archive warnings": taxonomy.CHOSE_NOT_TO_WARN,
    "chose not to use archive warnings": taxonomy.CHOSE_NOT_TO_WARN,
    "choose not to warn": taxonomy.CHOSE_NOT_TO_WARN,
    "chose not to warn": taxonomy.CHOSE_NOT_TO_WARN,
    "no archive warnings apply": taxonomy.NO_WARNINGS_APPLY,
    "no warnings apply": taxonomy.NO_WARNINGS_APPLY,
    "no warnings": taxonomy.NO_WARNINGS_APPLY,
    "none": taxonomy.NO_WARNINGS_APPLY,
    "graphic depictions of violence": taxonomy.GRAPHIC_VIOLENCE,
    "graphic violence": taxonomy.GRAPHIC_VIOLENCE,
    "major character death": taxonomy.MAJOR_CHARACTER_DEATH,
    "main character death": taxonomy.MAJOR_CHARACTER_DEATH,
    "character death": taxonomy.MAJOR_CHARACTER_DEATH,
    "mcd": taxonomy.MAJOR_CHARACTER_DEATH,
    "rape/non-con": taxonomy.RAPE_NON_CON,
    "rape/noncon": taxonomy.RAPE_NON_CON,
    "rape": taxonomy.RAPE_NON_CON,
    "non-con": taxonomy.RAPE_NON_CON,
    "noncon": taxonomy.RAPE_NON_CON,
    "underage sex": taxonomy.UNDERAGE,
    "underage": taxonomy.UNDERAGE,
}
_RATING = re.compile(
    r"\s*(?:(?:rating|rated)\b\s*[:=\-–]?\s*)?(?:fiction\b\s*[:\-–]?\s*)?[\"'(\[*_]*("
    + "|".join(map(re.escape, sorted(_RATINGS, key=len, reverse=True)))
    + r")(?![\w+/]|-\w)",
    re.IGNORECASE,
)
_BETWEEN_WARNINGS = re.compile(r"[,;|\n\u2022]")
LONGEST_STATEMENT = 2000
"""Characters of a statement that are read."""


def parse_rating(value: str) -> str | None:
    """Name a rating in the taxonomy's words.

    Parameters
    ----------
    value
        What was stated: ``"Teen And Up Audiences"``, ``"K+"``, ``"Rated: Fiction M - English"``, ``"PG-13"``.

    Returns
    -------
    str or None
        One of ``taxonomy.RATINGS`` or ``taxonomy.NOT_RATED``; None where it is no rating known here.

    Examples
    --------
    >>> parse_rating("Rated: Fiction M - English - Drama")
    'Mature'
    """
    match = _RATING.match(" ".join(value[:LONGEST_STATEMENT].split()))
    return _RATINGS[match[1].lower()] if match else None


def parse_warnings(value: str | Iterable[str]) -> tuple[str, ...]:
    """Name archive warnings in the taxonomy's words; what is none of them is passed over.

    Parameters
    ----------
    value
        One warning, several parted by commas, or an iterable of such.

    Returns
    -------
    tuple of str
        Names out of ``taxonomy.ARCHIVE_WARNINGS``, each once, in the order stated.

    Examples
    --------
    >>> parse_warnings("Underage, Author Chose Not To Use Archive Warnings")
    ('Underage Sex', 'Creator Chose Not To Use Archive Warnings')
    """
    statements = [value] if isinstance(value, str) else value
    found: dict[str, None] = {}
    for statement in statements:
        for part in _BETWEEN_WARNINGS.split(statement[:LONGEST_STATEMENT]):
            words = " ".join(part.split()).strip(" .!*_\"'()[]").lower()
            if words in _WARNINGS:
                found[_WARNINGS[words]] = None
    return tuple(found)


def rating_pattern() -> str:
    """Write what ``parse_rating`` reads as a pattern of JSON Schema (ECMA-262), which knows no flags."""
    names = "|".join(_in_any_case(name, r"\s+") for name in sorted(_RATINGS, key=len, reverse=True))
    said = rf"({_in_any_case('rating')}|{_in_any_case('rated')})(\s*[:=\-–]\s*|\s+)"
    fiction = rf"{_in_any_case('fiction')}(\s*[:\-–]\s*|\s+)"
    # Spelled out, because what is a letter beyond ASCII is not agreed upon.
    ends = r"""\s!"#$%&'()*,.:;<=>?@\[\\\]^`{|}~–—…“”‘’«»•"""
    return rf"^\s*({said})?({fiction})?[\"'(\[*_]*({names})($|[{ends}]|-$|-[{ends}+\/\-])"


def warning_pattern() -> str:
    """Write what ``parse_warnings`` reads as a pattern of JSON Schema."""
    names = "|".join(_in_any_case(name, r"[^\S\n]+") for name in _WARNINGS)
    around = r"""([^\S\n]|[.!*_"'()\[\]])*"""
    return rf"(^|[,;|\n\u2022]){around}({names}){around}($|[,;|\n\u2022])"


def _in_any_case(name: str, blanks: str = " ") -> str:
    signs = {" ": blanks, "/": r"\/", "+": r"\+"}
    return "".join(f"[{each.upper()}{each}]" if each.isalpha() else signs.get(each, each) for each in name)


def merge(*statements: Declared) -> Declared:
    """Join what is said in several places: the first rating stands, warnings add up."""
    ratings = [each.rating for each in statements if each.rating]
    warnings = dict.fromkeys(warning for each in statements for warning in each.archive_warnings)
    return Declared(ratings[0] if ratings else None, tuple(warnings))
