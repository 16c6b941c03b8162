"""JUnit's XML, which GitLab, Jenkins and most others show (https://github.com/testmoapp/junitxml)."""

import re
from typing import Final, TextIO
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from app.check.formats.wording import TITLES, from_root, sentence
from app.check.inspection import Checked, Report

SUITE: Final = "forewarn"

# What XML 1.0 can't hold, https://www.w3.org/TR/xml/#charsets
_UNHOLDABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(report: Report, stream: TextIO) -> None:
    """Write a test case for each work."""
    failing = str(sum(work.fails for work in report.works))
    counts = {"tests": str(len(report.works)), "failures": failing, "errors": "0"}
    root = Element("testsuites", name=SUITE, attrib=counts)
    suite = SubElement(root, "testsuite", name=SUITE, attrib={**counts, "skipped": "0"})
    for work in report.works:
        _case(suite, work, report)
    ElementTree.indent(root)
    print('<?xml version="1.0" encoding="UTF-8"?>', file=stream)
    print(ElementTree.tostring(root, encoding="unicode"), file=stream)


def _case(suite: Element, work: Checked, report: Report) -> None:
    path = _held(from_root(work.path, report.root))
    case = SubElement(suite, "testcase", name=path, classname=SUITE, file=path)
    failing = [finding for finding in work.findings if finding.fails]
    others = [finding for finding in work.findings if not finding.fails]
    if failing:
        # Some readers show only the first failure of a case, so there is one that tells all.
        kinds = dict.fromkeys(TITLES[finding.kind] for finding in failing)
        failure = SubElement(case, "failure", message=", ".join(kinds), type=failing[0].kind)
        failure.text = _held("\n".join(f"{each.place}: {sentence(each)}" for each in failing))
    if others:
        out = SubElement(case, "system-out")
        out.text = _held("\n".join(f"{each.place}: {TITLES[each.kind]}: {sentence(each)}" for each in others))


def _held(text: str) -> str:
    return _UNHOLDABLE.sub("\ufffd", text)
