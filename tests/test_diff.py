"""What differs between two policies: what is reported, made to the one, gives the other; and plans say the dates."""

import copy
import io
import json
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import followup
from followup.analysis.diff import KeyChange, PolicyDiff, diff
from followup.analysis.moved import moved
from followup.cli import main
from followup.cli.diff_dates import by_how_much
from followup.loading.policy import load
from followup.loading.read import from_data, read_text
from followup.loading.vocabulary import built_in
from followup.model.additions import Additions
from followup.model.place import Place
from followup.model.plan import Plan, Withheld
from followup.model.policy import Policy
from followup.model.rule import Do, Rule
from followup.model.step import Step
from followup.model.zone import Zone
from followup.testing.families import annotated, families
from followup.testing.strategies import Data, instants, timelines

HORIZON = "2026-05-20"
FEW = settings(max_examples=100 if os.environ.get("CI") else 25)
"""Each example loads several policies; what differs between them is cheap."""

OLD = """\
policy: mine
title: Mine
params: {every: {default: 1 week, says: how long between}}
advice: {S1: {where: page 1, says: Thank them.}, S2: {where: page 2, says: Call them.}}
rules:
  - id: thank
    title: Thank each of them
    cites: [S1, S2]
    strength: must
    do:
      act: thank-you
      to: {each: interviewer}
      via: [{medium: post, object: card, when: {fact: {company.culture: traditional}}}, {medium: email}]
      from: interview.ends
      window: {recommended: 1 hour, overdue: 24 hours, expires: 7 days}
      say: [thank, remind]
  - id: call
    do:
      act: check-in
      to: {each: interviewer}
      via: [{medium: phone}]
      from: interview.ends
      window: {recommended: 7 days at 10:00, expires: 3 months}
      repeat: {every: 2 weeks, times: 3}
      until: [decision]
  - id: keep-in-touch
    do:
      act: keep-in-touch
      to: {each: interviewer}
      via: [{medium: email}]
      from: rejection
      window: {recommended: 1 week at 10:00, expires: 6 months}
      repeat: {every: $every, times: 8}
  - id: not-at-once
    forbid: {act: check-in, closer-than: 2 days}
"""
NEW = """\
policy: mine   # laid out in another way
version: 2
title: Mine
params: {every: {default: 10 days, says: how long between}}
advice: {S1: {where: page 1, says: Thank them.}, S3: {where: page 3, says: Write to them.}}
rules:
  - id: thank
    title: Thank each of them
    cites: [S1, S3]
    strength: must
    do:
      act: thank-you
      to: {each: interviewer}
      via: [{medium: email}]
      from: interview.ends
      window: {recommended: 3 hours, overdue: 2 days, expires: 7 days}
      say: [remind, thank]
  - id: ring
    do:
      act: check-in
      to: {each: interviewer}
      via: [{medium: phone}]
      from: interview.ends
      window: {recommended: 7 days at 10:00, expires: 3 months}
      repeat: {every: 2 weeks, times: 3}
      until: [decision]
  - id: keep-in-touch
    do:
      act: keep-in-touch
      to: {each: interviewer}
      via: [{medium: email}]
      from: rejection
      window: {recommended: 1 week at 10:00, expires: 6 months}
      repeat: {every: $every, times: 8}
  - id: stay-off-casual-sites
    title: No friending
    strength: must-not
    forbid: {act: befriend, via: social}
"""
ACME = """\
timeline: acme
timezone: Europe/Berlin
facts: {company.culture: traditional}
events:
  - {event: interview, at: 2026-03-02T10:00, ends: 2026-03-02T11:00}
  - {event: rejection, at: 2026-04-20}
"""


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in {"old.yaml": OLD, "new.yaml": NEW, "acme.yaml": ACME}.items():
        Path(name).write_text(text)


def loaded(data: Data, base: Data | None = None) -> Policy:
    node, found = from_data(data)
    assert node is not None, found
    below = (None, ()) if base is None else from_data(base)
    policy, found = load(node, lambda *_: below, built_in(), Additions(), "<mapping>")
    assert policy is not None, [str(each) for each in found]
    return policy


