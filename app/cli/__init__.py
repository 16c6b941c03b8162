"""The command line, ``forewarn``: one file per command.

Every module here imports what it needs when it runs, not when it is read: a cold start is most of what a
short story costs.
"""

import argparse
import os
import sys
from collections.abc import Sequence

from app.cli import check, classify, completion, explain, keys, model, serve
from app.cli.exits import COULD_NOT_RUN, INTERRUPTED, JUDGED, PIPE_CLOSED, USAGE
from app.settings import SettingsError

EPILOG = """\
examples:
  forewarn classify story.txt              what to warn of, and why
  forewarn classify uploads/               every work in a folder
  forewarn classify --json story.epub      the same for a machine
  curl -s URL | forewarn classify -        from standard input
  forewarn explain story.txt               why, passage by passage
  forewarn check uploads/                  do works declare what they say?
  forewarn serve --port 8000               the HTTP service
  forewarn keys new archive                a key to it, where others reach it

exit codes:
  0  every work was judged
  1  some work could not be read or judged; the others were. Of check: findings that fail
  2  the command line can't be understood
  3  no model could be loaded, or the service or the check could not run
"""

COMMANDS = (classify, explain, check, serve, keys, model, completion)


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command.

    Parameters
    ----------
    argv
        The arguments, without the program's name; None for the process's own.

    Returns
    -------
    int
        The exit code; ``app.cli.exits`` and ``forewarn --help`` say what each means.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A terminal in a small encoding shows a question mark for a dash rather than failing on it.
            stream.reconfigure(errors="replace")
    try:
        return _run(argv)
    except BrokenPipeError:
        # Python flushes stdout once more at exit; give it somewhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except KeyboardInterrupt:
        return INTERRUPTED


def _run(argv: Sequence[str] | None) -> int:
    try:
        whole = parser()
        completion.answer(whole)
        arguments = whole.parse_args(argv)
        code: int = arguments.run(arguments)
        sys.stdout.flush()
        return code
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else JUDGED
    except SettingsError as error:
        print(f"forewarn: {error}", file=sys.stderr)
        return USAGE
    except RuntimeError as error:
        # ArtifactError is one; importing it beforehand would load the model's libraries for every command.
        from model.artifact import ArtifactError

        if not isinstance(error, ArtifactError):
            raise
        print(f"forewarn: {error}", file=sys.stderr)
        return COULD_NOT_RUN


def parser() -> argparse.ArgumentParser:
    """Build the whole command line's parser."""
    parser = argparse.ArgumentParser(
        prog="forewarn",
        description="Content warnings and ratings for works of fiction, with the passages that prove them.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action=_Version, help="print the version and exit")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add_to(commands)
    return parser


class _Version(argparse.Action):
    def __init__(self, option_strings: Sequence[str], dest: str, help: str | None = None) -> None:
        super().__init__(option_strings, dest, nargs=0, help=help)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from model import __version__

        print(f"forewarn {__version__}")
        parser.exit()
