"""What several plans advise alike: by act and person."""

from collections.abc import Sequence
from operator import itemgetter

from followup.evaluation.advice import Advice, Key
from followup.model.comparison import Agreement, Share
from followup.model.step import Step

_ORDER = {share: order for order, share in enumerate(Share)}


def agreement(advice: Sequence[Advice]) -> tuple[Agreement, ...]:
    """Return each act for each person with the first step of each plan: most agreed first, then by time.

    Args:
        advice: Of each plan.
    """
    found: dict[Key, list[Step | None]] = {}
    for column, one in enumerate(advice):
        for key, step in one.first.items():
            if key not in found:
                found[key] = [None] * len(advice)
            found[key][column] = step
    rows = [_row(key, steps) for key, steps in found.items()]
    rows.sort(key=itemgetter(0, 1, 2, 3))
    return tuple(row for *_, row in rows)


def _row(key: Key, steps: Sequence[Step | None]) -> tuple[int, int, str, str, Agreement]:
    """Return the row of *steps*, one a column, after what it is put in order by."""
    there = [step for step in steps if step is not None]
    minutes = [_when(step) for step in there]
    spread = 0
    if len(there) > 1:
        days = [step.zone.day(minute) for step, minute in zip(there, minutes, strict=True)]
        spread = max(days) - min(days)
    share = _share(len(there), len(steps))
    row = Agreement(key[0], there[0].to, share, tuple(steps), spread)
    return _ORDER[share], min(minutes), key[0], key[1] or "", row


def _share(number: int, of: int) -> Share:
    if number == of:
        return Share.ALL
    if number == 1:
        return Share.ONE
    return Share.MOST if 2 * number > of else Share.SOME


def _when(step: Step) -> int:
    """Return the minute that a step is advised for: what the candidate did, or missed, was recommended for one."""
    return step.dates.recommended if step.minute is None or step.did is not None else step.minute
