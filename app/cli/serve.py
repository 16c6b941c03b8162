"""``forewarn serve``: the HTTP service."""

import argparse
import os

from app.cli.exits import COULD_NOT_RUN, JUDGED
from app.cli.loading import add_model_option, environment_of, load

EPILOG = """\
examples:
  forewarn serve
  forewarn serve --port 9000 --workers 2
  curl --data-binary @story.txt -H 'Content-Type: text/plain' http://127.0.0.1:8000/v1/classify

Settings come from the environment: FOREWARN_MODEL, FOREWARN_MODEL_SHA256, FOREWARN_MAX_BODY_BYTES,
FOREWARN_MAX_BATCH_ITEMS, FOREWARN_MAX_LINE_BYTES, FOREWARN_MAX_BACKLOG_BYTES, FOREWARN_THREADS.

exit codes: 0 stopped as asked, 2 usage, 3 no model could be loaded, or the address is taken
"""


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "serve",
        help="run the HTTP service",
        description="Run the HTTP service.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=_port, default=8000, help="port to listen on; 0 for any that is free (8000)")
    parser.add_argument("--workers", type=_workers, default=1, metavar="N", help="processes (1)")
    add_model_option(parser)
    parser.set_defaults(run=run)


def _port(value: str) -> int:
    if not (value.isascii() and value.isdecimal() and int(value) < 65536):
        raise argparse.ArgumentTypeError("a port from 0 to 65535 is needed")
    return int(value)


def _workers(value: str) -> int:
    if not (value.isascii() and value.isdecimal() and int(value) > 0):
        raise argparse.ArgumentTypeError("a whole number above zero is needed")
    return int(value)


def run(arguments: argparse.Namespace) -> int:
    """Serve until told to stop."""
    # A model that does not load is better told here, in one line, than by each worker.
    load(arguments)
    # Workers are processes of their own; the environment is what they share with this one.
    os.environ.update(environment_of(arguments))
    import uvicorn

    try:
        uvicorn.run(
            "app.main:create_app",
            factory=True,
            host=arguments.host,
            port=arguments.port,
            workers=arguments.workers,
            server_header=False,
        )
    except SystemExit as end:
        return COULD_NOT_RUN if end.code else JUDGED
    return JUDGED
