"""What ``followup words`` knows: every key, field and value that a policy, a timeline or a suite may have."""

import sys
from collections.abc import Iterator, Mapping
from typing import Any, cast

import pytest

import followup
from followup.cli.added import added_keys
from followup.cli.language import FILES, Key, language
from followup.cli.layout import columns
from followup.cli.word_text import found_words, listing, word_data, word_text
from followup.extension.host import PluginHost
from followup.loading.completion import published
from followup.loading.policy import load
from followup.loading.read import from_data
from followup.loading.vocabulary import built_in
from followup.model.additions import Additions
from followup.model.vocabulary import EventKind, Field, FieldType, Vocabulary

WORDS = built_in()
LANGUAGE = language(WORDS)
FIELDS = [(kind.name, name) for kind in WORDS.events.values() for name in kind.fields]


def said(word: str, words: Vocabulary = WORDS) -> str:
    found = [one for one in found_words(words, word) if isinstance(one.meaning, tuple)]
    return " ".join(" ".join(word_text(found, words, [])).split())


def meanings(word: str) -> list[Key]:
    return [key for one in found_words(WORDS, word) if isinstance(one.meaning, tuple) for key in one.meaning]


def keys_of(schema: Mapping[str, Any], name: str = "") -> Iterator[str]:
    """Yield the keys of all maps in a schema, wherever they stand, but those by which an ``if`` looks at one."""
    for key, part in schema.items():
        if key == "properties":
            yield from part
        if key not in ("if", "examples", "default") and isinstance(part, dict):
            yield from keys_of(part, key)


def values_of(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from (value for value in schema.get("enum", ()) if value is not None)
        for key, part in schema.items():
            if key not in ("examples", "default"):
                yield from values_of(part)


@pytest.mark.parametrize("file", FILES)
def test_every_key_and_value_in_a_schema_is_known_with_the_file_and_an_example(file: str) -> None:
    keys = set(keys_of(published(file)))
    assert len(keys) > 15
    for name in keys:
        own = [key for key in meanings(name) if key.name == name and key.is_in(file)]
        assert own, name
        assert all(key.examples for key in own), name
    for value in set(values_of(published(file))):
        assert [key for key in meanings(value) if value in key.values], value


@pytest.mark.parametrize(("event", "name"), FIELDS)
def test_every_field_of_an_event_is_known_with_an_example_that_is_right(event: str, name: str) -> None:
    [key] = [key for key in meanings(name) if key.event == event]
    assert f"`{name}` is a key of the event `{event}`." in said(name)
    for value in WORDS.events[event].fields[name].values:
        assert f"`{value}` is a value of `{name}`, a key of the event `{event}`." in said(value)
        see_that_it_is_right(key.taking(value), value)
    see_that_it_is_right(key)


def see_that_it_is_right(key: Key, value: str | None = None) -> None:
    """Load what *key* shows as a timeline, and as a part of a rule."""
    event, *rule = key.examples
    assert isinstance(event, list)
    assert event[0]["event"] == key.event
    assert value in (None, event[0][key.name])
    people: dict[str, object] = {"dana": {}, "lee": {}}
    followup.timeline({"timezone": "UTC", "people": people, "events": event})
    for part in rule:
        assert isinstance(part, dict)
        body = {"act": "check-in", "to": {"each": "recruiter"}, "from": "interview"}
        body["window"] = {"recommended": "1 day", "expires": "1 week"}
        beside = {"when": part["when"]} if "when" in part else {}
        body |= {"from": part["from"]} if "from" in part else {}
        written = {"policy": "mine", "rules": [{"id": "call", **beside, "do": body}]}
        policy, found = checked(written)
        assert policy is not None, found


def checked(written: dict[str, Any]) -> tuple[followup.Policy | None, list[str]]:
    node, _ = from_data(written)
    assert node is not None
    policy, found = load(node, lambda *_: (None, ()), WORDS, Additions(), "<mapping>")
    return policy, [str(one) for one in found]


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("expect", "`expect` is a key of each entry of `cases`. What must be true of the plan"),
        ("only", "It stands in a test suite, under cases > expect. For example: only: true"),
        ("withheld", "For example: withheld: [{rule: weekly-check-in, reason: forbidden}]"),
        ("never", "Prohibitions that no step of the plan may break"),
        ("never", "`never` is a value of `expires`."),
        ("add", "Events that are put behind those of the timeline, for this case only."),
        ("horizon", "Default: 180 days after `as_of` or the last event, whichever is later."),
        ("assume", "`assume` is a key of a timeline. How the future answers what the plan proposes;"),
        ("assume", "It stands in a timeline, at the top."),
        ("answer_by", "`answer_by` is a key of the event `timeframe`. The day that was named."),
        ("answer_by", "It stands in a timeline, under events; in a test suite, under cases > add."),
        ("answer_by", "- {event: timeframe, at: 2026-03-02T10:55, by: lee, answer_by: 2026-03-16} from: timeframe."),
        ("voicemail", "`voicemail` is a value of `outcome`, a key of the event `did`. How a call ended."),
        ("voicemail", "`voicemail` is a value of `outcome`, a key of each entry of `assume`."),
        ("voicemail", "when: {happened: {did: {outcome: voicemail}}}"),
        ("act", "`act` is a key of `do`."),
        ("act", "under rules > forbid; in a test suite, under cases > expect > never."),
        ("act", "`act` is a value of `type`"),
        ("status", "overdue it is late, and still worth doing"),
        ("overdue", "`overdue` is a value of `status`, a key of each entry of `steps`. How it stands at `as_of`."),
        ("poor", "`poor` is a value of `felt`, a key of the event `impression`."),
        ("poor", "`poor` is a value of `handwriting`, a key of `facts`."),
        ("traditional", "For example: facts: {company.culture: traditional} when: {fact: {company.culture: tradi"),
        ("friday", "For example: weekend: [friday]"),
    ],
)
def test_a_word_says_all_that_it_means_and_where_it_stands(word: str, text: str) -> None:
    assert text in said(word)


