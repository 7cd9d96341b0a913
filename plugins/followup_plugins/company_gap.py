"""The condition ``company-gap``: whether the company has been left alone for some days, also about other applications.

What was done about another application is an event ``elsewhere``: written by hand, or added by `followup.beside`.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

import followup


class CompanyGap:
    """In a policy: ``when: {company-gap: 3 days}``.

    Days are counted as dates: after a contact on Monday, ``3 days`` holds from Thursday's first minute on.
    """

    name = "company-gap"
    reads = ("events", "day")
    schema: Mapping[str, object] = {
        "title": "Gap between contacts with the company",
        "description": "True when your last contact, about this application or another at the company, is at least "
        "so many days or weeks ago. Of the other, what is only planned does not count.",
        "type": "string",
        "pattern": r"^[1-9][0-9]{0,2} (?:day|week)s?(?![\s\S])",
        "examples": ["3 days", "1 week"],
    }

    def holds(self, body: object, moment: followup.Moment) -> bool | None:
        """Return whether the last contact is at least as long ago as *body* says, or there was none."""
        assert isinstance(body, str), "the schema says so"
        if moment.now is None:
            return None
        number, unit = body.split()
        days = int(number) * (7 if unit.startswith("week") else 1)
        last = max(_contacts(moment), default=None)
        return last is None or (moment.now.date() - last.date()).days >= days


def _contacts(moment: followup.Moment) -> Iterator[datetime]:
    """Yield when the company was contacted: the last time about this application, each time about another."""
    if moment.last_contact is not None:
        yield moment.last_contact
    for event in moment.events:
        if event["event"] == "elsewhere" and isinstance(event["at"], datetime):
            yield event["at"]


@followup.hookimpl
def register_conditions() -> list[followup.Condition]:
    """Add the condition ``company-gap``."""
    return [CompanyGap()]
