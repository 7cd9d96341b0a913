"""The contract of plugins: ours keep it, a stranger's good one keeps it, and each breach of it is told."""

import os
import random
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import date
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


def rule_kind(advise: Callable[[object, followup.Moment], Iterable[Mapping[str, object]]]) -> object:
    return plugin("register_rule_kinds", SimpleNamespace(name="made", schema={"const": 1}, advise=advise))


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
    "writes": (channel(writing), f"it opens `{os.devnull}` for writing; a plugin only returns values"),
    "calls": (channel(calling), "it calls `socket.connect`; a plugin only returns values"),
    "starts": (channel(starting), "it calls `subprocess.Popen`; a plugin only returns values"),
    "no examples": (condition(lambda body, moment: True, type="integer"), "its schema has no `examples`"),
    "wrong example": (
        condition(lambda body, moment: True, type="integer", examples=["a"]),
        "`made` should be a whole number, not text",
    ),
    "no answer": (
        condition(lambda body, moment: 1),
        "condition `made` answered `int` instead of true, false or unknown",
    ),
    "boom": (condition(lambda body, moment: moment.facts["x"] == ""), "condition `made` raised KeyError: 'x'"),
    "undeclared day": (
        condition(lambda body, moment: moment.now is not None and moment.now.weekday() == 4),
        "it depends on more than it says that it `reads`",
    ),
    "dice in a condition": (condition(lambda body, moment: next(COUNTER) % 2 == 0), "it does not plan the same"),
    "bad advice": (rule_kind(lambda body, moment: [{"act": "dance"}]), "what `made` advises"),
    "advice that fails": (
        rule_kind(lambda body, moment: [{"act": moment.facts["x"]}]),
        "rule kind `made` raised KeyError",
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


def test_what_is_wrong_is_told_once_and_not_without_end() -> None:
    with pytest.raises(AssertionError) as caught:
        check_plugin(channel(lambda plan: f"{next(COUNTER)}"))
    lines = str(caught.value).splitlines()
    assert len(set(lines)) == len(lines) <= 51


def test_reading_a_file_is_allowed() -> None:
    check_plugin(channel(lambda plan: Path(__file__).read_text("utf-8")[:10]))
