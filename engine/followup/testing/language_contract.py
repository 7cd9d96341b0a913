"""What is demanded of what a plugin adds to the language: of conditions, rule kinds, calendars and checks."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Final

from followup import api
from followup.evaluation.simulate import simulate
from followup.extension.host import PluginHost
from followup.extension.shape import READABLE, mistake_in_diagnostic
from followup.loading.plugin_schema import examples_of, mistake_in_schema
from followup.model.additions import Additions, BusinessCalendar, RuleKind
from followup.model.condition import CustomCondition
from followup.model.diagnostic import Diagnostic, InputError
from followup.model.policy import Policy
from followup.model.tell import kind_of, one_line
from followup.testing.moments import MINUTE, moments, undeclared
from followup.testing.samples import DO, LIVELY, Data, policy, timeline

_AS_OFS: Final = (None, "2026-03-01", "2026-03-09T10:00", "2026-05-01")

_OFTEN: Final = 397
"""In minutes: every so often a plan is looked at once more; a prime number, so that it comes to all times of day."""

_DAYS: Final = tuple(date(2024, 1, 1) + timedelta(days=n) for n in range(3 * 366))

_LONGEST_BREAK: Final = 31
"""In days: a calendar without business for longer is taken for a mistake."""

_NOT_DECLARED: Final = {
    MINUTE: "it depends on the minute, and is asked again when the hour changes at the soonest",
    **{word: f"it looks at `{word}`, which it does not say that it `reads`" for word in READABLE},
}


def mistakes_of_condition(condition: CustomCondition, added: Additions) -> Iterator[str]:
    """Yield what is wrong with *condition*, one of *added*."""
    yield from (mistakes := [*_mistakes_of_schema(condition.schema)])
    if mistakes:
        return
    given = [*moments(added)]
    for body in examples_of(condition.schema):
        rule = {"id": "tried", "when": {condition.name: body}, "do": DO}
        unsaid = [*dict.fromkeys(undeclared(condition, body, given))] if _can_be_written(rule, added) else []
        yield from (_NOT_DECLARED[word] for word in unsaid)
        if not unsaid:
            yield from _planning(rule, LIVELY, added, f"for its example {json.dumps(body)}")


def mistakes_of_rule_kind(kind: RuleKind, added: Additions) -> Iterator[str]:
    """Yield what is wrong with *kind*, one of *added*."""
    yield from (mistakes := [*_mistakes_of_schema(kind.schema)])
    for body in [] if mistakes else examples_of(kind.schema):
        yield from _planning({"id": "tried", kind.name: body}, LIVELY, added, f"for its example {json.dumps(body)}")


def _mistakes_of_schema(schema: Mapping[str, object]) -> Iterator[str]:
    if mistake := mistake_in_schema(schema):
        yield f"its schema is none: {mistake}"
    elif not examples_of(schema):
        yield "its schema has no `examples` on which it could be tried"


def mistakes_of_calendar(calendar: BusinessCalendar, added: Additions) -> Iterator[str]:
    """Yield what is wrong with *calendar*, one of *added*; that a package is missing without which it has no answer."""
    try:
        answers = [calendar.is_business_day(day) for day in _DAYS]
    except ImportError as error:
        yield f"it needs a package that is not installed, and can be tried only with it: {one_line(str(error))}"
        return
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


def _can_be_written(rule: Data, added: Additions) -> bool:
    try:
        policy({"policy": "contract", "rules": [rule]}, added)
    except InputError:  # `_planning` tells why
        return False
    return True


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


def mistakes_of_check(check: Callable[[Policy], object]) -> Iterator[str]:
    """Yield what is wrong with what *check* says about the policies that ship."""
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
