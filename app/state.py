"""What the application holds while it lives, as its routes see it."""

from starlette.requests import Request

from app.judge import Judge
from app.problems import Problem
from app.service import Service


def service_of(request: Request) -> Service:
    """The service that the application is."""
    service: Service = request.app.state.service
    return service


def judge_of(request: Request) -> Judge:
    """The loaded model.

    Raises
    ------
    Problem
        ``not-ready``.
    """
    judge = service_of(request).judge
    if judge is None:
        raise Problem("not-ready", "No model is loaded.", headers={"Retry-After": "1"})
    return judge
