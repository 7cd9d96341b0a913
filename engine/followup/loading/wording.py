"""What the schemas call things, and what we call them."""

from collections.abc import Mapping
from typing import Final

from followup.loading.findings import shown

TYPES: Final = {
    "object": "a mapping",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "`true` or `false`",
    "null": "empty",
}
"""The types of JSON Schema in our words."""

WORDS: Final[Mapping[str, str]] = {
    "Act": "acts",
    "Medium": "media",
    "Medium to use": "media",
    "Role": "roles",
    "Recipient to look for": "roles",
    "Point": "points",
    "Fact": "facts",
    "Event": "events",
}
"""Where a vocabulary has the words that a definition of that title stands for."""

SHAPES: Final[Mapping[str, str]] = {
    "Advice id": "letters and digits, a letter first, such as `S1`",
    "Anchor": "write it as `interview`, `interview.ends` or `step.RULE`",
    "Recipient to look for": "write a role, or `timeframe.by`",
    "Fact": "lower-case words, with dots between its parts",
    "Email address": "one address without spaces, such as `dana@acme.example`",
    "Field": "lower-case words, joined by `_` or `-`",
    "Line of text": "write it on one line",
    "Parameter's name": "lower-case words, joined by `_` or `-`",
    "Phrase": "one line, in which `$` stands only in `${person}` or `${value}`",
}
"""What looks other than the usual id, by the title of its definition."""

USUAL: Final = "lower-case letters and digits, a letter first, parts joined by `-`"
"""What the usual id looks like."""

_NAMED: Final = {*SHAPES, *WORDS, "Id", "Object", "Outcome", "Person's id", "Calendar name"}


def is_named(title: str) -> bool:
    """Tell whether *title* is that of a definition which messages name; a plugin's is none."""
    return title in _NAMED


def called(title: str) -> str:
    """Return what to call that of which the definition has *title*, with its article.

    >>> called("Advice id"), called("Value")
    ('an advice id', 'a word')
    """
    noun = title.lower() if title in _NAMED else "word"
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def kind_of(value: object) -> str:
    """Return what *value* is, when something else was asked for.

    >>> kind_of(7), kind_of([])
    ('the number `7`', 'a list')
    """
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return shown(as_written(value))
    if isinstance(value, int | float):
        return f"the number {shown(str(value))}"
    return "text" if isinstance(value, str) else "a list" if isinstance(value, list) else "a mapping"


def as_written(value: object) -> str:
    """Return a scalar as a file would have it.

    >>> as_written(True), as_written("email")
    ('true', 'email')
    """
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)
