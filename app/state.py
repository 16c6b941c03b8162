"""What the application holds while it lives, as its routes see it."""

from starlette.requests import Request

from app.judge import Judge
from app.problems import Problem
from app.settings import Settings


def settings_of(request: Request) -> Settings:
    """The settings the application was made with."""
    settings: Settings = request.app.state.settings
    return settings


def judge_of(request: Request) -> Judge:
    """The loaded model.

    Raises
    ------
    Problem
        ``not-ready``.
    """
    judge: Judge | None = request.app.state.judge
    if judge is None:
        raise Problem("not-ready", "No model is loaded.", headers={"Retry-After": "1"})
    return judge
