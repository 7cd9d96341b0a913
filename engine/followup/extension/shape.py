"""What the things that plugins return must look like, seen before anybody relies on it."""

import json
import re
from collections.abc import Callable, Collection, Mapping
from typing import Final

from followup.extension.naming import is_name
from followup.loading.suggest import did_you_mean
from followup.model.diagnostic import Diagnostic, Severity
from followup.model.place import Place
from followup.model.tell import kind_of, one_line

_Check = Callable[[object], str | None]

_SUFFIX: Final = re.compile(r"(?:\.[a-zA-Z0-9_-]+)+")
_MEDIA_TYPE: Final = re.compile(r"[a-z]+/[a-zA-Z0-9.+-]+(?:; ?[a-z]+=[a-zA-Z0-9.+-]+)*")

READABLE: Final = ("facts", "events", "day", "hour")
"""What a condition may depend on."""


def mistake_in(kind: str, item: object) -> str | None:
    """Return what is wrong with *item* as a *kind* (``channel``, ``condition``, ``rule kind``, ``calendar``), or None.

    May raise whatever the attributes of *item* raise.
    """
    if isinstance(item, type):
        return f"the {kind} {kind_of_class(item)} is a class; an instance of it is wanted"
    name = getattr(item, "name", None)
    called = f"`{one_line(name)}`" if isinstance(name, str) else f"of type {kind_of(item)}"
    for attribute, check in _SHAPES[kind].items():
        if not hasattr(item, attribute):
            near = did_you_mean(attribute, [other for other in dir(item) if not other.startswith("_")])
            return f"the {kind} {called} has no `{attribute}`{f' ({near})' if near else ''}"
        if complaint := check(getattr(item, attribute)):
            return f"`{attribute}` of the {kind} {called} {complaint}"
    for attribute in _OPTIONAL.get(kind, ()):
        if hasattr(item, attribute) and (complaint := _function(getattr(item, attribute))):
            return f"`{attribute}` of the {kind} {called} {complaint}"
    return None


def mistake_in_diagnostic(item: Diagnostic) -> str | None:
    """Return what is wrong with *item*, which a plugin has made, or None: it must sort and print like ours."""
    place = item.place
    if not (isinstance(place, Place) and _are(str, place.file, place.path) and _are(int, place.line, place.column)):
        return "has no place; the `place` of a rule is one"
    if not (isinstance(item.code, str) and is_name(item.code)):
        return "has a code that is not kebab-case"
    if not (_are(str, item.message, item.hint or "") and f"{item.message}{item.hint or ''}".isprintable()):
        return "has a message or hint that is not one line of text"
    return None if isinstance(item.severity, Severity) else "has a severity of its own"


def _are(kind: type, *values: object) -> bool:
    return all(isinstance(value, kind) for value in values)


def kind_of_class(item: type) -> str:
    """Return the name of a class in backticks."""
    return f"`{one_line(item.__name__)}`"


def _name(value: object) -> str | None:
    fits = isinstance(value, str) and is_name(value)
    return None if fits else "is not kebab-case: small letters and digits in parts joined by hyphens"


def _line(value: object) -> str | None:
    fits = isinstance(value, str) and value.strip() and value == one_line(value)
    return None if fits else "is not one short line of text"


def _suffix(value: object) -> str | None:
    fits = isinstance(value, str) and _SUFFIX.fullmatch(value)
    return None if fits else "is not the end of a file's name, such as `.txt`"


def _media_type(value: object) -> str | None:
    fits = isinstance(value, str) and _MEDIA_TYPE.fullmatch(value)
    return None if fits else "is not a media type, such as `text/plain`"


def _function(value: object) -> str | None:
    return None if callable(value) else "is not a function"


def _schema(value: object) -> str | None:
    try:
        fits = isinstance(value, Mapping) and json.loads(json.dumps(dict(value))) == value
    except (TypeError, ValueError, RecursionError):
        fits = False
    return None if fits else "is not a JSON Schema: a mapping of plain data"


def _reads(value: object) -> str | None:
    known = ", ".join(f"`{word}`" for word in READABLE)
    if not isinstance(value, Collection) or isinstance(value, str | bytes):
        return f"is not a list of {known}"
    strange = next((part for part in value if part not in READABLE), None)
    if strange is None:
        return None
    near = did_you_mean(strange, READABLE) if isinstance(strange, str) else None
    word = f"`{one_line(strange)}`" if isinstance(strange, str) else kind_of(strange)
    return f"has {word} in it ({near or f'it is a list of {known}'})"


_SHAPES: Final[Mapping[str, Mapping[str, _Check]]] = {
    "channel": {"name": _name, "says": _line, "suffix": _suffix, "media_type": _media_type, "render": _function},
    "condition": {"name": _name, "schema": _schema, "reads": _reads, "holds": _function},
    "rule kind": {"name": _name, "schema": _schema, "advise": _function},
    "calendar": {"name": _name, "is_business_day": _function},
}

_OPTIONAL: Final[Mapping[str, tuple[str, ...]]] = {"channel": ("render_comparison", "render_feed", "fitted")}
