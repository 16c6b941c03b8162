"""The policy of a repository: ``.forewarn.toml``, or ``[tool.forewarn]`` in ``pyproject.toml`` (https://toml.io)."""

import os
import tomllib
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from app.check.finding import Finding, Kind
from app.settings import SettingsError

OWN_FILE: Final = ".forewarn.toml"
SHARED_FILE: Final = "pyproject.toml"

FAIL_ON: Final[frozenset[Kind]] = frozenset(("missing", "rating", "unjudged"))
"""What fails the check unless told otherwise."""

Pattern = Annotated[str, StringConstraints(min_length=1)]
Confidence = Annotated[float, Field(ge=0, le=1)]


class _Table(BaseModel):
    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, alias_generator=lambda name: name.replace("_", "-")
    )


class PathRules(_Table):
    """What holds for some paths; what it leaves out is as elsewhere."""

    match: list[Pattern]
    fail_on: list[Kind] | None = None
    min_confidence: Confidence | None = None


class Acceptance(_Table):
    """A finding that someone has looked at and accepts, until the text changes."""

    path: Pattern
    finding: Kind
    tag: str | None = None
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
    text: Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]

    def is_about(self, path: str, finding: Finding) -> bool:
        """Tell whether it accepts such a finding in such a file, whatever the text."""
        return self.path == path and self.finding == finding.kind and self.tag in (None, finding.tag)


class _File(_Table):
    fail_on: list[Kind] | None = None
    min_confidence: Confidence = 0.0
    exclude: list[Pattern] = Field(default_factory=list)
    paths: list[PathRules] = Field(default_factory=list)
    accept: list[Acceptance] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for a work.

    Attributes
    ----------
    fail_on
        Kinds of findings that fail the check.
    min_confidence
        How sure the model must be; a finding that is less sure is one to review.
    """

    fail_on: frozenset[Kind] = FAIL_ON
    min_confidence: float = 0.0


class Policy:
    """What fails where, what is left out, and what has been accepted.

    Parameters
    ----------
    root
        The folder that paths in the policy start from.
    file
        The checked content of the file; None for the defaults.
    """

    def __init__(self, root: Path, file: _File | None = None) -> None:
        self.root = root
        self._file = file or _File()

    def rules(self, path: str) -> Rules:
        """Say what holds for a file; of several tables that match, what comes later goes first."""
        own = self._file
        rules = Rules(FAIL_ON if own.fail_on is None else frozenset(own.fail_on), own.min_confidence)
        name = self.name(path)
        for each in own.paths:
            if not _matches(each.match, name):
                continue
            if each.fail_on is not None:
                rules = replace(rules, fail_on=frozenset(each.fail_on))
            if each.min_confidence is not None:
                rules = replace(rules, min_confidence=each.min_confidence)
        return rules

    def excludes(self, path: str) -> bool:
        """Tell whether a file is left out."""
        return _matches(self._file.exclude, self.name(path))

    def accepted(self, path: str, finding: Finding, digest: str | None) -> tuple[str | None, str | None]:
        """Look up whether a finding is accepted.

        Returns
        -------
        reason : str or None
            Why it is.
        expired : str or None
            Why it was, for a text that has changed since.
        """
        name = self.name(path)
        about = [each for each in self._file.accept if each.is_about(name, finding)]
        current = [each.reason for each in about if each.text == digest]
        former = [each.reason for each in about]
        return (current[0], None) if current else (None, former[-1] if former else None)

    def name(self, path: str) -> str:
        """A file's path from the policy's root, with slashes."""
        return Path(os.path.relpath(os.path.abspath(path), self.root)).as_posix()


def _matches(patterns: list[str], name: str) -> bool:
    return any(fnmatchcase(name, each) or name.startswith(each.rstrip("/") + "/") for each in patterns)


def find(start: Path) -> Policy:
    """Read the nearest policy: in a folder or above it, and not above the repository.

    Raises
    ------
    SettingsError
        There is a policy, but it can't be understood.
    """
    for folder in (start, *start.parents):
        if (own := folder / OWN_FILE).is_file():
            return read(own)
        if (shared := folder / SHARED_FILE).is_file() and _table(shared) is not None:
            return read(shared)
        if (folder / ".git").exists():
            break
    return Policy(start)


def read(path: Path) -> Policy:
    """Read a policy.

    Parameters
    ----------
    path
        A file of TOML; of one called ``pyproject.toml`` only ``[tool.forewarn]`` counts.

    Raises
    ------
    SettingsError
        It can't be read or understood; the error names the key and what it takes.
    """
    table = _table(path)
    try:
        return Policy(Path(os.path.abspath(path)).parent, _File.model_validate({} if table is None else table))
    except ValidationError as error:
        faults = [f"{_key(fault['loc'])}: {_said(fault)}" for fault in error.errors()]
        raise SettingsError(f"{path}: {'; '.join(faults)}.") from None


def _table(path: Path) -> Any:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{path}: {error.strerror or error}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is no TOML: {error}.") from None
    if path.name != SHARED_FILE:
        return values
    tool = values.get("tool")
    return tool.get("forewarn") if isinstance(tool, dict) else None


def _key(location: tuple[int | str, ...]) -> str:
    names = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return "".join(names).removeprefix(".") or "[tool.forewarn]"


def _said(fault: Any) -> str:
    match fault["type"]:
        case "extra_forbidden":
            return "no such key"
        case "string_pattern_mismatch":
            return "sha256: and 64 hexadecimal digits are needed; `forewarn check --format toml` writes them"
    message: str = fault["msg"]
    return message[0].lower() + message[1:]
