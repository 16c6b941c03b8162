"""The model that a command judges with."""

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from app.settings import Settings, variable

if TYPE_CHECKING:
    from model import Classifier


def add_model_option(parser: argparse.ArgumentParser) -> None:
    """Let a command line choose a model."""
    text = f"a saved model; else ${variable('model')}, else the one that ships with forewarn"
    parser.add_argument("--model", type=Path, metavar="DIR", help=text)


def environment_of(arguments: argparse.Namespace) -> dict[str, str]:
    """The process's environment, with the model that the command line chose."""
    chosen = {variable("model"): str(arguments.model)} if arguments.model else {}
    return {**os.environ, **chosen}


def load(arguments: argparse.Namespace) -> "Classifier":
    """Load the model.

    Raises
    ------
    SettingsError
        A variable of the environment can't be used.
    ArtifactError
        The model must not be used.
    """
    from model import Classifier

    settings = Settings.from_environment(environment_of(arguments))
    return Classifier.load(settings.model, pin=settings.model_sha256)
