"""The published schemas and the vocabulary: valid, closed, bounded, helpful in an editor, and right about files."""

import copy
import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from referencing import Registry

import followup
from followup.loading.schema import composed
from followup.model.vocabulary import Vocabulary

Schema = dict[str, Any]
Path = tuple[str | int, ...]

NAMES = ["policy", "timeline", "plan", "comparison", "vocabulary", "suite"]
FOLDER = files("followup_schemas")
SCHEMAS: dict[str, Schema] = {name: json.loads((FOLDER / f"{name}.schema.json").read_text("utf-8")) for name in NAMES}

END = r"(?![\s\S])"
CHILDREN = ["properties", "$defs", "patternProperties", "dependentSchemas"]
CHILD = ["additionalProperties", "propertyNames", "items", "contains", "not", "if", "then", "else"]
BRANCHES = ["allOf", "anyOf", "oneOf", "prefixItems"]

# What is extended with the words that are known and with what plugins bring.
EXTENDED = {
    "policy": (
        "act medium via-medium event role first point fact anchor"
        " facts pattern pattern-fields condition rule rule-change"
    ),
    "timeline": "act medium event-kind role fact outcome calendar facts timeline-event",
    "plan": "",
    "comparison": "plan place nobody-or-person advice-id problem",
    "vocabulary": "",
    "suite": "act medium event-kind role point fact anchor facts timeline timeline-event",
}


class TextDates(yaml.SafeLoader):
    """PyYAML's safe loader, but dates stay text, as they do for the engine's own reader."""


TextDates.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read(text: str) -> Any:
    return yaml.load(text, TextDates)  # a subclass of the safe loader


VOCABULARY = read((FOLDER / "vocabulary.yaml").read_text("utf-8"))


def subschemas(schema: Schema, path: Path = ()) -> Iterator[tuple[Path, Schema]]:
    yield path, schema
    for key in CHILDREN:
        for name, child in schema.get(key, {}).items():
            yield from subschemas(child, (*path, key, name))
    for key in CHILD:
        if isinstance(schema.get(key), dict):
            yield from subschemas(schema[key], (*path, key))
    for key in BRANCHES:
        for number, child in enumerate(schema.get(key, [])):
            yield from subschemas(child, (*path, key, number))


def described(schema: Schema) -> Iterator[tuple[str, Schema]]:
    """Every property of an object that a user writes or reads; not those by which an ``if`` looks at one."""
    for path, child in subschemas(schema):
        if len(path) > 1 and path[-2] == "properties" and "if" not in path[-4:]:
            yield "/".join(map(str, path)), child


def validator(schema: Schema) -> Draft202012Validator:
    return Draft202012Validator(schema, registry=Registry())


def mistakes(name: str, value: Any) -> list[Path]:
    return sorted({tuple(error.absolute_path) for error in validator(SCHEMAS[name]).iter_errors(value)}, key=str)


def with_words(name: str) -> Schema:
    """The schema as an editor gets it, as far as the lists of words go."""
    schema = copy.deepcopy(SCHEMAS[name])
    known = {
        "act": [*VOCABULARY["acts"]],
        "medium": [*VOCABULARY["media"]],
        "via-medium": [*VOCABULARY["media"], "last-used"],
        "event": [*VOCABULARY["events"], *VOCABULARY["groups"]],
        "event-kind": [*VOCABULARY["events"]],
        "role": [*VOCABULARY["roles"]],
        "first": [*VOCABULARY["roles"], "timeframe.by"],
        "point": [*VOCABULARY["points"]],
        "fact": [*VOCABULARY["facts"]],
        "outcome": VOCABULARY["events"]["did"]["fields"]["outcome"]["values"],
    }
    for word, words in known.items():
        if word in schema["$defs"]:
            schema["$defs"][word]["enum"] = words
    return schema


PROPERTIES = [
    pytest.param(name, child, id=f"{name}:{path}") for name in NAMES for path, child in described(SCHEMAS[name])
]


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_valid_and_says_what_it_is(name: str) -> None:
    schema = SCHEMAS[name]
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"urn:followup:schema:{name}:1"
    assert schema["title"]
    assert schema["description"]


