"""``followup log`` and ``followup undo``: an event into a timeline's file, and out again, and what that changes."""

import codecs
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import click

from followup.cli.arguments import NOW, START, examples, load_policies, seen
from followup.cli.output import aside, deliver_text, tell, tell_failures
from followup.cli.usage import MistakeError, usage_line

if TYPE_CHECKING:
    from datetime import datetime

    from followup.extension.host import PluginHost
    from followup.loading.log import Written
    from followup.model.plan import Plan
    from followup.model.policy import Policy
    from followup.model.timeline import Timeline

LOGGED = "logged"

_policy_option = click.option(
    "-p", "--policy", metavar="POLICY", help="Whose plan it changes. Default: the policy that TIMELINE names."
)


@click.command(
    short_help="Write down what happened, and see what it changes.",
    context_settings={"ignore_unknown_options": True},
    epilog=examples(
        "log acme.yaml did check-in --to dana --via phone --outcome voicemail",
        "log acme.yaml timeframe --answer-by 2026-03-16",
        "log acme.yaml interview --at 2026-03-20T10:00 --with dana,lee",
        "log acme.yaml rejection",
    ),
)
@click.argument("timeline")
@click.argument("event")
@click.argument("fields", nargs=-1, type=click.UNPROCESSED, metavar="[--FIELD VALUE]...")
@_policy_option
@click.option("--as-of", metavar="INSTANT", help="The instant to look from, and the default of `--at`. Default: `now`.")
def log(timeline: str, event: str, fields: tuple[str, ...], policy: str | None, as_of: str | None) -> int:
    """Write EVENT into the file TIMELINE, and print what that changes in the plan.

    Its fields are options: `followup words EVENT` lists them; `--at` is the time of `--as-of` where it is not given.
    What you did is `did` and the act. Nothing else in the file changes, and nothing is written where the event has a
    mistake. `followup undo` takes it back.
    """
    from followup.cli.event_options import event_of
    from followup.loading.log import logged

    def change(text: str, loaded: "_Loaded", host: "PluginHost") -> "tuple[str, Written]":
        from followup import api

        own = () if loaded.policy is None else (loaded.policy,)
        words = api.vocabulary_of(own, host.additions)
        now = _minute(loaded)
        made = event_of(event, fields, words, now, timeline, _advised(loaded.policy))
        return logged(text, made, now[:16]), made

    return _changed_by(change, LOGGED, timeline, policy, as_of)


@click.command(
    short_help="Take back the last event that `log` wrote.",
    epilog=examples("undo acme.yaml"),
)
@click.argument("timeline")
@_policy_option
@click.option("--as-of", metavar="INSTANT", help="The instant to look from. Default: `now`.")
def undo(timeline: str, policy: str | None, as_of: str | None) -> int:
    """Take the last event that `followup log` wrote out of the file TIMELINE; once more takes out the one before.

    What you wrote by hand stays: only lines that end with the comment of `log` are taken out.
    """
    from followup.loading.log import unlogged

    def change(text: str, _loaded: "_Loaded", _host: "PluginHost") -> "tuple[str, Written]":
        found = unlogged(text)
        if found is None:
            raise MistakeError(f"{timeline}: nothing in it was logged", "`undo` takes back only what `log` wrote")
        return found

    return _changed_by(change, "took back", timeline, policy, as_of)


class _Loaded(NamedTuple):
    """A timeline, the policy that is followed, if any, and from when both are seen."""

    timeline: "Timeline"
    policy: "Policy | None"
    as_of: "datetime"


class _Change(NamedTuple):
    """What became of a timeline, and the event that was written or taken out."""

    before: _Loaded
    after: _Loaded
    event: "Written"


_Make = Callable[[str, _Loaded, "PluginHost"], "tuple[str, Written]"]
"""Makes of a text, and of what it was loaded as, the new text and the event that makes the difference."""


