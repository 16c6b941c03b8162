"""The folded linear model: one table row a word or pair, one sum a passage.

Each passage is the set of its known words and pairs, weighted by inverse document frequency and scaled to length
one. Every feature that training knows (words, pairs, sub-words, word vectors) is linear in that set, so its weights
fold into one row per word or pair, and scoring is a look-up and a sum.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from model.features import KERNEL, Hashes, Offsets, tokenize
from model.kernel import Array, Kernel

ROW_BITS: Final = 20
"""A slot keeps a row number in its low 20 bits and a fingerprint of the hash in its high 12."""

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
        with KERNEL as kernel:
            slots = kernel.room(1 << bits, np.uint32)
            slots.values[:] = 0
            *_, n_placed = kernel.call("place", slots, 64 - bits, kernel.copy(hashes), len(hashes), 0)
            if n_placed < len(hashes):
                raise ValueError("two features have hashes that can't be told apart")
            return cls(slots.values.copy())

    @property
    def shift(self) -> int:
        """What leaves of a hash as many bits as number the slots."""
        return 65 - len(self.slots).bit_length()

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
        with KERNEL as kernel:
            rows = kernel.room(len(hashes), np.uint32)
            kernel.call("look_up", kernel.copy(self.slots), self.shift, kernel.copy(hashes), len(hashes), rows)
            return rows.values.copy()


@dataclass(frozen=True, slots=True)
class Counts:
    """Which known words and pairs each passage holds; each counts once.

    Attributes
    ----------
    rows : ndarray of int64, shape (n_entries,)
        Rows of words, then of pairs, in the order of the passage.
    begins : ndarray of int64, shape (n_passages + 1,)
        Passage ``i`` holds entries ``begins[i]`` to ``begins[i + 1]``.
    """

    rows: NDArray[np.int64]
    begins: Offsets


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
    with KERNEL as kernel:
        rows, begins = kernel.room(2 * len(words), np.uint32), kernel.room(len(bounds), np.uint32)
        slots = (kernel.copy(vocabulary.slots), vocabulary.shift)
        kernel.call("count", *_passages(kernel, slots, words, bounds, rows), begins)
        found = begins.values.astype(np.int64)
        return Counts(rows.values[: found[-1]].astype(np.int64), found)


def _passages(
    kernel: Kernel, slots: tuple[int, int], words: Hashes, bounds: Offsets, rows: Array | None = None
) -> tuple[Array | int, ...]:
    """Lay out what the kernel knows as ``Passages``."""
    longest = int((bounds[1:] - bounds[:-1]).max(initial=0))
    return (
        *slots,
        *(kernel.copy(words), kernel.copy(bounds, np.uint32), len(bounds) - 1),
        *(rows or kernel.space(4 * 2 * longest), kernel.space(4 * (8 * longest + 16))),
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
    _kernel: Kernel = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        missing = -self.table.shape[1] % 4  # The kernel adds four columns at a time.
        table = np.pad(self.table, ((0, 0), (0, missing))) if missing else self.table
        object.__setattr__(self, "_kernel", Kernel(self.vocabulary.slots, table, self.intercepts))

    @property
    def _slots(self) -> tuple[int, int]:
        return self._kernel.constants[0], self.vocabulary.shift

    @property
    def _model(self) -> tuple[int, ...]:
        """What the kernel knows as ``Model``."""
        _, table, intercepts = self._kernel.constants
        return table, self.table.shape[1] + -self.table.shape[1] % 4, intercepts, len(self.intercepts)

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
        with self._kernel as kernel:
            n_passages = len(bounds) - 1
            log_odds = kernel.room((n_passages, len(self.intercepts)), np.float32)
            english, space = kernel.room(n_passages, np.float32), kernel.space(4 * self._model[1])
            kernel.call("score", *_passages(kernel, self._slots, words, bounds), *self._model, space, log_odds, english)
            return log_odds.values.copy(), english.values.copy()

    def weigh(self, passages: Sequence[str], heads: Sequence[int]) -> list["Weighed"]:
        """Say what each word adds to a head's score; a pair's weight is shared by its two words.

        Parameters
        ----------
        passages
            Texts of passages.
        heads
            For each passage, the number of the head.

        Returns
        -------
        list of Weighed
            One a passage.
        """
        text = "\n".join(passages)
        tokens = tokenize(text)
        ends = np.cumsum([len(passage) + 1 for passage in passages])
        bounds = np.concatenate(([0], np.searchsorted(tokens.starts, ends)))
        with self._kernel as kernel:
            weights = kernel.room(len(tokens), np.float32)
            laid_out = _passages(kernel, self._slots, tokens.words, bounds)
            kernel.call("weigh", *laid_out, *self._model, kernel.copy(np.array(heads), np.uint32), weights)
            weighed = weights.values.copy()
        return [
            Weighed(text, tokens.starts[first:stop], tokens.ends[first:stop], weighed[first:stop])
            for first, stop in pairwise(bounds.tolist())
        ]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A passage's words and what each adds to a head's log-odds.

    Attributes
    ----------
    text
        What the offsets point into.
    starts, ends : ndarray of int64, shape (n_words,)
    weights : ndarray of float32, shape (n_words,)
        A word that comes twice is given its weight each time, though it counts once.
    """

    text: str
    starts: Offsets
    ends: Offsets
    weights: Scores

    def words(self) -> list[str]:
        """The words, in lower case."""
        return [self._word(at) for at in range(len(self.weights))]

    def strongest(self, most: int) -> list[tuple[str, float]]:
        """Return the words that add most, each once, the heaviest first."""
        found: dict[str, float] = {}
        least = 0.0
        for at in np.argsort(-self.weights).tolist():
            weight = float(self.weights[at])
            # Of words as heavy as the last the first in the alphabet are taken, so all of those are looked at.
            if weight <= 0 or (len(found) >= most and weight < least):
                break
            found.setdefault(self._word(at), weight)
            least = weight
        return sorted(found.items(), key=lambda term: (-term[1], term[0]))[:most]

    def _word(self, at: int) -> str:
        return self.text[self.starts[at] : self.ends[at]].lower()