def written(text: str, file: str = "a.yaml") -> Policy:
    node, found = read_text(text, file)
    assert node is not None, found
    policy, found = load(node, lambda *_: (None, ()), built_in(), Additions(), file)
    assert policy is not None, [str(each) for each in found]
    return policy


def plain(policy: Policy) -> Data:
    assert policy.written is not None
    return cast("Data", policy.written.plain())


# ------------------------------------------------------------------ what is reported is all, and true


def put(data: Data, change: KeyChange) -> None:
    """Make *change* to *data*, seeing that it is as the change says."""
    *way, last = change.path
    for key in way:
        data = cast("Data", data.setdefault(key, {}))
    assert (None if change.old is None else change.old.plain()) == data.get(last)
    if change.new is None:
        del data[last]
    else:
        data[last] = change.new.plain()


def applied(found: PolicyDiff) -> Data:
    """Return the old policy with what is reported done to it, and nothing else."""
    made = copy.deepcopy(plain(found.old))
    for change in found.sections:
        put(made, change)
    rules = {str(rule["id"]): rule for rule in cast("list[Data]", made["rules"])}
    for gone in found.removed:
        del rules[str(cast("Data", gone.plain())["id"])]
    for each in found.changed:
        rule = rules.pop(each.ids[0])
        for change in each.changes:
            put(rule, change)
        rules[each.ids[0]] = rule
    came = [str(rule["id"]) for rule in cast("list[Data]", plain(found.old)["rules"]) if rule["id"] in rules]
    order = [rules[name] for name in came]
    afters = {str(cast("Data", move.rule.plain())["id"]): move.after for move in found.moved}
    order = [rule for rule in order if rule["id"] not in afters]
    # Those that come at another point, or are new, go behind the one that they come after, in the new order.
    moving = [rules[was] for was in came if rules[was]["id"] in afters]
    pending = {str(rule["id"]): rule for rule in moving}
    for rule in cast("list[Data]", plain(found.new)["rules"]):
        name = str(rule["id"])
        if name in pending:
            after = afters[name]
            at = 0 if after is None else 1 + next(i for i, one in enumerate(order) if one["id"] == after)
            order.insert(at, pending[name])
        elif name in {cast("Data", new.plain())["id"] for new in found.added}:
            family = [
                one["id"] for one in cast("list[Data]", plain(found.new)["rules"]) if ("do" in one) == ("do" in rule)
            ]
            before = family[: family.index(name)]
            at = 1 + next(i for i, one in enumerate(order) if one["id"] == before[-1]) if before else 0
            order.insert(at, copy.deepcopy(rule))
    made["rules"] = order
    return made


def by_family(policy: Policy) -> dict[bool, list[Rule]]:
    """Return the rules that advise and those that forbid, each in its order, without places and numbers."""
    found: dict[bool, list[Rule]] = {True: [], False: []}
    for rule in policy.rules:
        found[isinstance(rule.body, Do)].append(bare(rule))
    return found


def bare(rule: Rule) -> Rule:
    body = rule.body
    if isinstance(body, Do):
        body = replace(body, forbids=tuple(map(bare, body.forbids)), wakes=tuple(sorted(body.wakes)))
    return replace(rule, place=Place("", 0, 0), index=0, body=body)


def check_diff(old: Policy, new: Policy) -> PolicyDiff:
    found = diff(old, new)
    made = loaded(applied(found))
    assert by_family(made) == by_family(new)
    for name in ("id", "version", "title", "source", "params", "advice", "vocabulary"):
        assert getattr(made, name) == getattr(new, name)
    assert found.same or old.digest != new.digest
    return found


@FEW
@given(families(2))
def test_the_changes_made_to_the_old_policy_give_the_new_one(family: tuple[Data, ...]) -> None:
    base, first, second = family
    policies = [loaded(base), loaded(first, base), loaded(second, base)]
    check_diff(policies[0], policies[1])
    check_diff(policies[1], policies[0])
    check_diff(policies[1], policies[2])
    for policy in policies:
        assert diff(policy, policy).same


