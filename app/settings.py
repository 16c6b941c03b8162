"""What an operator may set, each thing through one environment variable."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

MIB = 1024 * 1024


class SettingsError(ValueError):
    """A setting that can't be used. ``str(error)`` names the variable and what it takes."""


def available_cores() -> int:
    """The number of cores this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Settings:
    """The service's settings; ``Settings.from_environment()`` reads them.

    Attributes
    ----------
    model : FOREWARN_MODEL
        Folder of the saved model. Unset: the model that ships with the package.
    model_sha256 : FOREWARN_MODEL_SHA256
        SHA-256 that the model's manifest must have. Unset: any model that verifies.
    max_body_bytes : FOREWARN_MAX_BODY_BYTES
        The largest request body read, in bytes (16 MiB). An NDJSON batch is not held to it: it is a stream.
    max_batch_items : FOREWARN_MAX_BATCH_ITEMS
        The most works in a JSON array sent to ``/v1/classify/batch`` (1000).
    max_line_bytes : FOREWARN_MAX_LINE_BYTES
        The longest line of an NDJSON batch, in bytes (16 MiB).
    max_backlog_bytes : FOREWARN_MAX_BACKLOG_BYTES
        Answers of one NDJSON batch held for a client that is still sending and not yet reading (16 MiB);
        beyond it the service stops reading until the client catches up.
    threads : FOREWARN_THREADS
        Works judged at the same time by one worker process (the number of cores).
    """

    model: Path | None = None
    model_sha256: str | None = None
    max_body_bytes: int = 16 * MIB
    max_batch_items: int = 1000
    max_line_bytes: int = 16 * MIB
    max_backlog_bytes: int = 16 * MIB
    threads: int = field(default_factory=available_cores)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Read the settings from ``FOREWARN_*`` variables; an empty one counts as unset.

        Parameters
        ----------
        environment
            The variables; None for the process's own.

        Raises
        ------
        SettingsError
            A number that is none, or is below one.
        """
        environment = os.environ if environment is None else environment
        given = {
            each.name: value for each in fields(cls) if (value := environment.get(variable(each.name), "").strip())
        }
        folder, pin = given.pop("model", None), given.pop("model_sha256", None)
        numbers = {name: _whole_number(name, value) for name, value in given.items()}
        return cls(model=Path(folder) if folder else None, model_sha256=pin, **numbers)


def variable(setting: str) -> str:
    """The environment variable of a setting."""
    return f"FOREWARN_{setting.upper()}"


def _whole_number(name: str, value: str) -> int:
    if not (value.isascii() and value.isdigit() and int(value) > 0):
        raise SettingsError(f"{variable(name)} takes a whole number above zero, not {value!r}.")
    return int(value)
