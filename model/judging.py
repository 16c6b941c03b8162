"""What a work is judged to be: the linear models over whole works, and what they say.

The kernel asks them as soon as a work is summed up (`model/kernel/judging.c`): each head's model of its strongest
passages, the rating's of what these reach, and two of everyone's signals. Whether anyone of weight dies is asked of
every work, and a cautious model of each character by themselves answers it best; who it is, where someone does, is a
choice between those who are there.
"""

from collections.abc import Sequence
from itertools import accumulate
from struct import Struct
from typing import Final, NamedTuple

import numpy as np

from model.characters import NONE, SIGNALS, People
from model.kernel import Kernel
from model.labelset import LabelSet
from model.linear import Linear

WORK_SIGNALS: Final = ("strongest", "of_label", "late", "of_label_late", "last", "of_label_last", "dies")
"""What the work's linear model is told for each head: the mean of its strongest passages (see `model.pooling`). Of
death, which mostly is told towards the end, and where a peripheral one differs from a major one by degrees, also the
mean over all heads of the label, both again for the last quarter of the work and for its last tenth, and the log of the
highest probability of dying among the characters."""

DEATH_HEADS: Final = (("death", 2), ("death", 1), ("violence", 2))
"""The heads whose passage scores speak of who dies, in the order of `signals.h`."""

NOT_JUDGED: Final = (0,) * 10
"""The fields of ``Judge`` where nothing is to be judged, nor neighbours are looked at."""

N_BESIDE: Final = 2 * len(DEATH_HEADS) + 1
"""What a passage is seen with besides its own scores: of each of these heads the scores of the passages before and
after it; and how much of whoever may die in it has been told by then, which is nearly all of those who die."""

LEAST_LIKELY: Final = 1e-3
"""Added to a probability before its logarithm is taken; as in `judging.c`."""

_SCALE: Final = Struct("<2Id")
_PROOF: Final = Struct("<d2I")


class Proof(NamedTuple):
    """A passage that speaks for what a head asks.

    Attributes
    ----------
    likely
        How likely the passage by itself reaches it.
    head, passage
        Their numbers.
    """

    likely: float
    head: int
    passage: int


class Judgement(NamedTuple):
    """What a work is judged to be.

    Attributes
    ----------
    reached
        For each label, the probability of reaching level 1, 2, …, never rising.
    likely
        How likely the strongest passages reach what each head asks: what the rating is told.
    rating
        How likely the work deserves each step of the rating, never rising.
    dying
        Each character's probability of dying.
    shares
        How likely it is each who dies, given that a major character does; they add up to one.
    named
        Whom a warning of death names: the likeliest, and others who are likely enough.
    proofs
        What is shown for warnings that are not ruled out, label by label: of death the passages that say most of those
        named, then the strongest, but for those that say little beside the strongest.
    people
    n_words, n_english
        Of the story, and those in English passages.
    """

    reached: dict[str, tuple[float, ...]]
    likely: list[float]
    rating: list[float]
    dying: list[float]
    shares: list[float]
    named: list[int]
    proofs: list[Proof]
    people: People
    n_words: int
    n_english: int


class Said(NamedTuple):
    """Fields of the kernel's tasks: ``Judgement`` in `judging.h`."""

    reached: int
    likely: int
    rating: int
    dying: int
    shares: int
    named: int
    n_named: int
    proofs: int
    n_proofs: int


