"""The service's log: a line for each event, to standard error, for people or as JSON.

No line holds text of a work: of a request the route's template is told and not its address, of an error its
type and place and not its message, which may quote what it stumbled over.
"""

import asyncio
import logging
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from types import TracebackType
from typing import Any

import orjson

QUIET = frozenset({"/healthz", "/readyz", "/metrics"})
"""Asked every few seconds by machines; logged at ``debug``."""

requests = logging.getLogger("forewarn.requests")
logger = logging.getLogger("forewarn")


def configuration(form: str, level: str) -> dict[str, Any]:
    """What ``logging.config.dictConfig`` takes.

    Parameters
    ----------
    form
        ``console`` or ``json``.
    level
        The least that is logged: ``debug``, ``info``, ``warning`` or ``error``.
    """
    formatter = {"console": Console, "json": Json}[form]
    of_ours = {"level": level.upper(), "handlers": ["stderr"], "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": formatter}},
        "handlers": {"stderr": {"()": Handler, "formatter": "line"}},
        "loggers": {"forewarn": of_ours, "uvicorn": of_ours},
        # Libraries talk of what they read; what they have to say is at most that they can't.
        "root": {"level": "ERROR", "handlers": ["stderr"]},
    }


class Handler(logging.StreamHandler):
    """Writes to standard error; a full disk costs lines and nothing else."""

    def handleError(self, record: logging.LogRecord) -> None:
        """Say nothing: there is nowhere to."""


class _Line(logging.Formatter):
    def formatException(self, ei: Any) -> str:
        """Where an exception arose and of what type it is."""
        kind, _, trace = ei
        return f"{kind.__name__} at {place(trace)}"


class Json(_Line):
    """An object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": _name(record),
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[0]:
            line["exception"] = self.formatException(record.exc_info)
        return orjson.dumps(line, default=str).decode()


class Console(_Line):
    """A line to read."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record."""
        line = f"{_clock(int(record.created))} {record.levelname:7} {record.getMessage()}"
        fields = getattr(record, "fields", {})
        line += "".join(f" {name}={value}" for name, value in fields.items() if value is not None)
        if record.exc_info and record.exc_info[0]:
            line += f"; {self.formatException(record.exc_info)}"
        return line


@lru_cache(maxsize=1)
def _clock(second: int) -> str:
    return datetime.fromtimestamp(second).strftime("%H:%M:%S")


def _name(record: logging.LogRecord) -> str:
    # Uvicorn calls all that it has to say an error.
    return record.name.removesuffix(".error")


def place(trace: TracebackType | None) -> str:
    """Where an exception arose, innermost first."""
    frames = traceback.extract_tb(trace)
    return " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames[-8:]))


def exchange(level: int, message: str, fields: Mapping[str, object]) -> None:
    """Log an exchange that has ended.

    Parameters
    ----------
    level
        How loud.
    message
        What was asked and answered.
    fields
        What else is known of it.
    """
    if requests.isEnabledFor(level):
        # Logger.log would walk up the stack to find out which line logs.
        record = logging.LogRecord(requests.name, level, "", 0, message, None, None)
        record.fields = fields
        requests.handle(record)


def crash(error: BaseException, request_id: str) -> None:
    """Log an error of ours by its type and place."""
    logger.error("request %s broke: %s at %s", request_id, type(error).__name__, place(error.__traceback__))


def loop_crash(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log what the event loop caught; its own handler quotes exceptions and arguments."""
    error = context.get("exception")
    what = f"{type(error).__name__} at {place(error.__traceback__)}" if error else "no exception"
    logger.error("the event loop caught an error: %s", what)
