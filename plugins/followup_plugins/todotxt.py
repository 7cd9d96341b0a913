"""The ``todotxt`` channel: a line for each step in the format of todo.txt, see https://github.com/todotxt/todo.txt."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

import followup
from followup_plugins.tasks import due, hidden_until, name_of, planned, steps_of, word
from followup_plugins.wording import one_line

_PRIORITY: Final = {"must": "A", "should": "B", "may": "C"}

_MARKS: Final = {"+": "\N{FULLWIDTH PLUS SIGN}", "@": "\N{FULLWIDTH COMMERCIAL AT}", ":": "\N{RATIO}"}
"""What makes a project, a context or a key of a word, and what looks like it; the format has no escape."""


class TodoTxt:
    """Writes what is to be done by date, with its priority, and what is done; what expired is left out.

    ``t:`` is the day from which on it is worth seeing, ``at:`` when the policy would do it, in the timeline's zone,
    ``due:`` the last day on which it is not late, and ``step:`` the policy and the step.
    """

    name = "todotxt"
    says = "a line for each step that is open or done, as todo.txt"
    suffix = ".txt"
    media_type = "text/plain"

    def render(self, plan: followup.Plan) -> str:
        """Return *plan* as lines of todo.txt."""
        return self.render_feed((plan,), None)

    def render_feed(self, plans: Sequence[followup.Plan], previous: bytes | None) -> str:
        """Return *plans* as lines of one todo.txt."""
        return "".join(f"{' '.join(_words(plan, step))}\n" for plan, step in steps_of(plans) if step.at is not None)


def plain(text: str) -> str:
    r"""Return *text* on one line, with no word in it that todo.txt takes for more than a word.

    >>> ascii(plain("+1 555 at 10:00: me@acme.example"))
    "'\\uff0b1 555 at 10\\u223600: me@acme.example'"
    """
    return re.sub(r"(?<!\S)[+@]|:(?=\S)", lambda found: _MARKS[found[0]], one_line(text))


def _words(plan: followup.Plan, step: followup.Step) -> Iterator[str]:
    done = step.status is followup.Status.DONE
    yield f"x {_day(planned(step))}" if done else f"({_PRIORITY.get(step.strength, 'C')})"
    # First, so that no text stands where a date or a priority might be expected.
    yield f"+{word(plan.timeline.id, '-_')}"
    yield plain(name_of(step) + (f" ({step.title})" if step.title else ""))
    if step.via is not None:
        yield f"@{word(step.via, '-_')}"
    if not done:
        yield f"t:{_day(hidden_until(step))}"
        yield f"at:{planned(step):%Y%m%dT%H%M}"  # without colons, which a value may not have
        yield f"due:{_day(due(step))}"
    yield f"step:{word(f'{plan.policy.id}/{step.id}', '-_/')}"


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"


@followup.hookimpl
def register_channels() -> list[followup.Channel]:
    """Add the ``todotxt`` channel."""
    return [TodoTxt()]
