"""What a scalar means: the core schema of YAML 1.2, where YAML 1.1 agrees with it."""

import math
import re
from dataclasses import dataclass

from followup.loading.findings import shown
from followup.model.node import Scalar

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}

# Booleans to YAML 1.1 (`y` and `n` only to some of its readers), text to YAML 1.2; `=` and `<<` have types of their own
# in YAML 1.1.
_DISPUTED_WORDS = frozenset(
    form for word in ("y", "n", "yes", "no", "on", "off") for form in (word, word.capitalize(), word.upper())
) | {"=", "<<"}

_WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]*)").fullmatch
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+").fullmatch
_DECIMAL = re.compile(r"(?:[-+]?[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+][0-9]+)?").fullmatch
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)").fullmatch

# A number to one version at least: 0b1 0o17 0x_1F, 010 1_000 1e3. Tried after the forms above, on which both agree.
_DISPUTED_NUMBER = re.compile(
    r"[-+]?(?:0b[01_]+|0o[0-7_]+|0x[0-9a-fA-F_]+"
    r"|(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9]+)?)"
).fullmatch

# To YAML 1.1, 10:30 is 630: a number to the base of 60. It reads 09:00 as text, but nobody should have to know that.
_SIXTIES = re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?").fullmatch

_NUMBERS_BEGIN = frozenset("+-.0123456789")

# Beyond this, readers with 64-bit integers no longer agree (and Python refuses to parse more than 4,300 digits).
_MOST_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Disputed:
    """A plain scalar that not every YAML reader takes for the same.

    Attributes:
        message: What is the matter with it.
        hint: How to write it so that nobody can differ.
    """

    message: str
    hint: str


def resolve(text: str) -> Scalar | Disputed:
    """Return what the plain scalar *text* means. Dates and instants are text.

    >>> resolve("12"), resolve("2026-03-02T10:00"), resolve("~")
    (12, '2026-03-02T10:00', None)
    >>> resolve("no").hint
    'quote it: `"no"`'
    """
    if text in _WORDS:
        return _WORDS[text]
    if text in _DISPUTED_WORDS:
        return Disputed(f"{shown(text)} is text to some YAML readers and something else to others", _quote(text))
    return _number(text) if text[0] in _NUMBERS_BEGIN else text


def _number(text: str) -> Scalar | Disputed:
    if _WHOLE(text) or _HEXADECIMAL(text):
        if len(text.lstrip("+-")) > _MOST_DIGITS:
            message = f"the number {shown(text)} has more than {_MOST_DIGITS} digits"
            return Disputed(message, "quote it if it is text")
        return int(text, 16 if "x" in text else 10)
    if _DECIMAL(text) and math.isfinite(number := float(text)):
        return number
    if _DECIMAL(text) or _NOT_FINITE(text):
        return Disputed(f"{shown(text)} is not a finite number", "quote it if it is text")
    if _SIXTIES(text):
        return Disputed(f"{shown(text)} is text to some YAML readers and a number to others", _quote(text))
    if _DISPUTED_NUMBER(text):
        message = f"{shown(text)} is not the same number, or no number, to every YAML reader"
        return Disputed(message, f"{_quote(text)}, or write it as a plain number")
    return text


def _quote(text: str) -> str:
    # What is long enough to be cut in the message would be wrong if it were copied from the hint.
    quoted = shown(f'"{text}"')
    return "quote it" if "…" in quoted else f"quote it: {quoted}"
