"""What a policy's text becomes: the compiled form, how its rules are linked, and what plugins' rules turn into."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from followup.loading.advise import advised, with_advised
from followup.loading.policy import load
from followup.loading.read import read_file, read_text
from followup.loading.vocabulary import built_in
from followup.model.additions import Additions
from followup.model.condition import All, Any, Custom, Fact, FieldTest, Happened, Known, Moment, Not, Pattern
from followup.model.offset import END_OF_DAY, Offset, Unit
from followup.model.place import Place
from followup.model.policy import Advice, Param, Policy
from followup.model.rule import (
    MOST_ADVISED,
    After,
    Anchor,
    Before,
    CloserThan,
    Do,
    Forbid,
    MoreThan,
    OnDayOf,
    PluginRule,
    Recipients,
    Repeat,
    Roll,
    Rule,
    Via,
    Window,
)

POLICIES = Path(__file__).parent.parent / "policies" / "followup_policies"


class Mood:
    """A plugin's condition that looks at everything."""

    name = "mood"
    schema: Mapping[str, object] = {"type": "object"}

    def __init__(self, *reads: str) -> None:
        self.reads = reads

    def holds(self, body: object, moment: Moment) -> bool | None:
        return None


class Ladder:
    """A plugin's rule kind."""

    name = "ladder"
    schema: Mapping[str, object] = {"type": "object"}

    def advise(self, body: object, moment: Moment) -> Iterable[Mapping[str, object]]:
        return ()


def policy_of(text: str, *reads: str) -> Policy:
    node, diagnostics = read_text(text, "mine.yaml")
    assert node is not None, diagnostics
    policy, diagnostics = load(node, lambda *_: (None, ()), built_in(), additions(*reads), "mine.yaml")
    assert policy is not None, [str(diagnostic) for diagnostic in diagnostics]
    return policy


def additions(*reads: str) -> Additions:
    return Additions(conditions={"mood": Mood(*reads)}, rule_kinds={"ladder": Ladder()})


def policy_with(*rules: str, reads: Iterable[str] = ()) -> Policy:
    lines = "".join(f"  - {rule}\n" for rule in rules)
    return policy_of(f"policy: mine\nrules:\n{lines}", *reads)


def do(rule: Rule | None) -> Do:
    assert rule is not None
    assert isinstance(rule.body, Do)
    return rule.body


CALL = "act: check-in, from: interview.ends, window: {recommended: 7 days, expires: never}"


def wakes(condition: str, *reads: str) -> tuple[str, ...]:
    return do(
        policy_with(f"{{id: one, when: {condition}, do: {{{CALL}, to: {{each: interviewer}}}}}}", reads=reads).rules[0]
    ).wakes


