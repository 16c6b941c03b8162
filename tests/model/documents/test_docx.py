"""docx: paragraphs, styles, and what word processors leave in the file."""

import docx
import pytest
import samples
from docx.oxml import OxmlElement, parse_xml

from model import taxonomy
from model.documents import DocumentTooLarge, Limits, read

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def test_headings_are_chapters_and_the_title_is_none() -> None:
    document = read(samples.word())
    assert document.title == samples.TITLE
    assert samples.titles(document) == [title for title, _ in samples.CHAPTERS]
    assert samples.TITLE not in document.text


def test_the_title_in_the_properties_serves() -> None:
    word = docx.Document()
    word.core_properties.title = "The Lamp"
    word.add_paragraph("Snow fell.")
    word.add_paragraph("It stopped.")
    document = read(samples.saved(word))
    assert document.title == "The Lamp"
    assert samples.paragraphs(document) == ["Snow fell.", "It stopped."]


def test_habits_of_plain_text_hold() -> None:
    word = docx.Document()
    for line in (
        "Rating: M",
        "A/N: hello!",
        "Chapter One",
        "Snow fell.",
        "* * *",
        "It stopped.",
        "Please review!",
    ):
        word.add_paragraph(line)
    document = read(samples.saved(word))
    assert samples.paragraphs(document) == ["Snow fell.", "It stopped."]
    assert samples.titles(document) == ["Chapter One"]
    assert document.declared.rating == taxonomy.MATURE


def test_styles_based_on_headings_are_headings() -> None:
    word = docx.Document()
    style = word.styles.add_style("Mine", 1)
    style.base_style = word.styles["Heading 1"]
    for title, line in (("Cliff", "Snow fell."), ("Dawn", "It stopped.")):
        word.add_paragraph(title, style="Mine")
        word.add_paragraph(line)
    assert samples.titles(read(samples.saved(word))) == ["Cliff", "Dawn"]


def test_runs_links_and_breaks_keep_words_whole() -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("He was so")
    paragraph.add_run("rry").bold = True
    paragraph.add_run(",\nshe\tsaid.")
    link = OxmlElement("w:hyperlink")
    link.append(parse_xml(f"<w:r {W}><w:t xml:space='preserve'> Truly.</w:t></w:r>"))
    paragraph._p.append(link)
    assert samples.paragraphs(read(samples.saved(word))) == ["He was sorry,\nshe\tsaid. Truly."]


def test_tracked_changes_show_the_newest_text() -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("Snow ")._p
    paragraph.append(parse_xml(f"<w:del {W}><w:r><w:delText>rose.</w:delText></w:r></w:del>"))
    paragraph.append(parse_xml(f"<w:ins {W}><w:r><w:t>fell.</w:t></w:r></w:ins>"))
    paragraph.append(parse_xml(f"<w:moveFrom {W}><w:r><w:t>gone</w:t></w:r></w:moveFrom>"))
    assert samples.paragraphs(read(samples.saved(word))) == ["Snow fell."]


def test_tables_are_read() -> None:
    word = docx.Document()
    table = word.add_table(rows=1, cols=2)
    table.cell(0, 0).text = "Snow fell."
    table.cell(0, 1).text = "It stopped."
    assert samples.paragraphs(read(samples.saved(word))) == ["Snow fell.", "It stopped."]


def test_nothing_in_it_is_no_error() -> None:
    assert read(samples.saved(docx.Document())).chapters == ()


def test_a_bomb_is_refused_before_it_is_opened() -> None:
    with pytest.raises(DocumentTooLarge):
        read(samples.word(), limits=Limits(unpacked_bytes=1000))
