"""When a plan will look different though nothing is done: `next_change_at`. Source: ``language.md`` section 6."""

from followup.evaluation.decide import hold_on
from followup.evaluation.forbids import begins, held_until
from followup.evaluation.occurrence import Occurrence
from followup.evaluation.run import Run
from followup.evaluation.status import standing, standings
from followup.model.policy import Policy
from followup.model.rule import Forbid
from followup.model.step import Status
from followup.model.timeline import Timeline


def next_change(policy: Policy, timeline: Timeline, as_of: int, horizon: int) -> int | None:
    """Return the first minute after *as_of* at which a status changes, a step is stopped or comes into being, or None.

    The timeline's own events come; nothing is simulated.
    """
    run = Run(policy, timeline, as_of, horizon)
    run.live_through_history()
    while True:
        before = _look(run)
        event_at = run.next_event_at()
        bound = horizon if event_at is None else min(event_at, horizon)
        minute = min((_turns(run, step, status, bound) for step, status in before.items()), default=bound)
        if minute < bound:
            return minute
        if bound == horizon:
            return None
        known = len(run.roster.steps)
        run.advance(bound)
        run.state.now = bound
        if _look(run) != before or not all(step.series.nobody for step in run.roster.steps[known:]):
            return bound


def _look(run: Run) -> dict[Occurrence, Status]:
    found = standings(run.roster.pending_by_rule(), run.state, run.policy.vocabulary.media)
    return {step: status for step, status in found.items() if not step.series.nobody}


def _standing(run: Run, step: Occurrence) -> Status:
    return standing(step, hold_on(step, run.state, run.policy.vocabulary.media) is not None, run.state.now)


def _turns(run: Run, step: Occurrence, status: Status, bound: int) -> int:
    """Return the first minute before *bound* at which time alone changes the status of *step*, or *bound*."""
    state, dates = run.state, step.dates
    expiry = bound if dates.expires is None else min(bound, dates.expires + 1)
    start = state.now
    try:
        while True:
            ahead = [dates.earliest, dates.recommended, dates.overdue + 1]
            for rule in step.series.do.forbids:
                if isinstance(rule.body, Forbid):
                    until = held_until(rule.body, step.person, state)
                    ahead += begins(rule.body, step.person, state)
                    ahead += [] if until is None else [until]
            if step.series.do.daily:
                ahead.append(step.series.do.look_after(state.now, state.timeline.zone))
            state.now = min((minute for minute in ahead if state.now < minute < expiry), default=expiry)
            if state.now == expiry or _standing(run, step) is not status:
                return state.now
    finally:
        state.now = start
