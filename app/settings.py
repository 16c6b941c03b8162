"""What an operator may set, each thing through one environment variable."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

MIB = 1024 * 1024


class SettingsError(ValueError):
    """A setting that can't be used. ``str(error)`` names the variable and what it takes."""


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
    max_header_bytes : FOREWARN_MAX_HEADER_BYTES
        The longest request line and headers, in bytes (32 KiB).
    max_connections : FOREWARN_MAX_CONNECTIONS
        The most connections that a worker process serves at once (1000).
    max_waiting : FOREWARN_MAX_WAITING
        The most works that wait for a turn of a worker process (2); one more is answered 503.
    max_batches : FOREWARN_MAX_BATCHES
        The most batches that a worker process judges at once (8).
    max_held_bytes : FOREWARN_MAX_HELD_BYTES
        Request bodies that a worker process holds in memory at once, in bytes (256 MiB).
    patience_seconds : FOREWARN_PATIENCE_SECONDS
        How long the service waits for a client that does not send or does not read (20).
    request_seconds : FOREWARN_REQUEST_SECONDS
        How long a request may take from its headers to its answer (120); an NDJSON batch may take longer.
    drain_seconds : FOREWARN_DRAIN_SECONDS
        How long a service that is told to stop answers what it has taken on (30).
    drain_delay_seconds : FOREWARN_DRAIN_DELAY_SECONDS
        How long a service that is told to stop goes on accepting connections, while it says that it is not ready (0).
    threads : FOREWARN_THREADS
        Works judged at the same time by one worker process (1); for more at once, take more workers.
    keys : FOREWARN_KEYS
        File of API keys, made by ``forewarn keys new``. Unset: no key is asked for.
    requests_per_minute : FOREWARN_REQUESTS_PER_MINUTE
        What a key may ask for that has no limit of its own in the file (1200).
    cors_origins : FOREWARN_CORS_ORIGINS
        Origins whose pages may call the service from a browser, parted by commas. Unset: none.
    log : FOREWARN_LOG
        ``console`` for people or ``json`` for machines (``console``).
    log_level : FOREWARN_LOG_LEVEL
        ``debug``, ``info``, ``warning`` or ``error`` (``info``); requests are logged at ``info``.
    shared : FOREWARN_SHARED
        Folder where the workers of one service keep counts in common. Unset: ``forewarn serve`` makes one, in memory.
    """

    model: Path | None = None
    model_sha256: str | None = None
    max_body_bytes: int = 16 * MIB
    max_batch_items: int = 1000
    max_line_bytes: int = 16 * MIB
    max_backlog_bytes: int = 16 * MIB
    max_header_bytes: int = 32 * 1024
    max_connections: int = 1000
    max_waiting: int = 2
    max_batches: int = 8
    max_held_bytes: int = 256 * MIB
    patience_seconds: int = 20
    request_seconds: int = 120
    drain_seconds: int = 30
    drain_delay_seconds: int = 0
    threads: int = 1
    keys: Path | None = None
    requests_per_minute: int = 1200
    cors_origins: tuple[str, ...] = ()
    log: str = "console"
    log_level: str = "info"
    shared: Path | None = None

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
            A value that its setting does not take.
        """
        environment = os.environ if environment is None else environment
        given = {
            each.name: value for each in fields(cls) if (value := environment.get(variable(each.name), "").strip())
        }
        return cls(**{name: _READERS.get(name, _whole_number)(name, value) for name, value in given.items()})


def variable(setting: str) -> str:
    """The environment variable of a setting."""
    return f"FOREWARN_{setting.upper()}"


def _path(_: str, value: str) -> Path:
    return Path(value)


def _text(_: str, value: str) -> str:
    return value


def _one_of(*choices: str) -> Callable[[str, str], str]:
    def read(name: str, value: str) -> str:
        if value.lower() not in choices:
            raise SettingsError(f"{variable(name)} takes one of {', '.join(choices)}, not {value!r}.")
        return value.lower()

    return read


def _origins(name: str, value: str) -> tuple[str, ...]:
    origins = tuple(each.strip() for each in value.split(",") if each.strip())
    for origin in origins:
        if not _ORIGIN.fullmatch(origin):
            example = "https://archive.example"
            raise SettingsError(f"{variable(name)} takes origins such as {example}, without a path, not {origin!r}.")
    return origins


def _whole_number(name: str, value: str) -> int:
    if not (value.isascii() and value.isdigit() and int(value) > 0):
        raise SettingsError(f"{variable(name)} takes a whole number above zero, not {value!r}.")
    return int(value)


def _whole_number_or_zero(name: str, value: str) -> int:
    if not (value.isascii() and value.isdigit()):
        raise SettingsError(f"{variable(name)} takes a whole number, 0 for none, not {value!r}.")
    return int(value)


# A browser sends its origin in small letters, without a path.
_ORIGIN = re.compile(r"https?://[a-z0-9.:\[\]-]+")

LOGS = ("console", "json")
LOG_LEVELS = ("debug", "info", "warning", "error")

_READERS: dict[str, Callable[[str, str], Any]] = {
    "model": _path,
    "model_sha256": _text,
    "keys": _path,
    "cors_origins": _origins,
    "log": _one_of(*LOGS),
    "log_level": _one_of(*LOG_LEVELS),
    "shared": _path,
    "max_waiting": _whole_number_or_zero,
    "drain_delay_seconds": _whole_number_or_zero,
}
