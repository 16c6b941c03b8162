"""``python -m training``: fit a model on labelled fiction, or evaluate how good such a model is."""

import argparse
import json
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from training.corpora import MIN_EXAMPLES, Corpus, CorpusError, read_corpora, require_enough


def main(argv: list[str] | None = None) -> int:
    """Run the command line; returns the exit code: 0 done, 2 usage or a corpus that can't be read."""
    arguments = _parser().parse_args(argv)
    try:
        with _Steps() as steps:
            corpus = read_corpora(arguments.data, tags=arguments.tags, progress=steps.show)
        require_enough(corpus)
    except CorpusError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    for name, (have, lack) in corpus.too_rare().items():
        needed = f"{MIN_EXAMPLES} of each are needed"
        print(f"left out: {name} ({have} texts are known to have it, {lack} to lack it; {needed})", file=sys.stderr)
    return int(arguments.run(arguments, corpus))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m training",
        description="Fit and evaluate Forewarn's model.",
        epilog="examples:\n"
        "  python -m training fit --data seeds --out out/model\n"
        "  python -m training fit --data seeds --data their.jsonl --out out/model\n"
        "  python -m training fit --data pan23/train --out out/model\n"
        "  python -m training fit --data downloads --data seeds --tags Spiders --tags Fluff --out out/model\n"
        "  python -m training evaluate --data seeds --data ../shared/data\n"
        "  python -m training evaluate --data seeds --data ../shared/data --full --docs .\n"
        "  FOREWARN_MODEL=out/model forewarn classify story.txt",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    fit = commands.add_parser("fit", help="fit a model and save it")
    evaluate = commands.add_parser("evaluate", help="measure a model's quality by cross-validation")
    for command in (fit, evaluate):
        command.add_argument(
            "--data",
            type=Path,
            action="append",
            required=True,
            metavar="PATH",
            help="a .jsonl file of passages or works, a folder laid out as seeds/ is, one in PAN 2023's format, or "
            "a folder of stories (.html, .epub) as AO3 or FanFicFare give them, labelled by what they declare; "
            "may be given several times (docs/retraining.md)",
        )
        command.add_argument(
            "--tags",
            action="append",
            default=[],
            metavar="TAG",
            help="make this freeform tag of downloaded stories a label; may be given several times",
        )
        command.add_argument("--seed", type=int, default=43, help="same seed, same data, same result (default 43)")
    fit.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the saved model goes")
    fit.set_defaults(run=_fit)
    evaluate.add_argument(
        "--full",
        action="store_true",
        help="baselines, the published passage protocol and seeds alone as well; some 45 minutes instead of 20",
    )
    evaluate.add_argument("--json", type=Path, metavar="FILE", help="write the figures here as well")
    evaluate.add_argument(
        "--docs",
        type=Path,
        metavar="DIR",
        help="write tables, plots and misses into this checkout's README.md, docs/ and model card",
    )
    evaluate.set_defaults(run=_evaluate)
    return parser


def _fit(arguments: argparse.Namespace, corpus: Corpus) -> int:
    from training.fit import fit
    from training.report import write_card

    started = time.monotonic()
    with _Steps() as steps:
        manifest = fit(corpus, arguments.out, seed=arguments.seed, progress=steps)
    write_card(arguments.out, manifest)
    print(
        f"{arguments.out}: {manifest['trained_on']['features']:,} features from {len(corpus.passages):,} passages and "
        f"{len(corpus.works):,} works in {time.monotonic() - started:.0f} s"
    )
    return 0


def _evaluate(arguments: argparse.Namespace, corpus: Corpus) -> int:
    from training.evaluate import measure
    from training.report import table, write_docs

    started = time.monotonic()
    with _Steps() as steps:
        measured = measure(corpus, seed=arguments.seed, full=arguments.full, progress=steps)
    print(table(measured.figures))
    if arguments.json:
        arguments.json.write_text(json.dumps(measured.figures, indent=1) + "\n", encoding="utf-8")
    if arguments.docs:
        write_docs(arguments.docs, measured)
    print(f"measured in {time.monotonic() - started:.0f} s", file=sys.stderr)
    return 0


class _Steps:
    """Says what is under way: a live line in a terminal, a plain line per step elsewhere."""

    def __init__(self) -> None:
        self._console = Console(stderr=True)
        self._bar = Progress(
            SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=self._console
        )
        self._task = self._bar.add_task("starting", total=None)

    def __enter__(self) -> "_Steps":
        if self._console.is_terminal:
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._console.is_terminal:
            self._bar.stop()

    def show(self, step: str) -> None:
        """Say what is under way where it can be overwritten."""
        if self._console.is_terminal:
            self._bar.update(self._task, description=step)

    def __call__(self, step: str) -> None:
        self.show(step)
        if not self._console.is_terminal:
            print(step, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
