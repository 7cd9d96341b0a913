"""Test cases as JUnit XML: what continuous integration reads."""

from itertools import groupby
from typing import Final
from xml.etree import ElementTree

from followup.cli.suite_reports import Tests, in_words
from followup.testing.suites import Outcome

_ALLOWED: Final = ((0x20, 0xD7FF), (0xE000, 0xFFFD), (0x10000, 0x10FFFF))
"""The characters that XML 1.0 may hold, tab and line feed aside."""


def as_junit(tests: Tests) -> str:
    """Return a ``testsuites`` document: a suite for each file, an error for each mistake in one that cannot be run.

    Nothing is said of time: no clock is looked at.
    """
    root = ElementTree.Element("testsuites", name="followup")
    tried = failures = errors = 0
    for _, outcomes in groupby(tests.outcomes, key=lambda outcome: outcome.suite.file):
        cases = list(outcomes)
        failed = sum(bool(outcome.differences) for outcome in cases)
        suite = _suite(root, cases[0].suite.id, len(cases), failed, 0)
        for outcome in cases:
            _case(suite, outcome)
        tried, failures = tried + len(cases), failures + failed
    for file, mistakes in groupby(tests.diagnostics, key=lambda diagnostic: diagnostic.place.file):
        found = list(mistakes)
        suite = _suite(root, file, len(found), 0, len(found))
        for mistake in found:
            case = _element(suite, "testcase", name=mistake.code, classname=file, file=file)
            _element(case, "error", text=f"{mistake}", message=mistake.message, type=mistake.code)
        tried, errors = tried + len(found), errors + len(found)
    for name, number in (("tests", tried), ("failures", failures), ("errors", errors)):
        root.set(name, f"{number}")
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _suite(root: ElementTree.Element, name: str, tests: int, failures: int, errors: int) -> ElementTree.Element:
    counts = {"tests": f"{tests}", "failures": f"{failures}", "errors": f"{errors}", "skipped": "0"}
    return _element(root, "testsuite", name=name, **counts)


def _case(suite: ElementTree.Element, outcome: Outcome) -> None:
    place = outcome.case.place
    case = _element(
        suite,
        "testcase",
        name=outcome.case.name,
        classname=outcome.suite.id,
        file=place.file,
        line=f"{place.line}",
    )
    if outcome.differences:
        told = [f"{one.place}: {in_words(one)}" for one in outcome.differences]
        _element(case, "failure", text="\n".join(told), message=in_words(outcome.differences[0]), type="difference")


def _element(parent: ElementTree.Element, tag: str, text: str | None = None, **attributes: str) -> ElementTree.Element:
    given = {name: _printable(value) for name, value in attributes.items()}
    element = ElementTree.SubElement(parent, tag, given)
    element.text = None if text is None else _printable(text)
    return element


def _printable(text: str) -> str:
    """Return *text* with every character that XML cannot hold as an escape."""
    return "".join(c if _is_allowed(c) else c.encode("unicode_escape", "surrogatepass").decode() for c in text)


def _is_allowed(character: str) -> bool:
    return character in "\t\n" or any(low <= ord(character) <= high for low, high in _ALLOWED)
