"""What words can be besides names: the few hundred that tell who is meant and who dies, in one table."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from model.deaths import CUES, IRREALIS, PRONOUNS
from model.features import Hashes, hash_words
from model.vocabulary import Vocabulary

NARRATOR: Final = "i me my mine myself i'm i'd i've i'll"
ROLES: Final = (
    "mother father mom dad mum mama papa son daughter brother sister wife husband baby child uncle aunt "
    "grandmother grandfather grandma grandpa nana cousin twin friend lover king queen captain doctor professor "
    "stranger prince princess lord lady baron duke soldier priest teacher sergeant lieutenant colonel general "
    "bride groom fiance nephew niece host ambassador chief count lad widow nurse pilot"
)
"""Nouns that can be a character's only name."""

NOT_NAMES: Final = (
    "i i'm i'd i've i'll monday tuesday wednesday thursday friday saturday sunday january february march april "
    "may june july august september october november december christmas easter god sir mr mrs ms miss dr messrs "
    "english french german american british latin greek roman indian chinese spanish italian russian negro london "
    "paris york new america england france europe africa asia india china earth mars street avenue road river sea "
    "ocean chapter north south east west the a an and but he she it they we you his her my your their our oh yes "
    "no well ok okay what why how who when where hell heaven nature lie court chapel p st de la le von van der s"
)
"""Words that have a capital inside sentences and name nobody."""

BEFORE_PLACES: Final = "in at from to near into through across over toward towards of on between beyond around by"
AFTER_PEOPLE: Final = (
    "said says was is had has asked looked turned stood sat went came took gave felt knew thought smiled nodded "
    "laughed shook did could would s replied answered cried whispered shouted walked ran held put saw heard "
    "stared spoke"
)
ARTICLES: Final = "the a an"
SHORT_TITLES: Final = "mr mrs ms mx messrs mme mlle dr prof rev hon st sr capt cpt cmdr maj col gen lt sgt cpl"
"""A full stop after these ends no sentence."""

TITLES: Final = SHORT_TITLES + (
    " miss mister missus master mistress sir lady lord dame madam madame monsieur mademoiselle señor señora don doña "
    "herr frau captain commander major colonel general lieutenant sergeant corporal private admiral doctor professor "
    "inspector detective officer agent judge senator president king queen prince princess emperor empress duke "
    "duchess count countess baron baroness saint father sister brother mother uncle aunt auntie granny cousin old"
)
"""Words that stand before people's names, and seldom before other names."""

_CLASSES: Final = {
    NARRATOR: 1,
    ROLES: 2,
    BEFORE_PLACES: 4,
    AFTER_PEOPLE: 8,
    IRREALIS: 16,
    PRONOUNS: 32,
    NOT_NAMES: 64,
    ARTICLES: 128,
    TITLES: 256,
    SHORT_TITLES: 512,
}
_FIRST_CUE: Final = 1024
"""As in `lexicon.h`; a cue of kind k has ``(k + 1) * _FIRST_CUE`` besides."""


def _classes() -> dict[int, int]:
    """The classes of each word, by its hash."""
    classes = dict[int, int]()
    cues = {words: (kind + 1) * _FIRST_CUE for kind, words in enumerate(CUES.values())}
    for words, bits in (*_CLASSES.items(), *cues.items()):
        for word in hash_words(words).tolist():
            classes[word] = classes.get(word, 0) | bits
    return classes


def _table() -> tuple[Vocabulary, Hashes, NDArray[np.uint32]]:
    """Lay the words out as `lexicon.h` has them."""
    classes = _classes()
    words = np.array([0, *classes], np.uint64)
    vocabulary = Vocabulary.build(words[1:])
    assert (vocabulary.rows(words) == np.arange(len(words))).all(), "two words pass for each other"
    return vocabulary, words, np.array([0, *classes.values()], np.uint32)


_VOCABULARY, _WORDS, _BITS = _table()
TABLE: Final = (_VOCABULARY.slots, _WORDS, _BITS)
"""All words as a vocabulary's slots; by their rows, their hashes and the classes that each belongs to."""


def laid_out(slots: int, words: int, classes: int) -> tuple[int, ...]:
    """Name the table, which lies at these addresses, as the kernel's tasks do."""
    return slots, _VOCABULARY.shift, words, classes
