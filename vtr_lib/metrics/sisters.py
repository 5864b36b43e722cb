"""The measures beside the valid tracking rate: late shipment rate, on-time delivery, cancellations.

Each is counted day by day first and added up over its window after, in a unit of its own (orders, units). What can't be
decided yet, or was never told, stands in neither count but in a column of its own, so nothing is left out in silence.
Units and windows differ from those of the rate, so a ``Measure`` can't be added to a rate or to another measure.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl

from vtr_lib.calendar import days, local_day, start_of_day, years_of
from vtr_lib.metrics.counts import between
from vtr_lib.metrics.rate import Rate

# What stands in neither count of each measure, and why.
APART = {
    "late_shipment": ("no_ship_by", "overdue"),
    "on_time_delivery": ("not_delivered", "untracked", "no_promise", "no_quantity"),
    "cancellation": ("pending", "changed_later"),
}


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure over the days ``first_on`` to ``last_on``: ``part`` of ``counted``, and what is ``apart``, by reason.

    All are counted in ``unit``, except ``no_quantity``, which are packages.
    """

    name: str
    unit: str
    first_on: date
    last_on: date
    part: int
    counted: int
    apart: dict[str, int]

    @property
    def rate(self) -> Rate:
        """The share as its two counts, for saying it. Its ``valid`` are orders late, units on time, or cancelled."""
        return Rate(self.part, self.counted)


def late_shipment(orders: pl.DataFrame, until: datetime, zone: str) -> pl.DataFrame:
    """Orders confirmed after their latest ship time, by day of confirmation in ``zone``.

    ``orders`` has a row a package, or an order without one: ``order_id``, ``confirmed_at`` (null for none), and
    ``ship_by_at``. An order is confirmed with its last package. At the latest ship time itself it is in time. What came
    after ``until`` is not known yet. Columns: ``day``, ``part`` (late), ``counted``, ``no_ship_by`` (confirmed, latest
    ship time not told), ``overdue`` (due by ``until`` and not confirmed, on the day it was due). Sorted by day, one row
    a day; no orders give no rows.
    """
    seen = pl.when(pl.col("confirmed_at") <= until).then("confirmed_at")
    rows = orders.group_by("order_id").agg(seen.max().alias("confirmed_at"), pl.col("ship_by_at").max())
    is_sent, is_told = pl.col("confirmed_at").is_not_null(), pl.col("ship_by_at").is_not_null()
    is_late = pl.col("confirmed_at") > pl.col("ship_by_at")
    rows = rows.with_columns(pl.coalesce("confirmed_at", "ship_by_at").alias("at"))
    return _daily(
        rows,
        local_day("at", zone, years_of(rows, "at")),
        part=is_sent & is_late,
        counted=is_sent & is_told,
        no_ship_by=is_sent & ~is_told,
        overdue=~is_sent & (pl.col("ship_by_at") <= until),
    )


def on_time_delivery(packages: pl.DataFrame, until: datetime, zone: str) -> pl.DataFrame:
    """Units of tracked packages delivered by the end of the promised day in ``zone``, by promised day.

    ``packages`` has a row a package: ``promised_on``, ``confirmed_on``, ``units`` (null where not told),
    ``is_tracked``, ``delivered_at``. What came after ``until`` is not known yet. Columns: ``day``, ``part`` (on time),
    ``counted`` (tracked and delivered), ``not_delivered`` (tracked), ``untracked``, ``no_promise`` (on the day of
    confirmation), all in units, and ``no_quantity`` in packages. Sorted by day, one row a day; no packages, no rows.
    """
    found = packages["promised_on"].drop_nulls().unique()
    ends = pl.DataFrame(
        {"promised_on": found, "ends_at": [start_of_day(day + timedelta(days=1), zone) for day in found]},
        schema={"promised_on": pl.Date, "ends_at": pl.Datetime("us", "UTC")},
    )
    rows = packages.join(ends, on="promised_on", how="left")
    units, is_told = pl.col("units"), pl.col("units").is_not_null()
    is_promised = is_told & pl.col("promised_on").is_not_null()
    is_ours = is_promised & pl.col("is_tracked")
    is_there = (pl.col("delivered_at") <= until).fill_null(False)
    return _daily(
        rows,
        pl.coalesce("promised_on", "confirmed_on"),
        part=pl.when(is_ours & is_there & (pl.col("delivered_at") < pl.col("ends_at"))).then(units),
        counted=pl.when(is_ours & is_there).then(units),
        not_delivered=pl.when(is_ours & ~is_there).then(units),
        untracked=pl.when(is_promised & ~pl.col("is_tracked")).then(units),
        no_promise=pl.when(is_told & ~is_promised).then(units),
        no_quantity=~is_told,
    )


def cancellation(orders: pl.DataFrame, until: datetime, zone: str) -> pl.DataFrame:
    """Orders cancelled before any package of theirs was sent, by day of purchase in ``zone``.

    ``orders`` has a row an order: ``purchased_at``, ``changed_at`` (the last change of it that is told), and the
    booleans ``is_cancelled``, ``is_pending`` and ``is_sent`` (has a package by ``until``). Who cancelled is not told,
    so ``part`` is the most that the seller can have cancelled. Columns: ``day``, ``part``, ``counted``, ``pending``
    (not an order yet), ``changed_later`` (cancelled, and changed after ``until``: not known then). Sorted by day, one
    row a day; orders without a day of purchase are in none.
    """
    rows = orders.filter(pl.col("purchased_at") <= until)
    is_sent, is_gone = pl.col("is_sent"), pl.col("is_cancelled") & ~pl.col("is_sent")
    is_later = is_gone & (pl.col("changed_at") > until).fill_null(False)
    is_pending = pl.col("is_pending") & ~is_sent & ~is_gone
    return _daily(
        rows,
        local_day("purchased_at", zone, years_of(rows, "purchased_at")),
        part=is_gone & ~is_later,
        counted=~is_pending & ~is_later,
        pending=is_pending,
        changed_later=is_later,
    )


def measure(name: str, unit: str, daily: pl.DataFrame, first: date, last: date) -> Measure:
    """The measure ``name`` over the days ``first`` to ``last``, both in, of its ``daily`` counts."""
    found = between(daily, first, last)
    part, counted, *apart = (int(found[column].sum()) for column in ("part", "counted", *APART[name]))
    return Measure(name, unit, first, last, part, counted, dict(zip(APART[name], apart, strict=True)))


def rolled(daily: pl.DataFrame, first: date, last: date, length: int) -> pl.DataFrame:
    """``day``, ``part`` and ``counted`` of the ``length`` days that end on each day ``first`` to ``last``.

    Days of which nothing is told count nothing, so there is a row for every day.
    """
    grid = pl.DataFrame({"day": days(first - timedelta(days=length - 1), last)}, schema={"day": pl.Date})
    rows = grid.join(daily.select("day", "part", "counted"), on="day", how="left").fill_null(0).sort("day")
    sums = pl.col("part", "counted").rolling_sum(window_size=length, min_samples=1)
    return rows.with_columns(sums).filter(pl.col("day") >= first)


def _daily(rows: pl.DataFrame, day: pl.Expr, **columns: pl.Expr) -> pl.DataFrame:
    sums = [value.sum().cast(pl.Int64).alias(name) for name, value in columns.items()]
    return rows.group_by(day.alias("day")).agg(sums).drop_nulls("day").sort("day")
