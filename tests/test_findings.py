"""Planted defects and look-alikes: what `check` finds in a policy before there is a timeline, and where.

``tests/findings/planted/CODE__NAME.yaml`` says in comments, ``# CODE at COLUMN`` on the line, what must be found and
nothing else; in ``tests/findings/fine`` nothing must be. `mood` is a plugin's condition that does not say what it
reads, `weather` one that does, and `ladder` a plugin's kind of rule.
"""

import json
import re
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from followup.analysis.analyse import analyse
from followup.analysis.dead import dead_rules
from followup.analysis.kinds import EVERY_KIND, KINDS
from followup.analysis.outcomes import outcomes
from followup.analysis.patterns import Setting
from followup.analysis.subject import Subject
from followup.analysis.witness import NoWitness, witness, witnesses
from followup.analysis.worlds import value, worlds
from followup.api import check_policy
from followup.cli import main
from followup.loading.policy import load
from followup.loading.read import read_text
from followup.loading.vocabulary import built_in
from followup.model.additions import Additions
from followup.model.condition import All, Any, Condition, Fact, FieldTest, Happened, Known, Moment, Not, Pattern
from followup.model.diagnostic import Diagnostic, FindingKind, Severity
from followup.model.policy import Policy

FOLDER = Path(__file__).parent / "findings"
PLANTED = sorted((FOLDER / "planted").glob("*.yaml"))
FINE = sorted((FOLDER / "fine").glob("*.yaml"))
PAGE = Path(__file__).parent.parent / "docs" / "findings.md"
(BASE,) = re.findall(
    r"^In the examples, `base\.yaml` is:\n\n```yaml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE
)
"""The policy that those of the page extend."""

SHIPPED = sorted(Path(str(files("followup_policies"))).glob("*.yaml"))

_EXPECTED = re.compile(r"  # ([a-z-]+) at (\d+)").findall


class Plugin:
    """A condition, or a kind of rule."""

    schema: Mapping[str, object] = {}

    def __init__(self, name: str, *reads: str) -> None:
        self.name, self.reads = name, reads

    def holds(self, body: object, moment: Moment) -> bool | None:
        return None

    def advise(self, body: object, moment: Moment) -> Iterable[Mapping[str, object]]:
        return ()


ADDITIONS = Additions(
    conditions={"mood": Plugin("mood"), "weather": Plugin("weather", "day")}, rule_kinds={"ladder": Plugin("ladder")}
)


def findings(text: str) -> tuple[Diagnostic, ...]:
    """Return what is to be said of the policy in *text*."""
    policy, diagnostics = loaded(text)
    return (*diagnostics, *analyse(policy))


def loaded(text: str) -> tuple[Policy, tuple[Diagnostic, ...]]:
    """Return the policy in *text*, and what the loader says of it."""
    node, diagnostics = read_text(text, "mine.yaml")
    assert node is not None, diagnostics
    policy, diagnostics = load(node, lambda *_: read_text(BASE, "base.yaml"), built_in(), ADDITIONS, "mine.yaml")
    assert policy is not None, [str(one) for one in diagnostics]
    return policy, diagnostics


def places(found: Iterable[Diagnostic]) -> list[str]:
    return [f"{one.place.line}:{one.place.column} {one.code}" for one in found]


def expected(text: str) -> list[str]:
    lines = enumerate(text.splitlines(), 1)
    return [f"{number}:{column} {code}" for number, line in lines for code, column in _EXPECTED(line)]


@pytest.mark.parametrize("file", PLANTED, ids=lambda file: file.stem)
def test_a_planted_defect_is_found_where_it_is(file: Path) -> None:
    text = file.read_text("utf-8")
    found = findings(text)
    assert expected(text) == places(found), "\n".join(map(str, found))
    for one in found:
        assert one.severity is not Severity.ERROR
        assert one.message.isprintable()
        assert not one.message.endswith(".")
        assert one.message[0] == "`" or one.message[0].islower(), one.message
        assert 0 == one.message.count("`") % 2
        assert one.hint is not None
        assert one.hint[0].islower()


@pytest.mark.parametrize("file", FINE, ids=lambda file: file.stem)
def test_a_look_alike_is_left_alone(file: Path) -> None:
    assert () == findings(file.read_text("utf-8"))


