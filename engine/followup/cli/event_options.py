"""From the options of `log` to an event as a timeline's file has it; the vocabulary says which there are."""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from followup.cli.usage import MistakeError
from followup.loading.findings import shown
from followup.loading.suggest import hint_for
from followup.model.vocabulary import DID, FieldType

if TYPE_CHECKING:
    from followup.model.diagnostic import Diagnostic
    from followup.model.vocabulary import Vocabulary

_ACT: Final = "act"
_EVENT: Final = "event"
_AT: Final = "at"
_CLOCK: Final = re.compile("[0-9]{1,2}:[0-9]{2}").fullmatch


def event_of(
    kind: str,
    arguments: Iterable[str],
    words: "Vocabulary",
    now: str,
    file: str = "FILE",
    advised: Iterable[str] = (),
) -> dict[str, str | list[str]]:
    """Return the event *kind* with the fields that *arguments* give, in the vocabulary's order, right or wrong.

    Args:
        arguments: ``--FIELD VALUE`` and ``--FIELD=VALUE``, with hyphens for underscores; a list of people by repeated
            options or with commas; an act without its option; an instant also by its clock alone, on the day of *now*
            for ``at`` and of that for the others.
        now: The event's ``at`` where none is given.
        file: Is named in hints.
        advised: The acts that are likely.

    Raises:
        MistakeError: they are no options of *kind*, say the same twice, or leave out what was done.

    >>> from followup.loading.vocabulary import built_in
    >>> event_of("did", ["check-in", "--via", "phone", "--to=dana"], built_in(), "2026-03-09T11:05")
    {'event': 'did', 'at': '2026-03-09T11:05', 'act': 'check-in', 'to': 'dana', 'via': 'phone'}
    """
    if kind in words.acts and kind not in words.events:
        raise MistakeError(f"`{kind}` is an act, not an event", f"what you did: `followup log {file} {DID} {kind}`")
    known = words.events[kind].fields if kind in words.events else {}
    fields = {name.replace("_", "-"): name for name in known}
    found: dict[str, str | list[str]] = {}
    for option, value in _pairs(arguments):
        name = fields.get(option.replace("_", "-"), option.replace("-", "_"))
        if not option:
            acts = [name for name, field in known.items() if field.type is FieldType.ACT]
            if kind in words.events and not acts:
                raise MistakeError(f"`{value}` is too much", f"a field is an option; see `followup words {kind}`")
            name, option = acts[0] if acts else _ACT, _ACT
        if kind in words.events and name not in known and name not in (_AT, _EVENT):
            options = [f"--{other}" for other in (*fields, _AT, "as-of", "policy") if other != _ACT]
            hint = hint_for(f"--{option}", options) or f"see `followup words {kind}`"
            raise MistakeError(f"unknown field {shown(f'--{option}')} of `{kind}`", hint)
        of = known[name].type if name in known else None
        if of in (FieldType.PERSON, FieldType.SENDER) and "," in value:
            raise MistakeError(f"--{option}: {shown(value)} are several", "one person is logged at a time")
        if of is FieldType.PEOPLE:
            people = found.setdefault(name, [])
            assert isinstance(people, list), "only this branch fills it"
            people += [person.strip() for person in value.split(",")]
        elif name in found or name == _EVENT:
            raise MistakeError(f"`{option}` is given twice", "an event has one of it; `log` it again for another")
        else:
            found[name] = value
    if kind == DID and _ACT not in found:
        near = list(dict.fromkeys(advised)) or list(words.acts)
        raise MistakeError(
            "which act?", f"such as {', '.join(map(shown, near))}: `followup log {file} {DID} {near[0]}`"
        )
    given = found.pop(_AT, "now")
    at = now if given == "now" else clocked(str(given), now)
    for name, field in known.items():
        if name in found and field.type is FieldType.INSTANT:
            found[name] = clocked(str(found[name]), at)
    order = [name for name in known if name in found] + [name for name in found if name not in known]
    return {"event": kind, _AT: at, **{name: found[name] for name in order}}


def clocked(text: str, day: str) -> str:
    """Return the instant *text*; where it is a clock's time alone, on the day of the instant *day*.

    >>> clocked("9:30", "2026-03-02T14:00")
    '2026-03-02T09:30'
    """
    return f"{day[:10]}T{text:0>5}" if _CLOCK(text) else text


def mistake_in(text: str, found: "Diagnostic") -> MistakeError:
    """Return the mistake *found* in the last event of *text*, a timeline, under the option that it came from."""
    from followup.loading.listing import EVENTS
    from followup.loading.parts import entries, items, part
    from followup.loading.read import read_text

    node, _ = read_text(text, found.place.file)
    events = items(part(node, EVENTS)) if node is not None else []
    for key, place, value in entries(events[-1]) if events else ():
        inside = value.value if isinstance(value.value, list) else ()
        if found.place in (place, value.place, *(item.place for item in inside)) and key not in ("event", _ACT):
            return MistakeError(f"--{key.replace('_', '-')}: {found.message}", found.hint)
    return MistakeError(found.message, found.hint)


def _pairs(arguments: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each option without its hyphens, and its value; what stands alone has the empty one."""
    left = iter(arguments)
    for argument in left:
        if not argument.startswith("-") or argument == "-":
            yield "", argument
            continue
        option, equals, value = argument.partition("=")
        if not option.startswith("--") or option == "--":
            raise MistakeError(f"unknown option `{option}`", "a field is an option such as `--to dana`")
        if not equals:
            try:
                value = next(left)
            except StopIteration:
                raise MistakeError(f"`{option}` wants a value", f"such as `{option} VALUE`") from None
        yield option.removeprefix("--"), value
