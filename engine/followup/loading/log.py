"""Writing an event into the text of a timeline, and taking it out again: nothing else in the text changes.

An event that was written so ends its line with a comment, ``# logged`` and when that was. Only what has it is taken
out, and taking out gives back the very text from before. Each change is read again and compared as data.
"""

import re
from collections.abc import Mapping
from typing import Final

from followup.loading.listing import EVENTS, Listing, Span, before_line, line_end_of, line_of, listing_of
from followup.loading.read import read_text
from followup.loading.write import in_flow
from followup.model.node import Node

Written = Mapping[str, object]
"""An event as a timeline's file has it."""

_MARK: Final = r" \# logged [0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}"
_MARKED: Final = re.compile(rf",?{_MARK}(?![0-9:])").match
_MARKED_AT_END: Final = re.compile(rf"{_MARK}\Z").search
_TO_COMMA: Final = re.compile(r"(?:\s++|\#[^\r\n]*+)*+(,?)")  # which never goes back: a file may hold a million blanks


class NoPlaceError(ValueError):
    """The text is laid out so that an event can be written into it, or taken out, by hand only; says why."""


def logged(text: str, event: Written, when: str) -> str:
    """Return *text*, a timeline, with *event* at the end of its events.

    Args:
        when: The minute of the comment, such as ``2026-03-09T11:05``.

    Raises:
        NoPlaceError: its layout has no place for it.

    >>> print(logged("timezone: UTC # mine", {"event": "offer", "at": "2026-03-09"}, "2026-03-09T11:05"))
    timezone: UTC # mine
    events: # logged 2026-03-09T11:05
      - {event: offer, at: 2026-03-09} # logged 2026-03-09T11:05
    """
    before, mark = _data(text), f" # logged {when}"
    listing, line = listing_of(text), in_flow(event)
    if listing.key is None or listing.bare:
        found = _begun(text, listing, line, mark)
    elif listing.dash is not None:
        found = _below(text, listing, listing.dash, line, mark)
    elif listing.brackets is not None:
        found = _in_brackets(text, listing, listing.brackets, line, mark)
    else:
        raise NoPlaceError(f"`{EVENTS}` is no list")
    _see(found, {**before, EVENTS: [*_events(before), event]})
    return found


def unlogged(text: str) -> tuple[str, Written] | None:
    """Return *text* without the last event that `logged` wrote into it, and that event; None: there is none.

    Raises:
        NoPlaceError: its layout was changed so that the event cannot be taken out alone.
    """
    before, listing = _data(text), listing_of(text)
    for number in reversed(range(len(listing.items))):
        event = _events(before)[number]
        found = _without(text, listing, number, in_flow(event))
        if found is not None:
            left = [*_events(before)[:number], *_events(before)[number + 1 :]]
            wanted = {**before, EVENTS: left}
            _see(found, wanted)
            return found, event
    return None


def _begun(text: str, listing: Listing, line: str, mark: str) -> str:
    """Return *text* with the first event of its list."""
    if listing.braced:
        raise NoPlaceError(f"there is no list to write into: write `{EVENTS}: []` first")
    indent = " " * listing.column
    item = f"{indent}  - {line}{mark}"
    if listing.key is not None:
        return _with_line(text, listing.key.end, item)
    # The comment tells that the key was written, too.
    return _with_line(text, listing.end, f"{indent}{EVENTS}:{mark}{line_end_of(text, listing.end)}{item}")


def _below(text: str, listing: Listing, dash: int, line: str, mark: str) -> str:
    """Return *text* with an event below the last one, behind a dash."""
    last = listing.items[-1]
    gap = text[line_of(text, last.start).start + dash + 1 : last.start]
    return _with_line(text, last.end, f"{' ' * dash}-{gap if gap and not gap.strip(' ') else ' '}{line}{mark}")


