"""The saved model: a folder of plain arrays, a manifest that a person can read, and a model card.

Nothing in the folder is unpickled before every file's SHA-256 has been compared with the manifest, and the manifest
itself can be pinned: set ``FOREWARN_MODEL_SHA256`` to its digest and no other model will load.
"""

import hashlib
import io
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import joblib
import numpy as np
from numpy.typing import NDArray

from model.company import N_ZONES, Company
from model.scorer import Scorer
from model.vocabulary import Vocabulary

FORMAT: Final = 5
"""Raised when a folder written now could no longer be read by older code."""

SHIPPED: Final = Path(__file__).parent / "saved"
MANIFEST: Final = "manifest.json"
SLOTS: Final = "slots.joblib"
TABLE: Final = "table.joblib"
COMPANY_SLOTS: Final = "company_slots.joblib"
COMPANY: Final = "company.joblib"
FILES: Final = (SLOTS, TABLE, COMPANY_SLOTS, COMPANY)
"""What a manifest vouches for."""

BY_HEAD: Final = ("intercepts", "emphasis")
"""What a manifest holds of the scorer."""

PIN: Final = "FOREWARN_MODEL_SHA256"


class ArtifactError(RuntimeError):
    """A saved model that must not be used. ``str(error)`` says why and what to do, in one line."""


@dataclass(frozen=True, slots=True)
class SavedModel:
    """A verified model.

    Attributes
    ----------
    manifest
        What the model is: labels, heads, coefficients of the small models, corpora, figures, digests.
    sha256
        Digest of the manifest, and through it of every file.
    scorer : Scorer
        Its arrays are in memory and not mapped from their files: those may be replaced or cut short meanwhile.
    """

    manifest: dict[str, Any]
    sha256: str
    scorer: Scorer


def load(folder: Path | None = None, *, pin: str | None = None) -> SavedModel:
    """Load a saved model, or refuse.

    Parameters
    ----------
    folder
        Where it lies; the shipped model by default.
    pin
        The manifest's SHA-256 that is expected, in hexadecimal; by default what `PIN` says in the environment.

    Returns
    -------
    SavedModel

    Raises
    ------
    ArtifactError
        If a file is missing, changed, of a newer format, or not the pinned one.
    """
    folder = SHIPPED if folder is None else Path(folder)
    raw = _read(folder, MANIFEST)
    sha256 = hashlib.sha256(raw).hexdigest()
    pin = (os.environ.get(PIN, "") if pin is None else pin).strip().lower()
    if pin and pin != sha256:
        raise ArtifactError(f"{folder / MANIFEST} has SHA-256 {sha256}, but {PIN} asks for {pin}")
    manifest = _parse(folder, raw)
    files = {name: _verified(folder, name, expected) for name, expected in manifest["files"].items()}
    slots, table, company_slots, company = (_array(files[name]) for name in FILES)
    intercepts, emphasis = _numbers(folder, manifest)
    _check(folder, (SLOTS, slots), (TABLE, table), len(intercepts) + 2)
    _check(folder, (COMPANY_SLOTS, company_slots), (COMPANY, company), N_ZONES)
    beside = Company(Vocabulary(company_slots), company)
    return SavedModel(manifest, sha256, Scorer(Vocabulary(slots), table, intercepts, emphasis, beside))


def _verified(folder: Path, name: str, expected: str) -> bytes:
    data = _read(folder, name)
    if hashlib.sha256(data).hexdigest() != expected:
        raise ArtifactError(f"{folder / name} is not the file that the manifest names; install the model again")
    return data


def _array(data: bytes) -> NDArray[Any]:
    # From the bytes that were verified, not from the file, which may be another by now.
    array = np.asarray(joblib.load(io.BytesIO(data)))
    array.flags.writeable = False
    return array


def _check(folder: Path, slots: tuple[str, NDArray[Any]], table: tuple[str, NDArray[Any]], n_columns: int) -> None:
    """Refuse arrays that are not each other's: the kernel reads rows wherever slots send it."""
    (of_slots, places), (of_table, rows) = slots, table
    if places.dtype != np.uint32 or places.ndim != 1:
        raise ArtifactError(f"{folder / of_slots} holds no vocabulary; retrain")
    last = Vocabulary(places).last_row
    if rows.dtype != np.float32 or rows.ndim != 2 or rows.shape[1] != n_columns or len(rows) <= last:
        raise ArtifactError(
            f"{folder / of_table} has not {last + 1} rows of {n_columns} numbers, as {of_slots} asks; retrain"
        )


def _read(folder: Path, name: str) -> bytes:
    if Path(name).name != name:
        raise ArtifactError(f"{folder / MANIFEST} names {name!r}, which is not a file of its own folder")
    try:
        return (folder / name).read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "can't be read"
        raise ArtifactError(
            f"no model at {folder}: {name}: {reason}; train one with `python -m training fit`"
        ) from error


def _parse(folder: Path, raw: bytes) -> dict[str, Any]:
    try:
        manifest = json.loads(raw)
        version = manifest["format"]
        named = set(dict(manifest["files"]))
    except (ValueError, KeyError, TypeError) as error:
        raise ArtifactError(f"{folder / MANIFEST} is not a model's manifest") from error
    if version != FORMAT:
        raise ArtifactError(
            f"{folder} holds a model of format {version}; "
            f"this version reads format {FORMAT}: upgrade forewarn or retrain"
        )
    if missing := [name for name in FILES if name not in named]:
        raise ArtifactError(f"{folder / MANIFEST} does not vouch for {', '.join(missing)}")
    return dict(manifest)


def _numbers(folder: Path, manifest: dict[str, Any]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return what the manifest holds of the scorer."""
    try:
        with np.errstate(over="ignore"):  # What is too large is infinite, and refused below.
            intercepts, emphasis = (np.array(manifest[name], np.float32) for name in BY_HEAD)
    except (ValueError, KeyError, TypeError) as error:
        raise ArtifactError(f"{folder / MANIFEST} is not a model's manifest") from error
    finite = np.isfinite(intercepts).all() and np.isfinite(emphasis).all()
    if intercepts.ndim != 1 or emphasis.shape != (2, *intercepts.shape) or not finite:
        raise ArtifactError(f"{folder / MANIFEST} has not an intercept and two emphases for each head; retrain")
    return intercepts, emphasis


def save(folder: Path, manifest: dict[str, Any], scorer: Scorer) -> None:
    """Write a model; the same model gives the same bytes.

    Parameters
    ----------
    folder
        Created where missing; files of an earlier model are replaced, the manifest last.
    manifest
        Everything but ``format``, `BY_HEAD` and ``files``, which are filled in here.
    scorer : Scorer
    """
    folder.mkdir(parents=True, exist_ok=True)
    company = scorer.company
    arrays = (scorer.vocabulary.slots, scorer.table, company.vocabulary.slots, company.weights)
    for name, array in zip(FILES, arrays, strict=True):
        # Written beside and moved: whoever has the old file mapped keeps it.
        joblib.dump(np.ascontiguousarray(array), folder / f"{name}.new")
        (folder / f"{name}.new").replace(folder / name)
    complete = {
        "format": FORMAT,
        **manifest,
        **{name: getattr(scorer, name).astype(float).round(6).tolist() for name in BY_HEAD},
        "files": {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES},
    }
    text = json.dumps(complete, indent=1, ensure_ascii=False) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8")