class TestForm:
    def test_a_do_becomes_what_it_means(self) -> None:
        policy = policy_of(
            """\
policy: mine
rules:
  - id: one
    title: Call them
    cites: [S1]
    dissent: [S2]
    reading: inferred
    strength: may
    do:
      act: check-in
      to: {first: [timeframe.by, recruiter, interviewer]}
      via:
        - {medium: post, object: card, when: {fact: {company.culture: [modern, traditional]}}}
        - {medium: last-used}
      from: timeframe.answer_by
      window: {earliest: same day, recommended: 7 days at 10:00, overdue: end of day, expires: 6 months, roll: forward}
      repeat: {every: 1 week, times: 3}
      until: [decision, {reply: {from: [recipient, hr-manager], via: phone}}]
      say: [thank]
      avoid: [hurry]
advice:
  S1: {where: here, says: this}
  S2: {where: there, says: that, not_encoded: a pointer}
""".replace("overdue: end of day", "overdue: 8 days at 23:00")
        )
        assert (
            Rule(
                id="one",
                index=0,
                body=Do(
                    act="check-in",
                    anchor=Anchor("timeframe", "answer_by"),
                    window=Window(
                        recommended=Offset(7, Unit.DAY, 600),
                        expires=Offset(6, Unit.MONTH),
                        earliest=Offset(0, Unit.DAY),
                        overdue=Offset(8, Unit.DAY, 23 * 60),
                        roll=Roll.FORWARD,
                    ),
                    to=Recipients(("timeframe.by", "recruiter", "interviewer")),
                    via=(
                        Via("post", "card", Fact("company.culture", frozenset({"modern", "traditional"}))),
                        Via("last-used"),
                    ),
                    repeat=Repeat(Offset(1, Unit.WEEK), 3),
                    until=(
                        Pattern("decision"),
                        Pattern(
                            "reply",
                            (
                                FieldTest("from", roles=frozenset({"hr-manager"}), recipient=True),
                                FieldTest("via", frozenset({"phone"})),
                            ),
                        ),
                    ),
                    say=("thank",),
                    avoid=("hurry",),
                    wakes=("*medium", "*reach"),
                ),
                strength="may",
                place=Place("mine.yaml", 3, 9),
                title="Call them",
                cites=("S1",),
                reading="inferred",
                dissent=("S2",),
            )
            == policy.rules[0]
        )
        assert {
            "S1": Advice("S1", "here", "this"),
            "S2": Advice("S2", "there", "that", "a pointer"),
        } == policy.advice

    def test_what_is_left_out_has_its_default(self) -> None:
        policy = policy_with(f"{{id: one, do: {{{CALL}}}}}", "{id: two, forbid: {act: connect}}")
        one, two = policy.rules
        assert ("should", "explicit", "", None, (), ()) == (
            one.strength,
            one.reading,
            one.title,
            one.when,
            one.cites,
            one.dissent,
        )
        assert Do("check-in", Anchor("interview", "ends"), Window(Offset(7, Unit.DAY), None)) == one.body
        assert ("should-not", Forbid(acts=frozenset({"connect"}))) == (two.strength, two.body)
        assert (1, "mine", "mine", {}, {}, {}, None) == (
            policy.version,
            policy.id,
            policy.title,
            policy.source,
            policy.advice,
            policy.params,
            policy.extends,
        )

    def test_end_of_day_is_an_offset_with_the_days_end(self) -> None:
        policy = policy_with(
            "{id: one, do: {act: prepare, from: interview, window: {recommended: end of day, expires: never}}}"
        )
        assert Offset(0, Unit.DAY, END_OF_DAY) == do(policy.rules[0]).window.recommended

    def test_to_each_is_a_single_group(self) -> None:
        policy = policy_with(f"{{id: one, do: {{{CALL}, to: {{each: reference}}}}}}")
        assert Recipients(("reference",)) == do(policy.rules[0]).to

    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            ("{via: [phone, email]}", Forbid(via=frozenset({"phone", "email"}))),
            (
                "{to: interviewer, before: step.one}",
                Forbid(to=frozenset({"interviewer"}), span=Before(Anchor(None, step="one"))),
            ),
            ("{on-day-of: interview}", Forbid(span=OnDayOf(Anchor("interview")))),
            ("{after: decision.at}", Forbid(span=After(Anchor("decision")))),
            ("{closer-than: 2 days}", Forbid(span=CloserThan(Offset(2, Unit.DAY)))),
            ("{more-than: 0}", Forbid(span=MoreThan(0))),
        ],
    )
    def test_a_forbid_becomes_what_it_means(self, body: str, expected: Forbid) -> None:
        assert expected == policy_with(f"{{id: one, do: {{{CALL}}}}}", f"{{id: two, forbid: {body}}}").rules[1].body

    def test_a_condition_becomes_a_tree(self) -> None:
        policy = policy_with(
            "{id: one, when: {all: [{any: [{known: handwriting}, {mood: {of: day}}]}, {not: {happened: offer}}, "
            "{count: {of: {did: {act: check-in, to: recipient}}, at-least: 3}}]}, forbid: {act: connect}}",
        )
        when = policy.rules[0].when
        assert isinstance(when, All)
        known, mood = when.parts[0].parts if isinstance(when.parts[0], Any) else ()
        assert Known("handwriting") == known
        assert isinstance(mood, Custom)
        assert ({"of": "day"}, "one", Place("mine.yaml", 3, 58)) == (mood.body, mood.rule, mood.place)
        assert (
            Not(Happened(Pattern("offer"))),
            Happened(Pattern("did", (FieldTest("act", frozenset({"check-in"})), FieldTest("to", recipient=True))), 3),
        ) == when.parts[1:]

    def test_params_and_source_are_there_for_reports(self) -> None:
        policy = policy_of(
            "policy: mine\ntitle: Mine\nversion: 4\nsource: {publisher: Me}\n"
            "params: {calls: {default: 3, says: how many}}\nrules: []\n"
        )
        assert ("Mine", 4, {"publisher": "Me"}, {"calls": Param("calls", 3, "how many")}, "mine.yaml") == (
            policy.title,
            policy.version,
            policy.source,
            policy.params,
            policy.file,
        )

    def test_words_of_its_own_are_in_its_vocabulary_with_the_built_in_ones(self) -> None:
        policy = policy_of("policy: mine\nvocabulary: {acts: {wave: {says: wave}}}\nrules: []\n")
        assert {"wave", "check-in"} <= set(policy.vocabulary.acts)
        assert "wave" not in built_in().acts


