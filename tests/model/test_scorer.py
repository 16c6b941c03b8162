from collections.abc import Sequence

import numpy as np
import pytest
import scipy.sparse as sparse
from numpy.typing import NDArray

from model.classifier import Classifier
from model.features import Hashes, hash_words, pairs, tokenize
from model.scorer import Scorer
from model.verdict import HEADS
from model.vocabulary import Vocabulary, count
from tests.app import stories
from training.corpora import Corpus, Example
from training.representation import Representation, fit_representation, tokenize_examples

UNLABELLED = "The gamekeeper whittled a marlinspike. " * 10
"""Its rare words are in no labelled text of the tests, and come often enough to be given a vector."""

WORDS = "the wolf ran down the hill and the wolf bit the old dog"
EMPHASIS = np.array([[0.25, 0, 3], [0.5, 0.125, 0]], np.float32)


def random_hashes(how_many: int, seed: int) -> Hashes:
    return np.random.default_rng(seed).integers(0, 1 << 64, how_many, np.uint64, endpoint=False)


def toy(words: str = WORDS, n_heads: int = 3, least: float | None = None) -> Scorer:
    """A scorer that knows the words and pairs of a sentence, with random weights, no lower than the least."""
    hashes = hash_words(words)
    known = np.unique(np.concatenate((hashes, pairs(hashes))))
    table = np.random.default_rng(5).normal(size=(len(known) + 1, n_heads + 2)).astype(np.float32)
    if least is not None:
        table = np.maximum(abs(table), np.float32(least))
    table[:, -2] = table[:, -2] ** 2 + 1
    table[:, -1] = 0
    table[0] = 0
    table[1 + np.searchsorted(known, np.unique(hash_words("the and")))] += np.eye(n_heads + 2, dtype=np.float32)[-1]
    return Scorer(Vocabulary.build(known), table, np.array([0.5, -1, 2], np.float32), EMPHASIS)


def score(scorer: Scorer, text: str) -> NDArray[np.float32]:
    words = tokenize(text).words
    return scorer.score(words, np.array([0, len(words)]))[0][0]


@pytest.mark.parametrize("how_many", [0, 1, 2, 50, 1000, 14_000])
def test_a_vocabulary_finds_every_hash_it_was_built_with(how_many: int) -> None:
    hashes = random_hashes(how_many, 1)
    assert Vocabulary.build(hashes).rows(hashes).tolist() == list(range(1, how_many + 1))


def test_a_vocabulary_as_large_as_the_shipped_one_confuses_hardly_any_hash() -> None:
    hashes = random_hashes(200_000, 200_000)
    assert (Vocabulary.build(hashes).rows(hashes) != np.arange(1, 200_001)).mean() < 1 / 5000


def test_a_vocabulary_finds_hashes_in_any_order_and_again() -> None:
    hashes = random_hashes(500, 2)
    order = np.random.default_rng(3).integers(0, 500, 5000)
    assert (Vocabulary.build(hashes).rows(hashes[order]) == order + 1).all()


def test_a_vocabulary_gives_rows_in_another_order_when_asked() -> None:
    hashes = random_hashes(1000, 5)
    order = np.random.default_rng(0).permutation(1000)
    renumbered = Vocabulary.build(hashes).renumbered(order)
    assert (renumbered.rows(hashes[order]) == np.arange(1, 1001)).all()


def test_a_vocabulary_of_real_words_keeps_them_apart(seeds: Corpus) -> None:
    hashes = np.unique(np.concatenate([hash_words(example.text or "") for example in seeds.passages]))
    assert len(hashes) > 10_000
    assert (Vocabulary.build(hashes).rows(hashes) != np.arange(1, len(hashes) + 1)).mean() < 1 / 5000


