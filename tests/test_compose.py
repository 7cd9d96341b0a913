"""What becomes of a policy and those that it extends: values, places, mistakes."""

import textwrap

from followup.loading.compose import MOST_BASES, Found, compose
from followup.loading.parts import items, mapping, part
from followup.loading.policy import load
from followup.loading.read import read_text
from followup.loading.vocabulary import built_in
from followup.model.additions import Additions
from followup.model.diagnostic import Diagnostic
from followup.model.node import Node
from followup.model.place import Place

BASE = """\
policy: base
version: 3
title: The base
source: {author: Somebody}
params:
  every: {default: 1 week, says: how long between}
  calls: {default: 3, says: how many}
advice:
  S1: {where: here, says: this}
vocabulary:
  acts: {send-portfolio: {says: send samples}}
rules:
  - id: call
    title: Call them
    strength: should
    when: {fact: {handwriting: good}}
    do:
      act: check-in
      to: {each: interviewer}
      via: [{medium: phone}, {medium: email}]
      from: interview.ends
      window: {earliest: 1 day, recommended: 2 days, expires: never}
      repeat: {every: $every, times: $calls}
      until: [decision]
  - id: not-twice
    forbid: {act: check-in, more-than: $calls}
"""


def files(**texts: str) -> dict[str, Node]:
    nodes = {}
    for name, text in texts.items():
        node, diagnostics = read_text(textwrap.dedent(text), f"{name}.yaml")
        assert node is not None, diagnostics
        nodes[name] = node
    return nodes


def composed(text: str, **others: str) -> Found:
    nodes = files(mine=text, base=BASE, **others)

    def find(reference: str, place: Place) -> Found:
        node = nodes.get(reference)
        return node, () if node else (Diagnostic("unknown-policy", f"unknown policy `{reference}`", place),)

    return compose(nodes["mine"], find)


def fine(text: str, **others: str) -> Node:
    node, diagnostics = composed(text, **others)
    assert node is not None, diagnostics
    assert () == diagnostics
    return node


def wrong(text: str, **others: str) -> list[str]:
    node, diagnostics = composed(text, **others)
    assert node is None
    return [str(diagnostic) for diagnostic in diagnostics]


def rules(node: Node) -> dict[str, Node]:
    return {str(mapping(rule)["id"].value): rule for rule in items(part(node, "rules"))}


def at(node: Node, *path: str) -> Node:
    for key in path:
        node = mapping(node)[key]
    return node


