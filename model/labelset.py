"""The labels that one model judges, and its heads: one a step of each scale."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any, Final

from model.taxonomy import LABELS, WARNED_OF, Label, Tag

PRESENT: Final = ("none", "present")
"""The scale of a label that a text has or has not."""

KNOWN: Final = {label.name: label for label in (*LABELS, *WARNED_OF)}


@dataclass(frozen=True)
class LabelSet:
    """Labels in the order in which heads, tables and answers have them.

    Attributes
    ----------
    labels
        The taxonomy's that the model learned, then an archive's own.
    """

    labels: tuple[Label, ...]

    @cached_property
    def heads(self) -> tuple[tuple[str, int], ...]:
        """A head says that the label is at least at this level."""
        return tuple((label.name, level) for label in self.labels for level in range(1, len(label.levels)))

    @cached_property
    def head_names(self) -> tuple[str, ...]:
        """The heads as manifests and figures name them."""
        return tuple(f"{name}>={level}" for name, level in self.heads)

    @cached_property
    def column(self) -> dict[tuple[str, int], int]:
        """The number of each head."""
        return {head: number for number, head in enumerate(self.heads)}

    @cached_property
    def columns(self) -> dict[str, slice]:
        """Where the heads of each label are: they stand side by side."""
        stops = accumulate(len(label.levels) - 1 for label in self.labels)
        return {
            label.name: slice(stop - len(label.levels) + 1, stop)
            for label, stop in zip(self.labels, stops, strict=True)
        }

    @cached_property
    def tagged(self) -> tuple[tuple[Label, Tag], ...]:
        """The labels that warnings follow from."""
        return tuple((label, label.tag) for label in self.labels if label.tag is not None)

    def __contains__(self, name: object) -> bool:
        return any(label.name == name for label in self.labels)

    def to_manifest(self) -> list[dict[str, Any]]:
        """Write the labels out for the manifest."""
        return [
            {
                "name": label.name,
                "levels": list(label.levels),
                "tag": label.tag.name if label.tag else None,
                "fires_at": label.tag.fires_at if label.tag else None,
                "archive_warning": label.tag.archive_warning if label.tag else None,
            }
            for label in self.labels
        ]

    @classmethod
    def from_manifest(cls, entries: Iterable[dict[str, Any]]) -> "LabelSet":
        """Read a manifest's labels.

        Raises
        ------
        ValueError
            If the manifest has another scale for a label of the taxonomy.
        """
        labels = []
        for entry in entries:
            name, levels = str(entry["name"]), tuple(map(str, entry["levels"]))
            label = KNOWN.get(name) or own_label(name, len(levels))
            if label.levels != levels:
                raise ValueError(f"{name} has the levels {', '.join(levels)}, not {', '.join(label.levels)}")
            labels.append(label)
        return cls(tuple(labels))


def own_label(name: str, n_levels: int) -> Label:
    """Make a label of an archive's own; its tag, of the same name, fires from level 1 on.

    Parameters
    ----------
    name
        As the corpus spells it.
    n_levels
        Steps of its scale, nothing (0) included.
    """
    levels = PRESENT if n_levels == len(PRESENT) else ("none", *map(str, range(1, n_levels)))
    return Label(name, levels, Tag(name, 1))


OURS: Final = LabelSet(LABELS)
"""What the shipped model judges."""
