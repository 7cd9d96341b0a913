"""Hypothesis strategies for policies that extend others, as plain data in the shape of the files.

Needs the ``hypothesis`` package. What comes out loads without an error, though not without a warning: an override may
say what is so already.
"""

import copy
from collections.abc import Mapping
from typing import Final, cast

from hypothesis import strategies as st

from followup.testing.strategies import ACTS, SPANS, Data, conditions, patterns, policies, windows

_TEXTS: Final = ("Ask, and wait", "a: b", "no", "09:00", 'She said "yes"', "Grüße #1", "$5 — or not", "-1 day")
_STRENGTHS: Final = {"do": ("must", "should", "may"), "forbid": ("must-not", "should-not")}


@st.composite
def annotated(draw: st.DrawFn) -> Data:
    """Return a policy with titles, a source, advice that its rules cite, and parameters in the place of values."""
    policy = draw(policies())
    advice = {f"S{number}": {"where": draw(_texts), "says": draw(_texts)} for number in range(draw(st.integers(1, 3)))}
    params: Data = {}
    for number, rule in enumerate(_rules(policy)):
        rule |= draw(st.fixed_dictionaries({}, optional={"title": _texts, "reading": _readings}))
        if draw(st.booleans()):
            rule["cites"] = draw(st.lists(st.sampled_from(sorted(advice)), unique=True, max_size=2))
        holder, key = _with_param(rule)
        if key in holder and draw(st.booleans()):
            params[f"p{number}"] = {"default": holder[key], "says": draw(_texts)}
            holder[key] = f"$p{number}"
    head = draw(st.fixed_dictionaries({}, optional={"title": _texts, "version": st.integers(1, 9), "source": _sources}))
    return {"policy": "base", **head, "params": params, "advice": advice, "rules": policy["rules"]}


@st.composite
def heirs(draw: st.DrawFn, base: Data, name: str = "heir", extends: str = "base") -> Data:
    """Return a policy *name* that extends *base*, called *extends* there: with any of the ways to differ from it.

    Args:
        base: One that `annotated` made; nothing else is known to be changed without a mistake.
    """
    heir: Data = {"policy": name, "extends": extends}
    heir |= draw(st.fixed_dictionaries({}, optional={"title": _texts, "source": _sources, "version": st.just(7)}))
    rules = {str(rule["id"]): rule for rule in _rules(base)}
    needed = {str(anchor).removeprefix("step.") for rule in rules.values() for anchor in _anchors(rule)}
    free = [rule for rule in rules if rule not in needed]
    removed = draw(st.lists(st.sampled_from(free), unique=True, max_size=2)) if free else []
    changed = [rule for rule in rules if rule not in removed and draw(st.integers(0, 2)) == 0]
    if removed:
        heir["remove"] = removed
    if changed:
        heir["change"] = {rule: draw(_changes(rules[rule])) for rule in changed}
    settings = {
        param: draw(_value_like(body["default"])) for param, body in _params(base).items() if draw(st.booleans())
    }
    if settings:
        heir["set"] = settings
    extended = draw(st.booleans())
    if rules and extended:
        own: Data = copy.deepcopy(draw(st.sampled_from(_rules(base))))
        heir["params"] = {f"own-{name}": {"default": "2 hours", "says": "how close"}}
        forbid = {"id": f"f-{name}", "forbid": {"closer-than": f"$own-{name}"}, "cites": [f"A-{name}"]}
        heir["advice"] = {f"A-{name}": {"where": "here", "says": draw(_texts)}}
        heir["rules"] = [own | {"id": f"r-{name}"}, forbid]
    return heir


@st.composite
def families(draw: st.DrawFn, number: int = 1) -> tuple[Data, ...]:
    """Return a policy, and *number* others that extend it under the name ``base``."""
    base = draw(annotated())
    return base, *(draw(heirs(base)) for _ in range(number))


_texts = st.sampled_from(_TEXTS)
_readings = st.sampled_from(("explicit", "inferred"))
_sources = st.fixed_dictionaries({"publisher": _texts}, optional={"evidence": st.sampled_from(("opinion", "survey"))})


@st.composite
def _changes(draw: st.DrawFn, rule: Data) -> Data:
    """Return a change of *rule*, at least of its title."""
    change: Data = {"title": draw(_texts)}
    for key in ("when", "cites", "title"):
        if key in rule and draw(st.integers(0, 3)) == 0:
            change[key] = None
    kind = "do" if "do" in rule else "forbid"
    if draw(st.booleans()):
        change["strength"] = draw(st.sampled_from(_STRENGTHS[kind]))
    body = _mapping(rule[kind])
    somebody = kind == "forbid" or "to" in body
    if draw(st.integers(0, 2)) == 0:
        change["when"] = draw(conditions(somebody))
    if kind == "forbid":
        if draw(st.booleans()):
            change["forbid"] = {"act": draw(st.sampled_from([*ACTS, list(ACTS[:2])]))}
        return change
    do: Data = {}
    if draw(st.booleans()):
        new = draw(windows())
        # What is left of the old one might contradict it.
        do["window"] = new | {key: None for key in _mapping(body["window"]) if key not in new}
    for key in ("via", "until", "repeat"):
        if key in body and draw(st.integers(0, 3)) == 0:
            do[key] = None
    if "repeat" not in do and draw(st.booleans()):
        do["repeat"] = {"every": draw(st.sampled_from(SPANS)), "times": draw(st.integers(1, 4))}
    if draw(st.integers(0, 3)) == 0:
        do["until"] = draw(st.lists(patterns(somebody), min_size=1, max_size=2))
    return change | ({"do": do} if do else {})


def _value_like(value: object) -> st.SearchStrategy[object]:
    """Return values that may stand where *value* does."""
    if isinstance(value, int):
        return st.integers(1, 4)
    return st.sampled_from(SPANS)


def _with_param(rule: Data) -> tuple[Data, str]:
    """Return the mapping and the key in *rule* whose value a parameter may give without a mistake."""
    if "forbid" in rule:
        body = _mapping(rule["forbid"])
        return body, "more-than" if "more-than" in body else "closer-than"
    repeat = _mapping(_mapping(rule["do"]).get("repeat", {}))
    return repeat, "times" if repeat.get("times") in (1, 2) else "every"


def _anchors(rule: Data) -> list[object]:
    body = _mapping(rule.get("do", rule.get("forbid")))
    return [body[key] for key in ("from", "before", "on-day-of", "after") if key in body]


def _rules(policy: Data) -> list[Data]:
    return cast("list[Data]", policy["rules"])


def _params(policy: Data) -> Mapping[str, Data]:
    return cast("Mapping[str, Data]", policy["params"])


def _mapping(value: object) -> Data:
    return cast("Data", value)
