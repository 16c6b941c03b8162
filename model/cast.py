"""Whom a story names, and where it speaks of death, noted while it is read.

What each word can be besides a name is looked up in one table; the pass over the words is compiled
(`model/kernel/cast.c`). What is noted is small, and nothing is concluded from it here: see `model.characters`.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from model.deaths import AFTER, BEFORE, CUES, IRREALIS, MAX_NOTES, MOOD_AFTER, MOOD_BEFORE, SENTENCES, Notes
from model.features import Hashes, hash_words, lay_out
from model.kernel import Kernel
from model.passages import Stretch

NARRATOR: Final = "i me my mine myself i'm i'd i've i'll"
ROLES: Final = (
    "mother father mom dad mum mama papa son daughter brother sister wife husband baby child uncle aunt "
    "grandmother grandfather grandma grandpa nana cousin twin friend lover king queen captain doctor professor "
    "stranger prince princess lord lady baron duke soldier priest teacher sergeant lieutenant colonel general "
    "bride groom fiance nephew niece host ambassador chief count lad widow nurse pilot"
)
"""Nouns that can be a character's only name."""

BEFORE_PLACES: Final = "in at from to near into through across over toward towards of on between beyond around by"
AFTER_PEOPLE: Final = (
    "said says was is had has asked looked turned stood sat went came took gave felt knew thought smiled nodded "
    "laughed shook did could would s replied answered cried whispered shouted walked ran held put saw heard "
    "stared spoke"
)

_CLASSES: Final = {NARRATOR: 1, ROLES: 2, BEFORE_PLACES: 4, AFTER_PEOPLE: 8, IRREALIS: 16}
_FIRST_CUE: Final = 256
"""As in `cast.c`; a cue of kind k has ``(k + 1) * _FIRST_CUE`` besides."""

MENTION: Final = np.dtype(
    [
        ("word", "u8"),
        *((name, "u4") for name in ("position", "passage", "start", "end", "block")),
        *((name, "?") for name in ("capital", "inside", "after_place", "before_verb")),
    ]
)
"""A word that may be a name or stands for someone: its hash, which word and passage of the work it is, its offsets, the
block it was met in, and four facts that are added up."""

_NOTE: Final = np.dtype([(name, "u4") for name in ("position", "passage", "kind", "mood")])
_WIDTH: Final = BEFORE + 1 + AFTER
_BITS: Final = 11
"""Of the hashes that number the table's places: two thousand for five hundred words."""


def _table() -> tuple[Hashes, NDArray[np.uint32]]:
    """Lay the classes of words out for open addressing."""
    classes = dict[int, int]()
    cues = {words: (kind + 1) * _FIRST_CUE for kind, words in enumerate(CUES.values())}
    for words, bits in (*_CLASSES.items(), *cues.items()):
        for word in hash_words(words).tolist():
            classes[word] = classes.get(word, 0) | bits
    places, values = np.zeros(1 << _BITS, np.uint64), np.zeros(1 << _BITS, np.uint32)
    for word, bits in classes.items():
        at = word >> (64 - _BITS)
        while places[at]:
            at = (at + 1) % len(places)
        places[at], values[at] = word, bits
    return places, values


_KERNEL: Final = Kernel(*_table())


class Cast:
    """Notes whom a work names, stretch by stretch.

    Parameters
    ----------
    text
        The work's text.

    Attributes
    ----------
    n_words
        Words read so far.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.n_words = 0
        self._n_passages = self._n_blocks = self._n_notes = 0
        self._mentions = [np.zeros(0, MENTION)]
        self._pairs = [np.zeros((0, 2), np.uint64)]
        self._notes: list[list[NDArray[Any]]] = [
            [np.zeros(0, _NOTE), np.zeros((0, _WIDTH), np.uint64), np.zeros((0, _WIDTH), bool)]
        ]

    def read(self, stretch: Stretch) -> None:
        """Take note of a stretch; stretches come in reading order."""
        n_tokens = len(stretch.tokens)
        most = min(MAX_NOTES - self._n_notes, n_tokens)
        with _KERNEL.task() as kernel:
            noted = (
                kernel.room(n_tokens, MENTION),
                kernel.room((n_tokens, 2), np.uint64),
                kernel.room(most, _NOTE),
                kernel.room((most, _WIDTH), np.uint64),
                kernel.room((most, _WIDTH), bool),
            )
            bounds, stops = (kernel.copy(each.astype(np.uint32)) for each in (stretch.bounds, stretch.stops))
            *_, n_mentions, n_pairs, n_notes = kernel.call(
                "meet",
                *(lay_out(kernel, stretch.tokens), n_tokens),
                *(kernel.constants[0], kernel.constants[1], 64 - _BITS),
                *(stops, len(stretch.stops), bounds),
                *(stretch.offset, self.n_words, self._n_passages, self._n_blocks),
                *(BEFORE, AFTER, MOOD_BEFORE, MOOD_AFTER, SENTENCES, most),
                *(kernel.room(n_tokens, kind) for kind in (np.uint32, np.uint32, bool)),
                kernel.room(4 * n_tokens + 16, np.uint64),
                *noted,
                *(0, 0, 0),
            )
            mentions, pairs, *notes = (array.values for array in noted)
            self._mentions.append(mentions[:n_mentions].copy())
            self._pairs.append(pairs[:n_pairs].copy())
            self._notes.append([part[:n_notes].copy() for part in notes])
        self.n_words += n_tokens
        self._n_passages += len(stretch.chapters)
        self._n_blocks += len(stretch.stops)
        self._n_notes += n_notes

    def mentions(self) -> NDArray[Any]:
        """All mentions, in the order of the work; see `MENTION`."""
        return np.concatenate(self._mentions)

    def pairs(self) -> Hashes:
        """Neighbours that may be one name, in the order of the work, shape (n_pairs, 2)."""
        return np.concatenate(self._pairs)

    def notes(self) -> Notes:
        """All words of death, in the order of the work."""
        notes, windows, own = (np.concatenate(parts) for parts in zip(*self._notes, strict=True))
        return Notes(windows, own, *(notes[name].astype(np.int64) for name in ("kind", "position", "passage", "mood")))
