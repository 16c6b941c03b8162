"""What a work declares against what its text says."""

from collections.abc import Iterator
from typing import Any, Final

from app.check.finding import Finding
from app.check.work import Work
from model import taxonomy
from model.verdict import REVIEW, YES

EXPLICIT_TAG: Final = "explicit_content"

ARCHIVE_WARNINGS: Final = {
    label.tag.name: label.tag.archive_warning
    for label in (*taxonomy.LABELS, *taxonomy.WARNED_OF)
    if label.tag and label.tag.archive_warning
}
"""What a tag is declared as. Explicit content is declared by the rating; other tags can't be declared."""

Answer = dict[str, Any]


def compare(work: Work, answer: Answer) -> Iterator[Finding]:
    """Find what is missing, too low, in doubt or not stated.

    Parameters
    ----------
    work
        What declares.
    answer
        The verdict, as ``Verdict.as_dict`` and the service give it; judged.
    """
    yield from _warnings(work, answer)
    yield from _rating(work, answer)
    yield from _undeclared(work, answer)


def _warnings(work: Work, answer: Answer) -> Iterator[Finding]:
    declared = work.declared
    for warning in answer["warnings"]:
        if _is_covered(work, warning["tag"]):
            continue
        if warning["decision"] == REVIEW:
            yield _about(work, warning, "review", f"may need a warning of {_spaced(warning['tag'])}")
        elif warning["decision"] == YES and warning["tag"] == EXPLICIT_TAG and declared.rating is None:
            yield _about(work, warning, "missing", "explicit content, and no rating says so", taxonomy.EXPLICIT)
        elif warning["decision"] == YES and (name := warning["archive_warning"]):
            yield _about(work, warning, "missing", f"no warning of {name}", name)


def _is_covered(work: Work, tag: str) -> bool:
    declared = work.declared
    if tag == EXPLICIT_TAG:
        return declared.rating == taxonomy.EXPLICIT
    name = ARCHIVE_WARNINGS.get(tag)
    # To choose not to warn is a statement; readers know what they may meet.
    return name is None or name in declared.archive_warnings or taxonomy.CHOSE_NOT_TO_WARN in declared.archive_warnings


def _about(work: Work, warning: Answer, kind: Any, detail: str, predicted: str | None = None) -> Finding:
    evidence = warning["evidence"][0] if warning["evidence"] else None
    probability = warning["probability"]
    place = work.lines.of_evidence(evidence)
    where = f", chapter {evidence['chapter']}" if evidence and place.line is None else ""
    return Finding(
        kind,
        f"{detail} ({_sure(probability)}{where})",
        place,
        tag=warning["tag"],
        declared=_stated(work),
        predicted=predicted,
        probability=probability,
        evidence=evidence,
    )


def _stated(work: Work) -> str | None:
    declared = work.declared
    return "; ".join(each for each in (declared.rating, *declared.archive_warnings) if each) or None


def _rating(work: Work, answer: Answer) -> Iterator[Finding]:
    declared, predicted = work.declared.rating, answer["rating"]["value"]
    if predicted is None or declared not in taxonomy.RATINGS:
        return
    above = taxonomy.RATINGS[taxonomy.RATINGS.index(declared) + 1 :]
    if predicted not in above:
        return
    sure = sum(answer["rating"]["probabilities"][name] for name in above)
    if predicted == taxonomy.EXPLICIT:
        # Certain explicit content makes a work Explicit whatever the probabilities of ratings say.
        sure = max([sure, *(w["probability"] for w in answer["warnings"] if w["tag"] == EXPLICIT_TAG)])
    yield Finding(
        "rating",
        f"declared {declared}, reads as {predicted} ({_sure(sure)})",
        work.place_of_rating(),
        declared=declared,
        predicted=predicted,
        probability=round(sure, 4),
    )


def _undeclared(work: Work, answer: Answer) -> Iterator[Finding]:
    declared = work.declared
    lacking = [
        *(("no rating",) if declared.rating is None else ()),
        *(("no archive warnings",) if not declared.archive_warnings else ()),
    ]
    if not lacking:
        return
    predicted = answer["rating"]["value"]
    reads = f"; reads as {predicted}" if predicted and declared.rating is None else ""
    place = work.place_of_warnings() if declared.rating else work.place_of_rating()
    yield Finding("undeclared", f"states {' and '.join(lacking)}{reads}", place, predicted=predicted)


def _sure(probability: float) -> str:
    # Rounded to 100% it would promise what no model can.
    return "over 99% sure" if probability > 0.99 else f"{probability:.0%} sure"


def _spaced(tag: str) -> str:
    return tag.replace("_", " ")
