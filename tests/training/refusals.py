"""What is said of corpora that can't be read."""

from pathlib import Path
from typing import Any

import pytest

from training.corpora import CorpusError, read_corpora


def refusal(path: Path, **options: Any) -> str:
    """The one line in which a corpus is refused."""
    with pytest.raises(CorpusError) as caught:
        read_corpora([path], **options)
    assert "\n" not in str(caught.value)
    return str(caught.value)
