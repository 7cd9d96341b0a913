"""The arguments that several commands share, and what they stand for."""

import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

import click

from followup.cli.output import tell, tell_failures
from followup.cli.usage import MistakeError

if TYPE_CHECKING:
    from followup.extension.host import PluginHost
    from followup.model.diagnostic import Diagnostic
    from followup.model.policy import Policy
    from followup.model.timeline import Timeline
    from followup.model.zone import Zone

NOW = "now"
START = "start"

timeline_argument = click.argument("timeline", required=False)
as_of_option = click.option(
    "--as-of",
    metavar="INSTANT",
    help="The instant to look from: ISO 8601, `now`, or `start` for a pure simulation from before the first event. "
    "Default: `now` for your own timeline, `start` for the built-in example.",
)
horizon_option = click.option(
    "--horizon",
    metavar="INSTANT",
    help="The last instant to plan. Default: 180 days after the last event, or after --as-of if that is later.",
)
format_option = click.option(
    "-f",
    "--format",
    "form",
    metavar="NAME",
    default="text",
    show_default=True,
    help="text, markdown, json, html, ics, eml, csv, taskwarrior, todotxt, org, or a plugin's channel.",
)
comparison_format_option = click.option(
    "-f",
    "--format",
    "form",
    metavar="NAME",
    default="text",
    show_default=True,
    help="text, markdown, json, html, or a plugin's channel that writes comparisons.",
)
data_format_option = click.option(
    "-f", "--format", "form", metavar="NAME", default="text", show_default=True, help="text or json."
)
output_option = click.option(
    "-o", "--output", metavar="FILE", help="Write to FILE, whole or not at all, instead of standard output."
)

one_for_all_option = click.option(
    "-p", "--policy", metavar="POLICY", help="An id, or a file, for all of them. Default: what each timeline names."
)

private_option = click.option(
    "--private",
    is_flag=True,
    help="Keep names out: people and the timeline go by short hashes of their ids, and reasons, which may quote the "
    "timeline, are left out. Whoever guesses a name can check the guess against its hash.",
)


def examples(*commands: str) -> str:
    """Return *commands*, each without the program's name, as the end of a help text; click keeps their lines."""
    return "\b\n" + "\n".join(["Examples:", *(f"  followup {command}" for command in commands)])


class View(NamedTuple):
    """A timeline and from when to when to look at it; None: from before everything, and as far as is usual."""

    timeline: "Timeline"
    as_of: datetime | None
    horizon: datetime | None


def load_policies(references: Iterable[str], host: "PluginHost") -> "list[Policy]":
    """Return the policies, each an id or a path.

    Raises:
        PolicyError: with the mistakes in all of them.
    """
    from followup import api
    from followup.model.diagnostic import PolicyError

    found: list[Policy] = []
    diagnostics: list[Diagnostic] = []
    for reference in references:
        try:
            found.append(api.load_policy(reference, host=host))
        except PolicyError as error:
            diagnostics += error.diagnostics
    if diagnostics:
        tell_failures(host)  # a plugin that could not be loaded may be the reason
        raise PolicyError(diagnostics)
    return found


def policy_and_view(
    reference: str | None,
    source: str | None,
    as_of: str | None,
    horizon: str | None,
    host: "PluginHost",
    *,
    others: "Sequence[Policy]" = (),
    option: str = "-p",
) -> "tuple[Policy, View]":
    """Return the policy *reference*, or the one that the timeline names (None), and the timeline as for `view`.

    Args:
        others: Their words may be used in the timeline, too.
        option: What would have named the policy.

    Raises:
        InputError: with the mistakes in either.
        MistakeError: neither names a policy; an instant that is none.
    """
    if reference is not None:
        chosen = load_policies([reference], host)[0]
        return chosen, view(source, as_of, horizon, [chosen, *others], host)
    timeline, own = (None, None) if source is None else own_policy(source, host, others)
    if timeline is None or own is None:
        known = ", ".join(f"`{name}`" for name in host.policies)
        raise MistakeError("which policy?", f"add `{option}` and one of {known}, or write `policy:` into your timeline")
    return own, seen(timeline, NOW if as_of is None else as_of, horizon)


