"""A rule key by key, each in the words of the files: what ``followup show`` prints of one rule, and has as data."""

import json

from followup.model.rule import (
    After,
    Before,
    CloserThan,
    Do,
    Forbid,
    MoreThan,
    OnDayOf,
    PluginRule,
    Repeat,
    Roll,
    Rule,
    Span,
    Via,
    Window,
)
from followup.model.wording import condition_in_words, pattern_in_words


def rule_in_words(rule: Rule) -> dict[str, str]:
    """Return what the rule advises or rules out, by the key of the language; keys that it does not use are left out."""
    when = {} if rule.when is None else {"when": condition_in_words(rule.when)}
    match rule.body:
        case Do():
            return _do(rule.body) | when
        case Forbid():
            return {"forbid": _forbid(rule.body)} | when
        case PluginRule(kind, body):
            return {kind: json.dumps(body, ensure_ascii=False, default=str)} | when


def _do(do: Do) -> dict[str, str]:
    words = {
        "do": do.act,
        "to": "" if do.to is None else " or else ".join(do.to.groups),
        "via": "; or else ".join(map(_via, do.via)),
        "from": str(do.anchor),
        "window": _window(do.window),
        "repeat": "" if do.repeat is None else _repeat(do.repeat),
        "until": " or ".join(map(pattern_in_words, do.until)),
        "say": ", ".join(do.say),
        "avoid": ", ".join(do.avoid),
    }
    return {key: text for key, text in words.items() if text}


def _via(via: Via) -> str:
    what = f" ({via.object})" if via.object is not None else ""
    when = f" when {condition_in_words(via.when)}" if via.when is not None else ""
    return f"{via.medium}{what}{when}"


def _window(window: Window) -> str:
    parts = [
        "" if window.earliest is None else f"earliest {window.earliest}",
        f"recommended {window.recommended}",
        "" if window.overdue is None else f"overdue {window.overdue}",
        f"expires {'never' if window.expires is None else window.expires}",
        "" if window.roll is Roll.NONE else f"rolled {window.roll} to a business day",
    ]
    return ", ".join(part for part in parts if part)


def _repeat(repeat: Repeat) -> str:
    return f"every {repeat.every}" + ("" if repeat.times is None else f", {repeat.times} times in all")


def _forbid(forbid: Forbid) -> str:
    parts = [
        "anything" if forbid.acts is None else _or(forbid.acts),
        "" if forbid.via is None else f"by {_or(forbid.via)}",
        "" if forbid.to is None else f"to {_or(forbid.to)}",
        "" if forbid.span is None else _span(forbid.span),
    ]
    return " ".join(part for part in parts if part)


def _span(span: Span) -> str:
    match span:
        case Before(anchor):
            return f"before {anchor}"
        case OnDayOf(anchor):
            return f"on the day of {anchor}"
        case After(anchor):
            return f"after {anchor}"
        case CloserThan(offset):
            return f"within {offset} of the last contact"
        case MoreThan(number):
            return f"more than {number} time{'' if number == 1 else 's'}"


def _or(words: frozenset[str]) -> str:
    return " or ".join(sorted(words))
