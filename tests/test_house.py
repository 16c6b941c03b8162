"""The sources keep to the house plan, `docs/architecture.md`."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LEARNING = {"sklearn", "scipy", "xgboost", "matplotlib", "pandas"}
FORBIDDEN = {
    "model": {"training", "app", "tests", "bench"} | LEARNING,
    "training": {"app", "tests", "bench"},
    "app": {"training", "tests", "bench"} | LEARNING,
}
"""What the modules of each room never import, not even inside functions."""

ROOMS = {room: sorted((ROOT / room).rglob("*.py")) for room in FORBIDDEN}
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), path.name)


def imported(source: ast.Module, package: str = "") -> Iterator[str]:
    """Names of the modules that a source imports."""
    for node in ast.walk(source):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield package if node.level else node.module or ""
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("import_module", "importlib.import_module"):
            yield ast.unparse(node.args[0]).removeprefix("f").strip("'\"")


def undocumented(source: ast.Module) -> list[str]:
    """Public functions and classes without a docstring; an error drawn in its module's tree needs none of its own."""
    drawn = ast.get_docstring(source) or ""
    return [
        node.name
        for node in source.body
        if isinstance(node, Definition) and not node.name.startswith("_") and node.name not in drawn
        if not ast.get_docstring(node)
    ]


def test_every_room_is_there() -> None:
    assert all(len(paths) > 5 for paths in ROOMS.values())


@pytest.mark.parametrize("room", ROOMS)
def test_imports_follow_the_house_plan(room: str) -> None:
    turned = [
        (str(path.relative_to(ROOT)), name)
        for path in ROOMS[room]
        for name in imported(parsed(path), room)
        if name.split(".")[0] in FORBIDDEN[room]
    ]
    assert turned == []


def test_forbidden_imports_are_seen_wherever_they_hide() -> None:
    source = (
        "import os\ndef f():\n    from app.main import x\n    import sklearn.svm\n    import_module('training.fit')\n"
    )
    assert list(imported(ast.parse(source))) == ["os", "app.main", "sklearn.svm", "training.fit"]
    assert list(imported(ast.parse("from . import card"), "app")) == ["app"]


@pytest.mark.parametrize("path", [*ROOMS["model"], *ROOMS["training"]], ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_and_public_function_says_what_it_is_for(path: Path) -> None:
    source = parsed(path)
    if source.body:
        assert ast.get_docstring(source)
    assert undocumented(source) == []
