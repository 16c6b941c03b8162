"""EPUB: the spine's story, and every way in which a book may be locked, broken or bloated."""

import io
import zipfile

import pytest
import samples

from model import taxonomy
from model.documents import BrokenDocument, DocumentTooLarge, EncryptedDocument, Limits, read

ENCRYPTION = """<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"
 xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData>
<enc:EncryptionMethod Algorithm="{}"/><enc:CipherData><enc:CipherReference URI="{}"/></enc:CipherData>
</enc:EncryptedData></encryption>"""


def book(opf: str, pages: dict[str, str | bytes]) -> bytes:
    return samples.zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": samples.CONTAINER.format("package.opf"),
            "package.opf": opf,
            **pages,
        }
    )


def chapter(words: str) -> str:
    return samples.xhtml(f"<p>{words}</p>")


def test_ao3_epub() -> None:
    document = read(samples.ao3_epub())
    assert document.title == samples.TITLE
    assert samples.titles(document) == [title for title, _ in samples.CHAPTERS]
    assert samples.paragraphs(document) == samples.STORY
    assert document.declared.rating == taxonomy.MATURE
    assert document.declared.archive_warnings == (taxonomy.MAJOR_CHARACTER_DEATH,)
    assert "The soup was leek." in samples.notes(document, "end_note")


def test_fanficfare_epub() -> None:
    document = read(samples.fanficfare_epub())
    assert samples.titles(document) == [title for title, _ in samples.CHAPTERS]
    assert samples.paragraphs(document) == samples.STORY
    assert document.declared.rating == taxonomy.MATURE
    assert document.declared.archive_warnings == (taxonomy.GRAPHIC_VIOLENCE,)


def test_standard_ebook() -> None:
    document = read(samples.standard_ebook())
    assert samples.titles(document) == [title for title, _ in samples.CHAPTERS]
    assert samples.paragraphs(document) == samples.STORY


def test_spine_order_and_what_is_not_linear() -> None:
    opf = samples.opf({"b.xhtml": "", "extra.xhtml": 'linear="no"', "a.xhtml": ""})
    pages = {
        "a.xhtml": chapter("It stopped."),
        "b.xhtml": chapter("Snow fell."),
        "extra.xhtml": chapter("Not me."),
    }
    assert samples.paragraphs(read(book(opf, pages))) == ["Snow fell.", "It stopped."]


def test_pages_without_headings_are_chapters() -> None:
    opf = samples.opf({"a.xhtml": "", "b.xhtml": ""})
    document = read(book(opf, {"a.xhtml": chapter("Snow fell."), "b.xhtml": chapter("It stopped.")}))
    assert samples.titles(document) == ["", ""]


def test_subjects_declare() -> None:
    subjects = ["Teen And Up Audiences", "Underage", "Rape/Non-Con", "M", "Soup"]
    opf = samples.opf({"a.xhtml": ""}, "".join(f"<dc:subject>{subject}</dc:subject>" for subject in subjects))
    declared = read(book(opf, {"a.xhtml": chapter("Snow fell.")})).declared
    assert declared.rating == taxonomy.TEEN
    assert declared.archive_warnings == (taxonomy.UNDERAGE, taxonomy.RAPE_NON_CON)


@pytest.mark.parametrize(
    "name", ["cover.xhtml", "titlepage.xhtml", "toc.xhtml", "copyright.xhtml", "0001_title_page.xhtml"]
)
def test_pages_named_for_the_book_are_no_story(name: str) -> None:
    opf = samples.opf({name: "", "a.xhtml": ""})
    document = read(book(opf, {name: chapter("All rights in geese reserved."), "a.xhtml": chapter("Snow fell.")}))
    assert samples.paragraphs(document) == ["Snow fell."]


def test_a_long_page_with_such_a_name_is_story_after_all() -> None:
    opf = samples.opf({"title.xhtml": ""})
    document = read(book(opf, {"title.xhtml": chapter("Snow fell and fell. " * 400)}))
    assert len(samples.paragraphs(document)) == 1


def test_the_guide_names_pages_that_are_no_story() -> None:
    opf = samples.opf({"x.xhtml": "", "a.xhtml": ""}, guide='<reference type="copyright-page" href="x.xhtml#p"/>')
    document = read(book(opf, {"x.xhtml": chapter("© the goose"), "a.xhtml": chapter("Snow fell.")}))
    assert samples.paragraphs(document) == ["Snow fell."]


def test_names_are_percent_encoded_and_relative() -> None:
    opf = samples.opf({"../te%20xt/caf%C3%A9.xhtml": ""})
    data = samples.zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": samples.CONTAINER.format("a/b/package.opf"),
            "a/b/package.opf": opf,
            "a/te xt/café.xhtml": chapter("Snow fell."),
        }
    )
    assert samples.paragraphs(read(data)) == ["Snow fell."]


