"""Figures for people: the quality table of the terminal, and the model card."""

import json
from pathlib import Path
from typing import Any, Final

from training.evaluate import Measured
from training.misses import write_page
from training.plots import draw, links
from training.protocol import PUBLISHED

NOT_INSTALLED: Final = "**not installed**: `pip install forewarn[evaluate]`"
_NAMES: Final = {
    "public": "public fiction",
    "annotated": "public fiction, labelled by this project",
    "seeds": "seeds",
}


def table(figures: dict[str, Any]) -> str:
    """Lay the figures of `evaluate` out as Markdown tables.

    Parameters
    ----------
    figures
        What `training.evaluate.evaluate` returns.
    """
    lines: list[str] = []
    for name, heads in figures["passages"].items():
        lines += [f"Passages, {_NAMES[name]}: five folds, no work parted", "", *_heads(heads), ""]
    for name, heads in figures.get("passages_of_strangers", {}).items():
        lines += [f"Passages, {_NAMES[name]}: five folds, no author parted", "", *_heads(heads), ""]
    for name, part in figures["works"].items():
        how = "five folds" if name == "seeds" or figures.get("left_out") == [] else "one source left out at a time"
        lines += [f"Whole works, {_NAMES[name]}: {how}", "", *_heads(part["heads"]), ""]
        lines += _tags(part["tags"])
        if part["rating"]:
            rating = part["rating"]
            lines.append(
                f"Rating: quadratic kappa {rating['quadratic_kappa']:.3f}, exact {rating['accuracy']:.3f}, "
                f"within one step {rating['within_one']:.3f} (n = {rating['n']})"
            )
        who = part["who_dies"]
        lines += [
            f"Who dies: the first named comes first in {who['first_named']:.3f}, anyone named in "
            f"{who['anyone_named']:.3f} (n = {who['n']})",
            "",
        ]
    lines += _baselines(figures)
    lines += _protocol(figures.get("protocol", {}))
    lines += _alone(figures.get("seeds_alone"))
    return "\n".join(lines)


def _baselines(figures: dict[str, Any]) -> list[str]:
    """This model beside simpler tools, on the same folds."""
    lines = []
    for kind, sets in figures.get("baselines", {}).items():
        for name, tools in sets.items():
            own = figures[kind][name] if kind == "passages" else figures[kind][name]["heads"]
            ours = {head: row["auc"] for head, row in own.items()}
            columns = list(dict.fromkeys(head for row in tools.values() for head in row or ()))
            title = "Passages" if kind == "passages" else "Whole works"
            lines += [
                f"{title}, {_NAMES[name]}: AUC beside baselines on the same folds",
                "",
                f"| | {' | '.join(columns)} |",
                "|---" * (len(columns) + 1) + "|",
                _compared("this model", ours, columns),
                *(_compared(tool, row, columns) for tool, row in tools.items()),
                "",
            ]
    return lines


def _compared(name: str, row: dict[str, float] | None, columns: list[str]) -> str:
    if row is None:
        return f"| {name} | {NOT_INSTALLED} |" + " |" * (len(columns) - 1)
    return f"| {name} | " + " | ".join(f"{row[head]:.3f}" if head in row else "–" for head in columns) + " |"


def _protocol(protocol: dict[str, Any]) -> list[str]:
    lines: list[str] = []
    for voting, warnings in protocol.items():
        sizes = ", ".join(f"{w}: {row['positives']} of {row['n']} passages" for w, row in warnings.items())
        lines += [
            f"Published passage protocol, {voting} voting ({sizes}): accuracy, mean of five draws ± deviation",
            "",
            f"| | {' | '.join(warnings)} |",
            "|---" * (len(warnings) + 1) + "|",
        ]
        for tool in dict.fromkeys(tool for row in warnings.values() for tool in row["accuracy"]):
            cells = [row["accuracy"].get(tool) for row in warnings.values()]
            shown = [f"{c['mean']:.3f} ± {c['deviation']:.3f}" if c else NOT_INSTALLED for c in cells]
            lines.append(f"| {tool} | {' | '.join(shown)} |")
        if voting == "minority":
            for tool, accuracy in PUBLISHED.items():
                lines.append(f"| {tool} | {' | '.join(f'{accuracy[w]:.2f}' for w in warnings)} |")
        lines.append("")
    return lines


def _alone(alone: dict[str, Any] | None) -> list[str]:
    if not alone:
        return []
    auc = ", ".join(f"{head} {value:.3f}" for head, value in alone["auc"].items())
    others = [
        f"{name} {alone[key]:.3f}"
        for key, name in (("rating_kappa", "rating kappa"), ("who_dies", "the first named dies first"))
        if alone[key] is not None
    ]
    return [f"Seeds alone, tried on {alone['n']} public works: AUC {auc}; {', '.join(others)}", ""]


def _heads(heads: dict[str, Any]) -> list[str]:
    return [
        "| label at least | n | positive | AUC | average precision | ECE |",
        "|---|---|---|---|---|---|",
        *(
            f"| {head} | {row['n']} | {row['positives']} | {row['auc']:.3f} | {row['average_precision']:.3f} "
            f"| {row['ece']:.3f} |"
            for head, row in heads.items()
        ),
    ]


