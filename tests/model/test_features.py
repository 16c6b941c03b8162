import itertools
import string

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from model.features import TOKEN_BYTES, Tokens, as_seen, hash_words, is_masked, pairs, tokenize

AWKWARD = "'’ʼ\"“”„«»s.!?…\n\r\u2028 -aZéßİ\x00\x01\ud800\udfff\U0001f600漢字کж\u0301\xad\u200b"
UNSEEN = "\u0301\u0336\xad\u200b\u2060\ufeff\u2068"
TEXTS = st.text(st.characters() | st.sampled_from(AWKWARD), max_size=120)
ASCII_LETTERS = frozenset(string.ascii_letters)


def spelled(text: str, tokens: Tokens | None = None) -> list[str]:
    tokens = tokenize(text) if tokens is None else tokens
    return [text[start:end] for start, end in zip(tokens.starts.tolist(), tokens.ends.tolist(), strict=True)]


def flagged(text: str, flag: str) -> list[str]:
    """The words for which a flag is set."""
    tokens = tokenize(text)
    return [word for word, on in zip(spelled(text), getattr(tokens, flag).tolist(), strict=True) if on]


def same(left: str, right: str) -> bool:
    return hash_words(left).tolist() == hash_words(right).tolist()


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("DEAD", "dead"),
        ("Café", "cafe"),
        ("NAÏVE", "naive"),
        ("façade mañana Ångström Łódź", "facade manana angstrom lodz"),
        ("don’t", "don't"),
        ("DONʼT", "don't"),
        ("O＇Brien", "o'brien"),
        ("ＢＬＯＯＤ", "blood"),
        ("𝒕𝒉𝒆 ℎ𝓾𝓷𝓽 𝕶𝖎𝖑𝖑𝖘 𝚣", "the hunt kills z"),
    ],
)
def test_case_accents_and_typographic_apostrophes_make_no_difference(written: str, folded: str) -> None:
    assert same(written, folded)
    assert len(hash_words(folded)) == len(folded.split())


@pytest.mark.parametrize(("one", "other"), [("lead", "led"), ("die", "dye"), ("its", "it's"), ("god", "dog")])
def test_different_words_stay_different(one: str, other: str) -> None:
    assert not same(one, other)


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("re\u0301sume\u0301", "résumé"),
        ("mur\xadder", "murder"),
        ("m\u200bu\u200cr\u200dd\u2060e\ufeffr", "murder"),
        ("k\u0336i\u0336l\u0336l\u0336e\u0336d\u0336", "killed"),
        ("don\u200b't", "don't"),
        ("Rene\u0301", "René"),
    ],
)
def test_what_no_one_sees_makes_no_difference(written: str, seen: str) -> None:
    assert same(written, seen)
    assert spelled(f"({written}'s.)") == [written, "s"]


def test_what_no_one_sees_is_no_word_by_itself() -> None:
    assert spelled("\u200b \u0301\u0301 \xad\n\ufeff a \u200d1\u0301") == ["a"]


@given(st.text(st.characters() | st.sampled_from(AWKWARD + UNSEEN * 3), max_size=150))
@example("don'\u200bt d'S\u030cibenik a'\u0336s \u0336b")
def test_wherever_it_stands_it_changes_nothing(text: str) -> None:
    mixed, seen = tokenize(text), tokenize("".join(character for character in text if not is_unseen(character)))
    for name in ("words", "ends_sentence", "capitals", "spoken"):
        assert getattr(mixed, name).tolist() == getattr(seen, name).tolist()


def is_unseen(character: str) -> bool:
    """Whether it is left out where it stands within a word."""
    return as_seen(f"x{character}") == "x" and spelled(f"x{character}x") == [f"x{character}x"]


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("mur\xadder\u2060", "murder"),
        ("Cafe\u0301", "Café"),
        ("k\u0336i\u0336l\u0336l", "kill"),
        ("𝒕𝒉𝒆", "the"),
        ("𓀀\udc00", "𓀀\udc00"),
    ],
)
def test_a_word_is_spelled_as_it_is_seen(written: str, seen: str) -> None:
    assert as_seen(written) == seen


