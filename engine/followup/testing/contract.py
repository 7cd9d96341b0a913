"""The contract of plugins, as one check: what is demanded of ours is demanded of a stranger's.

All that a plugin's author has to write, in a test::

    import followup_checklist
    from followup.testing.contract import check_plugin

    def test_it_keeps_the_contract():
        check_plugin(followup_checklist)
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import ModuleType
from typing import Final

from followup.extension.gather import Gathered, gather
from followup.extension.host import BUILT_IN, LANGUAGE
from followup.extension.shipped import shipped
from followup.extension.source import handed_over
from followup.model.additions import Additions, BusinessCalendar
from followup.model.tell import raised
from followup.testing.channel_contract import mistakes_of_channel
from followup.testing.guard import guarded
from followup.testing.language_contract import (
    mistakes_of_calendar,
    mistakes_of_check,
    mistakes_of_condition,
    mistakes_of_rule_kind,
)
from followup.testing.pack_contract import is_pack, mistakes_of_pack
from followup.testing.samples import Sample, samples
from followup.testing.seeded import written, written_elsewhere

_MOST_FAULTS: Final = 50
_MOST_CALENDARS: Final = 8
"""So many calendars of one plugin are tried."""


def check_plugin(plugin: object, using: Iterable[object] = ()) -> None:
    """Demand of *plugin*, a module or an object with hooks, all that is demanded of those that ship.

    It loads without a warning and adds something, of which nothing is called like what ships. Whatever it adds gives
    the right type for the usual, the empty, the huge and the hostile, which is in every text that a file may hold;
    gives the same for the same, also for a plan that was read back from JSON, and, where *plugin* is a module, in
    another process with another hash seed; changes nothing that it is handed; and neither prints, nor writes files, nor
    starts programs, nor asks the network. A page holds no markup that a policy or a timeline brought along. A feed is
    the same when it is written over itself, and comes whatever the file held before. The schema of a condition or a
    rule kind is a JSON Schema with ``examples``; a condition answers for these, and looks at nothing and depends on
    nothing that it does not say it ``reads``; what a rule kind advises for them can be planned; a calendar, with the
    packages that it needs installed, has business days. What looks at the clock is found only where that shows between
    two calls.

    Of a *plugin* that is a package of policies, every one can be used, and plans the example.

    Args:
        using: Other plugins and packages of policies that a package of policies needs; they are not checked.

    Raises:
        AssertionError: all that is wrong, a line each.
    """
    with guarded() as touched:
        if isinstance(plugin, ModuleType) and is_pack(plugin):
            faults = [*mistakes_of_pack(plugin, using)]
        else:
            faults = [*dict.fromkeys(_faults(plugin, samples()))]
    faults += _touching("it", touched)
    faults += () if faults else _by_seed(plugin)
    if faults:
        more = [f"and {len(faults) - _MOST_FAULTS} more"] if len(faults) > _MOST_FAULTS else []
        raise AssertionError("\n".join([*faults[:_MOST_FAULTS], *more]))


def _faults(plugin: object, tried: Sequence[Sample]) -> Iterator[str]:
    # Without ours, so that ours can be checked like any other.
    source = handed_over(plugin)
    found = gather([source])
    yield from (str(warning) for warning in found.warnings)
    adds = [what for info in found.plugins for what in info.adds]
    if not adds:
        yield "it adds nothing"
    taken = frozenset() if source.name in (*BUILT_IN, *LANGUAGE) else shipped()
    for kind, _, called in (what.rpartition(" ") for what in adds if what in taken):
        yield f"{kind} `{called}`: followup ships with one of that name"
    for what, faults in _checks(found, tried):
        told = []
        with guarded() as touched:
            try:
                for fault in faults:
                    told.append(f"{what}: {fault}")  # what was found before it raised counts
            except KeyboardInterrupt:
                raise
            except BaseException as error:
                told.append(f"{what} {raised(error)}")
        yield from (*told, *_touching(f"{what}: it", touched))


def _touching(subject: str, touched: Iterable[str]) -> Iterator[str]:
    return (f"{subject} {what}; a plugin only returns values" for what in dict.fromkeys(touched))


def _by_seed(plugin: object) -> Iterator[str]:
    """Yield which channels of *plugin* go by the order of a set, or by a hash: so another process writes otherwise."""
    channels = gather([handed_over(plugin)]).channels
    elsewhere = written_elsewhere(plugin) if channels else None
    if elsewhere is not None:
        here = written(list(channels.values()), samples())
        for name in here:
            if here[name] != elsewhere.get(name):
                yield f"channel `{name}`: it does not write the same in another process: does it go by a set's order?"


def _checks(found: Gathered, tried: Sequence[Sample]) -> Iterator[tuple[str, Iterator[str]]]:
    added = Additions(found.vocabulary, found.conditions, found.rule_kinds, found.calendars)
    for name, channel in found.channels.items():
        yield f"channel `{name}`", mistakes_of_channel(channel, tried)
    for name, condition in found.conditions.items():
        yield f"condition `{name}`", mistakes_of_condition(condition, added)
    for name, kind in found.rule_kinds.items():
        yield f"rule kind `{name}`", mistakes_of_rule_kind(kind, added)
    for name, calendar in _some(found.calendars):
        yield f"calendar `{name}`", mistakes_of_calendar(calendar, added)
    for _, check in found.checks:
        yield "check_policy", mistakes_of_check(check)


def _some(calendars: Mapping[str, BusinessCalendar]) -> Sequence[tuple[str, BusinessCalendar]]:
    """Return *calendars*, or as many of them as there is time for, from all over."""
    every = list(calendars.items())
    return every[:: -(-len(every) // _MOST_CALENDARS) or 1]
