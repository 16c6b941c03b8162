"""Works of the benchmark have the size that was asked for, and are works."""

import pytest

from bench.works import megabytes, work_of
from model.documents import read_text


@pytest.mark.parametrize("size", [1_000, 30_000, 300_000])
def test_a_work_has_its_size_to_a_character(size: int) -> None:
    assert size - 4 < len(work_of(size).encode()) <= size
    assert megabytes(work_of(size)) == pytest.approx(size / 1e6, abs=1e-5)


def test_a_work_is_read_as_chapters_of_story() -> None:
    document = read_text(work_of(300_000))
    assert len(document.chapters) > 5
    story = sum(int((chapter.paragraphs[:, 1] - chapter.paragraphs[:, 0]).sum()) for chapter in document.chapters)
    assert story > 0.9 * len(document.text)


def test_a_smaller_work_is_the_beginning_of_a_larger_one() -> None:
    assert work_of(300_000).startswith(work_of(30_000))