def test_a_word_is_known_by_its_seen_letters_however_many_others_stand_between() -> None:
    long = "\u0301" * 200
    assert same(f"mur{long}der", "murder")
    assert same("abcdefghijklmnopqrstuvwxyz".replace("m", f"m{long}"), "abcdefghijklmnopqrstuvwxyz")


MASKED = {
    "f*ck f**k f***k f#ck f.ck f…ck F*CK F.CK F**K f*** fu** f█ck fu＊k": "fuck",
    "f*cking f***ing f*****g f****** fuck!ng fuck1ng f.cking": "fucking",
    "motherf*cker motherf***** m*th*rf*ck*r m0therfucker": "motherfucker",
    "sh!t sh1t sh*t s**t s*** sh** s#it $hit sh.t Sh¡t": "shit",
    "b!tch b*tch b**** b1tch": "bitch",
    "c*nt c**t c***": "cunt",
    "a$$ A$$ @ss a*s a**": "ass",
    "a$$es a**es": "asses",
    "@sshole @$$hole a**hole": "asshole",
    "dumb@ss dumb@$$ dumba$$ dumba**": "dumbass",
    "$lut sl*t": "slut",
    "$hitty": "shitty",
    "c*m": "cum",
    "pu$$y p*ssy pu55y p***y": "pussy",
    "b@stard b*****d": "bastard",
    "d1ck d!ck": "dick",
    "c0ck c**k": "cock",
    "s3x s*x S3X s€x": "sex",
    "d*e d1e": "die",
    "k!lled k***ed": "killed",
    "d**d d3ad": "dead",
}


@pytest.mark.parametrize(
    ("masked", "plain"), [(masked, plain) for written, plain in MASKED.items() for masked in written.split()]
)
def test_a_word_is_read_through_marks_that_hide_its_letters(masked: str, plain: str) -> None:
    for around in ("{}", "What a {}, Bob", "“{}!” ({}) '{}' {}'s -{}…", "{}. {};{}/{}-{}—{}\n{}"):
        text = around.replace("{}", masked)
        assert same(text, around.replace("{}", plain))
        assert spelled(text).count(masked) == around.count("{}")


def test_a_masked_word_may_stand_between_other_marks() -> None:
    assert spelled("*f*ck* **sh!t** _d*mn_ f*ck...b*tch…sh!t!sh*t.no") == (
        ["f*ck", "sh!t", "d*mn", "f*ck", "b*tch", "sh!t", "sh*t", "no"]
    )


INNER = "fuck fucking motherfucker shit bitch cunt asshole bastard pussy whore killed murder".split()  # noqa: SIM905


@given(st.sampled_from(INNER), st.data())
def test_whichever_inner_letters_are_hidden_the_word_is_the_same(plain: str, data: st.DataObject) -> None:
    hidden = data.draw(st.sets(st.integers(1, len(plain) - 2)))
    masked = "".join("*" if at in hidden else letter for at, letter in enumerate(plain))
    with_unseen = "".join(letter + data.draw(st.sampled_from(["", "\u200b", "\u0336"])) for letter in masked)
    for word in (masked, masked.upper(), masked.title(), with_unseen):
        assert same(word, plain)
        assert spelled(f"({word})") == [word]


