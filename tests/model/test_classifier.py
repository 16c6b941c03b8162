import dataclasses
import json
import re
import string
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model import artifact, taxonomy
from model.classifier import Classifier
from model.documents import Declared, Document, read, read_text
from model.features import as_seen, is_masked
from model.verdict import Verdict, decide, mismatches, rate
from tests.app import stories
from tests.model.documents import samples

PICNIC = (
    "They spread the blanket under the chestnut tree and unpacked the hamper. There were cucumber sandwiches and a "
    "plum cake, and Aunt Wil had brought lemonade in a stone bottle. The twins rolled down the hill until they were "
    "dizzy. Their father read aloud from the newspaper, mostly the weather, and their mother fell asleep with her hat "
    "over her nose. Afterwards they walked down to the stream and looked for minnows, and Peter caught one in a jam "
    "jar and let it go again. On the way home they picked a bunch of cornflowers for the kitchen, and everyone sang."
)
BRAWL = (
    "Marrick drove the knife into the guard's throat and blood sprayed across the wall. The second man came at him "
    "with a hatchet; it bit deep into his shoulder and he screamed. He smashed the man's face with the hilt, again and "
    "again, until the jaw broke and teeth scattered over the stones. Someone shot him in the leg. He stabbed the "
    "gunman in the belly, twisted the blade and felt the guts slide hot over his fist. The last one begged. Marrick "
    "cut him down and kicked the bleeding body off the stairs, and stood there wet to the elbows with their blood."
)
FRENCH = (
    "Le matin, la petite fille sortit de la maison et marcha vers le jardin de sa grand-mère. Elle portait un panier "
    "plein de pommes rouges, et le chien la suivait en remuant la queue. Il faisait beau, les oiseaux chantaient dans "
    "les arbres, et personne ne pensait encore à l'école. « Viens vite », dit la vieille dame, « la tarte est prête ». "
)
GERMAN = (
    "Am Morgen ging das kleine Mädchen aus dem Haus und lief zum Garten ihrer Großmutter. Sie trug einen Korb voller "
    "roter Äpfel, und der Hund folgte ihr mit wedelndem Schwanz. Es war ein schöner Tag, die Vögel sangen in den "
    "Bäumen, und niemand dachte schon an die Schule. „Komm schnell“, rief die alte Frau, „der Kuchen ist fertig.“ "
)
CHINESE = (
    "清晨，小姑娘走出家门，朝外婆的花园走去。她提着一篮红苹果，小狗摇着尾巴跟在后面。天气很好，鸟儿在树上歌唱，"
    "谁也没有想到上学的事。“快来，”老人说，“饼烤好了。”她们坐在台阶上，喝着茶，看燕子飞过谷仓。"
)
CHOSE_NOT = taxonomy.CHOSE_NOT_TO_WARN
NONE_APPLY = taxonomy.NO_WARNINGS_APPLY
SEED_WORKS = sorted((Path(__file__).parents[2] / "seeds" / "works").glob("*.md"))


def judge(classifier: Classifier, text: str, **options: Any) -> Verdict:
    return classifier.classify(read_text(text), **options)


def decisions(verdict: Verdict) -> dict[str, str]:
    return {warning.tag: warning.decision for warning in verdict.warnings}


def probabilities(verdict: Verdict) -> dict[str, float]:
    return {**{warning.tag: warning.probability for warning in verdict.warnings}, **verdict.ratings}


def notices(verdict: Verdict) -> list[str]:
    return [notice.code for notice in verdict.notices]


def wrapped(text: str) -> dict[str, bytes]:
    """One story, its title in the first line, as a file of each format."""
    title, *texts = [paragraph.replace("\n", " ") for paragraph in text.split("\n\n") if paragraph.strip()]
    body = f"<h1>{samples.escaped(title)}</h1>{samples.html_paragraphs(tuple(texts))}"
    word = docx.Document()
    word.add_heading(title, 0)
    for paragraph in texts:
        word.add_paragraph(paragraph)
    return {
        "work.txt": text.encode(),
        "work.md": f"# {text}".encode(),
        "work.html": f"<!DOCTYPE html><html><head><title>x</title></head><body>{body}</body></html>".encode(),
        "work.epub": samples.epub({"story.xhtml": samples.xhtml(body)}),
        "work.docx": samples.saved(word),
    }


