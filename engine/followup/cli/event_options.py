"""From the options of `log` to an event as a timeline's file has it; the vocabulary says which there are."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from followup.cli.usage import MistakeError
from followup.model.vocabulary import FieldType

if TYPE_CHECKING:
    from followup.model.vocabulary import Vocabulary

_ACT: Final = "act"
_EVENT: Final = "event"


def event_of(kind: str, arguments: Iterable[str], words: "Vocabulary", now: str) -> dict[str, str | list[str]]:
    """Return the event *kind* with the fields that *arguments* give, in the vocabulary's order, right or wrong.

    Args:
        arguments: ``--FIELD VALUE`` and ``--FIELD=VALUE``, with hyphens for underscores; a list of people by repeated
            options or with commas; an act without its option.
        now: The event's ``at`` where none is given.

    Raises:
        MistakeError: they are no options, or say the same twice.

    >>> from followup.loading.vocabulary import built_in
    >>> event_of("did", ["check-in", "--via", "phone", "--to=dana"], built_in(), "2026-03-09T11:05")
    {'event': 'did', 'at': '2026-03-09T11:05', 'act': 'check-in', 'to': 'dana', 'via': 'phone'}
    """
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
        if name in known and known[name].type is FieldType.PEOPLE:
            people = found.setdefault(name, [])
            assert isinstance(people, list), "only this branch fills it"
            people += [person.strip() for person in value.split(",")]
        elif name in found or name == _EVENT:
            raise MistakeError(f"`{option}` is given twice", "an event has one of it; `log` it again for another")
        else:
            found[name] = value
    at = found.pop("at", "now")
    order = [name for name in known if name in found] + [name for name in found if name not in known]
    return {"event": kind, "at": now if at == "now" else at, **{name: found[name] for name in order}}


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