@pytest.mark.parametrize(
    "text",
    [
        "at 3.14 a.m. e.g. U.S.A, mp3s, 4th, R2D2, file1name, end.Next user@host.com No!no S&M AT&T",
        "@anna *smiles* _word_ snake_case_name **bold** un*fucking*believable **f*** 2*a*b",
        "That's.It let it go.Damn, the dogs.it bull.hit fuck.it, U.S.It",
        "three A*s and *A*s, Count S***, Mr. B****, the town of N***, K***",
        "***what the fuck*** ***just a bit*** ***such as***",
        "d*g sh**tle f*ckk fu* f** *uck **** f-ck f'ck f/ck",
        "duck f*ck'd x*f*ck f*ck*x",
        "a*i + b*j + c*k s*t T*s P*s \\d*n f*k",
        "A*s are good",
        "p@ss h@ll di$k sh@t f@ck f!ck d@mn.com me.d@mn c#m s#x $ex $hits*x $sh*t @nal",
        "n_de s__t di_d a·s a×s sh•t bi+ch f%ck f&ck d£ck",
        "05d1ed6 9d34d2 d1e1832398 9f*ck f*ck2 1d1e",
        "oh ***plan a*** of ***VITAMIN C*** **so** and then f***, a**, d****",
        "***GRADE F***",
        "word** FU** a**b",
    ],
)
def test_marks_that_hide_no_word_part_words_as_ever(text: str) -> None:
    parted = text.translate(dict.fromkeys(map(ord, "*@_&.!?$#%+·×•£-/0123456789"), " "))
    assert spelled(text) == spelled(parted)


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "He came. {} saw him.",
        "He came\n{} saw him",
        "He came\n\n{}, who saw him",
        "He came\xa0{} and saw",
        "CHAPTER ONE\n\n{} saw him",
        "Count {} of the FBI! {}",
        "“WHAT?” {}. NO",
        "I saw it at NASA with {}, oh",
        "Mr. {}. A {}? J. {}",
    ],
)
@pytest.mark.parametrize("name", ["S***", "B****", "C***", "N*****", "S\u200b***"])
def test_a_capital_and_stars_are_a_name(text: str, name: str) -> None:
    assert not any(map(is_masked, spelled(text.replace("{}", name))))


@pytest.mark.parametrize("text", ["WHAT THE F***", "OH, F***!", "“F*** YOU,” he said.", "Oh. F*** YOU", "NO F***!"])
def test_where_all_are_capitals_a_capital_is_no_name(text: str) -> None:
    assert "F***" in spelled(text)


@pytest.mark.parametrize("start", ["", "d*mn. ", "a d*mn b*tch. "])
def test_a_word_before_is_seen_whole_where_it_hides_letters(start: str) -> None:
    assert spelled(f"{start}SH!T F***")[-2:] == ["SH!T", "F***"]
    assert spelled(f"{start}A$S. F**k")[-2:] == ["A$S", "F**k"]
    assert spelled(f"{start}oh f***. S*** happens")[-3:] == ["f***", "S", "happens"]


NAMES = "Captain C**k|Mr. S****y|Mrs. B***h|dear Lord H**l|to\nC**k|with C**k|J. S**t|Dr. F**k"


@pytest.mark.parametrize("text", NAMES.split("|"))
def test_a_capital_inside_a_sentence_is_a_name_where_little_is_shown(text: str) -> None:
    assert not any(map(is_masked, spelled(text)))
    name = text.split()[-1]
    assert spelled(text.replace(name, name.lower()))[-1] == name.lower()
    for start in ("", "Oh. ", "He came! ", "He came\n\n", "he said, “", "no—"):
        assert spelled(start + name)[-1] == name
    assert spelled(text.replace(name, name.upper()))[-1] == name.upper()


@pytest.mark.parametrize("start", ["", "Oh! ", "He left. ", "“"])
@pytest.mark.parametrize("word", ["S*x", "A$$", "D*e", "C*m", "F*g", "Sh*t"])
def test_a_sentence_may_begin_with_a_short_word(start: str, word: str) -> None:
    assert word in spelled(f"{start}{word}!")


def test_stars_end_a_word_where_they_close_nothing() -> None:
    assert spelled("f***ing c*** a** jacka**, sh**\n**bold** so\nf*** " + "far " * 60 + "a**")[:4] == (
        ["f***ing", "c***", "a**", "jacka**"]
    )
    assert spelled("**so** " + "far " * 60 + "a**")[-1] == "a**"
    assert spelled("**so\n a**")[-1] == "a**"
    assert spelled("**so** far a**")[-1] == "a"
    assert same("f*ck's", "fuck's")


