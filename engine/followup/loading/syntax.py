"""PyYAML's parser and its complaints, in words that help the writer of a policy."""

import re
from collections.abc import Iterator
from typing import Protocol

import yaml

from followup.loading.findings import Findings, shown
from followup.model.place import Place

PARSER: type[yaml.CSafeLoader] | type[yaml.SafeLoader] = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
"""Only its events are used: composing would recurse, and ends the process on 100,000 brackets."""

_INDENTED = "check the indentation; a text with quotes in it must be quoted as a whole"

# What PyYAML says in C, or in Python: what we say, and the hint. The first whose words occur is taken.
_PLAINER = (
    (
        r"mapping values are not allowed",
        "`:` cannot stand here",
        "quote a text that holds `: `, or check the indentation",
    ),
    (r"sequence entries are not allowed", "`-` cannot stand here", "begin a list on a line of its own"),
    (r"block scalar", "`|` or `>` must end its line", "quote a text that begins with one of them"),
    (r"directive|incompatible", "unknown directive or version of YAML", None),
    (r"could not find expected ':'", "this key has no `:`", None),
    (r"quoted scalar.*unexpected (end|document)", "this quote is never closed", None),
    (r"expected ',' or '(.)'", r"expected `,` or `\1` here", None),
    (
        r"escape|hexdecimal",
        "unknown escape in a double-quoted text",
        "write two backslashes for one, or use single quotes",
    ),
    (r"expected '-' indicator", "expected `-` or the end of the list here", _INDENTED),
    (r"document start>", "expected the end of the file here", "check the indentation"),
    (r"expected key|expected <block end>", "expected a key here", _INDENTED),
    (r"expected (the )?node content", "expected a value here", None),
)


class Mark(Protocol):
    """Where the parser is; the C parser and the one in Python have a class each. All three count from 0."""

    @property
    def index(self) -> int: ...  # noqa: D102 the class says it
    @property
    def line(self) -> int: ...  # noqa: D102 the class says it
    @property
    def column(self) -> int: ...  # noqa: D102 the class says it


def place_of(mark: Mark | None, file: str) -> Place:
    """Return *mark* as a place; the start of the file when the parser gave none."""
    return Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1, 1)


def events(text: str, file: str, findings: Findings) -> Iterator[yaml.Event]:
    """Yield the events of *text* up to the first mistake in its syntax, which goes to *findings*.

    *text* holds no character that YAML does not allow.
    """
    try:
        yield from yaml.parse(text, Loader=PARSER)
    except yaml.MarkedYAMLError as error:
        _explain(error, text, file, findings)
    except (yaml.YAMLError, ValueError) as error:
        # ValueError: the parser in Python on an escape beyond Unicode, and on a tag that is no UTF-8.
        message, hint = _plainer(f"escape: {error}" if isinstance(error, ValueError) else str(error))
        findings.add("syntax", message, Place(file, 1, 1), hint)


def _explain(error: yaml.MarkedYAMLError, text: str, file: str, findings: Findings) -> None:
    context, problem = error.context or "", error.problem or "not YAML"
    mark = error.problem_mark or error.context_mark
    place = place_of(mark, file)
    if "tag handle" in problem or context.endswith(" a tag"):
        findings.add("tag", "a tag is not allowed", place, "remove it; quote a text that begins with `!`")
    elif context.endswith((" an alias", " an anchor")):
        quote = "quote a text that begins with `&` or `*`"
        findings.add("anchor", "anchors and aliases are not allowed", place, quote)
    elif "cannot start any token" in problem and mark:
        if text[mark.index] == "\t":
            findings.add("syntax", "a tab cannot indent", place, "indent with spaces")
        else:
            message = f"{shown(text[mark.index])} cannot begin a value"
            findings.add("syntax", message, place, "quote the value if it is text")
    else:
        # Where the thing began says more than where the parser gave up on it.
        from_start = ("quoted scalar" in context and "unexpected" in problem) or "simple key" in context
        if from_start and error.context_mark:
            place = place_of(error.context_mark, file)
        message, hint = _plainer(f"{context}: {problem}" if context else problem)
        findings.add("syntax", message, place, hint)


def _plainer(complaint: str) -> tuple[str, str | None]:
    line = " ".join(complaint.split())
    for pattern, message, hint in _PLAINER:
        if match := re.search(pattern, line):
            return match.expand(message), hint
    return line[:1].lower() + line[1:120], None
