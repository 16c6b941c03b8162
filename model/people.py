"""Who is in a story: from words that may be names to people.

Names are words that the text writes with a capital inside sentences; names that mostly stand side by side are one
person. Beside them stand the narrator and the nouns that can be a character's only name ("mother", "the captain").
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from model.cast import Cast
from model.features import Hashes, Offsets, hash_words
from model.lexicon import NARRATOR, ROLES

_NOT_NAMES: Final = (
    "i i'm i'd i've i'll monday tuesday wednesday thursday friday saturday sunday january february march april "
    "may june july august september october november december christmas easter god sir mr mrs ms miss dr messrs "
    "english french german american british latin greek roman indian chinese spanish italian russian negro london "
    "paris york new america england france europe africa asia india china earth mars street avenue road river sea "
    "ocean chapter north south east west the a an and but he she it they we you his her my your their our oh yes "
    "no well ok okay what why how who when where hell heaven nature lie court chapel p st de la le von van der s"
)

MAX_PEOPLE: Final = 40
MIN_MENTIONS: Final = 2
MIN_CAPITALS: Final = 0.8
"""Share of a name's mentions that have a capital, at least."""

MIN_BESIDE: Final = 0.4
"""How often two names stand side by side, as a share of the rarer one's mentions, at least, to be one person's."""

MAX_JOINED: Final = 4
_FIRST_PERSON, _ROLE, _NO_NAME = (frozenset(hash_words(words).tolist()) for words in (NARRATOR, ROLES, _NOT_NAMES))


@dataclass(frozen=True, slots=True)
class People:
    """Everyone in a story, the most mentioned first.

    Attributes
    ----------
    names
        As the text writes them, or ``"narrator"``.
    kinds
        ``"name"``, ``"narrator"`` or ``"role"``.
    words : tuple of tuple of int
        Hashes of each one's names.
    begins : ndarray of int64, shape (n_people + 1,)
        Person ``i`` is mentioned at ``positions[begins[i]]`` to ``positions[begins[i + 1]]``.
    positions, passages : ndarray of int64, shape (n_mentions,)
        Number of the word and of the passage, rising for each person.
    like_place, like_person : ndarray of float64, shape (n_people,)
        Share of mentions after a word that stands before places, and before a verb of people.
    """

    names: tuple[str, ...]
    kinds: tuple[str, ...]
    words: tuple[tuple[int, ...], ...]
    begins: Offsets
    positions: Offsets
    passages: Offsets
    like_place: NDArray[np.float64]
    like_person: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.names)

    @property
    def n_mentions(self) -> Offsets:
        """How often each is mentioned."""
        return self.begins[1:] - self.begins[:-1]


def people_of(cast: Cast) -> People:
    """Tell who was met in a work; once, because a cast does not keep its mentions."""
    words = _Words.of(cast)
    names = words.names()
    persons = [("name", own) for own in _joined(words, names, cast.pairs())]
    if narrator := tuple(words.among(_FIRST_PERSON)):
        persons.append(("narrator", narrator))
    persons += [("role", (number,)) for number in words.among(_ROLE) if words.hashes[number] not in names]
    persons.sort(key=lambda person: words.rank(person[1]))
    return _gathered(words, persons[:MAX_PEOPLE], cast)


