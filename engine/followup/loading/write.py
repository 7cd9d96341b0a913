"""From values to YAML that `followup.loading.read` reads back as the same."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Final

from followup.loading.scalar import resolve

WIDTH: Final = 120
"""In columns: a list or mapping stands on one line where it fits in so many."""

_TOO_LONG: Final = 10**18

_PLAIN: Final = re.compile(r"(?:[$0-9A-Za-z]|-(?=[0-9]))(?:[-+$./:0-9A-Z_a-z ]*[-+$./0-9A-Z_a-z])?").fullmatch
_SPLITS: Final = re.compile(r": ")
_ALONE: Final = re.compile(r"(?:[$0-9A-Za-z]|-(?=[0-9]))(?:(?!: | #).)*(?<![: ])").fullmatch


def as_yaml(value: object, indent: int = 0) -> str:
    r"""Return *value*, made of mappings with text keys, sequences and scalars, as lines of YAML, each ended.

    Args:
        indent: By how many columns every line is moved to the right.

    Raises:
        TypeError: a value of another type.

    >>> print(as_yaml({"case": "no, thanks", "add": [{"event": "offer", "at": "2026-03-02"}], "times": 3}), end="")
    case: "no, thanks"
    add: [{event: offer, at: 2026-03-02}]
    times: 3
    """
    return "".join(f"{' ' * indent}{line}\n" for line in _lines(value, WIDTH - indent))


def scalar_on_its_own(value: object) -> str:
    """Return a scalar as an author would write it: nothing follows it on its line but a comment.

    >>> [scalar_on_its_own(each) for each in ("Ask, and wait (a day)", "a: b", "a #b", "no")]
    ['Ask, and wait (a day)', '"a: b"', '"a #b"', '"no"']
    """
    if isinstance(value, str) and _ALONE(value) and value.isprintable() and resolve(value) == value:
        return value
    return scalar(value)


def scalar(value: object) -> str:
    """Return a scalar so that it is read back as the same, wherever it stands.

    >>> [scalar(each) for each in ("dana", "no", "3", 3, None, True, "09:00", "a: b")]
    ['dana', '"no"', '"3"', '3', 'null', 'true', '"09:00"', '"a: b"']
    """
    match value:
        case str():
            plain = _PLAIN(value) and not _SPLITS.search(value) and resolve(value) == value
            return value if plain else json.dumps(value, ensure_ascii=False)
        case None | bool():
            return json.dumps(value)
        case int():
            # Longer ones are read in hexadecimal only.
            return str(value) if abs(value) < _TOO_LONG else hex(value)
        case float():
            # Without a dot, an exponent is no number to every reader.
            digits, exponent, power = json.dumps(value, allow_nan=False).partition("e")
            return f"{digits}.0{exponent}{power}" if exponent and "." not in digits else f"{digits}{exponent}{power}"
        case _:
            raise TypeError(f"YAML of ours has no {type(value).__name__}")


def in_flow(value: object) -> str:
    """Return *value* on one line, in brackets.

    >>> in_flow({"to": {"each": "interviewer"}, "say": ["thank"]})
    '{to: {each: interviewer}, say: [thank]}'
    """
    match value:
        case Mapping():
            return "{" + ", ".join(f"{scalar(key)}: {in_flow(one)}" for key, one in value.items()) + "}"
        case str():
            return scalar(value)
        case Sequence():
            return "[" + ", ".join(map(in_flow, value)) + "]"
        case _:
            return scalar(value)


def _lines(value: object, width: int) -> list[str]:
    if isinstance(value, Mapping) and value:
        return [line for key, one in value.items() for line in _entry(f"{scalar(key)}:", one, width)]
    if isinstance(value, Sequence) and not isinstance(value, str) and value:
        return [line for one in value for line in _item(one, width)]
    return [in_flow(value)]


def _entry(key: str, value: object, width: int) -> list[str]:
    """Return a key with its value, on one line where that fits."""
    line = f"{key} {in_flow(value)}"
    if len(line) <= width or not isinstance(value, Mapping | Sequence) or isinstance(value, str) or not value:
        return [line]
    return [key, *(f"  {each}" for each in _lines(value, width - 2))]


def _item(value: object, width: int) -> list[str]:
    line = f"- {in_flow(value)}"
    if len(line) <= width or not isinstance(value, Mapping | Sequence) or isinstance(value, str) or not value:
        return [line]
    first, *others = _lines(value, width - 2)
    return [f"- {first}", *(f"  {each}" for each in others)]
