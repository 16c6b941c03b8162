"""Which files git has seen change (https://git-scm.com/docs/git-diff)."""

import os
import subprocess

from app.check.errors import CouldNotRun
from app.settings import SettingsError


def changed_since(ref: str) -> frozenset[str]:
    """List the files that differ from where the current branch left another, those not yet committed included.

    Parameters
    ----------
    ref
        A branch, a tag or a commit.

    Returns
    -------
    frozenset of str
        Real paths; of files that exist still.

    Raises
    ------
    SettingsError
        Git does not know the ref.
    CouldNotRun
        There is no git, no repository, or no history in common.
    """
    top = _git("rev-parse", "--show-toplevel").strip()
    known = _run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    if known.returncode:
        way_out = "In CI, fetch the whole history (fetch-depth: 0)"
        raise SettingsError(f"--since {ref}: git knows no such commit here. {way_out}, or name one that is here.")
    commit = known.stdout.strip()
    base = _run("merge-base", commit, "HEAD")
    if base.returncode:
        raise CouldNotRun(f"--since {ref}: it has no history in common with HEAD here; fetch more (fetch-depth: 0).")
    changed = _git("diff", "--name-only", "-z", "--no-renames", "--diff-filter=d", base.stdout.strip(), "--", ":/")
    fresh = _git("ls-files", "--others", "--exclude-standard", "--full-name", "-z", "--", ":/")
    return frozenset(real(os.path.join(top, name)) for name in (changed + fresh).split("\0") if name)


def real(path: str) -> str:
    """A path without links in its folders; what the path itself links to is another file."""
    folder, name = os.path.split(os.path.abspath(path))
    return os.path.join(os.path.realpath(folder), name)


def _git(*arguments: str) -> str:
    done = _run(*arguments)
    if done.returncode:
        raise CouldNotRun(f"git {arguments[0]}: {' '.join(done.stderr.split())}")
    return done.stdout


def _run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    try:
        return subprocess.run(
            ("git", *arguments), capture_output=True, encoding="utf-8", errors="surrogateescape", check=False
        )
    except FileNotFoundError:
        raise CouldNotRun("--since asks git, which is not installed.") from None
