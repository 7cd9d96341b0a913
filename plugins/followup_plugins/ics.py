"""The ``ics`` channel: a calendar to import, or to subscribe to."""

from collections.abc import Sequence

import followup


class Ics:
    """Writes a calendar of RFC 5545: an event for each step that was or will be done.

    One that is still to be done has an alarm when it is time, if its policy says `must` or `should`: what only `may` be
    done, every week for half a year maybe, rings no bell.

    Over its own former file it tells what has changed: an event that differs gets the next ``SEQUENCE``, one whose step
    is gone is cancelled, and left out the next time.
    """

    name = "ics"
    says = "a calendar; written over itself with -o, it tells calendars what has changed"
    suffix = ".ics"
    media_type = "text/calendar"

    def render(self, plan: followup.Plan) -> bytes:
        """Return *plan* as a new calendar."""
        return self.render_feed((plan,), None)

    def render_feed(self, plans: Sequence[followup.Plan], previous: bytes | None) -> bytes:
        """Return *plans* as one calendar that follows on *previous*; in that, what is not ours counts for nothing."""
        from followup_plugins.ics_file import calendar  # late: it imports icalendar, which takes 0.2 s

        return calendar(plans, previous)


@followup.hookimpl
def register_channels() -> list[followup.Channel]:
    """Add the ``ics`` channel."""
    return [Ics()]
