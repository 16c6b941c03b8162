"""Who may ask: bearer API keys, https://www.rfc-editor.org/rfc/rfc6750

Every address is closed without a key but those named here.
"""

import logging
import time
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import openapi
from app.keys import Key, KeysError, parted, read
from app.keys import Scope as KeyScope
from app.limits import Limiter, Quota
from app.problems import Problem, respond
from app.settings import Settings

logger = logging.getLogger("forewarn")

CHECK_EVERY = 1.0
"""Seconds between looks at the file of keys."""

OPEN = frozenset({"/", "/docs", "/openapi.json", "/healthz", "/readyz"})
OPEN_BELOW = ("/docs/", "/page/", "/problems/")

CHALLENGE = 'Bearer realm="forewarn"'
SCHEME: dict[str, Any] = {
    "type": "http",
    "scheme": "bearer",
    "description": "An API key, `fw_…`, made by `forewarn keys new`.",
}


def install(app: FastAPI, settings: Settings) -> None:
    """Ask for keys where the settings name a file of them.

    Raises
    ------
    KeysError
        The file can't be used.
    """
    if not settings.keys:
        return
    limiter = Limiter(settings.shared)
    app.add_middleware(
        Gate, keyring=Keyring(settings.keys), limiter=limiter, requests_per_minute=settings.requests_per_minute
    )
    undocumented = app.openapi

    def document() -> dict[str, Any]:
        documented = undocumented()
        documented["components"]["securitySchemes"] = {"key": SCHEME}
        for path, operations in documented["paths"].items():
            for operation in () if _is_open(path) else operations.values():
                operation["security"] = [{"key": []}]
                told = {str(status): what for status, what in openapi.problems(401, 403, 429).items()}
                operation["responses"].update(told)
        return documented

    app.openapi = document  # type: ignore[method-assign]


class Keyring:
    """The keys in a file, read again when it changes.

    A file that can't be used any more leaves the keys that were known in force, and an error in the log.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    KeysError
        The file can't be used to begin with.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen = self._look()
        self._keys = read(path)
        self._next_look = time.monotonic() + CHECK_EVERY

    def find(self, token: str) -> Key | None:
        """The key that a token is, if it is one."""
        if time.monotonic() >= self._next_look:
            self._refresh()
        parts = parted(token)
        key = self._keys.get(parts[0]) if parts else None
        return key if key and parts and key.matches(parts[1]) else None

    def _refresh(self) -> None:
        self._next_look = time.monotonic() + CHECK_EVERY
        seen = self._look()
        if seen == self._seen:
            return
        self._seen = seen
        try:
            self._keys = read(self._path)
        except KeysError as error:
            logger.error("The keys known before stay in force. %s", error)
        else:
            logger.info("%d keys read from %s", len(self._keys), self._path)

    def _look(self) -> tuple[int, ...] | None:
        try:
            seen = self._path.stat()
        except OSError:
            return None
        return seen.st_mtime_ns, seen.st_ctime_ns, seen.st_ino, seen.st_size


class Gate:
    """ASGI middleware that lets a request in by its key, as often as the key's limit allows.

    Parameters
    ----------
    app
        What is behind the gate.
    keyring
        The keys.
    limiter
        Their buckets.
    requests_per_minute
        The limit of a key that has none of its own.
    """

    def __init__(self, app: ASGIApp, keyring: Keyring, limiter: Limiter, requests_per_minute: int) -> None:
        self.app = app
        self._keyring = keyring
        self._limiter = limiter
        self._requests_per_minute = requests_per_minute

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _is_open(scope["path"]):
            await self.app(scope, receive, send)
            return
        try:
            quota = self._admit(scope)
        except Problem as problem:
            await respond(problem, Request(scope))(scope, receive, send)
            return
        told = [(name.lower().encode(), value.encode()) for name, value in quota.headers().items()]

        async def send_with_quota(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *told]
            await send(message)

        await self.app(scope, receive, send_with_quota)

    def _admit(self, scope: Scope) -> Quota:
        key = self._key_of(scope)
        scope["state"]["key"] = key.id
        needed = scope_of(scope["path"])
        if needed not in key.scopes:
            raise _forbidden(needed)
        quota = self._limiter.take(key.id, key.requests_per_minute or self._requests_per_minute)
        if quota.retry_after:
            detail = f"Key {key.id} has {quota.limit:,} requests a minute; try again in {quota.retry_after} s."
            raise Problem("rate-limited", detail, headers=quota.headers())
        return quota

    def _key_of(self, scope: Scope) -> Key:
        given = [value for name, value in scope["headers"] if name == b"authorization"]
        kind, _, token = given[0].decode("latin-1").partition(" ") if len(given) == 1 else ("", "", "")
        if kind.lower() != "bearer":
            raise _unauthorized("An API key is needed: Authorization: Bearer fw_…", CHALLENGE)
        key = self._keyring.find(token.strip())
        if key is None:
            challenge = f'{CHALLENGE}, error="invalid_token"'
            raise _unauthorized("The API key is not known here; it may have been revoked.", challenge)
        return key


def scope_of(path: str) -> KeyScope:
    """What a key must open to be good for an address."""
    return "metrics" if path == "/metrics" else "classify"


def _is_open(path: str) -> bool:
    return path in OPEN or path.startswith(OPEN_BELOW)


def _unauthorized(detail: str, challenge: str) -> Problem:
    return Problem("unauthorized", detail, headers={"WWW-Authenticate": challenge})


def _forbidden(needed: str) -> Problem:
    challenge = f'{CHALLENGE}, error="insufficient_scope", scope="{needed}"'
    detail = f"The API key is not for this address: it lacks the scope {needed}."
    return Problem("forbidden", detail, headers={"WWW-Authenticate": challenge})