def assert_evidence_is_exact(verdict: Verdict, document: Document) -> None:
    for warning in verdict.as_dict()["warnings"]:
        for item in warning["evidence"]:
            assert document.text[item["start"] : item["end"]] == item["text"] != ""
            paragraphs = document.chapters[item["chapter"] - 1].paragraphs
            assert paragraphs[0, 0] <= item["start"] < item["end"] <= paragraphs[-1, 1]


@pytest.fixture(scope="session")
def saved() -> artifact.SavedModel:
    return artifact.load(pin="")


def with_bands(saved: artifact.SavedModel, **bands: tuple[float, float]) -> Classifier:
    """The shipped model, but for where `yes` and `review` begin."""
    chosen = {tag: {"yes": yes, "review": review} for tag, (yes, review) in bands.items()}
    manifest = {**saved.manifest, "decisions": {**saved.manifest["decisions"], **chosen}}
    return Classifier(dataclasses.replace(saved, manifest=manifest))


@pytest.fixture(scope="session")
def alarmist(saved: artifact.SavedModel) -> Classifier:
    """Says `yes` to everything, so that every tag shows its evidence."""
    return with_bands(saved, explicit_content=(0, 0), violence=(0, 0), major_character_death=(0, 0))


def test_a_verdict_keeps_the_contract(classifier: Classifier) -> None:
    answer = judge(classifier, BRAWL).as_dict()
    assert json.loads(json.dumps(answer)) == answer
    assert list(answer) == [
        "rating",
        "warnings",
        "severities",
        "declared",
        "mismatches",
        "document",
        "model",
    ]
    assert answer["rating"]["value"] in taxonomy.RATINGS
    assert tuple(answer["rating"]["probabilities"]) == taxonomy.RATINGS
    assert answer["declared"] == {"rating": None, "archive_warnings": []}
    assert answer["mismatches"] == []
    assert answer["document"] == {
        "format": "text/plain",
        "language": "en",
        "chapters": 1,
        "words": len(BRAWL.replace("'", " ").split()),
        "passages": 1,
        "notices": [],
    }
    assert answer["model"] == {
        "name": "forewarn",
        "version": classifier.manifest["version"],
        "sha256": classifier.sha256,
    }


def test_every_tag_is_answered_with_a_probability_and_a_decision(alarmist: Classifier) -> None:
    answer = judge(alarmist, BRAWL).as_dict()
    tags = [label.tag for label in taxonomy.LABELS if label.tag]
    levels = {label.name: label.levels for label in taxonomy.LABELS}
    assert [warning["tag"] for warning in answer["warnings"]] == [tag.name for tag in tags]
    assert answer["severities"].keys() == levels.keys()
    assert all(level in levels[label] for label, level in answer["severities"].items())
    for warning in answer["warnings"]:
        assert {"tag", "decision", "probability", "severity", "archive_warning", "evidence"} == warning.keys() - {
            "characters"
        }
        assert 0 <= warning["probability"] <= 1
        assert warning["decision"] == "yes"
        assert ("characters" in warning) == (warning["tag"] == "major_character_death")


def test_evidence_names_chapter_offsets_probability_and_terms(alarmist: Classifier) -> None:
    for warning in judge(alarmist, BRAWL).as_dict()["warnings"]:
        (item,) = warning["evidence"]
        assert list(item) == ["chapter", "start", "end", "probability", "text", "terms"]
        assert (item["chapter"], item["start"], item["text"]) == (1, 0, BRAWL.rstrip("."))
        assert 0 <= item["probability"] <= 1
        assert all(term["weight"] > 0 and term["term"] in BRAWL.lower() for term in item["terms"])


def test_the_words_that_weighed_most_come_first(classifier: Classifier) -> None:
    (item,) = judge(classifier, BRAWL).as_dict()["warnings"][1]["evidence"]
    weights = [term["weight"] for term in item["terms"]]
    assert weights == sorted(weights, reverse=True)
    assert {"blood", "stabbed", "throat", "knife"} & {term["term"] for term in item["terms"]}


