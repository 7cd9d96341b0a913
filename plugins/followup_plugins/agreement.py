"""What the policies of a comparison advise alike, in sentences: who advises what for whom, and how far apart."""

from collections.abc import Sequence
from datetime import date

import followup
from followup_plugins.columns import names_of
from followup_plugins.wording import counted, day_text, listed, person_text, short_day, spaced

NOTE = "Dates are those of the first such step of each."

_Key = tuple[str, tuple[date | None, ...]]
"""An act, and by column the day of its first step: what people are told together of."""


def agreement_of(comparison: followup.Comparison) -> list[tuple[str, list[str]]]:
    """Return a heading with its sentences for each share of the policies; people of whom the same holds are one."""
    names = names_of(comparison)
    shares: dict[followup.Share, dict[_Key, list[followup.Person]]] = {}
    for one in comparison.agreement:
        days = tuple(None if step is None else (step.at or step.recommended).date() for step in one.steps)
        people = shares.setdefault(one.share, {}).setdefault((one.act, days), [])
        if one.to is not None:
            people.append(one.to)
    return [
        (
            _heading(share, len(names)),
            [_sentence(share, act, people, days, names) for (act, days), people in of_share.items()],
        )
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


def _sentence(
    share: followup.Share,
    act: str,
    people: Sequence[followup.Person],
    days: Sequence[date | None],
    names: Sequence[str],
) -> str:
    found = [(day, name) for day, name in zip(days, names, strict=True) if day is not None]
    what = spaced(act) + (f": {listed([person_text(person) for person in people])}" if people else "")
    if share is followup.Share.ALL:
        who = ""
    elif share is followup.Share.MOST:
        who = f"all but {listed([name for day, name in zip(days, names, strict=True) if day is None])}, "
    else:
        who = f"{listed([name for _, name in found])}, "
    return f"{what} — {who}{_spread(found)}"


def _spread(found: Sequence[tuple[date, str]]) -> str:
    first, last = min(found)[0], max(found)[0]
    written = short_day if first.year == last.year else day_text
    if first == last:
        return f"on {written(first)}"
    early, late = (listed([name for day, name in found if day == end]) for end in (first, last))
    return f"{written(first)} ({early}) to {written(last)} ({late}), {counted((last - first).days, 'day')} apart"