def _changed_by(make: _Make, verb: str, file: str, policy: str | None, as_of: str | None) -> int:
    """Let *make* change the text of *file*, and say what that means; return the exit code."""
    from followup.cli.editing import edit_file
    from followup.cli.plan_changes import changes_in_words
    from followup.extension.host import PluginHost
    from followup.loading.read import MOST_BYTES
    from followup.loading.write import in_flow

    if file == "-":
        raise MistakeError("standard input cannot be changed", "name a file")
    host = PluginHost.default()
    given = None if policy is None else load_policies([policy], host)[0]

    def load(data: bytes) -> _Loaded:
        return _load(data, file, given, as_of, host)

    def change_text(text: str, loaded: _Loaded) -> "tuple[str, Written]":
        return make(text, loaded, host)

    change = edit_file(file, lambda data: _changed(data, file, change_text, load), MOST_BYTES)
    lines, plans = [f"{verb}: {in_flow(change.event)}"], []
    if (followed := change.after.policy) is not None:
        from followup import api

        with aside():
            plans = [api.plan(followed, each.timeline, change.after.as_of) for each in (change.before, change.after)]
        lines += changes_in_words(*plans)
    deliver_text("\n".join(lines))
    if not plans:
        tell("note: to see what this changes, write `policy:` and a policy's id into the file, or add `-p POLICY`")
    if verb == LOGGED:
        _tell_of_event(change.after, plans[-1:])
    return tell_failures(host, plans[-1:])


def _tell_of_event(loaded: _Loaded, plans: "Sequence[Plan]") -> None:
    """Say what may be wrong with the event that was written, the last of the file."""
    from followup.cli.event_notes import notes_on, warnings_of
    from followup.cli.plan import tell_of_idle_dids

    timeline = loaded.timeline
    (event,) = (event for event in timeline.events if event.position == len(timeline.events) - 1)
    if loaded.policy is not None:
        with aside():
            warnings = list(warnings_of(event, timeline, loaded.policy, loaded.as_of))
        for line in warnings:
            tell(line)
    for plan in plans:
        tell_of_idle_dids(plan, timeline, event.position)
    for line in notes_on(event, timeline, loaded.as_of):
        tell(line)


def _changed(
    data: bytes,
    file: str,
    make: "Callable[[str, _Loaded], tuple[str, Written]]",
    load: Callable[[bytes], _Loaded],
) -> tuple[bytes, _Change]:
    from followup.cli.event_options import mistake_in
    from followup.loading.log import NoPlaceError
    from followup.model.diagnostic import TimelineError

    before = load(data)
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    try:
        text, event = make(data.removeprefix(mark).decode(), before)
    except NoPlaceError as error:
        raise MistakeError(f"{file}: {error}", "write it by hand") from error
    changed = mark + text.encode()
    try:
        return changed, _Change(before, load(changed), event)
    except TimelineError as error:
        # The file had no mistake, and the lines of what was not written are nowhere.
        *others, last = [mistake_in(text, found) for found in error.diagnostics]
        for other in others:
            tell(usage_line(other))
        raise last from error


def _load(data: bytes, file: str, given: "Policy | None", as_of: str | None, host: "PluginHost") -> _Loaded:
    from followup import api
    from followup.loading.parts import mapping, part
    from followup.loading.read import read_text
    from followup.model.diagnostic import TimelineError

    node, found = read_text(data, file)
    timeline, own = None, None
    if node is not None:
        if (listed := part(node, "events")) is not None and listed.value is None:
            del mapping(node)["events"]  # a list that is to begin
        policies = () if given is None else (given,)
        timeline, own, found = api.TimelineReader(host, policies).read(node, file)
    if timeline is None:
        tell_failures(host)  # a plugin that could not be loaded may be the reason
        raise TimelineError(found)
    instant = seen(timeline, as_of or NOW, None).as_of
    if instant is None:
        raise MistakeError(f"--as-of: `{START}` is no time at which something is written down", "name an instant")
    return _Loaded(timeline, given or own, instant)


def _advised(policy: "Policy | None") -> list[str]:
    """Return the acts that *policy* advises, in its order."""
    from followup.model.rule import Do

    return [] if policy is None else [rule.body.act for rule in policy.rules if isinstance(rule.body, Do)]


def _minute(loaded: _Loaded) -> str:
    """Return from when *loaded* is seen, as a file has it: local, with the UTC offset only where that is needed."""
    from followup.model.zone import instant_of, wall_of

    zone, minute = loaded.timeline.zone, instant_of(loaded.as_of)
    text = zone.text(minute)
    # An hour that comes twice means the first.
    return text[:16] if zone.instant(wall_of(zone.local(minute).replace(tzinfo=None))) == minute else text