def _tags(tags: dict[str, Any]) -> list[str]:
    return [
        "| tag | positive | precision of yes | recall of yes | recall of yes and review | share sent to review |",
        "|---|---|---|---|---|---|",
        *(
            f"| {tag} | {row['positives']} | {row['yes_precision']:.3f} | {row['yes_recall']:.3f} "
            f"| {row['review_recall']:.3f} | {row['review_share']:.3f} |"
            for tag, row in tags.items()
        ),
        "",
    ]


def summary(figures: dict[str, Any]) -> str:
    """The few figures that the README shows, as a Markdown table.

    Parameters
    ----------
    figures
        What `training.evaluate.evaluate` returns.
    """
    lines = [
        "| never seen in training | n | sexual ≥1 | violence ≥2 | death =2 | language ≥1 | rating, kappa | who dies |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, heads in figures["passages"].items():
        lines.append(f"| passages, {_NAMES[name]} (AUC) {_row(heads)} | – | – |")
    for name, part in figures["works"].items():
        kappa, who = part["rating"].get("quadratic_kappa", 0.0), part["who_dies"]["first_named"]
        lines.append(f"| whole works, {_NAMES[name]} (AUC) {_row(part['heads'])} | {kappa:.2f} | {who:.2f} |")
    return "\n".join(lines)


_SHOWN = ("sexual_content>=1", "violence>=2", "death>=2", "language>=1")


def _row(heads: dict[str, Any]) -> str:
    count = max((row["n"] for row in heads.values()), default=0)
    cells = [f"{heads[head]['auc']:.3f}" if head in heads else "–" for head in _SHOWN]
    return f"| {count:,} | " + " | ".join(cells)


def write_docs(root: Path, measured: Measured) -> None:
    """Write the figures into the README, ``docs/quality.md``, ``docs/misses.md`` and the model card, plots beside it.

    Parameters
    ----------
    root
        The project's folder.
    measured : Measured
    """
    figures = measured.figures
    quality = root / "docs" / "quality.md"
    begin, end = "<!-- quality:begin -->", "<!-- quality:end -->"
    for path, text in ((root / "README.md", summary(figures)), (quality, table(figures))):
        before, rest = path.read_text(encoding="utf-8").split(begin)
        path.write_text(f"{before}{begin}\n{text}\n{end}{rest.split(end)[1]}", encoding="utf-8")
    write_page(root, measured)
    saved = root / "model" / "saved"
    manifest = json.loads((saved / "manifest.json").read_text(encoding="utf-8"))
    # Figures of other corpora would say nothing of the model that lies there.
    digests = [{row["sha256"] for row in rows} for rows in (manifest["corpora"], figures["corpora"])]
    if digests[0] == digests[1]:
        draw(saved, measured)
        write_card(saved, manifest, figures)


def write_card(folder: Path, manifest: dict[str, Any], figures: dict[str, Any] | None = None) -> None:
    """Write the model card, ``README.md``, beside the model.

    Parameters
    ----------
    folder
        The saved model's.
    manifest
        As saved.
    figures
        What `training.evaluate.evaluate` returned for the same corpora, or None where it was not run.
    """
    trained = manifest["trained_on"]
    lines = [
        f"# Model card: {manifest['name']} {manifest['version']}",
        "",
        "Reads English fiction and tells severities, content warnings and a rating. TF-IDF over words and pairs with",
        "linear heads; sub-words, word vectors and lists of words are folded into one weight a word.",
        "",
        "Meant to help a moderator, not to replace one: `review` means look. It has read mostly short stories and fan",
        "fiction; poems, scripts, chat logs and translations are known less well. It does not read other languages,",
        "and it can't tell consent, age or intent.",
        "",
        "## Labels",
        "",
        "| label | levels | tag |",
        "|---|---|---|",
        *(f"| {row['name']} | {', '.join(row['levels'])} | {row['tag'] or '–'} |" for row in manifest["labels"]),
        "",
        "## Trained on",
        "",
        f"{trained['passages']:,} labelled passages, {trained['works']:,} labelled works, "
        f"{trained['unlabelled']:,} texts without labels.",
        "",
        "| corpus | file | rows | licence |",
        "|---|---|---|---|",
        *(f"| {row['corpus']} | {row['file']} | {row['rows']:,} | {row['licence']} |" for row in manifest["corpora"]),
        "",
        "## Decisions",
        "",
        "Where `yes` and `review` begin, and what that gave on works held out in training:",
        "",
        "| tag | yes from | review from | precision of yes | recall of yes | recall of both |",
        "|---|---|---|---|---|---|",
        *(
            f"| {tag} | {row['yes']} | {row['review']} | {row.get('yes_precision', '–')} "
            f"| {row.get('yes_recall', '–')} "
            f"| {row.get('review_recall', '–')} |"
            for tag, row in manifest["decisions"].items()
        ),
        "",
    ]
    if figures is not None:
        lines += ["## Quality", "", *links(folder), table(figures)]
    (folder / "README.md").write_text("\n".join(lines), encoding="utf-8")
