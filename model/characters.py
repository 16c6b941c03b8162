"""Who matters in the story, and who dies in it.

Names are words that the text writes with a capital inside sentences; names that mostly stand side by side are one
person. Beside them stand the narrator and the nouns that can be a character's only name ("mother", "the captain").
For each, the signals that a reader would weigh: what the words of death say of them (`deaths`), how central they are,
and whether they fall silent after it. A linear model turns them into a probability of dying.
"""

from dataclasses import dataclass, field
from typing import Any, Final

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

    def add(
        self, positions: Offsets, passages: Offsets, capitals: int, inside: int, after_place: int, before_verb: int
    ) -> None:
        """Count what a block shows of the word."""
        self.positions.append(positions)
        self.passages.append(passages)
        self.mentions += len(positions)
        self.capitals += capitals
        self.inside += inside
        self.after_place += after_place
        self.before_verb += before_verb


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
        if len(known) > 1:
            order = np.argsort(positions, kind="stable")
            positions, passages = positions.take(order), passages.take(order)
        mentions = sum(word.mentions for word in known)
        return cls(
            name,
            kind,
            tuple(words),
            positions,
            passages,
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
        where = where.take(np.argsort(tokens.words.take(where), kind="stable"))
        words, passages = tokens.words.take(where), self._n_passages + np.searchsorted(block.bounds, where, "right") - 1
        begins = np.flatnonzero(np.concatenate(([True], words[1:] != words[:-1])))
        order = np.arange(len(where))
        capital_inside = inside.take(where)
        shown = np.minimum.reduceat(np.where(capital_inside, order, order + len(where)), begins) % len(where)
        facts = (
            tokens.capitals.take(where),
            capital_inside,
            find(_PLACE_BEFORE, tokens.words.take(where - 1))[0] & (where > 0),
            find(_PERSON_AFTER, tokens.words.take(where + 1, mode="clip"))[0] & (where + 1 < len(tokens)),
        )
        counts = np.add.reduceat(np.stack(facts), begins, axis=1, dtype=np.int64).T
        positions, ends = self._n_words + where, [*begins[1:].tolist(), len(where)]
        for hashed, begin, end, first, counted in zip(
            words[begins].tolist(), begins.tolist(), ends, where[shown].tolist(), counts.tolist(), strict=True
        ):
            word = self._words.get(hashed)
            if word is None:
                word = self._words[hashed] = _Word(block.text[tokens.starts[first] : tokens.ends[first]])
            word.add(positions[begin:end], passages[begin:end], *counted)
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
        signals, passages = self._signals(people, notes, ties, likely)
        most = max(len(person.positions) for person in people)
        return [
            Character(person.name, own, len(person.positions) / most, passage)
            for person, own, passage in zip(people, signals, passages, strict=True)
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

    def _signals(
        self,
        people: list[_Person],
        notes: Notes,
        ties: NDArray[np.float64],
        likely: dict[str, NDArray[np.float64]],
    ) -> tuple[NDArray[np.float64], list[int | None]]:
        """Describe everyone at once.

        Returns
        -------
        signals : ndarray of float64, shape (n_people, len(SIGNALS))
        passages : list
            The passage that says most of each one's death, or None.
        """
        mentions = np.array([len(person.positions) for person in people])
        final = np.array([person.positions[-1] for person in people])
        # The passage in which each is last met; a narrator is never gone.
        leaves = np.array([person.passages[-1] if person.kind != "narrator" else -1 for person in people])
        # Nearly all of the ties are zero: what follows is of the few that are not, one entry a person and note.
        told, note = np.nonzero(ties.any(axis=2))
        passage = notes.passages[note]
        tied = ties[told, note]
        strength = tied.sum(axis=1) * (_STRENGTH[notes.kinds] * _REALITY[notes.moods])[note]
        behind = self._behind(people, told, notes.positions[note]) / mentions[told]

        def strongest(values: NDArray[Any]) -> NDArray[np.float64]:
            highest = np.zeros(len(people))
            np.maximum.at(highest, told, values)
            return highest

        cells = np.zeros((len(people), len(CUES), len(SIDES), len(MOODS)))
        np.add.at(cells, (told[:, None], notes.kinds[note, None], np.arange(len(SIDES)), notes.moods[note, None]), tied)
        signals = [
            *np.log1p(cells).reshape(len(people), -1).T,
            strongest(strength * behind**2 * (0.3 + likely["major"][passage])),
            mentions / mentions.max(),
            1 / (1 + np.arange(len(people))),
            np.array([person.positions[0] for person in people]) < 0.2 * self._n_words,
            1 - final / self._n_words,
            strongest(notes.positions[note]) / self._n_words,
            [person.kind == "narrator" for person in people],
            [person.kind == "role" for person in people],
            [person.like_place for person in people],
            [person.like_person for person in people],
            *(strongest(likely[head][passage] * np.minimum(strength, 1)) for head in likely),
            likely["major"][leaves],
            likely["violence"][leaves],
        ]
        telling = strength * behind * (0.2 + likely["major"][passage])
        shown: list[int | None] = [None] * len(people)
        for at in np.lexsort((-telling, told))[::-1].tolist():
            shown[told[at]] = int(passage[at])
        return np.stack(signals, axis=1), shown

    def _behind(self, people: list[_Person], who: Offsets, positions: Offsets) -> Offsets:
        """How often each was mentioned up to a position: those who die are seldom met again."""
        spread = self._n_words + 1
        laid_out = np.concatenate([number * spread + person.positions for number, person in enumerate(people)])
        before = np.cumsum([0, *(len(person.positions) for person in people)])
        return np.searchsorted(laid_out, who * spread + positions, "right") - before[who]
