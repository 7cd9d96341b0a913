"""The hooks: all that a plugin can add, one function each.

A plugin is a module, or any object, with some of these functions, each marked with ``@followup.hookimpl``. Its
distribution names it under the entry-point group ``followup``:

.. code-block:: toml

    [project.entry-points.followup]
    shout = "followup_shout"

Order of work: a plugin is imported when a command first needs what plugins may add; its ``register_…`` hooks are called
once, right after that, in the order below; ``check_policy`` is called for each policy that is checked. Plugins go by
name, ours first. A hook returns values and changes nothing. One that raises, or returns something else than it should,
costs its own results and one line of warning; a plugin that cannot be imported, or has a hook of another name than
those below, is left out.

A package of policies needs no hook: its distribution names it under the group ``followup.policies``, and every
``*.yaml`` file in it is a policy, called like the file.
"""

from collections.abc import Iterable, Sequence

import pluggy

from followup.extension.channel import Channel
from followup.model.additions import BusinessCalendar, RuleKind
from followup.model.condition import CustomCondition
from followup.model.diagnostic import Diagnostic
from followup.model.policy import Policy
from followup.model.vocabulary import Vocabulary

hookspec = pluggy.HookspecMarker("followup")
hookimpl = pluggy.HookimplMarker("followup")
"""Marks a function of a plugin as the hook that it is named after."""


@hookspec
def register_channels() -> Sequence[Channel]:
    r"""Return channels: ways to write a plan, which ``--format`` names.

    Called once, before the first plan is written. No two channels have the same name. One that can also write several
    plans side by side has `render_comparison`; one that can fit that to a page of so many columns has `fitted`, too.
    One that can write several plans into one file, which is written again and again, has `render_feed`: it gets what
    the file held before (None: nothing), whoever wrote it, so that it can tell what has changed, and what is gone.

    >>> class Shout:
    ...     name, says, suffix, media_type = "shout", "the plan in capitals", ".txt", "text/plain"
    ...
    ...     def render(self, plan):
    ...         return "\n".join(f"{step.at} {step.act}".upper() for step in plan.steps)
    >>> @hookimpl
    ... def register_channels():
    ...     return [Shout()]
    """
    return ()


@hookspec
def register_conditions() -> Sequence[CustomCondition]:
    """Return conditions: new keys for a policy's ``when``.

    Called once, before the first policy is read. A condition sees what has happened so far, nothing that lies ahead.

    >>> class DayNumber:
    ...     name, schema, reads = "day-number", {"type": "integer", "minimum": 0, "maximum": 6}, ["day"]
    ...
    ...     def holds(self, body, moment):
    ...         return moment.now is not None and moment.now.weekday() == body
    >>> @hookimpl
    ... def register_conditions():
    ...     return [DayNumber()]
    """
    return ()


@hookspec
def register_rule_kinds() -> Sequence[RuleKind]:
    """Return rule kinds: new keys that stand in a rule where ``do`` and ``forbid`` stand.

    Called once, before the first policy is read. A kind is asked once per rule and run for the ``do`` bodies, as
    a policy would write them, that the rule stands for.

    >>> class Thank:
    ...     name, schema = "thank", {"enum": ["everyone"]}
    ...
    ...     def advise(self, body, moment):
    ...         window = {"recommended": "1 day", "expires": "7 days"}
    ...         yield {"act": "thank-you", "to": {"each": "interviewer"}, "from": "interview", "window": window}
    >>> @hookimpl
    ... def register_rule_kinds():
    ...     return [Thank()]
    """
    return ()


@hookspec
def register_calendars() -> Sequence[BusinessCalendar]:
    """Return calendars of business days, which timelines name in ``calendar: {use: …}``.

    Called once, before the first timeline is read. Weekends and the timeline's own holidays are taken out already.

    >>> class NoFridays:
    ...     name = "no-fridays"
    ...
    ...     def is_business_day(self, day):
    ...         return day.weekday() != 4
    >>> @hookimpl
    ... def register_calendars():
    ...     return [NoFridays()]
    """
    return ()


@hookspec
def register_words() -> Sequence[Vocabulary]:
    """Return more words: events, groups, acts, media, facts, roles and points.

    Called once, before the first file is read. They pass the checks that a policy's own ``vocabulary:`` passes; a
    vocabulary with a mistake, or with a word that is there already, is left out whole.

    >>> from followup import Act
    >>> @hookimpl
    ... def register_words():
    ...     return [Vocabulary(acts={"send-flowers": Act("send-flowers", "send flowers", contacts=True)})]
    """
    return ()


@hookspec
def check_policy(policy: Policy) -> Iterable[Diagnostic]:
    """Return advice about *policy*, beyond the checks that are built in.

    Called for each policy that is checked and has no errors. A rule's ``place`` is where a finding about it belongs.

    >>> from followup.model.diagnostic import Severity
    >>> @hookimpl
    ... def check_policy(policy):
    ...     for rule in policy.rules:
    ...         if not rule.title:
    ...             message = f"rule `{rule.id}` has no title"
    ...             yield Diagnostic("no-title", message, rule.place, severity=Severity.WARNING)
    """
    return ()
