"""Everything that is to be said of a policy before there is a timeline. See ``docs/findings.md``."""

from collections.abc import Iterator

from followup.analysis.choices import of_choices, of_groups
from followup.analysis.dead import dead_rules, of_when
from followup.analysis.endings import of_endings
from followup.analysis.forbids import of_forbids
from followup.analysis.sources import of_duplicates, of_params, of_plugins, of_sources
from followup.analysis.subject import Subject
from followup.analysis.windows import of_window
from followup.model.diagnostic import Diagnostic, in_order
from followup.model.policy import Policy


def analyse(policy: Policy) -> tuple[Diagnostic, ...]:
    """Return what the analysis finds in *policy*, by place: warnings and notes, never an error.

    Nothing is found in a policy that was made by hand: it has no places.
    """
    if policy.written is None:
        return ()
    return in_order(_findings(Subject.of(policy, policy.written)))


def _findings(subject: Subject) -> Iterator[Diagnostic]:
    found, dead = dead_rules(subject)
    yield from found
    for one in subject.advising:
        yield from of_when(one)
        yield from of_choices(one)
        yield from of_groups(one)
        yield from of_endings(one)
        if one.rule.id not in dead:
            yield from of_window(one)
    yield from of_forbids(subject)
    yield from of_duplicates(subject, dead)
    yield from of_sources(subject)
    yield from of_params(subject)
    yield from of_plugins(subject)
