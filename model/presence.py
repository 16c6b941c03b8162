"""What the passages that tell of death say of those who are met in them.

Words of death beside a name (`deaths`) are one half of the proof; the other is who is there when the story is at its
darkest, and who is met no more afterwards. A person's presence is the passages that mention them.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from model.features import Offsets

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
PRESENCE_SIGNALS: Final = (
    *(f"{name}:{head}" for head in ("major", "any") for name in _OF_DEATH),
    "mentions",
    "share_of_mentions",
    "mentioned_in_last_tenth",
    "mentioned_in_first_tenth",
    "passages",
)
"""What `Presence.signals` tells of each person, in order."""

_DARKEST: Final = 3
_LATE: Final = 0.75


@dataclass(frozen=True, slots=True)
class Presence:
    """In which passages each person is mentioned: one entry a person and passage, by person, then in reading order.

    Attributes
    ----------
    passages : ndarray of int64, shape (n_entries,)
    mentions : ndarray of int64, shape (n_entries,)
        How often the passage mentions the person.
    begins : ndarray of int64, shape (n_people,)
        Where each person's entries begin; everyone has some.
    n_passages
        Of the whole work.
    """

    passages: Offsets
    mentions: Offsets
    begins: Offsets
    n_passages: int

    @classmethod
    def of(cls, passages: Offsets, begins: Offsets, n_passages: int) -> "Presence":
        """Take in everyone's mentions.

        Parameters
        ----------
        passages : ndarray of int64, shape (n_mentions,)
            The passage of each mention, by person, in reading order.
        begins : ndarray of int64, shape (n_people + 1,)
            Where each person's mentions begin, and where the last one's end.
        n_passages
            Of the whole work.
        """
        person = np.repeat(np.arange(len(begins) - 1), np.diff(begins))
        fresh = (passages[1:] != passages[:-1]) | (person[1:] != person[:-1])
        first = np.flatnonzero(np.concatenate(([True], fresh)))
        mentions = np.diff(first, append=len(passages))
        return cls(passages[first], mentions, np.searchsorted(first, begins[:-1]), n_passages)

    def signals(self, likely: NDArray[np.float64]) -> NDArray[np.float64]:
        """Describe everyone.

        Parameters
        ----------
        likely : ndarray, shape (2, n_passages)
            How likely each passage tells of a major death, and of any.

        Returns
        -------
        ndarray, shape (n_people, len(PRESENCE_SIGNALS))
        """
        total = self._sum(self.mentions)
        of_passage = np.bincount(self.passages, self.mentions, self.n_passages).astype(np.float64)
        tenth = max(1, self.n_passages // 10)
        n_entries = np.diff(self.begins, append=len(self.passages))
        of_death = self._of_death(likely, total, n_entries, of_passage)
        others = (
            np.log(total),
            np.log(total / total.sum()),
            self._sum(self.mentions * (self.passages >= self.n_passages - tenth)) / total,
            self._sum(self.mentions * (self.passages < tenth)) / total,
            n_entries / self.n_passages,
        )
        return np.concatenate((of_death.swapaxes(0, 1).reshape(-1, len(total)), np.stack(others))).T

    def _of_death(
        self,
        likely: NDArray[np.float64],
        total: NDArray[np.int64],
        n_entries: NDArray[np.int64],
        of_passage: NDArray[np.float64],
    ) -> NDArray[np.float64]:
        """The signals of `_OF_DEATH`, shape (len(_OF_DEATH), 2, n_people)."""
        told = likely.take(self.passages, axis=1)
        share = told * (self.mentions / of_passage.take(self.passages))
        behind = self._behind(total, n_entries)
        late = self.passages >= int(_LATE * self.n_passages)
        darkest = np.zeros(likely.shape)
        np.put_along_axis(darkest, np.argsort(-likely, axis=1, kind="stable")[:, :_DARKEST], 1.0, axis=1)
        in_darkest = self._sum(self.mentions * darkest.take(self.passages, axis=1))
        of_darkest = np.maximum((darkest * of_passage).sum(axis=1, keepdims=True), 1.0)
        last = self.passages.take(np.append(self.begins[1:], len(self.passages)) - 1)
        usual = np.maximum(likely.mean(axis=1, keepdims=True), 1e-9)
        strongest = np.stack((told, told * behind**2, told * behind**4, share, told * late, share * late))
        most = np.maximum.reduceat(strongest, self.begins, axis=2)
        return np.stack(
            (
                most[0],
                self._three_most(told, n_entries) / _DARKEST,
                most[1],
                most[2],
                most[3],
                self._three_most(share, n_entries),
                self._sum(told * self.mentions) / total / usual,
                in_darkest / of_darkest,
                most[4],
                most[5],
                likely.take(last, axis=1),
                likely.take(np.minimum(last + 1, self.n_passages - 1), axis=1),
            )
        )

    def _sum(self, values: NDArray[Any]) -> NDArray[Any]:
        """Sum of each person's entries, along the last axis."""
        return np.add.reduceat(values, self.begins, axis=-1)

    def _behind(self, total: NDArray[np.int64], n_entries: NDArray[np.int64]) -> NDArray[np.float64]:
        """Which share of their mentions each person has behind them at the end of a passage."""
        so_far = np.cumsum(self.mentions)
        before = so_far[self.begins] - self.mentions[self.begins]
        return np.asarray((so_far - np.repeat(before, n_entries)) / np.repeat(total, n_entries))

    def _three_most(self, values: NDArray[np.float64], n_entries: NDArray[np.int64]) -> NDArray[np.float64]:
        """Sum of each person's three highest values, along the last axis."""
        person = np.broadcast_to(np.repeat(np.arange(len(self.begins)), n_entries), values.shape)
        order = np.lexsort((-values, person))
        among_three = np.arange(values.shape[-1]) - np.repeat(self.begins, n_entries) < _DARKEST
        return self._sum(np.take_along_axis(values, order, axis=-1) * among_three)
