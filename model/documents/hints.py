"""What lines may be besides prose, by how they begin: the few that are worth a look with care.

Hints are no rules. The patterns in ``titles``, ``phrases``, ``labels`` and ``gutenberg`` decide, and every line that
one of them could match has its hint; the kernel finds them in the pass that finds the lines (`model/kernel/hints.c`).
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

SIGN: Final = 1
"""A heading, a number, an ornament or the opening of a note; see ``signs``."""

HEADER: Final = 2
"""A header line, such as "Rating: T", or a byline."""

MARGIN: Final = 4
"""Project Gutenberg's own words begin or end."""

ANYTHING: Final = SIGN | HEADER | MARGIN

# What the patterns begin with, cut to eight letters, after marks of any kind. What has capitals is meant so. Numerals
# and ornaments of letters are known to the kernel. Where a blank may be several, one is written as two.
_OPENINGS: Final = {
    SIGN: (
        "line|scene|page|time|section|the e|the  |fin|end|to b|to  |tbc"
        "|ch|part|book|vol|act|episode|canto|stave|table|contents"
        "|prologue|epilogue|interlud|intermis|prelude|postlude|preface|foreword|introduc|afterwor|conclusi|coda"
        "|a/|a\\|a /|a \\|AN|a.n|b/n|t/n|n/n|pre|post|beginnin|opening|closing|top|bottom|quick|importan|short"
        "|author|translat|beta"
    ),
    HEADER: "by |by:|written|story|fanfic|a ",
    MARGIN: "start of|end of |endthe|end the|end  the|end*|end *",
}
_OPENING: Final = np.dtype([("letters", "S8"), ("mask", "u8"), ("hints", "u8")])
"""As in `hints.h`."""


def openings() -> tuple[NDArray[np.void], NDArray[np.uint32]]:
    """Lay the openings out for the kernel, in order of their first letters, and say where each letter's begin."""
    rows = [(words, hint) for hint, listed in _OPENINGS.items() for words in listed.split("|")]
    rows.sort(key=lambda row: row[0].lower())
    masks = [(1 << 8 * len(words)) - 1 for words, _ in rows]
    table = np.array([(words.encode(), mask, hint) for (words, hint), mask in zip(rows, masks, strict=True)], _OPENING)
    letters = [ord(words[0].lower()) for words, _ in rows]
    return table, np.searchsorted(letters, np.arange(ord("a"), ord("z") + 2)).astype(np.uint32)


def shapes() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Say of each character of Latin-1 how it is folded, and whether it is a letter or a digit."""
    characters = [chr(code) for code in range(256)]
    folded = [" " if each.isspace() else each.lower() if each.isascii() else each for each in characters]
    is_word = [each.isalnum() or each == "?" for each in characters]
    return np.frombuffer("".join(folded).encode("latin-1"), np.uint8), np.array(is_word, np.uint8)