def test_a_masked_word_keeps_what_the_text_says_of_it() -> None:
    for flag, expected in (("capitals", ["F*cking", "Sh!t"]), ("ends_sentence", ["f***", "c*ck"])):
        assert flagged("“F*cking f***. Sh!t,” d*mn c*ck!", flag) == expected
    assert flagged("“F*cking f***. Sh!t,” d*mn c*ck!", "spoken") == ["F*cking", "f***", "Sh!t"]


def test_a_masked_word_is_told_by_its_spelling() -> None:
    assert all(is_masked(word) for written in MASKED for word in written.split())
    assert not any(is_masked(word) for word in ("fuck", "don’t", "Cafe\u0301", "漢字"))


@given(st.text(st.sampled_from("fuckshitade*@$#!01._ '…“\n\u200b\u0301AS"), max_size=200), st.integers(0, 130))
@example("oh f***. S*** happens", 0)
@example("f***'sh!t f*** S*** f***. f**k f***. F**k", 1)
@example("f" + "*" * 500 + "ck", 61)
@example("f*" * 100, 63)
@example("f*ck " * 30, 62)
def test_hidden_letters_make_no_difference_to_the_words_around(text: str, n_before: int) -> None:
    tokens = tokenize(text)
    assert (tokens.starts < tokens.ends).all()
    assert (tokens.ends[:-1] <= tokens.starts[1:]).all()
    for before, plain in ((" " * n_before, ""), ("d*mn. " * (n_before + 1), "damn. "), ("d\u200b*mn. ", "damn. ")):
        alone, moved = tokenize(plain + text), tokenize(before + text)
        n_words, n_moved = len(hash_words(plain)), len(hash_words(before))
        assert moved.words[n_moved:].tolist() == alone.words[n_words:].tolist()
        assert (moved.starts[n_moved:] - len(before)).tolist() == (alone.starts[n_words:] - len(plain)).tolist()
        assert (moved.ends[n_moved:] - len(before)).tolist() == (alone.ends[n_words:] - len(plain)).tolist()
    letters = {at for at, character in enumerate(text) if character in ASCII_LETTERS}
    pieces = zip(tokens.starts.tolist(), tokens.ends.tolist(), strict=True)
    assert letters <= {at for start, end in pieces for at in range(start, end)}


def test_all_short_words_have_hashes_of_their_own() -> None:
    words = ["".join(letters) for length in (1, 2, 3) for letters in itertools.product("abcdefghijklm'", repeat=length)]
    words = [word for word in words if "'" not in (word[0], word[-1])]
    assert len(set(hash_words(" ".join(words)).tolist())) == len(words)


@pytest.mark.parametrize("length", [1, 7, 8, 9, 15, 16, 17, 23, TOKEN_BYTES])
def test_every_letter_of_a_word_counts(length: int) -> None:
    word = "abcdefghijklmnopqrstuvwxyz"[:length]
    changed = [word[:at] + "é" + word[at + 1 :] for at in range(length) if word[at] != "e"]
    hashes = hash_words(" ".join([word, *changed, word[:-1]])).tolist()
    assert len(set(hashes)) == len(hashes)


def test_a_word_is_known_by_its_first_letters_however_long_it_is() -> None:
    stem = "antidisestablishmentaria"
    assert len(stem) == TOKEN_BYTES
    assert same(stem + "nism", stem + "nistically" * 1000)
    assert not same(stem + "nism", stem[:-1] + "onism")


def test_words_are_cut_where_letters_stop() -> None:
    text = "“Well-made,” said R2; 'tis 1999’s rock'n'roll—(no?)"
    assert spelled(text) == ["Well", "made", "said", "R", "tis", "s", "rock'n'roll", "no"]


@pytest.mark.parametrize("apostrophe", ["'", "’"])
def test_a_possessive_is_two_words(apostrophe: str) -> None:
    text = f"John{apostrophe}s boys{apostrophe} dog, NELL{apostrophe}S cat"
    assert spelled(text) == ["John", "s", "boys", "dog", "NELL", "S", "cat"]