class TestMerging:
    def test_a_policy_that_extends_none_and_has_no_params_stays_the_same_node(self) -> None:
        (node,) = files(mine="{policy: mine, rules: []}").values()
        assert (node, ()) == compose(node, lambda *_: (None, ()))
        assert compose(node, lambda *_: (None, ()))[0] is node

    def test_everything_is_inherited_but_the_name(self) -> None:
        node = fine("{policy: mine, extends: base, title: Mine}")
        assert {"policy": "mine", "version": 3, "title": "Mine", "source": {"author": "Somebody"}} == {
            key: at(node, key).plain() for key in ("policy", "version", "title", "source")
        }
        assert ["call", "not-twice"] == list(rules(node))
        assert ["S1"] == list(mapping(at(node, "advice")))
        assert "extends" not in mapping(node)

    def test_title_version_and_source_of_its_own_come_first_and_whole(self) -> None:
        node = fine("{policy: mine, extends: base, version: 7, title: Mine, source: {publisher: Me}}")
        assert [7, "Mine", {"publisher": "Me"}] == [at(node, key).plain() for key in ("version", "title", "source")]

    def test_own_rules_advice_params_and_words_come_at_the_end(self) -> None:
        node = fine(
            """\
            policy: mine
            extends: base
            params: {more: {default: 1 day, says: one more}}
            advice: {M1: {where: mine, says: mine}}
            vocabulary: {acts: {wave: {says: wave}}, media: {flag: {says: a flag}}}
            rules:
              - {id: wave, forbid: {act: wave, closer-than: $more}}
            """
        )
        assert ["call", "not-twice", "wave"] == list(rules(node))
        assert ["S1", "M1"] == list(mapping(at(node, "advice")))
        assert ["every", "calls", "more"] == list(mapping(at(node, "params")))
        assert ["send-portfolio", "wave"] == list(mapping(at(node, "vocabulary", "acts")))
        assert "1 day" == at(rules(node)["wave"], "forbid", "closer-than").value

    def test_do_window_and_repeat_are_merged_and_the_rest_is_replaced(self) -> None:
        node = fine(
            """\
            policy: mine
            extends: base
            change:
              call:
                strength: must
                when: {known: handwriting}
                do:
                  via: [{medium: post}]
                  to: {first: [recruiter]}
                  window: {recommended: 3 days}
                  repeat: {times: 2}
            """
        )
        call = rules(node)["call"]
        assert {
            "id": "call",
            "title": "Call them",
            "strength": "must",
            "when": {"known": "handwriting"},
            "do": {
                "act": "check-in",
                "to": {"first": ["recruiter"]},
                "via": [{"medium": "post"}],
                "from": "interview.ends",
                "window": {"earliest": "1 day", "recommended": "3 days", "expires": "never"},
                "repeat": {"every": "1 week", "times": 2},
                "until": ["decision"],
            },
        } == call.plain()

    def test_a_forbid_is_merged_key_by_key(self) -> None:
        node = fine("{policy: mine, extends: base, change: {not-twice: {forbid: {via: phone}}}}")
        assert {"act": "check-in", "more-than": 3, "via": "phone"} == at(rules(node)["not-twice"], "forbid").plain()

    def test_null_takes_a_key_away_at_every_depth(self) -> None:
        node = fine(
            "{policy: mine, extends: base, change: {call: {title: null, do: {repeat: null, window: {earliest: null}}}}}"
        )
        call = rules(node)["call"]
        assert "title" not in mapping(call)
        assert "repeat" not in mapping(at(call, "do"))
        assert ["recommended", "expires"] == list(mapping(at(call, "do", "window")))

    def test_a_rule_can_become_one_of_the_other_kind(self) -> None:
        node = fine("{policy: mine, extends: base, change: {call: {do: null, forbid: {act: connect}}}}")
        assert {"act": "connect"} == at(rules(node)["call"], "forbid").plain()
        assert "do" not in mapping(rules(node)["call"])

    def test_removed_rules_are_gone_and_their_ids_are_free(self) -> None:
        node = fine(
            "{policy: mine, extends: base, remove: [call], rules: [{id: call, forbid: {act: check-in, via: phone}}]}"
        )
        assert ["not-twice", "call"] == list(rules(node))
        assert "do" not in mapping(rules(node)["call"])

    def test_a_rule_may_count_from_one_that_takes_the_id_of_a_removed_one(self) -> None:
        later = "{id: later, do: {act: prepare, from: step.call, window: {recommended: 1 day, expires: never}}}"
        node = fine(
            "{policy: mine, extends: middle, remove: [call], rules: [{id: call, do: {act: check-in, from: interview, "
            "window: {recommended: 1 day, expires: never}}}]}",
            middle=f"{{policy: middle, extends: base, rules: [{later}]}}",
        )
        assert ["not-twice", "later", "call"] == list(rules(node))

    def test_a_base_is_resolved_before_it_is_changed(self) -> None:
        node = fine(
            "{policy: mine, extends: middle, set: {every: 4 weeks}, "
            "change: {call: {do: {window: {recommended: 5 days}}}}}",
            middle="{policy: middle, extends: base, set: {every: 3 weeks, calls: 9}, "
            "change: {call: {do: {window: {earliest: 4 days}}}}}",
        )
        do = at(rules(node)["call"], "do")
        assert {"earliest": "4 days", "recommended": "5 days", "expires": "never"} == at(do, "window").plain()
        assert {"every": "4 weeks", "times": 9} == at(do, "repeat").plain()

    def test_a_set_param_is_the_default_from_then_on_and_keeps_its_meaning(self) -> None:
        node = fine("{policy: mine, extends: base, set: {every: 2 weeks}}")
        assert {"default": "2 weeks", "says": "how long between"} == at(node, "params", "every").plain()


