"""Works in, findings out: reads, judges and compares one after the other, by the policy."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.check.comparison import compare
from app.check.errors import Unjudged
from app.check.finding import Finding, Place
from app.check.policy import Policy, Rules
from app.check.work import Work, digest_of, opened, understood
from model.documents import Declared

Judge = Callable[[Work], dict[str, Any]]
"""Gives the verdict on a work as the HTTP API does, or raises ``Unjudged``."""

Override = Callable[[Rules], Rules]
"""What the command line changes of a policy's rules."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A work and what was found in it.

    Attributes
    ----------
    digest
        Of its text; None where there was no file.
    declared
        None where the work could not be read.
    verdict
        None where it could not be judged.
    """

    path: str
    findings: tuple[Finding, ...] = ()
    digest: str | None = None
    declared: Declared | None = None
    verdict: dict[str, Any] | None = None

    @property
    def fails(self) -> bool:
        """Whether anything found fails the check."""
        return any(finding.fails for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Report:
    """All works that were checked.

    Attributes
    ----------
    root
        The repository; what machines read names paths from it.
    left_out
        How many works the policy excludes.
    """

    works: tuple[Checked, ...]
    root: Path
    policy: Policy
    left_out: int = 0

    @property
    def findings(self) -> list[tuple[Checked, Finding]]:
        """Every finding with its work."""
        return [(work, finding) for work in self.works for finding in work.findings]

    @property
    def fails(self) -> bool:
        """Whether the check fails."""
        return any(work.fails for work in self.works)


def inspect(paths: Iterable[str], judge: Judge, policy: Policy, override: Override) -> Iterator[Checked]:
    """Check works, one after the other."""
    for path in paths:
        checked = _inspect(path, judge)
        rules = override(policy.rules(path))
        findings = tuple(_ruled(each, checked, policy, rules) for each in checked.findings)
        yield replace(checked, findings=findings)


def _inspect(path: str, judge: Judge) -> Checked:
    digest = None
    try:
        data = opened(path)
        digest = digest_of(data)
        work = understood(path, data)
        digest = work.digest
        verdict = judge(work)
        if not verdict["severities"]:
            raise Unjudged("; ".join(notice["detail"] for notice in verdict["document"]["notices"]))
    except Unjudged as error:
        return Checked(path, (Finding("unjudged", f"could not be judged: {error}", Place(path)),), digest)
    return Checked(path, tuple(compare(work, verdict)), digest, work.declared, verdict)


def _ruled(finding: Finding, checked: Checked, policy: Policy, rules: Rules) -> Finding:
    if finding.kind in ("missing", "rating") and (finding.probability or 0.0) < rules.min_confidence:
        unsure = f"{finding.detail}, less than the {rules.min_confidence:.0%} asked for"
        finding = replace(finding, kind="review", detail=unsure)
    reason, expired = policy.accepted(checked.path, finding, checked.digest)
    if reason is not None:
        return replace(finding, accepted=reason)
    if expired is not None:
        finding = replace(finding, detail=f"{finding.detail}; was accepted for another text: {expired}")
    return replace(finding, fails=finding.kind in rules.fail_on)
