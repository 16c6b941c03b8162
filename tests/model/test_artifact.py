import hashlib
import json
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pytest
from numpy.typing import NDArray

from model.artifact import (
    COMPANY,
    COMPANY_SLOTS,
    FILES,
    FORMAT,
    MANIFEST,
    PIN,
    SHIPPED,
    SLOTS,
    TABLE,
    ArtifactError,
    load,
    save,
)
from model.classifier import Classifier
from model.company import N_ZONES, Company
from model.scorer import Scorer
from model.vocabulary import Vocabulary

DESCRIPTION = {"name": "toy", "version": "0.0.1", "heads": ["a>=1", "b>=1"], "note": "naïve “words”"}


def toy(n_features: int = 300) -> Scorer:
    random = np.random.default_rng(n_features)
    hashes = random.integers(0, 1 << 64, n_features, np.uint64, endpoint=False)
    table = random.normal(size=(n_features + 1, 4)).astype(np.float32)
    company = Company.of(hashes[:20], random.normal(size=(22, N_ZONES)).astype(np.float32))
    intercepts, emphasis = np.array([0.25, -3.5], np.float32), np.array([[0, 0.125], [3, 0]], np.float32)
    return Scorer(Vocabulary.build(hashes), table, intercepts, emphasis, company)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """The folder of a small model."""
    save(tmp_path / "model", DESCRIPTION, toy())
    return tmp_path / "model"


