"""What a terminal shows that a pipe does not: progress and colours."""

import io
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cli import main, progress
from app.cli.progress import watched
from tests.app import stories

COLOUR = re.compile(r"\x1b\[(?:\d+;)*(?:3[0-8]|9[0-7])(?:;\d+)*m")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "140")
    monkeypatch.setattr(progress, "PATIENCE", 0.0)


def opened(monkeypatch: pytest.MonkeyPatch, name: str) -> Terminal:
    """Put a terminal in a stream's place; in a fixture, pytest's own capture would come after it."""
    stream = Terminal()
    monkeypatch.setattr(sys, name, stream)
    return stream


def slow(terminal: Terminal, works: int, until: str) -> Iterator[int]:
    """Works that take as long as it takes the bar to tell of the first ones."""
    yield from range(works - 1)
    deadline = time.monotonic() + 30
    while not re.search(until, terminal.getvalue()) and time.monotonic() < deadline:
        time.sleep(0.02)
    yield works - 1


def test_progress_tells_works_bytes_and_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = opened(monkeypatch, "stderr")
    items = slow(terminal, 4, until=r"works/s.*left")
    assert list(watched(items, [500_000] * 4)) == [0, 1, 2, 3]
    shown = terminal.getvalue()

    assert "3/4 works" in shown
    assert re.search(r"1\.5\S*/2\.0 MB", re.sub(r"\x1b\[[\d;]*m", "", shown))
    assert re.search(r"[\d,]+ works/s", shown)
    assert "left" in shown
    assert COLOUR.search(shown)


def test_progress_without_sizes_still_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = opened(monkeypatch, "stderr")
    assert list(watched(slow(terminal, 2, until="1/2 works"), [0, 0])) == [0, 1]
    assert "1/2 works" in terminal.getvalue()


def test_no_color_is_honoured_by_bars(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = opened(monkeypatch, "stderr")
    monkeypatch.setenv("NO_COLOR", "1")
    list(watched(slow(terminal, 2, until="1/2 works"), [10, 10]))

    assert "1/2 works" in terminal.getvalue()
    assert not COLOUR.search(terminal.getvalue())


def test_where_there_is_no_terminal_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)

    assert list(watched(iter("ab"), [1, 1])) == ["a", "b"]
    assert stream.getvalue() == ""


@pytest.mark.parametrize("command", ["classify", "explain"])
def test_no_color_is_honoured_by_tables(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "work.txt").write_text(stories.FIGHT)

    def shown() -> str:
        stream = opened(monkeypatch, "stdout")
        assert main([command, str(tmp_path / "work.txt")]) == 0
        return stream.getvalue()

    coloured = shown()
    monkeypatch.setenv("NO_COLOR", "1")
    plain = shown()

    assert COLOUR.search(coloured)
    assert not COLOUR.search(plain)
    assert "violence" in plain
