"""Who matters in the story, and who dies in it.

Everyone in a story, with the signals that a reader would weigh: what the words of death beside their name say of them,
who is there when the story is at its darkest and is met no more afterwards, and how central they are. A linear model
turns them into a probability of dying. All of it is told by the kernel (`people.c`, `ties.c`, `presence.c`,
`characters.c`), in one call a work.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from model.cast import Cast
from model.deaths import BEFORE, CUES, MOODS, SIDES, WIDTH
from model.lexicon import KERNEL, LEXICON
from model.pooling import sigmoid

_OF_DEATH: Final = (
    "strongest",
    "three_strongest",
    "strongest_near_end_of_presence",
    "strongest_at_end_of_presence",
    "strongest_share",
    "three_strongest_shares",
    "lift",
    "share_of_darkest",
    "strongest_late",
    "strongest_share_late",
    "last_passage",
    "passage_after_last",
)
SIGNALS: Final = (
    *(f"{kind}:{side}:{mood}" for kind in CUES for side in SIDES for mood in MOODS),
    "final",
    "share",
    "rank",
    "present_early",
    "silent_end",
    "last_note",
    "is_narrator",
    "is_role",
    "like_place",
    "like_person",
    "passage_major",
    "passage_any",
    "passage_violence",
    "leaves_major",
    "leaves_violence",
    *(f"{name}:{head}" for head in ("major", "any") for name in _OF_DEATH),
    "mentions",
    "share_of_mentions",
    "mentioned_in_last_tenth",
    "mentioned_in_first_tenth",
    "passages",
)
"""What the linear models are told of each character, in order; `signals.h` has them in the same."""

SUSPICION: Final = 2.0
"""Added to the log-odds of passages. Calibrated, few passages are likely to tell of a death; among those of one work,
what matters is which are likelier than the others. Chosen on works of left-out sources."""

MAX_PEOPLE: Final = 40
"""As in `characters.h`, and so are the next."""

_WORD, _PERSON, _TIE, _ENTRY = 52, 40, 40, 8
_NARRATOR, _ROLE, _NO_PASSAGE = 1, 2, 0xFFFFFFFF
_SHOWN: Final = np.dtype([("kind", "u4"), ("passage", "u4"), ("n_words", "u4"), ("spans", "u4", (3, 2))])


@dataclass(frozen=True, slots=True)
class Characters:
    """Everyone in a story, the most mentioned first; at most `MAX_PEOPLE`.

    Attributes
    ----------
    signals : ndarray of float64, shape (n_characters, len(SIGNALS))
    """

    signals: NDArray[np.float64]
    _shown: NDArray[Any]
    _text: str

    def __len__(self) -> int:
        return len(self.signals)

    def name(self, number: int) -> str:
        """Someone's name as the text writes it, or ``"narrator"``."""
        kind, _, n_words, spans = self._shown[number].tolist()
        if kind == _NARRATOR:
            return "narrator"
        name = " ".join(self._text[start:end] for start, end in spans[:n_words])
        return name.lower() if kind == _ROLE else name

    def names(self) -> list[str]:
        """Everyone's."""
        return [self.name(number) for number in range(len(self))]

    def passage(self, number: int) -> int | None:
        """The passage that says most of someone's death, or None where nothing does."""
        passage = int(self._shown["passage"][number])
        return None if passage == _NO_PASSAGE else passage


NOBODY: Final = Characters(np.zeros((0, len(SIGNALS))), np.zeros(0, _SHOWN), "")


def describe(cast: Cast, scores: NDArray[np.float32]) -> Characters:
    """Describe the characters of a whole work; once, because a cast does not keep its mentions.

    Parameters
    ----------
    cast
        Who and what was met in it.
    scores : ndarray, shape (3, n_passages)
        The passages' log-odds of a major death, of any death, and of violence that hurts.
    """
    mentions, pairs, bounds = cast.take_mentions(), cast.pairs(), cast.bounds()
    notes, windows, own = cast.notes()
    n_mentions, n_pairs, n_notes, n_passages = len(mentions), len(pairs), len(notes), len(bounds) - 1
    # Structures are copied as bytes: NumPy would copy them field by field.
    with KERNEL as kernel:
        likely = kernel.room((3, n_passages), np.float64)
        likely.values[:] = sigmoid(scores + SUSPICION)
        signals = kernel.room((MAX_PEOPLE, len(SIGNALS)), np.float64)
        shown = kernel.room(MAX_PEOPLE, _SHOWN)
        *_, n_people = kernel.call(
            "describe",
            *LEXICON,
            *(kernel.copy(mentions.view(np.uint8)), n_mentions, kernel.copy(pairs), n_pairs),
            *(kernel.copy(notes.view(np.uint8)), kernel.copy(windows), kernel.copy(own), n_notes, BEFORE, WIDTH),
            *(kernel.copy(cast.stops(), np.uint32), kernel.copy(bounds, np.uint32), likely, n_passages),
            *(kernel.space(8 * n_mentions), kernel.space(16 * n_mentions + 1024), 0, 0),
            *(kernel.space(_WORD * n_mentions), kernel.space(4 * n_mentions)),
            *(kernel.space(8 * n_pairs), kernel.space(16 * n_pairs + 1024), 0, 0, kernel.space(4 * n_pairs)),
            *(kernel.space(_ENTRY * MAX_PEOPLE * n_passages), kernel.space(4 * n_passages)),
            *(kernel.space(_TIE * len(SIDES) * n_notes), 0, kernel.space(_PERSON * (MAX_PEOPLE + 1))),
            *(signals, shown, 0),
        )
        return Characters(signals.values[:n_people].copy(), shown.values[:n_people].copy(), cast.text)
