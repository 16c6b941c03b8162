"""Reads a work, each stretch of it in one go: words, passages, scores, and whom and what it names.

All of it is compiled (`model/kernel/reading.c`): a text is laid out once, and its words stay in the kernel's memory.
"""

from collections.abc import Sequence
from struct import Struct
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model import lexicon
from model.cast import MENTION_BYTES, NOTE_BYTES, Cast, Met
from model.deaths import AFTER, BEFORE, MAX_NOTES, MOOD_AFTER, MOOD_BEFORE, SENTENCES, WIDTH
from model.documents import Document
from model.features import CHARACTERS, Offsets, Tokens, lay_out, take_tokens
from model.kernel import Kernel
from model.language import MIN_SHARE
from model.passages import MAX_WORDS, MIN_WORDS, TARGET_WORDS, Stretch, stretches
from model.summary import Found, Summary, numbered
from model.vocabulary import Vocabulary

_NO_WORDS: Final = Vocabulary(np.zeros(1 << 8, np.uint32))
_NO_WEIGHTS: Final = np.zeros((1, 2), np.float32)
_NO_HEADS: Final = np.zeros(0, np.float32)
"""A model that knows nothing."""

_COLUMNS: Final = 12
"""As in `scores.h`: the kernel adds up so many columns of a table at once."""

_LEAST_ENGLISH: Final = int(np.float32(MIN_SHARE).view(np.uint32))
"""The bits of that number: tasks are laid out as whole ones."""

_NO_COLUMNS: Final = (None, None, None)
_LENGTHS: Final = (MIN_WORDS, MAX_WORDS, TARGET_WORDS)
_WINDOW: Final = (BEFORE, AFTER, MOOD_BEFORE, MOOD_AFTER, SENTENCES)


class Read(NamedTuple):
    """What is kept of a work, or a stretch of it.

    Attributes
    ----------
    places : ndarray of int64, shape (n_passages, 3)
        Of each passage where it starts and ends in the work, and its chapter, from 1.
    scores : ndarray of float32, shape (n_passages, n_heads)
        Log-odds.
    english : ndarray of bool, shape (n_passages,)
        Whether each passage is English.
    summary : Summary or None
        What a work adds up to that was read and summed up in one go.
    """

    places: Offsets
    scores: NDArray[np.float32]
    english: NDArray[np.bool_]
    summary: Summary | None = None


class _Found(NamedTuple):
    """What the kernel's task is in return: numbers of things, and where they lie."""

    n_tokens: int
    words: int
    bounds: int
    n_passages: int
    chapters: int
    stops: int
    n_stops: int
    places: int
    log_odds: int
    shares_of_english: int
    english: int
    mentions: int
    pairs: int
    notes: int
    windows: int
    own: int
    n_mentions: int
    n_pairs: int
    n_notes: int
    signals: int
    shown: int
    n_people: int
    strongest: int
    n_english: int


_N_ASKED: Final = 36
"""Fields of the task that say what is asked, the first one, ``room``, among them."""

_TASK: Final = Struct(f"<{_N_ASKED + len(_Found._fields)}I")