def test_words_and_pairs_never_pass_for_each_other(seeds: Corpus) -> None:
    words = tokenize(" ".join(example.text or "" for example in seeds.passages)).words
    alone, beside = np.unique(words), np.unique(pairs(words))
    assert len(alone) > 10_000
    assert not Vocabulary.build(alone).rows(beside).any()
    assert not Vocabulary.build(beside).rows(alone).any()


def test_unknown_hashes_hardly_ever_pass_for_known_ones() -> None:
    vocabulary, strangers = Vocabulary.build(random_hashes(50_000, 4)), random_hashes(100_000, 5)
    assert (vocabulary.rows(strangers) > 0).mean() < 1 / 1000


def test_an_empty_vocabulary_knows_nothing() -> None:
    assert not Vocabulary.build(random_hashes(0, 6)).rows(random_hashes(1000, 7)).any()


def test_hashes_that_cannot_be_told_apart_are_refused() -> None:
    with pytest.raises(ValueError, match="can't be told apart"):
        Vocabulary.build(np.full(5, 77, np.uint64))


def test_more_features_than_rows_are_refused() -> None:
    with pytest.raises(ValueError, match="more than the"):
        Vocabulary.build(np.zeros(1 << 20, np.uint64))


def test_a_word_or_pair_that_comes_twice_counts_once() -> None:
    scorer = toy()
    words = hash_words("the wolf the wolf the wolf stranger")
    counts = count(scorer.vocabulary, words, np.array([0, len(words)]))
    assert len(counts.rows) == len(set(counts.rows.tolist())) == 3
    assert (counts.rows > 0).all()
    assert score(scorer, "wolf wolf hill").tolist() == score(scorer, "wolf wolf wolf hill").tolist()


def test_a_passage_scores_as_high_with_others_as_alone(seeds: Corpus, classifier: Classifier) -> None:
    scorer = classifier.scorer
    passages = tokenize_examples(seeds.passages[::10])
    together, english = scorer.score(passages.words, passages.bounds)
    for number, (start, end) in enumerate(zip(passages.bounds[:-1], passages.bounds[1:], strict=True)):
        alone, own = scorer.score(passages.words[start:end], np.array([0, end - start]))
        np.testing.assert_allclose(together[number], alone[0], rtol=1e-6, atol=1e-6)
        assert english[number] == own[0]


def test_a_passage_never_sees_the_word_next_door() -> None:
    scorer = toy()
    words = hash_words("old dog the wolf")
    scores, _ = scorer.score(words, np.array([0, 2, 4]))
    np.testing.assert_allclose(scores, [score(scorer, "old dog"), score(scorer, "the wolf")], rtol=1e-6)


def test_a_passage_of_unknown_words_scores_the_intercepts() -> None:
    assert score(toy(), "quite other vocabulary").tolist() == [0.5, -1, 2]


def test_the_share_of_english_counts_each_word_that_marks_it() -> None:
    words = hash_words("the wolf and the zebra")
    assert toy().score(words, np.array([0, 3, 5]))[1].tolist() == pytest.approx([2 / 3, 1 / 2])


@pytest.mark.parametrize("text", ["the wolf ran down the old hill", "stranger dog", "quite other vocabulary"])
def test_the_heaviest_word_and_pair_count_once_more(text: str) -> None:
    scorer, hashes = toy(), hash_words(text)
    of_words, of_pairs = (
        scorer.table[sorted({*scorer.vocabulary.rows(h).tolist()} - {0})] for h in (hashes, pairs(hashes))
    )
    own = np.concatenate((of_words, of_pairs))
    mean = own[:, :3].sum(axis=0) / max(own[:, -2].sum(), 1e-12) ** 0.5
    again = EMPHASIS * [rows[:, :3].max(axis=0, initial=0) for rows in (of_words, of_pairs)]
    np.testing.assert_allclose(score(scorer, text), mean + again.sum(axis=0) + scorer.intercepts, rtol=1e-5)


