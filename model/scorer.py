"""The folded linear model: one table row a word or pair, a sum and two maxima a passage.

Each passage is the set of its known words and pairs, weighted by inverse document frequency and scaled to length
one. Every feature that training knows (words, pairs, sub-words, word vectors) is linear in that set, so its weights
fold into one row per word or pair. The sum of a passage's rows, over its length, is a mean in which one plain word
drowns; so what its heaviest word and its heaviest pair weigh counts besides.
"""

from collections.abc import Sequence
from itertools import accumulate
from typing import Final

import numpy as np
from numpy.typing import NDArray

from model.company import UNKNOWN_COMPANY, Company
from model.features import Hashes, Offsets, lay_out
from model.kernel import Layout
from model.reader import Reader
from model.terms import Heaviest, Terms
from model.vocabulary import Vocabulary

Scores = NDArray[np.float32]

_SLOTS, _TABLE, _INTERCEPTS, _EMPHASIS, _COMPANY_SLOTS, _COMPANY = range(4, 10)
"""Which of the reader's constants they are."""

_SCORING: Final = Layout.of(10, 4)
_WEIGHING: Final = Layout.of(13, 2)


class Scorer:
    """Scores passages with every head at once.

    Parameters
    ----------
    vocabulary : Vocabulary
    table : ndarray of float32, shape (n_features + 1, n_heads + 2)
        Weight of each word or pair for each head, its inverse document frequency multiplied in; then that
        frequency squared; then 1 for a word that marks English, else 0. Row 0, the unknown, is zero.
    intercepts : ndarray of float32, shape (n_heads,)
    emphasis : ndarray of float32, shape (2, n_heads)
        How much the highest weight among the words of a passage and the highest among its pairs count besides, each
        head's own, whatever else the passage holds; weights that are not above 0 never do.
    company : Company
        What words say beside a name.

    Attributes
    ----------
    reader : Reader
        What reads works and scores their passages; it alone holds the arrays.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        table: Scores,
        intercepts: Scores,
        emphasis: Scores,
        company: Company = UNKNOWN_COMPANY,
    ) -> None:
        self.reader = Reader(vocabulary, table, intercepts, emphasis, company)

    @property
    def vocabulary(self) -> Vocabulary:
        """A copy."""
        return Vocabulary(self.reader.kernel.constant(_SLOTS))

    @property
    def table(self) -> Scores:
        """A copy."""
        return self.reader.kernel.constant(_TABLE)[:, : self.reader.n_heads + 2]

    @property
    def intercepts(self) -> Scores:
        """A copy."""
        return self.reader.kernel.constant(_INTERCEPTS)

    @property
    def emphasis(self) -> Scores:
        """A copy."""
        return self.reader.kernel.constant(_EMPHASIS)

    @property
    def company(self) -> Company:
        """A copy."""
        kernel = self.reader.kernel
        return Company(Vocabulary(kernel.constant(_COMPANY_SLOTS)), kernel.constant(_COMPANY))

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
        with self.reader.kernel as kernel:
            n_passages, n_heads = len(bounds) - 1, self.reader.n_heads
            passages = (kernel.copy(words), kernel.copy(bounds, np.uint32), n_passages)
            log_odds, _, english, _ = kernel.run("score", _SCORING, *self.reader.model, *passages)
            return (
                kernel.values(log_odds, (n_passages, n_heads), np.float32).copy(),
                kernel.values(english, n_passages, np.float32).copy(),
            )

    def strongest(self, passages: Sequence[str], heads: Sequence[int], most: int) -> list[Terms]:
        """Say which words add most to a head's score; a pair's weight is shared by its two words.

        Parameters
        ----------
        passages
            Texts of passages.
        heads
            For each passage, the number of the head.
        most
            Words asked for.

        Returns
        -------
        list of Terms
            For each passage the words, in lower case, each once, and what each adds, the heaviest first. Those that
            add nothing are left out. Of several that are the heaviest, each is shown what the heaviest adds besides.
        """
        text = "\n".join(passages)
        with self.reader.kernel as kernel:
            stops = accumulate(map(len, passages))
            asked = [
                (stop + number - len(passage), stop + number, head)
                for number, (passage, stop, head) in enumerate(zip(passages, stops, heads, strict=True))
            ]
            found = kernel.run(
                "weigh",
                _WEIGHING,
                *(*lay_out(kernel, text), self.reader.characters),
                *self.reader.model,
                *(kernel.copy(np.array(asked, np.uint32)), len(passages), most),
            )
            return Heaviest._make(found).spell(kernel, text, len(passages), most)