class Reader:
    """Reads works with a model, which it holds; threads take turns.

    Parameters
    ----------
    vocabulary, table, intercepts
        As `model.scorer.Scorer` takes them; without them nothing is scored.

    Attributes
    ----------
    kernel : Kernel
        Where it reads. Its constants are the characters, the lexicon's three, and the model's three.
    n_heads
    characters
        Address of what the kernel is to know of characters.
    model : tuple of int
        What the kernel knows as ``Model``.
    """

    def __init__(
        self,
        vocabulary: Vocabulary = _NO_WORDS,
        table: NDArray[np.float32] = _NO_WEIGHTS,
        intercepts: NDArray[np.float32] = _NO_HEADS,
    ) -> None:
        missing = -table.shape[1] % _COLUMNS
        padded = np.pad(table, ((0, 0), (0, missing))) if missing else table
        self.kernel = Kernel(CHARACTERS, *lexicon.TABLE, vocabulary.slots, padded, intercepts)
        self.n_heads = len(intercepts)
        self.characters, *words, slots, rows, starts = self.kernel.constants
        self.model = (slots, vocabulary.shift, rows, padded.shape[1], starts, self.n_heads)
        self._lexicon = lexicon.laid_out(*words)

    def read(self, document: Document, cast: Cast | None = None, columns: Sequence[int | None] | None = None) -> Read:
        """Read a work to its end.

        Parameters
        ----------
        document
        cast
            Takes note of whom and what the work names.
        columns
            As `model.summary.sum_up` takes them; with them a work of one stretch, which most are, is summed up at once,
            and the cast takes note of nothing.
        """
        # Of a stretch, only what is small is kept: a long work's words would take several times its size.
        parts = [self._read(stretch, cast, columns) for stretch in stretches(document)]
        if len(parts) == 1:
            return parts[0]
        nothing = (np.zeros((0, 3), np.int64), np.zeros((0, self.n_heads), np.float32), np.zeros(0, bool))
        places, scores, english, _ = zip((*nothing, None), *parts, strict=True)
        return Read(np.concatenate(places), np.concatenate(scores), np.concatenate(english))

    def _read(self, stretch: Stretch, cast: Cast | None, columns: Sequence[int | None] | None) -> Read:
        columns = columns if stretch.is_work else None
        with self.kernel as kernel:
            found, summary = self._found(kernel, stretch, cast, columns), None
            if cast is not None and columns is not None:
                parts = Found._make(found[-len(Found._fields) :])
                summary = parts.copy_out(kernel, self.n_heads, found.n_tokens, cast.text)
            elif cast is not None:
                cast.take(found.n_tokens, _met(kernel, found))
            return Read(
                kernel.values(found.places, (found.n_passages, 3), np.uint32).astype(np.int64),
                kernel.values(found.log_odds, (found.n_passages, self.n_heads), np.float32).copy(),
                kernel.values(found.english, found.n_passages, np.bool_).copy(),
                summary,
            )

    def words(self, stretch: Stretch) -> tuple[Tokens, Offsets, Offsets, Offsets]:
        """Return the words of a stretch, and where they fall into passages.

        Returns
        -------
        tokens : Tokens
        bounds : ndarray of int64, shape (n_passages + 1,)
            Passage ``i`` holds tokens ``bounds[i]`` to ``bounds[i + 1]``.
        chapters : ndarray of int64, shape (n_passages,)
            Number of the chapter that each passage is of, from 1.
        stops : ndarray of int64, shape (n_blocks,)
            Number of tokens up to the end of each block that has any.
        """
        with self.kernel as kernel:
            found = self._found(kernel, stretch)
            numbers = (
                (found.bounds, found.n_passages + 1),
                (found.chapters, found.n_passages),
                (found.stops, found.n_stops),
            )
            bounds, chapters, stops = (kernel.values(*each, np.uint32).astype(np.int64) for each in numbers)
            return take_tokens(kernel, found.words, len(stretch.text), found.n_tokens), bounds, chapters, stops

    def _found(
        self, kernel: Kernel, stretch: Stretch, cast: Cast | None = None, columns: Sequence[int | None] | None = None
    ) -> _Found:
        before = (cast.n_words, cast.n_passages, MAX_NOTES - cast.n_notes) if cast is not None else (0, 0, 0)
        fields = kernel.run(
            "read",
            _TASK,
            *(*lay_out(kernel, stretch.text), self.characters),
            *(kernel.copy(stretch.paragraphs, np.uint32), len(stretch.paragraphs)),
            *(kernel.copy(stretch.blocks, np.uint32), len(stretch.blocks)),
            *_LENGTHS,
            *(stretch.offset, *before, cast is not None, columns is not None),
            *self._lexicon,
            *_WINDOW,
            *self.model,
            *(_LEAST_ENGLISH, *numbered(columns or _NO_COLUMNS)),
        )
        return _Found._make(fields[_N_ASKED:])


def _met(kernel: Kernel, found: _Found) -> Met:
    arrays = (
        (found.bounds, found.n_passages, np.uint32),
        (found.stops, found.n_stops, np.uint32),
        (found.mentions, (found.n_mentions, MENTION_BYTES), np.uint8),
        (found.pairs, (found.n_pairs, 2), np.uint64),
        (found.notes, (found.n_notes, NOTE_BYTES), np.uint8),
        (found.windows, (found.n_notes, WIDTH), np.uint64),
        (found.own, (found.n_notes, WIDTH), np.bool_),
    )
    return Met._make(kernel.values(*each).copy() for each in arrays)
