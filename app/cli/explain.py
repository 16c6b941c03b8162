"""``forewarn explain``: why a work's verdict is what it is."""

import argparse
import sys
from typing import Any

from app.cli.exits import JUDGED, SOME_NOT_JUDGED
from app.cli.loading import add_model_option, load
from app.cli.options import evidence
from app.cli.works import Source

EPILOG = """\
examples:
  forewarn explain story.txt
  forewarn explain --evidence 10 story.epub
  forewarn explain story.epub | less
  forewarn explain --json story.md | jq '.rating.steps[] | {at_least, probability}'
  curl -s URL | forewarn explain --media-type text/html -

What weighs is told in log-odds: 0 is even, +1 some 2.7 times likelier, +3 some 20 times.

exit codes: 0 the work was judged, 1 it could not be, 2 usage, 3 no model could be loaded
"""


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "explain",
        help="say why a work's verdict is what it is, passage by passage",
        description="Say why a work's verdict is what it is: for every label the strongest passages with the words "
        "that weighed, who may die and where it is told, and what the rating adds up.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("work", metavar="FILE", help="a file, or - for standard input")
    parser.add_argument("--json", action="store_true", help="everything, and how severe each passage is, as JSON")
    parser.add_argument("--evidence", type=evidence, default=3, metavar="N", help="passages a label, 0 to 20 (3)")
    parser.add_argument("--media-type", metavar="TYPE", help="what the work is; found out where not said")
    add_model_option(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Explain the verdict of one work."""
    from model.documents import DocumentError, read

    classifier = load(arguments)
    source = Source(arguments.work)
    try:
        document = read(source.read(), arguments.media_type, source.filename)
    except (DocumentError, OSError) as error:
        print(f"forewarn: {source.path}: {getattr(error, 'strerror', None) or error}", file=sys.stderr)
        return SOME_NOT_JUDGED
    verdict = classifier.classify(document, evidence=arguments.evidence)
    told = {"file": source.path, "title": document.title, "verdict": verdict.as_dict()}
    _write({**told, **classifier.explain(document, verdict, evidence=arguments.evidence)}, as_json=arguments.json)
    return JUDGED if verdict.severities else SOME_NOT_JUDGED


def _write(told: dict[str, Any], *, as_json: bool) -> None:
    if not as_json:
        from app.cli.reasons import print_reasons

        print_reasons(told)
        return
    import orjson

    sys.stdout.buffer.write(orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    sys.stdout.buffer.flush()
