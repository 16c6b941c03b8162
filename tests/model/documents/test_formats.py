"""Which format a work is taken for, and that all formats tell the same story."""

import contextlib

import pytest
import samples

from model.documents import (
    SUPPORTED,
    BrokenDocument,
    DocumentError,
    EncryptedDocument,
    UnsupportedFormat,
    read,
)

STORIES = {
    "text/plain": samples.plain().encode(),
    "text/html": samples.html().encode(),
    "text/markdown": samples.markdown().encode(),
    samples.EPUB: samples.epub(),
    samples.DOCX: samples.word(),
}
UNKNOWN = [None, "", "application/octet-stream", "application/x-www-form-urlencoded", "*/*"]


@pytest.mark.parametrize("media_type", STORIES)
def test_formats_tell_the_same_story(media_type: str) -> None:
    document = read(STORIES[media_type], media_type)
    assert document.format == media_type
    assert document.title == samples.TITLE
    assert samples.titles(document) == [title for title, _ in samples.CHAPTERS]
    assert samples.words(samples.paragraphs(document)) == samples.words(samples.STORY)


@pytest.mark.parametrize("media_type", STORIES)
def test_offsets_point_into_the_text(media_type: str) -> None:
    document = read(STORIES[media_type], media_type)
    assert samples.paragraphs(document) == samples.STORY
    assert all(title in document.text for title in samples.titles(document))


def test_every_supported_format_is_read() -> None:
    assert set(SUPPORTED) == set(STORIES)


@pytest.mark.parametrize("media_type", [media_type for media_type in STORIES if media_type != "text/markdown"])
@pytest.mark.parametrize("declared", UNKNOWN)
def test_bytes_show_their_format(media_type: str, declared: str | None) -> None:
    assert read(STORIES[media_type], declared).format == media_type


@pytest.mark.parametrize("media_type", STORIES)
def test_a_name_shows_the_format(media_type: str) -> None:
    name = "A Work" + SUPPORTED[media_type].extensions[0].upper()
    assert read(STORIES[media_type], "application/octet-stream", name).format == media_type


@pytest.mark.parametrize("media_type", [samples.EPUB, samples.DOCX, "text/html"])
@pytest.mark.parametrize("declared", ["text/plain", "text/plain; charset=x"])
def test_bytes_are_believed_over_header_and_name(media_type: str, declared: str) -> None:
    assert read(STORIES[media_type], declared, "story.txt").format == media_type


@pytest.mark.parametrize(
    ("data", "media_type", "name"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", None, None),
        (b"%PDF-1.7\n%\xe2\xe3", "text/plain", "story.txt"),
        (b"some text", "application/pdf", None),
        (b"some text", "image/png", None),
        (b"some text", None, "story.odt"),
        (b"\x89PNG\r\n\x1a\n....", None, None),
        (rb"{\rtf1\ansi hello}", None, None),
        (b"\0" * 60 + b"BOOKMOBI", None, None),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"WordDocument" * 50, "application/msword", "story.doc"),
        (
            samples.zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": ""}),
            None,
            None,
        ),
        (samples.zipped({"readme.txt": "hello"}), None, None),
        (samples.zipped({}), "application/zip", None),
    ],
)
def test_other_formats_are_refused_by_name(data: bytes, media_type: str | None, name: str | None) -> None:
    with pytest.raises(UnsupportedFormat) as caught:
        read(data, media_type, name)
    assert caught.value.code == "unsupported_format"
    assert all(media_type in str(caught.value) for media_type in SUPPORTED)
    assert "\n" not in str(caught.value)


def test_a_docx_with_a_password_is_refused() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(EncryptedDocument):
        read(data, samples.DOCX)


@pytest.mark.parametrize("media_type", [samples.EPUB, samples.DOCX])
def test_text_that_claims_to_be_a_book_is_broken(media_type: str) -> None:
    with pytest.raises(BrokenDocument):
        read(b"Snow fell.", media_type)


@pytest.mark.parametrize("media_type", [samples.EPUB, samples.DOCX])
@pytest.mark.parametrize("share", [0.05, 0.5, 0.95])
def test_cut_off_files_are_broken(media_type: str, share: float) -> None:
    data = STORIES[media_type]
    with pytest.raises(BrokenDocument) as caught:
        read(data[: int(len(data) * share)])
    assert caught.value.code == "broken_document"


@pytest.mark.parametrize("media_type", [samples.EPUB, samples.DOCX])
def test_damaged_files_never_crash(media_type: str) -> None:
    data = bytearray(STORIES[media_type])
    for at in range(40, len(data), max(1, len(data) // 150)):
        damaged = bytes(data[:at]) + bytes([data[at] ^ 0xFF]) + bytes(data[at + 1 :])
        with contextlib.suppress(DocumentError):
            read(damaged)
