"""Who matters in the story, and who dies in it.

Everyone in a story, with the signals that a reader would weigh: what the words of death beside their name say of them,
who is there when the story is at its darkest and is met no more afterwards, and how central they are. A linear model
turns them into a probability of dying (`model.judging`). The kernel tells who they are (`people.c`) and describes them
(`ties.c`, `presence.c`, `characters.c`) when a work is summed up (`model.summary`).
"""

from dataclasses import dataclass
from struct import Struct
from typing import Final

import numpy as np
from numpy.typing import NDArray

from model.deaths import CUES, MOODS, SIDES

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
    "like_thing",
    "like_titled",
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
    "company_strongest",
    "company_three_strongest",
    "company_share",
    "company_share_any",
    "company_share_strongest",
)
"""What the linear models are told of each character, in order; `signals.h` has them in the same."""

NONE: Final = 0xFFFFFFFF
_NARRATOR, _ROLE = 1, 2
"""As in `work.h` and `lexicon.h`."""

_SHOWN: Final = Struct("<9I")
"""What the kernel tells of a person besides the signals: `Shown` in `work.h`."""

SHOWN_BYTES: Final = _SHOWN.size


@dataclass(frozen=True, slots=True)
class People:
    """Everyone in a story, the most mentioned first; at most forty.

    Attributes
    ----------
    shown
        Of each in turn what the kernel tells besides the signals.
    text
        The work's.
    """

    shown: bytes
    text: str

    def __len__(self) -> int:
        return len(self.shown) // SHOWN_BYTES

    def name(self, number: int) -> str:
        """Someone's name as the text writes it, or ``"narrator"``."""
        kind, _, n_words, *ends = _SHOWN.unpack_from(self.shown, number * SHOWN_BYTES)
        if kind == _NARRATOR:
            return "narrator"
        spans = zip(ends[: 2 * n_words : 2], ends[1 : 2 * n_words : 2], strict=True)
        name = " ".join(self.text[start:end] for start, end in spans)
        return name.lower() if kind == _ROLE else name

    def names(self) -> list[str]:
        """Everyone's."""
        return [self.name(number) for number in range(len(self))]

    def passage(self, number: int) -> int | None:
        """The passage that says most of someone's death, or None where nothing does."""
        passage = int(_SHOWN.unpack_from(self.shown, number * SHOWN_BYTES)[1])
        return None if passage == NONE else passage


@dataclass(frozen=True, slots=True)
class Characters(People):
    """Everyone in a story, with what the linear models are told of them.

    Attributes
    ----------
    signals : ndarray of float64, shape (n_characters, len(SIGNALS))
    """

    signals: NDArray[np.float64]