@pytest.mark.parametrize("declared", ["iso-8859-1", "utf-8", "us-ascii"])
@pytest.mark.parametrize("actual", ["utf-8", "utf-16", "cp1252"])
def test_pages_with_a_wrong_encoding_are_read(declared: str, actual: str) -> None:
    page = chapter("The café “closed”.").replace('encoding="utf-8"', f'encoding="{declared}"')
    assert samples.paragraphs(read(book(samples.opf({"a.xhtml": ""}), {"a.xhtml": page.encode(actual)}))) == [
        "The café “closed”."
    ]


def test_self_closed_tags_of_xhtml_hide_nothing() -> None:
    body = '<a id="p1"/><p/><p>Snow <i/>fell.</p><div/><script src="x"/><p><![CDATA[It <stopped>.]]></p>'
    assert samples.paragraphs(read(samples.epub({"a.xhtml": samples.xhtml(body)}))) == [
        "Snow fell.",
        "It <stopped>.",
    ]


@pytest.mark.parametrize("missing", ["book/text/chapter-2.xhtml", "META-INF/container.xml", "book/package.opf"])
def test_missing_members_are_named(missing: str) -> None:
    with zipfile.ZipFile(io.BytesIO(samples.epub())) as archive:
        members = {name: archive.read(name) for name in archive.namelist() if name != missing}
    with pytest.raises(BrokenDocument) as caught:
        read(samples.zipped(members))
    assert missing in str(caught.value)


@pytest.mark.parametrize("opf", ["<package", "", "<package/>", "not xml at all"])
def test_a_package_that_is_no_xml_is_broken_or_empty(opf: str) -> None:
    if opf == "<package/>":
        assert read(book(opf, {})).chapters == ()
        return
    with pytest.raises(BrokenDocument):
        read(book(opf, {}))


@pytest.mark.parametrize("place", ["<dc:title>&f;</dc:title>", '<meta content="&f;"/>', ""])
def test_entities_in_the_package_are_not_followed(place: str) -> None:
    entities = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 20}">' for before, name in zip("abcde", "bcdef", strict=True)
    )
    opf = samples.opf({"a.xhtml": ""}, place, opening=f"<!DOCTYPE package [{entities}]>")
    with pytest.raises(BrokenDocument):
        read(book(opf, {"a.xhtml": chapter("Snow fell.")}))


def test_external_entities_are_not_fetched() -> None:
    opening = '<!DOCTYPE package [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    opf = samples.opf({"a.xhtml": ""}, "<dc:subject>&x;</dc:subject>", opening=opening)
    with pytest.raises(BrokenDocument):
        read(book(opf, {"a.xhtml": chapter("Snow fell.")}))


@pytest.mark.parametrize(
    "lock",
    [
        {"META-INF/rights.xml": "<rights/>"},
        {"META-INF/license.lcpl": "{}"},
        {"META-INF/encryption.xml": ENCRYPTION.format("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "book/a.xhtml")},
    ],
)
def test_protected_books_are_refused(lock: dict[str, str]) -> None:
    with pytest.raises(EncryptedDocument) as caught:
        read(samples.epub(None, **lock))
    assert caught.value.code == "encrypted_document"


def test_obfuscated_fonts_are_no_protection() -> None:
    fonts = ENCRYPTION.format("http://www.idpf.org/2008/embedding", "book/fonts/a.otf")
    document = read(samples.epub(None, **{"META-INF/encryption.xml": fonts}))
    assert samples.paragraphs(document) == samples.STORY


def test_a_zip_with_a_password_is_refused() -> None:
    data = bytearray(samples.epub())
    at = data.index(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 1)
    with pytest.raises(EncryptedDocument):
        read(bytes(data))


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = samples.epub(None, **{"book/bomb.xhtml": b"a" * (65 * 2**20)})
    assert len(bomb) < 2**20
    with pytest.raises(DocumentTooLarge) as caught:
        read(bomb)
    assert caught.value.code == "document_too_large"


def test_one_member_that_grows_out_of_proportion_is_refused() -> None:
    with pytest.raises(DocumentTooLarge):
        read(samples.epub({"a.xhtml": "a" * (8 * 2**20)}))


def test_a_bomb_inside_a_zip_inside_stays_shut() -> None:
    inner = samples.zipped({"bomb": b"a" * (8 * 2**20)})
    document = read(samples.epub(None, **{"book/inner.zip": inner}))
    assert samples.paragraphs(document) == samples.STORY


@pytest.mark.parametrize("limits", [Limits(unpacked_bytes=500), Limits(members=3)])
def test_limits_bind(limits: Limits) -> None:
    with pytest.raises(DocumentTooLarge):
        read(samples.epub(), limits=limits)


def test_deep_pages_are_refused() -> None:
    with pytest.raises(DocumentTooLarge):
        read(samples.epub({"a.xhtml": samples.xhtml("<div>" * 2000)}))
