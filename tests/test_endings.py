"""How a policy's contacts end, and why: by what contacts, not by what is done beside it."""

from pathlib import Path

import pytest

import followup

WEEKLY = "repeat: {every: 1 week}, until: [decision]"


def ending(folder: Path, *rules: str, events: str = "", horizon: str | None = None) -> tuple[str, tuple[str, ...]]:
    policy, timeline = folder / "mine.yaml", folder / "timeline.yaml"
    policy.write_text("policy: mine\nrules:\n" + "".join(f"  - {rule}\n" for rule in rules))
    timeline.write_text("timezone: UTC\nevents:\n  - {event: interview, at: 2026-03-02T10:00}\n" + events)
    compared = followup.compare([followup.load_policy(policy)], followup.load_timeline(timeline), horizon=horizon)
    (measures,) = compared.measures
    return measures.ending.how.value, measures.ending.rules


def do(rule: str, act: str, more: str = "", to: str = "to: {each: interviewer}, ", when: str = "") -> str:
    window = "window: {recommended: 1 day at 10:00, expires: 60 days}"
    return f"{{id: {rule}, {when}do: {{act: {act}, {to}from: interview, {window}{f', {more}' if more else ''}}}}}"


THANK = do("thank", "thank-you")
ASK = do("ask", "check-in", WEEKLY)
REJECTION = "  - {event: rejection, at: 2026-03-25T16:00}\n"


@pytest.mark.parametrize(
    ("rules", "events", "horizon", "expected"),
    [
        ((THANK,), "", None, ("done", ("thank",))),
        ((do("ready", "prepare", to=""),), "", None, ("nothing", ())),
        ((ASK,), "", None, ("never", ("ask",))),
        ((ASK,), REJECTION, None, ("stopped", ("ask",))),
        # The rejection stops it only behind the horizon, but stops it.
        ((ASK,), REJECTION, "2026-03-20", ("later", ("ask",))),
        ((do("ask", "check-in", "repeat: {every: 1 week, times: 40}"),), "", None, ("later", ("ask",))),
        # Its own forbid ends it.
        ((ASK, "{id: eight, forbid: {act: check-in, more-than: 40}}"), "", None, ("later", ("ask",))),
        ((ASK, "{id: gap, forbid: {act: check-in, closer-than: 2 days}}"), "", None, ("never", ("ask",))),
        # What is done beside the contacts neither ends them nor goes on with them.
        ((THANK, do("ready", "prepare", WEEKLY, to="")), REJECTION, None, ("done", ("thank",))),
        ((THANK, do("ready", "prepare", WEEKLY, to="")), "", None, ("done", ("thank",))),
        # A stop before the last contact is not the end.
        ((ASK.replace("[decision]", "[reply]"), do("call", "check-in", "repeat: {every: 3 weeks, times: 2}")),
         "  - {event: reply, at: 2026-03-04T10:00}\n", None, ("done", ("call",))),
        # Nothing comes before the horizon.
        ((ASK,), "", "2026-03-02T12:00", ("never", ("ask",))),
        ((THANK, do("ask", "check-in", when="when: {fact: {handwriting: good}}, ")), "", None, ("unknown", ("ask",))),
    ],
)  # fmt: skip
def test_contacts_end_as_the_rules_say(
    rules: tuple[str, ...], events: str, horizon: str | None, expected: tuple[str, tuple[str, ...]], tmp_path: Path
) -> None:
    assert expected == ending(tmp_path, *rules, events=events, horizon=horizon)
