"""What courtesy adds to followup: a channel, a condition, a rule kind and a calendar."""

from collections.abc import Iterable, Mapping
from datetime import date

import followup


class Courtesies:
    name, says, suffix, media_type = "courtesies", "one sentence for each step", ".txt", "text/plain"

    def render(self, plan: followup.Plan) -> str:
        return "".join(f"On {step.at:%d %B}, kindly {step.act.replace('-', ' ')}.\n" for step in plan.steps if step.at)


class Invited:
    name, reads = "invited", ("events",)
    schema: Mapping[str, object] = {"type": "boolean", "examples": [True, False]}

    def holds(self, body: object, moment: followup.Moment) -> bool:
        return any(event["event"] == "invitation" for event in moment.events) is body


class ThankTwice:
    name = "thank-twice"
    schema: Mapping[str, object] = {"enum": ["by email", "by post"]}

    def advise(self, body: object, moment: followup.Moment) -> Iterable[Mapping[str, object]]:
        via = [{"medium": str(body).removeprefix("by ")}]
        do = {"act": "thank-you", "to": {"each": "interviewer"}, "from": "interview.ends", "via": via}
        for recommended in ("1 hour", "7 days at 10:00"):
            yield {**do, "window": {"recommended": recommended, "expires": "3 weeks"}}


class LongWeekends:
    name = "long-weekends"

    def is_business_day(self, day: date) -> bool:
        return day.weekday() not in (0, 4)


@followup.hookimpl
def register_channels() -> list[followup.Channel]:
    return [Courtesies()]


@followup.hookimpl
def register_conditions() -> list[followup.Condition]:
    return [Invited()]


@followup.hookimpl
def register_rule_kinds() -> list[followup.RuleKind]:
    return [ThankTwice()]


@followup.hookimpl
def register_calendars() -> list[followup.Calendar]:
    return [LongWeekends()]
