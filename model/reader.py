"""Reads a work, each stretch of it in one go: words, passages, scores, and whom and what it names.

All of it is compiled (`model/kernel/reading.c`): a text is laid out once, and its words stay in the kernel's memory.
"""

from itertools import chain
from struct import Struct
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model import lexicon
from model.cast import MENTION_BYTES, NOTE_BYTES, Cast, Met
from model.characters import SHOWN_BYTES, People
from model.company import UNKNOWN_COMPANY, Company
from model.deaths import AFTER, BEFORE, MAX_NOTES, MOOD_AFTER, MOOD_BEFORE, SENTENCES, WIDTH
from model.documents import Document
from model.features import CHARACTERS, Offsets, Tokens, lay_out, take_tokens
from model.judging import NOT_JUDGED, Judge, Judgement, Said, numbered
from model.kernel import Kernel, Layout
from model.language import MIN_SHARE
from model.passages import MAX_WORDS, MIN_WORDS, TARGET_WORDS, Stretch, stretches
from model.terms import MAX_TERMS, Heaviest, Terms
from model.vocabulary import Vocabulary

_NO_WORDS: Final = Vocabulary(np.zeros(1 << 8, np.uint32))
_NO_WEIGHTS: Final = np.zeros((1, 2), np.float32)
_NO_HEADS: Final = np.zeros(0, np.float32)
_NO_EMPHASIS: Final = np.zeros((2, 0), np.float32)
"""A model that knows nothing."""

_COLUMNS: Final = 12
"""As in `scores.h`: the kernel adds up so many columns of a table at once."""

_LEAST_ENGLISH: Final = int(np.float32(MIN_SHARE).view(np.uint32))
"""The bits of that number: tasks are laid out as whole ones."""

_LENGTHS: Final = (MIN_WORDS, MAX_WORDS, TARGET_WORDS)
_WINDOW: Final = (BEFORE, AFTER, MOOD_BEFORE, MOOD_AFTER, SENTENCES)
_PLACE: Final = Struct("<3I")
_NO_COLUMNS: Final = numbered((None, None, None))


class Read(NamedTuple):
    """What is kept of a work, or a stretch of it; its arrays are views, made when they are looked at.

    Attributes
    ----------
    n_heads
    raw : tuple of bytes
        Places, scores and what is English.
    judgement : Judgement or None
        What is said of a work that was read and judged in one go.
    terms : list of Terms or None
        The words that weighed most in each passage that proves it.
    """

    n_heads: int
    raw: tuple[bytes, bytes, bytes]
    judgement: Judgement | None = None
    terms: list[Terms] | None = None

    def __len__(self) -> int:
        return len(self.raw[2])

    def place(self, passage: int) -> tuple[int, int, int]:
        """Where a passage starts and ends in the work, and its chapter, from 1."""
        start, end, chapter = _PLACE.unpack_from(self.raw[0], passage * _PLACE.size)
        return start, end, chapter

    @property
    def places(self) -> NDArray[np.uint32]:
        """The same of all passages, shape (n_passages, 3)."""
        return np.frombuffer(self.raw[0], np.uint32).reshape(-1, 3)

    @property
    def scores(self) -> NDArray[np.float32]:
        """Log-odds, shape (n_passages, n_heads)."""
        return np.frombuffer(self.raw[1], np.float32).reshape(len(self), self.n_heads)

    @property
    def english(self) -> NDArray[np.bool_]:
        """Whether each passage is English, shape (n_passages,)."""
        return np.frombuffer(self.raw[2], np.bool_)


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
    highest: int
    shares_of_english: int
    lengths: int
    english: int
    mentions: int
    pairs: int
    notes: int
    windows: int
    own: int
    n_mentions: int
    n_pairs: int
    n_notes: int
    n_english: int
    shown: int
    n_people: int


_N_FOUND: Final = len(_Found._fields)
_N_SAID: Final = len(Said._fields)
_TASK: Final = Layout.of(49, _N_FOUND + _N_SAID + len(Heaviest._fields))