def test_the_walk_finds_the_properties() -> None:
    assert len(PROPERTIES) > 250


@pytest.mark.parametrize(("name", "child"), PROPERTIES)
def test_a_property_explains_itself_with_examples_that_are_right(name: str, child: Schema) -> None:
    assert child["title"]
    assert child["description"].endswith(".")
    assert child["examples"]
    for defs in (SCHEMAS[name]["$defs"], with_words(name)["$defs"]):
        checker = validator({**child, "$defs": defs})
        shown = [*child["examples"], *([child["default"]] if "default" in child else [])]
        assert {str(example): [error.message for error in checker.iter_errors(example)] for example in shown} == {
            str(example): [] for example in shown
        }


@pytest.mark.parametrize("name", NAMES)
def test_every_definition_explains_itself_and_is_used(name: str) -> None:
    schema = SCHEMAS[name]
    used = {child["$ref"] for _, child in subschemas(schema) if "$ref" in child}
    assert {f"#/$defs/{word}" for word in schema["$defs"]} == used
    assert [word for word, child in schema["$defs"].items() if not {"title", "description"} <= child.keys()] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_definitions_that_get_extended_say_so(name: str) -> None:
    says_so = [word for word, child in SCHEMAS[name]["$defs"].items() if "Extended" in child.get("$comment", "")]
    assert sorted(says_so) == sorted(EXTENDED[name].split())


@pytest.mark.parametrize("name", NAMES)
def test_no_schema_chooses_between_objects_or_looks_outside_itself(name: str) -> None:
    for path, child in subschemas(SCHEMAS[name]):
        assert not {"oneOf", "anyOf", "$dynamicRef", "$anchor"} & child.keys(), path
        assert child.get("$ref", "#/$defs/").startswith("#/$defs/"), path


@pytest.mark.parametrize("name", NAMES)
def test_a_pattern_ends_where_the_text_ends(name: str) -> None:
    patterns = [child["pattern"] for _, child in subschemas(SCHEMAS[name]) if "pattern" in child]
    assert patterns
    for pattern in patterns:
        assert pattern.startswith("^")
        assert pattern.endswith(END)
        assert "$" not in pattern.replace(r"\$", "")
        assert r"\d" not in pattern  # any script's digits, in Python


@pytest.mark.parametrize("name", NAMES)
def test_everything_is_closed_and_bounded(name: str) -> None:
    for path, child in subschemas(SCHEMAS[name]):
        if "if" in path:
            continue
        types = child.get("type", [])
        types = [types] if isinstance(types, str) else types
        if "string" in types:
            assert {"maxLength", "enum", "const", "then"} & child.keys(), path
        if "array" in types:
            assert "maxItems" in child, path
            assert not (child.get("uniqueItems") and child["items"].get("type") == "object"), path
        if "object" in types:
            assert child.get("additionalProperties") is False or "maxProperties" in child or "then" in child, path
        if {"integer", "number"} & {*types}:
            assert "const" in child or {"minimum", "maximum"} <= child.keys(), path


def test_the_policy_schema_describes_words_as_the_vocabulary_schema_does() -> None:
    policy, vocabulary = SCHEMAS["policy"], SCHEMAS["vocabulary"]
    shared = vocabulary["$defs"].keys()
    assert {name: policy["$defs"].get(name) for name in shared} == vocabulary["$defs"]
    body = {name: child for name, child in vocabulary["properties"].items() if name != "vocabulary"}
    assert policy["$defs"]["vocabulary"]["properties"] == body


def test_a_change_knows_every_key_of_what_it_changes() -> None:
    defs = SCHEMAS["policy"]["$defs"]
    for name in ["rule", "do", "forbid", "window", "repeat"]:
        keys = [key for key in defs[name]["properties"] if key != "id"]
        assert [*defs[f"{name}-change"]["properties"]] == keys
        for key in keys:
            assert mistakes("policy", {"policy": "x", "extends": "y", "change": {"r": nested(name, {key: None})}}) == []


def nested(name: str, change: dict[str, Any]) -> dict[str, Any]:
    if name == "rule":
        return change
    return {"do": {name: change}} if name in {"window", "repeat"} else {name: change}