def rewrite(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the manifest."""
    manifest = json.loads((folder / MANIFEST).read_bytes())
    change(manifest)
    (folder / MANIFEST).write_text(json.dumps(manifest))


def refusal(folder: Path, pin: str | None = None) -> str:
    """The one line with which a model is refused."""
    with pytest.raises(ArtifactError) as caught:
        load(folder, pin=pin)
    line = str(caught.value)
    assert line
    assert "\n" not in line
    assert str(folder) in line
    return line


def digest(folder: Path) -> str:
    return hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()


def flip_bit(path: Path, share: float) -> None:
    data = bytearray(path.read_bytes())
    data[int(share * (len(data) - 1))] ^= 1
    path.write_bytes(bytes(data))


def test_what_was_saved_is_loaded(saved: Path) -> None:
    model, scorer = load(saved), toy()
    np.testing.assert_array_equal(model.scorer.vocabulary.slots, scorer.vocabulary.slots)
    np.testing.assert_array_equal(model.scorer.table, scorer.table)
    np.testing.assert_array_equal(model.scorer.intercepts, scorer.intercepts)
    np.testing.assert_array_equal(model.scorer.emphasis, scorer.emphasis)
    np.testing.assert_array_equal(model.scorer.company.vocabulary.slots, scorer.company.vocabulary.slots)
    np.testing.assert_array_equal(model.scorer.company.weights, scorer.company.weights)
    assert model.manifest.items() >= DESCRIPTION.items()
    assert model.manifest["format"] == FORMAT
    assert model.sha256 == digest(saved)


def test_the_same_model_is_the_same_bytes(saved: Path, tmp_path: Path) -> None:
    save(tmp_path / "again", DESCRIPTION, toy())
    names = sorted(path.name for path in saved.iterdir())
    assert names == sorted([MANIFEST, *FILES])
    assert all((saved / name).read_bytes() == (tmp_path / "again" / name).read_bytes() for name in names)


def test_saving_over_a_model_replaces_it(saved: Path) -> None:
    save(saved, DESCRIPTION, toy(20))
    np.testing.assert_array_equal(load(saved).scorer.table, toy(20).table)


def test_the_manifest_names_the_digest_of_each_file(saved: Path) -> None:
    files = json.loads((saved / MANIFEST).read_bytes())["files"]
    assert files == {name: hashlib.sha256((saved / name).read_bytes()).hexdigest() for name in FILES}


@pytest.mark.parametrize("name", [MANIFEST, *FILES])
def test_a_missing_file_is_named(saved: Path, name: str) -> None:
    (saved / name).unlink()
    assert name in refusal(saved)


def test_a_missing_folder_says_how_to_train_a_model(tmp_path: Path) -> None:
    assert "python -m training fit" in refusal(tmp_path / "nowhere")


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("share", [0, 0.01, 0.5, 1])
def test_one_flipped_bit_is_refused(saved: Path, name: str, share: float) -> None:
    flip_bit(saved / name, share)
    assert name in refusal(saved)


@pytest.mark.parametrize("share", [0, 0.3, 0.7, 1])
def test_one_flipped_bit_of_a_pinned_manifest_is_refused(saved: Path, share: float) -> None:
    pin = digest(saved)
    flip_bit(saved / MANIFEST, share)
    assert PIN in refusal(saved, pin)


def test_a_file_cut_short_is_refused(saved: Path) -> None:
    (saved / TABLE).write_bytes((saved / TABLE).read_bytes()[:-1])
    assert TABLE in refusal(saved)


@pytest.mark.parametrize("version", [FORMAT + 1, 99, "2", None])
def test_another_format_is_refused(saved: Path, version: object) -> None:
    rewrite(saved, lambda manifest: manifest.update(format=version))
    assert f"format {version}" in refusal(saved)


def test_a_pin_lets_only_its_model_in(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert load(saved, pin=f" {digest(saved).upper()}\n").sha256 == digest(saved)
    assert digest(saved) in refusal(saved, "0" * 64)
    monkeypatch.setenv(PIN, "f" * 64)
    assert "f" * 64 in refusal(saved)
    assert load(saved, pin=digest(saved))


@pytest.mark.parametrize(
    "text", [b"", b"{", b"[]", b'"x"', b"null", b"{}", b'{"format": 1}', b"\xff\xfe{}", b"\x80\x04]"]
)
def test_what_is_no_manifest_is_refused(saved: Path, text: bytes) -> None:
    (saved / MANIFEST).write_bytes(text)
    assert "is not a model's manifest" in refusal(saved)


@pytest.mark.parametrize("name", FILES)
def test_a_manifest_that_does_not_vouch_for_its_arrays_is_refused(saved: Path, name: str) -> None:
    rewrite(saved, lambda manifest: manifest["files"].pop(name))
    assert name in refusal(saved)


@pytest.mark.parametrize("name", ["../secret", "/etc/hostname", "deep/table.joblib", "./slots.joblib", "..", "."])
def test_a_file_outside_the_folder_is_refused(saved: Path, name: str) -> None:
    (saved.parent / "secret").write_bytes(b"secret")
    secret = hashlib.sha256(b"secret").hexdigest()
    rewrite(saved, lambda manifest: manifest["files"].update({name: secret}))
    assert name in refusal(saved)


@pytest.mark.parametrize(
    "change",
    [
        lambda manifest: manifest.pop("intercepts"),
        lambda manifest: manifest.update(intercepts="none"),
        lambda manifest: manifest.pop("emphasis"),
        lambda manifest: manifest.update(emphasis=[[0, 0, 0]] * 2),
        lambda manifest: manifest.update(emphasis=[[0, 0], [0, "much"]]),
        lambda manifest: manifest.update(emphasis=[[0, 0], [0, None]]),
        lambda manifest: manifest.update(intercepts=[0, 1e300]),
        lambda manifest: manifest.update(files=list(manifest["files"])),
        lambda manifest: manifest["files"].update({"nul\0": ""}),
    ],
    ids=[
        "no-intercepts",
        "intercepts-no-numbers",
        "no-emphasis",
        "more-emphasis",
        "emphasis-no-numbers",
        "emphasis-no-number",
        "intercept-infinite",
        "files-a-list",
        "nul-in-a-name",
    ],
)
def test_a_manifest_with_parts_missing_or_misshapen_is_refused(
    saved: Path, change: Callable[[dict[str, Any]], object]
) -> None:
    rewrite(saved, change)
    refusal(saved)


class Trap:
    """Creates a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return Path.touch, (self.path,)  # type: ignore[return-value]


@pytest.fixture
def sprung(saved: Path, tmp_path: Path) -> Path:
    """What comes to be if the pickle that took the place of an array is loaded."""
    trap, sprung = pickle.dumps(Trap(tmp_path / "sprung")), tmp_path / "sprung"
    (saved / TABLE).write_bytes(trap)
    pickle.loads(trap)  # noqa: S301
    assert sprung.exists()
    sprung.unlink()
    return sprung


def test_a_pickle_in_place_of_an_array_is_refused_and_never_runs(saved: Path, sprung: Path) -> None:
    assert TABLE in refusal(saved)
    assert not sprung.exists()


def test_a_pickle_with_a_forged_manifest_is_stopped_by_the_pin(saved: Path, sprung: Path) -> None:
    pin = digest(saved)
    forged = hashlib.sha256((saved / TABLE).read_bytes()).hexdigest()
    rewrite(saved, lambda manifest: manifest["files"].update({TABLE: forged}))
    assert PIN in refusal(saved, pin)
    assert not sprung.exists()


def test_what_is_done_to_its_arrays_does_nothing_to_a_model(saved: Path) -> None:
    scorer = load(saved).scorer
    scorer.table[:] = 0
    scorer.vocabulary.slots[:] = 0
    assert scorer.table.any()
    assert scorer.vocabulary.slots.any()


def test_a_model_outlives_its_files(saved: Path) -> None:
    scorer = load(saved).scorer
    before = scorer.table.copy()
    for name in FILES:
        with (saved / name).open("r+b") as file:
            file.truncate(0)
    assert np.array_equal(scorer.table, before)


def test_the_shipped_model_loads(classifier: Classifier) -> None:
    model = load()
    assert model.scorer.table.shape == (model.manifest["trained_on"]["features"] + 1, len(model.manifest["heads"]) + 2)
    assert model.manifest["name"] == "forewarn"
    assert not model.scorer.table[0].any()


def test_the_shipped_model_is_small_enough_for_git_and_has_a_card() -> None:
    assert sum(path.stat().st_size for path in SHIPPED.iterdir()) < 15_000_000
    assert (SHIPPED / "README.md").is_file()


def test_the_shipped_manifest_names_every_corpus_with_its_licence() -> None:
    corpora = load().manifest["corpora"]
    assert {"seeds"} <= {row["corpus"] for row in corpora}
    assert all(row["rows"] > 0 and row["licence"] and len(row["sha256"]) == 64 for row in corpora)


@pytest.mark.parametrize("key", ["heads", "work_signals", "dying_signals"])
def test_a_model_with_other_signals_is_refused(tmp_path: Path, key: str) -> None:
    shutil.copytree(SHIPPED, tmp_path / "model")
    rewrite(tmp_path / "model", lambda manifest: manifest[key].reverse())
    with pytest.raises(ArtifactError, match=f"{key} are not those of this version"):
        Classifier.load(tmp_path / "model")


@pytest.mark.parametrize("key", ["heads", "work_heads", "brief_by_passage", "dying", "rating", "decisions", "name"])
def test_a_model_without_a_part_is_refused(tmp_path: Path, key: str) -> None:
    shutil.copytree(SHIPPED, tmp_path / "model")
    rewrite(tmp_path / "model", lambda manifest: manifest.pop(key))
    with pytest.raises(ArtifactError):
        Classifier.load(tmp_path / "model")


@pytest.mark.parametrize(
    "key", ["intercepts", "emphasis", "brief_by_passage", "dying", "naming", "rating", "work_heads"]
)
def test_a_model_with_a_number_too_few_is_refused(tmp_path: Path, key: str) -> None:
    def shorten(manifest: dict[str, Any]) -> None:
        part = manifest[key]
        if key == "work_heads":
            part = next(iter(part.values()))
        (
            part
            if key in ("intercepts", "emphasis", "brief_by_passage")
            else (part[0] if key == "rating" else part)["weights"]
        ).pop()

    shutil.copytree(SHIPPED, tmp_path / "model")
    rewrite(tmp_path / "model", shorten)
    with pytest.raises(ArtifactError):
        Classifier.load(tmp_path / "model")


REPLACED_WHILE_IN_USE = """
import sys
from pathlib import Path
import numpy as np
from model.artifact import load, save
from model.scorer import Scorer
from model.vocabulary import Vocabulary

def toy(n):
    hashes = np.arange(1, n + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    lines = np.zeros(1, np.float32), np.zeros((2, 1), np.float32)
    return Scorer(Vocabulary.build(hashes), np.ones((n + 1, 3), np.float32), *lines)

folder = Path(sys.argv[1])
save(folder, {}, toy(50_000))
model = load(folder)
save(folder, {}, toy(10))
assert model.scorer.table.sum() == 150_003
"""


def test_a_model_replaced_while_in_use_goes_on_as_it_was(tmp_path: Path) -> None:
    command = [sys.executable, "-c", REPLACED_WHILE_IN_USE, str(tmp_path / "model")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("name", "array"),
    [
        (SLOTS, np.zeros(256, np.float32)),
        (TABLE, np.zeros((301, 5), np.float32)),
        (TABLE, np.zeros((301, 4), np.float64)),
        (TABLE, np.zeros((300, 4), np.float32)),
        (COMPANY_SLOTS, np.zeros((16, 16), np.uint32)),
        (COMPANY, np.zeros((23, N_ZONES + 1), np.float32)),
        (COMPANY, np.zeros((22, N_ZONES), np.float32)),
    ],
)
def test_arrays_that_are_not_each_others_are_refused(saved: Path, name: str, array: NDArray[Any]) -> None:
    joblib.dump(array, saved / name)
    own = hashlib.sha256((saved / name).read_bytes()).hexdigest()
    rewrite(saved, lambda manifest: manifest["files"].update({name: own}))
    assert name in refusal(saved)
