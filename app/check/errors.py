"""Why the check, or a part of it, could not be done.

CouldNotRun   nothing can be checked: no git, no service
Unjudged      one work can't be; it becomes a finding
"""


class CouldNotRun(Exception):
    """``str(error)`` says what is in the way and how to clear it, in one line."""


class Unjudged(Exception):
    """``str(error)`` says why the work has no verdict, in one line."""
