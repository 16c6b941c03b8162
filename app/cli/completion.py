"""``forewarn completion``: what makes a shell complete the command line."""

import argparse
import os

from app.cli.exits import JUDGED

SHELLS = ("bash", "zsh", "fish")
ASKED = "_ARGCOMPLETE"
"""Set where a shell asks what could come next."""

EPILOG = """\
examples:
  eval "$(forewarn completion bash)"                                       in ~/.bashrc
  eval "$(forewarn completion zsh)"                                        in ~/.zshrc, after compinit
  forewarn completion fish > ~/.config/fish/completions/forewarn.fish

The shell asks the program itself, so what it offers is always what this version takes.
"""


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "completion",
        help="print what makes a shell complete commands and options",
        description="Print a script that makes a shell complete forewarn's commands, options and files.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("shell", choices=SHELLS, help="the shell")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the script."""
    from argcomplete.shell_integration import shellcode

    print(shellcode(["forewarn"], shell=arguments.shell))
    return JUDGED


def answer(parser: argparse.ArgumentParser) -> None:
    """Answer a shell that asks what could come next, and end; do nothing where none asks."""
    if ASKED in os.environ:
        from argcomplete import autocomplete

        autocomplete(parser)
