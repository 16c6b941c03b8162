"""Text becomes numbers here and nowhere else: training and serving call the same functions.

A text is folded to one byte a character (lower case, accents off, typographic apostrophes straightened), cut
into tokens where letters stop, and each token and each pair of neighbours becomes a 64-bit hash. Every step is a
NumPy pass over the whole text; no step runs Python code per character or per token. One byte a character means
that a token's position in the folded array is its offset in the text: no offset is ever mapped back.
"""

import unicodedata
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Offsets = NDArray[np.int64]

_APOSTROPHE: Final = ord("'")
_SENTENCE_END: Final = ord(".")
_SEPARATOR: Final = ord(" ")
_NEW_LINE, _OPEN, _CLOSE, _STRAIGHT = range(4)
"""Separators that say who speaks: a line's end, and the three kinds of double quotation marks."""

_FOREIGN: Final = 128
"""Letters outside the Latin alphabet fold into bytes 128 to 255: they make tokens, though not readable ones."""

TOKEN_BYTES: Final = 24
"""A token is told from others by its first 24 characters: the longest words of English fit."""


_LATIN: Final = (range(0x250), range(0x1E00, 0x1F00), range(0xFF21, 0xFF5B))
_LETTERS_BEYOND_LATIN: Final = ((0x370, 0x2000), (0x2C00, 0x2E00), (0x3040, 0xD800), (0xF900, 0xFE00), (0xFE70, 0xFF00))
"""Blocks of letters, taken whole: what matters of other scripts is that they are not English."""

_BY_HAND: Final = {"æ": "a", "œ": "o", "ø": "o", "ß": "s", "ı": "i", "ð": "d", "þ": "t", "ł": "l", "đ": "d"}


def _tables() -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """Map each code point of the basic plane to its folded byte, and say which are capitals."""
    table = np.full(0x10000, _SEPARATOR, np.uint8)
    capitals = np.zeros(0x10000, bool)
    for first, end in _LETTERS_BEYOND_LATIN:
        table[first:end] = _FOREIGN + np.arange(first, end) % 128
    for code in (code for block in _LATIN for code in block if chr(code).isalpha()):
        base = unicodedata.normalize("NFKD", chr(code))[0].lower()
        base = _BY_HAND.get(base, base)
        table[code] = ord(base) if "a" <= base <= "z" else _FOREIGN + code % 128
        capitals[code] = chr(code).isupper()
    for characters, byte in (
        ("'’ʼ‘＇", _APOSTROPHE),
        (".!?…。！？", _SENTENCE_END),
        ("\n\r\u2028\u2029", _NEW_LINE),
        ("“„«", _OPEN),
        ("”»", _CLOSE),
        ('"＂', _STRAIGHT),
    ):
        for character in characters:
            table[ord(character)] = byte
    return table, capitals


_FOLD, _IS_CAPITAL = _tables()
_FIRST_LETTER: Final = ord("a")
"""Folded bytes from here on are letters: of the others, all that the fold leaves lie below."""

_LOW_BYTES: Final = np.array([(1 << 8 * n) - 1 for n in range(9)], np.uint64)
"""``_LOW_BYTES[n]`` keeps the first ``n`` bytes of a little-endian word of eight."""

