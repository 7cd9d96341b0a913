"""The few lines that a day is worth to somebody who is elsewhere."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from followup.cli.today_text import since, step_text, until
from followup.model.tell import one_line

if TYPE_CHECKING:
    from followup.model.today import Today

_LONGEST: Final = 900
"""In characters, of all steps: Pushover takes 1,024; ntfy makes a file of more than 4,096 bytes."""

# Services make more of these than a sign: a call to everybody, a link, markup.
_PLAIN: Final = str.maketrans({"@": "＠", "<": "‹", ">": "›", "`": "'", "[": "(", "]": ")"})  # noqa: RUF001 it is meant


class Notice(NamedTuple):
    """A message.

    Attributes:
        title: Names nobody: it is shown on locked screens.
        body: Its lines; the first are the steps.
    """

    title: str
    body: str


def notice(day: "Today", left_out: int = 0) -> Notice | None:
    """Return *day* as a message, or None where nothing is due or overdue.

    Args:
        left_out: How many files could not be planned.
    """
    if not (day.due or day.overdue):
        return None
    counts = [(len(day.due), "due"), (len(day.overdue), "overdue")]
    title = f"followup: {', '.join(f'{count} {word}' for count, word in counts if count)}"
    return Notice(title, "\n".join((*_steps(day), *_rest(day, left_out))))


def _steps(day: "Today") -> Iterator[str]:
    lines = [step_text(*one, since) for one in day.overdue]
    lines += [step_text(*one, until) for one in day.due]
    lines = [one_line(line).translate(_PLAIN) for line in lines]
    length = 0
    for number, line in enumerate(lines):
        length += len(line) + 1
        if length > _LONGEST:
            yield f"and {len(lines) - number} more: see `followup today`".translate(_PLAIN)
            return
        yield line


def _rest(day: "Today", left_out: int) -> Iterator[str]:
    if number := len(day.questions):
        yield f"{number} question{'s need' if number > 1 else ' needs'} an answer"
    if left_out:
        yield f"{left_out} file{'s are' if left_out > 1 else ' is'} left out: see `followup today`".translate(_PLAIN)
