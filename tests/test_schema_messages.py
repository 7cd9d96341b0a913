"""What a schema has against a file, in words and at the place; suggestions; the schemas for editors; words."""

import json
import random
from collections.abc import Mapping
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry

from followup.loading.read import Node, from_data, read_text
from followup.loading.schema import composed, validate
from followup.loading.suggest import did_you_mean, nearest
from followup.loading.vocabulary import POINT_FIELDS, built_in, vocabulary_from
from followup.model.additions import Additions
from followup.model.condition import Moment

SHIPPED = [entry for entry in files("followup_policies").iterdir() if entry.name.endswith(".yaml")]


def read(text: str) -> Node:
    node, diagnostics = read_text(text, "a.yaml")
    assert [] == [str(d) for d in diagnostics]
    assert node is not None
    return node


def said(text: str, name: str = "policy", additions: Additions | None = None) -> list[str]:
    found = validate(read(text), name, additions, built_in())
    return [str(d).removeprefix("a.yaml:") for d in found]


def rule(text: str) -> list[str]:
    return [line.removeprefix("1:") for line in said(f"{{policy: p, rules: [{{id: r, {text}}}]}}")]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("[]", ["1:1: error[wrong-type]: the whole should be a mapping, not a list"]),
        ("{policy: p}", ["1:1: error[missing-key]: the key `rules` is missing"]),
        ("{policy: p, ruels: []}", ["1:13: error[unknown-key]: unknown key `ruels` (did you mean `rules`?)"]),
        ("{rules: []}", ["1:1: error[missing-key]: the key `policy` is missing"]),
        ("{policy: p, rules: x}", ["1:20: error[wrong-type]: `rules` should be a list, not text"]),
        ("{policy: p, rules: }", ["1:20: error[wrong-type]: `rules` has no value; it should be a list"]),
        ("{policy: 7, rules: []}", ["1:10: error[wrong-type]: `policy` should be text, not the number `7` (quote it)"]),
        (
            "{policy: My Policy, rules: []}",
            ["1:10: error[malformed]: `My Policy` has not the shape of an id (did you mean `my-policy`?)"],
        ),
        ("{policy: p, rules: [], title: ''}", ["1:31: error[too-short]: `title` is empty"]),
        (
            f"{{policy: p, rules: [], title: {'x' * 201}}}",
            ["1:31: error[too-long]: `title` is longer than 200 characters"],
        ),
        (
            "{policy: p, rules: [], version: 0}",
            ["1:33: error[out-of-range]: `version` is `0` (it must be at least 1)"],
        ),
        (
            "{policy: p, rules: [], source: {evidence: rumour}}",
            ["1:43: error[not-allowed]: `rumour` is not possible here (one of `opinion`, `survey`, `study`)"],
        ),
        (
            "{policy: p, rules: [x]}",
            ["1:21: error[wrong-type]: an item of `rules` should be a mapping, not text"],
        ),
        ("{policy: p, rules: [{}]}", ["1:21: error[missing-key]: an item of `rules` lacks the key `id`"]),
        (
            "{policy: p, rules: [], advice: {1x: {where: a, says: b}}}",
            [
                "1:33: error[malformed]: `1x` has not the shape of an advice id"
                " (letters and digits, a letter first, such as `S1`)"
            ],
        ),
    ],
)
def test_a_file_that_does_not_fit_is_told_where_and_why(text: str, lines: list[str]) -> None:
    assert lines == said(text)


def test_an_empty_forbid_is_told_what_may_stand_in_it() -> None:
    (line,) = rule("forbid: {}")
    assert line.startswith("29: error[too-few]: `forbid` is empty")


def test_a_misshapen_word_is_told_with_the_word_that_it_may_be() -> None:
    found = rule("forbid: {act: Thank You}")
    assert ["43: error[malformed]: `Thank You` has not the shape of an act (did you mean `thank-you`?)"] == found


def test_a_second_condition_in_one_map_is_pointed_at() -> None:
    found = rule("when: {fact: {handwriting: good}, known: handwriting}, forbid: {act: connect}")
    assert ["63: error[too-many]: `known` stands beside `fact`, but `when` has one key only"] == found


def test_a_number_in_words_should_be_a_whole_number() -> None:
    found = rule("forbid: {act: connect, more-than: three}")
    assert [
        "63: error[malformed]: `more-than` should be a whole number, not text (write it as `3`, not `three`)"
    ] == found