def test_of_rules_that_do_the_same_each_is_the_one_from_which_the_same_count() -> None:
    after = {"window": {"recommended": "1 day", "expires": "3 days"}}
    base: Data = {
        "policy": "base",
        "rules": [
            {"id": "first", "do": {"act": "connect", "from": "interview", **after}},
            {"id": "second", "do": {"act": "connect", "from": "interview", **after}},
            {"id": "third", "do": {"act": "connect", "from": "interview", **after}},
            {"id": "then", "do": {"act": "thank-you", "from": "step.second", **after}},
            {"id": "last", "do": {"act": "thank-you", "from": "step.then", **after}},
        ],
    }
    names = {"first": "one", "second": "two", "third": "three", "then": "four", "last": "five"}
    text = json.dumps(base)
    for old, new in names.items():
        text = text.replace(f'"{old}"', f'"{new}"').replace(f'"step.{old}"', f'"step.{new}"')
    other = json.loads(text)
    for rules in (other["rules"], other["rules"][::-1], other["rules"][2:] + other["rules"][:2]):
        found = check_diff(loaded(base), loaded({**other, "rules": rules}))
        assert found.added == found.removed == ()
        assert names.items() >= {name: found.renamed[name] for name in ("second", "then", "last")}.items()
        assert names.keys() == found.renamed.keys()


@FEW
@given(annotated(), st.randoms(use_true_random=False))
def test_rules_that_are_renamed_and_come_in_another_order_are_the_same_rules(base: Data, random: object) -> None:
    text = json.dumps(base)
    for number in range(5):
        text = text.replace(f'"r{number}"', f'"ring-{number}"').replace(f'"step.r{number}"', f'"step.ring-{number}"')
    other = json.loads(text)
    random.shuffle(other["rules"])  # type: ignore[attr-defined]  # Hypothesis says only that it is an object
    found = check_diff(loaded(base), loaded(other))
    assert () == found.added == found.removed
    old = [rule.id for rule in found.old.rules if isinstance(rule.body, Do)]
    assert len(old) == len(found.renamed)


@FEW
@given(families(1), timelines(), st.none() | instants(0, 45))
def test_every_date_that_moves_is_what_both_plans_say(
    family: tuple[Data, ...], timeline: Data, as_of: str | None
) -> None:
    base, heir = family
    old, new = loaded(base), loaded(heir, base)
    plans = [followup.plan(policy, followup.timeline(timeline), as_of, HORIZON) for policy in (old, new)]
    check_moved(plans[0], plans[1], diff(old, new).renamed)


def check_moved(before: Plan, after: Plan, renamed: Mapping[str, str]) -> None:
    def stands(plan: Plan, names: Mapping[str, str]) -> dict[str, Step | Withheld]:
        found: dict[str, Step | Withheld] = {}
        steps: tuple[Step | Withheld, ...] = (*plan.withheld, *plan.steps)
        for step in steps:
            rule, _, rest = step.id.partition("/")
            found[f"{names.get(rule, rule)}/{rest}"] = step
        return found

    old, new = stands(before, renamed), stands(after, {})
    told = {change.step: change for change in moved(before, after, renamed)}
    for step in {*old, *new}:
        was, now = old.get(step), new.get(step)
        if step in told:
            assert (was, now) == (told[step].old, told[step].new)
            assert seen(was) != seen(now)
            if isinstance(was, Step) and isinstance(now, Step):
                names = ("at", "via", "object", "status", "timing", "earliest", "recommended", "overdue", "expires")
                assert told[step].aspects == tuple(name for name in names if getattr(was, name) != getattr(now, name))
        else:
            assert seen(was) == seen(now)
    at = [change for change in told.values() if "at" in change.aspects]
    assert [change.step for change in at if cast("Step", change.old).at == cast("Step", change.new).at] == []


