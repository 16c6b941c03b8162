"""``forewarn classify``: what to warn of in these works."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.exits import COULD_NOT_RUN, JUDGED, SOME_NOT_JUDGED
from app.cli.loading import add_model_option, load
from app.cli.options import evidence
from app.cli.works import Source, find

if TYPE_CHECKING:
    from model import Classifier
    from model.documents import Declared
    from model.verdict import Verdict

EPILOG = """\
examples:
  forewarn classify story.txt
  forewarn classify --evidence 10 story.epub
  forewarn classify --plot story.svg story.epub
  forewarn classify --verbose uploads/ more/*.html
  forewarn classify --ndjson uploads/ | jq -r 'select(.rating.value == "Explicit") | .file'
  forewarn classify --rating Teen --warning "No Archive Warnings Apply" story.md
  pandoc story.odt -t markdown | forewarn classify --media-type text/markdown -

exit codes: 0 every work was judged, 1 some could not be, 2 usage, 3 no model could be loaded,
or --plot could not write
"""


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "classify",
        help="say what to warn of in works, and how to rate them",
        description="Say what a reader should be warned of in each work, how it should be rated, and which "
        "passages show it. Reads plain text, HTML, Markdown, EPUB and docx; searches folders to the bottom.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("works", nargs="+", metavar="FILE", help="a file, a folder, or - for standard input")
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="one JSON object, or an array of them for several works")
    shape.add_argument("--ndjson", action="store_true", help="one JSON object a line, each as soon as it is judged")
    shape.add_argument("-v", "--verbose", action="store_true", help="details of each work, also when there are several")
    parser.add_argument("--evidence", type=evidence, default=3, metavar="N", help="passages a warning, 0 to 20 (3)")
    parser.add_argument("--media-type", metavar="TYPE", help="what the works are; found out where not said")
    parser.add_argument(
        "--rating", metavar="NAME", help="the rating that the works declare: AO3's name, K to M, PG-13, …"
    )
    parser.add_argument(
        "--warning",
        action="append",
        metavar="NAME",
        help="an archive warning that the works declare; may be repeated",
    )
    parser.add_argument(
        "--plot", type=_svg, metavar="FILE", help="draw how severe the work is along its text, as FILE.svg; of one work"
    )
    add_model_option(parser)
    parser.set_defaults(run=run, parser=parser)


def _svg(value: str) -> Path:
    # Whoever forgets the file to write to would lose the work that is named next.
    if not value.lower().endswith(".svg"):
        raise argparse.ArgumentTypeError(f"{value}: a file to write to is needed, its name ending in .svg")
    return Path(value)


def run(arguments: argparse.Namespace) -> int:
    """Judge the works and print the verdicts."""
    declared = _declared(arguments)
    if arguments.plot and not _is_one_file(arguments.works):
        arguments.parser.error("--plot: one picture shows one work; name one file, or - for standard input")
    classifier = load(arguments)
    sources = find(arguments.works, _extensions())
    if not sources:
        print(f"forewarn: no works in {', '.join(arguments.works)}", file=sys.stderr)
    results = _judged(classifier, sources, arguments, declared)
    from app.cli.progress import watched

    # Lines that come out on the same terminal are progress enough.
    if not (arguments.ndjson and sys.stdout.isatty()):
        results = watched(results, [source.size for source in sources])
    if arguments.ndjson:
        return _exit_code(_print_lines(results))
    done = list(results)
    if arguments.json:
        _print_json(done, alone=_is_one_file(arguments.works))
    else:
        from app.cli.report import print_report

        print_report(done, verbose=arguments.verbose)
    return _exit_code([_is_judged(result) for result in done])


def _is_one_file(paths: list[str]) -> bool:
    return len(paths) == 1 and not Path(paths[0]).is_dir()


def _extensions() -> frozenset[str]:
    from model.documents import SUPPORTED

    return frozenset(extension for format in SUPPORTED.values() for extension in format.extensions)


def _declared(arguments: argparse.Namespace) -> "Declared | None":
    if arguments.rating is None and arguments.warning is None:
        return None
    from model import taxonomy
    from model.documents import Declared
    from model.documents.declared import parse_rating, parse_warnings

    rating = None
    if arguments.rating is not None and (rating := parse_rating(arguments.rating)) is None:
        known = (*taxonomy.RATINGS, taxonomy.NOT_RATED)
        arguments.parser.error(f"--rating {arguments.rating!r} is none of {'; '.join(known)}")
    for given in arguments.warning or ():
        if not parse_warnings([given]):
            arguments.parser.error(f"--warning {given!r} is none of {'; '.join(taxonomy.ARCHIVE_WARNINGS)}")
    return Declared(rating=rating, archive_warnings=tuple(parse_warnings(arguments.warning or ())))


def _judged(
    classifier: "Classifier",
    sources: Iterable[Source],
    arguments: argparse.Namespace,
    declared: "Declared | None",
) -> Iterator[dict[str, Any]]:
    from model.documents import DocumentError, read

    for source in sources:
        try:
            document = read(source.read(), arguments.media_type, source.filename)
            verdict = classifier.classify(document, declared=declared, evidence=arguments.evidence)
        except DocumentError as error:
            yield {"file": source.path, "error": {"code": error.code, "detail": str(error)}}
        except OSError as error:
            yield {
                "file": source.path,
                "error": {"code": "unreadable_file", "detail": error.strerror or str(error)},
            }
        else:
            if arguments.plot:
                _plot(arguments.plot, document.title or source.filename or "the work", verdict)
            yield {"file": source.path, "title": document.title, **verdict.as_dict()}


def _plot(path: Path, name: str, verdict: "Verdict") -> None:
    if verdict.reading is None:
        print(f"forewarn: --plot {path}: nothing to draw, since the work was not judged", file=sys.stderr)
        return
    from app.cli.strip import draw
    from model.profile import profile

    try:
        path.write_text(draw(name, verdict.severities, verdict.rating, profile(verdict.reading)), encoding="utf-8")
    except OSError as error:
        print(
            f"forewarn: --plot {path}: {error.strerror or error}; name a file in a folder that can be written to",
            file=sys.stderr,
        )
        raise SystemExit(COULD_NOT_RUN) from None


def _exit_code(judged: list[bool]) -> int:
    return JUDGED if judged and all(judged) else SOME_NOT_JUDGED


def _is_judged(result: dict[str, Any]) -> bool:
    return "error" not in result and bool(result["severities"])


def _print_lines(results: Iterable[dict[str, Any]]) -> list[bool]:
    import orjson

    judged = []
    for result in results:
        judged.append(_is_judged(result))
        line = orjson.dumps(result, option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_SERIALIZE_NUMPY)
        sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()
    return judged


def _print_json(results: list[dict[str, Any]], *, alone: bool) -> None:
    import orjson

    value = results[0] if alone else results
    options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE | orjson.OPT_SERIALIZE_NUMPY
    sys.stdout.buffer.write(orjson.dumps(value, option=options))
    sys.stdout.buffer.flush()