def own_policy(source: str, host: "PluginHost", others: "Sequence[Policy]" = ()) -> "tuple[Timeline, Policy | None]":
    """Return the timeline in the file *source* (``-``: standard input) and the policy that it names, if any.

    Args:
        others: Their words may be used in the timeline, too.

    Raises:
        TimelineError: with every mistake in both.
    """
    from followup import api
    from followup.loading.read import read_file, read_text
    from followup.model.diagnostic import TimelineError

    file = "<stdin>" if source == "-" else source
    node, diagnostics = read_text(read_standard_input(), file) if source == "-" else read_file(file)
    timeline, own = None, None
    if node is not None:
        name = "timeline" if source == "-" else None
        timeline, own, diagnostics = api.TimelineReader(host, tuple(others), needed=True).read(node, file, name)
    if timeline is None:
        tell_failures(host)  # as in `load_policies`
        raise TimelineError(diagnostics)
    return timeline, own


def view(
    source: str | None,
    as_of: str | None,
    horizon: str | None,
    policies: "Iterable[Policy]",
    host: "PluginHost",
) -> View:
    """Return the timeline in the file *source* (``-``: standard input; None: the built-in example) as it is to be seen.

    Raises:
        TimelineError: with every mistake in it.
        MistakeError: an instant that is none.
    """
    from followup.model.diagnostic import TimelineError

    try:
        timeline = _load_timeline(source, policies, host)
    except TimelineError:
        tell_failures(host)  # as in `load_policies`
        raise
    if as_of is None:
        as_of = START if source is None else NOW
    return seen(timeline, as_of, horizon)


def seen(timeline: "Timeline", as_of: str, horizon: str | None) -> View:
    """Return *timeline* as it is to be seen; instants without an offset are in its time zone.

    Raises:
        MistakeError: an instant that is none.
    """
    zone = timeline.zone
    seen_from = _seen_from(as_of, zone)
    last = None if horizon is None else _instant(horizon, "--horizon", zone, last=True)
    if seen_from is not None and last is not None and last < seen_from:
        raise MistakeError(f"--horizon `{horizon}` lies before the instant that the plan is seen from", "see --as-of")
    return View(timeline, seen_from, last)


def _load_timeline(source: str | None, policies: "Iterable[Policy]", host: "PluginHost") -> "Timeline":
    from followup import api

    if source is None:
        timeline = api.example_timeline(host=host)
        tell(f"note: no timeline given, so this is the built-in example: {timeline.file}")
        return timeline
    if source == "-":
        from followup.loading.read import read_text
        from followup.model.diagnostic import TimelineError

        node, diagnostics = read_text(read_standard_input(), "<stdin>")
        found = None
        if node is not None:
            found, diagnostics = api.read_timeline(node, "<stdin>", "timeline", policies=policies, host=host)
        if found is None:
            raise TimelineError(diagnostics)
        return found
    return api.load_timeline(source, policies=policies, host=host)


def read_standard_input() -> bytes:
    """Return what stands in standard input, at most one byte more than may be read."""
    from followup.loading.read import MOST_BYTES

    if sys.stdin is None:
        raise MistakeError("standard input is closed", "name a file")
    return sys.stdin.buffer.read(MOST_BYTES + 1)


def now() -> str:
    """Return what time it is, as an ``--as-of``."""
    return _clock().isoformat()


def _clock() -> datetime:
    return datetime.now().astimezone()  # the only look at the clock


def _seen_from(text: str, zone: "Zone") -> datetime | None:
    if text == START:
        return None
    if text == NOW:
        return _clock()
    return _instant(text, "--as-of", zone, last=False)


def _instant(text: str, option: str, zone: "Zone", *, last: bool) -> datetime:
    from followup.loading.instant import parse_instant
    from followup.loading.suggest import MisreadError, did_you_mean

    try:
        reading = parse_instant(text, zone)
    except MisreadError as error:
        hint = did_you_mean(text, (NOW, START)) if option == "--as-of" and text.isalpha() else None
        raise MistakeError(f"{option}: {error}", hint or error.hint) from error
    return zone.local(reading.last(zone) if last else reading.first(zone))
