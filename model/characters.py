"""Who matters in the story, and who dies in it.

Names are words that the text writes with a capital inside sentences; names that mostly stand side by side are one
person. Beside them stand the narrator and the nouns that can be a character's only name ("mother", "the captain").
For each, the signals that a reader would weigh: what the words of death say of them (`deaths`), how central they are,
and whether they fall silent after it. A linear model turns them into a probability of dying.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from model.deaths import CUES, MOODS, SIDES, Notebook, Notes, find, lookup
from model.features import Offsets
from model.passages import Block
from model.pooling import sigmoid

NARRATOR: Final = "i me my mine myself i'm i'd i've i'll"
ROLES: Final = (
    "mother father mom dad mum mama papa son daughter brother sister wife husband baby child uncle aunt "
    "grandmother grandfather grandma grandpa nana cousin twin friend lover king queen captain doctor professor "
    "stranger prince princess lord lady baron duke soldier priest teacher sergeant lieutenant colonel general "
    "bride groom fiance nephew niece host ambassador chief count lad widow nurse pilot"
)
"""Nouns that can be a character's only name."""

_NOT_NAMES: Final = (
    "i i'm i'd i've i'll monday tuesday wednesday thursday friday saturday sunday january february march april "
    "may june july august september october november december christmas easter god sir mr mrs ms miss dr messrs "
    "english french german american british latin greek roman indian chinese spanish italian russian negro london "
    "paris york new america england france europe africa asia india china earth mars street avenue road river sea "
    "ocean chapter north south east west the a an and but he she it they we you his her my your their our oh yes "
    "no well ok okay what why how who when where hell heaven nature lie court chapel p st de la le von van der s"
)
_BEFORE_PLACES: Final = "in at from to near into through across over toward towards of on between beyond around by"
_AFTER_PEOPLE: Final = (
    "said says was is had has asked looked turned stood sat went came took gave felt knew thought smiled nodded "
    "laughed shook did could would s replied answered cried whispered shouted walked ran held put saw heard "
    "stared spoke"
)

MAX_CHARACTERS: Final = 40
MIN_MENTIONS = 2
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

_FIRST_PERSON, _ROLE, _NO_NAME = lookup(NARRATOR), lookup(ROLES), lookup(_NOT_NAMES)
_PLACE_BEFORE, _PERSON_AFTER = lookup(_BEFORE_PLACES), lookup(_AFTER_PEOPLE)
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


@dataclass(slots=True)
class _Word:
    """What is known of one word that may be a name."""

    spelled: str
    positions: list[Offsets] = field(default_factory=list)
    passages: list[Offsets] = field(default_factory=list)
    mentions: int = 0
    capitals: int = 0
    inside: int = 0
    after_place: int = 0
    before_verb: int = 0


@dataclass(frozen=True, slots=True)
class _Person:
    name: str
    kind: str
    words: tuple[int, ...]
    positions: Offsets
    passages: Offsets
    like_place: float
    like_person: float

    @classmethod
    def of(cls, name: str, kind: str, words: dict[int, _Word]) -> "_Person":
        known = list(words.values())
        positions = np.concatenate([part for word in known for part in word.positions])
        passages = np.concatenate([part for word in known for part in word.passages])
        order = np.argsort(positions, kind="stable")
        mentions = sum(word.mentions for word in known)
        return cls(
            name,
            kind,
            tuple(words),
            positions[order],
            passages[order],
            sum(word.after_place for word in known) / mentions,
            sum(word.before_verb for word in known) / mentions,
        )


