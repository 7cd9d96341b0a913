"""Findings in the forms that people, programs and continuous integration read."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from followup.cli.layout import json_text
from followup.model.diagnostic import Diagnostic, Severity
from followup.model.place import Place

_ON_GITHUB: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def as_text(found: Iterable[Diagnostic]) -> str:
    """Return a line for each finding, and a second one, indented, where it says why it matters."""
    return "".join(f"{one}\n    why: {one.why}\n" if one.why else f"{one}\n" for one in found)


def as_json(found: Iterable[Diagnostic]) -> str:
    """Return a list of objects; *line* and *column* are 0 where a finding is about a whole file."""
    return json_text({"check": 1, "diagnostics": [diagnostic_document(one) for one in found]})


def diagnostic_document(diagnostic: Diagnostic) -> Mapping[str, object]:
    """Return *diagnostic* as what its JSON holds."""
    return {
        **diagnostic.place.document(),
        "severity": diagnostic.severity,
        "code": diagnostic.code,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        "why": diagnostic.why,
    }


def as_github(found: Iterable[Diagnostic]) -> str:
    """Return the workflow commands that make GitHub show each finding beside its line."""
    return "".join(annotation(_ON_GITHUB[one.severity], one.place, one.code, _in_lines(one)) for one in found)


def annotation(level: str, place: Place, title: str, message: str) -> str:
    """Return the workflow command that makes GitHub show *message* at *place*.

    Args:
        level: ``error``, ``warning`` or ``notice``.
    """
    properties = {"file": place.file}
    if place.line:
        properties |= {"line": f"{place.line}", "col": f"{place.column}"}
    properties["title"] = title
    given = ",".join(f"{name}={_escaped(value, ':', ',')}" for name, value in properties.items())
    return f"::{level} {given}::{_escaped(message)}\n"


def as_sarif(found: Iterable[Diagnostic]) -> str:
    """Return a SARIF 2.1.0 log."""
    import followup
    from followup.analysis.kinds import EVERY_KIND

    found = list(found)
    codes = list(dict.fromkeys(diagnostic.code for diagnostic in found))
    results = []
    for diagnostic in found:
        related = [_location(place) for place in diagnostic.related]
        results.append(
            {
                "ruleId": diagnostic.code,
                "ruleIndex": codes.index(diagnostic.code),
                "level": diagnostic.severity,
                "message": {"text": _message(diagnostic)},
                "locations": [_location(diagnostic.place)],
                **({"relatedLocations": related} if related else {}),
            }
        )
    kinds = {kind.code: kind for kind in EVERY_KIND}
    rules: list[dict[str, object]] = []
    for code in codes:
        kind = kinds.get(code)
        more = (
            {}
            if kind is None
            else {"fullDescription": {"text": kind.why}, "help": {"text": f"To mend it: {kind.mend}."}}
        )
        rules.append({"id": code, **more})
    driver = {"name": "followup", "version": followup.__version__, "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json_text({"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]})


def _location(place: Place) -> Mapping[str, object]:
    from urllib.parse import quote

    physical: dict[str, object] = {"artifactLocation": {"uri": quote(place.file.replace("\\", "/"), errors="replace")}}
    if place.line:
        physical["region"] = {"startLine": place.line, "startColumn": place.column}
    return {"physicalLocation": physical}


REPORTS: Final[Mapping[str, Callable[[Iterable[Diagnostic]], str]]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
    "sarif": as_sarif,
}
"""By the name that ``--format`` takes."""


def _in_lines(diagnostic: Diagnostic) -> str:
    return _message(diagnostic) + (f"\n{diagnostic.why}" if diagnostic.why else "")


def _message(diagnostic: Diagnostic) -> str:
    return diagnostic.message + (f" ({diagnostic.hint})" if diagnostic.hint else "")


def _escaped(text: str, *also: str) -> str:
    for character in ("%", "\r", "\n", *also):
        text = text.replace(character, f"%{ord(character):02X}")
    return text
