"""``forewarn serve``: the HTTP service."""

import argparse
import os
import textwrap
from dataclasses import fields

from app import shared
from app.cli import exposure
from app.cli.exits import COULD_NOT_RUN, JUDGED
from app.cli.loading import add_model_option, environment_of, load
from app.cli.options import above_zero
from app.settings import LOG_LEVELS, LOGS, Settings, variable

EPILOG = """\
examples:
  forewarn serve
  forewarn serve --port 9000 --workers 2
  FOREWARN_KEYS=keys.json forewarn serve --host 0.0.0.0
  curl --data-binary @story.txt -H 'Content-Type: text/plain' http://127.0.0.1:8000/v1/classify

Settings come from the environment:
{settings}

exit codes: 0 stopped as asked, 2 usage, 3 no model could be loaded, or the address is taken
"""


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "serve",
        help="run the HTTP service",
        description="Run the HTTP service.",
        epilog=EPILOG.format(settings=textwrap.fill(", ".join(variable(each.name) for each in fields(Settings)), 100)),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=_port, default=8000, help="port to listen on; 0 for any that is free (8000)")
    parser.add_argument("--workers", type=above_zero, default=1, metavar="N", help="processes (1)")
    parser.add_argument("--log", choices=LOGS, help=f"for people or for machines; else ${variable('log')} (console)")
    parser.add_argument(
        "--log-level", choices=LOG_LEVELS, help=f"the least that is logged; else ${variable('log_level')} (info)"
    )
    exposure.add_option(parser)
    add_model_option(parser)
    parser.set_defaults(run=run)


def _port(value: str) -> int:
    if not (value.isascii() and value.isdecimal() and int(value) < 65536):
        raise argparse.ArgumentTypeError("a port from 0 to 65535 is needed")
    return int(value)


def run(arguments: argparse.Namespace) -> int:
    """Serve until told to stop."""
    chosen = {name: value for name in ("log", "log_level") if (value := getattr(arguments, name))}
    environment = {**environment_of(arguments), **{variable(name): value for name, value in chosen.items()}}
    settings = Settings.from_environment(environment)
    exposure.check(arguments.host, settings, arguments.no_auth)
    # A model that does not load is better told here, in one line, than by each worker.
    load(arguments)
    # Workers are processes of their own; the environment is what they share with this one.
    with shared.provided(settings) as told:
        os.environ.update({**environment, **told})
        return _serve(arguments, settings)


def _serve(arguments: argparse.Namespace, settings: Settings) -> int:
    try:
        if arguments.workers == 1:
            from app import server

            server.run(settings, arguments.host, arguments.port)
            return JUDGED
        from app.supervisor import Supervisor

        supervisor = Supervisor(settings, arguments.host, arguments.port, arguments.workers)
        return JUDGED if supervisor.run() else COULD_NOT_RUN
    except SystemExit as end:
        return COULD_NOT_RUN if end.code else JUDGED
