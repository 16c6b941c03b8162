"""What the passages that tell of death say of those who are met in them.

Words of death beside a name (`deaths`) are one half of the proof; the other is who is there when the story is at its
darkest, and who is met no more afterwards. A person's presence is the passages that mention them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

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

    def signals(self, likely: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
        """Describe everyone.

        Parameters
        ----------
        likely
            How likely each passage tells of a major death, and of any, each of shape (n_passages,).

        Returns
        -------
        ndarray, shape (n_people, len(PRESENCE_SIGNALS))
        """
        total = np.add.reduceat(self.mentions, self.begins)
        of_passage = np.bincount(self.passages, self.mentions, self.n_passages).astype(np.float64)
        tenth = max(1, self.n_passages // 10)
        n_entries = np.diff(self.begins, append=len(self.passages))
        columns = [signal for of_death in likely for signal in self._of_death(of_death, total, of_passage)]
        return np.stack(
            [
                *columns,
                np.log(total),
                np.log(total / total.sum()),
                np.add.reduceat(self.mentions * (self.passages >= self.n_passages - tenth), self.begins) / total,
                np.add.reduceat(self.mentions * (self.passages < tenth), self.begins) / total,
                n_entries / self.n_passages,
            ],
            axis=1,
        )

    def _of_death(
        self, likely: NDArray[np.float64], total: NDArray[np.int64], of_passage: NDArray[np.float64]
    ) -> list[NDArray[np.float64]]:
        """The columns of `_OF_DEATH`."""
        told = likely[self.passages]
        share = told * self.mentions / of_passage[self.passages]
        behind = self._behind(total)
        late = self.passages >= int(_LATE * self.n_passages)
        darkest = np.zeros(self.n_passages, bool)
        darkest[np.argsort(-likely, kind="stable")[:_DARKEST]] = True
        in_darkest = np.add.reduceat(self.mentions * darkest[self.passages], self.begins)
        last = self.passages[np.append(self.begins[1:], len(self.passages)) - 1]

        def most(values: NDArray[np.float64]) -> NDArray[np.float64]:
            return np.maximum.reduceat(values, self.begins)

        return [
            most(told),
            self._three_most(told) / _DARKEST,
            most(told * behind**2),
            most(told * behind**4),
            most(share),
            self._three_most(share),
            np.add.reduceat(told * self.mentions, self.begins) / total / max(float(likely.mean()), 1e-9),
            in_darkest / max(float(of_passage[darkest].sum()), 1.0),
            most(told * late),
            most(share * late),
            likely[last],
            likely[np.minimum(last + 1, self.n_passages - 1)],
        ]

    def _behind(self, total: Offsets) -> NDArray[np.float64]:
        """Which share of their mentions each person has behind them at the end of a passage."""
        so_far = np.cumsum(self.mentions)
        before = np.repeat(so_far[self.begins] - self.mentions[self.begins], np.diff(self.begins, append=len(so_far)))
        return (so_far - before) / np.repeat(total, np.diff(self.begins, append=len(so_far)))

    def _three_most(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Sum of each person's three highest values."""
        n_entries = np.diff(self.begins, append=len(values))
        person = np.repeat(np.arange(len(self.begins)), n_entries)
        order = np.lexsort((-values, person))
        among_three = np.arange(len(values)) - np.repeat(self.begins, n_entries) < _DARKEST
        return np.add.reduceat(values[order] * among_three, self.begins)