class TestPlaces:
    def test_every_value_keeps_the_place_where_it_was_written(self) -> None:
        node = fine(
            """\
            policy: mine
            extends: base
            set:
              calls: 5
            change:
              call:
                do:
                  window: {recommended: 3 days}
            """
        )
        do = at(rules(node)["call"], "do")
        window = at(do, "window")
        assert Place("mine.yaml", 8, 29) == at(window, "recommended").place
        assert Place("mine.yaml", 8, 16) == window.keys["recommended"]
        assert Place("base.yaml", 22, 26) == at(window, "earliest").place
        assert Place("base.yaml", 22, 7) == do.keys["window"]
        assert Place("base.yaml", 6, 20) == at(do, "repeat", "every").place
        assert Place("mine.yaml", 4, 10) == at(do, "repeat", "times").place
        assert Place("base.yaml", 23, 31) == at(do, "repeat").keys["times"]
        assert Place("base.yaml", 13, 9) == at(rules(node)["call"], "id").place

    def test_a_param_of_the_wrong_kind_is_reported_where_its_value_is_written(self) -> None:
        nodes = files(mine="policy: mine\nextends: base\nset: {every: 7, calls: 1 week}\n", base=BASE)
        _, diagnostics = load(nodes["mine"], lambda *_: (nodes["base"], ()), built_in(), Additions(), "mine.yaml")
        assert [("wrong-type", Place("mine.yaml", 3, 14)), Place("mine.yaml", 3, 24)] == [
            (diagnostics[0].code, diagnostics[0].place),
            diagnostics[1].place,
        ]

    def test_a_param_is_looked_at_in_the_optional_parts_of_a_rule_too(self) -> None:
        use = (
            "{policy: mine, extends: base, change: {call: {do: {say: [$what]}}}, params: {what: {default: 7, says: x}}}"
        )
        nodes = files(mine=use, base=BASE)
        _, diagnostics = load(nodes["mine"], lambda *_: (nodes["base"], ()), built_in(), Additions(), "mine.yaml")
        place = Place("mine.yaml", 1, use.index("7") + 1)
        assert [("wrong-type", place)] == [(diagnostic.code, diagnostic.place) for diagnostic in diagnostics]

    def test_what_a_removed_rule_leaves_behind_is_reported_where_it_is_removed(self) -> None:
        base = (
            BASE
            + "  - {id: after, do: {act: prepare, from: step.call, window: {recommended: 1 day, expires: never}}}\n"
        )
        nodes = files(mine="{policy: mine, extends: base, remove: [call]}", base=base)
        _, diagnostics = load(nodes["mine"], lambda *_: (nodes["base"], ()), built_in(), Additions(), "mine.yaml")
        assert [
            "mine.yaml:1:40: error[removed-and-needed]: the rule `call` is removed here, and `after` counts time from "
            "it in `base.yaml`, line 27 (change or remove `after`, too)"
        ] == [str(diagnostic) for diagnostic in diagnostics]


class TestParams:
    def test_only_whole_values_of_rules_are_replaced(self) -> None:
        node = fine(
            """\
            policy: mine
            title: $calls
            params: {calls: {default: 3, says: $calls}, what: {default: call, says: what}}
            rules:
              - {id: one, title: the $what, forbid: {act: $what, more-than: $calls}}
            """
        )
        assert "$calls" == at(node, "title").value
        assert "$calls" == at(node, "params", "calls", "says").value
        assert {"id": "one", "title": "the $what", "forbid": {"act": "call", "more-than": 3}} == rules(node)[
            "one"
        ].plain()

    def test_an_unknown_param_is_named_where_it_is_used(self) -> None:
        assert ["mine.yaml:4:35: error[unknown-param]: unknown param `cals` (did you mean `$calls`?)"] == wrong(
            """\
            policy: mine
            params: {calls: {default: 3, says: how many}}
            rules:
              - {id: one, forbid: {more-than: $cals}}
            """
        )

    def test_a_param_stands_for_no_other(self) -> None:
        expected = "error[nested-param]: the value of param `every` is another param; `$` stands in rules only"
        assert [f"mine.yaml:1:44: {expected}"] == wrong("{policy: mine, extends: base, set: {every: $calls}}")