class TestDigest:
    TEXT = "policy: mine\nrules:\n  - {id: one, forbid: {act: connect, via: phone}}\n"

    def test_layout_comments_and_the_order_of_keys_do_not_count(self) -> None:
        other = "# mine\nrules:\n- forbid:\n    via: phone\n    act: connect\n  id: one\npolicy: mine\n"
        assert policy_of(self.TEXT).digest == policy_of(other).digest
        assert policy_of(self.TEXT).digest.startswith("sha256:")
        assert 7 + 64 == len(policy_of(self.TEXT).digest)

    def test_anything_that_is_said_counts(self) -> None:
        digests = {
            policy_of(text).digest
            for text in [
                self.TEXT,
                self.TEXT.replace("phone", "email"),
                self.TEXT.replace("policy: mine", "policy: mine\ntitle: Mine"),
            ]
        }
        assert 3 == len(digests)

    def test_a_param_counts_by_its_value(self) -> None:
        params = "params: {calls: {default: 3, says: how many}}"
        text = f"policy: mine\n{params}\nrules: [{{id: one, forbid: {{more-than: $calls}}}}]\n"
        assert policy_of(text).digest == policy_of(text.replace("$calls", "3")).digest


class TestLinks:
    def test_a_rule_knows_the_forbids_that_may_touch_it_in_rule_order(self) -> None:
        policy = policy_with(
            "{id: of-others, forbid: {act: connect}}",
            "{id: of-any, forbid: {to: recruiter}}",
            f"{{id: one, do: {{{CALL}, via: [{{medium: phone}}, {{medium: email}}], to: {{each: interviewer}}}}}}",
            "{id: by-post, forbid: {act: check-in, via: post}}",
            "{id: by-phone, forbid: {act: [connect, check-in], via: [phone, post]}}",
        )
        assert ["of-any", "by-phone"] == [rule.id for rule in do(policy.rule("one")).forbids]

    def test_the_medium_last_used_may_be_any(self) -> None:
        policy = policy_with(
            f"{{id: one, do: {{{CALL}, via: [{{medium: last-used}}], to: {{each: interviewer}}}}}}",
            "{id: by-post, forbid: {via: post}}",
        )
        assert ["by-post"] == [rule.id for rule in do(policy.rule("one")).forbids]

    def test_a_rule_without_a_medium_is_not_touched_by_a_forbid_of_media(self) -> None:
        policy = policy_with(f"{{id: one, do: {{{CALL}}}}}", "{id: by-post, forbid: {via: post}}")
        assert () == do(policy.rule("one")).forbids

    @pytest.mark.parametrize(
        ("condition", "expected"),
        [
            ("{known: handwriting}", ()),
            ("{fact: {handwriting: good}}", ()),
            ("{happened: offer}", ("offer",)),
            ("{not: {happened: decision}}", ("decision",)),
            ("{any: [{happened: offer}, {count: {of: interview, at-least: 2}}]}", ("interview", "offer")),
            ("{happened: {reply: {from: recipient}}}", ("reply",)),
            ("{happened: {reply: {from: recruiter}}}", ("reply",)),
            ("{happened: {reply: {from: interviewer}}}", ("*meeting", "reply")),
            ("{happened: {did: {act: [check-in, connect]}}}", ("did:check-in", "did:connect")),
            ("{happened: {did: {to: recipient}}}", ("did",)),
            ("{happened: did}", ("did",)),
        ],
    )
    def test_what_may_make_its_condition_true_wakes_a_rule(self, condition: str, expected: tuple[str, ...]) -> None:
        assert expected == wakes(condition)

    def test_a_plugins_condition_wakes_by_what_it_reads(self) -> None:
        assert () == wakes("{mood: {}}", "facts")
        assert tuple(sorted(built_in().events)) == wakes("{not: {mood: {}}}", "events")

    def test_a_plugins_condition_that_reads_the_day_is_asked_daily_wherever_it_stands(self) -> None:
        conditions = [
            (f"{{id: one, when: {{mood: {{}}}}, do: {{{CALL}}}}}",),
            (f"{{id: one, do: {{{CALL}, via: [{{medium: phone, when: {{mood: {{}}}}}}]}}}}",),
            (f"{{id: one, do: {{{CALL}}}}}", "{id: two, when: {mood: {}}, forbid: {act: check-in}}"),
        ]
        for rules in conditions:
            assert do(policy_with(*rules, reads=["day", "facts"]).rules[0]).daily
            assert not do(policy_with(*rules, reads=["events"]).rules[0]).daily

    def test_media_wake_a_rule_when_they_may_reach_somebody_later(self) -> None:
        media = "via: [{medium: phone, when: {happened: offer}}, {medium: last-used}], to: {each: interviewer}"
        assert ("*medium", "*reach", "offer") == do(policy_with(f"{{id: one, do: {{{CALL}, {media}}}}}").rules[0]).wakes

    @pytest.mark.parametrize(
        ("forbid", "expected"),
        [
            ("{act: check-in}", ()),
            ("{act: check-in, closer-than: 1 day}", ()),
            ("{act: check-in, before: timeframe.answer_by}", ("timeframe",)),
            ("{act: check-in, after: decision}", ("decision",)),
            ("{act: check-in, on-day-of: step.one}", ("step:one",)),
            ("{act: check-in, more-than: 2}", ("*meeting",)),
            ("{act: check-in, to: [interviewer, recruiter]}", ("*meeting",)),
            ("{act: check-in, to: recruiter}", ()),
            ("{act: check-in}, when: {happened: offer}", ("offer",)),
            ("{act: connect, before: timeframe.answer_by}", ()),
        ],
    )
    def test_what_may_end_a_forbid_wakes_the_rules_that_it_holds(self, forbid: str, expected: tuple[str, ...]) -> None:
        policy = policy_with(f"{{id: one, do: {{{CALL}}}}}", f"{{id: two, forbid: {forbid}}}")
        assert expected == do(policy.rules[0]).wakes


