import os
import subprocess
import tomllib
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path

import numpy as np
import pytest

from model.features import tokenize
from model.kernel import Kernel
from model.kernel.memory import MODULE
from tests.conftest import ROOT


def compiler() -> str | None:
    """The compiler's version, where it is installed."""
    try:
        return metadata.version("ziglang")
    except metadata.PackageNotFoundError:
        return None


def pinned() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return str(project["optional-dependencies"]["kernel"][0]).removeprefix("ziglang==")


@pytest.mark.skipif(compiler() != pinned(), reason="the kernel's compiler is not installed: `scripts/install kernel`")
def test_the_kernel_is_what_its_source_compiles_to(tmp_path: Path) -> None:
    built = tmp_path / "kernel.wasm"
    environment = {**os.environ, "PYTHON": os.sys.executable}
    subprocess.run([ROOT / "scripts" / "kernel", built], check=True, env=environment, timeout=300)
    assert built.read_bytes() == MODULE.read_bytes(), "run scripts/kernel and commit model/kernel/kernel.wasm"


def test_threads_take_turns() -> None:
    texts = ["the wolf " * number for number in range(1, 400)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda text: tokenize(text).words.tolist(), texts))
    assert found == [found[0] * number for number in range(1, 400)]


def test_a_huge_text_leaves_nothing_behind() -> None:
    before = tokenize("It rained.").words.tolist()
    assert len(tokenize("rain " * 2_000_000)) == 2_000_000
    assert tokenize("It rained.").words.tolist() == before


def test_what_does_not_fit_into_its_memory_is_refused() -> None:
    kernel = Kernel(np.arange(5))
    with kernel, pytest.raises(MemoryError, match="more than"):
        kernel.room(5 << 30, np.uint8)
    with kernel:
        assert len(kernel.room(3, np.uint8).values) == 3


def test_constants_stay_where_tasks_come_and_go() -> None:
    kernel = Kernel(np.arange(1000, dtype=np.uint32))
    for size in (10, 100_000_000, 10):
        with kernel:
            kernel.room(size, np.uint8).values[:] = 255
    with kernel:
        assert kernel.constants[0] < kernel.space(0)


@pytest.mark.parametrize("n_bytes", [0, 1 << 16, 3 << 20])
def test_systems_without_large_pages_serve_too(n_bytes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.arange(n_bytes, dtype=np.uint8)
    for _ in range(2):
        with Kernel(values) as kernel:
            assert (kernel.constant(0) == values).all()
        monkeypatch.delattr("mmap.MADV_HUGEPAGE", raising=False)


@pytest.mark.parametrize("text", ["", "\x00", "It rained.\x00\x00", "“é” 中 \U0001f600", "\ud83d", "\ud83d\ude00\x00"])
def test_texts_lie_in_its_memory_code_point_by_code_point(text: str) -> None:
    with Kernel() as kernel:
        codes = kernel.values(kernel.copy_text(text), len(text), np.uint32)
        assert codes.tolist() == [ord(character) for character in text]
