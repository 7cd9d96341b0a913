"""The contract of plugins: ours keep it, a stranger's good one keeps it, and each breach of it is told."""

import os
import random
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import followup
from followup.extension.host import BUILT_IN, LANGUAGE
from followup.testing.contract import check_plugin

GOOD = Path(__file__).parent / "plugin_fixtures" / "good"
COUNTER = iter(range(10**9))


@pytest.mark.parametrize("module", [*BUILT_IN, *LANGUAGE])
def test_ours_keep_the_contract(module: str) -> None:
    if module == "followup_plugins.public_holidays":
        pytest.importorskip("holidays")
    check_plugin(import_module(module))


def test_a_strangers_plugin_that_adds_one_of_everything_keeps_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(GOOD))
    check_plugin(import_module("followup_shout"))


def plugin(hook: str, thing: object) -> object:
    def register() -> list[object]:
        return [thing]

    register.__name__ = hook
    return SimpleNamespace(**{hook: followup.hookimpl(register)})


def channel(render: Callable[[Any], object], media_type: str = "text/plain") -> object:
    made = SimpleNamespace(name="made", says="it is made", suffix=".txt", media_type=media_type, render=render)
    return plugin("register_channels", made)


def feed(write: Callable[[Any, bytes | None], object]) -> object:
    shape = {"name": "made", "says": "it is made", "suffix": ".txt", "media_type": "text/plain"}
    made = SimpleNamespace(**shape, render=lambda plan: "", render_feed=write)
    return plugin("register_channels", made)


def condition(
    holds: Callable[[object, followup.Moment], object], reads: Iterable[str] = (), **schema: object
) -> object:
    schema = schema or {"enum": ["yes"]}
    return plugin("register_conditions", SimpleNamespace(name="made", schema=schema, reads=tuple(reads), holds=holds))


def rule_kind(advise: Callable[[object, followup.Moment], Iterable[Mapping[str, object]]], **schema: object) -> object:
    made = SimpleNamespace(name="made", schema=schema or {"const": 1}, advise=advise)
    return plugin("register_rule_kinds", made)


def named(hook: str, name: str) -> object:
    """Return a plugin that adds something called *name*, which is right in all else."""
    channel = {"says": "it is made", "suffix": ".txt", "media_type": "text/plain", "render": lambda plan: ""}
    condition = {"schema": {"enum": [1]}, "reads": (), "holds": lambda body, moment: True}
    return plugin(hook, SimpleNamespace(name=name, **channel, **condition, is_business_day=lambda day: True))


LOST = {"$ref": "#/$defs/day"}


def before(event: Mapping[str, object], now: datetime) -> bool:
    return isinstance(event["at"], datetime) and event["at"] <= now


def invited(moment: followup.Moment) -> bool:
    return any(event["event"] == "invitation" for event in moment.events)


def looking_at_all(moment: followup.Moment) -> bool | None:
    if moment.now is None or not moment.facts:
        return None
    return moment.now.hour > 11 and (invited(moment) or moment.last_contact is None)


def hours_since_contact(moment: followup.Moment) -> float:
    last = moment.last_contact
    return 0 if last is None or moment.now is None else (moment.now - last).total_seconds() / 3600


def days_since_contact(moment: followup.Moment) -> int:
    last = moment.last_contact
    return 0 if last is None or moment.now is None else (moment.now.date() - last.date()).days


def calendar(answer: Callable[[date], object]) -> object:
    return plugin("register_calendars", SimpleNamespace(name="made", is_business_day=answer))


def checking(check: Callable[[followup.Policy], object]) -> object:
    def check_policy(policy: followup.Policy) -> object:
        return check(policy)

    return SimpleNamespace(check_policy=followup.hookimpl(check_policy))


def titles(plan: followup.Plan) -> str:
    return "".join(f"<p>{step.title}" for step in plan.steps)


def spoiling(plan: followup.Plan) -> str:
    object.__setattr__(plan, "steps", ())
    return ""


def printing(plan: followup.Plan) -> str:
    print("hello")
    return ""


def writing_out(plan: followup.Plan) -> str:
    os.write(1, b"")
    return ""


def writing(plan: followup.Plan) -> str:
    Path(os.devnull).write_text("hello")
    return ""


