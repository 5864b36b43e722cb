"""Days of a marketplace: instants are UTC, days are those of the marketplace's zone."""

import functools
import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from vtr_lib.schema import YEARS

MONTH = re.compile("[0-9]{4}-[0-9]{2}")


def start_of_day(day: date, zone: str) -> datetime:
    """The first instant (UTC) of ``day`` in ``zone``; where the clock skips midnight, the instant of the skip."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def end_of_day(day: date, zone: str) -> datetime:
    """The last microsecond (UTC) of ``day`` in ``zone``."""
    return start_of_day(day + timedelta(days=1), zone) - timedelta(microseconds=1)


def day_of(instant: datetime, zone: str) -> date:
    """The day in ``zone`` on which ``instant`` falls. A naive instant is a ``ValueError``, never a guess."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant} has no time zone")
    return instant.astimezone(ZoneInfo(zone)).date()


@functools.cache
def offset_changes(zone: str, first_year: int, last_year: int) -> tuple[tuple[datetime, timedelta], ...]:
    """The instants (UTC) at which the clock of ``zone`` changes, each with the offset that holds from then on.

    The first pair is the start of ``first_year``. Found by halving, to the second, between days whose offsets differ.
    """
    local = ZoneInfo(zone)

    def offset(instant: datetime) -> timedelta:
        return instant.astimezone(local).utcoffset()

    day, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    changes = [(day, offset(day))]
    while day < end:
        before, after = day, day + timedelta(days=1)
        if offset(before) != offset(after):
            while after - before > timedelta(seconds=1):
                middle = before + timedelta(seconds=(after - before).total_seconds() // 2)
                before, after = (middle, after) if offset(middle) == offset(day) else (before, middle)
            changes.append((after, offset(after)))
        day += timedelta(days=1)
    return tuple(changes)


def local_day(column: str, zone: str, years: tuple[int, int]) -> pl.Expr:
    """The day in ``zone`` of a UTC datetime column whose values lie in the ``years`` first … last, as a date.

    A chain of dated offsets: the same answer as converting the zone, at a fraction of the cost, and the only form
    that other engines than Polars understand too.
    """
    changes = offset_changes(zone, years[0] - 1, years[1] + 1)
    shift = pl.lit(changes[0][1])
    for instant, offset in changes[1:]:
        shift = pl.when(pl.col(column) >= instant).then(pl.lit(offset)).otherwise(shift)
    return (pl.col(column) + shift).dt.date()


def years_of(frame: pl.DataFrame, *columns: str) -> tuple[int, int]:
    """The first and last calendar year (UTC) found in datetime ``columns``; (2000, 2000) where there is none."""
    found = [year for column in columns for year in (frame[column].min(), frame[column].max()) if year is not None]
    return (min(at.year for at in found), max(at.year for at in found)) if found else (2000, 2000)


def days(first: date, last: date) -> list[date]:
    """Every day from ``first`` to ``last``, both in; empty where ``last`` is before ``first``."""
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]


def month_of(text: str) -> tuple[date, date]:
    """First and last day of a month written ``YYYY-MM``. Anything else, or far from our time, is a ``ValueError``."""
    if not MONTH.fullmatch(text) or not YEARS[0] <= int(text[:4]) <= YEARS[1]:
        raise ValueError(repr(text))
    first = date(int(text[:4]), int(text[5:]), 1)
    return first, (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
