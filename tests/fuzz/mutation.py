"""Inputs made of others: bytes changed at random, and for zipped books also what lies in the zip."""

import ast
import io
import random
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

LARGEST = 2**16
MOST_CHANGES = 5
_DICTIONARY = Path(__file__).parent / "tokens.dict"
TOKENS: list[bytes] = [
    ast.literal_eval(f"b{line}")
    for line in _DICTIONARY.read_text(encoding="ascii").splitlines()
    if line.startswith('"')
]
_COUNTS = (1, 1, 1, 2, 3, 20, 300, 3000)


class Mutator:
    """Makes one input after another; the same seed makes the same.

    Parameters
    ----------
    corpus
        What inputs are made of.
    seed
        Of all that is random in them.
    """

    def __init__(self, corpus: Sequence[bytes], seed: str) -> None:
        self._corpus = corpus
        self._random = random.Random(seed)
        self._changes: tuple[Callable[[bytes], bytes], ...] = (
            self._insert,
            self._insert,
            self._replace,
            self._flip,
            self._delete,
            self._repeat,
            self._cut,
            self._splice,
        )

    def make(self) -> bytes:
        """Make an input."""
        data = self._random.choice(self._corpus)
        return self._zipped(data) if data.startswith(b"PK") and self._random.random() < 0.8 else self._changed(data)

    def _changed(self, data: bytes) -> bytes:
        for _ in range(self._random.randint(1, MOST_CHANGES)):
            data = self._random.choice(self._changes)(data)[:LARGEST]
        return data

    def _zipped(self, data: bytes) -> bytes:
        """Change one member of a zip, or its name, or leave it out."""
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        for _ in range(self._random.choice((1, 1, 2))):
            name = self._random.choice(list(members))
            kind = self._random.random()
            if kind < 0.9:
                members[name] = self._changed(members[name])
            elif kind < 0.95:
                del members[name]
                members = members or {"a": b""}
            else:
                members[self._changed(name.encode()).decode("utf-8", "replace")[:500]] = members.pop(name)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for name, content in members.items():
                archive.writestr(zipfile.ZipInfo(name), content)
        zipped = buffer.getvalue()
        return self._changed(zipped) if self._random.random() < 0.1 else zipped

    def _span(self, data: bytes) -> tuple[int, int]:
        start = self._random.randint(0, len(data))
        return start, min(len(data), start + self._random.choice((1, 4, 30, 300, 3000)))

    def _insert(self, data: bytes) -> bytes:
        at = self._random.randint(0, len(data))
        return data[:at] + self._random.choice(TOKENS) * self._random.choice(_COUNTS) + data[at:]

    def _replace(self, data: bytes) -> bytes:
        start, end = self._span(data)
        return data[:start] + self._random.choice(TOKENS) + data[end:]

    def _flip(self, data: bytes) -> bytes:
        changed = bytearray(data)
        for _ in range(min(len(data), self._random.choice((1, 1, 5, 50)))):
            changed[self._random.randrange(len(data))] = self._random.randrange(256)
        return bytes(changed)

    def _delete(self, data: bytes) -> bytes:
        start, end = self._span(data)
        return data[:start] + data[end:]

    def _repeat(self, data: bytes) -> bytes:
        start, end = self._span(data)
        return data[:start] + data[start:end] * self._random.choice(_COUNTS) + data[end:]

    def _cut(self, data: bytes) -> bytes:
        return data[: self._random.randint(0, len(data))]

    def _splice(self, data: bytes) -> bytes:
        start, end = self._span(data)
        other = self._random.choice(self._corpus)
        low, high = self._span(other)
        return data[:start] + other[low:high] + data[end:]
