"""Whether the times of a rule can be read, and whether its window can be meant."""

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations
from typing import Final

from followup.loading.findings import shown
from followup.loading.offset import parse_offset
from followup.loading.parts import part, text
from followup.loading.suggest import MisreadError, did_you_mean
from followup.model.diagnostic import Diagnostic
from followup.model.node import Node
from followup.model.offset import Offset, Unit
from followup.model.rule import Roll

NEVER: Final = "never"
"""What `expires` may say instead of an offset."""

IN_ORDER: Final = ("earliest", "recommended", "overdue", "expires")
"""The four dates of a window, the first one first."""

_DAY: Final = 1440

# Elapsed and calendar time differ by the clock changes in between: never by more than a day and two hours.
_SLACK: Final = 1560


def check_offset(node: Node, parse: Callable[[str], Offset] = parse_offset) -> Iterator[Diagnostic]:
    """Check that *parse* can read the offset in *node*."""
    try:
        parse(text(node))
    except MisreadError as error:
        yield Diagnostic("bad-offset", str(error), node.place, error.hint)


def check_window(window: Node) -> Iterator[Diagnostic]:
    """Check the offsets of a window, then whether any two of them are surely the wrong way round.

    The engine would raise the later date to the earlier one, silently; what is reported here is so for every anchor.
    """
    dates: dict[str, tuple[Node, Offset]] = {}
    for name in IN_ORDER:
        node = part(window, name)
        if node is None or (name == "expires" and text(node) == NEVER):
            continue
        wrong = list(check_offset(node))
        if wrong:
            meant = did_you_mean(text(node), [NEVER]) if name == "expires" else None
            yield from (replace(one, hint=meant or one.hint) for one in wrong)
        else:
            dates[name] = (node, parse_offset(text(node)))
    roll = part(window, "roll")
    rolls = Roll.NONE if roll is None else Roll(text(roll))
    reported = set()
    # Of several dates that another comes before, the recommended one is the one to name.
    for first, second in sorted(combinations(dates, 2), key=lambda pair: pair[0] != "recommended"):
        (_, one), (node, other) = dates[first], dates[second]
        if second not in reported and _surely_before(other, one, _rolled(second, rolls), _rolled(first, rolls)):
            reported.add(second)
            message = f"`{second}` ({shown(text(node))}) lies before `{first}` ({shown(f'{one}')})"
            yield Diagnostic("impossible-window", message, node.place)


def _rolled(name: str, roll: Roll) -> Roll:
    return roll if name == "recommended" else Roll.NONE


def _surely_before(one: Offset, other: Offset, roll_one: Roll, roll_other: Roll) -> bool:
    """Tell whether *one* lies before *other* for some anchors, and after it for none."""
    if roll_one is Roll.FORWARD or roll_other is Roll.BACK:
        return False
    if one.amount < 0 <= other.amount:
        return True
    if one.unit.elapsed and other.unit.elapsed:
        return _minutes(one)[1] < _minutes(other)[0]
    if one.unit.elapsed or other.unit.elapsed:
        return _minutes(one)[1] + _SLACK < _minutes(other)[0]
    # Of one unit, the larger amount leads to a later day, whatever the calendar.
    same_unit = one.unit is other.unit
    days_one, days_other = ((one.amount,) * 2, (other.amount,) * 2) if same_unit else (_days(one), _days(other))
    if days_one == days_other and days_one[0] == days_one[1]:
        return one.at is not None and other.at is not None and one.at < other.at
    return days_one[1] < days_other[0]


def _minutes(offset: Offset) -> tuple[float, float]:
    """Return the fewest and the most minutes by which *offset* moves what a wall clock shows, clock changes aside."""
    if offset.unit.elapsed:
        minutes = offset.amount * (1 if offset.unit is Unit.MINUTE else 60)
        return minutes, minutes
    fewest, most = _days(offset)
    either_way = 0 if offset.at is None else _DAY
    return fewest * _DAY - either_way, most * _DAY + either_way


def _days(offset: Offset) -> tuple[float, float]:
    """Return the fewest and the most days by which a calendar *offset* moves a date."""
    match offset.unit:
        case Unit.WEEK:
            per_unit: tuple[float, float] = (7, 7)
        case Unit.MONTH:
            per_unit = (28, 31)
        case Unit.BUSINESS_DAY:
            per_unit = (1, math.inf)
        case _:
            per_unit = (1, 1)
    if offset.amount == 0:
        return 0, 0
    few, many = sorted(offset.amount * days for days in per_unit)
    return few, many
