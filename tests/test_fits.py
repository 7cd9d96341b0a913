"""The quick answer whether a file fits its schema: where it says yes, jsonschema does, too."""

import copy
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import followup
from followup.loading.direct import direct_as_shipped
from followup.loading.fits import _fits, _UnsureError, fits
from followup.loading.kind import kind_of
from followup.loading.read import from_data, read_file
from followup.loading.schema import violations
from followup.testing.strategies import policies, timelines

HERE = Path(__file__).parent
FILES = sorted(path for path in HERE.rglob("*.yaml") if "third_party" not in path.parts)
NAMES = ("policy", "timeline", "suite", "vocabulary")

VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 60_000)
    | st.floats(-2, 3)
    | st.sampled_from(["", "did", "1 day", "a b"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["to", "do", "id", "x"]), inner),
    max_leaves=4,
)


def valid(name: str, data: object) -> bool:
    node, found = from_data(data)
    assert node is not None, found
    return next(violations(direct_as_shipped(name), node.plain()), None) is None


def test_every_file_of_the_tests_gets_the_same_answer() -> None:
    answers = []
    for file in FILES:
        node, _ = read_file(file)
        if node is None or (kind := kind_of(node)) is None:
            continue
        name = kind.name.lower()
        answers.append(fits(direct_as_shipped(name), node.plain()))
        assert answers[-1] == (next(violations(direct_as_shipped(name), node.plain()), None) is None), file
    assert min(answers.count(True), answers.count(False)) > 50


@given(st.data())
def test_whatever_is_put_in_anywhere_yes_and_no_are_those_of_jsonschema(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["policy", "timeline"]))
    document: Any = data.draw(policies() if name == "policy" else timelines())
    assert fits(direct_as_shipped(name), document)
    document = copy.deepcopy(document)
    path = data.draw(st.sampled_from(sorted(_paths(document), key=str)))
    target = document
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = data.draw(VALUES)
    schema = direct_as_shipped(name)
    try:
        answer = _fits(schema, document, schema["$defs"])
    except _UnsureError:
        assert not fits(schema, document)
    else:
        assert answer == fits(schema, document) == valid(name, document)


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        ({"type": "integer"}, True, False),
        ({"type": "integer"}, 1.0, True),
        ({"type": "number", "minimum": 2}, 1, False),
        ({"type": "number", "maximum": 2}, 3, False),
        ({"const": 1}, True, False),
        ({"enum": ["a", 1]}, 1.0, False),  # it is one, and this module does not say so
        ({"uniqueItems": True}, ["a", "a"], False),
        ({"uniqueItems": True}, [1, True], False),  # nor that these differ
        ({"if": {"enum": [True]}, "then": False}, 1, False),  # nor which of both is to be looked at
        ({"if": {"const": 2}, "then": False}, 3, True),
        ({"if": {"const": 2}, "else": {"type": "null"}}, 3, False),
        ({"unheard-of": 1}, 1, False),
        ({"minItems": 2}, "a text", True),
        ({"$ref": "#/$defs/a", "$defs": {"a": {"type": "null"}}}, None, True),
        ({"$ref": "#/$defs/b", "$defs": {"a": {"type": "null"}}}, None, False),
        (False, None, False),
    ],
)
def test_it_says_yes_only_where_it_is_sure(schema: Any, value: object, expected: bool) -> None:
    assert expected == fits({"properties": {"a": schema}, "$defs": {**(schema or {}).get("$defs", {})}}, {"a": value})


@pytest.mark.parametrize("name", NAMES)
def test_every_keyword_of_our_schemas_is_known(name: str) -> None:
    keywords = set(_keywords(direct_as_shipped(name)))
    assert len(keywords) > 10
    for keyword in keywords:
        body: Any = {"type": [], "$ref": "#/$defs/a"}.get(keyword, {})
        try:
            _fits({keyword: body}, None, {"a": True})
        except _UnsureError:
            pytest.fail(f"{keyword} is not known")


def test_a_plan_of_files_without_mistakes_imports_no_jsonschema() -> None:
    policy = followup.PluginHost.of().policies["krautzel"]
    code = (
        "import sys, followup\n"
        f"followup.plan(followup.load_policy({policy!r}), followup.example_timeline())\n"
        "assert not {'jsonschema', 'referencing'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def _paths(document: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    parts = (
        document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    )
    for key, value in parts:
        yield (*above, key)
        yield from _paths(value, (*above, key))


def _keywords(schema: Any) -> Iterator[str]:
    if not isinstance(schema, dict):
        return
    for keyword, body in schema.items():
        yield keyword
        if keyword in ("properties", "$defs"):
            for one in body.values():
                yield from _keywords(one)
        elif keyword in ("items", "additionalProperties", "propertyNames", "if", "then", "else"):
            yield from _keywords(body)