def test_words_of_a_policys_own_have_their_fields_too() -> None:
    fields = {
        "seen": Field(FieldType.WORD, "what you saw", ("desks", "people")),
        "when-again": Field(FieldType.INSTANT),
    }
    words = WORDS | Vocabulary(events={"tour": EventKind("tour", "they show you around", fields=fields)})
    assert "`desks` is a value of `seen`, a key of the event `tour`. What you saw." in said("desks", words)
    assert "`when-again` is a key of the event `tour`. It stands in a timeline, under" in said("when-again", words)


def test_what_vocabularies_say_of_english_is_no_value() -> None:
    values = {one.name for one in found_words(WORDS, None) if one.kind == "values"}
    assert {"days", "hours", "business days", "last-used", "never", "voicemail", "expired"} <= values
    assert not {"a", "an", "the", "you should", "with", "check"} & values


def test_a_list_has_each_key_once_for_its_file_in_the_order_of_the_schema() -> None:
    lines = list(listing(found_words(WORDS, None)))
    start, end = lines.index("KEYS OF A TIMELINE"), lines.index("KEYS OF A TEST SUITE")
    keys = [line.split()[0] for line in lines[start + 1 : end] if line[2:3].strip()]
    order = ("timeline", "timezone", "hours", "open", "close", "calendar", "facts", "people", "events", "assume")
    assert list(order) == [key for key in keys if key in order]
    assert len(keys) == len(set(keys))
    assert all(len(line) <= columns() for line in lines)


def test_words_as_data_have_every_meaning_with_its_places() -> None:
    data = word_data([one for one in found_words(WORDS, "voicemail") if one.kind == "values"], None)
    of = cast("dict[str, Any]", data["values"]["voicemail"])["of"]
    assert [None, "did"] == [one["event"] for one in of]
    assert [("timeline", ("assume",))] == [(one["file"], one["under"]) for one in of[0]["places"]]


class FullMoon:
    name, reads = "full-moon", ("day",)
    schema: Mapping[str, object] = {"type": "boolean"}

    def holds(self, body: object, moment: followup.Moment) -> bool:
        return body is True


class EachWeek:
    name = "each-week"
    schema: Mapping[str, object] = {"description": "Once a week.", "examples": [{"act": "check-in"}]}

    def advise(self, body: object, moment: followup.Moment) -> Iterator[Mapping[str, object]]:
        return iter(())


@followup.hookimpl
def register_conditions() -> list[followup.Condition]:
    return [FullMoon()]


@followup.hookimpl
def register_rule_kinds() -> list[followup.RuleKind]:
    return [EachWeek()]


ADDED = tuple(added_keys(PluginHost.of(sys.modules[__name__]).additions))


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("company-gap", "`company-gap` is a key of `when`. True when your last contact, "),
        ("company-gap", "It stands in a policy, under rules > when or rules > do > via > when. For example: "),
        ("company-gap", "when: {company-gap: 3 days} when: {company-gap: 1 week}"),
        ("weekday", "when: {weekday: [tuesday, thursday]}"),
        ("quiet-hours", "when: {quiet-hours: {from: 20, to: 8}}"),
        ("full-moon", "`full-moon` is a key of `when`. A condition of a plugin. It stands in a policy, under"),
        (
            "each-week",
            "`each-week` is a key of each entry of `rules`. Once a week. It stands in a policy, under rules.",
        ),
        ("each-week", "For example: each-week: {act: check-in}"),
    ],
)
def test_a_word_that_a_plugin_adds_is_explained_by_its_schema(word: str, expected: str) -> None:
    assert expected in " ".join(" ".join(word_text(found_words(WORDS, word, ADDED), WORDS, [])).split())


def test_a_list_has_the_words_of_plugins_among_the_keys_of_a_policy() -> None:
    lines = list(listing(found_words(WORDS, None, ADDED)))
    keys = [line.split()[0] for line in lines[: lines.index("KEYS OF A TIMELINE")] if line[2:3].strip()]
    assert ["company-gap", "quiet-hours", "weekday", "full-moon", "each-week"] == keys[-5:]
