"""What the check says of policies, each mistake alone and several at once."""

import textwrap
from collections.abc import Mapping

import pytest

from followup.loading.check_circles import check_circles
from followup.loading.check_window import check_window
from followup.loading.policy import load
from followup.loading.read import from_data, read_text
from followup.loading.vocabulary import built_in
from followup.model.additions import Additions
from followup.model.condition import Moment
from followup.model.place import Place

HEAD = "policy: mine\n"


def findings(text: str, additions: Additions | None = None) -> list[str]:
    node, diagnostics = read_text(text, "mine.yaml")
    assert node is not None, diagnostics
    _, diagnostics = load(node, lambda *_: (None, ()), built_in(), additions or Additions(), "mine.yaml")
    return [str(diagnostic).removeprefix("mine.yaml:") for diagnostic in diagnostics]


def finding(text: str, additions: Additions | None = None) -> str:
    """Return the one thing that is wrong with *text*, which must be found where a `»` stands in it."""
    before = text.partition("»")[0]
    place = f"{before.count(chr(10)) + 1}:{len(before.rpartition(chr(10))[2]) + 1}: "
    (found,) = findings(text.replace("»", ""), additions)
    assert found.startswith(place), found
    return found.removeprefix(place)


def rule(do: str = "", **more: str) -> str:
    """Return a policy of one sound rule, from line 2 on, with keys replaced or added."""
    parts = {"act": "check-in", "to": "{each: interviewer}", "from": "interview.ends"}
    parts |= {"window": "{recommended: 7 days, expires: never}"} | more
    body = "".join(f"\n      {key}: {value}" for key, value in parts.items() if value)
    return f"{HEAD}rules:\n  - id: one{do}\n    do:{body}\n"


def forbid(body: str) -> str:
    return f"{HEAD}rules:\n  - {{id: one, forbid: {body}}}\n"


def when(condition: str, **more: str) -> str:
    return rule(f"\n    when: {condition}", **more)