def seen(step: Step | Withheld | None) -> object:
    match step:
        case Step():
            return (step.at, step.via, step.object, step.status, step.timing, step.dates)
        case Withheld():
            return (step.reason, step.by, step.since, step.until)
        case None:
            return None


# ------------------------------------------------------------------ one by one


def test_layout_comments_and_the_order_of_keys_make_no_difference() -> None:
    other = OLD.replace("title: Mine\n", "# a comment\n").replace("policy: mine\n", 'title: "Mine"\npolicy: mine\n\n')
    assert OLD != other
    assert diff(written(OLD), written(other)).same


def test_every_change_has_its_key_and_both_its_places() -> None:
    found = diff(written(OLD, "old.yaml"), written(NEW, "new.yaml"))
    (thank, ring, _) = found.changed
    assert [("cites",), ("do", "via"), ("do", "window", "recommended"), ("do", "window", "overdue"), ("do", "say")] == [
        change.path for change in thank.changes
    ]
    overdue = thank.changes[3]
    assert overdue.old is not None
    assert overdue.new is not None
    assert ("24 hours", Place("old.yaml", 15, 46)) == (overdue.old.value, overdue.old.place)
    assert ("2 days", Place("new.yaml", 16, 47)) == (overdue.new.value, overdue.new.place)
    assert ("call", "ring") == ring.ids
    assert {"call": "ring"} == found.renamed
    assert [("version",), ("params", "every", "default"), ("advice", "S3"), ("advice", "S2")] == [
        change.path for change in found.sections
    ]


def rules(*lines: str) -> Policy:
    return written("policy: mine\nrules:\n" + "".join(f"  - {line}\n" for line in lines))


def doing(rule: str, act: str, anchor: str = "interview") -> str:
    return f"{{id: {rule}, do: {{act: {act}, from: {anchor}, window: {{recommended: 1 day, expires: never}}}}}}"


def test_a_rule_that_counts_from_a_renamed_one_is_renamed_as_well() -> None:
    old = rules(doing("a", "check-in"), doing("b", "prepare", "step.a"), doing("c", "connect", "step.b"))
    new = rules(doing("x", "check-in"), doing("v", "prepare", "step.x"), doing("z", "connect", "step.v"))
    assert {"a": "x", "b": "v", "c": "z"} == diff(old, new).renamed


def test_rules_that_do_the_same_are_told_apart_by_their_order() -> None:
    found = diff(
        rules(doing("a", "prepare"), doing("b", "prepare")), rules(doing("x", "prepare"), doing("v", "prepare"))
    )
    assert ({"a": "x", "b": "v"}, (), ()) == (found.renamed, found.added, found.removed)


def test_as_few_rules_as_can_be_have_moved() -> None:
    order = [doing(rule, "prepare") for rule in "abcde"]
    found = diff(rules(*order), rules(*order[1:], order[0]))
    assert [("a", "e")] == [(cast("Data", move.rule.plain())["id"], move.after) for move in found.moved]


def test_a_forbid_between_other_rules_makes_no_order() -> None:
    first, forbid, last = doing("a", "prepare"), "{id: f, forbid: {act: connect}}", doing("b", "check-in")
    assert diff(rules(first, forbid, last), rules(forbid, first, last)).same
    assert not diff(rules(first, forbid, last), rules(last, forbid, first)).same


def test_a_rule_of_the_other_kind_lost_its_do() -> None:
    found = diff(rules(doing("a", "prepare")), rules("{id: a, forbid: {act: prepare}}"))
    assert [("forbid",), ("do",)] == [change.path for change in found.changed[0].changes]


def test_what_was_made_by_hand_cannot_be_compared() -> None:
    policy = written(OLD)
    with pytest.raises(ValueError, match="only policies that were loaded from something written"):
        diff(policy, replace(policy, written=None))