class TestMistakes:
    def test_what_the_base_lacks_cannot_be_set_changed_or_removed(self) -> None:
        assert [
            "mine.yaml:3:7: error[unknown-param]: unknown param `evry` (did you mean `every`?)",
            "mine.yaml:4:10: error[unknown-rule]: unknown rule `cal` (did you mean `call`?)",
            "mine.yaml:5:10: error[unknown-rule]: unknown rule `not-twise` (did you mean `not-twice`?)",
        ] == wrong(
            """\
            policy: mine
            extends: base
            set: {evry: 2 weeks}
            change: {cal: {strength: must}}
            remove: [not-twise]
            """
        )

    def test_what_a_rule_lacks_cannot_be_taken_away(self) -> None:
        assert [
            "mine.yaml:3:17: error[nothing-to-remove]: the rule `call` has no `cites` to take away",
            "mine.yaml:3:44: error[nothing-to-remove]: `window` of the rule `call` has no `overdue` to take away",
        ] == [
            finding.partition(" (")[0]
            for finding in wrong(
                """\
                policy: mine
                extends: base
                change: {call: {cites: null, do: {window: {overdue: null}}}}
                """
            )
        ]

    def test_what_the_base_has_cannot_be_defined_again(self) -> None:
        nodes = files(
            base=BASE,
            mine="""\
            policy: mine
            extends: base
            params: {every: {default: 1 day, says: how long}}
            advice: {S1: {where: mine, says: mine}}
            vocabulary: {acts: {send-portfolio: {says: again}}}
            rules:
              - {id: call, forbid: {act: check-in}}
            """,
        )
        _, diagnostics = compose(nodes["mine"], lambda *_: (nodes["base"], ()))
        assert [
            "mine.yaml:3:10: error[duplicate-param]: param `every` is already defined in `base.yaml`, line 6 "
            "(use `set:` instead)",
            "mine.yaml:4:10: error[duplicate-advice]: advice `S1` is already defined in `base.yaml`, line 9 "
            "(give yours another id)",
            "mine.yaml:5:21: error[duplicate-word]: word `send-portfolio` is already defined in `base.yaml`, line 11 "
            "(use the word of the extended policy, or another one)",
        ] == [str(diagnostic) for diagnostic in diagnostics]

    def test_a_rule_that_the_base_has_cannot_be_defined_again(self) -> None:
        nodes = files(mine="{policy: mine, extends: base, rules: [{id: call, forbid: {act: check-in}}]}", base=BASE)
        _, diagnostics = load(nodes["mine"], lambda *_: (nodes["base"], ()), built_in(), Additions(), "mine.yaml")
        assert [
            "mine.yaml:1:44: error[duplicate-rule]: the rule `call` is already defined in `base.yaml`, line 13 "
            "(use `change:` to change it)"
        ] == [str(diagnostic) for diagnostic in diagnostics]

    def test_a_base_that_has_a_rule_twice_is_refused(self) -> None:
        twice = "{policy: twice, rules: [{id: one, forbid: {act: connect}}, {id: one, forbid: {act: connect}}]}"
        expected = "twice.yaml:1:65: error[duplicate-rule]: the rule `one` is already defined in line 1"
        assert [expected] == wrong("{policy: mine, extends: twice}", twice=twice)

    def test_a_rule_is_not_changed_and_removed(self) -> None:
        expected = "mine.yaml:1:77: error[changed-and-removed]: the rule `call` is removed here and changed in line 1"
        assert [expected] == wrong("{policy: mine, extends: base, change: {call: {strength: must}}, remove: [   call]}")

    def test_without_a_base_there_is_nothing_to_change(self) -> None:
        assert [
            f"mine.yaml:1:{column}: error[no-base]: "
            f"`{key}` is for a policy that is extended, and this one extends none (add `extends:`)"
            for key, column in [("set", 27), ("change", 44), ("remove", 78)]
        ] == wrong("{policy: mine, rules: [], set: {calls: 1}, change: {call: {strength: must}}, remove: [call]}")

    def test_policies_that_extend_each_other_are_named_in_a_chain(self) -> None:
        expected = "error[circular-extends]: these policies extend each other: `a` → `b` → `a`"
        found = wrong("{policy: mine, extends: a}", a="{policy: a, extends: b}", b="{policy: b, extends: a}")
        assert [f"b.yaml:1:22: {expected}"] == found
        assert ["mine.yaml:1:25: " + expected[: expected.index("`a`")] + "`mine` → `mine`"] == wrong(
            "{policy: mine, extends: mine}"
        )

    def test_the_depth_is_bounded(self) -> None:
        chain = {f"p{n}": f"{{policy: p{n}, extends: p{n + 1}}}" for n in range(MOST_BASES)}
        chain[f"p{MOST_BASES}"] = "{policy: last, rules: []}"
        (found,) = wrong("{policy: mine, extends: p0}", **chain)
        assert found.endswith(f"error[too-many-bases]: more than {MOST_BASES} policies extend one another")
        assert fine("{policy: mine, extends: p1, title: Mine}", **chain)

    def test_what_the_finder_says_is_passed_on(self) -> None:
        expected = "mine.yaml:1:25: error[unknown-policy]: unknown policy `bse`"
        assert [expected] == wrong("{policy: mine, extends: bse}")

    def test_a_base_that_does_not_fit_the_schema_is_reported_in_its_own_file(self) -> None:
        nodes = files(mine="{policy: mine, extends: base}", base="{policy: base, rulez: []}")
        _, diagnostics = load(nodes["mine"], lambda *_: (nodes["base"], ()), built_in(), Additions(), "mine.yaml")
        assert {"base.yaml"} == {diagnostic.place.file for diagnostic in diagnostics}
        assert "unknown-key" in {diagnostic.code for diagnostic in diagnostics}

    def test_a_change_that_leaves_a_rule_incomplete_is_reported(self) -> None:
        nodes = files(mine="{policy: mine, extends: base, change: {call: {do: {window: null}}}}", base=BASE)
        _, diagnostics = load(nodes["mine"], lambda *_: (nodes["base"], ()), built_in(), Additions(), "mine.yaml")
        assert ["missing-key"] == [diagnostic.code for diagnostic in diagnostics]
        nodes = files(
            mine="{policy: mine, extends: base, change: {not-twice: {forbid: {act: null, more-than: null}}}}", base=BASE
        )
        _, diagnostics = load(nodes["mine"], lambda *_: (nodes["base"], ()), built_in(), Additions(), "mine.yaml")
        assert 1 == len(diagnostics)

    def test_files_together_may_have_more_rules_with_parameters_than_one_may_have(self) -> None:
        def many(letter: str) -> str:
            return ", ".join(f"{{id: {letter}{n}, forbid: {{act: check-in, more-than: $calls}}}}" for n in range(300))

        nodes = files(
            mine=f"{{policy: mine, extends: base, rules: [{many('m')}]}}",
            base=f"{{policy: base, params: {{calls: {{default: 3, says: how many}}}}, rules: [{many('b')}]}}",
        )
        policy, diagnostics = load(nodes["mine"], lambda *_: (nodes["base"], ()), built_in(), Additions(), "mine.yaml")
        assert policy is not None, [str(one) for one in diagnostics][:3]
        assert 600 == len(policy.rules)


