"""An instance of the kernel, and NumPy arrays in its memory."""

import ctypes
import mmap
import os
import struct
from collections.abc import Iterable, Sequence
from functools import cache
from math import prod
from pathlib import Path
from threading import Lock
from typing import Any, Final, Literal, NamedTuple

import numpy as np
import wasmtime
from numpy.typing import DTypeLike, NDArray

N_CODES: Final = 0x1D6A5
"""As in `kernel.h`: how many code points have an entry of their own in a table of characters."""

MODULE: Final = Path(__file__).with_name("kernel.wasm")
_PAGE: Final = 1 << 16
_LARGE_PAGE: Final = 1 << 21
"""Bytes. A processor remembers where some thousands of pages lie, and the model's table is looked into all over."""

_ALIGNMENT: Final = 64
_MOST_KEPT: Final = 64 << 20
"""Bytes that stay for the next task; what a larger one took is given back."""

_SECRET: Final = int.from_bytes(os.urandom(8)) | 1
"""Where words go in the kernel's tables hangs on it (`kernel.h`), so that no text can be made to be slow to read."""

_NO_MEMORY: Final = 0
"""As in `arena.h`."""

_TOO_LARGE: Final = "a stretch of text needs more than the four gigabytes that there are at most"


class _Type(NamedTuple):
    """What a function takes and returns, as `wasmtime.FuncType` has it."""

    params: tuple[()] = ()
    results: tuple[()] = ()


_NOTHING: Final = _Type()
"""All functions take and return nothing. Wasmtime would ask for that again at each call, which takes half the call."""


class Array(NamedTuple):
    """An array in the kernel's memory.

    Attributes
    ----------
    values : ndarray
        A view, valid until the task ends. It holds whatever was there before until it is written.
    address
        Where the kernel finds it.
    """

    values: NDArray[Any]
    address: int


def _ask_for_large_pages(start: int, n_bytes: int) -> None:
    """Ask the system for large pages, if it is one that has them; it need not give any."""
    if advice := getattr(mmap, "MADV_HUGEPAGE", None):
        ctypes.CDLL(None).madvise(ctypes.c_void_p(start), ctypes.c_size_t(n_bytes), advice)


class Layout(NamedTuple):
    """The task of a function that takes memory for itself: 32-bit numbers all.

    Attributes
    ----------
    asked
        What it is given, ``room`` first.
    found
        What it returns behind that.
    """

    asked: struct.Struct
    found: struct.Struct

    @classmethod
    def of(cls, n_asked: int, n_found: int) -> "Layout":
        """Lay a task out that has so many fields of each; ``room`` is not counted."""
        return cls(struct.Struct(f"<{n_asked + 1}I"), struct.Struct(f"<{n_found}I"))


_FIELD: Final = struct.Struct("<I")


@cache
def _compiled() -> tuple[wasmtime.Engine, wasmtime.Module]:
    config = wasmtime.Config()
    config.parallel_compilation = False  # It takes milliseconds; threads made for it would stay.
    engine = wasmtime.Engine(config)
    return engine, wasmtime.Module.from_file(engine, str(MODULE))


