"""What is demanded of a channel: the right type, the same for the same, nothing changed, no markup let through."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeVar

from followup.extension.channel import Channel, ComparisonChannel, FeedChannel, FittingChannel
from followup.extension.render import RenderFailure, rendered, rendered_comparison, rendered_feed
from followup.model.comparison import Comparison
from followup.model.plan import Plan
from followup.testing.samples import HOSTILE, SCRIPT, Sample

Written = TypeVar("Written", Plan, Comparison)

_WIDTHS: Final = (None, 40)


def mistakes_of_channel(channel: Channel, tried: Sequence[Sample]) -> Iterator[str]:
    """Yield what is wrong with how *channel* writes the plans and comparisons of *tried*."""

    def plan(one: Plan) -> str | bytes | RenderFailure:
        return rendered(channel, one)

    for sample in tried:
        for each in sample.plans:
            yield from _writing(plan, each, Plan.from_json(each.to_json()), channel.media_type, sample)
    if isinstance(channel, FeedChannel):
        yield from _feed(channel, tried)
    if not isinstance(channel, ComparisonChannel):
        return
    for width in _WIDTHS if isinstance(channel, FittingChannel) else (None,):

        def page(one: Comparison, width: int | None = width) -> str | bytes | RenderFailure:
            return rendered_comparison(channel, one, width=width)

        for sample in tried:
            yield from _writing(page, sample.comparison, sample.comparison, channel.media_type, sample)


def _feed(channel: FeedChannel, tried: Sequence[Sample]) -> Iterator[str]:
    """Yield what is wrong with how *channel* writes several plans: over nothing, its own file and a broken one."""
    for sample in tried:
        plans = tuple({(plan.policy.id, plan.timeline.id): plan for plan in sample.plans}.values())
        before = [plan.to_json() for plan in plans]
        again = tuple(map(Plan.from_json, before))
        first = rendered_feed(channel, plans)
        if isinstance(first, RenderFailure):
            yield f"{first.text.removeprefix('failed: ')}, for {sample.name}"
            continue
        own = first.encode() if isinstance(first, str) else first
        if rendered_feed(channel, again, own) != first:
            yield f"it does not write the same over what it wrote itself, for {sample.name}"
        broken = own[: len(own) // 2] + HOSTILE.encode() + b"\x00\xff\r\n"
        text = rendered_feed(channel, plans, broken)
        if isinstance(text, RenderFailure):
            yield f"{text.text.removeprefix('failed: ')}, for {sample.name} over a broken file"
        elif rendered_feed(channel, again, broken) != text:
            yield f"it does not write the same for the same, for {sample.name} as a feed"
        if [plan.to_json() for plan in plans] != before:
            yield f"it changes what it is given, for {sample.name} as a feed"


def _writing(
    write: Callable[[Written], str | bytes | RenderFailure], given: Written, same: Written, media_type: str, at: Sample
) -> Iterator[str]:
    """Yield what is wrong with how *write* writes *given*, and *same*, which says the same."""
    before = given.to_json()
    text = write(given)
    if isinstance(text, RenderFailure):
        yield f"{text.text.removeprefix('failed: ')}, for {at.name}"
        return
    if given.to_json() != before:
        yield f"it changes what it is given, for {at.name}"
    if write(same) != text:
        yield f"it does not write the same for the same, for {at.name}"
    if isinstance(text, str) and media_type.startswith(("text/html", "image/svg")) and SCRIPT in text:
        yield f"it lets markup through, for {at.name}"
    if media_type.startswith("application/json"):
        try:
            json.loads(text)
        except ValueError:
            yield f"it writes no JSON, for {at.name}"