LADDER = (
    "{id: first, forbid: {act: connect}}",
    "{id: up, title: Step by step, strength: must, reading: inferred, when: {happened: offer}, ladder: {rungs: 2}}",
    f"{{id: last, do: {{{CALL.replace('interview.ends', 'step.up')}}}}}",
    "{id: not-by-phone, forbid: {act: check-in, via: phone}}",
)


def body(**more: object) -> dict[str, object]:
    return {
        "act": "check-in",
        "from": "interview.ends",
        "window": {"recommended": "7 days", "expires": "never"},
        "via": [{"medium": "phone"}],
        **more,
    }


class TestAdvice:
    def advise(self, *bodies: object) -> tuple[tuple[Rule, ...], list[str]]:
        policy = policy_with(*LADDER)
        rules, diagnostics = advised(policy, policy.rules[1], bodies, additions())
        return rules, [str(diagnostic).removeprefix("mine.yaml:4:10: ") for diagnostic in diagnostics]

    def test_a_plugins_rule_keeps_its_body_until_it_is_asked(self) -> None:
        assert PluginRule("ladder", {"rungs": 2}) == policy_with(*LADDER).rules[1].body

    def test_what_it_advises_becomes_rules_that_share_its_name_and_the_rest(self) -> None:
        (one, two), diagnostics = self.advise(body(), body(act="connect"))
        assert [] == diagnostics
        assert [("up", "check-in"), ("up-2", "connect")] == [(rule.id, do(rule).act) for rule in (one, two)]
        written = policy_with(*LADDER).rules[1]
        assert replace(written, body=one.body) == one
        assert replace(written, body=two.body, id="up-2") == two

    @pytest.mark.parametrize(
        ("bodies", "expected"),
        [
            ([body(act="chek-in")], "error[unknown-act]: what `ladder` advises: unknown act `chek-in` (did you mean"),
            ([body(), body(window={"recommended": "7 dyas", "expires": "never"})], "error[bad-offset]: what `ladder`"),
            ([body(**{"from": "step.frist"})], "error[unknown-rule]: what `ladder` advises: unknown rule `frist`"),
            ([body(whom="dana")], "error[unknown-key]: what `ladder` advises: "),
            (["call"], "error[wrong-type]: what `ladder` advises: "),
            ([{**body(), "say": [object()]}], "error[not-plain-data]: what `ladder` advises: "),
            ([body()] * (MOST_ADVISED + 1), "error[too-much-advice]: what `ladder` advises: more than 500 rules"),
        ],
    )
    def test_what_it_advises_is_checked_like_what_is_written(self, bodies: list[object], expected: str) -> None:
        rules, (diagnostic,) = self.advise(*bodies)
        assert () == rules
        assert diagnostic.startswith(expected)

    def test_the_policy_is_numbered_and_linked_anew(self) -> None:
        policy = policy_with(*LADDER)
        rules, _ = advised(policy, policy.rules[1], [body(), body()], additions())
        full, diagnostics = with_advised(policy, {"up": rules})
        assert () == diagnostics
        assert [("first", 0), ("up", 1), ("up-2", 2), ("last", 3), ("not-by-phone", 4)] == [
            (rule.id, rule.index) for rule in full.rules
        ]
        assert [["not-by-phone"], ["not-by-phone"]] == [
            [forbid.id for forbid in do(full.rule(name)).forbids] for name in ("up", "up-2")
        ]
        assert [4] == [forbid.index for forbid in do(full.rule("up")).forbids]
        assert ("*reach", "offer") == do(full.rule("up")).wakes
        assert policy.digest == full.digest

    def test_a_rule_without_advice_is_left_out(self) -> None:
        full, diagnostics = with_advised(policy_with(*LADDER), {})
        assert (["first", "last", "not-by-phone"], ()) == ([rule.id for rule in full.rules], diagnostics)

    def test_advice_that_closes_a_circle_is_left_out_and_reported(self) -> None:
        policy = policy_with(*LADDER)
        rules, _ = advised(policy, policy.rules[1], [body(**{"from": "step.last"})], additions())
        full, (diagnostic,) = with_advised(policy, {"up": rules})
        assert ["first", "last", "not-by-phone"] == [rule.id for rule in full.rules]
        assert "these rules wait for each other: `up` → `last` → `up`" == diagnostic.message


@pytest.mark.parametrize("file", sorted(POLICIES.glob("*.yaml")), ids=lambda file: file.stem)
def test_every_shipped_policy_loads_without_a_word(file: Path) -> None:
    node, diagnostics = read_file(file)
    assert node is not None, diagnostics
    policy, diagnostics = load(node, lambda *_: (None, ()), built_in(), Additions(), str(file))
    assert [] == [str(diagnostic) for diagnostic in diagnostics]
    assert policy is not None
    assert file.stem == policy.id


def test_there_are_shipped_policies() -> None:
    assert 5 <= len(list(POLICIES.glob("*.yaml")))
