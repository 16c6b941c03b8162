"""An instance of the kernel, and NumPy arrays in its memory."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Final, NamedTuple

import numpy as np
import wasmtime
from numpy.typing import DTypeLike, NDArray

MODULE: Final = Path(__file__).with_name("kernel.wasm")
_PAGE: Final = 1 << 16
_ALIGNMENT: Final = 64
_MOST_FIELDS: Final = 64
_MOST_KEPT: Final = 64 << 20
"""Bytes that stay for the next task; what a larger one took is given back."""


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


@cache
def _compiled() -> tuple[wasmtime.Engine, wasmtime.Module]:
    engine = wasmtime.Engine()
    return engine, wasmtime.Module.from_file(engine, str(MODULE))


class Kernel:
    """The compiled functions and a memory of their own; threads take turns.

    Parameters
    ----------
    constants
        Arrays that all tasks need; they are copied once.

    Attributes
    ----------
    constants : list of int
        Their addresses.
    """

    def __init__(self, *constants: NDArray[Any]) -> None:
        self._given = constants
        self._turn = Lock()
        self._start()

    def _start(self) -> None:
        engine, module = _compiled()
        self._store = wasmtime.Store(engine)
        self._exports = wasmtime.Instance(self._store, module, []).exports(self._store)
        memory, desk, heap = (self._exports[name] for name in ("memory", "desk", "__heap_base"))
        assert isinstance(memory, wasmtime.Memory)
        assert isinstance(desk, wasmtime.Global)
        assert isinstance(heap, wasmtime.Global)
        self._memory = memory
        self._desk_at = int(desk.value(self._store))
        self._view()
        self._free = int(heap.value(self._store))
        self.constants = [self.copy(np.ascontiguousarray(each)).address for each in self._given]

    def _view(self) -> None:
        start = ctypes.addressof(self._memory.data_ptr(self._store).contents)
        whole = (ctypes.c_ubyte * self._memory.data_len(self._store)).from_address(start)
        self._bytes: NDArray[np.uint8] = np.ctypeslib.as_array(whole)
        self._desk = self._bytes[self._desk_at :][: 4 * _MOST_FIELDS].view(np.uint32)

    @contextmanager
    def task(self) -> Iterator["Kernel"]:
        """Take a turn; the arrays made in it last as long as it does."""
        with self._turn:
            free = self._free
            try:
                yield self
            finally:
                self._free = free
                if len(self._bytes) > _MOST_KEPT + free:
                    self._start()

    def room(self, shape: int | tuple[int, ...], dtype: DTypeLike) -> Array:
        """Make an array in the kernel's memory.

        Raises
        ------
        MemoryError
            If it does not fit into the four gigabytes that the kernel can address.
        """
        kind = np.dtype(dtype)
        count = shape if isinstance(shape, int) else int(np.prod(shape))
        start = -(-self._free // _ALIGNMENT) * _ALIGNMENT
        self._free = start + count * kind.itemsize
        if self._free > len(self._bytes):
            self._grow()
        return Array(self._bytes[start : self._free].view(kind).reshape(shape), start)

    def _grow(self) -> None:
        pages = -(-(self._free - len(self._bytes)) // _PAGE)
        try:
            self._memory.grow(self._store, pages)
        except wasmtime.WasmtimeError:
            raise MemoryError(f"{self._free:,} bytes for one stretch of text are more than there are") from None
        self._view()

    def copy(self, values: NDArray[Any]) -> Array:
        """Copy an array into the kernel's memory."""
        array = self.room(values.shape, values.dtype)
        array.values[...] = values
        return array

    def call(self, function: str, *task: "Array | int") -> list[int]:
        """Call a function of the kernel.

        Parameters
        ----------
        function
            Its name in C.
        *task
            The fields of its task, in their order in C.

        Returns
        -------
        list of int
            The fields afterwards.
        """
        self._desk[: len(task)] = [field.address if isinstance(field, Array) else field for field in task]
        self._exports[function](self._store)  # type: ignore[operator]
        return self._desk[: len(task)].tolist()
