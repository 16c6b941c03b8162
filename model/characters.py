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
)
"""What the linear model is told of each character, in order."""

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
    centrality
        Mentions as a share of the most mentioned character's, 0 to 1.
    passage
        Number of the passage that says most of their death, or None where nothing does.
    """

    name: str
    signals: NDArray[np.float64]
    centrality: float
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
    likely = {name: sigmoid(log_odds) for name, log_odds in scores.items()}
    signals, passages = _signals(people, cast.notes(), likely, cast.n_words)
    centrality = (people.n_mentions / people.n_mentions.max()).tolist()
    return [Character(*character) for character in zip(people.names, signals, centrality, passages, strict=True)]


def _signals(
    people: People, notes: Notes, likely: dict[str, NDArray[np.float64]], n_words: int
) -> tuple[NDArray[np.float64], list[int | None]]:
    """Describe everyone at once.

    Returns
    -------
    signals : ndarray of float64, shape (n_people, len(SIGNALS))
    passages : list
        The passage that says most of each one's death, or None.
    """
    mentions, last = people.n_mentions, people.begins[1:] - 1
    is_narrator = np.array([kind == "narrator" for kind in people.kinds])
    # The passage in which each is last met; a narrator is never gone.
    leaves = np.where(is_narrator, -1, people.passages[last])
    ties = notes.tie(people.words)
    told, note, tied = ties.people, ties.notes, ties.strengths
    passage = notes.passages[note]
    strength = tied.sum(axis=1) * (_STRENGTH[notes.kinds] * _REALITY[notes.moods])[note]
    behind = _behind(people, told, notes.positions[note], n_words) / mentions[told]

    def strongest(values: NDArray[Any]) -> NDArray[np.float64]:
        highest = np.zeros(len(people))
        np.maximum.at(highest, told, values)
        return highest

    cells = np.zeros((len(people), len(CUES), len(SIDES), len(MOODS)))
    np.add.at(cells, (told[:, None], notes.kinds[note, None], np.arange(len(SIDES)), notes.moods[note, None]), tied)
    signals = [
        strongest(strength * behind**2 * (0.3 + likely["major"][passage])),
        mentions / mentions.max(),
        1 / (1 + np.arange(len(people))),
        people.positions[people.begins[:-1]] < 0.2 * n_words,
        1 - people.positions[last] / n_words,
        strongest(notes.positions[note]) / n_words,
        is_narrator,
        [kind == "role" for kind in people.kinds],
        people.like_place,
        people.like_person,
        *(strongest(likely[head][passage] * np.minimum(strength, 1)) for head in likely),
        likely["major"][leaves],
        likely["violence"][leaves],
    ]
    telling = strength * behind * (0.2 + likely["major"][passage])
    shown: list[int | None] = [None] * len(people)
    for at in np.lexsort((-telling, told))[::-1].tolist():
        shown[told[at]] = int(passage[at])
    return np.concatenate((np.log1p(cells).reshape(len(people), -1), np.stack(signals, axis=1)), axis=1), shown


def _behind(people: People, who: Offsets, positions: Offsets, n_words: int) -> Offsets:
    """How often each was mentioned up to a position: those who die are seldom met again."""
    spread = n_words + 1
    laid_out = np.repeat(np.arange(len(people)), people.n_mentions) * spread + people.positions
    return np.searchsorted(laid_out, who * spread + positions, "right") - people.begins[who]