class TestWords:
    @pytest.mark.parametrize(
        ("policy", "expected"),
        [
            (
                rule(act="»chek-in"),
                "error[unknown-act]: unknown act `chek-in` (did you mean `check-in`?)",
            ),
            (
                rule(to="{each: »interviwer}"),
                "error[unknown-role]: unknown role `interviwer` (did you mean `interviewer`?)",
            ),
            (
                rule(to="{first: [»timeframe.answer_by, recruiter]}"),
                "error[unknown-field]: `answer_by` of `timeframe` does not say from whom it came "
                "(did you mean `timeframe.by`?)",
            ),
            (
                rule(to="{first: [»timefram.by]}"),
                "error[unknown-event]: unknown event `timefram` (did you mean `timeframe`?)",
            ),
            (
                rule(to="{first: [»timeframe.bye]}"),
                "error[unknown-field]: unknown field `bye` of `timeframe` (did you mean `timeframe.by`?)",
            ),
            (
                rule(via="[{medium: »emial}]"),
                "error[unknown-medium]: unknown medium `emial` (did you mean `email`?)",
            ),
            (
                rule(say="[»thanks]"),
                "error[unknown-point]: unknown point `thanks` (did you mean `thank`?)",
            ),
            (
                rule(avoid="[»hury]"),
                "error[unknown-point]: unknown point `hury` (did you mean `hurry`?)",
            ),
            (
                rule(say="[thank]", avoid="[hurry, »thank]"),
                "warning[said-and-avoided]: the point `thank` is to be said as well as avoided",
            ),
            (
                rule("\n    cites: [»S1]"),
                "error[unknown-advice]: unknown advice `S1`",
            ),
            (
                rule("\n    dissent: [»S2]").replace("rules:", "advice: {S1: {where: here, says: this}}\nrules:"),
                "error[unknown-advice]: unknown advice `S2` (did you mean `S1`?)",
            ),
        ],
    )
    def test_an_unknown_word_is_named_where_it_stands(self, policy: str, expected: str) -> None:
        assert expected == finding(policy)

    @pytest.mark.parametrize(
        ("anchor", "expected"),
        [
            ("intervew", "error[unknown-event]: unknown event `intervew` (did you mean `interview`?)"),
            ("interview.end", "error[unknown-instant]: unknown instant `end` of `interview` (did you mean `ends`?)"),
            ("interview.with", "error[unknown-instant]: unknown instant `with` of `interview` (one of `at`, `ends`)"),
            ("did", "error[did-as-anchor]: `did` is no anchor (name a rule: `step.RULE`)"),
            ("did.at", "error[did-as-anchor]: `did` is no anchor (name a rule: `step.RULE`)"),
            ("step.two", "error[unknown-rule]: unknown rule `two` (only `one` is possible)"),
            ("steps.one", "error[unknown-event]: unknown event `steps` (did you mean `step`?)"),
            ("step.one", "error[circular-rules]: the rule `one` waits for itself"),
        ],
    )
    def test_an_anchor_is_an_event_an_instant_or_a_step(self, anchor: str, expected: str) -> None:
        assert expected == finding(rule(**{"from": f"»{anchor}"}))

    @pytest.mark.parametrize("anchor", ["interview", "interview.at", "timeframe.answer_by", "decision", "decision.at"])
    def test_events_groups_and_their_instants_are_anchors(self, anchor: str) -> None:
        assert [] == findings(rule(**{"from": anchor}))

    def test_a_rule_that_forbids_has_no_steps_to_wait_for(self) -> None:
        policy = rule(**{"from": "»step.two"}) + "  - {id: two, forbid: {act: check-in}}\n"
        assert "error[no-steps]: the rule `two` forbids; it has no steps to be done" == finding(policy)

    @pytest.mark.parametrize(
        ("condition", "expected"),
        [
            (
                "{fact: {»company.cultur: modern}}",
                "error[unknown-fact]: unknown fact `company.cultur` (did you mean `company.culture`?)",
            ),
            (
                "{fact: {company.culture: [modern, »moddern]}}",
                "error[unknown-value]: unknown value `moddern` of `company.culture` (did you mean `modern`?)",
            ),
            ("{known: »handwritng}", "error[unknown-fact]: unknown fact `handwritng` (did you mean `handwriting`?)"),
            ("{happened: »offr}", "error[unknown-event]: unknown event `offr` (did you mean `offer`?)"),
            (
                "{happened: {»rply: {from: recipient}}}",
                "error[unknown-event]: unknown event `rply` (did you mean `reply`?)",
            ),
            (
                "{happened: {reply: {»frm: recipient}}}",
                "error[unknown-field]: unknown field `frm` of `reply` (did you mean `from`?)",
            ),
            (
                "{happened: {decision: {»from: recipient}}}",
                "error[unknown-field]: unknown field `from` of `decision` (`decision` has none)",
            ),
            (
                "{happened: {reply: {from: [recipient, »recruter]}}}",
                "error[unknown-role]: unknown role `recruter` (did you mean `recruiter`?)",
            ),
            (
                "{happened: {reply: {via: »fone}}}",
                "error[unknown-medium]: unknown medium `fone` (did you mean `phone`?)",
            ),
            (
                "{happened: {reply: {via: »last-used}}}",
                "error[unknown-medium]: `last-used` is no medium here; it can only be used, in `via` of a `do` "
                "(one of `email`, `post`, `phone`, `in-person`, `linkedin`, `social`)",
            ),
            (
                "{happened: {did: {act: »conect}}}",
                "error[unknown-act]: unknown act `conect` (did you mean `connect`?)",
            ),
            (
                "{happened: {did: {outcome: »spok}}}",
                "error[unknown-value]: unknown value `spok` of `outcome` (did you mean `spoke`?)",
            ),
            (
                "{happened: {did: {»step: one/dana/1}}}",
                "error[untestable-field]: `step` of `did` cannot be looked for (one of `act`, `to`, `via`, `outcome`)",
            ),
            (
                "{happened: {timeframe: {»answer_by: 2026-03-02}}}",
                "error[untestable-field]: `answer_by` of `timeframe` cannot be looked for (only `by` is possible)",
            ),
            (
                "{happened: {rejection: {»at: 2026-03-02}}}",
                "error[untestable-field]: `at` of `rejection` cannot be looked for",
            ),
            (
                "{all: [{known: handwriting}, {any: [{not: {count: {of: »offr, at-least: 2}}}]}]}",
                "error[unknown-event]: unknown event `offr` (did you mean `offer`?)",
            ),
        ],
    )
    def test_conditions_and_patterns_are_checked_all_the_way_down(self, condition: str, expected: str) -> None:
        assert expected == finding(when(condition))

    def test_patterns_that_stop_a_rule_are_checked_like_those_of_conditions(self) -> None:
        expected = "error[unknown-event]: unknown event `decison` (did you mean `decision`?)"
        assert expected == finding(rule(until="[»decison]"))

    def test_the_condition_of_a_medium_is_checked_too(self) -> None:
        expected = "error[unknown-fact]: unknown fact `handwrting` (did you mean `handwriting`?)"
        assert expected == finding(rule(via="[{medium: email, when: {known: »handwrting}}]"))

    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            ("{act: [check-in, »chek-in]}", "error[unknown-act]: unknown act `chek-in` (did you mean `check-in`?)"),
            ("{via: »fone}", "error[unknown-medium]: unknown medium `fone` (did you mean `phone`?)"),
            ("{to: »recrutier}", "error[unknown-role]: unknown role `recrutier` (did you mean `recruiter`?)"),
            ("{before: »did}", "error[did-as-anchor]: `did` is no anchor (name a rule: `step.RULE`)"),
            ("{after: »offr}", "error[unknown-event]: unknown event `offr` (did you mean `offer`?)"),
            ("{on-day-of: »offr}", "error[unknown-event]: unknown event `offr` (did you mean `offer`?)"),
            (
                "{before: offer, »more-than: 3}",
                "error[two-spans]: the forbid has `before` already; it cannot have `more-than`, too "
                "(make two rules of it)",
            ),
            (
                "{closer-than: »same day}",
                "error[bad-offset]: `same day` is no length of time (it must be more than nothing, such as `1 week`)",
            ),
        ],
    )
    def test_a_forbid_is_checked(self, body: str, expected: str) -> None:
        assert expected == finding(forbid(body))

    def test_words_of_the_policys_own_are_words_but_some_names_are_taken(self) -> None:
        policy = textwrap.dedent("""\
            policy: mine
            vocabulary:
              acts: {send-portfolio: {says: send samples}}
              media: {last-used: {says: what else}}
              roles: {recipient: {says: who else}}
              events: {step: {says: a step}}
            rules:
              - id: one
                do: {act: send-portfolio, from: interview, window: {recommended: 1 day, expires: never}}
            """)
        assert [
            f"{place}: error[reserved-word]: `{word}` means something else in policies (choose another name)"
            for place, word in [("4:11", "last-used"), ("5:11", "recipient"), ("6:12", "step")]
        ] == findings(policy)