def test_what_is_listed_twice_is_pointed_at_the_second_time() -> None:
    found = rule("cites: [A, B, A], forbid: {act: connect}")
    assert ["43: error[repeated]: `A` is in `cites` twice"] == found


def test_a_key_that_was_mistyped_is_not_missing_as_well() -> None:
    found = rule("do: {act: connect, from: interview, window: {recomended: 1 day, expires: never}}")
    assert ["74: error[unknown-key]: unknown key `recomended` in `window` (did you mean `recommended`?)"] == found


def test_data_without_places_keeps_its_mistakes_apart() -> None:
    rules = [
        {"id": "a", "forbid": {"act": "connect"}},
        {"di": "b", "forbid": {"act": "connect"}},
        {"forbid": {"act": "x"}},
    ]
    node, _ = from_data({"policy": "p", "rules": rules})
    assert node is not None
    assert [
        "<mapping>: rules[1].di: error[unknown-key]: unknown key `di` (did you mean `id`?)",
        "<mapping>: rules[2]: error[missing-key]: an item of `rules` lacks the key `id`",
    ] == [str(d) for d in validate(node, "policy")]


def test_conditions_nest_as_deep_as_a_file_may() -> None:
    condition = "{not: " * 58 + "{known: handwriting}" + "}" * 58
    assert [] == rule(f"when: {condition}, forbid: {{act: connect}}")


def test_mistakes_without_end_are_not_all_listed() -> None:
    text = "policy: p\nrules: []\n" + "".join(f"k{number}: 1\n" for number in range(50_000))
    found = said(text)
    assert 101 == len(found)
    assert "1:1: error[too-many-mistakes]: more than 100 mistakes; the rest is not listed" == found[-1]


@pytest.mark.parametrize("policy", SHIPPED, ids=[entry.name for entry in SHIPPED])
def test_a_shipped_policy_fits_as_it_is_and_as_editors_see_it(policy: object) -> None:
    node = read(getattr(policy, "read_text")("utf-8"))  # noqa: B009 a Traversable, whose module differs by version
    assert () == validate(node, "policy")
    checker = Draft202012Validator(composed("policy", built_in()), registry=Registry())
    assert [] == [error.message for error in checker.iter_errors(node.plain())]


class Weekday:
    """A plugin's condition whose schema refers to its own definitions."""

    name = "weekday"
    reads = ("day",)

    def __init__(self, schema: Mapping[str, object]) -> None:
        self.schema = schema

    def holds(self, body: object, moment: Moment) -> bool | None:
        return None


def plugin(schema: Mapping[str, object]) -> Additions:
    return Additions(conditions={"weekday": Weekday(schema)})


DAYS = {
    "type": "object",
    "properties": {"day": {"$ref": "#/$defs/day"}},
    "additionalProperties": False,
    "$defs": {"day": {"enum": ["monday", "friday"]}},
}


def test_a_plugins_condition_is_checked_by_its_own_schema() -> None:
    head = "{policy: p, rules: [{id: r, forbid: {act: connect}, when: {weekday: "
    assert [] == said(head + "{day: friday}}}]}", additions=plugin(DAYS))
    assert ["1:75: error[not-allowed]: `fryday` is not possible here (did you mean `friday`?)"] == said(
        head + "{day: fryday}}}]}", additions=plugin(DAYS)
    )
    assert ["1:70: error[unknown-key]: unknown key `dya` in `weekday` (did you mean `day`?)"] == said(
        head + "{dya: friday}}}]}", additions=plugin(DAYS)
    )
    schema = composed("policy", built_in(), plugin(DAYS))
    Draft202012Validator.check_schema(schema)
    rule = {"id": "r", "forbid": {"act": "connect"}, "when": {"weekday": {"day": "fryday"}}}
    checker = Draft202012Validator(schema, registry=Registry())
    assert 1 == len(list(checker.iter_errors({"policy": "p", "rules": [rule]})))


class Visits:
    """A plugin's rule kind whose schema has branches, truths and references of all sorts."""

    name = "visits"
    schema: Mapping[str, object] = {
        "description": "How often to go there.",
        "type": ["object", "string"],
        "if": True,
        "then": {"if": {"$ref": "#/$defs/often"}, "then": {"$ref": "#"}, "else": False},
        "properties": {"often": {"if": False, "then": True, "else": {"$ref": "#/$defs/often"}}},
        "$defs": {"often": {"type": "integer", "minimum": 1, "maximum": 9}},
    }

    def advise(self, body: object, moment: Moment) -> tuple[Mapping[str, object], ...]:
        return ()