def test_no_warning_has_no_evidence_and_no_characters(classifier: Classifier) -> None:
    for warning in judge(classifier, PICNIC).as_dict()["warnings"]:
        assert warning["decision"] == "no"
        assert warning["evidence"] == []
        assert warning["archive_warning"] is None
        assert "characters" not in warning


@pytest.mark.parametrize("most", [0, 1, 2, 5])
def test_no_more_evidence_than_asked_for(alarmist: Classifier, most: int) -> None:
    verdict = judge(alarmist, "\n\n".join([BRAWL, PICNIC] * 4), evidence=most)
    shown = [len(warning.evidence) for warning in verdict.warnings]
    assert max(shown) <= most
    assert shown[1] == min(most, 4), "the four brawls, and not the picnics between them"


def test_evidence_never_shows_a_passage_twice(alarmist: Classifier) -> None:
    verdict = judge(alarmist, "\n\n".join([stories.FIGHT, PICNIC] * 3), evidence=20)
    for warning in verdict.warnings:
        starts = [item.start for item in warning.evidence]
        assert len(starts) == len(set(starts))


@pytest.mark.parametrize("path", SEED_WORKS[::26], ids=lambda path: path.stem)
@pytest.mark.parametrize("name", ["work.txt", "work.md", "work.html", "work.epub", "work.docx"])
def test_evidence_lies_where_it_says_in_every_format(alarmist: Classifier, path: Path, name: str) -> None:
    story = path.read_text(encoding="utf-8").split("\n---\n", 1)[1].replace("\x00", "")
    document = read(wrapped(f"A Title 😀\n\n{story}")[name], None, name)
    verdict = alarmist.classify(document, evidence=50)
    assert all(warning.evidence for warning in verdict.warnings)
    assert_evidence_is_exact(verdict, document)


def test_evidence_counts_code_points_of_awkward_text(alarmist: Classifier) -> None:
    text = "😀 é\u0301 \x00 漢\ud800 " + BRAWL.replace("knife", "𝕜nife—“knife”") + "\r\n\r\n😀" + PICNIC
    document = read_text(text)
    assert document.text == text
    assert_evidence_is_exact(alarmist.classify(document, evidence=9), document)


def test_formats_of_published_works_agree(classifier: Classifier, public_works: list[dict[str, Any]]) -> None:
    for row in public_works:
        plain = probabilities(judge(classifier, row["text"]))
        for name, data in wrapped(row["text"]).items():
            document = read(data, None, name)
            verdict = classifier.classify(document)
            assert probabilities(verdict) == pytest.approx(plain, abs=0.02), (row["title"], name)
            assert_evidence_is_exact(verdict, document)


@pytest.mark.parametrize("text", ["", "   \n\n", "Word.", "It was late. " * 16, "12345 67890 " * 100, "***\n\n***"])
def test_too_short_a_text_is_not_judged(classifier: Classifier, text: str) -> None:
    answer = judge(classifier, text).as_dict()
    assert [notice["code"] for notice in answer["document"]["notices"]] == ["too_short"]
    assert answer["rating"] == {"value": None, "probabilities": {}}
    assert answer["warnings"] == answer["mismatches"] == []
    assert answer["severities"] == {}


def test_fifty_words_are_enough(classifier: Classifier) -> None:
    assert notices(judge(classifier, " ".join(PICNIC.split()[:49]))) == ["too_short"]
    assert notices(judge(classifier, " ".join(PICNIC.split()[:50]))) == []


def test_an_empty_document_is_not_judged(classifier: Classifier) -> None:
    verdict = classifier.classify(Document("", "text/html"))
    assert notices(verdict) == ["too_short"]
    assert verdict.document["words"] == verdict.document["passages"] == verdict.document["chapters"] == 0


@pytest.mark.parametrize("text", [FRENCH * 4, GERMAN * 4, CHINESE * 8], ids=["french", "german", "chinese"])
def test_other_languages_are_not_judged(classifier: Classifier, text: str) -> None:
    verdict = judge(classifier, text)
    assert notices(verdict) == ["unsupported_language"]
    assert verdict.document["language"] == "und"
    assert verdict.rating is None
    assert verdict.warnings == ()


