"""One tiny story in every wrapping that works come in. All of it is invented."""

import io
import re
import zipfile
from collections.abc import Mapping

import docx

from model.documents import Document

TITLE = "The Lamp of Skerry Rock"
CHAPTERS = (
    (
        "Chapter 1: The Cliff",
        (
            "The rain had not stopped for nine days, and the keeper no longer heard it.",
            "“Light the lamp,” said Ottoline. She was already halfway up the stairs.",
            "He lit it. Nobody came.",
        ),
    ),
    (
        "Chapter 2: The Dawn",
        (
            "At dawn there was a boat, and in the boat there was a goose & a boy of ten.",
            "“Is this the place with the soup?” asked the boy.",
        ),
    ),
)
STORY = [paragraph for _, paragraphs in CHAPTERS for paragraph in paragraphs]
EPUB = "application/epub+zip"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CONTAINER = """<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="{}" media-type="application/oebps-package+xml"/></rootfiles></container>"""


def paragraphs(document: Document) -> list[str]:
    """Slice every paragraph of story out of a document's text."""
    return [document.text[start:end] for chapter in document.chapters for start, end in chapter.paragraphs.tolist()]


def titles(document: Document) -> list[str]:
    """List the chapters' headings."""
    return [chapter.title for chapter in document.chapters]


def notes(document: Document, kind: str) -> str:
    """Join all notes of one kind."""
    return "\n".join(note.text for note in document.notes if note.kind == kind)


def words(texts: list[str]) -> list[list[str]]:
    """Reduce paragraphs to their words, without the marks of markup."""
    return [re.findall(r"[^\W_]+", re.sub(r"</?\w+>", "", text)) for text in texts]


def escaped(text: str) -> str:
    """Write a text as HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;")


def html_paragraphs(texts: tuple[str, ...]) -> str:
    """Write paragraphs as HTML."""
    return "\n".join(f"<p>{escaped(text)}</p>" for text in texts)


def plain() -> str:
    """The story as a text file."""
    return f"{TITLE}\n\n" + "\n\n".join("\n\n".join((title, *texts)) for title, texts in CHAPTERS) + "\n"


def markdown() -> str:
    """The story as Markdown."""
    chapters = "\n\n".join("\n\n".join((f"## {title}", *texts)) for title, texts in CHAPTERS)
    return f"# {TITLE}\n\n{chapters}\n"


def html() -> str:
    """The story as a plain page."""
    chapters = "".join(f"<h2>{title}</h2>{html_paragraphs(texts)}" for title, texts in CHAPTERS)
    return f"<!DOCTYPE html><html><head><title>x</title></head><body><h1>{TITLE}</h1>{chapters}</body></html>"


def word() -> bytes:
    """The story as a docx."""
    document = docx.Document()
    document.add_paragraph(TITLE, style="Title")
    for title, texts in CHAPTERS:
        document.add_heading(title, level=1)
        for text in texts:
            paragraph = document.add_paragraph()
            for part in re.split(r"(\s)", text):
                paragraph.add_run(part)
    return saved(document)


def saved(document: "docx.document.Document") -> bytes:
    """Write a docx."""
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """Write a zip archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def opf(pages: Mapping[str, str], metadata: str = "", guide: str = "", opening: str = "") -> str:
    """Write a package document; ``pages`` gives each file's attributes in the spine."""
    items = "".join(
        f'<item id="i{number}" href="{name}" media-type="application/xhtml+xml"/>' for number, name in enumerate(pages)
    )
    spine = "".join(f'<itemref idref="i{number}" {extra}/>' for number, extra in enumerate(pages.values()))
    return f"""<?xml version="1.0" encoding="utf-8"?>{opening}
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{TITLE}</dc:title>{metadata}</metadata>
<manifest>{items}</manifest><spine>{spine}</spine><guide>{guide}</guide></package>"""


def xhtml(body: str, attributes: str = "") -> str:
    """Write an XHTML page."""
    return f"""<?xml version="1.0" encoding="utf-8"?>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">
<head><title/><script src="x.js"/></head><body {attributes}>{body}</body></html>"""


