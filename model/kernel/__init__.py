"""The compiled part: words, passages, scores.

C, compiled to a WebAssembly module (https://webassembly.org) that is kept beside its source and runs in Wasmtime: one
file for every machine, no compiler where it is used, and whatever a hostile text might do to it stays inside its own
memory. `scripts/kernel` builds it; `kernel.h` says what crosses the border and `memory.py` lays it out.
"""

from model.kernel.memory import N_CODES, Array, Kernel, Layout

__all__ = ["N_CODES", "Array", "Kernel", "Layout"]