def _in_brackets(text: str, listing: Listing, brackets: Span, line: str, mark: str) -> str:
    """Return *text* with an event behind the last one, in brackets: on a line of its own if the last bracket is."""
    last = listing.items[-1] if listing.items else Span(brackets.start, brackets.start + 1)
    comma = _comma(text, last.end) if listing.items else None
    end = last.end if comma is None else comma + 1
    closing = line_of(text, brackets.end)
    if text[closing.start : brackets.end].strip():
        where = line_of(text, brackets.end).end
        text = f"{text[:where]}{mark}{text[where:]}"
        added = line if not listing.items else f" {line}," if comma is not None else f", {line}"
        return f"{text[:end]}{added}{text[end:]}"
    start = line_of(text, last.start).start
    own = bool(listing.items) and not text[start : last.start].strip()
    indent = text[start : last.start] if own else " " * (brackets.end - closing.start + 2)
    text = _with_line(text, end, f"{indent}{line}{'' if comma is None else ','}{mark}")
    return f"{text[: last.end]},{text[last.end :]}" if listing.items and comma is None else text


def _without(text: str, listing: Listing, number: int, line: str) -> str | None:
    """Return *text* without an event that was logged, or None if it was not; *line* is how it would have been."""
    item, alone = listing.items[number], len(listing.items) == 1
    whole = line_of(text, item.start)
    marked = _MARKED(text, item.end, line_of(text, item.end).end)
    before = text[whole.start : item.start]
    if listing.dash is not None:
        if marked is None or before.strip(" -"):
            return None
        start = whole.start
        if alone and listing.key is not None:
            key = line_of(text, listing.key.start)
            if _MARKED_AT_END(text, listing.key.end, key.end):
                start = key.start
        return text[: before_line(text, start)] + text[line_of(text, item.end).end :]
    if listing.brackets is None:
        return None
    if before.strip():
        return _without_inline(text, listing, number, line)
    if marked is None:
        return None
    text = text[: before_line(text, whole.start)] + text[line_of(text, item.end).end :]
    last = listing.items[number - 1].end if number else 0
    added = number > 0 and not marked[0].startswith(",") and text[last : last + 1] == ","
    return text[:last] + text[last + 1 :] if added else text


def _without_inline(text: str, listing: Listing, number: int, line: str) -> str | None:
    item = listing.items[number]
    marked = _MARKED_AT_END(text, item.end, line_of(text, item.end).end)
    # Its comment may be that of another on the line: what stands last and looks as it was written is what was written.
    if marked is None or number < len(listing.items) - 1 or text[item.start : item.end] != line:
        return None
    comma = _comma(text, item.end)
    text = text[: marked.start()] + text[marked.end() :]
    if comma is not None:
        return text[: item.start - 1] + text[comma + 1 :]
    return text[: listing.items[number - 1].end if number else item.start] + text[item.end :]


def _comma(text: str, at: int) -> int | None:
    """Return where the comma is that follows *at*, with nothing but blanks and comments between."""
    found = _TO_COMMA.match(text, at)
    return found.start(1) if found and found[1] else None


def _with_line(text: str, at: int, line: str) -> str:
    """Return *text* with *line* below the line of *at*, ended as that one is."""
    end = line_of(text, at).end
    return f"{text[:end]}{line_end_of(text, at)}{line}{text[end:]}"


def _data(text: str) -> dict[str, object]:
    data = _read(text).plain()
    if not isinstance(data, dict):
        raise NoPlaceError("this is no timeline")
    return data


def _events(data: Mapping[str, object]) -> list[dict[str, object]]:
    found = data.get(EVENTS)
    return found if isinstance(found, list) else []


def _see(text: str, wanted: Mapping[str, object]) -> None:
    found = _data(text)
    # A list of which nothing is left is as good as none.
    if {**found, EVENTS: _events(found)} != wanted:
        raise NoPlaceError("its layout lets no event be written or taken out without changing something else")


def _read(text: str) -> Node:
    node, found = read_text(text, "")
    if node is None:
        raise NoPlaceError(found[0].message)
    return node
