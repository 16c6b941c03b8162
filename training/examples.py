"""A labelled text, whatever corpus it comes from, and the checks that its labels pass."""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any, Final

from model.documents import Document
from model.features import as_seen
from model.labelset import KNOWN

RESERVED: Final = frozenset({label.tag.name for label in KNOWN.values() if label.tag} | {"rating", "who_dies"})

UNKNOWN: Final = -1
"""In place of a label that nobody has given."""

MAJOR: Final = 2
"""The level of a death that matters: a major character's."""


class CorpusError(ValueError):
    """A corpus that can't be read; the message names the file, the row and the way out."""


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled text.

    Attributes
    ----------
    id, source
        Where it comes from.
    group
        What it must not be parted from when examples are split for cross-validation.
    text
        A passage's text, or None where it is a whole work.
    document
        A whole work as read, or None where it is a passage.
    labels
        Severity by label's name; a label not judged is absent.
    rating
        Index into ``taxonomy.RATINGS``, or None.
    who_dies
        Who dies, most important first: names, nouns of the text, or ``narrator``.
    title
        As the corpus states it, or an empty string.
    warning, votes
        The warning that several annotators were asked about, and who of them said that it is due (1) or not (0).
    annotated
        Whether the labels are of ``annotations/``, and the text is another corpus's, or a work's of the same folder.
    work
        The work or chapter that the text is or is part of; empty where that is the same as `group`.
    weight
        How much the text counts while models are fitted.
    between
        Labels judged in part: the lowest and the highest level that each may have. A warning that an author did not
        give says that the level is below the warning's, and no more.
    """

    id: str
    source: str
    group: str
    labels: dict[str, int]
    text: str | None = None
    document: Document | None = None
    rating: int | None = None
    who_dies: tuple[str, ...] = ()
    title: str = ""
    warning: str = ""
    votes: tuple[int, ...] = ()
    annotated: bool = False
    work: str = ""
    weight: float = 1.0
    between: dict[str, tuple[int, int]] = field(default_factory=dict)

    def bounds(self, label: str) -> tuple[int, int] | None:
        """The lowest and the highest level that a label may have; None where it was not judged."""
        if label in self.labels:
            return self.labels[label], self.labels[label]
        return self.between.get(label)

    @property
    def is_public(self) -> bool:
        """Whether neither the text nor its labels are the project's own."""
        return self.source != "seeds" and not self.annotated


LONGEST_NAME: Final = 100
HIGHEST: Final = 9
"""The top of a scale of an archive's own."""


def labels_of(where: str, labels: dict[str, Any]) -> dict[str, int]:
    """Check labels by name, the taxonomy's and others; ``where`` names the row in errors."""
    return {
        name: level_of(where, name, value, len(KNOWN[name].levels)) if name in KNOWN else _own(where, name, value)
        for name, value in labels.items()
    }


def _own(where: str, name: object, value: object) -> int:
    """Check a label of an archive's own; a truth value is one that a text has or has not."""
    if not isinstance(name, str) or not 0 < len(name) <= LONGEST_NAME or name != name.strip() or not name.isprintable():
        raise CorpusError(f"{where}: a label's name is 1 to {LONGEST_NAME} printable characters, not {name!r}")
    if name in RESERVED:
        raise CorpusError(f"{where}: `{name}` is taken: a label of your own needs another name")
    return int(value) if isinstance(value, bool) else level_of(where, name, value, HIGHEST + 1)


def level_of(where: str, name: str, value: object, n_levels: int) -> int:
    """Check one level of a scale of ``n_levels`` steps."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < n_levels:
        raise CorpusError(f"{where}: `{name}` is {value!r}; it takes a whole number from 0 to {n_levels - 1}")
    return value


def names_of(where: str, value: object) -> tuple[str, ...]:
    """Check a list of names."""
    if not isinstance(value, list | tuple) or not all(isinstance(name, str) for name in value):
        raise CorpusError(f"{where}: `who_dies` is a list of names")
    return tuple(value)


def is_named(name: str, who_dies: tuple[str, ...]) -> bool:
    """Say whether a character is among those who die: they share a name or noun, or at least the whole of a title.

    Accents do not count: a reader who notes who dies may leave them out.

    Parameters
    ----------
    name
        A character's name as `model.characters` gives it.
    who_dies
        As in `Example`.
    """
    tokens = _name_tokens(name)
    return any(tokens & _name_tokens(gold) for gold in who_dies)


_SMALL_WORDS: Final = frozenset("the of de la a an and old young little his her also".split())  # noqa: SIM905
_TITLES: Final = frozenset("mr mrs ms miss sir lady lord dr".split())  # noqa: SIM905


def _name_tokens(name: str) -> set[str]:
    # Whose wife it is, is not who it is.
    plain = "".join(c for c in unicodedata.normalize("NFKD", as_seen(name).lower()) if not unicodedata.combining(c))
    tokens = set(re.findall(r"[^\W\d_]+", re.sub(r"\w+['’]s\b", " ", plain)))
    return tokens - _SMALL_WORDS - _TITLES or tokens - _SMALL_WORDS or tokens


def weight_of(where: str, value: object) -> float:
    """Check how much a row or a work counts: above 0 and up to 1."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 1:
        raise CorpusError(f"{where}: `weight` is how much a text counts, above 0 and up to 1, not {value!r}")
    return float(value)
