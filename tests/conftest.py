"""What several rooms' tests share: the shipped classifier, the seeds, and a small model fitted on a slice of them."""

import json
import shutil
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from model.artifact import PIN
from model.classifier import Classifier
from training.corpora import Corpus, read_corpora
from training.fit import fit

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared" / "data"
EVERY_PASSAGE, EVERY_WORK = 8, 4

# How long an example takes is no matter of the tests: machines are busy.
hypothesis.settings.register_profile("forewarn", deadline=None)
hypothesis.settings.load_profile("forewarn")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def unpinned(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pin in the developer's environment is no business of the tests."""
    monkeypatch.delenv(PIN, raising=False)


@pytest.fixture(scope="session")
def classifier() -> Classifier:
    """The shipped model."""
    return Classifier.load(pin="")


@pytest.fixture(scope="session")
def seeds() -> Corpus:
    """All seeds, read."""
    return read_corpora([ROOT / "seeds"])


@pytest.fixture(scope="session")
def slice_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus folder with every eighth passage, every fourth work and all of the word lists."""
    folder = tmp_path_factory.mktemp("slice") / "seeds"
    (folder / "passages").mkdir(parents=True)
    (folder / "works").mkdir()
    for path in sorted((ROOT / "seeds" / "passages").glob("*.jsonl")):
        rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
        (folder / "passages" / path.name).write_text("".join(rows[::EVERY_PASSAGE]), encoding="utf-8")
    for path in sorted((ROOT / "seeds" / "works").glob("*.md"))[::EVERY_WORK]:
        shutil.copy(path, folder / "works")
    shutil.copy(ROOT / "seeds" / "lexicon.tsv", folder)
    shutil.copytree(ROOT / "seeds" / "topics", folder / "topics")
    return folder


@pytest.fixture(scope="session")
def small_corpus(slice_folder: Path) -> Corpus:
    """The slice, read."""
    return read_corpora([slice_folder])


@pytest.fixture(scope="session")
def small_model(small_corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model fitted on the slice."""
    folder = tmp_path_factory.mktemp("small") / "model"
    fit(small_corpus, folder)
    return folder


@pytest.fixture(scope="session")
def public_works() -> list[dict[str, Any]]:
    """Some works of the public corpus beside the project, from all over it."""
    path = SHARED / "works.jsonl"
    if not path.is_file():
        pytest.skip(f"{path} is not here: formats are not compared on published works")
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines][::34]
