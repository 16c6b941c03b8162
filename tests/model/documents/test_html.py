"""HTML: words as a browser shows them, and the pages that archives make."""

import pytest
import samples
from hypothesis import given
from hypothesis import strategies as st

from model import taxonomy
from model.documents import DocumentTooLarge, Limits, read

TAGS = [
    "<p>",
    "</p>",
    "<br>",
    "<i>",
    "</i>",
    "<div>",
    "</div>",
    "<h2>",
    "</h2>",
    "<hr>",
    "<b a='<'>",
    "<!--",
    "-->",
    "<a href=x>",
    "<script>",
    "</script>",
    "<td>",
    "<table>",
    "snow ",
    "fell",
    "&amp;",
    "&#0;",
    "\n",
    "\n\n",
    "A/N: hi",
    "<",
    '"',
    "<pre>",
]


def html(page: str) -> list[str]:
    return samples.paragraphs(read(page.encode(), "text/html"))


@given(st.lists(st.sampled_from(TAGS)).map("".join))
def test_any_tags_give_stripped_slices_in_order(page: str) -> None:
    document = read(page.encode(), "text/html")
    before = 0
    for chapter in document.chapters:
        for start, end in chapter.paragraphs.tolist():
            assert before <= start < end <= len(document.text)
            assert document.text[start:end] == document.text[start:end].strip() != ""
            before = end


def test_inline_tags_neither_break_nor_join_words() -> None:
    page = "<p>He was <i>so</i><b>rry</b>, <span>she</span>\n   <em>said</em>.</p>"
    assert html(page) == ["He was sorry, she said."]


def test_an_ornament_under_a_heading_does_not_unmake_it() -> None:
    chapter = "<h2>Chapter {0}<br>* * *</h2><p>It snowed on the harbour all day.</p><p>Nobody came.</p>"
    document = read((chapter.format("One") + chapter.format("Two")).encode(), "text/html")
    assert [chapter.title for chapter in document.chapters] == ["Chapter One * * *", "Chapter Two * * *"]


def test_white_space_collapses_as_in_a_browser() -> None:
    assert html("<p>  snow\n\tfell&nbsp;&nbsp;here\r\n </p>") == ["snow fell\xa0\xa0here"]


def test_breaks() -> None:
    assert html("<p>one<br>two<br/><br>three<br>&nbsp;<br>four</p>") == ["one\ntwo", "three", "four"]


def test_blocks_break_without_paragraphs() -> None:
    page = "<div>one<div>two</div>three</div><ul><li>four</li><li>five</li></ul><blockquote>six</blockquote>"
    assert html(page) == ["one", "two", "three", "four", "five", "six"]


def test_entities_are_decoded() -> None:
    assert html("<p>&ldquo;Caf&eacute; &amp; soup&rdquo; &#8212; &#x1F9A2; so&shy;up</p>") == [
        "“Café & soup” — 🦢 soup"
    ]


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>var a = '<p>snow</p>';</script>",
        "<style>p { }</style>",
        "<nav>Menu</nav>",
        "<template><p>x</p></template>",
        "<!-- a > comment -->",
        '<p style="display: none">gone</p>',
        "<p hidden>gone</p>",
        "<noscript>gone</noscript>",
        "<svg><text>gone</text></svg>",
        "<select><option>gone</option></select>",
        "<textarea>gone</textarea>",
        '<div style="visibility:hidden"><p>gone</p></div>',
    ],
)
def test_what_nobody_sees_is_no_text(hidden: str) -> None:
    assert html(f"<p>Snow fell.</p>{hidden}<p>It stopped.</p>") == ["Snow fell.", "It stopped."]


@pytest.mark.parametrize("unclosed", ["<!-- oops", "<script>", '<a href="', "<style>", "<b a='"])
def test_markup_that_is_never_closed_loses_no_story_before_it(unclosed: str) -> None:
    assert html(f"<p>Snow fell.</p>{unclosed}")[0] == "Snow fell."


def test_preformatted_text_keeps_its_lines() -> None:
    assert html("<pre>Dear goose,\nthe soup is gone.\n\nYours</pre>") == [
        "Dear goose,\nthe soup is gone.",
        "Yours",
    ]


def test_text_with_a_few_tags_is_parted_by_blank_lines() -> None:
    assert html("Snow <i>fell</i>.\n\nIt stopped.") == ["Snow fell.", "It stopped."]


def test_a_blog_is_stripped_of_all_but_its_article() -> None:
    page = """<html><body><header>My blog</header><nav>Home</nav><main><article><h1>The Lamp</h1><p>Snow fell.</p>
    <p>It stopped.</p></article></main><aside>Follow me!</aside><footer>© me</footer></body></html>"""
    document = read(page.encode())
    assert document.title == "The Lamp"
    assert samples.paragraphs(document) == ["Snow fell.", "It stopped."]


def test_header_lines_in_a_paragraph_declare() -> None:
    page = "<p><b>Title:</b> The Lamp<br><b>Rating:</b> PG-13<br><b>Warnings:</b> Character Death</p><p>Snow fell.</p>"
    document = read(page.encode(), "text/html")
    assert document.title == "The Lamp"
    assert document.declared.rating == taxonomy.TEEN
    assert document.declared.archive_warnings == (taxonomy.MAJOR_CHARACTER_DEATH,)
    assert samples.paragraphs(document) == ["Snow fell."]