def test_a_work_mostly_in_another_language_is_not_judged(classifier: Classifier) -> None:
    verdict = judge(classifier, "\n\n".join([PICNIC, *[FRENCH * 2] * 8]))
    assert notices(verdict) == ["unsupported_language"]


def test_a_mixed_work_says_what_share_was_judged(classifier: Classifier) -> None:
    verdict = judge(classifier, "\n\n".join([*[PICNIC] * 6, *[GERMAN * 2] * 2]))
    assert notices(verdict) == ["partly_judged"]
    share = int(verdict.notices[0].detail.split("%")[0].split()[-1])
    assert 60 <= share < 95
    assert verdict.rating == taxonomy.GENERAL


def test_evidence_of_a_mixed_work_is_english(alarmist: Classifier) -> None:
    verdict = judge(alarmist, "\n\n".join([*[PICNIC, BRAWL] * 3, *[FRENCH * 2] * 3]), evidence=50)
    assert notices(verdict) == ["partly_judged"]
    for warning in verdict.warnings:
        assert warning.evidence
        assert not any("petite fille" in item.text for item in warning.evidence)


@pytest.mark.parametrize("text", [BRAWL, stories.FIGHT])
def test_a_brutal_fight_is_violent(classifier: Classifier, text: str) -> None:
    verdict = judge(classifier, text)
    assert decisions(verdict)["violence"] in ("yes", "review")
    assert verdict.rating != taxonomy.GENERAL
    assert decisions(verdict)["explicit_content"] != "yes"


BRAWL_AND_BURIAL = (
    f"{BRAWL}\n\nIn the morning Ilse found Marrick at the foot of the stairs. She knelt and closed his eyes. Nobody "
    "had seen Marrick fall. They buried Marrick on the hill above the harbour, and Ilse wept over the grave. "
    '"He was all I had," Ilse said to the priest. "He is dead, and I never told him."'
)
DISGUISES: dict[str, Callable[[str], str]] = {
    "a soft hyphen in every word": lambda text: re.sub(r"(\w\w)(?=\w)", "\\1\xad", text),
    "spaces without width": lambda text: re.sub(r"(?<=\w)(?=\w)", "\u200b", text),
    "struck through": lambda text: "".join(f"{character}\u0336" for character in text),
    "mathematical italics": lambda text: "".join(
        chr(ord(letter) - ord("a") + 0x1D622) if letter in string.ascii_lowercase else letter for letter in text
    ),
}


@pytest.mark.parametrize("disguise", DISGUISES.values(), ids=DISGUISES)
def test_a_disguise_that_any_reader_sees_through_changes_nothing(
    classifier: Classifier, disguise: Callable[[str], str]
) -> None:
    disguised = disguise(BRAWL_AND_BURIAL)
    plain, other = judge(classifier, BRAWL_AND_BURIAL), judge(classifier, disguised)
    assert (other.rating, decisions(other)) == (plain.rating, decisions(plain))
    assert plain.warnings[2].characters
    for one, same in zip(plain.warnings, other.warnings, strict=True):
        assert same.probability == one.probability
        assert [likely for _, likely in same.characters or ()] == [likely for _, likely in one.characters or ()]
        shown = [as_seen(disguised[item.start : item.end]) for item in same.evidence]
        assert shown == [BRAWL_AND_BURIAL[item.start : item.end] for item in one.evidence]


OATHS = (
    f"{BRAWL_AND_BURIAL}\n\n" + '"You fucking bastard," said Ilse. "I was a bitch to him, and he died for your shit." '
    "Nobody killed Marrick for his cock, or for an ass like that, though every whore in town had sex with the asshole."
    " “Fuck,” said the priest. “Damn it all to hell, you motherfucker.”"
)
HIDDEN = "f****** b@stard b!tch d*ed sh!t k!lled c0ck a$$ wh*re s3x @sshole f**k d*mn h*ll m*th*rf*ck*r"
SHOWN = "fucking bastard bitch died shit killed cock ass whore sex asshole Fuck Damn hell motherfucker"


