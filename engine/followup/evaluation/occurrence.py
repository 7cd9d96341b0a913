"""A step while a run works on it."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from followup.model.condition import Condition
from followup.model.plan import Reason
from followup.model.rule import Do, Rule, Via
from followup.model.step import Dates, Status
from followup.model.timeline import Event, Person

_PROJECTED: Final = Status.PROJECTED


class Fate(Enum):
    """What has become of a step that is no longer pending."""

    DONE = auto()
    EXPIRED = auto()
    STOPPED = auto()


# To find a member of an enum takes eight times as long as to find a constant.
DONE: Final = Fate.DONE
EXPIRED: Final = Fate.EXPIRED
STOPPED: Final = Fate.STOPPED


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
    """What all steps of one rule, anchor and anchor number share.

    Attributes:
        do: What the rule advises.
        since: The time of the anchor event: what stops or satisfies a step comes after it.
        anchor: The instant that windows are counted from.
        event: The anchor event, or None where the doing of a step is the anchor.
        nobody: Whether there is nobody to go to: then its one step is only a note of that.
        number: The anchor number, from 1: for its people, the rule is anchored for that time.
    """

    __slots__ = ("anchor", "do", "event", "nobody", "number", "rule", "since")

    def __init__(
        self, rule: Rule, do: Do, since: int, anchor: int, event: Event | None, nobody: bool, number: int
    ) -> None:
        self.rule, self.do = rule, do
        self.since, self.anchor, self.event, self.nobody, self.number = since, anchor, event, nobody, number


class Occurrence:
    """One step: of a series, and to one person.

    Attributes:
        id: ``<rule>/<person or ->/<nth>``, with ``/<anchor number>`` from the second anchor on.
        person: None: to nobody.
        nth: Which of the series, from 1.
        order: Rule order, people order, anchor, occurrence.
        shift: By how many local days the series was moved before it.
        fate: What has become of it, or None while it is pending.
        via: The medium, as last chosen; None where there is none, and for one that has expired by ``as_of``.
        choice: The entry of the rule's ``via`` that gave it.
        minute: When it was done.
        did: The event that satisfied it; None for one that is only simulated and that no rule would look at.
        stopped_by: The event that ended it.
        listed: Whether it is listed among the steps though it is not done: it had expired by ``as_of``, or at once.
        first: What held it back at its first possible moment, and *first_at* that moment.
        resting: Whether it was decided and not done, so that time or an event has to free it.
        standing: Its status at ``as_of``.
    """

    # As defaults of the class these cost nothing where they are not needed, which is nearly everywhere; but to read a
    # default of the class takes four times as long as to read what the step has itself.
    stopped_by: Event | None = None
    listed: bool = False
    first: Held | None = None
    first_at: int = 0
    resting: bool = False

    def __init__(self, series: Series, person: Person | None, nth: int, shift: int, dates: Dates) -> None:
        self.series, self.person = series, person
        self.nth, self.shift, self.dates = nth, shift, dates
        self.fate: Fate | None = None
        self.via: str | None = None
        self.choice: Via | None = None
        self.minute: int | None = None
        self.did: Event | None = None
        self.timing: str | None = None
        self.standing: Status = _PROJECTED
        rule, number = series.rule, series.number
        last = "1" if nth == 1 else str(nth)  # most are the first, and need no number written
        if person is None:
            self.order, self.id = (rule.index, -1, number, nth), f"{rule.id}/-/{last}"
        else:
            self.order, self.id = (rule.index, person.order, number, nth), f"{rule.id}/{person.id}/{last}"
        if number != 1:
            self.id += f"/{number}"

    @property
    def object(self) -> str | None:
        """What is sent, or None."""
        return None if self.choice is None else self.choice.object

    @property
    def person_id(self) -> str | None:
        """The person's id, or None: to nobody."""
        return None if self.person is None else self.person.id

    @property
    def pending(self) -> bool:
        """Whether it can still be done."""
        return self.fate is None