BERLIN = Zone("Europe/Berlin")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("2026-03-02T10:00", "2026-03-05T10:00", "3 days later"),
        ("2026-03-28T10:00", "2026-03-29T10:00", "1 day later"),  # of 23 hours
        ("2026-03-29T12:00", "2026-03-28T12:01", "22 hours 59 minutes earlier"),
        ("2026-03-02T10:00", "2026-03-03T11:30", "1 day 1 hour 30 minutes later"),
    ],
)
def test_how_much_later_counts_days_on_the_calendar(old: str, new: str, words: str) -> None:
    minutes = [
        followup.timeline({"timezone": "Europe/Berlin", "events": [{"event": "offer", "at": at}]}).events[0].at
        for at in (old, new)
    ]
    assert words == by_how_much(minutes[0], minutes[1], BERLIN)


# ------------------------------------------------------------------ the command


def run(capfdbinary: pytest.CaptureFixture[bytes], *arguments: str) -> tuple[int, str, str]:
    code = main(["diff", *arguments])
    out, err = capfdbinary.readouterr()
    return code, out.decode(), err.decode()


TEXT = """\
from mine, version 1 (old.yaml)
to mine, version 2 (new.yaml)

POLICY
  added: version (new.yaml:2): 2

PARAMETERS
  every: 1 week (old.yaml:3) → 10 days (new.yaml:4)

ADVICE
  added: S3 (new.yaml:5): where: page 3; says: Write to them.
  removed: S2 (old.yaml:4): where: page 2; says: Call them.

RULES
  changed: thank
    cites: with S3, without S2 (old.yaml:8 → new.yaml:9)
    via
      was: post (card) when company.culture is traditional; or else email
        (old.yaml:13)
      now: email (new.yaml:14)
    the window's recommended: 1 hour (old.yaml:15) → 3 hours (new.yaml:16)
    the window's overdue: 24 hours (old.yaml:15) → 2 days (new.yaml:16)
    say: in another order (old.yaml:16 → new.yaml:17)
  renamed: call → ring
  changed: keep-in-touch
    the repeat's every: 1 week (old.yaml:3) → 10 days (new.yaml:4)
  added: stay-off-casual-sites (must-not, new.yaml:35): No friending
    forbid: befriend by social
  removed: not-at-once (should-not, old.yaml:34)

DATES for acme (acme.yaml)
  seen from before the first event (Europe/Berlin)
  moves: thank/interviewer/1: Mon 2 March 2026 12:00 → Mon 2 March 2026 14:00, 2
    hours later; by post (card) → by email
  moves: keep-in-touch/interviewer/2: Mon 4 May 2026 10:00 → Thu 7 May 2026
    10:00, 3 days later
  moves: keep-in-touch/interviewer/3: Mon 11 May 2026 10:00 → Sun 17 May 2026
    10:00, 6 days later
  moves: keep-in-touch/interviewer/4: Mon 18 May 2026 10:00 → Wed 27 May 2026
    10:00, 9 days later
  moves: 4 more of keep-in-touch for interviewer, the last
    keep-in-touch/interviewer/8: Mon 15 June 2026 10:00 → Mon 6 July 2026 10:00,
    21 days later
"""


