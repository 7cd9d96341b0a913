"""The plans of all timelines of a folder, with what there is to be said about its files."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from followup.cli.arguments import NOW, START, load_policies, now, seen
from followup.cli.folder import timelines_in, twins_in
from followup.cli.output import aside, tell
from followup.cli.progress import Progress
from followup.cli.usage import MistakeError

if TYPE_CHECKING:
    from followup.extension.host import PluginHost
    from followup.model.plan import Plan
    from followup.model.timeline import Timeline


class Planned(NamedTuple):
    """What a folder comes to.

    Attributes:
        plans: By the timeline's file, in the order of their names.
        left_out: The files that were left out, for their mistakes or because they name no policy; it was told.
    """

    plans: "Mapping[str, Plan]"
    left_out: tuple[str, ...]


def plans_in(
    folder: str, policy: str | None, as_of: str | None, horizon: str | None, host: "PluginHost", *, alike: bool = False
) -> Planned:
    """Plan the timelines in *folder*, each beside those of the same company, and tell what is wrong with its files.

    Args:
        policy: An id or a path, for all of them; None: what each timeline names. One that names none is left out.
        as_of: The same instant for all, however long the work takes; None: now.
        alike: Whether several timelines may have the same id; it is told then.

    Raises:
        MistakeError: no folder that can be read, no timeline in it, two with the same id, an instant that is none.
        PolicyError: mistakes in *policy*.
    """
    from followup import api
    from followup.api.siblings import company_of, looks_elsewhere
    from followup.model.diagnostic import in_order

    if as_of == START:
        raise MistakeError(f"--as-of: `{START}` is no day", "name an instant")
    instant = now() if as_of is None or as_of == NOW else as_of
    given = None if policy is None else load_policies([policy], host)[0]
    progress = Progress("timelines")
    found = timelines_in(folder, host, () if given is None else (given,), alike=alike, step=progress.step)
    progress.end()
    for diagnostic in in_order(found.diagnostics):
        tell(f"{diagnostic}")
    for file in found.others:
        tell(f"note: {file}: neither a timeline nor a policy nor a test suite, so it is passed over")
    for twins in twins_in(found.timelines):
        tell(f"warning: {twins}")
    if not found.timelines and not found.diagnostics:
        raise MistakeError(f"no timeline in {folder}", "`followup new timeline NAME --interview INSTANT` writes one")
    plans: dict[str, Plan] = {}
    alongside: dict[str, list[Timeline]] = {}  # looked through for each of them: among all it would take too long
    for timeline in found.timelines:
        alongside.setdefault(company_of(timeline), []).append(timeline)
    with aside():
        for timeline in found.timelines:
            own = given or found.policies.get(timeline.file)
            if own is None:
                tell(f"{timeline.file} names no policy: write `policy:` into it, or add `-p POLICY`")
                continue
            if looks_elsewhere(own):
                timeline = api.beside(timeline, alongside[company_of(timeline)], policies=(own,), host=host)
            view = seen(timeline, instant, horizon)
            plans[timeline.file] = api.plan(own, view.timeline, view.as_of, view.horizon)
    unplanned = (timeline.file for timeline in found.timelines if timeline.file not in plans)
    return Planned(plans, tuple(sorted((*found.faulty, *unplanned))))
