"""Offsets, instants and times of day as text: what they say, and what is said about those that say nothing."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.loading.clock import parse_clock
from followup.loading.instant import Reading, parse_date, parse_instant
from followup.loading.offset import MOST, parse_offset, parse_span
from followup.loading.suggest import MisreadError
from followup.model.offset import END_OF_DAY, Offset, Unit
from followup.model.zone import Zone

NEW_YORK = Zone("America/New_York")


def complaint(parse: Callable[[str], object], text: str) -> str:
    with pytest.raises(MisreadError) as error:
        parse(text)
    hint = f" ({error.value.hint})" if error.value.hint else ""
    return f"{error.value}{hint}"


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("30 minutes", Offset(30, Unit.MINUTE)),
        ("1 hour", Offset(1, Unit.HOUR)),
        ("-4 hours", Offset(-4, Unit.HOUR)),
        ("7 days at 10:00", Offset(7, Unit.DAY, 600)),
        ("1 day at 00:00", Offset(1, Unit.DAY, 0)),
        ("2 weeks", Offset(2, Unit.WEEK)),
        ("1 month at 23:59", Offset(1, Unit.MONTH, 1439)),
        ("3 business days", Offset(3, Unit.BUSINESS_DAY)),
        ("-1 business day at 09:00", Offset(-1, Unit.BUSINESS_DAY, 540)),
        ("1 days", Offset(1, Unit.DAY)),
        ("same day", Offset(0, Unit.DAY)),
        ("same day at 17:00", Offset(0, Unit.DAY, 1020)),
        ("end of day", Offset(0, Unit.DAY, END_OF_DAY)),
        ("0 minutes", Offset(0, Unit.MINUTE)),
        ("120 months", Offset(120, Unit.MONTH)),
    ],
)
def test_an_offset_is_an_amount_a_unit_and_perhaps_a_time_of_day(text: str, offset: Offset) -> None:
    assert offset == parse_offset(text)


@given(
    unit=st.sampled_from(Unit),
    share=st.floats(-1, 1),
    at=st.none() | st.integers(0, 1439),
)
def test_an_offset_that_is_written_can_be_read(unit: Unit, share: float, at: int | None) -> None:
    offset = Offset(round(share * MOST[unit]), unit, None if unit.elapsed else at)
    assert offset == parse_offset(str(offset))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "`` is no offset (write it as `7 days`, `2 hours` or `1 day at 10:00`)"),
        ("soon", "`soon` is no offset (write it as `7 days`, `2 hours` or `1 day at 10:00`)"),
        ("7days", "`7days` is no offset (did you mean `7 days`?)"),
        ("7  days", "`7  days` is no offset (did you mean `7 days`?)"),
        ("7 days\n", "`7 days\\n` is no offset (did you mean `7 days`?)"),
        ("7 Days", "unknown unit `Days` (did you mean `days`?)"),
        ("end of the day", "`end of the day` is no offset (did you mean `end of day`?)"),
        ("2 hurs", "unknown unit `hurs` (did you mean `hours`?)"),
        ("1.5 hours", "`1.5` is not a whole number (use a smaller unit, and no sign but `-`)"),
        ("+1 day", "`+1` is not a whole number (use a smaller unit, and no sign but `-`)"),
        ("1 hour at 10:00", "`1 hour at 10:00` sets a time of day, but hours are elapsed time (use `days` with `at`)"),
        ("1 day at 9:00", "`9:00` is no time of day (did you mean `09:00`?)"),
        ("1 day at 24:00", "`24:00` is no time of day (the day ends at `23:59`)"),
        ("121 months", "`121 months` is longer than ten years (at most 120 months)"),
        ("-3661 days", "`-3661 days` is longer than ten years (at most 3660 days)"),
        (
            "1000000000000000000 days",
            "`1000000000000000000 days` is longer than ten years (at most 3660 days)",
        ),
    ],
)
def test_what_is_no_offset_is_told_with_what_it_may_have_been(text: str, said: str) -> None:
    assert said == complaint(parse_offset, text)


def test_an_amount_of_any_length_is_refused_at_once() -> None:
    assert "longer than ten years" in complaint(parse_offset, f"{'9' * 100_000} days")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0 days", "`0 days` is no length of time (it must be more than nothing, such as `1 week`)"),
        ("-1 week", "`-1 week` is no length of time (it must be more than nothing, such as `1 week`)"),
        ("same day", "`same day` is no length of time (it must be more than nothing, such as `1 week`)"),
        (
            "end of day",
            "`end of day` sets a time of day, but a length of time is asked for (such as `1 week`)",
        ),
        (
            "1 day at 10:00",
            "`1 day at 10:00` sets a time of day, but a length of time is asked for (such as `1 week`)",
        ),
    ],
)
def test_a_span_is_more_than_nothing_and_sets_no_time_of_day(text: str, said: str) -> None:
    assert said == complaint(parse_span, text)


def test_a_span_is_an_offset_otherwise() -> None:
    assert Offset(36, Unit.HOUR) == parse_span("36 hours")
    assert "unknown unit `wek` (did you mean `week`?)" == complaint(parse_span, "1 wek")


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-03-02T10:00", "2026-03-02T10:00-05:00"),
        ("2026-03-02T10:00:59", "2026-03-02T10:00-05:00"),
        ("2026-03-02T10:00:59.999999", "2026-03-02T10:00-05:00"),
        ("2026-03-02T10:00Z", "2026-03-02T05:00-05:00"),
        ("2026-03-02T10:00+05:30", "2026-03-01T23:30-05:00"),
        ("2026-03-02T10:00-00:30", "2026-03-02T05:30-05:00"),
        ("2026-03-08T02:30", "2026-03-08T03:30-04:00"),
        ("2026-11-01T01:30", "2026-11-01T01:30-04:00"),
        ("2024-02-29", "2024-02-29T09:00-05:00"),
    ],
)
def test_an_instant_is_local_time_unless_it_states_its_offset(text: str, instant: str) -> None:
    assert instant == NEW_YORK.text(parse_instant(text, NEW_YORK).at(540, NEW_YORK))


def test_a_bare_date_is_placed_by_whoever_reads_it() -> None:
    reading = parse_instant("2026-03-08", NEW_YORK)
    assert Reading(None, 20520) == reading
    assert "2026-03-08T00:00-05:00" == NEW_YORK.text(reading.first(NEW_YORK))
    assert "2026-03-08T03:30-04:00" == NEW_YORK.text(reading.at(150, NEW_YORK))
    assert "2026-03-08T23:59-04:00" == NEW_YORK.text(reading.last(NEW_YORK))


def test_an_instant_is_not_placed_again() -> None:
    reading = parse_instant("1970-01-01T00:07Z", NEW_YORK)
    assert (7, 7, 7) == (reading.first(NEW_YORK), reading.at(540, NEW_YORK), reading.last(NEW_YORK))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "tomorrow",
            "`tomorrow` is no date and no date with a time (write it as `2026-03-02` or `2026-03-02T10:00`)",
        ),
        (
            "2026-03-02 10:00",
            "`2026-03-02 10:00` is no date and no date with a time (did you mean `2026-03-02T10:00`?)",
        ),
        (
            "2026-03-02T10:00-0500",
            "`2026-03-02T10:00-0500` is no date and no date with a time (did you mean `2026-03-02T10:00-05:00`?)",
        ),
        (
            "2026-03-02\n",
            "`2026-03-02\\n` is no date and no date with a time (write it as `2026-03-02` or `2026-03-02T10:00`)",
        ),
        ("2026-02-30", "there is no day `2026-02-30`"),
        ("2026-13-01T10:00", "there is no day `2026-13-01`"),
        ("2026-03-02T24:00", "`24:00` is no time of day (the day ends at `23:59`)"),
        ("2026-03-02T10:60", "`10:60` is no time of day (write it as `09:30` or `17:00`)"),
        ("2026-03-02T10:00+24:00", "`+24:00` is no UTC offset (write it as `-05:00`)"),
        ("1969-12-31", "`1969-12-31` is not of the years 1970 to 2199"),
        ("2200-01-01T00:00", "`2200-01-01` is not of the years 1970 to 2199"),
        ("9999-12-31T23:59-12:00", "`9999-12-31` is not of the years 1970 to 2199"),
        ("0000-01-01", "there is no day `0000-01-01`"),
    ],
)
def test_what_is_no_instant_is_told_with_what_it_may_have_been(text: str, said: str) -> None:
    assert said == complaint(lambda text: parse_instant(text, NEW_YORK), text)


@given(st.text())
def test_any_text_is_an_offset_an_instant_and_a_time_or_is_misread(text: str) -> None:
    for parse in (parse_offset, parse_span, parse_clock, parse_date, lambda text: parse_instant(text, NEW_YORK)):
        said = ""
        try:
            parse(text)
        except MisreadError as error:
            said = f"{error}{error.hint}"
        assert said.isprintable()
