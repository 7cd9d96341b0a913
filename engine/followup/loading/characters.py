"""The characters that no file and no text may hold."""

import re

from followup.loading.findings import Findings
from followup.model.place import Place

# Control characters but tab and line ends, lone surrogates, and what YAML forbids; also what YAML 1.1 alone takes for a
# line end (next line, line and paragraph separator) and the invisible byte order mark.
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_LINE_END = re.compile(r"\r\n?|\n")


def refuse_in_file(text: str, file: str, findings: Findings) -> bool:
    """Report each refused character of a file at its place; return whether there was one."""
    if not _REFUSED.search(text):
        return False
    for number, line in enumerate(_LINE_END.split(text), 1):
        for match in _REFUSED.finditer(line):
            if findings.full:
                return True
            findings.add("control-character", _message(match), Place(file, number, match.start() + 1))
    return True


def complaint(text: str) -> str | None:
    r"""Return what is wrong with the first refused character of a value; None when it has none.

    A file without such characters can still hold a value with them, as an escape in double quotes.

    >>> complaint("\0")
    'the character U+0000 is not allowed'
    """
    match = _REFUSED.search(text)
    return _message(match) if match else None


def place_after(text: str, file: str) -> Place:
    """Return the place of what follows *text* in a file."""
    lines = _LINE_END.split(text)
    return Place(file, len(lines), len(lines[-1]) + 1)


def _message(match: re.Match[str]) -> str:
    return f"the character U+{ord(match[0]):04X} is not allowed"