def calling(plan: followup.Plan) -> str:
    with socket.socket() as connection:
        connection.connect_ex(("127.0.0.1", 9))
    return ""


def starting(plan: followup.Plan) -> str:
    subprocess.run([sys.executable, "-c", ""], check=False)
    return ""


BREACHES = {
    "no hooks": (SimpleNamespace(), "no function of it is marked with `@followup.hookimpl`"),
    "nothing": (plugin("register_words", followup.Vocabulary()), "it adds nothing"),
    "raises": (channel(lambda plan: plan.steps[0].title), "render raised IndexError: tuple index out of range, for an"),
    "no text": (channel(lambda plan: None), "channel `made`: render returned None, not text or bytes, for the example"),
    "counts": (channel(lambda plan: f"{next(COUNTER)}"), "it does not write the same for the same"),
    "rolls dice": (channel(lambda plan: f"{random.random()}"), "it does not write the same for the same"),
    "by identity": (channel(lambda plan: f"{id(plan)}"), "it does not write the same for the same"),
    "changes it": (channel(spoiling), "it changes what it is given, for the example"),
    "markup": (channel(titles, "text/html"), "it lets markup through, for hostile text"),
    "no json": (channel(titles, "application/json"), "it writes no JSON, for the example"),
    "a good feed": (feed(lambda plans, previous: f"{len(plans)}"), ""),
    "no feed": (feed(lambda plans, previous: None), "render_feed returned None, not text or bytes, for the example"),
    "a feed that grows": (
        feed(lambda plans, previous: (previous or b"") + b"x"),
        "it does not write the same over what it wrote itself, for the example",
    ),
    "a feed that trusts": (
        feed(lambda plans, previous: (previous or b"").decode()),
        "render_feed raised UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position",
    ),
    "a feed that counts": (
        feed(lambda plans, previous: f"{next(COUNTER)}"),
        "it does not write the same for the same, for the example as a feed",
    ),
    "a feed that changes plans": (
        feed(lambda plans, previous: spoiling(plans[0])),
        "it changes what it is given, for the example as a feed",
    ),
    "prints": (channel(printing), "channel `made`: it prints; a plugin only returns values"),
    "writes out": (
        channel(writing_out),
        "channel `made`: it writes to the file descriptor 1; a plugin only returns values",
    ),
    "writes": (channel(writing), f"channel `made`: it opens `{os.devnull}` for writing; a plugin only returns values"),
    "calls": (channel(calling), "channel `made`: it calls `socket.connect`; a plugin only returns values"),
    "starts": (channel(starting), "channel `made`: it calls `subprocess.Popen`; a plugin only returns values"),
    "no examples": (condition(lambda body, moment: True, type="integer"), "its schema has no `examples`"),
    "wrong example": (
        condition(lambda body, moment: int(str(body)) > 0, type="integer", examples=["a"]),
        "`made` should be a whole number, not text",
    ),
    "no answer": (
        condition(lambda body, moment: 1),
        "condition `made` answered `int` instead of true, false or unknown",
    ),
    "boom": (condition(lambda body, moment: moment.facts["x"] == ""), "condition `made` raised KeyError: 'x'"),
    "undeclared day": (
        condition(lambda body, moment: moment.now is not None and moment.now.weekday() == 4),
        "condition `made`: it looks at `day`, which it does not say that it `reads`",
    ),
    "a month that no sample comes to": (
        condition(lambda body, moment: moment.now is not None and moment.now.month == 12),
        "it looks at `day`, which it does not say that it `reads`",
    ),
    "undeclared hour": (
        condition(lambda body, moment: moment.now is not None and moment.now.hour == 17, ["day"]),
        "it looks at `hour`, which it does not say that it `reads`",
    ),
    "the minute": (
        condition(lambda body, moment: moment.now is not None and moment.now.minute >= 30, ["hour"]),
        "it depends on the minute, and is asked again when the hour changes at the soonest",
    ),
    "a day between the days that are tried": (
        condition(lambda body, moment: moment.now is not None and moment.now.date() == date(2026, 8, 1)),
        'for its example "yes", it depends on more than it says that it `reads`',
    ),
    "undeclared facts": (
        condition(lambda body, moment: moment.facts.get("company.culture") == "modern", ["day", "events"]),
        "it looks at `facts`, which it does not say that it `reads`",
    ),
    "iterated facts": (
        condition(lambda body, moment: any(name == "x" for name in moment.facts)),
        "it looks at `facts`, which it does not say that it `reads`",
    ),
    "facts where an invitation has come": (
        condition(lambda body, moment: invited(moment) and "x" in moment.facts, ["events"]),
        "it looks at `facts`, which it does not say that it `reads`",
    ),
    "undeclared events": (
        condition(lambda body, moment: invited(moment), ["facts", "day"]),
        "it looks at `events`, which it does not say that it `reads`",
    ),
    "events where a fact is another": (
        condition(lambda body, moment: moment.facts.get("handwriting") == "good" or invited(moment), ["facts"]),
        "it looks at `events`, which it does not say that it `reads`",
    ),
    "events where no fact is stated": (
        condition(lambda body, moment: not moment.facts and invited(moment), ["facts"]),
        "it looks at `events`, which it does not say that it `reads`",
    ),
    "facts where a call was made": (
        condition(lambda body, moment: moment.last_contact is not None and "x" in moment.facts, ["events"]),
        "it looks at `facts`, which it does not say that it `reads`",
    ),
    "hours since an event": (
        condition(lambda body, moment: hours_since_contact(moment) > 20, ["events", "day"]),
        "it looks at `hour`, which it does not say that it `reads`",
    ),
    "facts in the afternoon": (
        condition(
            lambda body, moment: moment.now is not None and moment.now.hour > 12 and "x" in moment.facts, ["hour"]
        ),
        "it looks at `facts`, which it does not say that it `reads`",
    ),
    "undeclared contact": (
        condition(lambda body, moment: moment.last_contact is None, ["facts"]),
        "it looks at `events`, which it does not say that it `reads`",
    ),
    "all declared": (condition(lambda body, moment: looking_at_all(moment), ["facts", "events", "hour"]), ""),
    "a clock that says no more than the events": (
        condition(
            lambda body, moment: moment.now is not None and any(before(e, moment.now) for e in moment.events),
            ["events"],
        ),
        "",
    ),
    "an hour, which tells the day as well": (
        condition(lambda body, moment: moment.now is not None and moment.now.weekday() == 4, ["hour"]),
        "",
    ),
    "whole days since an event": (
        condition(lambda body, moment: days_since_contact(moment) > 2, ["events", "day"]),
        "",
    ),
    "whom it is to": (condition(lambda body, moment: moment.recipient == "dana"), ""),
    "a schema of no type": (
        condition(lambda body, moment: True, type="integr", examples=[1]),
        "condition `made`: its schema is none: at `type`, `integr` is not possible here (did you mean `integer`?)",
    ),
    "a schema with a lost reference": (
        condition(lambda body, moment: True, properties={"a": LOST}, examples=[{"a": 1}]),
        "condition `made`: its schema is none: the reference `/$defs/day` leads nowhere",
    ),
    "a rule kind's schema of no type": (
        rule_kind(lambda body, moment: [], type="integr", examples=[1]),
        "rule kind `made`: its schema is none: at `type`, `integr` is not possible here (did you mean `integer`?)",
    ),
    "a channel that ships": (
        named("register_channels", "html"),
        "channel `html`: followup ships with one of that name",
    ),
    "a condition that ships": (
        named("register_conditions", "weekday"),
        "condition `weekday`: followup ships with one of that name",
    ),
    "a calendar that ships": (
        named("register_calendars", "de-by"),
        "calendar `de-by`: followup ships with one of that name",
    ),
    "a suggestion": (
        condition(lambda body, moment: True, ["days"]),
        "`reads` of the condition `made` has `days` in it (did you mean `day`?)",
    ),
    "dice in a condition": (condition(lambda body, moment: next(COUNTER) % 2 == 0), "it does not plan the same"),
    "bad advice": (rule_kind(lambda body, moment: [{"act": "dance"}]), "what `made` advises"),
    "advice that fails": (
        rule_kind(lambda body, moment: [{"act": moment.facts["x"]}]),
        "rule kind `made` raised KeyError",
    ),
    "calendar without its package": (
        calendar(lambda day: import_module("no_such_package")),
        "calendar `made`: it needs a package that is not installed, and can be tried only with it: No",
    ),
    "calendar of words": (calendar(lambda day: "yes"), "it answers `str` instead of true or false"),
    "closed": (calendar(lambda day: day.month > 2), "it has no business day for 60 days on end"),
    "closed in august": (calendar(lambda day: day.month != 8 or day.day > 30), ""),
    "calendar of chance": (calendar(lambda day: next(COUNTER) % 5 > 0), "it does not answer the same for the same day"),
    "strange findings": (
        checking(lambda policy: [1]),
        "check_policy: it gives `int` among its diagnostics, for krautzel",
    ),
    "failing check": (checking(lambda policy: policy.advice["no"]), "check_policy raised KeyError: 'no'"),
}