def dead_in(policy: Policy) -> set[str]:
    """Return the rules of which a finding says that they never give a step."""
    assert policy.written is not None
    subject = Subject.of(policy, policy.written)
    _, dead = dead_rules(subject)
    return dead | {one.rule.id for one in subject.advising if one.do.anchor.step in dead}


def test_what_is_said_never_to_give_a_step_has_no_witness() -> None:
    tried = 0
    for file in PLANTED:
        policy = loaded(file.read_text("utf-8"))[0]
        for rule in dead_in(policy):
            tried += 1
            assert isinstance(witness(policy, rule), NoWitness), f"{file.stem}: {rule} fires"
    assert tried >= 50


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_where_nothing_is_found_every_rule_has_a_witness(file: Path) -> None:
    policy = loaded(file.read_text("utf-8"))[0]
    assert () == analyse(policy)
    assert [] == [f"{found}" for found in witnesses(policy) if isinstance(found, NoWitness)]


@pytest.mark.parametrize("file", FINE, ids=lambda file: file.stem)
def test_every_rule_of_a_look_alike_has_a_witness(file: Path) -> None:
    missed = [found for found in witnesses(loaded(file.read_text("utf-8"))[0]) if isinstance(found, NoWitness)]
    assert [] == [f"{found}" for found in missed if not found.incomplete]
    assert (file.stem == "a_plugin_that_says_what_it_reads") is bool(missed), "only a plugin may hide one"


def test_there_are_many_of_each() -> None:
    assert len(PLANTED) >= 140
    assert len(FINE) >= 40
    planted = {code for file in PLANTED for _, code in map(str.split, expected(file.read_text("utf-8")))}
    assert {kind.code for kind in KINDS} == planted


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_nothing_is_found_in_what_we_ship(file: Path) -> None:
    assert () == findings(file.read_text("utf-8"))


_SECTION = re.compile(
    r"### (?P<code>[a-z-]+)\n\n\*(?P<severity>[a-z]+)\* · (?P<why>[^\n]+)\n\n(?P<means>[^\n]+)\n\n"
    r"```yaml\n(?P<example>.*?)```\n\n```text\n(?P<lines>.*?)```\n\n"
    r"\*\*How to mend it:\*\* (?P<mend>[^\n]+)\.\n\n```yaml\n(?P<mended>.*?)```\n",
    re.DOTALL,
)
SECTIONS = {section["code"]: section for section in _SECTION.finditer(PAGE.read_text("utf-8"))}


