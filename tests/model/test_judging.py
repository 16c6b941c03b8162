from heapq import nlargest

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.special import softmax

from model.blocks import READER
from model.cast import Cast
from model.characters import SIGNALS
from model.documents import read_text
from model.judging import LEAST_LIKELY, N_BESIDE, WORK_SIGNALS, Judge, Judgement, death_columns
from model.labelset import OURS, LabelSet, own_label
from model.linear import Linear
from model.pooling import STRONGEST, sigmoid
from model.summary import Summary, choose, sum_up
from model.summary import judge as judge_work

N_HEADS = len(OURS.heads)
NAMES = ["Anna", "Bert", "Cleo", "Dora"]
TAGS = {tag.name: 0.5 for _, tag in OURS.tagged}
STORY = "\n\n".join(
    f"I saw {name} and {other} and said nothing. {name} died there, poor {other}. " + "The gulls cried again. " * 25
    for name in NAMES
    for other in NAMES
)


def linears(random: np.random.Generator, count: int, n_signals: int) -> list[Linear]:
    return [Linear(weights, float(random.normal())) for weights in random.normal(size=(count, n_signals))]


def judge_with(
    random: np.random.Generator, labels: LabelSet = OURS, n_steps: int = 3, neighbours: Linear | None = None
) -> tuple[Judge, list[Linear]]:
    """A judge, and its models: the heads', the rating's, and the three of who dies."""
    n_heads = len(labels.heads)
    heads, steps = linears(random, n_heads, len(WORK_SIGNALS)), linears(random, n_steps, n_heads)
    dying, *naming = linears(random, 3, len(SIGNALS))
    shown_from = {tag.name: 0.5 for _, tag in labels.tagged}
    by_passage = [head % 2 == 0 for head in range(n_heads)]
    judge = Judge(labels, heads, steps, by_passage, dying, naming, neighbours, shown_from)
    return judge, [*heads, *steps, dying, *naming]


def read_story(text: str) -> Cast:
    document = read_text(text)
    cast = Cast(document.text)
    READER.read(document, cast)
    return cast


def summed_up_and_judged(
    random: np.random.Generator, judge: Judge, n_heads: int, most: int = 3, text: str = STORY
) -> tuple[Summary, Judgement, NDArray[np.float32], NDArray[np.bool_]]:
    cast, again = read_story(text), read_story(text)
    log_odds = random.normal(scale=3, size=(cast.n_passages, n_heads)).round(1).astype(np.float32)
    english = random.random(cast.n_passages) < 0.8
    summary = sum_up(cast, log_odds, english, judge.columns)
    return summary, judge_work(again, log_odds, english, judge, most), log_odds, english


@pytest.mark.parametrize("n_english", [1, 2, STRONGEST, STRONGEST + 1])
@pytest.mark.parametrize("is_all", [True, False])
def test_a_brief_work_is_what_heads_say_of_its_strongest_passage(n_english: int, is_all: bool) -> None:
    random = np.random.default_rng(8)
    (neighbours,) = linears(random, 1, N_HEADS + N_BESIDE)
    judge, models = judge_with(random, neighbours=neighbours)
    text = "\n\n".join(STORY.split("\n\n")[: n_english if is_all else 9])
    cast, again = read_story(text), read_story(text)
    english = np.arange(cast.n_passages) < n_english
    assert english.all() == is_all
    log_odds = random.normal(size=(cast.n_passages, N_HEADS)).astype(np.float32)
    told = sum_up(cast, log_odds, english, judge.columns, neighbours).told
    judgement = judge_work(again, log_odds, english, judge, 3)
    told[OURS.columns["death"], -1] = np.log(max(judgement.dying) + LEAST_LIKELY)
    summed = [model.log_odds(own) for model, own in zip(models[:N_HEADS], told, strict=True)]
    speaks = (np.arange(N_HEADS) % 2 == 0) & (n_english <= STRONGEST)
    expected = sigmoid(np.where(speaks, log_odds[english].max(axis=0), summed))
    for name, own in OURS.columns.items():
        assert judgement.reached[name] == pytest.approx(np.minimum.accumulate(expected[own]), rel=1e-5)
    if n_english <= STRONGEST:
        assert judgement.likely == pytest.approx(sigmoid(log_odds[english].max(axis=0)), rel=1e-5)


@pytest.mark.parametrize("seed", range(10))
def test_a_work_is_judged_by_its_linear_models(seed: int) -> None:
    random = np.random.default_rng(seed)
    judge, models = judge_with(random)
    summary, judgement, *_ = summed_up_and_judged(random, judge, N_HEADS)
    heads, steps, (dying, others, narrator) = models[:N_HEADS], models[N_HEADS:-3], models[-3:]
    signals, told = summary.characters.signals, summary.told
    is_narrator = signals[:, SIGNALS.index("is_narrator")] > 0
    assert is_narrator.sum() == 1
    assert judgement.people.names() == summary.characters.names()
    assert judgement.dying == pytest.approx(sigmoid(dying.log_odds(signals)))
    naming = np.where(is_narrator, narrator.log_odds(signals), others.log_odds(signals))
    assert judgement.shares == pytest.approx(softmax(naming))
    told[OURS.columns["death"], -1] = np.log(max(judgement.dying) + LEAST_LIKELY)
    alone = sigmoid(np.array([head.log_odds(own) for head, own in zip(heads, told, strict=True)]))
    for name, own in OURS.columns.items():
        assert judgement.reached[name] == pytest.approx(np.minimum.accumulate(alone[own]))
    assert judgement.likely == pytest.approx(sigmoid(summary.strongest[0]))
    rated = sigmoid(np.array([step.log_odds(np.array(judgement.likely)) for step in steps]))
    assert judgement.rating == pytest.approx(np.minimum.accumulate(rated))


