"""XML read without trust: no entities, no network (https://www.w3.org/TR/xml, OWASP's XXE cheat sheet)."""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from model.documents.errors import BrokenDocument, in_a_line


def parse_xml(data: bytes, name: str) -> etree._Element:
    """Parse a small XML file of a book.

    Parameters
    ----------
    data
        Its bytes.
    name
        Its name, for the error.

    Returns
    -------
    lxml.etree._Element
        The root.

    Raises
    ------
    BrokenDocument
        Where it is no XML, or declares entities.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BrokenDocument(f"{name} is no well-formed XML: {in_a_line(error)}") from None
    # The stubs know less of a DTD than the library does.
    subset: Any = root.getroottree().docinfo.internalDTD
    if subset is not None and next(iter(subset.iterentities()), None) is not None:
        raise BrokenDocument(f"{name} declares entities of its own, which are not followed.")
    return root


def elements(root: etree._Element, name: str) -> Iterator[etree._Element]:
    """Find elements by name, whatever namespace they are in."""
    yield from root.iter("{*}" + name)


def text_of(element: etree._Element) -> str:
    """Give an element's words, white space collapsed."""
    return " ".join("".join(map(str, element.itertext("*"))).split())