def test_the_page_has_a_section_for_every_code_and_for_nothing_else() -> None:
    headings = re.findall(r"^### (.+)$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert headings == list(SECTIONS), "a section of another shape"
    assert {kind.code for kind in EVERY_KIND} == set(headings)
    assert len(EVERY_KIND) == len(headings)
    listed = re.findall(r"^\| \[`([a-z-]+)`\]\(#\1\) \|", PAGE.read_text("utf-8"), re.MULTILINE)
    assert headings == listed


@pytest.mark.parametrize("kind", EVERY_KIND, ids=lambda kind: kind.code)
def test_the_page_says_what_the_program_says(kind: FindingKind) -> None:
    section = SECTIONS[kind.code]
    assert (kind.severity, kind.why, kind.mend) == (section["severity"], section["why"], section["mend"])
    found = findings(section["example"])
    assert section["lines"] == "".join(f"{one}\n" for one in found)
    assert kind.code in [one.code for one in found]
    assert () == findings(section["mended"])


def rules(count: int, rule: str) -> str:
    """Return a policy of so many rules; each begins with its number, and has the numbers from *count* down for `#`."""
    rows = (f"  - {{id: r{number}, {rule}}}\n".replace("#", f"{count - number}") for number in range(count))
    return f"policy: mine\nrules:\n{''.join(rows)}"


FORBID = "strength: must-not, when: {count: {of: offer, at-least: #}}, forbid: {act: check-in}"
DO = (
    "when: {count: {of: offer, at-least: #}}, do: {act: check-in, to: {each: interviewer}, from: interview, "
    "window: {recommended: 1 day, expires: 9 days, roll: forward}}"
)


@pytest.mark.parametrize(("rule", "covered"), [(FORBID, "forbid-already-covered"), (DO, "superseded-rule")])
def test_where_more_rules_are_alike_than_are_compared_one_note_says_so(rule: str, covered: str) -> None:
    few, many = ([one.code for one in findings(rules(count, rule))] for count in (50, 150))
    assert (0, 1) == tuple(found.count("not-looked-at") for found in (few, many))
    if rule is FORBID:
        assert 49 == few.count(covered) < many.count(covered) < 149
    else:
        assert 0 == few.count(covered) == many.count(covered)


def test_five_hundred_forbids_without_conditions_are_all_compared() -> None:
    text = rules(500, "strength: must-not, forbid: {act: check-in, closer-than: # days}")
    assert ["forbid-already-covered"] * 499 == [one.code for one in findings(text)]


def test_no_code_is_one_of_the_loader_s() -> None:
    taken = set()
    for expectation in Path(__file__).parent.glob("bad_*/*.expected"):
        taken |= set(re.findall(r"(?:error|warning)\[([a-z-]+)\]", expectation.read_text("utf-8")))
    assert len(taken) > 60
    assert set() == taken & {kind.code for kind in KINDS}


ACTS = ("thank-you", "check-in", "connect", "befriend", "send-material", "keep-in-touch", "prepare", "ask-permission")
MEDIA = ("email", "post", "phone", "linkedin")
THINGS = tuple(
    Happened(Pattern("did", (FieldTest("act", frozenset({a})), FieldTest("via", frozenset({m})))))
    for a in ACTS
    for m in MEDIA
)


def test_thirty_parts_hide_no_contradiction() -> None:
    text = (FOLDER / "planted" / "condition_never_holds__an_offer_without_a_decision.yaml").read_text("utf-8")
    contradiction = "{happened: offer}, {not: {happened: decision}}"
    assert contradiction in text
    parts = [f"{{happened: {{did: {{act: {act}, via: {medium}}}}}}}" for act in ACTS for medium in MEDIA]
    (expected,) = findings(text)
    assert [expected] == [*findings(text.replace(contradiction, f"{', '.join(parts)}, {contradiction}"))]


SOME = (
    *THINGS[:3],
    *(Happened(Pattern(name), times) for name in ("decision", "offer", "reply") for times in (1, 2)),
    Fact("company.culture", frozenset({"modern"})),
    Fact("role.field", frozenset({"it", "media"})),
    Known("company.culture"),
)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.recursive(
            st.sampled_from(SOME),
            lambda inner: st.one_of(
                st.builds(Not, inner),
                st.builds(All, st.lists(inner, min_size=1, max_size=4).map(tuple)),
                st.builds(Any, st.lists(inner, min_size=1, max_size=4).map(tuple)),
            ),
            max_leaves=7,
        ),
        min_size=1,
        max_size=3,
    )
)
def test_what_conditions_can_be_together_is_what_they_are_in_all_worlds(conditions: list[Condition]) -> None:
    setting = Setting(built_in())
    every, some = worlds(conditions, setting), outcomes(conditions, setting)
    assume(every is not None)
    assert every is not None
    assert some is not None
    together = [tuple(value(one, world) for one in conditions) for world in some]
    assert {tuple(value(one, world) for one in conditions) for world in every} == set(together)
    assert len(set(together)) == len(together)
    assert all(world in every for world in some)


def test_an_extension_does_not_answer_for_the_rows_and_params_of_its_base(tmp_path: Path) -> None:
    base, own = tmp_path / "base.yaml", tmp_path / "own.yaml"
    rule = "do: {act: check-in, to: {each: interviewer}, from: interview, window: {recommended: 7 days, expires: $e}}"
    base.write_text(
        "policy: base\nparams: {e: {default: never, says: when it is of no use any more}}\n"
        f"advice: {{A: {{where: here, says: Ask.}}}}\nrules:\n  - id: ask\n    cites: [A]\n    {rule}\n"
    )
    own.write_text(f"policy: own\nextends: ./base.yaml\nremove: [ask]\nrules:\n  - id: other\n    {rule}\n")
    policy, found = check_policy(own)
    assert policy is not None
    assert () == found
    assert () == analyse(policy)
    own.write_text(own.read_text() + "advice: {B: {where: here, says: Call.}}\nparams: {f: {default: 1, says: one}}\n")
    policy, _ = check_policy(own)
    assert policy is not None
    assert ["cites-nothing", "uncited-advice", "unused-param"] == sorted(one.code for one in analyse(policy))