def test_words_with_letters_hidden_count_as_if_they_were_not(classifier: Classifier) -> None:
    words = dict(zip(SHOWN.split(), HIDDEN.split(), strict=True))
    masked = re.sub(r"\b(" + "|".join(words) + r")\b", lambda found: keep_case(found[0], words[found[0]]), OATHS)
    assert sum(masked.count(character) for character in "*@!$03") > len(words)
    plain, other = judge(classifier, OATHS, evidence=5), judge(classifier, masked, evidence=5)
    assert (other.rating, other.ratings, other.severities) == (plain.rating, plain.ratings, plain.severities)
    shown = []
    for one, same in zip(plain.warnings, other.warnings, strict=True):
        assert (same.probability, same.characters) == (one.probability, one.characters)
        for item, proof in zip(same.evidence, one.evidence, strict=True):
            assert [weight for _, weight in item.terms] == [weight for _, weight in proof.terms]
            shown += [term for term, _ in item.terms if is_masked(term)]
    assert shown
    assert all(term in masked.lower() for term in shown)


def keep_case(plain: str, masked: str) -> str:
    return plain[0] + masked[1:] if masked[0].isalpha() else masked


@pytest.mark.parametrize("text", [PICNIC, stories.GENTLE])
def test_a_picnic_is_for_everyone(classifier: Classifier, text: str) -> None:
    verdict = judge(classifier, text)
    assert verdict.rating == taxonomy.GENERAL
    assert set(decisions(verdict).values()) == {"no"}
    assert verdict.severities["violence"] == "none"


def test_a_fight_is_likelier_violent_than_a_picnic_by_far(classifier: Classifier) -> None:
    fight, picnic = (probabilities(judge(classifier, text))["violence"] for text in (BRAWL, PICNIC))
    assert fight > picnic + 0.5


@pytest.mark.parametrize("path", SEED_WORKS[::15], ids=lambda path: path.stem)
def test_probabilities_of_ratings_add_up_to_one(classifier: Classifier, path: Path) -> None:
    verdict = classifier.classify(read(path.read_bytes(), None, path.name))
    assert sum(verdict.ratings.values()) == pytest.approx(1, abs=3e-4)
    assert min(verdict.ratings.values()) >= 0


def shelf_of_chapters(last: str) -> str:
    """More than four million characters of picnics, and a last chapter."""
    chapter = "\n\n".join([stories.GENTLE.strip(), PICNIC] * 4)
    n_chapters = 4_000_000 // len(chapter) + 1
    chapters = [f"Chapter {number}\n\n{chapter}" for number in range(1, n_chapters + 1)]
    return "\n\n".join([*chapters, f"Chapter {n_chapters + 1}\n\n{last}"])


def test_a_very_long_work_is_read_to_its_end(classifier: Classifier) -> None:
    document = read_text(shelf_of_chapters(stories.FIGHT))
    verdict = classifier.classify(document)
    assert len(document.text) > 4_000_000
    assert verdict.document["chapters"] == len(document.chapters) > 100
    assert decisions(verdict)["violence"] in ("yes", "review")
    strongest = verdict.warnings[1].evidence[0]
    assert strongest.chapter == len(document.chapters)
    assert strongest.start > 4_000_000
    assert_evidence_is_exact(verdict, document)
    assert decisions(judge(classifier, shelf_of_chapters(PICNIC)))["violence"] == "no"


def test_all_evidence_of_violence_is_violent(classifier: Classifier) -> None:
    verdict = judge(classifier, "\n\n".join([PICNIC] * 6 + [BRAWL]))
    assert decisions(verdict)["violence"] in ("yes", "review")
    assert [item.text[:7] for item in verdict.warnings[1].evidence] == ["Marrick"]


@pytest.mark.parametrize(
    "text", ["\n\n".join([PICNIC] * 4), "\n\n".join([stories.FIGHT] * 3), "\n\n".join([stories.GENTLE, PICNIC] * 3)]
)
def test_telling_the_same_twice_changes_little(classifier: Classifier, text: str) -> None:
    # Each text names its people at least twice: who is named once is nobody to the model, and told twice is someone.
    once, twice = judge(classifier, text), judge(classifier, f"{text}\n\n{text}")
    assert probabilities(twice) == pytest.approx(probabilities(once), abs=0.05)
    assert decisions(twice) == decisions(once)
    assert twice.rating == once.rating