def test_the_heads_of_death_are_told_of_the_end_too() -> None:
    random = np.random.default_rng(1)
    summary, *_ = summed_up_and_judged(random, judge_with(random)[0], N_HEADS)
    own = summary.strongest[:, OURS.columns["death"]]
    expected = [[part for at in range(3) for part in (own[at, head], own[at].mean())] for head in range(2)]
    assert summary.told[OURS.columns["death"]].tolist() == [[*each, 0] for each in expected]
    others = np.delete(np.arange(N_HEADS), OURS.columns["death"])
    assert summary.told[others, 0].tolist() == summary.strongest[0, others].tolist()
    assert not summary.told[others, 1:].any()


@pytest.mark.parametrize("seed", range(10))
def test_whom_a_warning_names_are_the_likeliest(seed: int) -> None:
    random = np.random.default_rng(seed)
    shares = (judgement := summed_up_and_judged(random, judge_with(random)[0], N_HEADS)[1]).shares
    ranked = sorted(range(len(shares)), key=lambda who: -shares[who])[:3]
    assert judgement.named == [who for place, who in enumerate(ranked) if place == 0 or shares[who] >= 0.1]


def strongest(log_odds: NDArray[np.float32], english: NDArray[np.bool_], head: int, most: int) -> list[int]:
    """The passages that say most of what a head asks, as the definition has it."""
    likely = sigmoid(log_odds[:, head])
    found = nlargest(most, np.flatnonzero(english).tolist(), key=lambda passage: likely[passage])
    return [passage for passage in found if likely[passage] >= 0.3 * likely[found[0]]]


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("most", [0, 1, 3, 1000])
def test_warnings_are_proved_by_who_dies_and_by_the_strongest_passages(seed: int, most: int) -> None:
    random = np.random.default_rng(seed)
    judge, _ = judge_with(random)
    _, judgement, log_odds, english = summed_up_and_judged(random, judge, N_HEADS, most)
    expected = list[tuple[int, int]]()
    for label, tag in OURS.tagged:
        if judgement.reached[label.name][tag.fires_at - 1] < TAGS[tag.name]:
            continue
        head = OURS.column[label.name, tag.fires_at]
        told = [judgement.people.passage(who) for who in judgement.named] if label.name == "death" else []
        first = [passage for passage in told if passage is not None]
        chosen = list(dict.fromkeys([*first, *strongest(log_odds, english, head, most)]))[:most]
        expected += [(head, passage) for passage in chosen if english[passage]]
    assert [(proof.head, proof.passage) for proof in judgement.proofs] == expected
    odds = log_odds[[passage for _, passage in expected], [head for head, _ in expected]]
    assert [proof.likely for proof in judgement.proofs] == pytest.approx(sigmoid(odds))


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(-3, 3), st.booleans()), max_size=30),
    st.lists(st.integers(0, 1), max_size=3),
    st.integers(0, 40),
)
def test_any_head_is_proved_by_its_strongest_passages(
    scored: list[tuple[int, bool]], heads: list[int], most: int
) -> None:
    log_odds = np.array([[score, -score] for score, _ in scored], np.float32).reshape(-1, 2)
    english = np.array([own for _, own in scored], bool)
    proofs = choose(log_odds, english, heads, most)
    expected = [(head, passage) for head in heads for passage in strongest(log_odds, english, head, most)]
    assert [(proof.head, proof.passage) for proof in proofs] == expected


@pytest.mark.parametrize("text", ["", "Rain.", "\x00", "I died. " * 300])
@pytest.mark.parametrize("n_steps", [0, 3])
def test_where_there_is_little_to_judge_nothing_breaks(text: str, n_steps: int) -> None:
    random = np.random.default_rng(0)
    judge, _ = judge_with(random, n_steps=n_steps)
    _, judgement, *_ = summed_up_and_judged(random, judge, N_HEADS, text=text)
    assert len(judgement.dying) == len(judgement.shares) == len(judgement.people)
    assert len(judgement.rating) == n_steps
    assert all(0 <= each <= 1 for each in (*judgement.rating, *judgement.likely, *judgement.dying))


def test_an_archives_own_labels_are_judged_without_death() -> None:
    random, labels = np.random.default_rng(0), LabelSet((own_label("spiders", 2), own_label("snow", 4)))
    judge, _ = judge_with(random, labels)
    _, judgement, *_ = summed_up_and_judged(random, judge, len(labels.heads))
    assert judge.columns == death_columns(labels) == (None, None, None)
    assert [len(levels) for levels in judgement.reached.values()] == [1, 3]


@pytest.mark.parametrize(("n_told", "n_signals", "n_seen"), [(6, 105, 17), (8, 105, 17), (7, 104, 17), (7, 105, 16)])
def test_models_of_other_signals_are_refused(n_told: int, n_signals: int, n_seen: int) -> None:
    assert (len(WORK_SIGNALS), len(SIGNALS), N_HEADS + N_BESIDE) == (7, 105, 17)
    random = np.random.default_rng(0)
    heads, steps = linears(random, N_HEADS, n_told), linears(random, 3, N_HEADS)
    dying, *naming = linears(random, 3, n_signals)
    (neighbours,) = linears(random, 1, n_seen)
    with pytest.raises(ValueError, match="weights"):
        Judge(OURS, heads, steps, [True] * N_HEADS, dying, naming, neighbours, TAGS)
