"""The command line explains itself, and its page in the documentation says the same."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cli import main, parser
from app.cli.reference import commands_of, reference

PAGE = Path(__file__).parents[2] / "docs" / "cli.md"


def everything(command: ArgumentParser) -> Iterator[ArgumentParser]:
    yield command
    for each in commands_of(command).values():
        yield from everything(each)


COMMANDS = [command.prog.split()[1:] for command in everything(parser())]


def test_the_page_is_what_the_program_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == reference(parser()), "run scripts/reference"


def test_every_command_is_on_the_page() -> None:
    headings = {line.lstrip("# ") for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("#")}
    assert {" ".join(["forewarn", *command]) for command in COMMANDS} <= headings


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_help_has_examples_of_that_command(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*command, "--help"]) == 0
    out = capsys.readouterr().out
    examples = out.partition("examples:\n")[2].partition("\n\n")[0].splitlines()

    assert examples
    assert any(" ".join(["forewarn", *command]) in line for line in examples)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_option_says_what_it_is_for(command: list[str]) -> None:
    found = parser()
    for name in command:
        found = commands_of(found)[name]
    assert [action.dest for action in found._actions if not action.help and action.dest != "==SUPPRESS=="] == []
