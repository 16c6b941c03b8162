"""Bytes to text: every encoding that works are sent in."""

import codecs

import pytest

from model.documents import UndecodableText, read

TEXT = "“Où est le café?” – she said…"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode("utf-8"),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32"),
        TEXT.encode("cp1252"),
    ],
    ids=["utf-8", "utf-8-bom", "utf-16", "utf-16-be-bom", "utf-16-le", "utf-16-be", "utf-32", "cp1252"],
)
def test_text_is_decoded_without_being_told(data: bytes) -> None:
    assert read(data, "text/plain").text == TEXT


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "nonsense", "zlib_codec"])
def test_a_wrong_charset_does_no_harm(charset: str) -> None:
    assert read(TEXT.encode("utf-8"), f"text/plain; charset={charset}").text == TEXT


def test_a_right_charset_helps() -> None:
    assert read("Привет, мир.".encode("koi8-r"), 'text/plain; charset="koi8-r"').text == "Привет, мир."


def test_unassigned_bytes_of_windows_1252_are_kept() -> None:
    assert read(b"caf\xe9 \x81\x8d\x8f\x90\x9d was here").text == "café \x81\x8d\x8f\x90\x9d was here"


def test_a_stray_byte_leaves_the_rest_utf_8() -> None:
    text = read((TEXT * 5).encode("utf-8") + b" \x93 " + TEXT.encode("utf-8")).text
    assert text.startswith(TEXT)
    assert text.endswith(TEXT)


def test_a_text_cut_inside_a_character_stays_utf_8() -> None:
    assert read("It was café".encode()[:-1]).text == "It was caf\ufffd"


@pytest.mark.parametrize(
    "data",
    [bytes(range(256)) * 20, b"\x00\x01\x02\x03" * 50, codecs.BOM_UTF16_LE + b"\x00\xd8a", b"\x00" * 100],
    ids=["every byte", "controls", "broken utf-16", "zeros"],
)
def test_noise_is_refused(data: bytes) -> None:
    with pytest.raises(UndecodableText) as caught:
        read(data)
    assert caught.value.code == "undecodable_text"


def test_a_page_names_its_own_encoding() -> None:
    page = '<html><head><meta charset="windows-1251"></head><body><p>Снег шёл.</p></body></html>'
    assert read(page.encode("cp1251")).text == "Снег шёл."