class Reader:
    """Reads works with a model, which it holds; threads take turns.

    Parameters
    ----------
    vocabulary, table, intercepts, emphasis, company
        As `model.scorer.Scorer` takes them; without them nothing is scored.

    Attributes
    ----------
    kernel : Kernel
        Where it reads. Its constants are the characters, the lexicon's three, and the model's six.
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
        emphasis: NDArray[np.float32] = _NO_EMPHASIS,
        company: Company = UNKNOWN_COMPANY,
    ) -> None:
        missing = -table.shape[1] % _COLUMNS
        padded = np.pad(table, ((0, 0), (0, missing))) if missing else table
        own = (vocabulary.slots, padded, intercepts, emphasis, company.vocabulary.slots, company.weights)
        self.kernel = Kernel(CHARACTERS, *lexicon.TABLE, *own)
        self.n_heads = len(intercepts)
        self.characters, *words, slots, rows, starts, besides, of_company, said = self.kernel.constants
        self.model = (slots, vocabulary.shift, rows, padded.shape[1], starts, besides, self.n_heads)
        beside_names = (of_company, company.vocabulary.shift, said)
        self._always = (*_LENGTHS, *lexicon.laid_out(*words), *beside_names, *_WINDOW, *self.model, _LEAST_ENGLISH)

    def read(self, document: Document, cast: Cast | None = None, judge: Judge | None = None, most: int = 0) -> Read:
        """Read a work to its end.

        Parameters
        ----------
        document
        cast
            Takes note of whom and what the work names.
        judge
            With it a work of one stretch, which most are, is summed up and judged at once, and the cast takes note of
            nothing.
        most
            Passages shown for a warning.
        """
        # Of a stretch, only what is small is kept: a long work's words would take several times its size.
        parts = [self._read(stretch, cast, judge, most) for stretch in stretches(document)]
        if len(parts) == 1:
            return parts[0]
        places, scores, english = (b"".join(part.raw[column] for part in parts) for column in range(3))
        return Read(self.n_heads, (places, scores, english))

    def _read(self, stretch: Stretch, cast: Cast | None, judge: Judge | None, most: int) -> Read:
        judge = judge if stretch.is_work else None
        with self.kernel as kernel:
            fields = self._found(kernel, stretch, cast, judge, most)
            found = _Found._make(fields[:_N_FOUND])
            raw = (
                kernel.bytes_of(found.places, found.n_passages * _PLACE.size),
                kernel.bytes_of(found.log_odds, found.n_passages * self.n_heads * 4),
                kernel.bytes_of(found.english, found.n_passages),
            )
            if cast is not None and judge is not None:
                people = People(kernel.bytes_of(found.shown, found.n_people * SHOWN_BYTES), cast.text)
                said = Said._make(fields[_N_FOUND : _N_FOUND + _N_SAID])
                judgement = judge.hear(kernel, said, people, found.n_tokens, found.n_english)
                terms = Heaviest._make(fields[_N_FOUND + _N_SAID :]).spell(kernel, stretch.text, said.n_proofs)
                return Read(self.n_heads, raw, judgement, terms)
            if cast is not None:
                cast.take(found.n_tokens, _met(kernel, found))
            return Read(self.n_heads, raw)

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
            found = _Found._make(self._found(kernel, stretch)[:_N_FOUND])
            numbers = (
                (found.bounds, found.n_passages + 1),
                (found.chapters, found.n_passages),
                (found.stops, found.n_stops),
            )
            bounds, chapters, stops = (kernel.values(*each, np.uint32).astype(np.int64) for each in numbers)
            return take_tokens(kernel, found.words, len(stretch.text), found.n_tokens), bounds, chapters, stops

    def _found(
        self,
        kernel: Kernel,
        stretch: Stretch,
        cast: Cast | None = None,
        judge: Judge | None = None,
        most: int = 0,
    ) -> tuple[int, ...]:
        """Read a stretch; return the fields of `_Found`, `Said` and `Heaviest`."""
        before = (cast.n_words, cast.n_passages, MAX_NOTES - cast.n_notes) if cast is not None else (0, 0, 0)
        return kernel.run(
            "read",
            _TASK,
            *(*lay_out(kernel, stretch.text), self.characters),
            *(kernel.copy(stretch.paragraphs, np.uint32), len(stretch.paragraphs)),
            *(kernel.copy_numbers(chain.from_iterable(stretch.blocks)), len(stretch.blocks)),
            *(stretch.offset, *before, cast is not None),
            *(judge.lay_out(kernel, most) if judge else NOT_JUDGED),
            *self._always,
            *(numbered(judge.columns) if judge else _NO_COLUMNS),
            MAX_TERMS,
        )


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
