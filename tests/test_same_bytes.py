"""The same plan gives the same bytes: in every channel, under every hash seed, in whatever order its parts come."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from hashlib import sha256
from typing import Any

import pytest

import followup

SEEDS = 20 if os.environ.get("CI") else 2
AT_ONCE = 2
SHUFFLES = 3
AS_OFS = (None, "2026-03-12T12:00")

TIMELINE: dict[str, Any] = {
    "timeline": "acme-backend",
    "timezone": "America/New_York",
    "company": "Acme",
    "position": "Backend engineer",
    "facts": {"company.culture": "modern", "role.field": "it", "handwriting": "poor"},
    "people": {
        "dana": {"name": "Dana Reyes", "role": "hiring-manager", "reach": {"email": "dana@acme.example"}},
        "lee": {"role": "recruiter"},
        "omar": {"name": "Omar", "role": "reference", "reach": {"phone": "+1 555", "email": "omar@b.example"}},
        "ana": {"name": "Ana", "role": "hiring-manager"},
    },
    "events": [
        {"event": "interview", "at": "2026-03-02T10:00", "ends": "2026-03-02T11:00", "with": ["dana", "lee", "ana"]},
        {"event": "timeframe", "at": "2026-03-02T10:55", "by": "lee", "answer_by": "2026-03-16"},
        {"event": "did", "at": "2026-03-02T11:20", "act": "thank-you", "to": "dana", "via": "email"},
        {"event": "impression", "at": "2026-03-03T09:00", "felt": "good"},
        {"event": "reply", "at": "2026-03-10T09:00", "from": "dana", "via": "email"},
        {"event": "rejection", "at": "2026-05-02T10:00"},
    ],
}


@cache
def policies() -> tuple[followup.Policy, ...]:
    host = followup.PluginHost.of()
    return tuple(followup.load_policy(name, host=host) for name in host.policies)


def comparisons(data: dict[str, Any]) -> list[followup.Comparison]:
    timeline = followup.timeline(data, host=followup.PluginHost.of())
    return [followup.compare(policies(), timeline, as_of) for as_of in AS_OFS]


def written(found: list[followup.Comparison]) -> Iterator[tuple[str, bytes]]:
    """Yield all that every channel writes of *found*: each plan, all in one file and over another, and side by side."""
    host = followup.PluginHost.of()
    for name in host.channels:
        channel = host.channel(name)
        before = None
        for one in found:
            for plan in one.plans:
                yield f"{name} of {plan.policy.id}, {plan.start}", of(channel.render(plan))
            if isinstance(channel, followup.ComparisonChannel):
                yield f"{name} of a comparison, {one.plans[0].start}", of(channel.render_comparison(one))
            if isinstance(channel, followup.FeedChannel):
                before = of(channel.render_feed(one.plans[1:], before))
                yield f"{name} of a feed, {one.plans[0].start}", before


def of(made: str | bytes) -> bytes:
    return made.encode() if isinstance(made, str) else made


def digests() -> dict[str, str]:
    return {name: sha256(made).hexdigest() for name, made in written(comparisons(TIMELINE))}


def elsewhere(seed: int) -> dict[str, str]:
    path = os.pathsep.join(os.path.abspath(folder) for folder in sys.path)
    environment = {**os.environ, "PYTHONHASHSEED": f"{seed}", "PYTHONPATH": path}
    command = [sys.executable, __file__]
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=True)
    found: dict[str, str] = json.loads(done.stdout)
    return found


def test_no_channel_writes_otherwise_under_another_hash_seed() -> None:
    here = digests()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for seed, there in enumerate(pool.map(elsewhere, range(SEEDS))):
            assert set() == {name for name in here | there if here.get(name) != there.get(name)}, seed


def shuffled(value: object, dice: random.Random) -> object:
    """Return *value* with its mappings in another order, but for people: theirs orders their steps of one minute."""
    if isinstance(value, list):
        return [shuffled(part, dice) for part in value]
    if not isinstance(value, dict):
        return value
    keys = list(value)
    if "lee" not in keys:
        dice.shuffle(keys)
    return {key: shuffled(value[key], dice) for key in keys}


def by_kind(text: bytes, kinds: list[str]) -> object:
    """Return a JSON with events named by their kind, not by where they stand in the file, and without its digest."""

    def named(of: dict[str, object]) -> dict[str, object]:
        where: dict[str, object] = {key: kinds[at] for key in ("event", "did") if isinstance(at := of.get(key), int)}
        if isinstance(events := of.get("events"), list):
            where["events"] = sorted(events, key=str)
        return {key: value for key, value in (of | where).items() if key not in ("digest", "position")}

    return json.loads(text, object_hook=named)


@pytest.mark.parametrize("seed", range(SHUFFLES))
def test_no_channel_writes_otherwise_where_a_timeline_lists_events_and_facts_in_another_order(seed: int) -> None:
    dice = random.Random(seed)
    data = shuffled(TIMELINE, dice)
    assert isinstance(data, dict)
    dice.shuffle(data["events"])
    expected, found = (dict(written(comparisons(each)[1:])) for each in (TIMELINE, data))
    kinds = [[event["event"] for event in each["events"]] for each in (TIMELINE, data)]
    for name, made in expected.items():
        if name.startswith("json"):  # it says where an event stands
            assert by_kind(made, kinds[0]) == by_kind(found[name], kinds[1])
        else:
            assert made == found[name], name


def test_people_in_another_order_only_order_their_steps() -> None:
    people = TIMELINE["people"]
    turned = TIMELINE | {"people": {key: people[key] for key in reversed(people)}}
    host = followup.PluginHost.of()
    plans = [[plan for one in comparisons(each) for plan in one.plans] for each in (TIMELINE, turned)]
    for there, back in zip(*plans, strict=True):
        assert host.render("ics", there) == host.render("ics", back)
        rows = [sorted(of(host.channel("csv").render(plan)).splitlines()) for plan in (there, back)]
        assert rows[0] == rows[1]


def test_no_feed_is_written_otherwise_where_its_plans_come_in_another_order() -> None:
    host, dice = followup.PluginHost.of(), random.Random(1)
    other = {**TIMELINE, "timeline": "other"}
    plans = [plan for data in (TIMELINE, other) for one in comparisons(data)[1:] for plan in one.plans]
    for name in host.channels:
        channel = host.channel(name)
        if isinstance(channel, followup.FeedChannel):
            before = of(channel.render_feed(plans[2:], None))
            expected = [channel.render_feed(plans, previous) for previous in (None, before)]
            for _ in range(SHUFFLES):
                dice.shuffle(plans)
                assert expected == [channel.render_feed(plans, previous) for previous in (None, before)], name


if __name__ == "__main__":
    print(json.dumps(digests()))
