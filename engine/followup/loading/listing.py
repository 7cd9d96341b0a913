"""Where the events of a timeline stand in its text, to the character, for those who change the text."""

import re
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import yaml

from followup.loading.findings import Findings
from followup.loading.syntax import Mark, events

EVENTS: Final = "events"

_LINE_END: Final = re.compile(r"\r\n?|\n")


class Span(NamedTuple):
    """A part of a text, from *start* on and before *end*, in characters."""

    start: int
    end: int


@dataclass(slots=True)
class Listing:
    """The list of events in a text that is a mapping; what is not there is None.

    Attributes:
        column: That of the mapping's keys, from 0.
        braced: Whether that mapping stands in braces.
        end: Behind the last key or value of the mapping.
        key: ``events`` itself.
        bare: Whether the key has no value at all.
        brackets: The list's own, where it stands in some: from before the first to before the last.
        dash: The column of the list's dashes, from 0, where it has dashes.
        items: From before the first character of each to behind its last.
    """

    column: int = 0
    braced: bool = False
    end: int = 0
    key: Span | None = None
    bare: bool = False
    brackets: Span | None = None
    dash: int | None = None
    items: list[Span] = field(default_factory=list)


def listing_of(text: str) -> Listing:
    """Return where the events of *text* stand. INVARIANT: `followup.loading.read` finds no mistake in it."""
    found, work = Listing(), _Work(0)
    for event in events(text, "", Findings()):
        _take(event, found, work)
    return found


@dataclass(slots=True)
class _Work:
    """Where a pass over the parser's events stands.

    Attributes:
        end: Behind the last character that is no comment, no blank and no indicator of a block.
        flows: Of each list or mapping that is open: whether it stands in brackets.
        wants_key: Whether a key of the outermost mapping comes next.
        inside: Whether this is within the list of events.
    """

    end: int
    flows: list[bool] = field(default_factory=list)
    wants_key: bool = True
    inside: bool = False


def _take(event: yaml.Event, found: Listing, work: _Work) -> None:
    if isinstance(event, yaml.NodeEvent):
        _begin(event, found, work)
    if isinstance(event, yaml.CollectionStartEvent):
        work.flows.append(bool(event.flow_style))
    elif isinstance(event, yaml.ScalarEvent):
        work.end = _end_of(event)
        _close(found, work)
    elif isinstance(event, yaml.CollectionEndEvent):
        if work.flows.pop():
            work.end = _known(event.end_mark).index
        if work.inside and len(work.flows) == 1:
            work.inside = False
            if found.brackets is not None:
                found.brackets = Span(found.brackets.start, _known(event.start_mark).index)
        _close(found, work)


def _begin(event: yaml.NodeEvent, found: Listing, work: _Work) -> None:
    start, level = _known(event.start_mark), len(work.flows)
    if level == 0 and isinstance(event, yaml.MappingStartEvent):
        found.column, found.braced = start.column, bool(event.flow_style)
    elif level == 1:
        scalar = event if isinstance(event, yaml.ScalarEvent) else None
        if work.wants_key and scalar is not None and scalar.value == EVENTS:
            found.key = Span(start.index, _end_of(scalar))
        elif not work.wants_key and found.key is not None and work.end == found.key.end:
            found.bare = scalar is not None and not scalar.value and not scalar.style
            if isinstance(event, yaml.SequenceStartEvent):
                work.inside = True
                if event.flow_style:
                    found.brackets = Span(start.index, start.index)
                else:
                    found.dash = start.column
        work.wants_key = not work.wants_key
    elif level == 2 and work.inside:
        found.items.append(Span(start.index, start.index))


def _close(found: Listing, work: _Work) -> None:
    found.end = work.end
    if work.inside and len(work.flows) == 2:
        found.items[-1] = Span(found.items[-1].start, work.end)


def _end_of(scalar: yaml.ScalarEvent) -> int:
    # The parser ends a text under `|` or `>` where the next line begins.
    end = _known(scalar.end_mark)
    return end.index - 1 if scalar.style in ("|", ">") and end.column == 0 else end.index


def _known(mark: Mark | None) -> Mark:
    assert mark is not None, "the parser gives one to each of these events"
    return mark


def line_of(text: str, at: int) -> Span:
    """Return the line of the character *at*, without its end."""
    start = max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
    found = _end_after(text, at)
    return Span(start, len(text) if found is None else found.start())


def line_end_of(text: str, at: int) -> str:
    """Return how the line of the character *at* ends; where it is the last one: how the first does, if any."""
    found = _end_after(text, at) or _LINE_END.search(text)
    return "\n" if found is None else found[0]


def before_line(text: str, start: int) -> int:
    """Return where the line ends, in front of its end, that comes before the line that begins at *start*."""
    return max((found.start() for found in _LINE_END.finditer(text, max(0, start - 2), start)), default=0)


def _end_after(text: str, at: int) -> re.Match[str] | None:
    # Carriage return and line feed are one end, also seen from its middle.
    return _LINE_END.search(text, at - 1 if text[max(0, at - 1) : at + 1] == "\r\n" else at)