def test_an_editor_reads_whatever_schema_a_plugins_rule_kind_has() -> None:
    schema = composed("policy", built_in(), Additions(rule_kinds={"visits": Visits()}))
    Draft202012Validator.check_schema(schema)
    json.dumps(schema)
    both = {"id": "r", "visits": "x", "forbid": {"act": "connect"}}
    checker = Draft202012Validator(schema["$defs"]["rule"] | {"$defs": schema["$defs"]}, registry=Registry())  # type: ignore[index] # a schema is plain data
    assert any(list(error.path) == ["visits"] for error in checker.iter_errors(both))


def test_what_only_a_plugins_schema_asks_for_is_told_in_general_words() -> None:
    text = "{policy: p, rules: [{id: r, forbid: {act: connect}, when: {weekday: {}}}]}"
    odd = {"anyOf": [{"type": "string"}, {"type": "number"}], "description": "a day, or its number"}
    assert [
        "1:60: error[invalid]: `weekday` does not fit what its plugin asks for (`anyOf`) (a day, or its number)"
    ] == said(text, additions=plugin(odd))


@pytest.mark.parametrize("schema", [{"$ref": "https://example.org/day.json"}, {"type": 7}, {"pattern": "("}])
def test_a_plugins_schema_that_is_none_costs_one_line(schema: dict[str, object]) -> None:
    text = "{policy: p, rules: [{id: r, forbid: {act: connect}, when: {weekday: x}}]}"
    found = said(text, additions=plugin(schema))
    assert 1 == len(found)
    assert "1:60: error[plugin-schema]: the schema of the condition `weekday` cannot be used: " in found[0]


def test_whose_schema_is_none_is_said_where_it_is_named() -> None:
    weekday = Weekday({"type": "integr"})
    fine = Weekday({"type": "integer"})
    origins = {("condition", "weekday"): "followup-week 1.0"}
    additions = Additions(conditions={"fine": fine, "weekday": weekday}, origins=origins)
    text = "{policy: p, rules: [{id: r, forbid: {act: connect}, when: {all: [{fine: 1}, {weekday: 1}]}}]}"
    why = "at `type`, `integr` is not possible here (did you mean `integer`?)"
    whose = "the schema of the condition `weekday` of followup-week 1.0 cannot be used"
    assert [f"1:78: error[plugin-schema]: {whose}: {why}"] == said(text, additions=additions)


@pytest.mark.parametrize("name", ["policy", "timeline", "suite", "plan", "vocabulary"])
def test_the_schema_for_editors_is_a_schema(name: str) -> None:
    schema = composed(name, built_in())
    Draft202012Validator.check_schema(schema)
    json.dumps(schema)
    assert schema is not composed(name, built_in())


@pytest.mark.parametrize(
    ("timeline", "wrong"),
    [
        ({"timezone": "UTC", "events": [{"event": "reply", "at": "2026-01-01", "from": "dana"}]}, 0),
        ({"timezone": "UTC", "events": [{"event": "reply", "at": "2026-01-01", "form": "dana"}]}, 1),
        ({"timezone": "UTC", "events": [{"event": "decision", "at": "2026-01-01"}]}, 1),
        ({"timezone": "UTC", "facts": {"handwriting": "ugly"}}, 1),
        ({"timezone": "UTC", "assume": [{"act": "check-in", "outcome": ["spoke", "shouted"]}]}, 1),
    ],
)
def test_an_editor_knows_the_words_of_a_timeline_also_inside_a_suite(timeline: dict[str, object], wrong: int) -> None:
    suite = {"suite": "s", "policy": "p", "cases": [{"case": "c", "timeline": timeline, "expect": {"only": True}}]}
    for name, data in (("timeline", timeline), ("suite", suite)):
        checker = Draft202012Validator(composed(name, built_in()), registry=Registry())
        assert wrong == len(list(checker.iter_errors(data))), name


def typos(word: str) -> set[str]:
    """One slip of the finger: a letter left out, doubled, swapped with the next or replaced by another."""
    generator = random.Random(word)
    at = range(len(word))
    slips = [word[:i] + word[i + 1 :] for i in at]
    slips += [word[:i] + word[i] + word[i:] for i in at]
    slips += [word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in at[:-1]]
    slips += [word[:i] + generator.choice("abcdefghijklmnopqrstuvwxyz") + word[i + 1 :] for i in at]
    return {slip for slip in slips if slip}


