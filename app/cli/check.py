"""``forewarn check``: does what works declare agree with what they say?"""

import argparse
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.cli.exits import COULD_NOT_RUN, FOUND, JUDGED
from app.cli.loading import add_model_option, load
from app.cli.works import STANDARD_INPUT, Source, find

if TYPE_CHECKING:
    from app.check.inspection import Judge, Override, Report
    from app.check.policy import Policy, Rules

KINDS = ("missing", "rating", "review", "undeclared", "unjudged")
FORMATS = ("text", "github", "sarif", "junit", "json", "markdown", "toml")

EPILOG = """\
findings:
  missing      the text asks for a warning that the work does not give
  rating       the text asks for a higher rating than the work declares
  review       the model does not know: someone should look
  undeclared   the work states no rating, or no archive warnings
  unjudged     the work could not be read or judged

examples:
  forewarn check uploads/                           fails on missing, rating and unjudged
  forewarn check --since origin/main uploads/       only what a branch has changed
  forewarn check --fail-on missing,rating,review,undeclared,unjudged uploads/
  forewarn check --fail-on "" --min-confidence 0.9 uploads/
  forewarn check --format github --format sarif=forewarn.sarif uploads/
  forewarn check --url https://forewarn.example uploads/
  forewarn check --format toml uploads/war.md >> .forewarn.toml     then write the reason

What a work declares is read from its front matter, an AO3 or FanFicFare preface, header lines such as
"Rating: T", or a file beside it, NAME.forewarn.yaml, with `rating:` and `warnings:`.
A .forewarn.toml, or [tool.forewarn] in pyproject.toml, says what fails where, what is left out and what has
been accepted, and why; options of the command line go before it.

exit codes: 0 nothing that fails, 1 findings, 2 usage or a policy that can't be understood, 3 could not run
"""


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "check",
        help="compare what works declare with what they say; for CI",
        description="Compare what each work declares with what its text says, and fail on a missing warning or a "
        "rating too low. Reads plain text, HTML, Markdown, EPUB and docx; searches folders to the bottom.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("works", nargs="+", metavar="PATH", help="a file or a folder")
    parser.add_argument("--since", metavar="REF", help="only files that differ from where HEAD left REF, in git")
    parser.add_argument("--fail-on", type=_kinds, metavar="KINDS", help=f"which fail, of {','.join(KINDS)}")
    parser.add_argument(
        "--min-confidence",
        type=_confidence,
        metavar="P",
        help="how sure the model must be, 0 to 1; what it is less sure of is to review",
    )
    parser.add_argument("--config", type=Path, metavar="FILE", help="the policy; else the nearest")
    parser.add_argument(
        "--format",
        action="append",
        type=_output,
        metavar="NAME[=FILE]",
        help=f"how to report: {', '.join(FORMATS)} (text); may be repeated with files to write to",
    )
    parser.add_argument("--url", type=_url, help="ask this service instead of a model here; its key is $FOREWARN_KEY")
    add_model_option(parser)
    parser.set_defaults(run=run, parser=parser)


def _kinds(value: str) -> frozenset[str]:
    given = frozenset(each.strip() for each in value.split(",") if each.strip())
    if unknown := sorted(given - set(KINDS)):
        raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: none of {', '.join(KINDS)}")
    return given


def _confidence(value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError("a number from 0 to 1 is needed")
    return number


def _output(value: str) -> tuple[str, str | None]:
    name, _, file = value.partition("=")
    if name not in FORMATS or value.endswith("="):
        raise argparse.ArgumentTypeError(f"{value}: one of {', '.join(FORMATS)} is needed, =FILE after it if wanted")
    return name, file or None


def _url(value: str) -> str:
    try:
        parts = urlsplit(value)
        is_good = parts.scheme in ("http", "https") and bool(parts.hostname) and not (parts.query or parts.fragment)
    except ValueError:
        is_good = False
    if not is_good:
        raise argparse.ArgumentTypeError("an address such as http://localhost:8000 is needed")
    return value


def run(arguments: argparse.Namespace) -> int:
    """Check the works and report."""
    from app.check.errors import CouldNotRun

    outputs = arguments.format or [("text", None)]
    if sum(file is None for _, file in outputs) > 1:
        arguments.parser.error("--format: only one report goes to standard output; give the others a file, NAME=FILE")
    if arguments.url and arguments.model:
        arguments.parser.error("--url and --model: a service has its own model; say one of them")
    try:
        report = _checked(arguments)
        for name, file in outputs:
            _write(report, name, file)
    except CouldNotRun as error:
        print(f"forewarn: {error}", file=sys.stderr)
        return COULD_NOT_RUN
    return FOUND if report.fails else JUDGED


def _checked(arguments: argparse.Namespace) -> "Report":
    from app.check.inspection import Report, inspect
    from app.cli.progress import watched

    policy = _policy(arguments)
    works = _works(arguments)
    kept = [path for path in works if not policy.excludes(path)]
    results = inspect(kept, _judge(arguments), policy, _override(arguments)) if kept else iter(())
    return Report(
        tuple(watched(results, [Source(path).size for path in kept])), _root(), policy, len(works) - len(kept)
    )


def _policy(arguments: argparse.Namespace) -> "Policy":
    from app.check import policy

    return policy.read(arguments.config) if arguments.config else policy.find(Path.cwd())


def _works(arguments: argparse.Namespace) -> list[str]:
    if STANDARD_INPUT in arguments.works:
        arguments.parser.error("- : what comes from standard input has no file to report on; use forewarn classify")
    works = list(dict.fromkeys(_found(arguments.works)))
    if not works:
        arguments.parser.error(f"no works in {', '.join(arguments.works)}")
    if arguments.since is None:
        return works
    from app.check.changes import changed_since, real
    from app.check.sidecar import paths_beside

    changed = changed_since(arguments.since)
    return [path for path in works if any(real(each) in changed for each in (path, *paths_beside(path)))]


def _found(paths: Iterable[str]) -> Iterator[str]:
    from app.check.sidecar import ENDING, works_of
    from model.documents import SUPPORTED

    extensions = frozenset(extension for format in SUPPORTED.values() for extension in format.extensions)
    for source in find(paths, extensions):
        if source.path.endswith(ENDING):
            yield from works_of(source.path, extensions)
        else:
            yield source.path


def _judge(arguments: argparse.Namespace) -> "Judge":
    from app.check.judges import KEY, LocalJudge, ServiceJudge

    if arguments.url:
        return ServiceJudge(arguments.url, os.environ.get(KEY))
    return LocalJudge(load(arguments))


def _override(arguments: argparse.Namespace) -> "Override":
    def override(rules: "Rules") -> "Rules":
        if arguments.fail_on is not None:
            rules = replace(rules, fail_on=arguments.fail_on)
        if arguments.min_confidence is not None:
            rules = replace(rules, min_confidence=arguments.min_confidence)
        return rules

    return override


def _root() -> Path:
    """The repository's folder, which what reads a report takes paths from; else this one."""
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), here)


def _write(report: "Report", name: str, file: str | None) -> None:
    from app.check.errors import CouldNotRun
    from app.check.formats import FORMATS as WRITERS

    if file is None:
        WRITERS[name](report, sys.stdout)
        return
    try:
        with open(file, "w", encoding="utf-8", errors="replace") as stream:
            WRITERS[name](report, stream)
    except OSError as error:
        raise CouldNotRun(f"--format {name}={file}: {error.strerror or error}") from None
