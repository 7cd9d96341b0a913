"""Calendars of public holidays, ``us``, ``de``, ``de-by`` and so on, from the library ``holidays``, an extra.

The library takes 60 ms to import, so it is asked only when a day is; the places that it knows stand in a file of ours.

It knows some years only: India's to 2035, most to 2100, none from before the state was founded. For another year there
is no answer but an error: a plan that needs one warns of it, and is made without the calendar.
"""

import pkgutil
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

import followup


@dataclass(frozen=True, slots=True)
class PublicHolidays:
    """The public holidays of a country, or of a part of it.

    Attributes:
        name: Codes of ISO 3166 in small letters: the country's and, for a part of it, a hyphen and the part's.
        says: What the country is called, or nothing for a part of one.
    """

    name: str
    says: str = ""

    def is_business_day(self, day: date) -> bool:
        """Tell whether *day* is no public holiday.

        Raises:
            LookupError: the holidays of that year, or of that place, are not known.
            ModuleNotFoundError: the library is not installed; the text says how to get it.
        """
        return day not in _holidays(self.name, day.year)


@cache
def _holidays(name: str, year: int) -> frozenset[date]:
    """Return the holidays of *year* where *name* says."""
    try:
        from holidays import country_holidays
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError("`pip install 'followup[holidays]'`", name=error.name) from error
    country, _, part = name.partition("-")
    place = country_holidays(country.upper())
    parts = {one.lower(): one for one in place.subdivisions}
    with warnings.catch_warnings(record=True) as told:  # in this way it says that it does not know all of them
        warnings.simplefilter("always")
        found = country_holidays(country.upper(), subdiv=parts[part] if part else None, years=year, expand=False)
    unsure = any(issubclass(one.category, UserWarning) for one in told)
    if unsure or not place.start_year <= year <= place.end_year:
        raise LookupError(f"the holidays of {year} are not known, so this calendar was left out")
    return frozenset(found)


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
