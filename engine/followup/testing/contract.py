"""The contract of plugins, as one check: what is demanded of ours is demanded of a stranger's.

All that a plugin's author has to write, in a test::

    import followup_checklist
    from followup.testing.contract import check_plugin

    def test_it_keeps_the_contract():
        check_plugin(followup_checklist)
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final, TypeVar

from followup import api
from followup.evaluation.simulate import simulate
from followup.extension.channel import Channel, ComparisonChannel, FeedChannel, FittingChannel
from followup.extension.gather import Gathered, gather
from followup.extension.host import PluginHost
from followup.extension.render import RenderFailure, rendered, rendered_comparison, rendered_feed
from followup.extension.shape import mistake_in_diagnostic
from followup.extension.source import Source
from followup.model.additions import Additions, BusinessCalendar, RuleKind
from followup.model.comparison import Comparison
from followup.model.condition import CustomCondition
from followup.model.diagnostic import Diagnostic, InputError
from followup.model.plan import Plan
from followup.model.policy import Policy
from followup.model.tell import kind_of, raised
from followup.testing.guard import guarded
from followup.testing.samples import DO, HOSTILE, LIVELY, SCRIPT, Data, Sample, policy, samples, timeline
from followup.testing.seeded import written, written_elsewhere

Written = TypeVar("Written", Plan, Comparison)

_MOST_FAULTS: Final = 50
_WIDTHS: Final = (None, 40)
_OFTEN: Final = 397
"""In minutes: every so often a plan is looked at once more; a prime number, so that it comes to all times of day."""

_AS_OFS: Final = (None, "2026-03-01", "2026-03-09T10:00", "2026-05-01")

_DAYS: Final = tuple(date(2024, 1, 1) + timedelta(days=n) for n in range(3 * 366))
_MOST_CALENDARS: Final = 8
"""So many calendars of one plugin are tried."""

_LONGEST_BREAK: Final = 31
"""In days: a calendar without business for longer is taken for a mistake."""


def check_plugin(plugin: object) -> None:
    """Demand of *plugin*, a module or an object with hooks, all that is demanded of those that ship.

    It loads without a warning and adds something. Whatever it adds gives the right type for the usual, the empty, the
    huge and the hostile, which is in every text that a file may hold; gives the same for the same, also for a plan that
    was read back from JSON, and, where *plugin* is a module, in another process with another hash seed; changes nothing
    that it is handed; and neither writes files, nor starts programs, nor asks the network. A page holds no markup that
    a policy or a timeline brought along. A feed is the same when it is written over itself, and comes whatever the file
    held before. A condition answers for the ``examples`` of its schema and depends on nothing that it does not say it
    ``reads``; what a rule kind advises for its examples can be planned; a calendar has business days. What looks at the
    clock is found only where that shows between two calls.

    Raises:
        AssertionError: all that is wrong, a line each.
    """
    tried = samples()
    with guarded() as touched:
        faults = list(dict.fromkeys(_faults(plugin, tried)))
    faults += [f"it {what}; a plugin only returns values" for what in dict.fromkeys(touched)]
    faults += () if faults else _by_seed(plugin)
    if faults:
        more = [f"and {len(faults) - _MOST_FAULTS} more"] if len(faults) > _MOST_FAULTS else []
        raise AssertionError("\n".join([*faults[:_MOST_FAULTS], *more]))


def _faults(plugin: object, tried: Sequence[Sample]) -> Iterator[str]:
    # Without ours, so that ours can be checked like any other.
    found = gather([Source(f"{getattr(plugin, '__name__', type(plugin).__name__)}", plugin=plugin)])
    yield from (str(warning) for warning in found.warnings)
    if not any(info.adds for info in found.plugins):
        yield "it adds nothing"
    for what, faults in _checks(found, tried):
        try:
            for fault in faults:
                yield f"{what}: {fault}"
        except (Exception, SystemExit) as error:
            yield f"{what} {raised(error)}"


def _by_seed(plugin: object) -> Iterator[str]:
    """Yield which channels of *plugin* go by the order of a set, or by a hash: so another process writes otherwise."""
    channels = gather([Source("tried", plugin=plugin)]).channels
    elsewhere = written_elsewhere(plugin) if channels else None
    if elsewhere is not None:
        here = written(list(channels.values()), samples())
        for name in here:
            if here[name] != elsewhere.get(name):
                yield f"channel `{name}`: it does not write the same in another process: does it go by a set's order?"


def _checks(found: Gathered, tried: Sequence[Sample]) -> Iterator[tuple[str, Iterator[str]]]:
    added = Additions(found.vocabulary, found.conditions, found.rule_kinds, found.calendars)
    for name, channel in found.channels.items():
        yield f"channel `{name}`", _channel(channel, tried)
    for name, condition in found.conditions.items():
        yield f"condition `{name}`", _condition(condition, added)
    for name, kind in found.rule_kinds.items():
        yield f"rule kind `{name}`", _rule_kind(kind, added)
    for name, calendar in _some(found.calendars):
        yield f"calendar `{name}`", _calendar(calendar, added)
    for _, check in found.checks:
        yield "check_policy", _check(check)


def _some(calendars: Mapping[str, BusinessCalendar]) -> Sequence[tuple[str, BusinessCalendar]]:
    """Return *calendars*, or as many of them as there is time for, from all over."""
    every = list(calendars.items())
    return every[:: -(-len(every) // _MOST_CALENDARS) or 1]


# ---------------------------------------------------------------------- channels


def _channel(channel: Channel, tried: Sequence[Sample]) -> Iterator[str]:
    def plan(one: Plan) -> str | bytes | RenderFailure:
        return rendered(channel, one)

    for sample in tried:
        for each in sample.plans:
            yield from _writing(plan, each, Plan.from_json(each.to_json()), channel.media_type, sample)
    if isinstance(channel, FeedChannel):
        yield from _feed(channel, tried)
    if not isinstance(channel, ComparisonChannel):
        return
    for width in _WIDTHS if isinstance(channel, FittingChannel) else (None,):

        def page(one: Comparison, width: int | None = width) -> str | bytes | RenderFailure:
            return rendered_comparison(channel, one, width=width)

        for sample in tried:
            yield from _writing(page, sample.comparison, sample.comparison, channel.media_type, sample)


def _feed(channel: FeedChannel, tried: Sequence[Sample]) -> Iterator[str]:
    """Yield what is wrong with how *channel* writes several plans: over nothing, its own file and a broken one."""
    for sample in tried:
        plans = tuple({(plan.policy.id, plan.timeline.id): plan for plan in sample.plans}.values())
        before = [plan.to_json() for plan in plans]
        again = tuple(map(Plan.from_json, before))
        first = rendered_feed(channel, plans)
        if isinstance(first, RenderFailure):
            yield f"{first.text.removeprefix('failed: ')}, for {sample.name}"
            continue
        own = first.encode() if isinstance(first, str) else first
        if rendered_feed(channel, again, own) != first:
            yield f"it does not write the same over what it wrote itself, for {sample.name}"
        broken = own[: len(own) // 2] + HOSTILE.encode() + b"\x00\xff\r\n"
        text = rendered_feed(channel, plans, broken)
        if isinstance(text, RenderFailure):
            yield f"{text.text.removeprefix('failed: ')}, for {sample.name} over a broken file"
        elif rendered_feed(channel, again, broken) != text:
            yield f"it does not write the same for the same, for {sample.name} as a feed"
        if [plan.to_json() for plan in plans] != before:
            yield f"it changes what it is given, for {sample.name} as a feed"


def _writing(
    write: Callable[[Written], str | bytes | RenderFailure], given: Written, same: Written, media_type: str, at: Sample
) -> Iterator[str]:
    """Yield what is wrong with how *write* writes *given*, and *same*, which says the same."""
    before = given.to_json()
    text = write(given)
    if isinstance(text, RenderFailure):
        yield f"{text.text.removeprefix('failed: ')}, for {at.name}"
        return
    if given.to_json() != before:
        yield f"it changes what it is given, for {at.name}"
    if write(same) != text:
        yield f"it does not write the same for the same, for {at.name}"
    if isinstance(text, str) and media_type.startswith(("text/html", "image/svg")) and SCRIPT in text:
        yield f"it lets markup through, for {at.name}"
    if media_type.startswith("application/json"):
        try:
            json.loads(text)
        except ValueError:
            yield f"it writes no JSON, for {at.name}"


# ---------------------------------------------------------------------- what plugins add to the language


def _condition(condition: CustomCondition, added: Additions) -> Iterator[str]:
    examples = examples_of(condition.schema)
    if not examples:
        yield "its schema has no `examples` on which it could be tried"
    for body in examples:
        rule = {"id": "tried", "when": {condition.name: body}, "do": DO}
        yield from _planning(rule, LIVELY, added, f"for its example {json.dumps(body)}")


def _rule_kind(kind: RuleKind, added: Additions) -> Iterator[str]:
    examples = examples_of(kind.schema)
    if not examples:
        yield "its schema has no `examples` on which it could be tried"
    for body in examples:
        yield from _planning({"id": "tried", kind.name: body}, LIVELY, added, f"for its example {json.dumps(body)}")


def _calendar(calendar: BusinessCalendar, added: Additions) -> Iterator[str]:
    answers = [calendar.is_business_day(day) for day in _DAYS]
    strange = next((answer for answer in answers if not isinstance(answer, bool)), True)
    if not isinstance(strange, bool):
        yield f"it answers {kind_of(strange)} instead of true or false"
        return
    if answers != [calendar.is_business_day(day) for day in _DAYS]:
        yield "it does not answer the same for the same day"
    closed = max((len(run) for run in "".join("+" if one else "-" for one in answers).split("+")), default=0)
    if closed > _LONGEST_BREAK:
        yield f"it has no business day for {closed} days on end"
        return
    window = {"recommended": "3 business days", "expires": "2 months", "roll": "forward"}
    rule = {"id": "tried", "do": {**DO, "window": window}}
    yield from _planning(rule, {**LIVELY, "calendar": {"use": calendar.name}}, added, "in a plan")


def _planning(rule: Data, on: Data, added: Additions, when: str) -> Iterator[str]:
    """Yield what is wrong with plans of a policy of *rule* alone."""
    try:
        asked = policy({"policy": "contract", "rules": [rule]}, added)
        scene = timeline(on, added)
    except InputError as error:
        yield f"{when}, {error.diagnostics[0].message}"
        return
    for as_of in _AS_OFS:
        plan = api.plan(asked, scene, as_of)
        if plan.problems:
            yield f"{when}, {plan.problems[0].text}"
            return
        if api.plan(asked, scene, as_of).to_json() != plan.to_json():
            yield f"{when}, it does not plan the same for the same"
            return
        if plan.end is not None and not asked.index.expands:
            start = min(event.at for event in scene.events) if plan.start is None else plan.start
            # Looking more often changes nothing, or something counts that is not among what it reads.
            again = simulate(asked, scene, plan.start, plan.end, range(start, plan.end, _OFTEN))
            if again.to_json() != plan.to_json():
                yield f"{when}, it depends on more than it says that it `reads`"
                return


def _check(check: Callable[[Policy], object]) -> Iterator[str]:
    ours = PluginHost.of()
    for name in ours.policies:
        found = [_answers(check(api.load_policy(name, host=ours))) for _ in range(2)]
        for answer in found[0]:
            if not isinstance(answer, Diagnostic):
                yield f"it gives {kind_of(answer)} among its diagnostics, for {name}"
            elif mistake := mistake_in_diagnostic(answer):
                yield f"it gives a diagnostic that {mistake}, for {name}"
        if found[0] != found[1]:
            yield f"it does not find the same in the same policy, for {name}"


def _answers(given: object) -> list[object]:
    return list(given) if isinstance(given, Iterable) and not isinstance(given, str) else [given] if given else []


def examples_of(schema: Mapping[str, object]) -> list[object]:
    """Return the bodies on which something with *schema* can be tried: those that it states.

    >>> examples_of({"type": "integer", "examples": [0, 4]}), examples_of({"enum": ["all"]}), examples_of({})
    ([0, 4], ['all'], [])
    """
    for key in ("examples", "enum"):
        stated = schema.get(key)
        if isinstance(stated, list | tuple) and stated:
            return list(stated)
    return [schema["const"]] if "const" in schema else []
