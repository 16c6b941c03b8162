"""API keys, and the file that they are known by.

A key is ``fw_<id>_<secret>``. The file holds a salted hash of each secret and never a secret. The hash is a
fast one, for every request waits for it: a slow hash makes up for passwords that can be guessed, and 256
random bits can't be.
"""

import fcntl
import hashlib
import hmac
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.settings import SettingsError

PREFIX = "fw"
MAX_NAME_LENGTH = 64

Scope = Literal["classify", "metrics"]


class KeysError(SettingsError):
    """A file of keys that can't be used. ``str(error)`` names the file and the way out."""


class Key(BaseModel):
    """What is known of a key.

    Attributes
    ----------
    id
        The part of the key between its underscores, by which it is listed, logged and revoked.
    name
        Whose it is.
    created
        When, in UTC.
    scopes
        What it opens: ``classify`` for all of ``/v1``, ``metrics`` for ``/metrics``.
    requests_per_minute
        Its own limit; None for that of the service.
    salt, hash
        Of the secret, in hexadecimal.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9]{1,32}$")
    name: str = Field(min_length=1, max_length=MAX_NAME_LENGTH)
    created: datetime
    scopes: tuple[Scope, ...] = Field(("classify",), min_length=1)
    requests_per_minute: int | None = Field(None, ge=1)
    salt: str = Field(pattern=r"^([0-9a-f]{2}){1,16}$")
    hash: str = Field(pattern=r"^[0-9a-f]{64}$")

    def matches(self, secret: str) -> bool:
        """Whether this is the key's secret; takes as long for a wrong one."""
        return hmac.compare_digest(_hashed(secret, self.salt), self.hash)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    keys: list[Key]


def create(name: str, scopes: tuple[Scope, ...] = ("classify",), limit: int | None = None) -> tuple[Key, str]:
    """Make a key.

    Parameters
    ----------
    name
        Whose it is.
    scopes
        What it opens.
    limit
        Its own requests per minute.

    Returns
    -------
    key : Key
        What the file keeps.
    token : str
        What its holder sends; it can't be found out again.
    """
    secret, salt = secrets.token_urlsafe(32), secrets.token_hex(16)
    key = Key(
        id=secrets.token_hex(4),
        name=name,
        created=datetime.now(UTC).replace(microsecond=0),
        scopes=scopes,
        requests_per_minute=limit,
        salt=salt,
        hash=_hashed(secret, salt),
    )
    return key, f"{PREFIX}_{key.id}_{secret}"


def parted(token: str) -> tuple[str, str] | None:
    """The id and the secret of what is sent as a key; None for what has not the form of one."""
    # The secret's alphabet has underscores too.
    prefix, _, rest = token.partition("_")
    key_id, _, secret = rest.partition("_")
    return (key_id, secret) if prefix == PREFIX and key_id and secret else None


def read(path: Path) -> dict[str, Key]:
    """The keys in a file, by id.

    Raises
    ------
    KeysError
        There is no such file, or it is not one of keys.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise KeysError(f"{path}: no such file of keys; `forewarn keys new NAME --file {path}` makes one.") from None
    except OSError as error:
        raise KeysError(f"{path}: the file of keys can't be read: {error.strerror}.") from None
    try:
        keys = _File.model_validate_json(content).keys
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise KeysError(f"{path}: not a file of keys: {where}: {first['msg']}.") from None
    return {key.id: key for key in keys}


@contextmanager
def changing(path: Path) -> Iterator[dict[str, Key]]:
    """Change a file of keys: what is done to the yielded keys is written if the block ends well.

    One change waits for another, and a reader sees the file before or after, never between. A new file is
    its owner's alone (0600); of one that exists, mode and owner stay.

    Raises
    ------
    KeysError
        The file can't be read or written.
    """
    try:
        folder = os.open(path.parent, os.O_RDONLY)
    except OSError as error:
        raise KeysError(f"{path.parent}: no folder to keep keys in: {error.strerror}.") from None
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        keys = read(path) if path.exists() else {}
        yield keys
        _replace(path, _File(keys=list(keys.values())).model_dump_json(indent=2).encode() + b"\n")
    except OSError as error:
        raise KeysError(f"{path}: the file of keys can't be written: {error.strerror}.") from None
    finally:
        os.close(folder)


def _replace(path: Path, content: bytes) -> None:
    before = path.stat() if path.exists() else None
    number, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            if before:
                os.fchmod(number, before.st_mode & 0o777)
                if (before.st_uid, before.st_gid) != (os.geteuid(), os.getegid()):
                    os.fchown(number, before.st_uid, before.st_gid)
            file.flush()
            os.fsync(number)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def _hashed(secret: str, salt: str) -> str:
    return hashlib.blake2b(secret.encode("utf-8", "replace"), salt=bytes.fromhex(salt), digest_size=32).hexdigest()
