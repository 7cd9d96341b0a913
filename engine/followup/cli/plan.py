"""``followup plan``: what one policy advises for one timeline."""

from typing import TYPE_CHECKING

import click

from followup.cli.arguments import (
    START,
    as_of_option,
    examples,
    format_option,
    horizon_option,
    output_option,
    policy_and_view,
    private_option,
    timeline_argument,
)
from followup.cli.output import aside, deliver, spare, tell, tell_failures
from followup.cli.rendering import channel_called, held_by, text_of
from followup.cli.usage import MistakeError

if TYPE_CHECKING:
    from followup.model.plan import Plan
    from followup.model.policy import Policy
    from followup.model.timeline import Timeline


@click.command(
    epilog=examples(
        "plan -p krautzel",
        "plan mine.yaml -p sparks-group",
        "plan mine.yaml -p krautzel --format ics -o plan.ics",
        "plan mine.yaml -p ./my-policy.yaml --as-of 2026-03-09 --format json -o plan.json",
    )
)
@timeline_argument
@click.option(
    "-p",
    "--policy",
    "policies",
    metavar="POLICY",
    multiple=True,
    help="An installed policy's id, or a file. Default: the one that TIMELINE names. `followup policies` lists.",
)
@as_of_option
@horizon_option
@format_option
@output_option
@private_option
def plan(
    timeline: str | None,
    policies: tuple[str, ...],
    as_of: str | None,
    horizon: str | None,
    form: str,
    output: str | None,
    private: bool,
) -> int:
    """Plan what to do, when, with whom and how.

    TIMELINE is a file, or - for standard input; without one you see the built-in example.
    """
    from followup import api
    from followup.extension.channel import FeedChannel
    from followup.extension.host import PluginHost
    from followup.model.private import without_names

    host = PluginHost.default()
    if not policies and timeline in host.policies:
        raise MistakeError(f"`{timeline}` is a policy, and a plan wants a timeline first", f"write `-p {timeline}`")
    if len(policies) > 1:
        raise MistakeError("a plan follows one policy", "`followup compare` takes several")
    channel_called(form, host)
    spare(output, timeline, *policies)
    chosen, seen = policy_and_view(policies[0] if policies else None, timeline, as_of, horizon, host)
    with aside():
        found = api.plan(chosen, seen.timeline, seen.as_of, seen.horizon)
        shown = without_names(found) if private else found
        previous = held_by(output) if isinstance(host.channel(form), FeedChannel) else None
        made = host.render(form, shown) if previous is None else host.render_feed(form, (shown,), previous)
        text = text_of(made)
    deliver(text, output)
    if seen.horizon is not None and found.horizon is not None and found.horizon < seen.horizon:
        tell(f"note: nothing is planned beyond ten years; this plan ends on {found.horizon:%Y-%m-%d}")
    if timeline is not None and seen.as_of is not None:
        tell_of_idle_dids(found, seen.timeline)
        _tell_of_other_steps(chosen, seen.timeline)
    past = all(step.status in ("done", "expired") for step in found.steps)
    if form == "text" and timeline is not None and as_of is None and found.steps and past:
        tell(f"note: all of this lies before now; `--as-of {START}` shows the plan as it looked at first")
    return tell_failures(host, [found])


def tell_of_idle_dids(plan: "Plan", timeline: "Timeline", only: int | None = None) -> None:
    """Say which of the timeline's dids settle no step: they may be mistyped, or too early, or to somebody else.

    Args:
        only: The position of the one event that is meant; None: all.
    """
    from followup.model.vocabulary import DID

    settled = {step.did for step in plan.steps}
    last = plan.end if plan.start is None else plan.start
    for event in timeline.events:
        idle = event.kind.name == DID and event.position not in settled and only in (None, event.position)
        if idle and event.place is not None and last is not None and event.at <= last:
            tell(f"note: {event.place}: this `did` settles no step of {plan.policy.id}")


def _tell_of_other_steps(policy: "Policy", timeline: "Timeline") -> None:
    """Say which of the timeline's dids name a step that is another act, or to somebody else."""
    from followup.loading.followed import other_step

    for event in timeline.events:
        step = event.text("step")
        if step is not None and event.place is not None:
            clause = other_step(policy, step, event.text("act"), event.text("to"))
            if clause is not None:
                tell(f"note: {event.place}: {clause}")
