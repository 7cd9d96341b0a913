"""The instants that a caller asks for a plan with: texts, dates or datetimes."""

from datetime import date, datetime

from followup.loading.instant import FIRST_YEAR, LAST_YEAR, Reading, parse_instant
from followup.loading.suggest import MisreadError
from followup.model.zone import Zone, day_of, instant_of, wall_of


def minute_of(instant: str | date | datetime, zone: Zone, *, first: bool) -> int:
    """Return the minute that *instant* means; *first*: of a date the first, else its last.

    Raises:
        ValueError: it is no instant, or lies too far off.
        TypeError: it is nothing that could be one.
    """
    if isinstance(instant, date) and not FIRST_YEAR <= instant.year <= LAST_YEAR:
        raise ValueError(f"the year {instant.year} lies outside {FIRST_YEAR} to {LAST_YEAR}")
    if isinstance(instant, datetime):
        reading = Reading(instant_of(instant) if instant.tzinfo is not None else zone.instant(wall_of(instant)))
    elif isinstance(instant, date):
        reading = Reading(None, day_of(instant))
    elif isinstance(instant, str):
        try:
            reading = parse_instant(instant, zone)
        except MisreadError as error:
            raise ValueError(f"{error} ({error.hint})" if error.hint else str(error)) from None
    else:
        raise TypeError("an instant is a text, a date or a datetime")
    return reading.first(zone) if first else reading.last(zone)
