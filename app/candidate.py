"""A model that is to judge: verified, and tried on a sample."""

from app.settings import Settings
from model import Classifier
from model.artifact import ArtifactError
from model.documents import read_text

SAMPLE = "The lamp guttered, and Mara set down the letter and looked at the door for a long while. " * 10
"""Long enough to be judged at all."""


def load(settings: Settings) -> Classifier:
    """Load the model that the settings name.

    Raises
    ------
    ArtifactError
        The model must not be used.
    """
    classifier = Classifier.load(settings.model, pin=settings.model_sha256)
    try:
        classifier.classify(read_text(SAMPLE)).as_dict()
    except Exception as error:
        raise ArtifactError(f"the model can't judge a sample: {type(error).__name__}; retrain it") from error
    return classifier
