"""Who matters in the story, and who dies in it.

The reader notes every word that speaks of death ("died", "killed", "body", "grave") with the words around it, and
counts every name. When the work has been read to its end, each note is tied to the names, narrator or kin nearest to
it, told apart by what kind of word it was, on which side the name stood, and whether the sentence denies, supposes or
compares. A linear model weighs these signals, and how central the character is, into a probability of dying.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from model.features import Hashes, Offsets, hash_words
from model.passages import Block
from model.pooling import sigmoid

BEFORE: Final = 36
AFTER: Final = 12
"""Words noted to either side of a word of death."""

MAX_NOTES: Final = 20_000
"""Notes kept of one work; of more, the first are kept, far beyond what any novel holds."""

CUES: Final = {
    "dies": "died dies dying die perished expired succumbed drowned suffocated starved bled choked fell",
    "dead": "dead lifeless deceased slain murdered stiff cold motionless gone pulse unmoving",
    "killed": "killed kill kills killing slew slay murder murdering strangled stabbed shot executed hanged beheaded poisoned "
    "assassinated butchered slaughtered decapitated crushed",
    "body": "corpse body remains cadaver skeleton skull ashes bones blood",
    "rites": "funeral burial grave coffin tomb buried bury cremated mourning mourned mourn widow obituary eulogy tombstone "
    "gravestone hearse morgue cemetery casket undertaker",
    "ends": "last death breathed breathing heartbeat ghost suicide murderer loss lost killer eyes",
}
"""Words of death by kind. Some are weak alone ("fell", "cold", "eyes"): the model learns how much each kind says."""

IRREALIS: Final = (
    "not never no didn't don't wasn't isn't won't wouldn't couldn't if would could might may should almost nearly dream "
    "dreamed dreamt nightmare pretend pretended fake faked play game stage threat threatened afraid fear feared wish "
    "hope hoped perhaps maybe thought imagine imagined like as unless until before alive survived survive survives "
    "recovered years ago once story legend hypothetical someday going want wanted tried"
)
"""Words that tell that a death is denied, supposed, compared, dreamt, threatened or long ago."""

PRONOUNS: Final = "he she him her his hers they them their it"
NARRATOR: Final = "i me my mine myself i'm i'd i've i'll"
KIN: Final = (
    "mother father mom dad mum mama papa son daughter brother sister wife husband baby child boy girl uncle aunt grandmother "
    "grandfather grandma grandpa nana cousin twin friend lover man woman king queen captain doctor professor stranger "
    "prince princess lord lady baron duke soldier priest teacher sergeant colonel general bride groom fiance nephew niece"
)
"""Nouns that can be a character's only name."""

_NOT_NAMES: Final = (
    "i i'm i'd i've i'll monday tuesday wednesday thursday friday saturday sunday january february march april may june july "
    "august september october november december christmas easter god lord lady sir mr mrs ms miss dr doctor captain king queen "
    "english french german american british latin greek roman london paris york street avenue chapter the a an and but "
    "he she it they we you his her my your their our oh yes no well ok okay what why how who when where hell heaven"
)

MAX_CHARACTERS: Final = 40
_CUE_KINDS: Final = tuple(CUES)
_SIDES: Final = ("subject", "object", "pronoun")
SIGNALS: Final = (
    *(f"{kind}:{side}:{mood}" for kind in _CUE_KINDS for side in _SIDES for mood in ("real", "irrealis")),
    "share",
    "rank",
    "present_early",
    "silent_end",
    "last_note",
    "is_narrator",
    "is_kin",
    "passage_major",
    "passage_any",
    "passage_violence",
)
"""What the linear model is told of each character, in order."""


def _table(words: str) -> Hashes:
    return np.sort(hash_words(words))


_PRONOUN, _FIRST_PERSON, _KIN, _NO_NAME, _IRREAL = map(_table, (PRONOUNS, NARRATOR, KIN, _NOT_NAMES, IRREALIS))
_CUE_HASHES: Final = np.concatenate([hash_words(words) for words in CUES.values()])
_CUE_NUMBERS: Final = np.repeat(np.arange(len(CUES)), [len(words.split()) for words in CUES.values()])
_CUE_ORDER: Final = np.argsort(_CUE_HASHES)
_SORTED_CUES, _SORTED_NUMBERS = _CUE_HASHES[_CUE_ORDER], _CUE_NUMBERS[_CUE_ORDER]


