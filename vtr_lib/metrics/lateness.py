"""How late packages were, and when: marks, bands of hours, weekdays and silent days, all as counts."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import polars as pl

from vtr_lib.calendar import days
from vtr_lib.metrics.comparison import worse

MARKS = ("confirmed_late", "handed_over_late", "id.late", "scan.too_late")
HOUR = 3600


def marks() -> pl.Expr:
    """Those of ``MARKS`` that a verdict's ``flags`` name besides its clause, in their order, as a list."""
    flags = pl.col("flags").fill_null("").str.split(";")
    named = [pl.when(flags.list.contains(mark)).then(pl.lit(mark)) for mark in MARKS]
    return pl.concat_list(named).list.drop_nulls()


def partition(missed: pl.DataFrame) -> pl.DataFrame:
    """Missed packages by ``family`` (``late_shipment``, ``other`` with a late mark), ``cause``, ``clause``, ``marks``.

    ``missed`` has the columns of ``schema.VERDICTS`` that are asked. ``packages`` adds up to those of the family and
    those of others that have a mark; each stands in one row, the most first. Nothing missed gives no rows.
    """
    is_family = pl.col("cause").eq_missing("late_shipment")
    rows = missed.with_columns(
        marks().alias("marks"),
        pl.when(is_family).then(pl.lit("late_shipment")).otherwise(pl.lit("other")).alias("family"),
    )
    rows = rows.filter(is_family | (pl.col("marks").list.len() > 0)).with_columns(pl.col("marks").list.join(";"))
    keys = ["family", "cause", "clause", "marks"]
    counted = rows.group_by(keys).agg(pl.len().cast(pl.Int64).alias("packages"))
    counted = counted.sort(
        ["family", "packages", "cause", "clause", "marks"],
        descending=[False, True, False, False, False],
        nulls_last=True,
    )
    return counted.with_columns(pl.col("marks").str.split(";").list.eval(pl.element().filter(pl.element() != "")))


def banded(packages: pl.DataFrame, seconds: str, edges: Sequence[int]) -> pl.DataFrame:
    """``counted`` and ``missed`` packages by band of the column ``seconds``, a row a band and a last one for null.

    A band holds what is above ``over`` hours and at most ``upto``; the first has no ``over``, the last before
    ``not_told`` no ``upto``. ``is_missed`` is a boolean column. All rows are there, with zeros, and add up to the
    packages.
    """
    hours = [None, *edges, None]
    grid = pl.DataFrame(
        [(place, over, upto) for place, (over, upto) in enumerate(pairwise(hours))]
        + [(len(edges) + 1, None, None)],
        schema={"band": pl.Int64, "over": pl.Int64, "upto": pl.Int64}, orient="row",
    )  # fmt: skip
    place = pl.sum_horizontal((pl.col(seconds) > edge * HOUR).cast(pl.Int64) for edge in edges)
    band = pl.when(pl.col(seconds).is_null()).then(len(edges) + 1).otherwise(place).cast(pl.Int64).alias("band")
    found = packages.group_by(band).agg(
        pl.len().cast(pl.Int64).alias("counted"), pl.col("is_missed").sum().cast(pl.Int64).alias("missed")
    )
    rows = grid.join(found, on="band", how="left").with_columns(pl.col("counted", "missed").fill_null(0)).sort("band")
    return rows.with_columns(is_told=pl.col("band") <= len(edges)).drop("band")


def by_weekday(packages: pl.DataFrame, day: str) -> pl.DataFrame:
    """``late`` of ``known`` packages by ``weekday`` (1 is Monday) of the column ``day``, seven rows.

    ``is_worse`` where more are late than on the other weekdays beyond chance (``comparison.worse``). The test counts
    orders, one a weekday, late if any of its packages of that weekday is: the packages of an ``order_id`` are late
    together, and taken for independent they would accuse a weekday for one large order. ``is_late`` is null where it
    is not known; what is null in either column is in no row.
    """
    weekday = pl.col(day).dt.weekday().cast(pl.Int64).alias("weekday")
    known = packages.filter(pl.col("is_late").is_not_null(), pl.col(day).is_not_null()).with_columns(weekday)
    grid = pl.DataFrame({"weekday": range(1, 8)}, schema={"weekday": pl.Int64})
    rows = grid.join(_late_of(known), on="weekday", how="left").fill_null(0).sort("weekday")
    orders = _late_of(known.group_by("weekday", "order_id").agg(pl.col("is_late").any()))
    standing = worse(orders.select("weekday", valid=pl.col("known") - pl.col("late"), counted="known").sort("weekday"))
    worst = standing.filter(pl.col("standing") == "worse")["weekday"].to_list()
    return rows.with_columns(is_worse=pl.col("weekday").is_in(worst))


def _late_of(known: pl.DataFrame) -> pl.DataFrame:
    """``late`` and ``known`` rows of each ``weekday`` that has any."""
    late = pl.col("is_late").sum().cast(pl.Int64).alias("late")
    return known.group_by("weekday").agg(late, pl.len().cast(pl.Int64).alias("known"))


def silent_days(confirmed: pl.Series, scanned: pl.Series, first: date, last: date) -> pl.DataFrame:
    """The days ``first`` to ``last`` on which nothing was ``confirmed`` or nothing ``scanned``, with both counts.

    Both are series of days, one entry a package or a scan. Columns: ``day``, ``weekday`` (1 is Monday), ``confirmed``,
    ``scanned``; sorted.
    """
    grid = pl.DataFrame({"day": days(first, last)}, schema={"day": pl.Date})
    for name, found in (("confirmed", confirmed), ("scanned", scanned)):
        counts = found.alias("day").to_frame().group_by("day").agg(pl.len().cast(pl.Int64).alias(name))
        grid = grid.join(counts, on="day", how="left")
    rows = grid.fill_null(0).sort("day").filter((pl.col("confirmed") == 0) | (pl.col("scanned") == 0))
    return rows.with_columns(pl.col("day").dt.weekday().cast(pl.Int64).alias("weekday"))