def epub(pages: Mapping[str, str] | None = None, **members: str | bytes) -> bytes:
    """Write an EPUB of some pages, the story's chapters unless others are given."""
    pages = pages or {
        f"text/chapter-{number}.xhtml": xhtml(f"<h2>{title}</h2>{html_paragraphs(texts)}")
        for number, (title, texts) in enumerate(CHAPTERS, 1)
    }
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": CONTAINER.format("book/package.opf"),
            "book/package.opf": opf(dict.fromkeys(pages, "")),
            **{f"book/{name}": page for name, page in pages.items()},
            **members,
        }
    )


def ao3_preface(rating: str = "Mature", warnings: tuple[str, ...] = ("Major Character Death",)) -> str:
    """Write the preface of an AO3 download."""
    linked = ", ".join(f'<a href="http://archiveofourown.org/tags/x">{warning}</a>' for warning in warnings)
    return f"""<div id="preface"><h2 class="toc-heading">Preface</h2>
<p class="message"><b>{TITLE}</b><br />Posted originally on the <a href="/">Archive of Our Own</a> at x.</p>
<div class="meta"><dl class="tags"><dt>Rating:</dt><dd><a href="x">{rating}</a></dd>
<dt>Archive Warnings:</dt><dd>{linked}</dd><dt>Fandom:</dt><dd><a>Skerries</a></dd>
<dt>Stats:</dt><dd>Published: 2020-02-02 Words: 90 Chapters: 2/2</dd></dl>
<h1>{TITLE}</h1><div class="byline">by <a rel="author" href="x">quiet_owl</a></div>
<p>Summary</p><blockquote class="userstuff"><p>A keeper waits for soup.</p></blockquote>
<p>Notes</p><blockquote class="userstuff"><p>Written for a friend.</p></blockquote>
<div class="endnote-link">See the end of the work for more <a href="#endnotes">notes</a></div></div></div>"""


def ao3_chapter(number: int, title: str, texts: tuple[str, ...]) -> str:
    """Write a chapter of an AO3 download."""
    return f"""<div class="meta group"><h2 class="heading">{title}</h2>
<p>Chapter Summary</p><blockquote class="userstuff"><p>In which it rains.</p></blockquote>
<div class="endnote-link">See the end of the chapter for <a href="#endnotes{number}">notes</a></div></div>
<!--chapter content--><div class="userstuff">{html_paragraphs(texts)}</div><!--/chapter content-->
<div class="meta" id="endnotes{number}"><p>Chapter End Notes</p>
<blockquote class="userstuff"><p>More rain to come.</p></blockquote></div>"""


AO3_AFTERWORD = """<div id="afterword"><h2 class="toc-heading">Afterword</h2><div class="meta"><div id="endnotes">
<p>End Notes</p><blockquote class="userstuff"><p>The soup was leek.</p></blockquote></div></div>
<p class="message">Please <a href="x">drop by the Archive and comment</a> to let the creator know.</p></div>"""


def ao3_download(**preface: object) -> str:
    """The story as AO3's HTML download."""
    chapters = "".join(ao3_chapter(number, *chapter) for number, chapter in enumerate(CHAPTERS, 1))
    return f"""<!DOCTYPE html><html><head><title>{TITLE} - quiet_owl - Skerries</title>
<style type="text/css">p.message {{ text-align: center }}</style></head><body>{ao3_preface(**preface)}
<div id="chapters" class="userstuff">{chapters}</div>{AO3_AFTERWORD}</body></html>"""


def ao3_epub() -> bytes:
    """The story as AO3's EPUB: the download, split at its headings."""
    pages = {"index_split_000.xhtml": xhtml(ao3_preface())}
    for number, (title, texts) in enumerate(CHAPTERS, 1):
        body = f'<div class="userstuff calibre3">{ao3_chapter(number, title, texts)}</div>'
        pages[f"index_split_{number:03}.xhtml"] = xhtml(body)
    pages["index_split_003.xhtml"] = xhtml(AO3_AFTERWORD)
    return epub(pages)


