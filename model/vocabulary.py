"""The words and pairs that a model knows: from hashes to the rows of its table."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from model.features import KERNEL, Hashes, Offsets
from model.kernel import Layout

ROW_BITS: Final = 20
"""A slot keeps a row number in its low 20 bits and a fingerprint of the hash in its high 12."""

SLOTS_A_FEATURE: Final = 2.25
"""At least; a cuckoo table with two places a hash fails to place all from less than two on."""

_ROW: Final = np.uint32((1 << ROW_BITS) - 1)

Rows = NDArray[np.uint32]

_COUNTING: Final = Layout.of(5, 2)


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
        bits = max(8, int(np.ceil(np.log2(max(len(hashes), 1) * SLOTS_A_FEATURE))))
        with KERNEL as kernel:
            slots = kernel.room(1 << bits, np.uint32)
            slots.values[:] = 0
            *_, n_placed = kernel.call("place", slots, 64 - bits, kernel.copy(hashes), len(hashes), 0)
            if n_placed < len(hashes):
                raise ValueError("two features have hashes that can't be told apart")
            return cls(slots.values.copy())

    def renumbered(self, order: Offsets) -> "Vocabulary":
        """Give the features rows in another order.

        Parameters
        ----------
        order : ndarray of int64, shape (n_features,)
            Which feature comes first, which second, …; features count from 0, in the order that `build` was given.
        """
        rows = np.zeros(len(order) + 1, np.uint32)
        rows[order + 1] = np.arange(1, len(order) + 1)
        return Vocabulary((self.slots & ~_ROW) | rows[self.slots & _ROW])

    @property
    def last_row(self) -> int:
        """The highest row that any hash is given."""
        return int((self.slots & _ROW).max(initial=0))

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
            Row of each hash, 0 where unknown. Twelve bits of fingerprint tell hashes apart, one of them words from
            pairs: about one unknown word in ten thousand is given the row of another, and one unknown pair in a few
            thousand. Training looks rows up as serving does, so the two then share one weight.
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
        slots = (kernel.copy(vocabulary.slots), vocabulary.shift)
        passages = (kernel.copy(words), kernel.copy(bounds, np.uint32), len(bounds) - 1)
        rows, begins = kernel.run("count", _COUNTING, *slots, *passages)
        found = kernel.values(begins, len(bounds), np.uint32).astype(np.int64)
        return Counts(kernel.values(rows, int(found[-1]), np.uint32).astype(np.int64), found)
