"""``docs/cli.md``, written from the program: ``python -m app.cli.reference > docs/cli.md``."""

import argparse
from collections.abc import Iterator

HEAD = """\
# The command line

<!-- Written by `scripts/reference` from the program itself; a test compares the two. -->
"""


def reference(parser: argparse.ArgumentParser) -> str:
    """Describe every command in Markdown.

    Parameters
    ----------
    parser
        Of the program. What argparse itself makes of it differs between versions of Python, and this does not.
    """
    return "\n".join([HEAD, *_command(parser, 2)])


def commands_of(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The parsers of a command's own commands, by name."""
    return {
        name: command
        for action in parser._actions
        if isinstance(action, argparse._SubParsersAction)
        for name, command in action.choices.items()
    }


def _command(parser: argparse.ArgumentParser, depth: int) -> Iterator[str]:
    commands = commands_of(parser)
    actions = [action for action in parser._actions if not isinstance(action, argparse._SubParsersAction)]
    arguments = [action for action in actions if not action.option_strings]
    options = [action for action in actions if action.option_strings and action.dest != "help"]
    operands = (
        ["COMMAND …"] if commands else [f"{_metavar(a)}{' …' if a.nargs in ('+', '*') else ''}" for a in arguments]
    )
    usage = " ".join([parser.prog, *(["[options]"] if options else []), *operands])
    yield f"{'#' * depth} {parser.prog}\n\n    {usage}\n"
    if parser.description:
        yield f"{parser.description.strip()}\n"
    if arguments or options:
        yield "\n".join([*map(_argument, arguments), *map(_option, options)]) + "\n"
    if parser.epilog:
        yield f"```text\n{parser.epilog.rstrip()}\n```\n"
    for command in commands.values():
        yield from _command(command, min(depth + 1, 4))


def _argument(action: argparse.Action) -> str:
    return f"- `{_metavar(action)}`: {_help(action)}"


def _option(action: argparse.Action) -> str:
    value = "" if action.nargs == 0 else f" {_metavar(action)}"
    return f"- `{', '.join(action.option_strings)}{value}`: {_help(action)}"


def _metavar(action: argparse.Action) -> str:
    if action.metavar is not None:
        return str(action.metavar)
    if action.choices is not None:
        return "{" + ",".join(map(str, action.choices)) + "}"
    return action.dest.upper()


def _help(action: argparse.Action) -> str:
    # Names in angle brackets would be taken for HTML.
    return (action.help or "").replace("%%", "%").replace("<", "&lt;")


if __name__ == "__main__":
    from app.cli import parser

    print(reference(parser()), end="")