class Judge:
    """The linear models over whole works.

    Parameters
    ----------
    labels
        What the heads judge.
    heads, rating
        A model a head, and one a step of the scale ("at least Teen", …). None of the latter's weights is negative: a
        work that is more severe is never rated lower. Without steps the model has learned no ratings.
    by_passage : sequence of bool
        Of each head, whether a brief work is what the head itself says of its strongest passage, whatever the head's
        model of works would. Brief are works of no more English passages than are pooled, `model.pooling.STRONGEST`.
    dying
        Whether someone dies.
    naming : sequence of two Linear
        Who dies: of those whom a story tells of, and of whoever tells it, beside whose "I" everything stands.
    neighbours : Linear or None
        Whether a passage tells of a major death, in view of all its heads' log-odds, then what `N_BESIDE` counts, in
        this order. None where the passage's own head is all that is known; in a brief work it is all that is asked.
    shown_from
        For each tag the probability from which passages are shown for it.

    Raises
    ------
    ValueError
        If a model has not as many weights as there are signals.
    """

    def __init__(
        self,
        labels: LabelSet,
        heads: Sequence[Linear],
        rating: Sequence[Linear],
        by_passage: Sequence[bool],
        dying: Linear,
        naming: Sequence[Linear],
        neighbours: Linear | None,
        shown_from: dict[str, float],
    ) -> None:
        self.columns = death_columns(labels)
        self.n_steps = len(rating)
        self._labels = labels
        scales = [
            _SCALE.pack(own.stop, own.start + label.tag.fires_at - 1, shown_from[label.tag.name])
            if label.tag
            else _SCALE.pack(own.stop, NONE, 0)
            for label, own in zip(labels.labels, labels.columns.values(), strict=True)
        ]
        n_heads = len(labels.heads)
        if [type(each) for each in by_passage] != [bool] * n_heads:
            raise ValueError(f"of {n_heads} heads it is not said which answer for brief works")
        parts = (
            b"".join(scales),
            _written(heads, len(WORK_SIGNALS)),
            _written(rating, n_heads),
            _written([dying], len(SIGNALS)),
            _written(naming, len(SIGNALS)),
            _written([neighbours] if neighbours else [], n_heads + N_BESIDE),
            bytes(by_passage),
        )
        self._sees_neighbours = neighbours is not None
        self._written = b"".join(parts)
        self._starts = tuple(accumulate(map(len, parts[:-1]), initial=0))

    def lay_out(self, kernel: Kernel, most: int) -> tuple[int, ...]:
        """Copy the models into a kernel's memory; return the fields of `judging.h`.

        Parameters
        ----------
        kernel
        most
            Passages shown for a warning.
        """
        start = kernel.copy_bytes(self._written)
        scales, heads, steps, dying, naming, neighbours, by_passage = (start + own for own in self._starts)
        beside = neighbours if self._sees_neighbours else 0
        n_scales = len(self._labels.labels)
        return beside, scales, n_scales, heads, by_passage, steps, self.n_steps, dying, naming, most

    def hear(self, kernel: Kernel, said: Said, people: People, n_words: int, n_english: int) -> Judgement:
        """Copy out what the kernel says of a work."""
        n_heads, n_people = len(self._labels.heads), len(people)
        numbers = kernel.numbers(said.reached, 2 * n_heads + self.n_steps + 2 * n_people, "d")
        rating, dying = 2 * n_heads, 2 * n_heads + self.n_steps
        return Judgement(
            {name: tuple(numbers[own]) for name, own in self._labels.columns.items()},
            numbers[n_heads:rating],
            numbers[rating:dying],
            numbers[dying : dying + n_people],
            numbers[dying + n_people :],
            kernel.numbers(said.named, said.n_named, "I"),
            proofs(kernel, said.proofs, said.n_proofs),
            people,
            n_words,
            n_english,
        )


def proofs(kernel: Kernel, address: int, count: int) -> list[Proof]:
    """Copy out passages that the kernel has chosen."""
    return list(map(Proof._make, _PROOF.iter_unpack(kernel.bytes_of(address, count * _PROOF.size))))


def death_columns(labels: LabelSet) -> tuple[int | None, ...]:
    """Where among the heads those of `DEATH_HEADS` are; None where they are not."""
    return tuple(labels.column.get(head) for head in DEATH_HEADS)


def numbered(columns: Sequence[int | None]) -> tuple[int, ...]:
    """Name heads as the kernel's tasks do."""
    return tuple(NONE if column is None else column for column in columns)


def lay_out_neighbours(kernel: Kernel, neighbours: Linear | None, n_heads: int) -> int:
    """Copy what `Judge` knows of neighbours into a kernel where nothing is judged; return where it lies."""
    return kernel.copy_bytes(_written([neighbours], n_heads + N_BESIDE)) if neighbours else 0


def _written(models: Sequence[Linear], n_signals: int) -> bytes:
    if any(len(model.weights) != n_signals for model in models):
        raise ValueError(f"a linear model has not as many weights as signals, {n_signals}")
    return b"".join(np.append(model.weights, model.intercept).tobytes() for model in models)