def test_after_one_slip_the_right_word_is_suggested_first() -> None:
    words = built_in()
    kinds = [words.events, words.acts, words.media, words.facts, words.roles, words.points]
    tried = [(slip, word, kind) for kind in kinds for word in kind for slip in typos(word) if slip not in kind]
    right = [slip for slip, word, kind in tried if did_you_mean(slip, kind) == f"did you mean `{word}`?"]
    assert len(tried) > 3000
    assert len(right) >= 0.99 * len(tried)


def test_a_suggestion_looks_past_case_and_joints() -> None:
    assert "answer_by" == nearest("Answer-By", ["at", "answer_by", "by"])
    assert "thank-you" == nearest("thank you", ["thank-you", "thanks"])
    assert None is nearest("x" * 10_000, ["x"])
    assert None is nearest("zzz", ["email", "phone"])


WORDS = """\
vocabulary: 1
events:
  visit:
    says: you look at the office
    foreseen: true
    meets: with
    gives-reach: true
    group: encounter
    fields:
      until: {type: instant, default: at, says: when it is over}
      with: {type: people, says: who shows you around}
      of: {type: person, says: whose card you got}
      via: {type: medium, says: what is on the card}
groups: {encounter: {says: you meet}}
media: {pigeon: {says: a bird, transit: {from: 0 days, to: 2 weeks}}}
points: {greet: {says: "Greet ${person} for $$5."}}
"""


def test_declared_words_become_a_vocabulary() -> None:
    node = read(WORDS)
    assert () == validate(node, "vocabulary")
    words, found = vocabulary_from(node)
    assert () == found
    assert ("visit", "encounter") == words.events["visit"].names
    assert "at" == words.events["visit"].fields["until"].default
    assert (0, 14) == words.media["pigeon"].transit
    assert ["visit", "greet"] == [*words.events, *words.points]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("meets: with", "meets: wiht", "6:12: error[no-such-field]: `wiht` is no field of `visit` that holds people"),
        ("  visit:", "  reply:", "3:3: error[duplicate-word]: the event `reply` is there already"),
        ("  visit:", "  decision:", "3:3: error[duplicate-word]: `decision` is a group, so it cannot be an event, too"),
        (
            "{encounter: {says: you meet}",
            "{encounter: {says: x}, visit: {says: x}",
            "14:32: error[duplicate-word]: `visit` is an event, so it cannot be a group, too",
        ),
        ("group: encounter", "group: meeting", "8:12: error[unknown-group]: unknown group `meeting`"),
        (
            "of: {type: person",
            "of: {type: sender",
            "7:18: error[no-such-field]: `visit` gives reach, but has no fields",
        ),
        ("until:", "at:", "10:7: error[reserved-field]: every event has `at` already"),
        (
            "default: at",
            "default: until",
            "10:39: error[default-circle]: each stands in for the next: `until` → `until`",
        ),
        ("default: at", "default: with", "10:39: error[no-such-field]: `with` is no instant of `visit`"),
        (
            "people, says",
            "people, default: at, says",
            "11:28: error[misplaced-key]: a field of type `people` has no `default`",
        ),
        ("0 days", "3 weeks", "15:61: error[transit-order]: `2 weeks` is less than `3 weeks`"),
        ("0 days", "2 hours", "15:48: error[bad-offset]: `2 hours` is no number of days (write it as `2 days`)"),
        (
            "person} for",
            "persn} for",
            "16:24: error[unknown-field-in-point]: unknown field `persn` in the line of `greet`",
        ),
        ("$$5", "$5", "16:24: error[malformed-point]: the line of `greet` has a `$` without the name of a field"),
        ("Greet", "Greet\\n", "16:24: error[malformed-point]: the line of `greet` is not one line"),
        ("groups:", "roles: {boss: {says: x, derived: true}}\ngroups:", "14:25: error[derived-role]: only the role"),
    ],
)
def test_words_that_cannot_be_meant_are_told(old: str, new: str, line: str) -> None:
    assert old in WORDS
    node = read(WORDS.replace(old, new, 1))
    assert () == validate(node, "vocabulary")
    _, found = vocabulary_from(node)
    assert [True] == [str(d).removeprefix("a.yaml:").startswith(line) for d in found], found


def test_every_field_of_a_shipped_point_is_known() -> None:
    assert "interview_date" in POINT_FIELDS
    assert (
        ()
        == vocabulary_from(
            read((files("followup_schemas") / "vocabulary.yaml").read_text("utf-8")), type(built_in())()
        )[1]
    )