def test_the_vocabulary_is_valid() -> None:
    assert mistakes("vocabulary", VOCABULARY) == []


def test_the_words_of_the_language_are_there() -> None:
    words = {kind: " ".join(VOCABULARY[kind]) for kind in ("events", "groups", "acts", "media", "facts", "roles")}
    assert words == {
        "events": (
            "interview timeframe permission contact-details reply invitation impression rejection offer withdrawal"
            " elsewhere did"
        ),
        "groups": "decision",
        "acts": (
            "prepare collect-contact ask-permission ask-timeframe contact-reference"
            " thank-you check-in connect befriend send-material keep-in-touch"
        ),
        "media": "email post phone in-person linkedin social",
        "facts": "company.culture role.field handwriting",
        "roles": "interviewer recruiter hr-manager hiring-manager reference",
    }
    contacts = [act for act, entry in VOCABULARY["acts"].items() if entry.get("contacts")]
    assert contacts == ["thank-you", "check-in", "connect", "befriend", "send-material", "keep-in-touch"]


def test_groups_and_defaults_of_the_vocabulary_name_what_exists() -> None:
    for event in VOCABULARY["events"].values():
        fields = event.get("fields", {})
        assert event.get("group", "decision") in VOCABULARY["groups"]
        assert event.get("meets") in {None, *fields}
        assert {field["default"] for field in fields.values() if "default" in field} <= {"at", *fields}


@pytest.mark.parametrize("point", VOCABULARY["points"])
def test_a_point_is_one_line_with_known_fields(point: str) -> None:
    line = VOCABULARY["points"][point]["says"]
    known = dict.fromkeys(
        ["person", "interview_date", "interview_time", "my_name", "phone", "company", "position", "promised_date"], "…"
    )
    text = line
    for field, value in known.items():
        text = text.replace(f"${{{field}}}", value)
    assert "$" not in text
    assert "\n" not in line
    assert line.endswith(".")


POLICY = """
policy: sparks-group
version: 1
title: How, when and whom to follow up with
source: {document: 003_08eb4f47b2c09990, publisher: Sparks Group, evidence: opinion}
params: {check_in_every: {default: 1 week, says: how long between two check-ins}}
advice:
  S1: {where: "Who should you follow up with", says: Thank each person within a day.}
  S2: {where: "How should you follow up", says: A handwritten note where customs are old.}
  S3: {where: "How should you follow up", says: When in doubt use their own medium.}
rules:
  - id: thank-everyone
    title: Thank each person within 24 hours
    cites: [S1, S2, S3]
    reading: explicit
    strength: must
    do:
      act: thank-you
      to: {each: interviewer}
      via:
        - {medium: post, object: handwritten-note, when: {fact: {company.culture: traditional}}}
        - {medium: email, when: {fact: {role.field: [it, communications, media]}}}
        - {medium: last-used}
        - {medium: email}
      from: interview.ends
      window: {recommended: 1 hour, overdue: 24 hours, expires: 7 days}
      say: [thank, remind, next-steps]
      avoid: [hurry]
  - id: weekly-check-in
    strength: may
    do:
      act: check-in
      to: {each: interviewer}
      from: interview.ends
      window: {recommended: "7 days at 10:00", expires: 6 months}
      repeat: {every: $check_in_every}
      until: [decision, {reply: {from: recipient}}]
  - id: not-before-the-promised-day
    strength: should-not
    forbid: {act: check-in, before: timeframe.answer_by}
"""

TIMELINE = """
timeline: acme-backend
timezone: America/New_York
facts: {company.culture: modern, role.field: it}
people:
  dana: {name: Dana Reyes, role: hiring-manager, reach: {email: dana@acme.example, phone: "+1 555 0100"}}
  lee: {role: recruiter}
  omar: {role: reference}
events:
  - {event: interview, at: 2026-03-02T10:00, ends: 2026-03-02T11:00, with: [dana, lee]}
  - {event: timeframe, at: 2026-03-02T10:55, by: lee, answer_by: 2026-03-16}
  - {event: did, at: 2026-03-09T11:05, act: check-in, to: dana, via: phone, outcome: voicemail}
assume:
  - {act: check-in, via: phone, outcome: [voicemail, voicemail, spoke]}
"""