def ao3_work_page() -> str:
    """The story as AO3 shows it."""
    texts = CHAPTERS[0][1]
    return f"""<!DOCTYPE html><html><body class="logged-out"><header><h1>Archive of Our Own</h1></header>
<div id="main"><dl class="work meta group"><dt class="rating tags">Rating:</dt>
<dd class="rating tags"><ul><li><a>Explicit</a></li></ul></dd><dt class="warning tags">Archive Warning:</dt>
<dd class="warning tags"><ul><li><a>Creator Chose Not To Use Archive Warnings</a></li></ul></dd></dl>
<div id="workskin"><div class="preface group"><h2 class="title heading">{TITLE}</h2>
<h3 class="byline heading"><a>quiet_owl</a></h3><div class="summary module"><h3 class="heading">Summary:</h3>
<blockquote class="userstuff"><p>A keeper waits for soup.</p></blockquote></div></div>
<div id="chapters"><div class="chapter" id="chapter-1"><div class="chapter preface group">
<h3 class="title"><a>Chapter 1</a>: The Cliff</h3><div class="notes module"><h3 class="heading">Notes:</h3>
<blockquote class="userstuff"><p>Mind the stairs.</p></blockquote></div></div>
<div class="userstuff module" role="article"><h3 class="landmark heading">Chapter Text</h3>
{html_paragraphs(texts)}</div></div></div></div>
<div id="feedback"><h3>Comments</h3><p>So good!</p></div></div><div id="footer">About</div></body></html>"""


def fanficfare_html() -> str:
    """The story as FanFicFare's HTML."""
    entries = "".join(f'<a href="#section{number:04}">{title}</a><br />' for number, (title, _) in enumerate(CHAPTERS))
    chapters = "".join(
        f'<a name="section{number:04}"><h2>{title}</h2></a>{html_paragraphs(texts)}'
        for number, (title, texts) in enumerate(CHAPTERS)
    )
    return f"""<!DOCTYPE html><html><head><title>{TITLE} by quiet_owl</title></head><body>
<h1><a href="x">{TITLE}</a> by <a>quiet_owl</a></h1><table class="full">
<tr><td><b>Rating:</b></td><td>T</td></tr><tr><td><b>Warnings:</b></td><td>Underage</td></tr>
<tr><td><b>Packaged:</b></td><td>2020-02-02</td></tr></table>
<a name="TOCTOP"><h2>Table of Contents</h2></a><p>{entries}</p>{chapters}</body></html>"""


def fanficfare_epub() -> bytes:
    """The story as FanFicFare's EPUB."""
    pages = {
        "title_page.xhtml": xhtml(
            f"<h3><a>{TITLE}</a> by <a>quiet_owl</a></h3><div><b>Category:</b> Skerries<br />"
            "<b>Status:</b> Completed<br /><b>Rating:</b> M<br /><b>Warnings:</b> Graphic Violence<br /></div>",
            'class="fff_titlepage"',
        ),
        "toc_page.xhtml": xhtml("<div><h3>Table of Contents</h3></div>", 'class="fff_tocpage"'),
        "log_page.xhtml": xhtml("<h3>Update Log</h3><p><b>Words:</b> 90</p>", 'class="fff_logpage"'),
    }
    for number, (title, texts) in enumerate(CHAPTERS, 1):
        body = f'<h3 class="fff_chapter_title">{title}</h3>{html_paragraphs(texts)}'
        pages[f"file{number:04}.xhtml"] = xhtml(body, 'class="fff_chapter"')
    return epub(pages)


def standard_ebook() -> bytes:
    """The story as Standard Ebooks would make it."""
    sections = {
        "titlepage.xhtml": '<section epub:type="titlepage"><h1>The Lamp</h1></section>',
        "imprint.xhtml": '<section epub:type="imprint"><p>This ebook is a labour of love.</p></section>',
        "dedication.xhtml": '<section epub:type="dedication"><p>To the goose.</p></section>',
        "endnotes.xhtml": '<section epub:type="endnotes"><ol><li><p>A sea bird.</p></li></ol></section>',
        "colophon.xhtml": '<section epub:type="colophon"><p>Set in League Spartan.</p></section>',
        "uncopyright.xhtml": '<section epub:type="copyright-page"><p>No rights reserved.</p></section>',
    }
    front = {name: xhtml(sections[name], 'epub:type="frontmatter"') for name in list(sections)[:3]}
    back = {name: xhtml(sections[name], 'epub:type="backmatter"') for name in list(sections)[3:]}
    chapters = {}
    for number, (title, texts) in enumerate(CHAPTERS, 1):
        body = html_paragraphs(texts).replace("lamp", 'lamp<a href="endnotes.xhtml" epub:type="noteref">1</a>')
        chapters[f"chapter-{number}.xhtml"] = xhtml(
            f'<section epub:type="chapter"><h2>{title}</h2>{body}</section>',
            'epub:type="bodymatter z3998:fiction"',
        )
    return epub({**front, **chapters, **back})
