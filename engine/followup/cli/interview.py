"""From the options of `new timeline` to a timeline's text."""

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from followup.cli.event_options import clocked
from followup.cli.output import tell
from followup.cli.usage import MistakeError

if TYPE_CHECKING:
    from followup.model.policy import Policy
    from followup.model.zone import Zone

_UNTIL_AN_ANSWER: Final = timedelta(days=14)
"""How much later the promised day of the example lies."""


def timeline_of(
    name: str,
    file: str,
    interview: str,
    ends: str | None,
    zone: str | None,
    people: str | None,
    policies: "Mapping[str, Policy]",
) -> str:
    """Return a timeline with one interview.

    Args:
        ends: An instant, or the time of the interview's day; None: not known.
        zone: None: that of this machine, which is said.
        people: Their ids, with commas between them; None: nobody is named.
        policies: The one that it is to follow, if any, by how it is to be named.

    Raises:
        MistakeError: something of it is not what it should be.
    """
    from followup.api import parse_timeline
    from followup.cli.starters import timeline_starter
    from followup.loading.instant import parse_date
    from followup.model.diagnostic import has_errors

    known = _zone(zone)
    _see_that_it_is_an_instant("--interview", interview, known)
    event: dict[str, object] = {"event": "interview", "at": interview}
    if ends is not None:
        event["ends"] = clocked(ends, interview)
        _see_that_it_is_an_instant("--ends", str(event["ends"]), known)
    if people is not None:
        event["with"] = [person.strip() for person in people.split(",")]
    later = parse_date(interview[:10]) + _UNTIL_AN_ANSWER
    text = timeline_starter(name, known.name, event, later.isoformat(), next(iter(policies), None))
    _, found = parse_timeline(text.encode(), file, policies=policies.values())
    if has_errors(found):
        raise MistakeError(found[0].message, found[0].hint)
    return text


def _zone(name: str | None) -> "Zone":
    from followup.cli.here import zone_of_this_machine
    from followup.loading.timezone import check_zone
    from followup.model.node import Node
    from followup.model.place import Place
    from followup.model.zone import Zone

    given = name if name is not None else zone_of_this_machine()
    hint = "name it: `--zone Europe/Berlin`"
    if given is None:
        raise MistakeError("the time zone of this machine cannot be told", hint)
    for wrong in check_zone(Node(given, Place("--zone", 1, 1))):
        if name is None:
            raise MistakeError(f"the time zone of this machine is called `{given}`, which is no IANA name", hint)
        raise MistakeError(f"--zone: {wrong.message}", wrong.hint)
    if name is None:
        tell(f"note: the time zone is {given}, that of this machine")
    return Zone(given)


def _see_that_it_is_an_instant(option: str, text: str, zone: "Zone") -> None:
    from followup.loading.instant import parse_instant
    from followup.loading.suggest import MisreadError

    try:
        parse_instant(text, zone)
    except MisreadError as error:
        raise MistakeError(f"{option}: {error}", error.hint) from error