def test_what_differs_is_told_rule_by_rule_and_date_by_date(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert (0, TEXT, "") == run(capfdbinary, "old.yaml", "new.yaml", "acme.yaml", "--as-of", "start")
    assert 80 >= max(map(len, TEXT.splitlines()))


def test_without_a_timeline_no_date_is_told(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert (0, TEXT.partition("\nDATES")[0], "") == run(capfdbinary, "old.yaml", "new.yaml")


@pytest.mark.parametrize(("old", "new"), [("krautzel", "sparks-group"), ("resumehelp", "stay-on-the-radar")])
def test_the_page_is_80_columns_wide_and_every_rule_is_named(
    old: str, new: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    code, out, err = run(capfdbinary, old, new, "--example")
    assert 0 == code
    assert 80 >= max(map(len, out.splitlines()))
    found = diff(followup.load_policy(old), followup.load_policy(new))
    for verb, nodes in (("added", found.added), ("removed", found.removed)):
        for node in nodes:
            assert f"  {verb}: {cast('Data', node.plain())['id']} (" in out
    assert err.startswith("note: no timeline given, so this is the built-in example: ")


def test_policies_that_share_no_rule_are_better_laid_side_by_side(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    code, _, err = run(capfdbinary, "old.yaml", "sparks-group")
    note = "note: no rule of one is in the other; `followup compare` lays different policies side by side\n"
    assert (0, note) == (code, err)


def test_layout_alone_is_no_difference(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    Path("again.yaml").write_text(f"# a comment\n\n{OLD}")
    Path("called-otherwise.yaml").write_text(OLD.replace("policy: mine", "policy: yours"))
    assert run(capfdbinary, "old.yaml", "again.yaml", "acme.yaml", "--as-of", "start")[1].endswith(
        "\n\nno difference\n\nDATES for acme (acme.yaml)\n  seen from before the first event (Europe/Berlin)\n"
        "  no step comes, goes or moves\n"
    )
    assert run(capfdbinary, "old.yaml", "called-otherwise.yaml")[1].endswith("\n\nno difference but the name\n")


def test_what_is_written_otherwise_and_means_the_same_is_told_as_such(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    Path("again.yaml").write_text(
        OLD.replace("overdue: 24 hours", "overdue: 24 hours, roll: none")
        .replace("act: check-in, closer", "act: [check-in], closer")
        .replace("    title: Thank each of them\n", "    title: Thank each of them\n    reading: explicit\n")
    )
    out = run(capfdbinary, "old.yaml", "again.yaml")[1]
    assert "    reading: written otherwise, and means the same (not written → again.yaml:8)\n" in out
    assert "    the forbid's act: written otherwise, and means the same (old.yaml:35 →\n      again.yaml:36)\n" in out


def test_versions_in_folders_of_their_own_are_told_apart(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    for folder, text in (("a", OLD), ("b", NEW)):
        Path(folder).mkdir()
        Path(folder, "mine.yaml").write_text(text)
    out = run(capfdbinary, "a/mine.yaml", "b/mine.yaml")[1]
    assert "    the window's overdue: 24 hours (a/mine.yaml:15) → 2 days (b/mine.yaml:16)\n" in out


def test_a_step_that_is_withheld_now_says_why(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    Path("stricter.yaml").write_text(
        "policy: stricter\nextends: old.yaml\nrules:\n  - {id: none, title: No calls, forbid: {act: check-in}}\n"
        "change:\n  thank: {do: {window: {overdue: 3 days}}}\n"
    )
    gone = "vanishes: call/interviewer/1: Mon 9 March 2026 10:00, check in: interviewer, by phone; now withheld: "
    later = "changes: thank/interviewer/1: Mon 2 March 2026 12:00; overdue Tue 3 March 2026 11:00 → Thu 5 March 2026"
    out = " ".join(run(capfdbinary, "old.yaml", "stricter.yaml", "acme.yaml", "--as-of", "start")[1].split())
    assert gone in out
    assert later in out
    back = " ".join(run(capfdbinary, "stricter.yaml", "old.yaml", "acme.yaml", "--as-of", "start")[1].split())
    assert "appears: call/interviewer/1: Mon 9 March 2026 10:00, check in: interviewer, by phone; was withheld" in back
    assert "removed: none (should-not, stricter.yaml:4): No calls" in back


def test_a_step_that_stands_otherwise_says_how(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    Path("later.yaml").write_text(OLD.replace("overdue: 24 hours", "overdue: 2 days"))
    out = run(capfdbinary, "old.yaml", "later.yaml", "acme.yaml", "--as-of", "2026-03-04T10:00")[1]
    told = "; overdue Tue 3 March 2026 11:00 → Wed 4 March 2026 11:00; overdue → due "
    assert told in " ".join(f"{out} ".split()) + " "


def test_each_policy_reads_the_timeline_in_its_own_words(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    words = "vocabulary: {{events: {{tour: {{says: a tour, foreseen: {}}}}}}}\n"
    rule = "  - {id: t, do: {act: prepare, from: tour, window: {recommended: -1 day, expires: 1 day}}}\n"
    for name, foreseen in (("a.yaml", "false"), ("b.yaml", "true")):
        Path(name).write_text(f"policy: mine\n{words.format(foreseen)}rules:\n{rule}")
    Path("tour.yaml").write_text(f"{ACME}  - {{event: tour, at: 2026-04-02T10:00}}\n")
    out = run(capfdbinary, "a.yaml", "b.yaml", "tour.yaml", "--as-of", "start")[1]
    assert "  moves: t/-/1: Thu 2 April 2026 10:00 → Wed 1 April 2026 10:00, 1 day earlier\n" in out


def test_the_difference_is_data_too(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    code, out, _ = run(capfdbinary, "old.yaml", "new.yaml", "acme.yaml", "--as-of", "start", "--format", "json")
    data = json.loads(out)
    assert (0, False) == (code, data["same"])
    assert ["mine", 2, "new.yaml"] == [data["new"][key] for key in ("policy", "version", "file")]
    thank = data["rules"]["changed"][0]
    assert {
        "path": ["do", "window", "overdue"],
        "old": {"value": "24 hours", "place": {"file": "old.yaml", "line": 15, "column": 46}},
        "new": {"value": "2 days", "place": {"file": "new.yaml", "line": 16, "column": 47}},
    } == thank["changes"][3]
    assert [("thank", "thank"), ("ring", "call"), ("keep-in-touch", "keep-in-touch")] == [
        (change["rule"], change["was"]) for change in data["rules"]["changed"]
    ]
    (acme,) = data["timelines"]
    first = acme["changes"][0]
    assert ["at", "via", "object", "earliest", "recommended", "overdue"] == first["aspects"]
    assert ["2026-03-02T12:00+01:00", "2026-03-02T14:00+01:00"] == [first[side]["at"] for side in ("old", "new")]
    for side, policy in (("old", "old.yaml"), ("new", "new.yaml")):
        plan = followup.plan(followup.load_policy(policy), followup.load_timeline("acme.yaml"))
        says = {step["id"]: step["at"] for step in json.loads(plan.to_json())["steps"]}
        assert [] == [each for each in acme["changes"] if each[side] and says[each[side]["id"]] != each[side]["at"]]


def test_a_timeline_may_come_from_standard_input(
    capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(ACME.encode()), "utf-8"))
    assert TEXT.replace("(acme.yaml)", "(-)") == run(capfdbinary, "old.yaml", "new.yaml", "-", "--as-of", "start")[
        1
    ].replace("DATES for <stdin>", "DATES for acme")


@pytest.mark.parametrize(
    ("arguments", "lines"),
    [
        (
            ("krautzl", "broken.yaml"),
            [
                "error[unknown-policy]: unknown policy `krautzl`: neither an installed policy nor a file (did you mean "
                "`krautzel`?)",
                "broken.yaml:4:19: error[unknown-act]: unknown act `chek-in` (did you mean `check-in`?)",
            ],
        ),
        (("old.yaml", "new.yaml", "none.yaml"), ["none.yaml: error[unreadable]: no such file"]),
        (
            ("old.yaml", "new.yaml", "--as-of", "2026-03-01"),
            ["error: --as-of and --horizon are for a timeline (name one, or add --example)"],
        ),
        (("old.yaml", "new.yaml", "-", "-"), ["error: standard input can be read only once"]),
        (("old.yaml", "new.yaml", "-f", "jsn"), ["error: unknown format `jsn` (did you mean `json`?)"]),
        (("old.yaml",), ["error: missing argument 'NEW' (see `followup diff --help`)"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_mistake_gets_its_lines_and_code_2(
    arguments: tuple[str, ...], lines: list[str], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    Path("broken.yaml").write_text("policy: broken\nrules:\n  - id: x\n    forbid: {act: chek-in}\n")
    assert (2, "", lines) == (*(found := run(capfdbinary, *arguments))[:2], found[2].splitlines())