def test_notes_under_a_heading_of_their_own_go() -> None:
    page = "<h2>Author's Note</h2><p>Hello!</p><h2>Chapter 1</h2><p>Snow fell.</p>"
    document = read(page.encode(), "text/html")
    assert samples.paragraphs(document) == ["Snow fell."]
    assert "Hello!" in samples.notes(document, "author_note")


def test_ao3_download() -> None:
    document = read(samples.ao3_download().encode())
    assert document.title == samples.TITLE
    assert samples.titles(document) == [title for title, _ in samples.CHAPTERS]
    assert samples.paragraphs(document) == samples.STORY
    assert document.declared.rating == taxonomy.MATURE
    assert document.declared.archive_warnings == (taxonomy.MAJOR_CHARACTER_DEATH,)
    assert "A keeper waits for soup." in samples.notes(document, "summary")
    assert "In which it rains." in samples.notes(document, "summary")
    assert samples.notes(document, "author_note") == "Written for a friend."
    assert "More rain to come." in samples.notes(document, "end_note")
    assert "The soup was leek." in samples.notes(document, "end_note")
    assert "Skerries" in samples.notes(document, "tags")


def test_ao3_download_of_one_chapter() -> None:
    page = samples.ao3_download()
    start, end = page.index('<div id="chapters"'), page.index('<div id="afterword"')
    texts = samples.html_paragraphs(tuple(samples.STORY))
    story = f'<div id="chapters" class="userstuff"><div class="userstuff">{texts}</div></div>'
    document = read((page[:start] + story + page[end:]).encode())
    assert samples.titles(document) == [""]
    assert samples.paragraphs(document) == samples.STORY


@pytest.mark.parametrize(
    ("stated", "warnings"),
    [
        (("No Archive Warnings Apply",), (taxonomy.NO_WARNINGS_APPLY,)),
        (("Choose Not To Use Archive Warnings",), (taxonomy.CHOSE_NOT_TO_WARN,)),
        (("Rape/Non-Con", "Underage"), (taxonomy.RAPE_NON_CON, taxonomy.UNDERAGE)),
    ],
)
def test_ao3_download_declares_in_older_words(stated: tuple[str, ...], warnings: tuple[str, ...]) -> None:
    document = read(samples.ao3_download(rating="Teen And Up Audiences", warnings=stated).encode())
    assert document.declared.rating == taxonomy.TEEN
    assert document.declared.archive_warnings == warnings


def test_ao3_work_page() -> None:
    document = read(samples.ao3_work_page().encode())
    assert document.title == samples.TITLE
    assert samples.titles(document) == ["Chapter 1: The Cliff"]
    assert samples.paragraphs(document) == list(samples.CHAPTERS[0][1])
    assert document.declared.rating == taxonomy.EXPLICIT
    assert document.declared.archive_warnings == (taxonomy.CHOSE_NOT_TO_WARN,)
    assert samples.notes(document, "summary") == "A keeper waits for soup."
    assert samples.notes(document, "author_note") == "Mind the stairs."


def test_fanficfare_page() -> None:
    document = read(samples.fanficfare_html().encode())
    assert document.title == samples.TITLE
    assert samples.titles(document) == [title for title, _ in samples.CHAPTERS]
    assert samples.paragraphs(document) == samples.STORY
    assert document.declared.rating == taxonomy.TEEN
    assert document.declared.archive_warnings == (taxonomy.UNDERAGE,)


def test_fanfiction_net_page() -> None:
    page = f"""<html><body><div id="top">FanFiction</div><div id="profile_top">
    <b class="xcontrast_txt">{samples.TITLE}</b> By: <a>quiet owl</a><div class="xcontrast_txt">A keeper waits.</div>
    <span>Rated: <a>Fiction  M</a> - English - Drama</span></div>
    <select id="chap_select"><option>1. Cliff<option selected>2. Dawn</select>
    <div id="storytext">{samples.html_paragraphs(tuple(samples.STORY))}</div>
    <div>Review this Chapter</div></body></html>"""
    document = read(page.encode())
    assert document.title == samples.TITLE
    assert samples.titles(document) == ["2. Dawn"]
    assert samples.paragraphs(document) == samples.STORY
    assert document.declared.rating == taxonomy.MATURE


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(DocumentTooLarge) as caught:
        read(b"<div>" * 5000 + b"snow", "text/html")
    assert caught.value.code == "document_too_large"


def test_nesting_within_the_limit_is_read() -> None:
    page = b"<div>" * 20 + b"<p>Snow fell.</p>" + b"</div>" * 20
    assert samples.paragraphs(read(page, "text/html", limits=Limits(depth=20))) == ["Snow fell."]
    with pytest.raises(DocumentTooLarge):
        read(page, "text/html", limits=Limits(depth=19))


@pytest.mark.parametrize("opening", ["<font color=red>", "<i>", "<b><i>", "<span>"])
def test_formatting_that_is_never_closed_is_no_nesting(opening: str) -> None:
    assert html(f"<p>{opening}Snow fell.</p>" * 2000) == ["Snow fell."] * 2000


def test_endless_attributes_do_no_harm() -> None:
    attributes = " ".join(f"a{number}" for number in range(50_000))
    assert html(f"<p>Snow fell.</p><p {attributes}>It stopped.</p>") == ["Snow fell.", "It stopped."]
