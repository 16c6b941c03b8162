"""What is told of the model that judges, on the command line and over HTTP."""

from typing import Any

from model import Classifier

# The rest of a manifest is coefficients.
TOLD = ("name", "version", "format", "decisions", "trained_on", "corpora", "libraries", "figures")


def describe(classifier: Classifier) -> dict[str, Any]:
    """Describe a loaded model: what its manifest tells, its digest and the labels it judges."""
    return {
        "figures": {},
        **{name: classifier.manifest[name] for name in TOLD if name in classifier.manifest},
        "sha256": classifier.sha256,
        "labels": [
            {"name": label.name, "levels": label.levels, "tag": label.tag.name if label.tag else None}
            for label in classifier.labels.labels
        ],
        "ratings": classifier.manifest["ratings"],
    }