@pytest.mark.parametrize("text", [PICNIC, stories.GENTLE, stories.FIGHT])
def test_a_few_passages_are_warned_of_as_the_same_at_length(classifier: Classifier, text: str) -> None:
    # A few are judged by the strongest, many by a model of works; what is sure for one is no surprise to the other.
    brief, long = judge(classifier, text), judge(classifier, "\n\n".join([text] * 4))
    for tag, decision in decisions(long).items():
        assert {decision, decisions(brief)[tag]} != {"yes", "no"}


def test_the_same_work_is_judged_the_same_again(classifier: Classifier) -> None:
    assert judge(classifier, BRAWL).as_dict() == judge(classifier, BRAWL).as_dict()


@pytest.mark.parametrize("text", [PICNIC, BRAWL])
def test_certain_explicit_content_is_rated_explicit(saved: artifact.SavedModel, text: str) -> None:
    verdict = judge(with_bands(saved, explicit_content=(0, 0)), text)
    assert decisions(verdict)["explicit_content"] == "yes"
    assert verdict.rating == taxonomy.EXPLICIT
    assert verdict.severities["sexual_content"] == "graphic"


@pytest.mark.parametrize("tag", ["violence", "major_character_death"])
def test_severities_keep_to_the_decision(saved: artifact.SavedModel, tag: str) -> None:
    label = next(label for label in taxonomy.LABELS if label.tag and label.tag.name == tag)
    assert label.tag
    sure, calm = with_bands(saved, **{tag: (0, 0)}), with_bands(saved, **{tag: (2, 2)})
    assert label.levels.index(judge(sure, PICNIC).severities[label.name]) >= label.tag.fires_at
    assert label.levels.index(judge(calm, stories.FIGHT).severities[label.name]) < label.tag.fires_at


@pytest.mark.parametrize(("bands", "decision"), [((2, 0), "review"), ((0, 0), "yes"), ((0, 2), "yes"), ((2, 2), "no")])
def test_whatever_is_not_ruled_out_shows_evidence(
    bands: tuple[float, float], decision: str, saved: artifact.SavedModel
) -> None:
    violence = judge(with_bands(saved, violence=bands), BRAWL).warnings[1]
    assert violence.decision == decision
    assert bool(violence.evidence) == (decision != "no")


@given(st.lists(st.floats(0, 1), min_size=3, max_size=3))
def test_ratings_are_a_distribution_whatever_the_steps_say(likely: list[float]) -> None:
    reached = sorted(likely, reverse=True)
    value, ratings = rate(reached, {"explicit_content": "review"})
    assert value in ratings
    assert sum(ratings.values()) == pytest.approx(1, abs=3e-4)
    assert min(ratings.values()) >= 0
    assert rate(reached, {"explicit_content": "yes"})[0] == taxonomy.EXPLICIT


def test_decisions_follow_the_bands() -> None:
    bands = {"yes": 0.7, "review": 0.3}
    assert [decide(p, bands) for p in (0, 0.29, 0.3, 0.69, 0.7, 1)] == ["no", "no", "review", "review", "yes", "yes"]


def test_what_the_sender_declares_is_answered_and_compared(classifier: Classifier) -> None:
    declared = Declared(taxonomy.GENERAL, (NONE_APPLY,))
    answer = judge(classifier, stories.FIGHT, declared=declared).as_dict()
    assert answer["declared"] == {"rating": taxonomy.GENERAL, "archive_warnings": [NONE_APPLY]}
    low = {"kind": "rating_too_low", "declared": taxonomy.GENERAL, "predicted": answer["rating"]["value"]}
    assert low in answer["mismatches"]
    assert {"kind": "missing_warning", "tag": "violence"} in answer["mismatches"]


