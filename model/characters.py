"""Who matters in the story, and who dies in it.

Everyone in a story, with the signals that a reader would weigh: what the words of death beside their name say of them,
who is there when the story is at its darkest and is met no more afterwards, and how central they are. A linear model
turns them into a probability of dying. All of it is told by the kernel (`people.c`, `ties.c`, `presence.c`,
`characters.c`), in one call a work.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from struct import Struct
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from model.cast import Cast
from model.deaths import BEFORE, CUES, MOODS, SIDES, WIDTH
from model.kernel import Kernel
from model.lexicon import TABLE, laid_out

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

_NARRATOR, _ROLE, _NONE = 1, 2, 0xFFFFFFFF
"""As in `lexicon.h` and `characters.h`."""

_SHOWN: Final = np.dtype([("kind", "u4"), ("passage", "u4"), ("n_words", "u4"), ("spans", "u4", (3, 2))])
_TASK: Final = Struct("<26I")
_KERNEL: Final = Kernel(*TABLE)


@dataclass(frozen=True, slots=True)
class Characters:
    """Everyone in a story, the most mentioned first; at most forty.

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
        return None if passage == _NONE else passage


NOBODY: Final = Characters(np.zeros((0, len(SIGNALS))), np.zeros(0, _SHOWN), "")


def describe(cast: Cast, log_odds: NDArray[np.float32], columns: Sequence[int | None]) -> Characters:
    """Describe the characters of a whole work; once, because a cast does not keep its mentions.

    Parameters
    ----------
    cast
        Who and what was met in it.
    log_odds : ndarray, shape (n_passages, n_heads)
    columns
        Where in them are those of a major death, of any death, and of violence that hurts; None where nowhere.
    """
    mentions, pairs, bounds = cast.take_mentions(), cast.pairs(), cast.bounds()
    notes, windows, own = cast.notes()
    assert len(log_odds) == len(bounds) - 1
    # Structures are copied as bytes: NumPy would copy them field by field.
    with _KERNEL as kernel:
        signals, shown, n_people = kernel.run(
            "describe",
            _TASK,
            *laid_out(*kernel.constants),
            *(kernel.copy(mentions.view(np.uint8)), len(mentions), kernel.copy(pairs), len(pairs)),
            *(kernel.copy(notes.view(np.uint8)), kernel.copy(windows), kernel.copy(own), len(notes), BEFORE, WIDTH),
            *(kernel.copy(cast.stops(), np.uint32), kernel.copy(bounds, np.uint32)),
            *(kernel.copy(log_odds, np.float32), *log_odds.shape),
            *(_NONE if column is None else column for column in columns),
        )[-3:]
        return Characters(
            kernel.values(signals, (n_people, len(SIGNALS)), np.float64).copy(),
            kernel.values(shown, n_people, _SHOWN).copy(),
            cast.text,
        )
