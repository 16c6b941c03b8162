"""Text becomes numbers here and nowhere else: training and serving call the same functions.

A text is folded to one byte a character (lower case, accents off, typographic apostrophes straightened), cut
into tokens where letters stop, and each token and each pair of neighbours becomes a 64-bit hash. What each character
folds to is said here; the passes over the text are compiled (`model/kernel/words.c`). One byte a character means
that a token's position in the folded text is its offset in the text: no offset is ever mapped back.
"""

import unicodedata
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from model.kernel import N_CODES, Kernel, Layout

Hashes = NDArray[np.uint64]
Offsets = NDArray[np.int64]

_SENTENCE_END: Final = ord(".")
_APOSTROPHE: Final = ord("'")
_SEPARATOR: Final = ord(" ")
_MASK: Final = ord("*")
_NEW_LINE, _OPEN, _CLOSE, _STRAIGHT = range(4)
"""Separators that say who speaks: a line's end, and the three kinds of double quotation marks."""

_UNSEEN: Final = _APOSTROPHE - 1
"""What no one sees inside a word: accents of their own (as macOS writes them), soft hyphens, joiners and spaces without
width."""

_FOREIGN: Final = 128
"""Letters outside the Latin alphabet fold into bytes 128 to 255: they make tokens, though not readable ones."""

TOKEN_BYTES: Final = 24
"""A token is told from others by its first 24 characters: the longest words of English fit."""


_LATIN: Final = (
    range(0x250),
    range(0x1E00, 0x1F00),
    range(0x2100, 0x2150),
    range(0xFF21, 0xFF5B),
    range(0x1D400, N_CODES - 1),
)
"""Letters of the Latin alphabet; the last are those in which mathematics and who has no other italics write."""

_LETTERS_BEYOND_LATIN: Final = ((0x370, 0x2000), (0x2C00, 0x2E00), (0x3040, 0xD800), (0xF900, 0xFE00), (0xFE70, 0xFF00))
"""Blocks of letters, taken whole: what matters of other scripts is that they are not English."""

_INVISIBLE: Final = (
    *((0xAD, 0xAE), (0x300, 0x370), (0x61C, 0x61D), (0x115F, 0x1161), (0x180B, 0x1810), (0x1AB0, 0x1B00)),
    *((0x1DC0, 0x1E00), (0x200B, 0x2010), (0x202A, 0x202F), (0x2060, 0x2070), (0x20D0, 0x2100), (0x3164, 0x3165)),
    *((0xFE00, 0xFE10), (0xFE20, 0xFE30), (0xFEFF, 0xFF00), (0xFFA0, 0xFFA1)),
)
"""Blocks that show nothing of their own: accents, soft hyphens, joiners, directions, variants, fillers."""

_SENTENCE_ENDS: Final = ".!?…。！？"
_MASKS: Final = "*∗＊✱✲✳✶●█■▓#@$€¡0123456789"
"""What stands for a letter that is not to be read, as in ``f*ck``: stars, and what looks like a letter. A full stop or
exclamation mark may do so too."""

_HIDING: Final = frozenset(_MASKS + _SENTENCE_ENDS)

_BY_HAND: Final = {"æ": "a", "œ": "o", "ø": "o", "ß": "s", "ı": "i", "ð": "d", "þ": "t", "ł": "l", "đ": "d"}


def _characters() -> NDArray[np.uint8]:
    """Map each code point to its folded byte; then say which are capitals."""
    table = np.full(N_CODES, _SEPARATOR, np.uint8)
    capitals = np.zeros(N_CODES, np.uint8)
    for first, end in _LETTERS_BEYOND_LATIN:
        table[first:end] = _FOREIGN + np.arange(first, end) % 128
    for first, end in _INVISIBLE:
        table[first:end] = _UNSEEN
    for code in (code for block in _LATIN for code in block if chr(code).isalpha()):
        base = unicodedata.normalize("NFKD", chr(code))[0].lower()
        base = _BY_HAND.get(base, base)
        table[code] = ord(base) if "a" <= base <= "z" else _FOREIGN + code % 128
        capitals[code] = chr(code).isupper()
    for characters, byte in (
        ("'’ʼ‘＇", _APOSTROPHE),
        (_SENTENCE_ENDS, _SENTENCE_END),
        (_MASKS, _MASK),
        ("\n\r\u2028\u2029", _NEW_LINE),
        ("“„«", _OPEN),
        ("”»", _CLOSE),
        ('"＂', _STRAIGHT),
    ):
        for character in characters:
            table[ord(character)] = byte
    return np.concatenate((table, capitals))


CHARACTERS: Final = _characters()
"""What the kernel is to know of each character: its folded byte, and whether it is a capital."""

KERNEL: Final = Kernel(CHARACTERS)
"""Where texts are cut into words, and hashes looked at."""

_COLUMNS: Final = tuple(np.dtype(kind) for kind in ("u8", "u4", "u4", "?", "?", "?"))
"""The kernel's columns of tokens: words, starts, ends, ends_sentence, capitals, spoken."""

_TASK: Final = Layout.of(3, 2)


def as_seen(text: str) -> str:
    """Write a text with what a reader sees of it alone: accents on their letters, letters of mathematics plain.

    Parameters
    ----------
    text
        Words as `tokenize` cuts them.

    Returns
    -------
    str
    """
    composed = unicodedata.normalize("NFKC", text)
    return composed if composed.isascii() else "".join(c for c in composed if not _is_unseen(c))


def is_masked(word: str) -> bool:
    """Say whether a word, as `tokenize` cuts it, hides some of its letters: ``f*ck``."""
    return not _HIDING.isdisjoint(word)


def _is_unseen(character: str) -> bool:
    return ord(character) < N_CODES and bool(CHARACTERS[ord(character)] == _UNSEEN)


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


def lay_out(kernel: Kernel, text: str) -> tuple[int, int]:
    """Copy a text into a kernel's memory; return the address of its characters and how many there are."""
    return kernel.copy_text(text), len(text)


def take_tokens(kernel: Kernel, address: int, n_characters: int, count: int) -> Tokens:
    """Copy the words of a text out of a kernel's memory."""
    capacity, columns = (n_characters + 1) // 2, list[NDArray[Any]]()
    for kind in _COLUMNS:
        columns.append(kernel.values(address, count, kind).astype(np.int64 if kind == np.uint32 else kind))
        address += capacity * kind.itemsize
    words, starts, ends, *facts = columns
    return Tokens(starts, ends, words, *facts)


def tokenize(text: str) -> Tokens:
    """Cut a text into words.

    A word is a run of letters; an apostrophe belongs to it between two letters (``don't``), so that single
    quotation marks never do. ``'s`` is a word of its own: a name is the same name when it owns something. What no one
    sees beside a letter (an accent apart, a soft hyphen, a space without width) is part of its word and changes
    nothing. A word that is mostly written with letters hidden is one token with the hash of the plain word: ``f*ck``,
    ``sh!t``, ``c***``, but not ``e.g.``, ``R2D2`` or ``*word*``.

    Parameters
    ----------
    text
        The text; offsets in the answer point into it.

    Returns
    -------
    Tokens
    """
    with KERNEL as kernel:
        columns, n_tokens = kernel.run("tokenize", _TASK, *lay_out(kernel, text), kernel.constants[0])
        return take_tokens(kernel, columns, len(text), n_tokens)


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
    with KERNEL as kernel:
        hashes = kernel.room(max(len(words) - 1, 0), np.uint64)
        kernel.call("hash_pairs", kernel.copy(words), len(words), hashes)
        return hashes.values.copy()
