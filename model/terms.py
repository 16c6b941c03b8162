"""The words that weighed most in passages, as the kernel finds them (`model/kernel/weights.c`)."""

from itertools import accumulate
from struct import Struct
from typing import Final, NamedTuple

from model.kernel import Kernel

MAX_TERMS: Final = 6
"""Words shown of a passage."""

Terms = tuple[tuple[str, float], ...]
"""Words and what each adds to a score."""

_TERM: Final = Struct("<2If")


class Heaviest(NamedTuple):
    """Fields of the kernel's tasks: the heaviest words of each passage in turn, and how many each has."""

    terms: int
    n_terms: int

    def spell(self, kernel: Kernel, text: str, n_passages: int, most: int = MAX_TERMS) -> list[Terms]:
        """Write out which words add most to each passage's score.

        Parameters
        ----------
        kernel, text
            Where they were found, and in what.
        n_passages
        most
            Words of each.
        """
        counts = kernel.numbers(self.n_terms, n_passages, "I")
        found = _TERM.iter_unpack(kernel.bytes_of(self.terms, sum(counts) * _TERM.size))
        # Of words as heavy as the last the first in the alphabet are taken, so the kernel names all of those.
        words = [(-weight, text[start:end].lower()) for start, end, weight in found]
        parts = (words[stop - n : stop] for n, stop in zip(counts, accumulate(counts), strict=True))
        return [tuple((word, -weight) for weight, word in sorted(part)[:most]) for part in parts]
