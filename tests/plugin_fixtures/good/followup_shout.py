"""A stranger's plugin that adds one of everything."""

from collections.abc import Iterable, Mapping
from datetime import date

import followup


class Shout:
    name, says, suffix, media_type = "shout", "the plan in capitals", ".txt", "text/plain"

    def render(self, plan: followup.Plan) -> str:
        return "\n".join(f"{step.at} {step.act}".upper() for step in plan.steps)

    def render_comparison(self, comparison: followup.Comparison) -> bytes:
        return b"\n\n".join(self.render(plan).encode() for plan in comparison.plans)


class Weekday:
    name, reads = "day-number", ("day",)
    schema: Mapping[str, object] = {"type": "integer", "minimum": 0, "maximum": 6, "examples": [0, 4]}

    def holds(self, body: object, moment: followup.Moment) -> bool:
        return moment.now is not None and moment.now.weekday() == body


class Thank:
    name = "thank"
    schema: Mapping[str, object] = {"enum": ["everyone"]}

    def advise(self, body: object, moment: followup.Moment) -> Iterable[Mapping[str, object]]:
        window = {"recommended": "1 day", "expires": "7 days"}
        yield {"act": "thank-you", "to": {"each": "interviewer"}, "from": "interview", "window": window}


class NoFridays:
    name = "no-fridays"

    def is_business_day(self, day: date) -> bool:
        return day.weekday() != 4


@followup.hookimpl
def register_channels() -> list[followup.Channel]:
    return [Shout()]


@followup.hookimpl
def register_conditions() -> list[followup.Condition]:
    return [Weekday()]


@followup.hookimpl
def register_rule_kinds() -> list[followup.RuleKind]:
    return [Thank()]


@followup.hookimpl
def register_calendars() -> list[followup.Calendar]:
    return [NoFridays()]


@followup.hookimpl
def register_words() -> list[followup.Vocabulary]:
    return [followup.Vocabulary(acts={"send-flowers": followup.Act("send-flowers", "send flowers", contacts=True)})]


@followup.hookimpl
def check_policy(policy: followup.Policy) -> Iterable[followup.Diagnostic]:
    for rule in policy.rules:
        if not rule.title:
            message = f"rule `{rule.id}` has no title"
            yield followup.Diagnostic("no-title", message, rule.place, severity=followup.Severity.WARNING)