@dataclass(frozen=True, slots=True)
class _Words:
    """Words that may be names, and their mentions.

    Attributes
    ----------
    mentions
        Sorted by word, and for each in the order of the work; see `model.cast.MENTION`.
    begins : ndarray of int64, shape (n_words,)
        First mention of each word.
    facts : dict of str to ndarray, each of shape (n_words,)
        How many mentions have a capital, have one inside a sentence, come after a word that stands before places, and
        before a verb of people.
    hashes, n_mentions, first, spelled
        Of each word: its hash, how many mentions, the position of the first, and the offsets of its spelling.
    """

    mentions: NDArray[Any]
    begins: Offsets
    facts: dict[str, Offsets]
    hashes: list[int]
    n_mentions: list[int]
    first: list[int]
    spelled: list[list[int]]

    @classmethod
    def of(cls, cast: Cast) -> "_Words":
        mentions = cast.take_mentions()
        mentions = mentions.take(np.argsort(mentions["word"], kind="stable"))
        total = len(mentions)
        fresh = np.ones(total, bool)
        fresh[1:] = mentions["word"][1:] != mentions["word"][:-1]
        begins = np.flatnonzero(fresh)
        n_mentions = np.append(begins[1:], total) - begins
        # A word is spelled as where it first has a capital inside a sentence, if that is where it was first met.
        first_met = cast.ends_of_blocks(mentions["position"][begins]).astype(np.uint32)
        here = mentions["inside"] & (mentions["position"] < np.repeat(first_met, n_mentions))
        order = np.arange(total, dtype=np.uint32)
        order[~here] += np.uint32(total)
        shown = mentions[_over(np.minimum, order, begins) % max(total, 1)]
        names = ("capital", "inside", "after_place", "before_verb")
        return cls(
            mentions,
            begins,
            {name: _over(np.add, mentions[name].astype(np.int64), begins) for name in names},
            mentions["word"][begins].tolist(),
            n_mentions.tolist(),
            mentions["position"][begins].tolist(),
            np.stack((shown["start"], shown["end"]), axis=1).tolist(),
        )

    def names(self) -> dict[int, int]:
        """The numbers of the words that are names, by hash."""
        n_mentions = np.array(self.n_mentions, np.int64)
        capitals = self.facts["capital"] >= MIN_CAPITALS * n_mentions
        likely = np.flatnonzero((self.facts["inside"] > 0) & (n_mentions >= MIN_MENTIONS) & capitals).tolist()
        return {self.hashes[number]: number for number in likely if self.hashes[number] not in _NO_NAME}

    def among(self, hashes: frozenset[int]) -> list[int]:
        """The numbers of those words that are among others."""
        return [number for number, word in enumerate(self.hashes) if word in hashes]

    def rank(self, person: tuple[int, ...]) -> tuple[int, int]:
        """Sorts people by how often they are mentioned, then by who comes first."""
        return -sum(self.n_mentions[number] for number in person), min(self.first[number] for number in person)


def _over(function: np.ufunc, values: NDArray[Any], begins: Offsets) -> NDArray[Any]:
    return np.asarray(function.reduceat(values, begins) if len(begins) else values)


def _joined(words: _Words, names: dict[int, int], pairs: Hashes) -> list[tuple[int, ...]]:
    """Join names that mostly stand side by side ("Mary Ellen Vance") into one person."""
    group: dict[int, tuple[int, ...]] = {number: (number,) for number in names.values()}
    beside = Counter((names[left], names[right]) for left, right in pairs.tolist() if left in names and right in names)
    for (left, right), times in beside.items():
        rarer = min(words.n_mentions[left], words.n_mentions[right])
        joined = group[left] if group[left] == group[right] else (*group[left], *group[right])
        if left != right and times >= MIN_BESIDE * rarer and len(joined) <= MAX_JOINED:
            for number in joined:
                group[number] = joined
    return list(dict.fromkeys(group.values()))


def _gathered(words: _Words, persons: list[tuple[str, tuple[int, ...]]], cast: Cast) -> People:
    """Gather the mentions of people by person."""
    numbers = np.array([number for _, own in persons for number in own], np.int64)
    owner = np.repeat(np.arange(len(persons)), [len(own) for _, own in persons])
    lengths = np.array(words.n_mentions, np.int64)[numbers]
    stops = np.cumsum(lengths)
    chosen = np.repeat(words.begins[numbers] - (stops - lengths), lengths) + np.arange(lengths.sum())
    owners, positions = np.repeat(owner, lengths), words.mentions["position"][chosen].astype(np.int64)
    positions = positions[np.argsort(owners << 32 | positions)]
    n_mentions = np.bincount(owners, minlength=len(persons))
    facts = [np.bincount(owner, words.facts[name][numbers], len(persons)) for name in ("after_place", "before_verb")]
    return People(
        tuple(_name(words, kind, own, cast.text) for kind, own in persons),
        tuple(kind for kind, _ in persons),
        tuple(tuple(words.hashes[number] for number in own) for _, own in persons),
        np.concatenate(([0], np.cumsum(n_mentions))),
        positions,
        cast.passages_at(positions),
        facts[0] / n_mentions,
        facts[1] / n_mentions,
    )


def _name(words: _Words, kind: str, own: tuple[int, ...], text: str) -> str:
    if kind == "narrator":
        return kind
    name = " ".join(text[start:end] for start, end in (words.spelled[number] for number in own[:3]))
    return name.lower() if kind == "role" else name