class TestRules:
    def test_two_rules_cannot_have_one_id(self) -> None:
        expected = "error[duplicate-rule]: the rule `one` is already defined in line 3"
        assert expected == finding(forbid("{act: check-in}") + "  - {id: »one, forbid: {via: phone}}\n")

    def test_a_rule_must_do_or_forbid_something(self) -> None:
        expected = "error[no-kind]: the rule `one` neither advises nor forbids anything (add `do:` or `forbid:`)"
        assert expected == finding(f"{HEAD}rules:\n  - {{id: »one}}\n")

    def test_a_rule_cannot_do_and_forbid(self) -> None:
        expected = (
            "error[two-kinds]: the rule `one` has `do` already; it cannot be `forbid`, too (make two rules of it)"
        )
        assert expected == finding(rule() + "    »forbid: {act: check-in}\n")

    def test_the_strength_fits_the_kind(self) -> None:
        expected = (
            "error[wrong-strength]: a `do` rule cannot have the strength `must-not` (one of `must`, `should`, `may`)"
        )
        assert expected == finding(rule("\n    strength: »must-not"))
        expected = (
            "error[wrong-strength]: a `forbid` rule cannot have the strength `must` (one of `must-not`, `should-not`)"
        )
        assert expected == finding(forbid("{act: check-in}, strength: »must"))

    def test_a_repeat_has_an_end(self) -> None:
        expected = "error[unbounded-repeat]: this repeats without end (add `times:` to it, or `until:` to the `do`)"
        assert expected == finding(rule(repeat="{every: 1 week}").replace("repeat:", "»repeat:"))
        assert [] == findings(rule(repeat="{every: 1 week, times: 2}"))
        assert [] == findings(rule(repeat="{every: 1 week}", until="[decision]"))

    @pytest.mark.parametrize("every", ["0 days", "-1 week", "1 day at 10:00", "end of day"])
    def test_a_period_is_more_than_nothing(self, every: str) -> None:
        assert finding(rule(repeat=f"{{every: »{every}, times: 2}}")).startswith("error[bad-offset]: ")

    @pytest.mark.parametrize("name", ["earliest", "recommended", "overdue", "expires"])
    def test_every_offset_of_a_window_is_read(self, name: str) -> None:
        window = {"recommended": "1 day", "expires": "never", name: "»7 dyas"}
        policy = rule(window="{" + ", ".join(f"{key}: {value}" for key, value in window.items()) + "}")
        assert "error[bad-offset]: unknown unit `dyas` (did you mean `days`?)" == finding(policy)

    def test_where_nobody_is_addressed_nobody_is_the_recipient(self) -> None:
        message = "warning[no-recipient]: these steps go to nobody, so that nobody is their `recipient` (add `to:`)"
        assert message == finding(rule(to="", until="[offer, {reply: {from: »recipient}}]"))
        assert message == finding(when("{not: {happened: {reply: {from: »recipient}}}}", to=""))
        message = "warning[no-recipient]: these steps go to nobody, who has no `last-used` medium (add `to:`)"
        assert message == finding(rule(to="", via="[{medium: »last-used}]"))

    def test_a_forbids_condition_may_speak_of_the_recipient(self) -> None:
        assert [] == findings(forbid("{act: check-in}, when: {happened: {reply: {from: recipient}}}"))

    def test_a_row_with_a_reason_not_to_be_cited_is_not_cited(self) -> None:
        policy = rule("\n    cites: [»S1]").replace(
            "rules:", "advice: {S1: {where: here, says: this, not_encoded: a pointer}}\nrules:"
        )
        assert (
            "warning[cited-though-not-encoded]: `S1` is cited here, but says in `not_encoded` why no rule cites it"
        ) == finding(policy)

    def test_all_mistakes_come_at_once_and_sorted(self) -> None:
        policy = rule(act="chek-in", until="[offr]") + "  - {id: one, strength: must, forbid: {via: fone}}\n"
        codes = [found.split("[")[1].split("]")[0] for found in findings(policy)]
        assert ["unknown-act", "unknown-event", "duplicate-rule", "wrong-strength", "unknown-medium"] == codes


