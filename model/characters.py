"""Who matters in the story, and who dies in it.

For each of its people (`model.people`), the signals that a reader would weigh: what the words of death say of them
(`model.notes`), how central they are, and whether they fall silent after it. A linear model turns them into a
probability of dying.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from model.cast import Cast
from model.deaths import CUES, MOODS, SIDES
from model.features import Offsets
from model.notes import Notes
from model.people import People, people_of
from model.pooling import sigmoid
from model.presence import PRESENCE_SIGNALS, Presence

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
    *PRESENCE_SIGNALS,
)
"""What the linear model is told of each character, in order."""

SUSPICION: Final = 2.0
"""Added to the log-odds of passages. Calibrated, few passages are likely to tell of a death; among those of one work,
what matters is which are likelier than the others. Chosen on works of left-out sources."""

_STRENGTH: Final = np.array([1.0, 0.8, 0.8, 0.5, 0.5, 0.2])
_REALITY: Final = np.array([1.0, 0.2, 0.6])
"""By kind of cue and by mood, how much a note counts when one passage is chosen to show; the probability of dying does
not use them directly."""


@dataclass(frozen=True, slots=True)
class Character:
    """Someone in the story.

    Attributes
    ----------
    name
        As the text writes it, or ``"narrator"``.
    signals : ndarray of float64, shape (len(SIGNALS),)
    passage
        Number of the passage that says most of their death, or None where nothing does.
    """

    name: str
    signals: NDArray[np.float64]
    passage: int | None


def describe(cast: Cast, scores: dict[str, NDArray[np.float32]]) -> list[Character]:
    """Describe the characters of a whole work.

    Parameters
    ----------
    cast
        Who and what was met in it.
    scores
        For ``"major"``, ``"any"`` and ``"violence"``: the passages' log-odds of a major death, of any death, and of
        violence that hurts, each of shape (n_passages,).

    Returns
    -------
    list of Character
        The most mentioned first; at most `model.people.MAX_PEOPLE`.
    """
    people = people_of(cast)
    if not len(people):
        return []
    likely = {name: sigmoid(log_odds + SUSPICION) for name, log_odds in scores.items()}
    told = _Told.of(people, cast.notes(), cast.n_words)
    signals = _signals(people, told, likely, cast.n_words)
    return [Character(*of) for of in zip(people.names, signals, told.most_telling(likely["major"]), strict=True)]


@dataclass(frozen=True, slots=True)
class _Told:
    """What the words of death say of people: one entry a person and a note that speaks of them.

    Attributes
    ----------
    who, passages, positions : ndarray of int64, shape (n_entries,)
        The person, and where the note is.
    cells : ndarray, shape (n_people, n_cues, n_sides, n_moods)
        Sums of ties.
    strength : ndarray, shape (n_entries,)
    behind : ndarray, shape (n_entries,)
        Which share of their mentions the person has behind them: those who die are seldom met again.
    """

    who: Offsets
    passages: Offsets
    positions: Offsets
    cells: NDArray[np.float64]
    strength: NDArray[np.float64]
    behind: NDArray[np.float64]

    @classmethod
    def of(cls, people: People, notes: Notes, n_words: int) -> "_Told":
        ties = notes.tie(people.words)
        who, note, tied = ties.people, ties.notes, ties.strengths
        kinds, moods = notes.kinds[note], notes.moods[note]
        cells = np.zeros((len(people), len(CUES), len(SIDES), len(MOODS)))
        np.add.at(cells, (who[:, None], kinds[:, None], np.arange(len(SIDES)), moods[:, None]), tied)
        strength = tied.sum(axis=1) * _STRENGTH[kinds] * _REALITY[moods]
        behind = _behind(people, who, notes.positions[note], n_words) / people.n_mentions[who]
        return cls(who, notes.passages[note], notes.positions[note], cells, strength, behind)

    def strongest(self, values: NDArray[Any]) -> NDArray[np.float64]:
        """The highest value of each person's entries, 0 where they have none."""
        highest = np.zeros(len(self.cells))
        np.maximum.at(highest, self.who, values)
        return highest

    def most_telling(self, likely: NDArray[np.float64]) -> list[int | None]:
        """The passage that says most of each one's death, or None."""
        telling = self.strength * self.behind * (0.2 + likely[self.passages])
        shown: list[int | None] = [None] * len(self.cells)
        for at in np.lexsort((-telling, self.who))[::-1].tolist():
            shown[self.who[at]] = int(self.passages[at])
        return shown


def _signals(people: People, told: _Told, likely: dict[str, NDArray[np.float64]], n_words: int) -> NDArray[np.float64]:
    """Describe everyone at once, shape (n_people, len(SIGNALS))."""
    mentions, last = people.n_mentions, people.begins[1:] - 1
    is_narrator = np.array([kind == "narrator" for kind in people.kinds])
    # The passage in which each is last met; a narrator is never gone.
    leaves = np.where(is_narrator, -1, people.passages[last])
    presence = Presence.of(people.passages, people.begins, len(likely["major"]))
    signals = [
        told.strongest(told.strength * told.behind**2 * (0.3 + likely["major"][told.passages])),
        mentions / mentions.max(),
        1 / (1 + np.arange(len(people))),
        people.positions[people.begins[:-1]] < 0.2 * n_words,
        1 - people.positions[last] / n_words,
        told.strongest(told.positions) / n_words,
        is_narrator,
        [kind == "role" for kind in people.kinds],
        people.like_place,
        people.like_person,
        *(told.strongest(likely[head][told.passages] * np.minimum(told.strength, 1)) for head in likely),
        likely["major"][leaves],
        likely["violence"][leaves],
        *presence.signals(np.stack((likely["major"], likely["any"]))).T,
    ]
    return np.concatenate((np.log1p(told.cells).reshape(len(people), -1), np.stack(signals, axis=1)), axis=1)


def _behind(people: People, who: Offsets, positions: Offsets, n_words: int) -> Offsets:
    """How often each was mentioned up to a position: those who die are seldom met again."""
    spread = n_words + 1
    laid_out = np.repeat(np.arange(len(people)), people.n_mentions) * spread + people.positions
    return np.searchsorted(laid_out, who * spread + positions, "right") - people.begins[who]
