"""A policy in plain sentences: each construct has its sentence, and none loses what a rule states."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import followup
from followup.cli.uses import uses_of
from followup.loading.compile import compile_policy
from followup.loading.data import from_data
from followup.loading.policy import load
from followup.loading.read import read_file
from followup.loading.vocabulary import built_in
from followup.model.additions import Additions
from followup.model.condition import All, Condition, Custom, Fact, Happened, Known, Not, Pattern
from followup.model.condition import Any as AnyOf
from followup.model.offset import Offset
from followup.model.policy import Policy
from followup.model.rule import After, Anchor, Before, CloserThan, Do, Forbid, MoreThan, OnDayOf, Rule
from followup.model.vocabulary import FieldType, Vocabulary
from followup.sentences.condition import clause
from followup.sentences.rule import rule_sentences, summary
from followup.testing.strategies import Data, conditions, policies

Row = dict[str, Any]

NODE = read_file(Path(__file__).parent / "sentences.yaml")[0]
assert NODE is not None
TABLE: Any = NODE.plain()

FIVE = ("krautzel", "not-too-desperate", "resumehelp", "sparks-group", "stay-on-the-radar")
WORDS = {
    "events": {
        "strike": {
            "says": "nobody works",
            "fields": {
                "mood": {"type": "word", "says": "how it is", "values": ["calm", "loud"]},
                "led_by": {"type": "sender", "says": "who leads it"},
                "over_at": {"type": "instant", "says": "when it is over"},
            },
        }
    },
    "acts": {"send-flowers": {"says": "send flowers"}},
    "media": {"pigeon": {"says": "a pigeon"}},
    "facts": {"office.dog": {"says": "a dog", "asks": "Is there a dog?", "values": ["present", "absent"]}},
    "roles": {"press-officer": {"says": "whoever talks to the press"}},
}


class Weather:
    name, reads = "weather", ("day",)
    schema: Mapping[str, object] = {"type": "object"}

    def holds(self, body: object, moment: followup.Moment) -> bool:
        return bool(body) and moment.now is not None


class Nudge:
    name = "nudge"
    schema: Mapping[str, object] = {"type": "object"}

    def advise(self, body: object, moment: followup.Moment) -> Iterable[Mapping[str, object]]:
        return ()


ADDITIONS = Additions(conditions={"weather": Weather()}, rule_kinds={"nudge": Nudge()})


def policy_of(data: Data) -> Policy:
    node, found = from_data(data, "<mapping>")
    assert node is not None, found
    policy, found = load(node, lambda _name, _place: (None, ()), built_in(), ADDITIONS, "<mapping>")
    assert policy is not None, [str(diagnostic) for diagnostic in found]
    return policy


def compiled(data: Data) -> Policy:
    """Return what was generated, which is right: looking for mistakes in it would take most of the time."""
    node, found = from_data(data, "<mapping>")
    assert node is not None, found
    return compile_policy(node, built_in(), ADDITIONS)


def rule_of(rule: Row) -> tuple[Rule, Vocabulary]:
    first = {"id": "first", "do": {"act": "prepare", "from": "interview", "window": USUAL}}
    policy = policy_of({"policy": "one", "vocabulary": WORDS, "rules": [first, {"id": "it", **rule}]})
    found = policy.rule("it")
    assert found is not None
    return found, policy.vocabulary


def text_of(rule: Rule, words: Vocabulary) -> str:
    return " ".join(rule_sentences(rule, words))


# ------------------------------------------------------------------ every construct has its sentence

USUAL = {"recommended": "1 hour", "expires": "7 days"}
REST = "It can be done from the recommended time until 7 days after the interview's end."


@pytest.mark.parametrize("row", TABLE["conditions"], ids=lambda row: row["reads"])
def test_a_condition_reads_as_it_was_written_by_hand(row: Row) -> None:
    rule, words = rule_of({"forbid": {"act": "check-in"}, "when": row["when"]})
    assert ("You should not check in with anybody.", f"This holds only if {row['reads']}.") == rule_sentences(
        rule, words
    )


@pytest.mark.parametrize("row", TABLE["rules"], ids=lambda row: " ".join(row["reads"]))
def test_a_rule_reads_as_it_was_written_by_hand(row: Row) -> None:
    written = row["rule"]
    if "do" in written:
        written = {**written, "do": {"act": "thank-you", "from": "interview.ends", "window": USUAL, **written["do"]}}
    rule, words = rule_of(written)
    found = [text for text in rule_sentences(rule, words) if text != REST]
    assert row["reads"] == found
    if "summary" in row:
        assert row["summary"] == summary(rule, words)
    elif len(found) == 1 and "via" not in written.get("do", {}):
        assert found[0] == summary(rule, words)


def test_the_table_has_every_key_of_the_language() -> None:
    from followup.cli.language import language

    parts = ("do", "forbid", "when")
    rules = [(key.name, where.under[1:]) for key in language(built_in()) for where in key.places if where.under]
    keys = {name for name, under in rules if under and under[0] in parts and "happened" not in under}
    assert keys | {"strength", "when"} <= set(_keys(TABLE))


def _keys(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        for part in value.values():
            yield from _keys(part)
    elif isinstance(value, list):
        for part in value:
            yield from _keys(part)


def test_own_words_read_as_their_policy_says() -> None:
    words = {
        "events": {
            "visit": {
                "says": "they come",
                "reads": "a visit to you",
                "fields": {"who": {"type": "person", "says": "who comes", "reads": "by ${value}"}},
            }
        },
        "acts": {"cook": {"says": "cook", "reads": "cook a meal for ${person}"}},
        "media": {"fax": {"says": "fax", "reads": "by telefax"}},
        "facts": {
            "weather": {
                "says": "how the sky is",
                "asks": "How is the sky?",
                "values": ["sunny", "rainy"],
                "reads": {"sunny": "the sun shines", "rainy": "it rains"},
            }
        },
        "roles": {"guest": {"says": "whoever comes", "reads": "an honoured guest"}},
    }
    do = {"act": "cook", "to": {"each": "guest"}, "via": [{"medium": "fax"}], "from": "visit", "window": USUAL}
    visits = {"count": {"of": {"visit": {"who": "guest"}}, "at-least": 2}}
    when = {"all": [{"not": {"fact": {"weather": ["rainy", "sunny"]}}}, visits]}
    policy = policy_of({"policy": "own", "vocabulary": words, "rules": [{"id": "r", "do": do, "when": when}]})
    assert (
        "You should cook a meal for each honoured guest 1 hour after the visit to you, by telefax.",
        "Do so only if it is not true that (the sun shines or it rains)"
        " and there have been at least 2 visits to you by an honoured guest.",
    ) == rule_sentences(policy.rules[0], policy.vocabulary)[:2]


@pytest.mark.parametrize(
    ("part", "entry", "message"),
    [
        ("acts", {"reads": "do ${thing}"}, "`do ${thing}` "),
        ("media", {"reads": "by ${value}"}, "`by ${value}` "),
        (
            "facts",
            {"asks": "How is it?", "values": ["good", "bad"], "reads": {"goood": "it is good"}},
            "unknown value `goood` of `it` (did you mean `good`?)",
        ),
    ],
)
def test_a_mistake_in_how_a_word_reads_is_found(part: str, entry: Row, message: str) -> None:
    node, _ = from_data({"policy": "own", "vocabulary": {part: {"it": {"says": "it", **entry}}}, "rules": []}, "x")
    assert node is not None
    policy, found = load(node, lambda _name, _place: (None, ()), built_in(), ADDITIONS, "x")
    assert policy is None
    assert message in str(found[0])


def test_a_plugin_tells_how_its_words_read() -> None:
    class Words:
        @followup.hookimpl
        def register_words(self) -> list[followup.Vocabulary]:
            act = followup.Act("cook", "cook", reads="cook for ${person}")
            fact = followup.FactKind("sky", "the sky", "How is it?", ("blue",), {"blue": "the sky is blue"})
            return [followup.Vocabulary(acts={"cook": act}, facts={"sky": fact})]

    words = followup.PluginHost.of(Words()).additions.vocabulary
    assert ("cook for ${person}", {"blue": "the sky is blue"}) == (words.acts["cook"].reads, words.facts["sky"].reads)


# ------------------------------------------------------------------ no condition is lost


def looked_up(rule: Rule, words: Vocabulary) -> Iterator[str]:
    """All that the text of *rule* has to hold, each in its word; found without the help of what makes the text."""
    yield f"ou {rule.strength.replace('-', ' ')} "
    if rule.when is not None:
        yield from of_condition(rule.when, words)
    match rule.body:
        case Do() as do:
            yield from of_act(do.act, words)
            for group in do.to.groups if do.to else ():
                yield f"each {noun(words.roles[group].reads)}" if "." not in group else noun_of(group, words)
            for choice in do.via:
                yield words.media[choice.medium].reads if choice.medium != "last-used" else "the medium last used"
                yield f"({choice.object.replace('-', ' ')})" if choice.object else ""
                yield from of_condition(choice.when, words) if choice.when else ()
            yield from of_anchor(do.anchor, words)
            window = do.window
            for offset in (window.earliest, window.recommended, window.overdue, window.expires):
                yield from of_offset(str(offset)) if offset else ("never expires",) if offset is window.expires else ()
            yield {"none": "", "forward": "moves forward", "back": "moves back"}[window.roll]
            if do.repeat:
                yield re.sub("^1 ", "", str(do.repeat.every)).removeprefix("every ")
                yield f"{do.repeat.times} time" if do.repeat.times else ""
            for pattern in do.until:
                yield from of_pattern(pattern, words)
            yield from (point.replace("-", " ") for point in (*do.say, *do.avoid))
        case Forbid() as forbid:
            yield from (text for act in forbid.acts or () for text in of_act(act, words))
            yield from (words.media[medium].reads for medium in forbid.via or ())
            yield from (noun(words.roles[role].reads) for role in forbid.to or ())
            match forbid.span:
                case Before(anchor):
                    yield from ("before", *of_anchor(anchor, words))
                case After(anchor):
                    yield from ("after", *of_anchor(anchor, words))
                case OnDayOf(anchor):
                    yield from ("on the", "day", *of_anchor(anchor, words, day=True))
                case CloserThan(offset):
                    yield from (f"within {offset} of the last contact",)
                case MoreThan(number):
                    yield "more than once" if number == 1 else f"more than {number} times"
                case None:
                    pass


def of_condition(condition: Condition, words: Vocabulary) -> Iterator[str]:
    match condition:
        case Fact(name, values):
            clauses = [words.facts[name].reads[value] for value in values]
            yield from (clause.split()[-1] for clause in clauses)
            yield clauses[0].split(" is ")[0]
        case Known(name):
            yield words.facts[name].asks
        case Happened(pattern, times):
            yield f"{times} " if times > 1 else ""
            yield from of_pattern(pattern, words, many=times > 1)
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from of_condition(part, words)
        case Not(part):
            yield from of_condition(part, words)
        case Custom(custom, _):
            yield custom.name


def of_pattern(pattern: Pattern, words: Vocabulary, many: bool = False) -> Iterator[str]:
    if pattern.name == "did":
        yield "you"
    else:
        name = noun_of(pattern.name, words)
        yield name.partition(" of ")[0][:-1] if many else name  # replies, promises of a day
    for test in pattern.tests:
        kind = next(kind for kind in words.kinds_called(pattern.name))
        yield "that person" if test.recipient else ""
        yield from (words.roles[role].reads for role in test.roles)
        for value in test.values:
            match kind.fields[test.name].type:
                case FieldType.MEDIUM:
                    yield words.media[value].reads
                case FieldType.ACT:
                    yield from of_act(value, words)
                case _:
                    yield value.replace("-", " ")


def of_act(act: str, words: Vocabulary) -> Iterator[str]:
    yield from (part.strip() for part in words.acts[act].reads.split("${person}"))


def of_anchor(anchor: Anchor, words: Vocabulary, day: bool = False) -> Iterator[str]:
    if anchor.step is not None:
        yield f"“{anchor.step}”"
    elif anchor.instant != "at":
        assert anchor.event
        yield words.events[anchor.event].fields[anchor.instant].reads
    else:
        assert anchor.event
        start = "'s start" if anchor.event == "interview" and not day else ""
        yield f"the {noun_of(anchor.event, words)}{start}"


def of_offset(offset: str) -> Iterator[str]:
    if offset == "end of day":
        yield "the end of "
    else:
        amount, _, time = offset.partition(" at ")
        yield time
        if not amount.startswith("0 ") and amount != "same day":
            yield amount.removeprefix("-")
            yield "before" if amount.startswith("-") else ""


def noun_of(event: str, words: Vocabulary) -> str:
    event = event.partition(".")[0]
    return noun((words.events.get(event) or words.groups[event]).reads)


def noun(reads: str) -> str:
    return re.sub("^an? ", "", reads)


def is_plain_english(text: str) -> bool:
    for one in (text, *re.split(r"(?<=\.) ", text)):
        assert one[0].isupper(), one
        assert one.endswith("."), one
    assert not re.search(r"  |None|\$|[{}\[\]_]|\.\.|,,| [,.;)]|\( ", text), text
    assert not re.search(r"\b(\w+) \1\b", text), text
    assert not re.search(r"\ba [aeio]|\ban [^aeiouH]|\b1 (business )?(?!business)\w+s\b", text), text
    assert not re.search(r"\b([02-9]|\d\d+) (minute|hour|day|week|month|business day|time)\b", text), text
    assert text.count("(") == text.count(")")
    return True


@pytest.mark.parametrize("name", FIVE)
def test_the_policies_lose_nothing_and_read_as_english(name: str) -> None:
    policy = followup.load_policy(name)
    for rule in policy.rules:
        check(rule, policy.vocabulary)


def check(rule: Rule, words: Vocabulary) -> None:
    text = text_of(rule, words)
    assert is_plain_english(text)
    assert is_plain_english(summary(rule, words))
    assert [] == [part for part in looked_up(rule, words) if part not in text], text


OFTEN = settings(max_examples=settings().max_examples * 4 + 60)  # 2,060 in CI
SELDOM = settings(max_examples=max(60, settings().max_examples // 2))


@OFTEN
@given(policies(most_rules=2, most_forbids=1))
def test_a_generated_policy_loses_nothing(data: Data) -> None:
    policy = compiled(data)
    for rule in policy.rules:
        check(rule, policy.vocabulary)


@given(st.lists(conditions(depth=3), min_size=2, max_size=2))
def test_conditions_read_alike_only_if_they_mean_the_same(pair: list[Data]) -> None:
    one, other = conditions_in(*pair)
    assert (meaning(one) == meaning(other)) == (clause(one, built_in()) == clause(other, built_in()))


@given(conditions(depth=3))
def test_a_denial_reads_as_what_it_denies_part_by_part(data: Data) -> None:
    (condition,) = conditions_in(data)
    for asked, denied in ((condition, False), (Not(condition), True)):
        assert clause(asked, built_in()) == clause(written_out(meaning(condition, denied)), built_in())


def written_out(meant: Any) -> Condition:
    """Return the condition that `meaning` tells of: it denies nothing but facts and events."""
    match meant:
        case ("all", *parts):
            return All(tuple(map(written_out, parts)))
        case ("any", *parts):
            return AnyOf(tuple(map(written_out, parts)))
        case ("not", condition):
            return Not(condition)
        case _:
            condition_as_it_is: Condition = meant
            return condition_as_it_is


def conditions_in(*written: Data) -> list[Condition]:
    forbid = {"act": "check-in"}
    rules = [{"id": f"r{number}", "forbid": forbid, "when": when} for number, when in enumerate(written)]
    policy = compiled({"policy": "one", "rules": rules})
    for rule in policy.rules:
        check(rule, policy.vocabulary)
    return [rule.when for rule in policy.rules if rule.when is not None]


@SELDOM
@given(conditions(depth=3), st.data())
def test_one_change_of_a_condition_changes_its_sentence(data: Data, more: st.DataObject) -> None:
    changed = more.draw(st.sampled_from(list(changes_of(data))))
    pair = [
        policy_of({"policy": "one", "rules": [{"id": "r", "forbid": {"act": "check-in"}, "when": when}]})
        for when in (data, changed)
    ]
    one, other = (policy.rules[0] for policy in pair)
    assert one.when is not None
    assert other.when is not None
    differ = meaning(one.when) != meaning(other.when)
    assert differ == (text_of(one, pair[0].vocabulary) != text_of(other, pair[1].vocabulary))


NEIGHBOURS = (
    *(("modern", "traditional"), ("it", "other"), ("media", "communications"), ("poor", "good")),
    *(("linkedin", "email", "phone", "post", "social"), ("spoke", "voicemail", "no-answer")),
    *(("interviewer", "recipient", "recruiter", "hr-manager"), ("hiring-manager", "recipient")),
    *(("prepare", "thank-you", "check-in", "connect", "befriend"), ("rejection", "offer", "decision", "did")),
    *(("timeframe", "reply", "invitation"), ("interview", "impression")),
    ("handwriting", "role.field", "company.culture", "handwriting"),
)
OTHER = {one: other for words in NEIGHBOURS for one, other in pairwise(words)}
"""By word: another that may stand in its place, where it is no key."""


def changes_of(value: Any) -> Iterator[Any]:
    """Return a condition with one thing changed: a value, a number, a kind of list, a part left out, a denial."""
    if isinstance(value, str) and value in OTHER:
        yield OTHER[value]
    elif isinstance(value, int):
        yield value + 1
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from ([*value[:index], changed, *value[index + 1 :]] for changed in changes_of(part))
            if len(value) > 1:
                yield value[:index] + value[index + 1 :]
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from ({**value, key: changed} for changed in changes_of(part))
            if key in ("all", "any"):
                yield {"any" if key == "all" else "all": part}
            if key in ("all", "any", "not", "fact", "known", "happened", "count"):
                yield {"not": value}


def meaning(condition: Condition, denied: bool = False) -> object:
    """What a condition means: the same of two only where Kleene's logic sees no difference."""
    match condition:
        case Not(part):
            return meaning(part, not denied)
        case All(parts) | AnyOf(parts):
            kind = "any" if isinstance(condition, AnyOf) is not denied else "all"
            found: list[object] = []
            for part in parts:
                inner = meaning(part, denied)
                found += inner[1:] if isinstance(inner, tuple) and inner[0] == kind else [inner]
            return found[0] if len(found) == 1 else (kind, *found)
        case _:
            return ("not", condition) if denied else condition


