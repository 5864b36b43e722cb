from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vtr_lib.calendar import day_of, days, end_of_day, local_day, month_of, offset_changes, start_of_day, years_of

PACIFIC = "America/Los_Angeles"
ZONES = [PACIFIC, "Europe/London", "Europe/Berlin", "Asia/Tokyo", "Australia/Sydney", "America/Sao_Paulo"]
instants = st.datetimes(datetime(2016, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))


@settings(deadline=None)
@given(st.lists(instants, min_size=1, max_size=30), st.sampled_from(ZONES))
def test_local_day_agrees_with_converting_each_instant(found, zone):
    frame = pl.DataFrame({"at": found}, schema={"at": pl.Datetime("us", "UTC")})
    expected = [at.astimezone(ZoneInfo(zone)).date() for at in found]
    assert frame.select(local_day("at", zone, years_of(frame, "at")))["at"].to_list() == expected


@pytest.mark.parametrize("zone", ZONES)
def test_local_day_at_every_change_of_the_clock_and_around_midnight(zone):
    edges = [at for at, _ in offset_changes(zone, 2016, 2027)]
    edges += [
        start_of_day(date(2025, month, day), zone) for month in range(1, 13) for day in (1, 9, 30 if month != 2 else 28)
    ]
    found = [at + timedelta(microseconds=step) for at in edges for step in (-1, 0, 1)]
    frame = pl.DataFrame({"at": found}, schema={"at": pl.Datetime("us", "UTC")})
    assert frame.select(local_day("at", zone, (2016, 2027)))["at"].to_list() == [day_of(at, zone) for at in found]


@given(st.dates(date(2000, 1, 1), date(2035, 1, 1)), st.sampled_from(ZONES))
def test_a_day_begins_and_ends_on_itself(day, zone):
    start, end = start_of_day(day, zone), end_of_day(day, zone)
    assert day_of(start, zone) == day_of(end, zone) == day
    assert day_of(start - timedelta(microseconds=1), zone) == day - timedelta(days=1)


def test_pacific_days_over_a_change_of_the_clock():
    assert start_of_day(date(2025, 3, 9), PACIFIC) == datetime(2025, 3, 9, 8, tzinfo=UTC)
    assert start_of_day(date(2025, 3, 10), PACIFIC) == datetime(2025, 3, 10, 7, tzinfo=UTC)


def test_a_naive_instant_is_no_instant():
    with pytest.raises(ValueError, match="no time zone"):
        day_of(datetime(2025, 1, 1), PACIFIC)


def test_months_and_days():
    assert month_of("2024-02") == (date(2024, 2, 1), date(2024, 2, 29))
    assert month_of("2025-12") == (date(2025, 12, 1), date(2025, 12, 31))
    assert days(date(2025, 1, 31), date(2025, 2, 1)) == [date(2025, 1, 31), date(2025, 2, 1)]
    assert days(date(2025, 1, 2), date(2025, 1, 1)) == []
    for wrong in ("2025-2", "2025-13", "02-2025", "", "2025-02-01"):
        with pytest.raises(ValueError, match=r"."):
            month_of(wrong)