def weights(scorer: Scorer, text: str, head: int) -> list[tuple[str, float]]:
    """What each word of a text adds, as the definition has it: its own, and half of what each of its pairs does."""
    words, table, vocabulary = text.lower().split(), scorer.table, scorer.vocabulary
    rows = vocabulary.rows(hash_words(text)).tolist()
    of_pairs = vocabulary.rows(pairs(hash_words(text))).tolist()
    length = max(table[sorted({*rows, *of_pairs} - {0}), -2].sum(), 1e-12) ** 0.5

    def added(row: int, rows: list[int], emphasis: float) -> float:
        weight = float(table[row, head])
        return weight / length + (emphasis * weight if weight == max(table[rows, head]) > 0 else 0)

    of_word, of_pair = scorer.emphasis[:, head].tolist()
    halves = [0, *(added(row, of_pairs, of_pair) / 2 for row in of_pairs), 0]
    return [
        (word, added(row, rows, of_word) + halves[at] + halves[at + 1])
        for at, (word, row) in enumerate(zip(words, rows, strict=True))
    ]


def heaviest(scorer: Scorer, text: str, head: int) -> list[tuple[str, float]]:
    """The words that add something, each as often as it adds most."""
    found: dict[str, float] = {}
    for word, weight in weights(scorer, text, head):
        if weight > 0:
            found[word] = max(weight, found.get(word, 0))
    return sorted(found.items(), key=lambda term: (-term[1], term[0]))


def same(shown: Sequence[tuple[str, float]], expected: list[tuple[str, float]]) -> bool:
    return [word for word, _ in shown] == [word for word, _ in expected] and [
        weight for _, weight in shown
    ] == pytest.approx([weight for _, weight in expected], rel=1e-5)


@pytest.mark.parametrize(
    "text", ["the old wolf ran", "wolf down stranger hill and dog", "dog", "ran down the old hill"]
)
@pytest.mark.parametrize("head", [0, 1, 2])
def test_weights_of_words_add_up_to_the_log_odds(text: str, head: int) -> None:
    scorer = toy(least=0.1)
    (shown,) = scorer.strongest([text], [head], 100)
    added = score(scorer, text)[head] - scorer.intercepts[head]
    assert sum(weight for _, weight in shown) == pytest.approx(added, rel=1e-5)


@pytest.mark.parametrize("most", [0, 1, 3, 100])
@pytest.mark.parametrize("text", [f"{WORDS} stranger {WORDS.upper()}", "Wolf zebra WOLF", "wolf " * 50, "zebra", ""])
def test_the_strongest_words_come_once_and_heaviest_first(text: str, most: int) -> None:
    scorer = toy()
    for head in range(3):
        (shown,) = scorer.strongest([text], [head], most)
        assert same(shown, heaviest(scorer, text, head)[:most])


def test_of_words_as_heavy_as_the_last_the_first_in_the_alphabet_are_shown() -> None:
    words = "zebra yak wolf otter newt ant"
    table = np.ones((7, 3), np.float32)
    table[0] = 0
    scorer = Scorer(Vocabulary.build(hash_words(words)), table, np.zeros(1, np.float32), np.zeros((2, 1), np.float32))
    (shown,) = scorer.strongest([f"{words} {words}"], [0], 2)
    assert [word for word, _ in shown] == ["ant", "newt"]


def test_passages_are_weighed_together_as_alone() -> None:
    scorer, texts = toy(), ["the old wolf", "", "ran down the hill and bit", "the dog"]
    together = scorer.strongest(texts, [2, 1, 0, 1], 4)
    for shown, text, head in zip(together, texts, (2, 1, 0, 1), strict=True):
        assert scorer.strongest([text], [head], 4) == [shown]
    assert scorer.strongest([], [], 4) == []


@pytest.fixture(scope="module")
def representation(seeds: Corpus) -> Representation:
    corpus = Corpus(passages=seeds.passages[::20], unlabelled=[UNLABELLED], lexicon=seeds.lexicon)
    return fit_representation(corpus, seed=1)