@SELDOM
@given(policies(most_rules=1, most_forbids=1), policies(most_rules=1, most_forbids=1))
def test_rules_that_read_alike_are_alike(one: Data, other: Data) -> None:
    first, second = compiled(one), compiled(other)
    for rule in first.rules:
        for another in second.rules:
            if text_of(rule, first.vocabulary) == text_of(another, second.vocabulary):
                assert alike(rule) == alike(another)


def alike(rule: Rule) -> object:
    """What of a rule its sentences have to tell apart."""
    when = None if rule.when is None else meaning(rule.when)
    body: object = rule.body
    if isinstance(rule.body, Do):
        do = rule.body
        window = [zero(getattr(do.window, name)) for name in ("earliest", "recommended", "overdue", "expires", "roll")]
        until = sorted(do.until, key=lambda pattern: pattern.name == "did")
        via = [(choice.medium, choice.object, choice.when and meaning(choice.when)) for choice in do.via]
        body = (do.act, do.anchor, window, do.to, via, do.repeat, until, do.say, do.avoid)
    return rule.strength, when, body


def zero(offset: Any) -> Any:
    """Return *offset*; whatever moves nothing is the same."""
    return "same" if isinstance(offset, Offset) and offset.amount == 0 and offset.at is None else offset


# ------------------------------------------------------------------ where words are used


@pytest.mark.parametrize("kind", ["events", "groups", "acts", "media", "facts", "roles", "points"])
def test_a_word_is_used_where_it_is_written(kind: str) -> None:
    policies = [followup.load_policy(name) for name in FIVE]
    for name in getattr(built_in(), kind):
        found = {(use.policy, use.rule) for use in uses_of((kind, name), policies)}
        written = re.compile(rf"(?<![\w.-]){re.escape(name)}(?![\w-])").search
        expected = set()
        for policy in policies:
            text = re.sub(r"#.*|^ +(title|says|where|default):.*", "", Path(policy.file).read_text(), flags=re.M)
            for rule in text.partition("\nrules:\n")[2].split("  - id: ")[1:]:
                rule_id, _, body = rule.partition("\n")
                if written(body):
                    expected.add((policy.id, rule_id))
        assert expected == found, name