class TestOverridesWithoutEffect:
    def test_however_many_they_are_the_policy_stays_valid(self) -> None:
        many = [f"{{id: r{n}, strength: must-not, forbid: {{act: check-in, more-than: {n + 1}}}}}" for n in range(150)]
        changes = ", ".join(f"r{n}: {{strength: must-not}}" for n in range(150))
        nodes = files(
            mine=f"{{policy: mine, extends: base, change: {{{changes}}}}}",
            base=f"{{policy: base, rules: [{', '.join(many)}]}}",
        )
        policy, found = load(nodes["mine"], lambda *_: (nodes["base"], ()), built_in(), Additions(), "mine.yaml")
        assert policy is not None
        assert (100, {"changes-nothing"}) == (len(found), {diagnostic.code for diagnostic in found})

    def test_those_of_a_base_are_said_where_the_base_is_checked(self) -> None:
        fine("{policy: mine, extends: middle, title: Mine}", middle="{policy: middle, extends: base, set: {calls: 3}}")

    def test_a_value_that_takes_the_place_of_a_parameter_is_no_longer_moved_by_it(self) -> None:
        fine("{policy: mine, extends: base, change: {call: {do: {repeat: {every: 1 week}}}}}")

    def test_a_param_that_another_rule_uses_is_set_to_some_effect(self) -> None:
        fine("{policy: mine, extends: base, set: {calls: 5}, change: {call: {do: {repeat: {times: 2}}}}}")

    def test_what_is_added_counts_where_nothing_is_changed(self) -> None:
        for added in ("params: {x: {default: 1, says: x}}", "source: {author: Me}", "remove: [not-twice]"):
            fine(f"{{policy: mine, extends: base, {added}}}")

    def test_true_is_not_one(self) -> None:
        base = "{policy: base, params: {x: {default: 1, says: x}}, rules: [{id: a, forbid: {act: $x}}]}"
        fine("{policy: mine, extends: flags, set: {x: true}}", flags=base)