SUITE = """
suite: sparks-group-thanks
policy: sparks-group
timelines:
  one-interview: {timezone: America/New_York, events: [{event: interview, at: 2026-03-02T10:00}]}
cases:
  - case: an interview alone brings a thank-you
    timeline: one-interview
    add: [{event: rejection, at: 2026-03-10}]
    facts: {company.culture: traditional}
    as_of: 2026-03-03
    horizon: 2026-06-30
    expect:
      steps: [{rule: thank-everyone, to: interviewer, via: null, at: 2026-03-02, expires: null}]
      only: true
      withheld: [{rule: weekly-check-in, reason: stopped, until: null}]
      questions: [handwriting, {fact: role.field, changes: [thank-everyone]}]
      never: [{act: [check-in, connect], closer-than: 3 days}]
      next_change_at: null
"""

CONDITIONS = """
policy: every-condition
vocabulary:
  events: {strike: {says: nobody works, fields: {mood: {type: word, says: how it is, values: [calm, loud]}}}}
  facts: {office.dog: {says: whether there is a dog, asks: 'Is there a dog?', values: [present, absent]}}
rules:
  - id: ask-one-of-them
    when:
      all:
        - any: [{known: office.dog}, {happened: strike}, {happened: {strike: {mood: [calm, loud]}}}]
        - not: {count: {of: {did: {to: recipient, act: check-in}}, at-least: $enough}}
    do:
      act: $what
      to: {first: [timeframe.by, recruiter, interviewer]}
      from: step.some-other-rule
      window: {earliest: -1 day, recommended: same day, overdue: end of day, expires: never, roll: forward}
      repeat: {every: 1 week, times: $often}
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [("policy", POLICY), ("policy", CONDITIONS), ("timeline", TIMELINE), ("suite", SUITE)],
    ids=["policy", "conditions", "timeline", "suite"],
)
def test_a_file_as_the_language_has_it_is_valid(name: str, text: str) -> None:
    assert mistakes(name, read(text)) == []


@pytest.mark.parametrize("name", ["policy", "timeline", "suite"])
def test_the_examples_use_known_words_only(name: str) -> None:
    text = {"policy": POLICY, "timeline": TIMELINE, "suite": SUITE}[name]
    assert [error.message for error in validator(with_words(name)).iter_errors(read(text))] == []


def test_an_extending_policy_is_valid_without_rules() -> None:
    assert mistakes("policy", {"policy": "mine", "extends": "sparks-group", "set": {"check_in_every": "2 weeks"}}) == []


REMOVED = object()
THANKS, CHECK_IN, PROMISED = ("rules", 0), ("rules", 1), ("rules", 2)

BROKEN_POLICIES: list[tuple[Path, Any, Path]] = [
    (("rules",), REMOVED, ()),
    (("policy",), "Sparks Group", ("policy",)),
    (("policy",), "sparks-group\n", ("policy",)),
    (("colour",), "red", ()),
    (("source", "evidence"), "rumour", ("source", "evidence")),
    (("advice", "S1", "where"), REMOVED, ("advice", "S1")),
    ((*THANKS, "id"), REMOVED, THANKS),
    ((*THANKS, "reading"), "guessed", (*THANKS, "reading")),
    ((*THANKS, "strength"), "shall", (*THANKS, "strength")),
    ((*THANKS, "do", "act"), 7, (*THANKS, "do", "act")),
    ((*THANKS, "do", "act"), "Thank You", (*THANKS, "do", "act")),
    ((*THANKS, "do", "from"), "interview.ends.at", (*THANKS, "do", "from")),
    ((*THANKS, "do", "to", "first"), ["recruiter"], (*THANKS, "do", "to")),
    ((*THANKS, "do", "window", "expires"), REMOVED, (*THANKS, "do", "window")),
    ((*THANKS, "do", "window", "roll"), "sideways", (*THANKS, "do", "window", "roll")),
    ((*THANKS, "do", "via", 0, "when", "known"), "handwriting", (*THANKS, "do", "via", 0, "when")),
    ((*THANKS, "do", "via", 1, "when"), {"fact": {}}, (*THANKS, "do", "via", 1, "when", "fact")),
    ((*THANKS, "when"), {"all": [{"not": {"ever": "interview"}}]}, (*THANKS, "when", "all", 0, "not")),
    ((*CHECK_IN, "do", "repeat", "times"), 0, (*CHECK_IN, "do", "repeat", "times")),
    ((*CHECK_IN, "do", "repeat", "times"), "three", (*CHECK_IN, "do", "repeat", "times")),
    ((*CHECK_IN, "do", "until", 1, "reply"), {}, (*CHECK_IN, "do", "until", 1, "reply")),
    ((*PROMISED, "forbid"), {}, (*PROMISED, "forbid")),
    ((*PROMISED, "forbid", "more-than"), -1, (*PROMISED, "forbid", "more-than")),
    ((*PROMISED, "forbid", "act"), ["check-in", 3], (*PROMISED, "forbid", "act", 1)),
]

BROKEN_TIMELINES: list[tuple[Path, Any, Path]] = [
    (("timezone",), REMOVED, ()),
    (("hours",), {"opens": "09:00"}, ("hours",)),
    (("calendar",), {"weekend": ["sun"]}, ("calendar", "weekend", 0)),
    (("facts", "company.culture"), ["modern"], ("facts", "company.culture")),
    (("people", "lee", "nickname"), "L", ("people", "lee")),
    (("people", "dana", "reach", "phone"), 15550100, ("people", "dana", "reach", "phone")),
    (("events", 1, "at"), REMOVED, ("events", 1)),
    (("events", 0, "with"), {"dana": "lee"}, ("events", 0, "with")),
    (("assume", 0, "outcome"), "spoke", ("assume", 0, "outcome")),
]

BROKEN_SUITES: list[tuple[Path, Any, Path]] = [
    (("cases", 0, "case"), REMOVED, ("cases", 0)),
    (("cases", 0, "timeline"), 3, ("cases", 0, "timeline")),
    (("cases", 0, "expect"), {}, ("cases", 0, "expect")),
    (("cases", 0, "expect", "steps", 0, "when"), "now", ("cases", 0, "expect", "steps", 0)),
    (("cases", 0, "expect", "steps", 0, "status"), "ready", ("cases", 0, "expect", "steps", 0, "status")),
    (("cases", 0, "expect", "questions", 1, "fact"), REMOVED, ("cases", 0, "expect", "questions", 1)),
]

BROKEN = [
    pytest.param(name, text, where, value, path, id=f"{name}:{'/'.join(map(str, where))}:{number}")
    for name, text, rows in (
        ("policy", POLICY, BROKEN_POLICIES),
        ("timeline", TIMELINE, BROKEN_TIMELINES),
        ("suite", SUITE, BROKEN_SUITES),
    )
    for number, (where, value, path) in enumerate(rows)
]


@pytest.mark.parametrize(("name", "text", "where", "value", "path"), BROKEN)
def test_a_mistake_is_found_where_it_stands(name: str, text: str, where: Path, value: Any, path: Path) -> None:
    document = read(text)
    inner = document
    for key in where[:-1]:
        inner = inner[key]
    if value is REMOVED:
        del inner[where[-1]]
    else:
        inner[where[-1]] = value
    assert mistakes(name, document) == [path]


def plan() -> dict[str, Any]:
    properties = SCHEMAS["plan"]["properties"]
    return {key: copy.deepcopy(child["examples"][0]) for key, child in properties.items()}


def test_a_plan_of_the_examples_is_valid() -> None:
    assert mistakes("plan", plan()) == []


def test_a_simulation_from_the_beginning_is_a_valid_plan() -> None:
    empty = plan() | {"as_of": None, "horizon": None, "next_change_at": None, "steps": [], "withheld": []}
    assert mistakes("plan", empty) == []


@pytest.mark.parametrize("key", SCHEMAS["plan"]["properties"])
def test_a_plan_has_all_its_keys(key: str) -> None:
    short = plan()
    del short[key]
    assert mistakes("plan", short) == [()]


@pytest.mark.parametrize("key", SCHEMAS["plan"]["$defs"]["step"]["properties"])
def test_a_step_has_all_its_keys(key: str) -> None:
    short = plan()
    del short["steps"][0][key]
    assert mistakes("plan", short) == [("steps", 0)]


@pytest.mark.parametrize(
    "text", ["2026-03-02", "2026-03-02T10:00", "2026-03-02T10:00:00-05:00", "2026-03-02T10:00-05:00\n"]
)
def test_an_instant_of_a_plan_has_its_offset_and_ends_at_the_minute(text: str) -> None:
    assert mistakes("plan", plan() | {"as_of": text}) == [("as_of",)]


COMPOSED: Schema = composed("comparison", Vocabulary())
FIVE = ("krautzel", "not-too-desperate", "resumehelp", "sparks-group", "stay-on-the-radar")


def mistakes_in(comparison: object) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in validator(COMPOSED).iter_errors(comparison)]


def test_the_comparison_schema_repeats_nothing_of_the_plan_schema() -> None:
    shared = {*SCHEMAS["comparison"]["$defs"]} & {*SCHEMAS["plan"]["$defs"]}
    assert shared == {"place", "nobody-or-person", "advice-id", "problem"}
    assert all("properties" not in SCHEMAS["comparison"]["$defs"][name] for name in ("plan", *shared))


def test_the_composed_comparison_schema_is_whole_and_holds_the_plan_schema() -> None:
    Draft202012Validator.check_schema(COMPOSED)
    used = {child["$ref"] for _, child in subschemas(COMPOSED) if "$ref" in child}
    assert {f"#/$defs/{word}" for word in COMPOSED["$defs"]} == used
    assert COMPOSED["$defs"].items() >= SCHEMAS["plan"]["$defs"].items()
    assert COMPOSED["$defs"]["plan"]["properties"] == SCHEMAS["plan"]["properties"]


@pytest.mark.parametrize("child", [pytest.param(child, id=path) for path, child in described(SCHEMAS["comparison"])])
def test_the_examples_of_a_comparison_are_right_when_it_is_composed(child: Schema) -> None:
    checker = validator({**child, "$defs": COMPOSED["$defs"]})
    assert [error.message for example in child["examples"] for error in checker.iter_errors(example)] == []


def comparison() -> dict[str, Any]:
    policies = [followup.load_policy(name) for name in FIVE]
    found: dict[str, Any] = json.loads(followup.compare(policies, followup.example_timeline()).to_json())
    return found


def test_the_comparison_of_all_policies_is_valid_and_uses_every_key() -> None:
    found = comparison()
    assert mistakes_in(found) == []
    assert ["problems"] == [key for key in SCHEMAS["comparison"]["properties"] if not found[key]]


@pytest.mark.parametrize(
    ("where", "path"),
    [
        (("plans", 0, "steps", 0, "place", "line"), ("plans", 0, "steps", 0, "place")),
        (("policies", 0, "rules", 0, "place"), ("policies", 0, "rules", 0)),
        (("measures", 1, "ending", "how"), ("measures", 1, "ending")),
        (("contradictions", 0, "one", "column"), ("contradictions", 0, "one")),
        (("days", 0, "rows", 0, "to"), ("days", 0, "rows", 0)),
        (("agreement", 0, "spread"), ("agreement", 0)),
        (("timeline", "events", 0, "instants"), ("timeline", "events", 0)),
    ],
)
def test_a_comparison_has_all_its_keys(where: Path, path: Path) -> None:
    short: Any = comparison()
    inner = short
    for key in where[:-1]:
        inner = inner[key]
    del inner[where[-1]]
    assert {tuple(error.absolute_path) for error in validator(COMPOSED).iter_errors(short)} == {path}


def test_a_comparison_of_nothing_is_valid() -> None:
    empty = followup.timeline({"events": []})
    assert mistakes_in(json.loads(followup.compare([], empty).to_json())) == []
    assert mistakes_in(json.loads(followup.compare([followup.load_policy("krautzel")], empty).to_json())) == []


def test_an_instant_has_no_seconds_even_where_the_offset_had() -> None:
    monrovia = {"timezone": "Africa/Monrovia", "events": [{"event": "interview", "at": "1970-03-02T10:00"}]}
    compared = followup.compare([followup.load_policy("krautzel")], followup.timeline(monrovia))
    assert mistakes_in(json.loads(compared.to_json())) == []
