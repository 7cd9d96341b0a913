"""``followup diff``: what differs between two policies, rule by rule, and which dates move."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from followup.cli.arguments import as_of_option, data_format_option, examples, horizon_option, load_policies, view
from followup.cli.layout import json_text, see_format
from followup.cli.output import aside, deliver, deliver_text, tell, tell_failures
from followup.cli.usage import MistakeError

if TYPE_CHECKING:
    from followup.analysis.diff import PolicyDiff
    from followup.analysis.moved import StepChange
    from followup.extension.host import PluginHost
    from followup.model.plan import Plan

    Moved = tuple[str | None, Plan, Plan, tuple[StepChange, ...]]


@click.command(
    short_help="Show what differs between two policies, and which dates move.",
    epilog=examples("diff sparks-group mine.yaml", "diff old/mine.yaml new/mine.yaml acme.yaml --as-of 2026-03-03"),
)
@click.argument("old")
@click.argument("new")
@click.argument("timelines", nargs=-1, metavar="[TIMELINE]...")
@click.option("--example", is_flag=True, help="Show which dates of the built-in example move, too.")
@as_of_option
@horizon_option
@data_format_option
def diff(
    old: str, new: str, timelines: tuple[str, ...], example: bool, as_of: str | None, horizon: str | None, form: str
) -> int:
    """Show in words what differs from policy OLD to policy NEW, and for each TIMELINE which dates move.

    OLD and NEW are ids or paths: a policy and one that extends it, say, or two versions of one file. Both are taken
    with all that they extend; layout and comments make no difference.
    """
    from followup.analysis.diff import diff as compared
    from followup.extension.host import PluginHost

    see_format(form)
    chosen: list[str | None] = [*timelines, *([None] if example else [])]
    if not chosen and (as_of is not None or horizon is not None):
        raise MistakeError("--as-of and --horizon are for a timeline", "name one, or add --example")
    if timelines.count("-") > 1:
        raise MistakeError("standard input can be read only once")
    host = PluginHost.default()
    found = compared(*load_policies([old, new], host))
    moves = [_moved(found, timeline, as_of, horizon, host) for timeline in chosen]
    if form == "json":
        from followup.analysis.diff_document import diff_document, moved_document

        timelines_data = [moved_document(before, after, changes) for _, before, after, changes in moves]
        deliver(json_text({**diff_document(found), "timelines": timelines_data}))
    else:
        deliver_text("\n".join(_as_text(found, moves)))
    if not {rule.id for rule in found.old.rules} & {rule.id for rule in found.new.rules}:
        tell("note: no rule of one is in the other; `followup compare` lays different policies side by side")
    return tell_failures(host, [plan for _, *plans, _ in moves for plan in plans])


def _moved(
    found: "PolicyDiff", source: str | None, as_of: str | None, horizon: str | None, host: "PluginHost"
) -> "Moved":
    from followup import api
    from followup.analysis.moved import moved

    # As for `plan`, each policy reads the timeline in its own words; it may hold those of the other, too. Standard
    # input can be read only once: where they define a word differently, the old policy's is taken for both.
    seen = view(source, as_of, horizon, [found.new, found.old], host)
    later = seen if source in (None, "-") else view(source, as_of, horizon, [found.old, found.new], host)
    with aside():
        plans = [
            api.plan(policy, each.timeline, seen.as_of, seen.horizon)
            for policy, each in ((found.old, seen), (found.new, later))
        ]
    return source, plans[0], plans[1], moved(plans[0], plans[1], found.renamed)


def _as_text(found: "PolicyDiff", moves: "list[Moved]") -> Iterator[str]:
    from followup.cli.diff_dates import dates_in_words
    from followup.cli.diff_words import diff_in_words
    from followup.loading.parts import mapping, text
    from followup.model.place import told_apart

    yield from diff_in_words(found, told_apart(_files(found)))
    removed = frozenset(text(mapping(rule)["id"]) for rule in found.removed)
    for source, old, new, changes in moves:
        yield from ("", f"DATES for {new.timeline.id} ({'the built-in example' if source is None else source})")
        yield from dates_in_words(old, new, changes, removed)


def _files(found: "PolicyDiff") -> "Iterator[str]":
    from followup.loading.resolved import places_of

    for policy in (found.old, found.new):
        assert policy.written is not None, "it was compared"
        yield from (place.file for _, place in places_of(policy.written))