def test_a_contraction_is_one_word() -> None:
    assert spelled("don't can’t o'clock y'all'd") == ["don't", "can’t", "o'clock", "y'all'd"]


def test_single_quotation_marks_are_no_part_of_words() -> None:
    assert spelled("'Stop,' he said. ‘No’") == ["Stop", "he", "said", "No"]


def test_words_of_other_scripts_are_words() -> None:
    assert spelled("Жил-был, 漢字。") == ["Жил", "был", "漢字"]
    assert not same("Жил", "был")


def test_sentences_end_at_marks_that_follow_a_word_directly() -> None:
    text = "Stop. Why? Run! Perhaps… no, “Come.” one。 two - three .\nfour"
    assert flagged(text, "ends_sentence") == ["Stop", "Why", "Run", "Perhaps", "Come", "one"]


def test_capitals_are_told_from_small_letters() -> None:
    assert flagged("The old Élan of McAdam and éclair, I, ＺＯＥ", "capitals") == [
        "The",
        "Élan",
        "McAdam",
        "I",
        "ＺＯＥ",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "He said, “run now,” and left.",
        'He said, "run now," and left.',
        "He said, «run now,» and left.",
        "“Run now\nHe left and waited.",
        '"run now\nHe left and waited.',
    ],
)
def test_speech_lies_between_double_marks_and_ends_with_its_line(text: str) -> None:
    assert [word.lower() for word in flagged(text, "spoken")] == ["run", "now"]


def test_single_quotation_marks_are_not_taken_for_speech() -> None:
    assert flagged("'Run,' he said. It’s the dogs’ dinner.", "spoken") == []


@given(TEXTS)
def test_offsets_are_exact(text: str) -> None:
    tokens = tokenize(text)
    edges = np.stack((tokens.starts, tokens.ends), axis=1).ravel()
    assert (np.diff(edges) >= 0).all()
    assert (tokens.starts < tokens.ends).all()
    inside = {
        at for start, end in zip(tokens.starts.tolist(), tokens.ends.tolist(), strict=True) for at in range(start, end)
    }
    assert {at for at, character in enumerate(text) if character in ASCII_LETTERS} <= inside
    assert not {text[at] for at in inside} & {*string.digits, *string.whitespace, *'".,-\0', "\ud800", "\U0001f600"}


@given(TEXTS)
def test_a_word_hashes_alike_wherever_it_stands(text: str) -> None:
    tokens = tokenize(text)
    assert [hash_words(word).tolist() for word in spelled(text, tokens)] == [[word] for word in tokens.words.tolist()]


@given(TEXTS, TEXTS, TEXTS)
def test_other_lines_around_a_text_change_nothing_in_it(before: str, text: str, after: str) -> None:
    alone, whole = tokenize(text), tokenize(f"{before}\n{text}\n{after}")
    at = len(before) + 1
    within = whole[(whole.starts >= at) & (whole.ends <= at + len(text))]
    assert (within.starts - at).tolist() == alone.starts.tolist()
    assert (within.ends - at).tolist() == alone.ends.tolist()
    for name in ("words", "ends_sentence", "capitals", "spoken"):
        assert getattr(within, name).tolist() == getattr(alone, name).tolist(), name


def test_a_text_without_words_has_no_tokens() -> None:
    for text in ("", "'", "'’'", "1, 2, 3 …", "\x00", "😀"):
        assert len(tokenize(text)) == 0, text


def test_pairs_are_ordered_neighbours() -> None:
    words = hash_words("kill the king the kill")
    hashes = pairs(words).tolist()
    assert len(hashes) == 4
    assert len(set(hashes)) == 4
    assert hashes[0] == pairs(hash_words("kill the")).item()
    assert not set(hashes) & set(words.tolist())


@pytest.mark.parametrize("text", ["", "alone"])
def test_fewer_than_two_words_make_no_pair(text: str) -> None:
    assert len(pairs(hash_words(text))) == 0
