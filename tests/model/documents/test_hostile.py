"""Works made to take much: time, memory, files, or the reader's word for what they hold."""

import io
import zipfile
from collections.abc import Callable, Mapping

import pytest
import samples

from model.documents import BrokenDocument, DocumentTooLarge, Limits, UnsupportedFormat, read
from tests.fuzz.mutation import TOKENS
from tests.fuzz.target import examine

LENGTH = 50_000
PATIENCE = 30
"""Far more seconds than any work here takes, and far fewer than one takes whose time grows with its square."""

LAUGHS = (
    '<!DOCTYPE a [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + depth)} "{f"&{chr(97 + depth)};" * 10}">' for depth in range(20))
    + "]>"
)
OUTSIDER = '<!DOCTYPE a [<!ENTITY u SYSTEM "{}">]>'
NOISE = "".join(map(chr, range(0x4E00, 0x9000)))
"""Does not shrink much, so that what stands beside it does not look like a bomb."""

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def changed(book: bytes, changes: Mapping[str, Callable[[str], str]]) -> bytes:
    """A zipped book with some of its members written anew."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        members: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    for ending, change in changes.items():
        name = next(name for name in members if name.endswith(ending))
        content = members[name]
        assert isinstance(content, bytes)
        members[name] = change(content.decode())
    return samples.zipped(members)


def fault(reader: str, data: bytes) -> str | None:
    """What is wrong, a hang included; how long it takes short of that is the fuzzer's matter, not a test's."""
    finding = examine(reader, data, PATIENCE).finding
    return None if finding and finding.startswith("slow") else finding


def word_of(body: str, opening: str = "") -> bytes:
    document = f'<?xml version="1.0"?>{opening}<w:document {WORD}><w:body>{body}</w:body></w:document>'
    return changed(samples.word(), {"word/document.xml": lambda _: document})


@pytest.mark.parametrize("reader", ["plain", "html", "markdown"])
def test_no_token_repeated_makes_a_reader_hang(reader: str) -> None:
    units = [unit for unit in TOKENS if len(unit) <= 16]
    assert [unit for unit in units if fault(reader, unit * (LENGTH // len(unit)))] == []


@pytest.mark.parametrize("media_type", ["text/plain", "text/html", "text/markdown"])
def test_lines_of_a_character_are_refused_by_the_hundred_thousand(media_type: str) -> None:
    with pytest.raises(DocumentTooLarge, match=r"200,000 lines of 2 characters.*Join"):
        read((b"<pre>" if media_type == "text/html" else b"") + b"a\n" * 200_000, media_type)


@pytest.mark.parametrize("unit", ["<p>", "<br>", "<b>a</b>", "<p>a", "<hr>"])
def test_a_page_of_hardly_anything_but_tags_is_refused(unit: str) -> None:
    with pytest.raises(DocumentTooLarge, match=r"tags, one for .* Send its text"):
        read(unit.encode() * 200_000, "text/html")
    assert read(unit.encode() * 20_000, "text/html").format == "text/html"


def test_as_many_lines_of_prose_are_read() -> None:
    text = "Snow fell on the roof.\n" * 100_000
    assert sum(len(chapter.paragraphs) for chapter in read(text.encode()).chapters) == 100_000


@pytest.mark.parametrize("where", ["word/document.xml", "word/styles.xml", "docProps/core.xml"])
def test_entities_in_a_docx_unfold_into_nothing(where: str) -> None:
    book = changed(samples.word(), {where: lambda part: part.replace("?>", f"?>{LAUGHS}", 1).replace("</", "&u;</", 1)})
    with pytest.raises(BrokenDocument):
        read(book)


@pytest.mark.parametrize("where", ["META-INF/container.xml", ".opf"])
def test_entities_in_an_epub_unfold_into_nothing(where: str) -> None:
    book = changed(samples.epub(), {where: lambda part: part.replace("?>", f"?>{LAUGHS}", 1).replace("</", "&u;</", 1)})
    with pytest.raises(BrokenDocument):
        read(book)


@pytest.mark.parametrize("place", ["file:///etc/passwd", "http://127.0.0.1:9/", "/etc/passwd"])
def test_nothing_outside_of_a_book_is_read(place: str) -> None:
    opening = OUTSIDER.format(place)
    docx = word_of("<w:p><w:r><w:t>Snow fell.&u;</w:t></w:r></w:p>", opening)
    page = changed(samples.epub(), {"chapter-1.xhtml": lambda page: page.replace("?>", f"?>{opening}", 1) + "&u;"})
    assert read(docx).text == "Snow fell."
    assert "root:" not in read(page).text


def test_a_page_that_stands_in_the_spine_a_thousand_times_is_read_once() -> None:
    items = "".join(f'<item id="x{number}" href="text/chapter-1.xhtml#{number}"/>' for number in range(1000))
    references = "".join(f'<itemref idref="x{number}"/><itemref idref="i0"/>' for number in range(1000))
    book = changed(
        samples.epub(),
        {
            ".opf": lambda opf: opf.replace("</manifest>", f"{items}</manifest>").replace(
                "</spine>", f"{references}</spine>"
            )
        },
    )
    assert samples.paragraphs(read(book)) == samples.STORY


def test_styles_based_on_one_another_without_end() -> None:
    style = '<w:style w:styleId="s{}"><w:name w:val="a"/><w:basedOn w:val="s{}"/></w:style>'
    styles = "".join(style.format(number, (number + 1) % 20_000) for number in range(20_000))
    book = changed(
        samples.word(),
        {"word/styles.xml": lambda part: part.replace("</w:styles>", f"{styles}<!--{NOISE}--></w:styles>")},
    )
    assert not fault("docx", book)
    assert samples.titles(read(book)) == [title for title, _ in samples.CHAPTERS]


@pytest.mark.parametrize("book", [samples.EPUB, samples.DOCX])
def test_a_bomb_is_refused_before_it_goes_off(book: str) -> None:
    bomb = {"chapter-1.xhtml": lambda _: "a" * 3_000_000} if book == samples.EPUB else None
    data = changed(samples.epub(), bomb) if bomb else word_of(f"<!--{'a' * 3_000_000}-->")
    with pytest.raises(DocumentTooLarge, match=r"unpacks to over 200 times its size"):
        read(data)
    with pytest.raises(DocumentTooLarge, match=r"up to 1\.0 MB are read"):
        read(data, limits=Limits(unpacked_bytes=2**20))


@pytest.mark.parametrize("name", ["two\nlines", "\r\x85\u2028", "a" * 60_000])
def test_names_in_an_archive_make_no_long_errors(name: str) -> None:
    with pytest.raises(DocumentTooLarge) as caught:
        read(samples.zipped({"word/document.xml": "", name: "a" * 3_000_000}))
    assert len(str(caught.value).splitlines()) == 1
    assert len(str(caught.value)) <= 1000


def test_a_size_that_is_a_lie_is_no_way_around_the_limit() -> None:
    book = bytearray(changed(samples.epub(), {"chapter-1.xhtml": lambda _: NOISE * 10}))
    size = len((NOISE * 10).encode()).to_bytes(4, "little")
    assert book.count(size) == 2
    lying = bytes(book).replace(size, (1000).to_bytes(4, "little"))
    assert examine("epub", lying).refused
    assert not fault("epub", lying)


@pytest.mark.parametrize("wrap", ["book.epub", "META-INF/inner.zip"])
def test_an_archive_in_an_archive_is_no_book(wrap: str) -> None:
    data = samples.epub()
    for _ in range(5):
        data = samples.zipped({wrap: data})
    with pytest.raises(UnsupportedFormat):
        read(data)


@pytest.mark.parametrize(
    "unit",
    [
        "<div></h1>",
        "<section></div>",
        '<table class="full"></h1><tr><td>a',
        '<table class="full"><tr><td>a</table></table>',
        '<div class="meta" id="endnotes"></p><p>Notes</p><blockquote>a</blockquote>',
        '<dl class="tags"></h2><dt>Rating<dd><a>T</a>',
        "<div><object></div></object>",
        "<header></nav><nav>",
    ],
)
def test_tags_that_close_what_is_not_open_hide_no_depth(unit: str) -> None:
    assert not fault("html", unit.encode() * (2 * LENGTH // len(unit)))


def test_a_heading_closed_as_another_is_no_nesting() -> None:
    assert samples.titles(read(b"<h2>Cliff</h3><p>Snow fell.</p>" * 2000, "text/html")) == ["Cliff"] * 2000


@pytest.mark.parametrize("element", ["<w:p>", "<w:tbl><w:tr><w:tc>", "<w:r>"])
def test_elements_nested_without_end_in_a_docx(element: str) -> None:
    with pytest.raises(BrokenDocument):
        read(word_of(element * 2000))