def _find(sorted_hashes: Hashes, values: Hashes) -> tuple[NDArray[np.bool_], Offsets]:
    at = np.minimum(np.searchsorted(sorted_hashes, values), len(sorted_hashes) - 1)
    return sorted_hashes[at] == values, at


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
class _Tally:
    name: str
    mentions: int = 0
    capital: int = 0
    certain: int = 0
    first: int = 0
    last: int = 0


@dataclass(slots=True)
class Cast:
    """Reads a work block by block and tells, at its end, who was in it."""

    tallies: dict[int, _Tally] = field(default_factory=dict)
    windows: list[NDArray[np.uint64]] = field(default_factory=list)
    kinds: list[Offsets] = field(default_factory=list)
    positions: list[Offsets] = field(default_factory=list)
    passages: list[Offsets] = field(default_factory=list)
    follows: dict[tuple[int, int], int] = field(default_factory=dict)
    n_notes: int = 0
    n_words: int = 0
    n_passages: int = 0

    def read(self, block: Block) -> None:
        """Take note of a block; blocks come in reading order."""
        self._count_names(block)
        self._note_deaths(block)
        self.n_words += len(block.tokens)
        self.n_passages += len(block.bounds) - 1

    def _count_names(self, block: Block) -> None:
        tokens = block.tokens
        after_stop = np.concatenate(([True], tokens.ends_sentence[:-1]))
        gap = np.concatenate(([9], tokens.starts[1:] - tokens.ends[:-1]))
        certain = tokens.capitals & ~after_stop & (gap == 1)
        kept, _ = _find(np.unique(np.concatenate((tokens.words[certain], _KIN, _FIRST_PERSON))), tokens.words)
        where = np.flatnonzero(kept)
        distinct, first, inverse = np.unique(tokens.words[where], return_index=True, return_inverse=True)
        last = np.zeros(len(distinct), np.int64)
        last[inverse] = where
        columns = (
            distinct.tolist(),
            where[first].tolist(),
            last.tolist(),
            np.bincount(inverse).tolist(),
            np.bincount(inverse, tokens.capitals[where]).tolist(),
            np.bincount(inverse, certain[where]).tolist(),
        )
        for word, begin, end, mentions, capital, sure in zip(*columns, strict=True):
            tally = self.tallies.get(word)
            if tally is None:
                spelled = block.text[tokens.starts[begin] : tokens.ends[begin]]
                tally = self.tallies[word] = _Tally(spelled, first=self.n_words + begin)
            if sure and not tally.certain:
                tally.name = next(
                    block.text[tokens.starts[at] : tokens.ends[at]] for at in where[tokens.words[where] == word] if certain[at]
                )
            tally.mentions += mentions
            tally.capital += int(capital)
            tally.certain += int(sure)
            tally.last = self.n_words + end
        beside = np.flatnonzero(certain[1:] & tokens.capitals[:-1]) + 1
        for left, right in zip(tokens.words[beside - 1].tolist(), tokens.words[beside].tolist(), strict=True):
            self.follows[left, right] = self.follows.get((left, right), 0) + 1

    def _note_deaths(self, block: Block) -> None:
        tokens = block.tokens
        found, at = _find(_SORTED_CUES, tokens.words)
        cues = np.flatnonzero(found)[: MAX_NOTES - self.n_notes]
        if not len(cues):
            return
        self.n_notes += len(cues)
        sentence = np.concatenate(([0], np.cumsum(tokens.ends_sentence[:-1])))
        padded = np.concatenate((np.zeros(BEFORE, np.uint64), tokens.words, np.zeros(AFTER, np.uint64)))
        sentences = np.concatenate((np.full(BEFORE, -9), sentence, np.full(AFTER, -9)))
        index = cues[:, None] + np.arange(BEFORE + AFTER + 1)
        window = padded[index]
        distance = np.abs(sentences[index] - sentence[cues, None])
        # Words of the sentences before are kept for what a pronoun means; words of those after say nothing.
        window[distance > 3] = 0
        window[:, BEFORE + 1 :][distance[:, BEFORE + 1 :] > 0] = 0
        # The sentence's own words are told from earlier ones by their lowest bit.
        window &= ~np.uint64(1)
        window |= (distance == 0).astype(np.uint64)
        self.windows.append(window)
        self.kinds.append(_SORTED_NUMBERS[at[cues]])
        self.positions.append(self.n_words + cues)
        self.passages.append(self.n_passages + np.searchsorted(block.bounds, cues, "right") - 1)

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
        notes = _Notes(
            np.concatenate(self.windows) if self.windows else np.empty((0, BEFORE + AFTER + 1), np.uint64),
            np.concatenate([*self.kinds, np.empty(0, np.int64)]),
            np.concatenate([*self.positions, np.empty(0, np.int64)]),
            np.concatenate([*self.passages, np.empty(0, np.int64)]),
        )
        ties = notes.tie([person.words for person in people])
        most = max(person.mentions for person in people)
        return [
            self._describe(person, rank, most, notes, ties[rank], scores) for rank, person in enumerate(people)
        ]

    def _people(self) -> "list[_Person]":
        people = []
        names = {
            word: tally
            for word, tally in self.tallies.items()
            if tally.certain and tally.mentions >= 2 and tally.capital >= 0.8 * tally.mentions
        }
        kept, _ = _find(_NO_NAME, np.array(list(names), np.uint64))
        names = {word: tally for (word, tally), no in zip(names.items(), kept.tolist(), strict=True) if not no}
        people.extend(self._join(names))
        narrator = [self.tallies[word] for word in _FIRST_PERSON.tolist() if word in self.tallies]
        if narrator:
            people.append(_Person.of("narrator", _FIRST_PERSON.tolist(), narrator, "narrator"))
        for word in _KIN.tolist():
            if word in self.tallies and word not in names:
                tally = self.tallies[word]
                people.append(_Person.of(tally.name.lower(), [word], [tally], "kin"))
        people.sort(key=lambda person: (-person.mentions, person.first))
        return people[:MAX_CHARACTERS]

    def _join(self, names: dict[int, _Tally]) -> "list[_Person]":
        """Join names that mostly stand side by side ("Mary Ellen Vance") into one person."""
        parent = {word: word for word in names}

        def root(word: int) -> int:
            while parent[word] != word:
                word = parent[word]
            return word

        for (left, right), times in self.follows.items():
            if left in names and right in names:
                rarer = min(names[left].mentions, names[right].mentions)
                if times >= 0.4 * rarer and root(left) != root(right):
                    parent[root(right)] = root(left)
        members: dict[int, list[int]] = {}
        for word in names:
            members.setdefault(root(word), []).append(word)
        people = []
        for words in members.values():
            words.sort(key=lambda word: names[word].first)
            full = " ".join(names[word].name for word in words[:3])
            people.append(_Person.of(full, words, [names[word] for word in words], "name"))
        return people

    def _describe(
        self,
        person: "_Person",
        rank: int,
        most: int,
        notes: "_Notes",
        tie: NDArray[np.float64],
        scores: dict[str, NDArray[np.float32]],
    ) -> Character:
        signals = np.zeros(len(SIGNALS))
        # tie: (n_notes, n_sides); one cell of the table for each kind, side and mood.
        cells = np.zeros((len(CUES), len(_SIDES), 2))
        np.add.at(cells, (notes.kinds[:, None], np.arange(len(_SIDES)), notes.irreal[:, None].astype(int)), tie)
        signals[: cells.size] = np.log1p(cells).ravel()
        strength = (tie * np.where(notes.irreal, 0.3, 1.0)[:, None]).sum(axis=1) * _KIND_STRENGTH[notes.kinds]
        by_passage = strength * (0.2 + sigmoid(scores["major"][notes.passages]))
        rest = [
            person.mentions / max(most, 1),
            1 / (1 + rank),
            float(person.first < 0.2 * self.n_words),
            1 - person.last / max(self.n_words, 1),
        ]
        passage = None
        if strength.max(initial=0) > 0:
            best = int(by_passage.argmax())
            passage = int(notes.passages[best])
            # Notes late in a work weigh more: what happens near the end is seldom backstory.
            rest.append(float(notes.positions[strength > 0].max()) / max(self.n_words, 1))
        else:
            rest.append(0.0)
        rest += [float(person.kind == "narrator"), float(person.kind == "kin")]
        weights = np.minimum(strength, 1)
        for head in ("major", "any", "violence"):
            rest.append(float((sigmoid(scores[head][notes.passages]) * weights).max(initial=0)))
        signals[cells.size :] = rest
        return Character(person.name, signals, person.mentions / max(most, 1), passage)


