"""What the timelines of a folder come to on one day, with all that is to be said of them on the way."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from followup.cli.arguments import NOW, START, load_policies, now, seen
from followup.cli.folder import timelines_in, twins_in
from followup.cli.output import aside, tell
from followup.cli.progress import Progress
from followup.cli.usage import MistakeError

if TYPE_CHECKING:
    from followup.extension.host import PluginHost
    from followup.model.plan import Plan
    from followup.model.today import Today


class Day(NamedTuple):
    """One day.

    Attributes:
        plans: By the timeline's file; a timeline without a policy has none.
        left_out: How many mistakes were told: the timelines that have them are left out.
    """

    today: "Today"
    plans: "Mapping[str, Plan]"
    left_out: int


def day_of(
    folder: str,
    policy: str | None,
    as_of: str | None,
    host: "PluginHost",
    change: "Callable[[Plan], Plan]" = lambda plan: plan,
) -> Day:
    """Return what the timelines in *folder* come to; mistakes in them are told.

    Args:
        policy: Of all of them; None: what each names.
        as_of: None: now.
        change: What is done to each plan before it counts.

    Raises:
        InputError: the policy has mistakes.
        MistakeError: no folder, no timeline in it, or no instant.
    """
    from followup import api
    from followup.model.diagnostic import in_order

    if as_of == START:
        raise MistakeError(f"--as-of: `{START}` is no day", "name an instant")
    progress = Progress("timelines")
    given = None if policy is None else load_policies([policy], host)[0]
    found = timelines_in(folder, host, () if given is None else (given,), alike=True, step=progress.step)
    progress.end()
    for diagnostic in in_order(found.diagnostics):
        tell(f"{diagnostic}")
    for twins in twins_in(found.timelines):
        tell(f"warning: {twins}")
    if not found.timelines and not found.diagnostics:
        raise MistakeError(f"no timeline in {folder}", "`followup new timeline NAME --interview INSTANT` writes one")
    as_of = now() if as_of in (None, NOW) else as_of
    assert as_of is not None, "it is named, or the clock's"
    plans: dict[str, Plan] = {}
    with aside():
        for timeline in found.timelines:
            own = given or found.policies.get(timeline.file)
            if own is None:
                tell(f"note: {timeline.file} names no policy: write `policy:` into it, or add `-p POLICY`")
            else:
                plans[timeline.file] = change(api.plan(own, timeline, seen(timeline, as_of, None).as_of))
        return Day(api.today(plans.values()), plans, len(found.diagnostics))
