"""Calendars of public holidays, ``us``, ``de``, ``de-by`` and so on, from the library ``holidays``, an extra.

The library takes 60 ms to import, so it is asked only when a day is; the places that it knows stand in a file of ours.
"""

import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

import followup


@dataclass(frozen=True, slots=True)
class PublicHolidays:
    """The public holidays of a country, or of a part of it, up to the year 2100.

    Attributes:
        name: Codes of ISO 3166 in small letters: the country's and, for a part of it, a hyphen and the part's.
        says: What the country is called, or nothing for a part of one.
    """

    name: str
    says: str = ""

    def is_business_day(self, day: date) -> bool:
        """Tell whether *day* is no public holiday."""
        return not _holidays(self.name)(day)


@cache
def _holidays(name: str) -> Callable[[date], bool]:
    """Return what tells whether a day is a holiday where *name* says.

    Raises:
        ModuleNotFoundError: the library is not installed; the text says how to get it.
        LookupError: the library that is installed does not know that place.
    """
    try:
        from holidays import country_holidays
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError("`pip install 'followup[holidays]'`", name=error.name) from error
    country, _, part = name.partition("-")
    whole = country_holidays(country.upper())
    if not part:
        return whole.__contains__
    parts = {one.lower(): one for one in whole.subdivisions}
    return country_holidays(country.upper(), subdiv=parts[part]).__contains__


def _calendars() -> Iterator[PublicHolidays]:
    listed = pkgutil.get_data(__name__, "public_holidays.txt") or b""
    for line in listed.decode().splitlines():
        codes, _, called = line.partition(" = ")
        country, *parts = codes.split()
        yield PublicHolidays(country, called)
        yield from (PublicHolidays(f"{country}-{part}") for part in parts)


@followup.hookimpl
def register_calendars() -> list[followup.Calendar]:
    """Add a calendar for each place that the library knows."""
    return list(_calendars())