class Cast:
    """Reads a work block by block and tells, at its end, who was in it."""

    def __init__(self) -> None:
        self._words: dict[int, _Word] = {}
        self._beside: dict[tuple[int, int], int] = {}
        self._notebook = Notebook()
        self._n_words = 0
        self._n_passages = 0

    def read(self, block: Block) -> None:
        """Take note of a block; blocks come in reading order."""
        self._collect_names(block)
        self._notebook.read(block.tokens, block.bounds, self._n_words, self._n_passages)
        self._n_words += len(block.tokens)
        self._n_passages += len(block.bounds) - 1

    def _collect_names(self, block: Block) -> None:
        tokens = block.tokens
        after_stop = np.concatenate(([True], tokens.ends_sentence[:-1]))
        one_blank = np.concatenate(([False], tokens.starts[1:] - tokens.ends[:-1] == 1))
        inside = tokens.capitals & ~after_stop & one_blank
        wanted = np.unique(np.concatenate((tokens.words[inside], _ROLE, _FIRST_PERSON)))
        where = np.flatnonzero(find(wanted, tokens.words)[0])
        # The narrator speaks outside quotation marks; inside them anyone says "I".
        where = where[~(tokens.spoken[where] & find(_FIRST_PERSON, tokens.words[where])[0])]
        if not len(where):
            return
        placed = np.concatenate(([False], find(_PLACE_BEFORE, tokens.words[:-1])[0]))
        acting = np.concatenate((find(_PERSON_AFTER, tokens.words[1:])[0], [False]))
        passages = self._n_passages + np.searchsorted(block.bounds, where, "right") - 1
        order = np.argsort(tokens.words[where], kind="stable")
        where, passages = where[order], passages[order]
        edges = np.flatnonzero(np.diff(tokens.words[where], prepend=~tokens.words[where[0]])).tolist()
        for begin, end in zip(edges, [*edges[1:], len(where)], strict=True):
            own = where[begin:end]
            shown = own[int(inside[own].argmax())]
            word = self._words.get(int(tokens.words[shown]))
            if word is None:
                spelled = block.text[tokens.starts[shown] : tokens.ends[shown]]
                word = self._words[int(tokens.words[shown])] = _Word(spelled)
            word.positions.append(self._n_words + own)
            word.passages.append(passages[begin:end])
            word.mentions += len(own)
            word.capitals += int(tokens.capitals[own].sum())
            word.inside += int(inside[own].sum())
            word.after_place += int(placed[own].sum())
            word.before_verb += int(acting[own].sum())
        pairs = np.flatnonzero(inside[1:] & tokens.capitals[:-1]) + 1
        for left, right in zip(tokens.words[pairs - 1].tolist(), tokens.words[pairs].tolist(), strict=True):
            self._beside[left, right] = self._beside.get((left, right), 0) + 1

    def characters(self, scores: dict[str, NDArray[np.float32]]) -> list[Character]:
        """Describe the characters of the whole work.

        Parameters
        ----------
        scores
            For ``"major"``, ``"any"`` and ``"violence"``: the passages' log-odds of a major death, of any death, and
            of violence that hurts, each of shape (n_passages,).

        Returns
        -------
        list of Character
            The most mentioned first; at most `MAX_CHARACTERS`.
        """
        people = self._people()
        if not people:
            return []
        notes = self._notebook.notes()
        ties = notes.tie([person.words for person in people])
        likely = {name: sigmoid(log_odds) for name, log_odds in scores.items()}
        most = max(len(person.positions) for person in people)
        return [
            self._describe(person, rank, most, notes, tie, likely)
            for rank, (person, tie) in enumerate(zip(people, ties, strict=True))
        ]

    def _people(self) -> list[_Person]:
        names = {
            word: known
            for word, known in self._words.items()
            if known.inside and known.mentions >= MIN_MENTIONS and known.capitals >= 0.8 * known.mentions
        }
        if names:
            barred, _ = find(_NO_NAME, np.array(list(names), np.uint64))
            names = {word: names[word] for word, no in zip(list(names), barred.tolist(), strict=True) if not no}
        people = self._join(names)
        narrator = {word: self._words[word] for word in _FIRST_PERSON.tolist() if word in self._words}
        if narrator:
            people.append(_Person.of("narrator", "narrator", narrator))
        taken = {word for person in people for word in person.words}
        for word in _ROLE.tolist():
            if word in self._words and word not in taken:
                role = self._words[word]
                people.append(_Person.of(role.spelled.lower(), "role", {word: role}))
        people.sort(key=lambda person: (-len(person.positions), int(person.positions[0])))
        return people[:MAX_CHARACTERS]

    def _join(self, names: dict[int, _Word]) -> list[_Person]:
        """Join names that mostly stand side by side ("Mary Ellen Vance") into one person."""
        group: dict[int, tuple[int, ...]] = {word: (word,) for word in names}
        for (left, right), times in self._beside.items():
            if left in names and right in names and left != right:
                rarer = min(names[left].mentions, names[right].mentions)
                joined = group[left] if group[left] == group[right] else (*group[left], *group[right])
                if times >= 0.4 * rarer and len(joined) <= 4:
                    for word in joined:
                        group[word] = joined
        return [
            _Person.of(
                " ".join(names[word].spelled for word in words[:3]), "name", {word: names[word] for word in words}
            )
            for words in dict.fromkeys(group.values())
        ]

    def _describe(
        self,
        person: _Person,
        rank: int,
        most: int,
        notes: Notes,
        tie: NDArray[np.float64],
        likely: dict[str, NDArray[np.float64]],
    ) -> Character:
        cells = np.zeros((len(CUES), len(SIDES), len(MOODS)))
        np.add.at(cells, (notes.kinds[:, None], np.arange(len(SIDES)), notes.moods[:, None]), tie)
        strength = tie.sum(axis=1) * _STRENGTH[notes.kinds] * _REALITY[notes.moods]
        mentions = len(person.positions)
        # How much of the person's presence lies behind each note: those who die are seldom met again.
        behind = np.searchsorted(person.positions, notes.positions, "right") / mentions
        spoken_of = strength > 0
        leaves = person.passages[-1] if person.kind != "narrator" else -1
        signals = [
            *np.log1p(cells).ravel(),
            float((strength * behind**2 * (0.3 + likely["major"][notes.passages])).max(initial=0)),
            mentions / most,
            1 / (1 + rank),
            float(person.positions[0] < 0.2 * self._n_words),
            1 - person.positions[-1] / self._n_words,
            float(notes.positions[spoken_of].max(initial=0)) / self._n_words,
            float(person.kind == "narrator"),
            float(person.kind == "role"),
            person.like_place,
            person.like_person,
            *(float((likely[head][notes.passages] * np.minimum(strength, 1)).max(initial=0)) for head in likely),
            float(likely["major"][leaves]),
            float(likely["violence"][leaves]),
        ]
        shown = None
        if spoken_of.any():
            shown = int(notes.passages[int((strength * behind * (0.2 + likely["major"][notes.passages])).argmax())])
        return Character(person.name, np.array(signals), mentions / most, shown)