# Odd multipliers with well-spread bits, after Steele and Vigna, "Computationally easy, spectrally good multipliers
# for congruential pseudorandom number generators" (2022), table for 64 bits.
_MULTIPLIERS: Final = tuple(
    np.uint64(m) for m in (0xF1357AEA2E62A9C5, 0xD1342543DE82EF95, 0xAF251AF3B0F025B5, 0xB564EF22EC7AECE5)
)
_SHIFT: Final = np.uint64(32)


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of a text, in order.

    Attributes
    ----------
    starts, ends : ndarray of int64, shape (n_tokens,)
        Offsets of each token in the text, in code points: ``text[start:end]`` is the word as written.
    words : ndarray of uint64, shape (n_tokens,)
        Hash of each folded word.
    ends_sentence : ndarray of bool, shape (n_tokens,)
        Whether a full stop, question or exclamation mark or ellipsis follows the word directly.
    capitals : ndarray of bool, shape (n_tokens,)
        Whether the word begins with a capital letter.
    spoken : ndarray of bool, shape (n_tokens,)
        Whether the word stands between double quotation marks.
    """

    starts: Offsets
    ends: Offsets
    words: Hashes
    ends_sentence: NDArray[np.bool_]
    capitals: NDArray[np.bool_]
    spoken: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.starts)

    def __getitem__(self, kept: "slice | Offsets") -> "Tokens":
        return Tokens(*(getattr(self, name)[kept] for name in self.__slots__))


def _code_points(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def _fold(codes: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """Fold to a byte a character, and pad so that `TOKEN_BYTES` can be read from any character."""
    folded = np.empty(len(codes) + TOKEN_BYTES, np.uint8)
    folded[len(codes) :] = _SEPARATOR
    np.take(_FOLD, codes, out=folded[: len(codes)], mode="clip")
    return folded


def tokenize(text: str) -> Tokens:
    """Cut a text into words.

    A word is a run of letters; an apostrophe belongs to it between two letters (``don't``), so that single
    quotation marks never do. ``'s`` is a word of its own: a name is the same name when it owns something.

    Parameters
    ----------
    text
        The text; offsets in the answer point into it.

    Returns
    -------
    Tokens
    """
    codes = _code_points(text)
    folded = _fold(codes)
    inside = folded >= _FIRST_LETTER
    apostrophes = np.flatnonzero(folded[1 : len(codes)] == _APOSTROPHE) + 1
    possessive = (folded[apostrophes + 1] == ord("s")) & ~inside[apostrophes + 2]
    inside[apostrophes[inside[apostrophes - 1] & inside[apostrophes + 1] & ~possessive]] = True
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    if inside[0]:
        edges = np.concatenate(([0], edges))
    starts, ends = edges.reshape(-1, 2).T.copy()
    return Tokens(
        starts,
        ends,
        _hash_words(folded, starts, ends - starts),
        folded.take(ends) == _SENTENCE_END,
        _IS_CAPITAL.take(codes.take(starts), mode="clip"),
        _spoken(folded[: len(codes)], starts),
    )


def _spoken(folded: NDArray[np.uint8], starts: Offsets) -> NDArray[np.bool_]:
    """Say which tokens are speech; a mark that is never closed holds to the end of its line."""
    marks = np.flatnonzero(folded <= _STRAIGHT)
    kinds = folded.take(marks)
    # After a line's end another one changes nothing.
    telling = np.concatenate((kinds[:1] > _NEW_LINE, (kinds[1:] > _NEW_LINE) | (kinds[:-1] > _NEW_LINE)))
    marks, kinds = marks[telling], kinds[telling]
    straight = np.cumsum(kinds == _STRAIGHT)
    lines = np.maximum.accumulate(np.where(kinds == _NEW_LINE, straight, 0))
    inside = np.where(kinds == _STRAIGHT, (straight - lines) % 2 == 1, kinds == _OPEN)
    tokens_before = np.concatenate(([0], np.searchsorted(starts, marks), [len(starts)]))
    return np.repeat(np.concatenate(([False], inside)), np.diff(tokens_before))


def _hash_words(folded: NDArray[np.uint8], starts: Offsets, lengths: Offsets) -> Hashes:
    eights: Hashes = np.ndarray(len(folded) - 7, "<u8", folded, strides=(1,))
    # "clip" is what makes eight bytes the most that are kept; it is also NumPy's fastest way to take.
    hashes = _mix(eights[starts] & _LOW_BYTES.take(lengths, mode="clip"), 0)
    for part in (1, 2):
        longer = np.flatnonzero(lengths > 8 * part)
        rest = eights[starts.take(longer) + 8 * part] & _LOW_BYTES.take(lengths.take(longer) - 8 * part, mode="clip")
        hashes[longer] ^= _mix(rest, part)
    return _mix(hashes, 3)


def _mix(values: Hashes, which: int) -> Hashes:
    mixed = values * _MULTIPLIERS[which]
    mixed ^= mixed >> _SHIFT
    return mixed


def hash_words(words: str) -> Hashes:
    """Return the hashes that `tokenize` gives to words parted by blanks."""
    return tokenize(words).words


def pairs(words: Hashes) -> Hashes:
    """Hash each pair of neighbours.

    Parameters
    ----------
    words : ndarray of uint64, shape (n_tokens,)

    Returns
    -------
    ndarray of uint64, shape (max(n_tokens - 1, 0),)
        Entry ``i`` stands for the pair of tokens ``i`` and ``i + 1``; order counts.
    """
    return _mix(words[:-1] * _MULTIPLIERS[1] + words[1:], 2)