def test_what_a_work_declares_is_compared_unless_the_sender_says_otherwise(classifier: Classifier) -> None:
    text = f"Title: The Stairs\nRating: General Audiences\nWarnings: {NONE_APPLY}\n\n{stories.FIGHT}"
    document = read_text(text)
    assert document.declared == Declared(taxonomy.GENERAL, (NONE_APPLY,))
    assert "rating_too_low" in {found["kind"] for found in classifier.classify(document).mismatches}
    sender = Declared(taxonomy.EXPLICIT, (taxonomy.GRAPHIC_VIOLENCE, taxonomy.MAJOR_CHARACTER_DEATH))
    assert classifier.classify(document, declared=sender).mismatches == ()


@pytest.mark.parametrize(
    "declared",
    [
        Declared(),
        Declared(taxonomy.NOT_RATED),
        Declared(taxonomy.EXPLICIT, (CHOSE_NOT,)),
        Declared(None, (CHOSE_NOT, NONE_APPLY)),
        Declared(taxonomy.MATURE, (taxonomy.MAJOR_CHARACTER_DEATH, taxonomy.GRAPHIC_VIOLENCE)),
    ],
)
def test_what_is_honest_or_unsaid_is_no_mismatch(alarmist: Classifier, declared: Declared) -> None:
    found = judge(alarmist, stories.FIGHT, declared=declared).mismatches
    assert [each for each in found if each["kind"] == "missing_warning"] == []
    assert declared.rating == taxonomy.MATURE or found == ()


def test_a_rating_too_high_is_no_mismatch(classifier: Classifier) -> None:
    assert judge(classifier, PICNIC, declared=Declared(taxonomy.EXPLICIT, (NONE_APPLY,))).mismatches == ()


def test_a_warning_that_is_only_reviewed_is_not_missing(saved: artifact.SavedModel) -> None:
    unsure = with_bands(saved, violence=(2, 0), major_character_death=(2, 0))
    found = judge(unsure, stories.FIGHT, declared=Declared(taxonomy.EXPLICIT, (NONE_APPLY,))).mismatches
    assert found == ()


def test_a_missing_warning_is_found_beside_one_that_was_given(alarmist: Classifier) -> None:
    declared = Declared(None, (taxonomy.MAJOR_CHARACTER_DEATH,))
    verdict = judge(alarmist, stories.FIGHT, declared=declared)
    assert verdict.mismatches == ({"kind": "missing_warning", "tag": "violence"},)
    assert mismatches(declared, taxonomy.MATURE, verdict.warnings[2:]) == ()


def test_what_is_declared_never_moves_the_prediction(classifier: Classifier) -> None:
    plain = judge(classifier, BRAWL)
    stated = judge(classifier, BRAWL, declared=Declared(taxonomy.EXPLICIT, (taxonomy.GRAPHIC_VIOLENCE,)))
    assert probabilities(stated) == probabilities(plain)


NAMES = ["Mary", "Ellen", "Vance", "the", "captain", "mother", "I", "my", "he", "died", "killed", "corpse", "funeral"]
MARKS = [". ", "“", "” ", '"', "'s ", "\n\n", "\n\nChapter 2\n\n", " *** ", "\ud800", "\x00", "漢字", "A/N: ", "… "]


@given(st.lists(st.sampled_from([*NAMES, *MARKS, "and", "that", "was", "with"]), max_size=500))
def test_no_text_makes_it_stumble(alarmist: Classifier, parts: list[str]) -> None:
    text = " ".join(parts)
    document = read_text(text)
    verdict = alarmist.classify(document, evidence=20)
    assert document.text == text
    assert_evidence_is_exact(verdict, document)
    assert (verdict.rating is None) == any(code in ("too_short", "unsupported_language") for code in notices(verdict))


SERVING = """
import sys
from model.classifier import Classifier
from model.documents import read_text
verdict = Classifier.load(pin="").classify(read_text(sys.argv[1]))
assert verdict.rating is not None
print(*sorted({name.split(".")[0] for name in sys.modules} & {"sklearn", "scipy", "training", "app", "pandas"}))
"""


def test_serving_never_imports_what_only_training_needs() -> None:
    command = [sys.executable, "-c", SERVING, BRAWL]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
