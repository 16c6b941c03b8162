"""The folded linear model: one table row a word or pair, one sum a passage.

Each passage is the set of its known words and pairs, weighted by inverse document frequency and scaled to length
one. Every feature that training knows (words, pairs, sub-words, word vectors) is linear in that set, so its weights
fold into one row per word or pair, and scoring is a look-up and a sum.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from model.features import Hashes, Offsets, pairs, tokenize

ROW_BITS: Final = 20
"""A slot keeps a row number in its low 20 bits and a fingerprint of the hash in its high 12."""

_ROW: Final = np.uint32((1 << ROW_BITS) - 1)
_SECOND: Final = np.uint64(0x9FB21C651E98DF25)

Rows = NDArray[np.uint32]
Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Maps hashes to rows: a cuckoo table with two places a hash.

    Pagh and Rodler, "Cuckoo Hashing" (Journal of Algorithms, 2004). Row 0 means unknown.

    Attributes
    ----------
    slots : ndarray of uint32, shape (a power of two,)
        ``fingerprint << 20 | row``; zero where empty.
    """

    slots: NDArray[np.uint32]

    @classmethod
    def build(cls, hashes: Hashes) -> "Vocabulary":
        """Place distinct hashes; the i-th is given row ``i + 1``.

        Parameters
        ----------
        hashes : ndarray of uint64, shape (n_features,)

        Raises
        ------
        ValueError
            If there are more features than rows, or two hashes can't be told apart.
        """
        if len(hashes) >= 1 << ROW_BITS:
            raise ValueError(f"{len(hashes)} features are more than the {(1 << ROW_BITS) - 1} that fit")
        bits = max(8, int(np.ceil(np.log2(max(len(hashes), 1) * 2.5))))
        slots = np.zeros(1 << bits, np.uint32)
        places = np.stack((_first_place(hashes, bits), _second_place(hashes, bits)), axis=1).tolist()
        entries = (_fingerprints(hashes) | np.arange(1, len(hashes) + 1, dtype=np.uint32)).tolist()
        for number, entry in enumerate(entries):
            place = places[number][0]
            for _ in range(500):
                entry, slots[place] = int(slots[place]), entry
                if not entry:
                    break
                first, second = places[(entry & int(_ROW)) - 1]
                place = first if place == second else second
            else:
                raise ValueError("two features have hashes that can't be told apart")
        return cls(slots)

    def rows(self, hashes: Hashes) -> Rows:
        """Look hashes up.

        Parameters
        ----------
        hashes : ndarray of uint64, shape (n,)

        Returns
        -------
        ndarray of uint32, shape (n,)
            Row of each hash, 0 where unknown. Twelve bits of fingerprint tell hashes apart: about one hash in ten
            thousand, known or not, is given the row of another. Training looks rows up as serving does, so the two
            then share one weight.
        """
        bits = len(self.slots).bit_length() - 1
        expected = _fingerprints(hashes)
        found = self.slots.take(_first_place(hashes, bits))
        missed = np.flatnonzero((found ^ expected) > _ROW)
        found[missed] = self.slots.take(_second_place(hashes.take(missed), bits))
        return (found & _ROW) * ((found ^ expected) <= _ROW)


def _first_place(hashes: Hashes, bits: int) -> Offsets:
    return (hashes >> np.uint64(64 - bits)).view(np.int64)


def _second_place(hashes: Hashes, bits: int) -> Offsets:
    return _first_place(hashes * _SECOND, bits)


def _fingerprints(hashes: Hashes) -> NDArray[np.uint32]:
    # Shifted as 32 bits, a hash keeps its lowest twelve.
    return hashes.astype(np.uint32) << np.uint32(ROW_BITS)


@dataclass(frozen=True, slots=True)
class Counts:
    """Which known words and pairs each passage holds; each counts once.

    Attributes
    ----------
    rows : ndarray of int64, shape (n_entries,)
        Rows, rising within a passage.
    begins : ndarray of int64, shape (n_passages + 1,)
        Passage ``i`` holds entries ``begins[i]`` to ``begins[i + 1]``.
    word_rows : ndarray of uint32, shape (n_tokens,)
        Row of each word in turn, 0 where unknown.
    pair_rows : ndarray of uint32, shape (max(n_tokens - 1, 0),)
        Row of each pair of neighbours in turn, 0 where unknown or where a passage ends between them.
    """

    rows: NDArray[np.int64]
    begins: Offsets
    word_rows: Rows
    pair_rows: Rows


