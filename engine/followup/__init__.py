"""Policies for following up after a job interview, as data: dated, explained plans from YAML rules.

Everything here is public and loaded when it is first used; everything else is not public.

>>> import followup
>>> policy = followup.load_policy("krautzel")
>>> timeline = followup.timeline({"events": [{"event": "interview", "at": "2026-03-02T10:00"}]})
>>> step = next(step for step in followup.plan(policy, timeline).steps if step.act == "thank-you")
>>> print(step.at, step.via, step.to.id)
2026-03-02 10:10:00+00:00 email interviewer
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from followup.api import (
        beside,
        check_policy,
        check_timeline,
        compare,
        example_timeline,
        judge,
        judge_history,
        load_policy,
        load_timeline,
        next_change,
        parse_policy,
        parse_timeline,
        plan,
        timeline,
        today,
        why_not,
    )
    from followup.extension.channel import Channel, ComparisonChannel, FeedChannel, FittingChannel
    from followup.extension.hooks import hookimpl
    from followup.extension.host import PluginHost
    from followup.model.additions import BusinessCalendar as Calendar
    from followup.model.additions import RuleKind
    from followup.model.comparison import (
        Agreement,
        Comparison,
        Conflict,
        Contradiction,
        Day,
        End,
        Ending,
        Measures,
        Row,
        Share,
        Side,
    )
    from followup.model.condition import CustomCondition as Condition
    from followup.model.condition import Moment
    from followup.model.diagnostic import (
        Diagnostic,
        InputError,
        PolicyError,
        Severity,
        TimelineError,
    )
    from followup.model.draft import Draft
    from followup.model.explanation import (
        About,
        Change,
        Explanation,
        Link,
        Missing,
        NextChange,
        Requirement,
        Turn,
        WhyNot,
    )
    from followup.model.judgement import Breach, Deed, History, Judgement, Verdict
    from followup.model.place import Place
    from followup.model.plan import Plan, PolicyRef, Problem, Question, Reason, TimelineRef, Withheld
    from followup.model.policy import Advice, Policy
    from followup.model.rule import Do, Forbid, Rule
    from followup.model.step import Because, Status, Step
    from followup.model.timeline import Event, Person, Timeline
    from followup.model.today import Today
    from followup.model.vocabulary import Act, EventKind, FactKind, Field, FieldType, Medium, Vocabulary, Word
    from followup.model.zone import Zone

__version__ = "0.1.0"

_HOME = {
    "api": (
        "beside",
        "check_policy",
        "check_timeline",
        "compare",
        "example_timeline",
        "judge",
        "judge_history",
        "load_policy",
        "load_timeline",
        "next_change",
        "parse_policy",
        "parse_timeline",
        "plan",
        "timeline",
        "today",
        "why_not",
    ),
    "extension.channel": ("Channel", "ComparisonChannel", "FeedChannel", "FittingChannel"),
    "extension.hooks": ("hookimpl",),
    "extension.host": ("PluginHost",),
    "model.additions": ("RuleKind",),
    "model.comparison": (
        "Agreement",
        "Comparison",
        "Conflict",
        "Contradiction",
        "Day",
        "End",
        "Ending",
        "Measures",
        "Row",
        "Share",
        "Side",
    ),
    "model.condition": ("Moment",),
    "model.diagnostic": ("Diagnostic", "InputError", "PolicyError", "Severity", "TimelineError"),
    "model.draft": ("Draft",),
    "model.explanation": (
        "About",
        "Change",
        "ChangeKind",
        "Explanation",
        "Link",
        "Missing",
        "NextChange",
        "Requirement",
        "Turn",
        "WhyNot",
    ),
    "model.judgement": ("Breach", "Deed", "History", "Judgement", "Verdict"),
    "model.place": ("Place",),
    "model.plan": ("Plan", "PolicyRef", "Problem", "Question", "Reason", "TimelineRef", "Withheld"),
    "model.policy": ("Advice", "Policy"),
    "model.rule": ("Do", "Forbid", "Rule"),
    "model.step": ("Because", "Status", "Step"),
    "model.timeline": ("Event", "Person", "Timeline"),
    "model.today": ("Today",),
    "model.vocabulary": ("Act", "EventKind", "FactKind", "Field", "FieldType", "Medium", "Vocabulary", "Word"),
    "model.zone": ("Zone",),
}
_RENAMED = {
    "Calendar": ("model.additions", "BusinessCalendar"),
    "Condition": ("model.condition", "CustomCondition"),
}
_WHERE = {name: (module, name) for module, names in _HOME.items() for name in names} | _RENAMED

__all__ = [
    "About",
    "Act",
    "Advice",
    "Agreement",
    "Because",
    "Breach",
    "Calendar",
    "Change",
    "ChangeKind",
    "Channel",
    "Comparison",
    "ComparisonChannel",
    "Condition",
    "Conflict",
    "Contradiction",
    "Day",
    "Deed",
    "Diagnostic",
    "Do",
    "Draft",
    "End",
    "Ending",
    "Event",
    "EventKind",
    "Explanation",
    "FactKind",
    "FeedChannel",
    "Field",
    "FieldType",
    "FittingChannel",
    "Forbid",
    "History",
    "InputError",
    "Judgement",
    "Link",
    "Measures",
    "Medium",
    "Missing",
    "Moment",
    "NextChange",
    "Person",
    "Place",
    "Plan",
    "PluginHost",
    "Policy",
    "PolicyError",
    "PolicyRef",
    "Problem",
    "Question",
    "Reason",
    "Requirement",
    "Row",
    "Rule",
    "RuleKind",
    "Severity",
    "Share",
    "Side",
    "Status",
    "Step",
    "Timeline",
    "TimelineError",
    "TimelineRef",
    "Today",
    "Turn",
    "Verdict",
    "Vocabulary",
    "WhyNot",
    "Withheld",
    "Word",
    "Zone",
    "beside",
    "check_policy",
    "check_timeline",
    "compare",
    "example_timeline",
    "hookimpl",
    "judge",
    "judge_history",
    "load_policy",
    "load_timeline",
    "next_change",
    "parse_policy",
    "parse_timeline",
    "plan",
    "timeline",
    "today",
    "why_not",
]


def __getattr__(name: str) -> object:
    """Import a public name when it is first used, so that ``import followup`` costs next to nothing."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, original = _WHERE[name]
    value: object = getattr(import_module(f"{__name__}.{module}"), original)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
