"""Invented works, blunt enough that what to say of them is plain."""

import io
import zipfile

GENTLE = (
    "Nell carried the basket of apples up the garden path and set it on the kitchen table. Her "
    "grandmother was rolling out dough and humming, and the whole room smelled of butter and cinnamon. "
    "They sliced the apples thin and laid them in circles, and when the pie was in the oven they sat on "
    "the back step with two cups of tea and watched the swallows over the barn. The cat came and slept "
    "in the sun between them. Nell told about the school play and the paper moon she had painted, and "
    "her grandmother laughed until she had to wipe her glasses. In the evening the neighbours came with "
    "cream and a fiddle, and they all sang until the stars were out over the orchard and the little "
    "ones had fallen asleep on the sofa.\n\n"
) * 2

FIGHT = (
    "The axe split his skull and blood burst over the snow. Harrow wrenched the blade free and swung "
    "again, and the second man screamed as his arm came away at the elbow. They fell on each other with "
    "knives. Bone cracked, a throat was cut to the spine, and a boy crawled through the mud holding his "
    "own entrails until a boot came down on his neck and killed him. Harrow stabbed the captain in the "
    "belly, twisted the knife, stabbed him in the eye, and let the corpse slide off the steel. Blood "
    "ran down the steps of the chapel and pooled around the severed heads. He beat the last of them to "
    "death with a stone, and the face was pulp when he stopped, his hands red to the wrists, and the "
    "dead lay gutted and torn all along the wall.\n\n"
) * 2


def html(story: str, rating: str = "Mature") -> str:
    """A small page as archives hand them out."""
    paragraphs = "".join(f"<p>{part}</p>" for part in story.split("\n\n") if part)
    return (
        f"<html><head><title>A Tale</title></head><body><div id='preface'><dl class='tags'><dt>Rating:</dt>"
        f"<dd>{rating}</dd></dl></div><div id='chapters'><div class='userstuff'>{paragraphs}</div></div>"
        f"</body></html>"
    )


def epub(story: str) -> bytes:
    """A one-chapter EPUB."""
    paragraphs = "".join(f"<p>{part}</p>" for part in story.split("\n\n") if part)
    members = {
        "META-INF/container.xml": '<?xml version="1.0"?><container version="1.0" '
        'xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="book.opf" '
        'media-type="application/oebps-package+xml"/></rootfiles></container>',
        "book.opf": '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0" '
        'unique-identifier="id"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        '<dc:identifier id="id">x</dc:identifier><dc:title>A Tale</dc:title>'
        "<dc:language>en</dc:language></metadata><manifest>"
        '<item id="c" href="chapter.xhtml" media-type="application/xhtml+xml"/></manifest><spine>'
        '<itemref idref="c"/></spine></package>',
        "chapter.xhtml": '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>One</title>'
        f"</head><body><h2>Chapter 1</h2>{paragraphs}</body></html>",
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def docx(story: str) -> bytes:
    """A Word document."""
    from docx import Document

    document = Document()
    for part in story.split("\n\n"):
        if part:
            document.add_paragraph(part)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()
