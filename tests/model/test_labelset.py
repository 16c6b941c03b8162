"""The labels of a model are those of its manifest; the taxonomy's keep their scales."""

import pytest

from model.labelset import KNOWN, OURS, LabelSet, own_label
from model.taxonomy import LABELS


def test_a_manifest_gives_back_the_labels_that_were_written() -> None:
    labels = LabelSet((LABELS[1], KNOWN["underage"], own_label("spiders", 2), own_label("gloom", 4)))
    assert LabelSet.from_manifest(labels.to_manifest()) == labels
    assert LabelSet.from_manifest(OURS.to_manifest()) == OURS


def test_a_label_of_the_taxonomy_with_another_scale_is_refused() -> None:
    entry = {**OURS.to_manifest()[1], "levels": ["none", "some"]}
    with pytest.raises(ValueError, match="violence has the levels none, some"):
        LabelSet.from_manifest([entry])


def test_heads_are_the_steps_of_each_scale_in_order() -> None:
    labels = LabelSet((LABELS[2], own_label("spiders", 2)))
    assert labels.head_names == ("death>=1", "death>=2", "spiders>=1")
    assert [labels.column[head] for head in labels.heads] == [0, 1, 2]
    assert "spiders" in labels
    assert "violence" not in labels


def test_a_label_of_ones_own_fires_from_its_first_level() -> None:
    (_, tag), (_, death) = LabelSet((own_label("gloom", 3), LABELS[2])).tagged
    assert (tag.name, tag.fires_at, tag.archive_warning) == ("gloom", 1, None)
    assert death.name == "major_character_death"