class TestCircles:
    def test_a_circle_is_reported_once_with_its_chain(self) -> None:
        here = Place("mine.yaml", 1, 1)
        waits = {name: (other, here) for name, other in {"x": "a", "a": "b", "b": "c", "c": "a", "y": "z"}.items()}
        found = [diagnostic.message for diagnostic in check_circles(waits)]
        assert ["these rules wait for each other: `a` → `b` → `c` → `a`"] == found

    def test_rules_may_wait_for_others_in_a_row(self) -> None:
        window = "{recommended: 1 day, expires: never}"
        policy = rule() + "".join(
            f"  - {{id: {name}, do: {{act: prepare, from: step.{other}, window: {window}}}}}\n"
            for name, other in [("two", "one"), ("three", "two")]
        )
        assert [] == findings(policy)


def impossible(**window: str) -> list[tuple[str, str]]:
    node, _ = from_data({"expires": "never", **window})
    assert node is not None
    found = list(check_window(node))
    assert {"impossible-window"} >= {diagnostic.code for diagnostic in found}
    return [(diagnostic.message.split("`")[1], diagnostic.message.split("`")[5]) for diagnostic in found]


class TestWindows:
    @pytest.mark.parametrize(
        ("first", "second"),
        [
            ("7 days", "6 days"),
            ("1 week", "6 days"),
            ("7 days at 10:00", "7 days at 09:59"),
            ("1 week at 10:00", "7 days at 09:00"),
            ("7 days", "6 days at 23:59"),
            ("7 days at 00:00", "6 days"),
            ("2 hours", "119 minutes"),
            ("end of day", "0 days at 10:00"),
            ("2 months", "1 month"),
            ("1 month", "27 days"),
            ("5 business days", "3 business days"),
            ("5 business days", "4 days"),
            ("3 days", "24 hours"),
            ("100 hours", "2 days"),
            ("0 minutes", "-1 day at 18:00"),
            ("-1 day", "-2 days"),
            ("same day", "-1 hour"),
        ],
    )
    def test_what_lies_before_it_for_every_anchor_is_a_mistake(self, first: str, second: str) -> None:
        assert [("expires", "recommended")] == impossible(recommended=first, expires=second)
        assert [("overdue", "recommended")] == impossible(recommended=first, overdue=second)
        assert [("recommended", "earliest")] == impossible(earliest=first, recommended=second)

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            ("7 days", "7 days"),
            ("7 days", "1 week"),
            ("7 days", "7 days at 10:00"),
            ("7 days at 10:00", "7 days"),
            ("0 minutes", "same day at 09:00"),
            ("24 hours", "end of day"),
            ("24 hours", "1 day"),
            ("1 day", "24 hours"),
            ("1 month", "28 days"),
            ("31 days", "1 month"),
            ("4 days", "3 business days"),
            ("3 business days", "3 days"),
            ("1 day at 18:00", "1 day at 18:00"),
            ("30 hours", "1 day"),
        ],
    )
    def test_what_may_lie_behind_it_for_some_anchor_is_none(self, first: str, second: str) -> None:
        assert [] == impossible(recommended=first, expires=second)

    def test_a_window_that_rolls_may_be_saved_by_it(self) -> None:
        assert [] == impossible(recommended="7 days", expires="6 days", roll="back")
        assert [("expires", "recommended")] == impossible(recommended="7 days", expires="6 days", roll="forward")
        assert [] == impossible(earliest="7 days", recommended="6 days", roll="forward")
        assert [("recommended", "earliest")] == impossible(earliest="7 days", recommended="6 days", roll="back")

    def test_each_date_is_reported_once_and_against_the_recommended_one(self) -> None:
        window = {"earliest": "6 days", "recommended": "5 days", "overdue": "4 days", "expires": "3 days"}
        expected = [("overdue", "recommended"), ("expires", "recommended"), ("recommended", "earliest")]
        assert expected == impossible(**window)

    def test_expiry_before_overdue_is_a_mistake_too(self) -> None:
        assert [("expires", "overdue")] == impossible(recommended="1 day", overdue="8 days", expires="7 days")


class Weekend:
    name = "weekend"
    schema: Mapping[str, object] = {"type": "object", "properties": {"day": {"enum": ["saturday", "sunday"]}}}
    reads = ("day",)

    def holds(self, body: object, moment: Moment) -> bool | None:
        return None


def test_a_plugins_condition_is_checked_by_its_own_schema_and_around_it_all_goes_on() -> None:
    additions = Additions(conditions={"weekend": Weekend()})
    assert [] == findings(when("{not: {weekend: {day: sunday}}}"), additions)
    (found,) = findings(when("{not: {weekend: {day: monday}}}"), additions)
    assert found.startswith("4:")
    policy = when("{all: [{weekend: {day: sunday}}, {known: »hand}]}")
    assert "error[unknown-fact]: unknown fact `hand`" == finding(policy, additions).partition(" (")[0]