def count(vocabulary: Vocabulary, words: Hashes, bounds: Offsets) -> Counts:
    """Find the known words and pairs of each passage.

    Parameters
    ----------
    vocabulary : Vocabulary
    words : ndarray of uint64, shape (n_tokens,)
    bounds : ndarray of int64, shape (n_passages + 1,)
        First token of each passage, then the number of tokens.

    Returns
    -------
    Counts
    """
    n_passages = len(bounds) - 1
    rows = vocabulary.rows(np.concatenate((words, pairs(words))))
    borders = bounds[(bounds > 0) & (bounds < len(words))]
    rows[len(words) - 1 + borders] = 0  # No pair crosses from passage to passage.
    # The smallest integers that hold a passage and a row: sorting is most of the work.
    numbers = np.arange(n_passages + 1, dtype=np.min_scalar_type(n_passages << ROW_BITS)) << ROW_BITS
    passage = np.repeat(numbers[:-1], np.diff(bounds))
    keys = np.concatenate((passage, passage[:-1])) | rows
    keys.sort()
    fresh = (keys & _ROW) > 0
    fresh[1:] &= keys[1:] != keys[:-1]
    keys = keys.take(np.flatnonzero(fresh))
    return Counts(
        (keys & _ROW).astype(np.int64), np.searchsorted(keys, numbers), rows[: len(words)], rows[len(words) :]
    )


@dataclass(frozen=True, slots=True)
class Scorer:
    """Scores passages with every head at once.

    Attributes
    ----------
    vocabulary : Vocabulary
    table : ndarray of float32, shape (n_features + 1, n_heads + 2)
        Weight of each word or pair for each head, its inverse document frequency multiplied in; then that
        frequency squared; then 1 for a word that marks English, else 0. Row 0, the unknown, is zero.
    intercepts : ndarray of float32, shape (n_heads,)
    """

    vocabulary: Vocabulary
    table: Scores
    intercepts: Scores

    def score(self, words: Hashes, bounds: Offsets) -> tuple[Scores, Scores]:
        """Score each passage.

        Parameters
        ----------
        words : ndarray of uint64, shape (n_tokens,)
        bounds : ndarray of int64, shape (n_passages + 1,)
            First token of each passage, then the number of tokens.

        Returns
        -------
        log_odds : ndarray of float32, shape (n_passages, n_heads)
        english : ndarray of float32, shape (n_passages,)
            Share of each passage's words that mark English.
        """
        counts = count(self.vocabulary, words, bounds)
        sums = np.zeros((len(bounds) - 1, self.table.shape[1]), np.float32)
        filled = counts.begins[1:] > counts.begins[:-1]
        if filled.any():
            sums[filled] = np.add.reduceat(self.table.take(counts.rows, axis=0), counts.begins[:-1][filled], axis=0)
        lengths: Scores = np.sqrt(np.maximum(sums[:, -2:-1], np.float32(1e-12)))
        log_odds: Scores = sums[:, :-2] / lengths + self.intercepts
        english = np.add.reduceat(self.table[counts.word_rows, -1], bounds[:-1]) / np.diff(bounds)
        return log_odds, english.astype(np.float32)

    def weigh(self, passage: str, head: int) -> tuple[list[str], Scores]:
        """Say what each word of one passage adds to a head's score; a pair's weight is shared by its two words.

        Parameters
        ----------
        passage
            The passage's text.
        head
            Number of the head.

        Returns
        -------
        words : list of str, length n_tokens
            In lower case.
        weights : ndarray of float32, shape (n_tokens,)
            Log-odds; a word that comes twice is given its weight each time, though it counts once.
        """
        return self.weigh_each([passage], head)[0]

    def weigh_each(self, passages: Sequence[str], head: int) -> list[tuple[list[str], Scores]]:
        """Do for several passages at once what `weigh` does for one; a single one takes nearly as long.

        Parameters
        ----------
        passages
            Texts of passages.
        head
            Number of the head.

        Returns
        -------
        list of tuple
            For each passage, its words and their weights.
        """
        text = "\n".join(passages)
        tokens = tokenize(text)
        ends = np.cumsum([len(passage) + 1 for passage in passages])
        bounds = np.concatenate(([0], np.searchsorted(tokens.starts, ends)))
        counts = count(self.vocabulary, tokens.words, bounds)
        passage = np.repeat(np.arange(len(passages)), np.diff(counts.begins))
        squares = np.bincount(passage, self.table[counts.rows, -2], len(passages))
        weights = self.table[counts.word_rows, head]
        shared = self.table[counts.pair_rows, head] / 2
        weights[:-1] += shared
        weights[1:] += shared
        weights /= np.repeat(np.sqrt(np.maximum(squares, 1e-12)), np.diff(bounds)).astype(np.float32)
        spans = zip(tokens.starts.tolist(), tokens.ends.tolist(), strict=True)
        words = [text[start:end].lower() for start, end in spans]
        return [(words[first:end], weights[first:end]) for first, end in pairwise(bounds.tolist())]
