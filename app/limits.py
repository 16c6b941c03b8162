"""How many requests a key may make: a leaky bucket each, shared by all workers of a service.

What a bucket holds is one number, the time at which it will have run out (the "theoretical arrival time" of
the generic cell rate algorithm, https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm). It is kept in a
file, so that several processes fill the same bucket, and counted on the machine's monotonic clock, which all
processes share and nobody sets.
"""

import fcntl
import math
import os
import struct
import time
from dataclasses import dataclass
from pathlib import Path

WINDOW = 60.0
"""Seconds that a limit is for; a bucket takes a whole window's requests at once."""

_NUMBER = struct.Struct("<d")


@dataclass(frozen=True, slots=True)
class Quota:
    """What is left to a key.

    Attributes
    ----------
    limit
        Requests in a window.
    remaining
        Requests that would be let through at this moment.
    reset
        Whole seconds until all of the limit is there again.
    retry_after
        Whole seconds until the next request is let through; 0 for one that was.
    """

    limit: int
    remaining: int
    reset: int
    retry_after: int = 0

    def headers(self) -> dict[str, str]:
        """As told to callers: https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/"""
        told = {
            "RateLimit-Policy": f'"key";q={self.limit};w={WINDOW:.0f}',
            "RateLimit": f'"key";r={self.remaining};t={self.reset}',
        }
        return {**told, "Retry-After": str(self.retry_after)} if self.retry_after else told


class Limiter:
    """The buckets of all keys.

    Parameters
    ----------
    folder
        Where processes share them; None for buckets of this process alone.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._files: dict[str, int] = {}

    def take(self, key_id: str, limit: int) -> Quota:
        """Count a request of a key, unless it is one too many.

        Parameters
        ----------
        key_id
            Whose bucket; fit for a file's name.
        limit
            How many requests a window has room for.
        """
        file = self._file(key_id)
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            now = time.monotonic()
            empty_at = self._read(file, now) + WINDOW / limit
            fits = empty_at - now <= WINDOW
            if fits:
                os.pwrite(file, _NUMBER.pack(empty_at), 0)
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)
        if fits:
            # A request's worth is seldom a whole number of anything: without the hair, 3 may round to 2.
            remaining = math.floor((WINDOW - (empty_at - now)) * limit / WINDOW + 1e-6)
            return Quota(limit, remaining, math.ceil(empty_at - now))
        reset = empty_at - WINDOW / limit - now
        return Quota(limit, 0, math.ceil(reset), max(math.ceil(empty_at - now - WINDOW), 1))

    @staticmethod
    def _read(file: int, now: float) -> float:
        held = os.pread(file, _NUMBER.size, 0)
        empty_at = _NUMBER.unpack(held)[0] if len(held) == _NUMBER.size else now
        # No bucket runs out later than a window from now, unless the machine was started anew since.
        return empty_at if now < empty_at <= now + WINDOW else now

    def _file(self, key_id: str) -> int:
        if key_id not in self._files:
            if self._folder:
                file = os.open(self._folder / f"{key_id}.rate", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            else:
                file = os.memfd_create("rate")
            self._files[key_id] = file
        return self._files[key_id]
