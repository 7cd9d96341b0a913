"""A step while a run works on it."""

from dataclasses import dataclass
from enum import Enum, auto

from followup.model.condition import Condition
from followup.model.plan import Dates, Reason, Status
from followup.model.rule import Do, Rule, Via
from followup.model.timeline import Event, Person


class Fate(Enum):
    """What has become of a step."""

    PENDING = auto()
    DONE = auto()
    EXPIRED = auto()
    STOPPED = auto()


@dataclass(frozen=True, slots=True)
class Held:
    """What holds a step back at one minute.

    Attributes:
        by: The forbid rule, for `Reason.FORBIDDEN`; else None.
        until: The minute from which it no longer does, or None if only an event can tell.
        facts: The unknown facts, for `Reason.UNKNOWN`.
        missing: The conditions any of which would have done, for `Reason.CONDITION`.
    """

    reason: Reason
    by: Rule | None = None
    until: int | None = None
    facts: tuple[str, ...] = ()
    missing: tuple[Condition, ...] = ()


class Series:
    """What all steps of one rule, anchor and person share.

    Attributes:
        since: The time of the anchor event: what stops or satisfies a step comes after it.
        anchor: The instant that windows are counted from.
        event: The anchor event, or None where the doing of a step is the anchor.
        number: The anchor number, from 1, per rule and person.
        nobody: Whether there is nobody to go to: then its one step is only a note of that.
        order: Rule order, people order, anchor.
    """

    __slots__ = ("anchor", "do", "event", "nobody", "number", "order", "person", "person_id", "rule", "since")

    def __init__(
        self, rule: Rule, since: int, anchor: int, event: Event | None, person: Person | None, number: int, nobody: bool
    ) -> None:
        assert isinstance(rule.body, Do), "only advice has steps"
        self.rule, self.do = rule, rule.body
        self.since, self.anchor, self.event = since, anchor, event
        self.person, self.person_id = person, None if person is None else person.id
        self.number, self.nobody = number, nobody
        self.order = (rule.index, -1 if person is None else person.order, number)


class Occurrence:
    """One step of a series.

    Attributes:
        nth: Which of the series, from 1.
        shift: By how many local days the series was moved before it.
        choice: The entry of ``via`` that gave the medium.
        minute: When it was done.
        did: The event that satisfied it, real or simulated.
        stopped_by: The event that ended it.
        listed: Whether it is listed among the steps though it is not done: it had expired by ``as_of``, or at once.
        first: What held it back at its first possible moment, and *first_at* that moment.
        resting: Whether it was decided and not done, so that time or an event has to free it.
        watched: Whether its expiry is on the agenda.
        standing: Its status at ``as_of``.
    """

    # As defaults of the class they cost nothing where they are not needed, which is nearly everywhere.
    fate: Fate = Fate.PENDING
    via: str | None = None
    object: str | None = None
    choice: Via | None = None
    minute: int | None = None
    did: Event | None = None
    stopped_by: Event | None = None
    listed: bool = False
    first: Held | None = None
    first_at: int = 0
    resting: bool = False
    watched: bool = False
    standing: Status = Status.PROJECTED
    timing: str | None = None

    def __init__(self, series: Series, nth: int, shift: int, dates: Dates) -> None:
        self.series, self.nth, self.shift, self.dates = series, nth, shift, dates

    @property
    def id(self) -> str:
        """``<rule>/<person or ->/<nth>``, with ``/<anchor number>`` from the second anchor on."""
        series = self.series
        tail = "" if series.number == 1 else f"/{series.number}"
        return f"{series.rule.id}/{series.person_id or '-'}/{self.nth}{tail}"

    @property
    def pending(self) -> bool:
        """Whether it can still be done."""
        return self.fate is Fate.PENDING