class Kernel:
    """The compiled functions and a memory of their own; threads take turns: ``with kernel: …``.

    Parameters
    ----------
    constants
        Arrays that all tasks need; they are copied once.

    Attributes
    ----------
    constants : list of int
        Their addresses. There they are kept and nowhere else; see `constant`.
    """

    def __init__(self, *constants: NDArray[Any]) -> None:
        self._shapes = [(each.shape, each.dtype) for each in constants]
        self._turn = Lock()
        self._start(constants)

    def _start(self, constants: Sequence[NDArray[Any]]) -> None:
        engine, module = _compiled()
        # The one before goes first, with its memory: there need not be room for both.
        self._store = wasmtime.Store(engine)
        exports = wasmtime.Instance(self._store, module, []).exports(self._store)
        memory = exports["memory"]
        assert isinstance(memory, wasmtime.Memory)
        self._memory = memory
        self._functions = {name: each for name, each in exports.items() if isinstance(each, wasmtime.Func)}
        for each in self._functions.values():
            each.type = lambda store: _NOTHING  # type: ignore[method-assign, assignment, return-value]
        self._desk, self._free, secret = (
            int(each.value(self._store))
            for each in map(exports.__getitem__, ("desk", "__heap_base", "secret"))
            if isinstance(each, wasmtime.Global)
        )
        self._view()
        struct.pack_into("<Q", self._raw, secret, _SECRET)
        self.constants = [self.copy(each) for each in constants]
        self._first_free = self._free

    def _view(self) -> None:
        start = ctypes.addressof(self._memory.data_ptr(self._store).contents)
        whole = (ctypes.c_ubyte * self._memory.data_len(self._store)).from_address(start)
        if len(whole) >= _LARGE_PAGE:
            _ask_for_large_pages(start, len(whole))
        self._raw = memoryview(whole).cast("B")
        self._bytes = np.frombuffer(self._raw, np.uint8)

    def __enter__(self) -> "Kernel":
        """Take a turn; what is laid out in it lasts as long as it does."""
        self._turn.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        self._free = self._first_free
        try:
            if len(self._bytes) > _MOST_KEPT + self._free:
                self._start([self.constant(number) for number in range(len(self.constants))])
        finally:
            self._turn.release()

    def space(self, n_bytes: int) -> int:
        """Find room for something that only the kernel looks at, and return its address.

        Raises
        ------
        MemoryError
            If it does not fit into the four gigabytes that the kernel can address.
        """
        start = -(-self._free // _ALIGNMENT) * _ALIGNMENT
        self._free = start + n_bytes
        if self._free > len(self._bytes):
            self._grow()
        return start

    def room(self, shape: int | tuple[int, ...], dtype: DTypeLike) -> Array:
        """Make an array in the kernel's memory; see `space` for errors."""
        kind = np.dtype(dtype)
        start = self.space((shape if isinstance(shape, int) else prod(shape)) * kind.itemsize)
        return Array(np.ndarray(shape, kind, self._bytes, start), start)

    def _grow(self) -> None:
        unit = _LARGE_PAGE if self._free > _LARGE_PAGE else _PAGE
        n_bytes = -(-self._free // unit) * unit - len(self._bytes)
        try:
            self._memory.grow(self._store, n_bytes // _PAGE)
        except wasmtime.WasmtimeError:
            raise MemoryError(_TOO_LARGE) from None
        self._view()

    def values(self, address: int, shape: int | tuple[int, ...], dtype: DTypeLike) -> NDArray[Any]:
        """View what a function has written, until the task ends."""
        return np.ndarray(shape, dtype, self._raw, address)

    def numbers(self, address: int, count: int, kind: Literal["I", "d"]) -> list[Any]:
        """Copy out so many numbers of a kind as `struct` names it: for a few, what is quickest."""
        return self._raw[address : address + count * struct.calcsize(kind)].cast(kind).tolist()

    def bytes_of(self, address: int, n_bytes: int) -> bytes:
        """Copy out what a function has written."""
        return bytes(self._raw[address : address + n_bytes])

    def constant(self, number: int) -> NDArray[Any]:
        """Copy a constant out of the kernel's memory."""
        return self.values(self.constants[number], *self._shapes[number]).copy()

    def copy(self, values: NDArray[Any], dtype: DTypeLike | None = None) -> int:
        """Copy an array into the kernel's memory, as another type if one is named, and return its address."""
        array = self.room(values.shape, dtype or values.dtype)
        array.values[...] = values
        return array.address

    def copy_bytes(self, data: bytes, padding: int = 0) -> int:
        """Copy bytes into the kernel's memory, with room for some more after them, and return their address."""
        start = self.space(len(data) + padding)
        self._raw[start : start + len(data)] = data
        return start

    def copy_numbers(self, numbers: Iterable[int]) -> int:
        """Copy a few 32-bit numbers into the kernel's memory, and return their address."""
        fields = tuple(numbers)
        start = self.space(_FIELD.size * len(fields))
        struct.pack_into(f"<{len(fields)}I", self._raw, start, *fields)
        return start

    def copy_text(self, text: str) -> int:
        """Copy a text's code points into the kernel's memory, four bytes each, and return their address."""
        start = self.space(4 * len(text))
        if text:
            # NumPy's own kind of text: no other way out of a string copies so little.
            np.ndarray((), f"<U{len(text)}", self._bytes, start)[()] = text
        return start

    def call(self, function: str, *task: Array | int) -> tuple[int, ...]:
        """Call a function of the kernel.

        Parameters
        ----------
        function
            Its name in C.
        *task
            The fields of its task, in their order in C.

        Returns
        -------
        tuple of int
            The fields afterwards.
        """
        layout = f"<{len(task)}I"
        fields = [field.address if isinstance(field, Array) else field for field in task]
        struct.pack_into(layout, self._raw, self._desk, *fields)
        self._functions[function](self._store)
        return struct.unpack_from(layout, self._raw, self._desk)

    def run(self, function: str, layout: Layout, *task: int) -> tuple[int, ...]:
        """Call a function that takes the memory it needs for itself, for scratch and for what it returns.

        Parameters
        ----------
        function
            Its name in C.
        layout
            Of its task.
        *task
            The fields that ask, but the first, ``room``.

        Returns
        -------
        tuple of int
            The fields that are returned.

        Raises
        ------
        MemoryError
            As `space` does.
        """
        layout.asked.pack_into(self._raw, self._desk, self._free, *task)
        self._functions[function](self._store)
        (self._free,) = _FIELD.unpack_from(self._raw, self._desk)
        if self._free > len(self._raw) or self._free == _NO_MEMORY:
            self._view()
        if self._free == _NO_MEMORY:  # What was taken before it did not suffice is there, and to be given back.
            raise MemoryError(_TOO_LARGE)
        return layout.found.unpack_from(self._raw, self._desk + layout.asked.size)
