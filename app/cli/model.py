"""``forewarn model``: what model judges here."""

import argparse
import sys
from typing import Any

from app.cli.exits import JUDGED
from app.cli.loading import add_model_option, load

EPILOG = """\
examples:
  forewarn model
  forewarn model --model out/model
  forewarn model --json | jq -r .sha256

exit codes: 0 told, 2 usage, 3 no model could be loaded
"""


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "model",
        help="say which model judges, and how well it does",
        description="Say which model judges: its version and digest, what it learned from, and its figures.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_model_option(parser)
    parser.add_argument("--json", action="store_true", help="everything, as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print what model it is."""
    from app.card import describe

    description = describe(load(arguments))
    if arguments.json:
        import orjson

        sys.stdout.buffer.write(orjson.dumps(description, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
        sys.stdout.buffer.flush()
    else:
        _print(description)
    return JUDGED


def _print(description: dict[str, Any]) -> None:
    print(f"{description['name']} {description['version']}")
    print(f"sha256 {description['sha256']}")
    print("\nlabels")
    for label in description["labels"]:
        tag = f"  → {label['tag']}" if label["tag"] else ""
        print(f"  {label['name']}: {', '.join(label['levels'])}{tag}")
    print("\ncorpora")
    for corpus in description["corpora"]:
        print(f"  {corpus['corpus']}/{corpus['file']}: {corpus['rows']:,} rows, licence: {corpus['licence']}")
    for part in ("decisions", "figures"):
        if description.get(part):
            print(f"\n{part}")
            _print_tree(description[part], indent=1)


def _print_tree(value: Any, indent: int) -> None:
    pairs = value.items() if isinstance(value, dict) else enumerate(value, 1)
    for key, member in pairs:
        if isinstance(member, dict | list) and member:
            print(f"{'  ' * indent}{key}")
            _print_tree(member, indent + 1)
        else:
            print(f"{'  ' * indent}{key}: {member}")
