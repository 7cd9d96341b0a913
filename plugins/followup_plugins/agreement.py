"""What the policies of a comparison advise alike: who advises what for whom, and how far apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import followup
from followup_plugins.names import names_of, year_of
from followup_plugins.wording import advised_day, counted, day_in, day_text, listed, person_text, spaced

NOTE: Final = "Dates are those of the first such step of each; of what was done or missed, those recommended."

_Standings = tuple[tuple[date, str] | None, ...]
"""By column: for which day it is advised, and whether that was done or missed."""


@dataclass(frozen=True, slots=True)
class Advised:
    """What one policy advises: for which day, in words too, and whether that was ``done`` or ``missed``, or nothing.

    Attributes:
        steps: One for each of the people.
    """

    day: date
    when: str
    standing: str
    steps: tuple[followup.Step, ...]


@dataclass(frozen=True, slots=True)
class Agreed:
    """An act, and the people for whom the same holds of it: by column what is advised, how far apart, as a sentence."""

    act: str
    people: tuple[followup.Person | None, ...]
    cells: tuple[Advised | None, ...]
    apart: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Block:
    """What the same share of the policies advises."""

    heading: str
    lines: tuple[Agreed, ...]


def agreement_of(comparison: followup.Comparison) -> list[Block]:
    """Return a block for each share of the policies; people of whom the same holds are told of together."""
    names, year = names_of(comparison.plans), year_of(comparison.plans)
    shares: dict[followup.Share, dict[tuple[str, _Standings], list[followup.Agreement]]] = {}
    for one in comparison.agreement:
        alike = (one.act, tuple(step and (advised_day(step), _standing(step)) for step in one.steps))
        shares.setdefault(one.share, {}).setdefault(alike, []).append(one)
    return [
        Block(_heading(share, len(names)), tuple(_line(alike, names, year) for alike in of_share.values()))
        for share, of_share in shares.items()
    ]


def _heading(share: followup.Share, number: int) -> str:
    match share:
        case followup.Share.ALL:
            return "Both advise" if number == 2 else f"All {number} advise"
        case followup.Share.MOST:
            return f"Most of the {number} advise"
        case followup.Share.SOME:
            return "Some advise"
        case followup.Share.ONE:
            return "One alone advises"


def _line(alike: Sequence[followup.Agreement], names: Sequence[str], year: int | None) -> Agreed:
    act, share, people = alike[0].act, alike[0].share, tuple(one.to for one in alike)
    cells = tuple(_cell([one.steps[column] for one in alike], year) for column in range(len(names)))
    found = [(cell, name) for cell, name in zip(cells, names, strict=True) if cell is not None]
    whom = listed([person_text(person) for person in people if person is not None])
    who = f"{listed([name for _, name in found])}, "
    if share is followup.Share.ALL:
        who = ""
    elif share is followup.Share.MOST:
        who = f"all but {listed([name for cell, name in zip(cells, names, strict=True) if cell is None])}, "
    days = [cell.day for cell, _ in found]
    apart = counted((max(days) - min(days)).days, "day") + " apart" if min(days) < max(days) else ""
    what = f"{spaced(act)}{f': {whom}' if whom else ''}"
    return Agreed(act, people, cells, apart, f"{what} — {who}{_spread(found, year, apart)}{_settled(found)}")


def _cell(steps: Sequence[followup.Step | None], year: int | None) -> Advised | None:
    found = tuple(step for step in steps if step is not None)
    if not found:
        return None
    day = advised_day(found[0])
    return Advised(day, day_in(year, day), _standing(found[0]), found)


def _standing(step: followup.Step) -> str:
    if step.did is not None:
        return "done"
    return "missed" if step.at is None else ""


def _spread(found: Sequence[tuple[Advised, str]], year: int | None, apart: str) -> str:
    first, last = (end(cell.day for cell, _ in found) for end in (min, max))
    if not apart:
        return f"on {day_in(year, first)}"
    ends = [f"{day_in(year, end) if first.year == last.year else day_text(end)} "
            f"({listed([name for cell, name in found if cell.day == end])})" for end in (first, last)]  # fmt: skip
    return f"{' to '.join(ends)}, {apart}"


def _settled(found: Sequence[tuple[Advised, str]]) -> str:
    text = ""
    for standing in ("done", "missed"):
        names = [name for cell, name in found if cell.standing == standing]
        if names:
            text += f"; {standing}" + ("" if len(names) == len(found) else f" by {listed(names)}")
    return text
