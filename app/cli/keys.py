"""``forewarn keys``: who may use the service."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.exits import JUDGED
from app.cli.options import above_zero
from app.settings import Settings, SettingsError, variable

if TYPE_CHECKING:
    from app.keys import Key

DESCRIPTION = f"""\
Make, list and revoke API keys. They are kept in a file, hashed, which a running service
reads again within a second of a change: to rotate a key, make another, hand it out, and
revoke the first.

The file is --file, else ${variable("keys")}.
"""
EPILOG = """\
examples:
  forewarn keys new archive --file /etc/forewarn/keys/keys.json
  forewarn keys new prometheus --scope metrics
  forewarn keys new importer --requests-per-minute 6000
  forewarn keys list
  forewarn keys revoke 3f9a01c7
"""
ACTIONS = {
    "new": """\
examples:
  forewarn keys new archive --file keys.json
  forewarn keys new prometheus --scope metrics
  forewarn keys new importer --requests-per-minute 6000
""",
    "list": """\
examples:
  forewarn keys list
  forewarn keys list --file keys.json
""",
    "revoke": """\
examples:
  forewarn keys revoke 3f9a01c7
  forewarn keys revoke 3f9a01c7 b20e77d4 --file keys.json
""",
}
"""Examples of each action."""


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "keys",
        help="make, list and revoke API keys",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    new = _action(actions, "new", "make a key and print it, once")
    new.add_argument("name", type=_name, help="whose it is")
    new.add_argument(
        "--scope",
        action="append",
        choices=("classify", "metrics"),
        help="what it opens, may be repeated: classify for all of /v1, metrics for /metrics (classify)",
    )
    new.add_argument(
        "--requests-per-minute", type=above_zero, metavar="N", help=f"else ${variable('requests_per_minute')}"
    )
    new.set_defaults(run=make)
    listing = _action(actions, "list", "list the keys, without their secrets")
    listing.set_defaults(run=show)
    revoke = _action(actions, "revoke", "take keys back")
    revoke.add_argument("ids", nargs="+", metavar="ID", help="as `forewarn keys list` shows it")
    revoke.set_defaults(run=take_back)
    for action in (new, listing, revoke):
        action.add_argument("--file", type=Path, metavar="FILE", help=f"the file of keys; else ${variable('keys')}")


def _action(
    actions: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, text: str
) -> argparse.ArgumentParser:
    return actions.add_parser(
        name,
        help=text,
        description=f"{text[0].upper()}{text[1:]}.",
        epilog=ACTIONS[name],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def _name(value: str) -> str:
    from app.keys import MAX_NAME_LENGTH

    if not value.strip() or not value.isprintable() or len(value) > MAX_NAME_LENGTH:
        raise argparse.ArgumentTypeError(f"a name of 1 to {MAX_NAME_LENGTH} printable characters is needed")
    return value


def _file(arguments: argparse.Namespace) -> Path:
    path: Path | None = arguments.file or Settings.from_environment().keys
    if path is None:
        raise SettingsError(f"Which file of keys? Name it with --file or {variable('keys')}.")
    return path


def make(arguments: argparse.Namespace) -> int:
    """Make a key; the only time that it is shown."""
    from app.keys import changing, create

    path = _file(arguments)
    with changing(path) as keys:
        key, token = create(arguments.name, tuple(arguments.scope or ("classify",)), arguments.requests_per_minute)
        keys[key.id] = key
    print(token)
    print(
        f"Key {key.id} of {key.name} is in {path}, hashed: what is printed here can't be shown again.", file=sys.stderr
    )
    return JUDGED


def show(arguments: argparse.Namespace) -> int:
    """List the keys."""
    from app.keys import read

    rows = [("ID", "CREATED", "REQUESTS/MIN", "SCOPES", "NAME"), *map(_row, read(_file(arguments)).values())]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    return JUDGED


def _row(key: "Key") -> tuple[str, ...]:
    limit = str(key.requests_per_minute or "as set")
    return key.id, key.created.strftime("%Y-%m-%d"), limit, ",".join(key.scopes), key.name


def take_back(arguments: argparse.Namespace) -> int:
    """Revoke keys: all that are named, or none."""
    from app.keys import changing

    path = _file(arguments)
    with changing(path) as keys:
        unknown = [each for each in arguments.ids if each not in keys]
        if unknown:
            raise SettingsError(f"{path} has no key {', '.join(unknown)}; `forewarn keys list` shows those it has.")
        revoked = [keys.pop(each) for each in dict.fromkeys(arguments.ids)]
    for key in revoked:
        print(f"revoked {key.id} of {key.name}")
    return JUDGED