@pytest.mark.parametrize("name", BREACHES)
def test_a_breach_is_told(name: str) -> None:
    broken, expected = BREACHES[name]
    if not expected:
        check_plugin(broken)
        return
    with pytest.raises(AssertionError) as caught:
        check_plugin(broken)
    assert expected in str(caught.value)


def test_a_channel_that_goes_by_the_order_of_a_set_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = (GOOD / "followup_shout.py").read_text("utf-8")
    for name, order in (("tidy", "sorted({step.id for step in plan.steps})"), ("untidy", "{*'abcdefgh'}")):
        change = ('"\\n".join(f"{step.at} {step.act}".upper() for step in plan.steps)', f'"".join({order})')
        assert change[0] in source
        (tmp_path / f"followup_{name}.py").write_text(source.replace(*change), "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    check_plugin(import_module("followup_tidy"))
    with pytest.raises(AssertionError, match="channel `shout`: it does not write the same in another process"):
        check_plugin(import_module("followup_untidy"))


THIRD_PARTY = Path(__file__).parent / "third_party" / "followup-courtesy"


def test_a_strangers_package_of_policies_keeps_it_with_the_plugin_that_it_needs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.syspath_prepend(str(THIRD_PARTY))
    courtesy, policies = map(import_module, ("followup_courtesy", "followup_courtesy_policies"))
    check_plugin(courtesy)
    check_plugin(policies, using=[courtesy])
    with pytest.raises(AssertionError) as caught:
        check_plugin(policies)
    file = THIRD_PARTY / "followup_courtesy_policies" / "courteous.yaml"
    assert f"{file}:8:5: error[unknown-key]: unknown key `thank-twice`" in str(caught.value)
    assert f"{file}:12:12: error[unknown-key]: unknown key `invited` in `when`" in str(caught.value)


def test_our_package_of_policies_keeps_it() -> None:
    check_plugin(import_module("followup_policies"))


DO = "{act: check-in, from: interview, window: {recommended: 1 day, expires: 1 week}}"


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a", f"policy: a\nrules: [{{id: r, title: R, do: {DO}}}]\n", None),
        ("a", "policy: a\nrules:\n  - {id: r, titel: R, forbid: {act: connect}}\n", "{file}:3:13: error[unknown-key]"),
        ("krautzel", "policy: krautzel\nrules: []\n", "there is a policy `krautzel` already, from followup"),
        ("Not An Id", "policy: a\nrules: []\n", "the file name `Not An Id.yaml` is no policy's id"),
        ("a", "policy: a\nrules: [{id: r, title: R, made: 1}]\n", "{file}:2:14: a: rule kind `made` raised KeyError"),
    ],
)
def test_of_a_package_of_policies_each_is_tried(
    name: str, text: str, expected: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = f"followup_pack_{next(COUNTER)}"
    file = tmp_path / package / f"{name}.yaml"
    file.parent.mkdir()
    file.write_text(text, "utf-8")
    (file.parent / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    failing = rule_kind(lambda body, moment: [{"act": moment.facts["x"]}])
    if expected is None:
        check_plugin(import_module(package), using=[failing])
        return
    with pytest.raises(AssertionError) as caught:
        check_plugin(import_module(package), using=[failing])
    assert expected.format(file=file) in str(caught.value)


def test_what_is_wrong_is_told_once_and_not_without_end() -> None:
    with pytest.raises(AssertionError) as caught:
        check_plugin(channel(lambda plan: f"{next(COUNTER)}"))
    lines = str(caught.value).splitlines()
    assert len(set(lines)) == len(lines) <= 51


def test_reading_a_file_is_allowed() -> None:
    check_plugin(channel(lambda plan: Path(__file__).read_text("utf-8")[:10]))
