"""Settings for all tests, and what several of them need."""

import os
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from enum import Enum

import pytest
from hypothesis import HealthCheck, settings

import followup

settings.register_profile("here", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", parent=settings.get_profile("here"), max_examples=500, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

_KEPT = ("must", "should", "may", "must-not", "should-not", "at", "explicit", "inferred")


@pytest.fixture(scope="session")
def poisoned() -> Callable[[followup.Comparison, str], followup.Comparison]:
    """Return what puts a payload behind every text of a comparison, the same everywhere, so that names still fit."""

    def poison(comparison: followup.Comparison, payload: str) -> followup.Comparison:
        found = _poisoned(comparison, payload)
        assert isinstance(found, followup.Comparison)
        return found

    return poison


def _poisoned(value: object, payload: str) -> object:
    if isinstance(value, Enum) or type(value).__name__ in ("Zone", "Vocabulary", "Additions", "Calendar"):
        return value
    if isinstance(value, str):
        return value if value in _KEPT else value + payload
    if isinstance(value, tuple):
        parts = [_poisoned(part, payload) for part in value]
        made: object = getattr(value, "_make", tuple)(parts)  # a named tuple stays one
        return made
    if isinstance(value, frozenset):
        return frozenset(_poisoned(part, payload) for part in value)
    if isinstance(value, dict):
        return {_poisoned(key, payload): _poisoned(part, payload) for key, part in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        changed = {field.name: _poisoned(getattr(value, field.name), payload) for field in fields(value) if field.init}
        if isinstance(value, followup.Policy):  # `title`, `url` and so on are the schema's words
            changed["source"] = {name: text + payload for name, text in value.source.items()}
        return replace(value, **changed)
    if callable(value):
        told: Callable[..., object] = value
        # A step is asked for its reasons by its id, which has become another.
        return lambda *asked: _poisoned(told(*(one.replace(payload, "") for one in asked)), payload)
    return value
