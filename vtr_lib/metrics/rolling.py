"""The rate over a window that moves day by day, derived from the counts the plain rate reads."""

from datetime import date, timedelta

import polars as pl

from vtr_lib.calendar import days
from vtr_lib.metrics.counts import by_state
from vtr_lib.schema import STATES


def window(as_of: date, length: int, lag: int = 0) -> tuple[date, date]:
    """First and last day, both in, of the window of ``length`` days that ends ``lag`` days before ``as_of``."""
    last = as_of - timedelta(days=lag)
    return last - timedelta(days=length - 1), last


def rolling(counts: pl.DataFrame, first: date, last: date, length: int, by: str | None = None) -> pl.DataFrame:
    """For each day ``first`` to ``last`` (and each value of ``by``) the counts of the ``length`` days ending on it.

    Columns: ``by``, ``day``, one integer column a state, ``counted``, and with the suffix ``_on_day`` the same of the
    day alone. Days without packages are there with zeros, so the rows are (segments × days), sorted by both. Sums of
    integers: the same for any order of the rows. No counts give no rows.
    """
    key = by or "all"
    if by is None:
        counts = counts.with_columns(pl.lit("all").alias(key))
    daily = by_state(counts.with_columns(pl.struct(key, "day").alias("cell")), "cell").unnest("cell")
    measures = [*STATES, "counted"]
    grid = (
        daily.select(key)
        .unique()
        .join(
            pl.DataFrame({"day": days(first - timedelta(days=length - 1), last)}, schema={"day": pl.Date}), how="cross"
        )
    )
    filled = grid.join(daily, on=[key, "day"], how="left").with_columns(pl.col(measures).fill_null(0)).sort(key, "day")
    moving = [
        pl.col(name).rolling_sum(window_size=length, min_samples=1).over(key, order_by="day") for name in measures
    ]
    rows = filled.with_columns(pl.col(measures).name.suffix("_on_day")).with_columns(moving)
    rows = rows.filter(pl.col("day") >= first)
    return rows if by else rows.drop(key)
