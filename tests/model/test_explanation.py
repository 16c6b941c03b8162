"""What explains a verdict adds up to it."""

import math
from typing import Any

import pytest

from model import Classifier
from model.documents import Document, read_text
from model.verdict import Verdict
from tests.app import stories

Explained = tuple[Document, Verdict, dict[str, Any]]


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier.load()


@pytest.fixture(scope="module")
def explained(classifier: Classifier) -> Explained:
    document = read_text(stories.FIGHT + stories.GENTLE)
    verdict = classifier.classify(document)
    return document, verdict, classifier.explain(document, verdict)


def test_what_the_first_step_adds_up_is_its_probability(explained: Explained) -> None:
    _, verdict, why = explained
    step = why["rating"]["steps"][0]
    log_odds = step["starts_at"] + sum(each["adds"] for each in step["added"])

    assert why["rating"]["value"] == verdict.rating
    assert 1 / (1 + math.exp(-log_odds)) == pytest.approx(step["probability"], abs=0.01)
    assert step["probability"] == pytest.approx(1 - verdict.ratings["General Audiences"], abs=0.001)


def test_a_warning_and_its_explanation_show_the_same_passages(explained: Explained) -> None:
    _, verdict, why = explained
    labels = {label["label"]: label for label in why["labels"]}
    shown = [(item["start"], item["probability"]) for item in labels["violence"]["evidence"]]
    warning = next(warning for warning in verdict.warnings if warning.tag == "violence")

    assert shown == [(item.start, round(item.probability, 4)) for item in warning.evidence]
    assert shown


def test_every_label_has_passages_and_words(explained: Explained) -> None:
    document, verdict, why = explained

    assert [label["label"] for label in why["labels"]] == list(verdict.severities)
    for label in why["labels"]:
        assert label["severity"] == verdict.severities[label["label"]]
        for item in label["evidence"]:
            assert document.text[item["start"] : item["end"]] == item["text"]
            assert why["passages"][item["passage"] - 1]["start"] == item["start"]
            assert all(term["term"] in item["text"].lower() for term in item["terms"])
    assert all(label["evidence"] for label in why["labels"])


def test_those_who_may_die_are_placed(explained: Explained) -> None:
    document, _, why = explained
    told = [each["told"] for each in why["characters"] if each["told"]]

    assert told
    assert [each["share"] for each in why["characters"]] == sorted(
        (c["share"] for c in why["characters"]), reverse=True
    )
    assert all(document.text[place["start"] : place["end"]] == place["text"] for place in told)


def test_what_was_not_judged_is_not_explained(classifier: Classifier) -> None:
    document = read_text("Hello.")
    why = classifier.explain(document, classifier.classify(document))

    assert why == {
        "labels": [],
        "characters": [],
        "rating": {"value": None, "by_explicit_content": False, "steps": []},
        "passages": [],
    }
