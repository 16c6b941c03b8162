"""What a listed word shares with others of its list."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from model.features import hash_words
from training.corpora import Corpus
from training.examples import Example
from training.heads import fit_heads, prepare
from training.representation import Representation, fit_representation

ROOT = Path(__file__).parents[2]
QUIET = "the rain fell on the garden and she read her book by the window until the lamp was lit again"


def learned(
    lexicon: Sequence[tuple[str, str, int]] = (),
    topics: Sequence[tuple[str, str]] = (),
    profanity: Sequence[tuple[str, str, int]] = (),
) -> tuple[Corpus, Representation]:
    """A corpus in which "zounds" and "sabre" tell of strong language and violence, with the given word lists."""
    passages = [
        Example(f"{word}-{number}", "seeds", f"{word}-{number}", {"language": level, "violence": hurt}, text=text)
        for number in range(12)
        for word, level, hurt in (("zounds", 1, 0), ("sabre", 0, 1), ("teacup", 0, 0), ("blanket", 0, 0))
        for text in [f"{QUIET} {word} number{'abcdefghijkl'[number]}"]
    ]
    corpus = Corpus(passages=passages, lexicon=list(lexicon), topics=list(topics), profanity=list(profanity))
    return corpus, fit_representation(corpus, seed=1)


def weights(corpus: Corpus, representation: Representation, word: str) -> NDArray[np.float64]:
    """What a word weighs for each head."""
    material = prepare(corpus, representation)
    everything = np.ones(len(material.passage_groups), bool)
    heads = fit_heads(material, everything, np.zeros(0, bool), seed=1)
    row = representation.vocabulary.rows(hash_words(word))[0]
    assert row > 0, "the word is not known"
    return representation.folded(heads.weights)[row - 1]


def test_a_word_of_a_higher_level_shares_what_words_of_lower_levels_have_taught() -> None:
    corpus, representation = learned(lexicon=[("zounds", "language", 1), ("gadsbud", "language", 2)])
    some = corpus.labels().column["language", 1]
    assert weights(corpus, representation, "gadsbud")[some] > weights(corpus, representation, "zounds")[some] / 2


def test_a_rude_word_never_met_shares_what_milder_ones_of_its_kind_have_taught() -> None:
    corpus, representation = learned(profanity=[("zounds", "oaths", 1), ("gadsbud", "oaths", 3), ("fie", "kin", 1)])
    some = corpus.labels().column["language", 1]
    oath, other = (weights(corpus, representation, word)[some] for word in ("gadsbud", "fie"))
    assert oath > 0 > other - 0.5 * oath


@pytest.mark.parametrize("spelled", ["sabre", "Sabre", "sabré"])
def test_a_listed_word_is_found_however_it_is_spelled(spelled: str) -> None:
    parts = learned(topics=[(spelled, "blades")])[1].parts
    assert parts[:, -1].nnz == 1


def test_a_word_never_met_shares_what_its_topic_has_taught() -> None:
    corpus, representation = learned(topics=[("sabre", "blades"), ("yataghan", "blades"), ("quilt", "home")])
    mild = corpus.labels().column["violence", 1]
    blade, quilt = (weights(corpus, representation, word)[mild] for word in ("yataghan", "quilt"))
    assert blade > 0 > quilt - 0.5 * blade


@pytest.mark.parametrize("path", sorted((ROOT / "seeds" / "topics").glob("*.txt")), ids=lambda path: path.stem)
def test_topics_list_plain_words_once_in_order(path: Path) -> None:
    words = path.read_text(encoding="utf-8").split()
    assert words == sorted(set(words))
    assert all(word.isascii() and word.isalpha() and word.islower() for word in words)
