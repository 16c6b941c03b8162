"""Why there is no answer.

ForewarnError
 ├─ Refused         the service said no, with a problem (RFC 9457)
 ├─ Unreachable     nobody answered, or the answer broke off
 └─ Misunderstood   whoever answered does not speak as Forewarn does
"""

from app.client.results import FieldError, Problem


class ForewarnError(Exception):
    """Base of the client's errors.

    Attributes
    ----------
    is_passing
        Whether the same may be answered in a moment.
    """

    is_passing = False


class Refused(ForewarnError):
    """The service answered with a problem.

    Parameters
    ----------
    problem
        What it said.
    retry_after
        Seconds after which it asks to be asked again, if it does.
    """

    def __init__(self, problem: Problem, retry_after: float | None = None) -> None:
        super().__init__(f"{problem.status} {problem.title}" + (f": {problem.detail}" if problem.detail else ""))
        self.problem = problem
        self.retry_after = retry_after
        self.is_passing = problem.status in (429, 503)

    @property
    def type(self) -> str:
        """A reference to an explanation, such as ``"/problems/body-too-large"``."""
        return self.problem.type

    @property
    def title(self) -> str:
        """The kind of problem, in words."""
        return self.problem.title

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.problem.status

    @property
    def detail(self) -> str:
        """What happened this time."""
        return self.problem.detail

    @property
    def errors(self) -> tuple[FieldError, ...]:
        """The fields that the service does not take."""
        return self.problem.errors


class Unreachable(ForewarnError):
    """No answer came.

    Parameters
    ----------
    detail
        What happened.
    is_passing
        False for a service that was asked and took too long: to ask again would give it more to do.
    """

    def __init__(self, detail: str, *, is_passing: bool) -> None:
        super().__init__(detail)
        self.is_passing = is_passing


class Misunderstood(ForewarnError):
    """An answer that is not Forewarn's: the address may be another service's."""