BELOW = """\
policy: below
params: {most: {default: 2 days, says: how long}}
rules:
  - id: card
    do:
      act: thank-you
      to: {each: interviewer}
      via:
        - {medium: post, object: card}
      from: interview.ends
      window: {recommended: 1 hour, expires: $most}
  - id: call
    do:
      act: check-in
      to: {each: interviewer}
      via:
        - {medium: phone}
      from: step.card
      window: {recommended: 2 days at 10:00, expires: 6 weeks}
  - id: not-by-post
    forbid: {act: check-in, via: post, to: recruiter}
"""
"""`call` falls on weekends: a finding of its own."""


@pytest.mark.parametrize(
    ("above", "expected"),
    [
        ("rules: [{id: other, forbid: {act: befriend, via: social}}]", ["3:35 forbid-fits-no-rule"]),
        (
            "rules:\n  - id: no-cards\n    forbid: {act: thank-you}",
            ["3:1 waits-for-a-dead-rule 18", "4:9 always-forbidden 4"],
        ),
        ("set: {most: 12 hours}", ["3:13 arrives-too-late 9"]),
        (
            "change: {card: {title: Send one, do: {to: {each: recruiter}}}, call: {do: {to: {each: reference}}}}",
            ["3:1 forbid-fits-no-rule 21", "3:76 never-the-same-person 18"],
        ),
        ("change: {call: {title: Ask, when: {happened: did}}}", ["3:35 condition-always-holds"]),
        (
            "change:\n  card: {when: {all: [{happened: offer}, {not: {happened: decision}}]}}",
            ["4:10 waits-for-a-dead-rule 18", "4:16 condition-never-holds"],
        ),
        ("remove: [call]", ["3:1 forbid-fits-no-rule 21"]),
        ("change: {call: {do: {act: connect}}}", ["3:1 forbid-fits-no-rule 21"]),
    ],
)
def test_what_a_policy_makes_of_another_is_told_at_its_own_lines(
    above: str, expected: list[str], tmp_path: Path
) -> None:
    base, own = tmp_path / "base.yaml", tmp_path / "own.yaml"
    base.write_text(BELOW)
    assert ["19:29 weekend-without-roll"] == places(check_policy(base)[1])
    own.write_text(f"policy: own\nextends: ./base.yaml\n{above}\n")
    policy, found = check_policy(own)
    assert policy is not None
    assert all(f"{own}" == one.place.file for one in found)
    there = [re.search(r"; this stands in `.*base\.yaml`, line (\d+)$", one.message) for one in found]
    assert expected == [f"{at}{f' {line[1]}' if line else ''}" for at, line in zip(places(found), there, strict=True)]


def test_check_says_it_in_every_form(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(SECTIONS["stopped-by-what-it-waits-for"]["example"])
    (one,) = findings(file.read_text())
    printed = {}
    for form in ("text", "json", "github", "sarif"):
        assert 0 == main(["check", str(file), "--format", form])
        printed[form] = capfdbinary.readouterr().out.decode()
    where = f"{file}:{one.place.line}:{one.place.column}: note[{one.code}]: {one.message} ({one.hint})\n"
    assert f"{where}    why: {SECTIONS[one.code]['why']}\n" == printed["text"]
    (entry,) = json.loads(printed["json"])["diagnostics"]
    assert ("note", one.code, one.hint) == (entry["severity"], entry["code"], entry["hint"])
    assert SECTIONS[one.code]["why"] == entry["why"]
    assert printed["github"].startswith("::notice file=")
    assert printed["github"].endswith(f"({one.hint})%0A{SECTIONS[one.code]['why']}\n")
    (result,) = json.loads(printed["sarif"])["runs"][0]["results"]
    assert ("note", one.code) == (result["level"], result["ruleId"])
    (rule,) = json.loads(printed["sarif"])["runs"][0]["tool"]["driver"]["rules"]
    assert {"text": SECTIONS[one.code]["why"]} == rule["fullDescription"]