_KIND_STRENGTH: Final = np.array([1.0, 0.8, 0.8, 0.5, 0.5, 0.2])
"""Used only to choose the passage to show; what each kind says of a death is learned."""


@dataclass(frozen=True, slots=True)
class _Person:
    name: str
    words: tuple[int, ...]
    mentions: int
    first: int
    last: int
    kind: str

    @classmethod
    def of(cls, name: str, words: list[int], tallies: list[_Tally], kind: str) -> "_Person":
        return cls(
            name,
            tuple(words),
            max(tally.mentions for tally in tallies) if kind == "name" else sum(t.mentions for t in tallies),
            min(tally.first for tally in tallies),
            max(tally.last for tally in tallies),
            kind,
        )


@dataclass(slots=True)
class _Notes:
    """All notes of a work: windows of words, one row a note, the word of death in column `BEFORE`."""

    windows: NDArray[np.uint64]
    kinds: Offsets
    positions: Offsets
    passages: Offsets
    irreal: NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        own = (self.windows & np.uint64(1)).astype(bool)
        irreal, _ = _find(np.sort(_IRREAL & ~np.uint64(1)), self.windows & ~np.uint64(1))
        near = np.zeros(BEFORE + AFTER + 1, bool)
        near[BEFORE - 12 : BEFORE + 6] = True
        self.irreal = (irreal & own & near).any(axis=1)

    def tie(self, people: list[tuple[int, ...]]) -> NDArray[np.float64]:
        """Say how strongly each note speaks of each person, shape (n_people, n_notes, n_sides).

        A person named in the same sentence is tied as subject (before the word) or object (after it), the nearer the
        stronger; where a pronoun stands nearer, the person last named before it is tied as what it means.
        """
        own = (self.windows & np.uint64(1)).astype(bool)
        words = self.windows & ~np.uint64(1)
        who = np.full(words.shape, -1)
        for number, person in enumerate(people):
            for word in person:
                who[words == np.uint64(word & ~1)] = number
        pronoun, _ = _find(np.sort(_PRONOUN & ~np.uint64(1)), words)
        ties = np.zeros((len(people), len(words), len(_SIDES)))
        rows = np.arange(len(words))
        before, after = slice(0, BEFORE), slice(BEFORE + 1, None)
        named = who >= 0
        subject, subject_distance = _last(named[:, before] & own[:, before])
        spoken, pronoun_distance = _last(pronoun[:, before] & own[:, before])
        object_, object_distance = _first(named[:, after] & own[:, after])
        meant, meant_distance = _last(named[:, before])
        clear = (subject >= 0) & ((spoken < 0) | (subject_distance <= pronoun_distance))
        vague = (spoken >= 0) & ~clear & (meant >= 0)
        ties[who[rows[clear], subject[clear]], rows[clear], 0] = _nearness(subject_distance[clear])
        hit = object_ >= 0
        ties[who[rows[hit], BEFORE + 1 + object_[hit]], rows[hit], 1] = _nearness(object_distance[hit])
        ties[who[rows[vague], meant[vague]], rows[vague], 2] = _nearness(pronoun_distance[vague])
        return ties


def _last(mask: NDArray[np.bool_]) -> tuple[Offsets, Offsets]:
    """Column of the last True in each row (-1 for none), and its distance from the row's end."""
    distance = mask[:, ::-1].argmax(axis=1)
    return np.where(mask.any(axis=1), mask.shape[1] - 1 - distance, -1), distance


def _first(mask: NDArray[np.bool_]) -> tuple[Offsets, Offsets]:
    column = mask.argmax(axis=1)
    return np.where(mask.any(axis=1), column, -1), column


def _nearness(distance: Offsets) -> NDArray[np.float64]:
    return 1 / (1 + distance / 4)
