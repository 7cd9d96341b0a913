"""Plans and comparisons to try channels on: the usual, the empty, the huge and the hostile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from followup import api
from followup.extension.host import PluginHost
from followup.loading.policy import load
from followup.loading.read import from_data
from followup.loading.timeline import load as load_timeline
from followup.loading.vocabulary import built_in
from followup.model.additions import Additions
from followup.model.comparison import Comparison
from followup.model.diagnostic import PolicyError, TimelineError
from followup.model.plan import Plan
from followup.model.policy import Policy
from followup.model.timeline import Timeline

SCRIPT: Final = "<script>alert(1)</script>"
"""In every text of the hostile sample; no page may hold it as it stands."""

HOSTILE: Final = (
    f'{SCRIPT} <b a="\'&amp;">]]>--> ${{HOME}} {{{{7*7}}}} %s \\ `x` *b* |a| # \u202eRTL\u202c \u200b\u0301\U0001f600'
    "\t,;:\n=1+1\n@x -x\nBcc: x@example.org\n"
)
"""What a file may hold and no format may take for its own: markup, templates, formulas, headers, marks of direction."""

NOTHING: Final = Additions()

_LONG: Final = 12
"""So often a long text repeats it, where a file may hold more."""

_MANY: Final = 20

Data = Mapping[str, object]

DO: Final[Data] = {
    "act": "check-in",
    "to": {"each": "interviewer"},
    "from": "interview.ends",
    "window": {"recommended": "1 day at 10:00", "expires": "24 months"},
    "repeat": {"every": "1 week"},
    "until": ["offer"],
}
"""A check-in every week, for as long as is planned."""

LIVELY: Final[Data] = {
    "facts": {"company.culture": "modern"},
    "people": {"dana": {"role": "hiring-manager"}, "lee": {"role": "recruiter"}},
    "events": [
        {"event": "interview", "at": "2026-03-02T10:00", "ends": "2026-03-02T11:00", "with": ["dana", "lee"]},
        {"event": "timeframe", "at": "2026-03-03T09:00", "by": "lee", "answer_by": "2026-03-16"},
        {"event": "did", "at": "2026-03-09T10:00", "act": "check-in", "to": "lee", "via": "phone", "outcome": "spoke"},
        {"event": "rejection", "at": "2026-04-15T10:00"},
    ],
}
"""A timeline on which something happens."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Something to render; *name* says what is special about it."""

    name: str
    plans: tuple[Plan, ...]
    comparison: Comparison


def samples() -> tuple[Sample, ...]:
    """Return all samples: equal ones each time, and never the same, since a channel might spoil them."""
    shipped = [api.load_policy(name, host=PluginHost.of()) for name in PluginHost.of().policies]
    example = api.example_timeline(host=PluginHost.of())
    nothing = timeline({"events": []})
    weekly = [_weekly("weekly", "asked", "") for _ in range(2)]
    crowd = timeline({"people": {f"p{n}": {} for n in range(_MANY)}, "events": [_interview(_MANY)]})
    hostile = [_weekly("hostile", f"h{n}", HOSTILE) for n in range(2)]
    return (
        _sample("the example", shipped, example),
        _sample("the example in its midst", shipped, example, "2026-03-12T12:00"),
        _sample("an empty plan", shipped[:2], nothing),
        _sample("a huge plan", weekly, crowd),
        _sample("hostile text", hostile, _hostile_timeline()),
        _sample("hostile text in its midst", hostile, _hostile_timeline(), "2026-04-01"),
    )


def policy(data: Data, added: Additions = NOTHING) -> Policy:
    """Return the policy that *data* gives in the shape of a policy file, with what plugins have *added*.

    Raises:
        PolicyError: with every mistake in it.
    """
    node, found = from_data(data)
    made = None
    if node is not None:
        made, found = load(node, lambda _name, _place: (None, ()), built_in(), added, "<mapping>")
    if made is None:
        raise PolicyError(found)
    return made


def timeline(data: Data, added: Additions = NOTHING) -> Timeline:
    """Return the timeline that *data* gives, in New York, with what plugins have *added*.

    Raises:
        TimelineError: with every mistake in it.
    """
    node, found = from_data({"timezone": "America/New_York", **data})
    made = None
    if node is not None:
        made, found = load_timeline(node, built_in() | added.vocabulary, added, "<mapping>", "timeline")
    if made is None:
        raise TimelineError(found)
    return made


def _sample(name: str, policies: Sequence[Policy], on: Timeline, as_of: str | None = None) -> Sample:
    comparison = api.compare(policies, on, as_of)
    return Sample(name, comparison.plans, comparison)


def _interview(people: int) -> Data:
    with_whom = [f"p{n}" for n in range(people)]
    return {"event": "interview", "at": "2026-03-02T10:00", "ends": "2026-03-02T11:00", "with": with_whom}


def _weekly(name: str, rule: str, text: str) -> Policy:
    """Return a policy of a check-in every week, and of what is withheld; *text* is in all its texts."""
    do = {
        **DO,
        "via": [{"medium": "email", "object": "letter"}, {"medium": "post", "object": "card"}],
        "say": ["thank", "own"],
        "avoid": ["hurry"],
    }
    # A point is one line, and what it names is looked up.
    line = "".join(letter for letter in text if letter.isprintable() and letter != "$")
    asks = {"fact": {"mood": "good"}}
    data = {
        "policy": name,
        "title": f"title {text}",
        "source": {"document": f"d {text}", "title": f"t {text}", "publisher": f"p {text}"},
        "advice": {
            "A1": {"where": f"where {text}", "says": f"says {text * _LONG}"},
            "A2": {"where": f"where {text}", "says": f"but {text}", "not_encoded": f"because {text}"},
        },
        "vocabulary": {
            "facts": {"mood": {"says": f"mood {text}", "asks": f"asks {text}", "values": ["good"]}},
            "points": {"own": {"says": f"point {line}"}},
        },
        "rules": [
            {"id": rule, "title": f"rule {text}", "cites": ["A1"], "do": do, "dissent": ["A2"]},
            {"id": "asking", "title": f"asking {text}", "cites": ["A1"], "when": asks, "do": do},
            {"id": "not-too-often", "title": f"not {text}", "forbid": {"act": "check-in", "more-than": 20}},
        ],
    }
    return policy(data)


def _hostile_timeline() -> Timeline:
    reach = dict.fromkeys(("post", "phone"), HOSTILE)
    roles = ("hiring-manager", "recruiter")
    people = {f"p{n}": {"name": f"{HOSTILE}{n}", "role": role, "reach": reach} for n, role in enumerate(roles)}
    did = {"event": "did", "at": "2026-03-10T10:00", "act": "check-in", "to": "p0", "via": "post"}
    # The same is true of another application at a company of such a name.
    elsewhere = {"event": "elsewhere", "at": "2026-03-11", "act": "check-in", "to": HOSTILE, "timeline": HOSTILE}
    interview = {**_interview(2), "format": HOSTILE}
    return timeline({"timeline": "hostile", "people": people, "events": [interview, did, elsewhere]})