@pytest.mark.parametrize("written", ["f*ck d*mn, fuck d*mn. ", "f*ck damn. D*mn fuck. "])
def test_a_word_is_made_of_its_letters_also_where_some_are_hidden_at_first(seeds: Corpus, written: str) -> None:
    def parts(text: str) -> NDArray[np.float32]:
        corpus = Corpus(passages=seeds.passages[::60], unlabelled=[text * 40, "damn " * 40])
        dense: NDArray[np.float32] = fit_representation(corpus, seed=1).parts.toarray()
        return dense

    plain = written.replace("*ck", "uck").replace("*mn", "amn")
    np.testing.assert_array_equal(parts(written), parts(plain))


def unfolded_and_folded(
    representation: Representation, texts: list[str]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Scores of the features times the heads' weights, and of the folded table."""
    random = np.random.default_rng(9)
    n_columns = len(representation.idf) + representation.parts.shape[1]
    weights, (intercepts, *of_kinds) = random.normal(size=(len(HEADS), n_columns)), random.normal(size=(3, len(HEADS)))
    passages = tokenize_examples([Example(text, "", "", {}, text=text) for text in texts])
    features = representation.transform(passages).astype(np.float64)
    emphasis = np.array(of_kinds)
    folded, _ = representation.fold(weights, intercepts, emphasis).score(passages.words, passages.bounds)
    heaviest = heaviest_by_columns(representation, features, weights)
    np.testing.assert_allclose(representation.heaviest(features, representation.folded(weights)), heaviest, rtol=1e-6)
    again = (emphasis.T * heaviest).sum(axis=-1)
    return np.asarray(features @ weights.T + again + intercepts), folded.astype(np.float64)


def heaviest_by_columns(
    representation: Representation, features: sparse.csr_matrix, weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """What the heaviest word and the heaviest pair of each passage weigh, each weighed alone: its column, its parts."""
    n, n_words = len(representation.idf), representation.n_words
    of_columns = weights[:, :n] + np.pad(weights[:, n:] @ representation.parts.T, ((0, 0), (0, n - n_words)))
    alone = (of_columns * representation.idf).T
    met = [np.split(row.indices, [np.searchsorted(row.indices, n_words)]) for row in features[:, :n].sorted_indices()]
    return np.array([[alone[kind].max(axis=0, initial=0) for kind in kinds] for kinds in met]).swapaxes(1, 2)


def largest_gap(representation: Representation, texts: list[str]) -> float:
    """Largest difference between folded and unfolded scores, relative to how large scores are."""
    unfolded, folded = unfolded_and_folded(representation, texts)
    return float(abs(folded - unfolded).max() / abs(unfolded).max())


def test_folding_changes_no_score(representation: Representation, seeds: Corpus) -> None:
    seen = [example.text or "" for example in seeds.passages[::20]]
    unseen = [example.text or "" for example in seeds.passages[5::20]]
    assert largest_gap(representation, [*seen, *unseen, stories.GENTLE, stories.FIGHT]) < 1e-6


def test_folding_changes_no_score_of_words_never_seen_with_a_label(representation: Representation) -> None:
    rare = hash_words("gamekeeper whittled marlinspike")
    assert (representation.vocabulary.rows(rare) > 0).all()
    unfolded, folded = unfolded_and_folded(representation, ["gamekeeper marlinspike whittled", "nothing"])
    assert (unfolded[0] != unfolded[1]).all()
    np.testing.assert_allclose(folded, unfolded, rtol=1e-5, atol=1e-6)


def test_folding_changes_no_score_of_a_passage_of_unknown_words(representation: Representation) -> None:
    unfolded, folded = unfolded_and_folded(representation, ["qqzx zzqx", "漢字 кошка"])
    np.testing.assert_allclose(folded, unfolded, rtol=1e-6)
    assert unfolded[0].tolist() == unfolded[1].tolist()
