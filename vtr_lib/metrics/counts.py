"""Additive counts of verdicts: what every rate, figure and report reads."""

from datetime import date

import polars as pl

from vtr_lib.metrics.rate import Rate
from vtr_lib.schema import STATES

DIMENSIONS = ("carrier", "origin", "category", "state", "clause", "cause")
SEGMENTS = ("carrier", "origin", "category")
NOBODY_KNOWS = "unknown"


def window_day(basis: str) -> pl.Expr:
    """The day that puts a package in a window: its confirmation, or its promise where one is known."""
    if basis == "confirmed":
        return pl.col("confirmed_on")
    if basis == "promised":
        return pl.coalesce("promised_on", "confirmed_on")
    raise ValueError(f"no basis {basis!r}")


def count(verdicts: pl.DataFrame, basis: str = "confirmed") -> pl.DataFrame:
    """Packages by ``day``, ``carrier``, ``origin``, ``category``, ``state``, ``clause`` and ``cause``, sorted.

    ``verdicts`` are those of ``schema.VERDICTS`` with carrier, origin and category beside them. A missing segment is
    counted as ``unknown``; ``packages`` is an integer; no verdicts give no rows. Counts of parts may be concatenated
    and summed.
    """
    keys = ["day", *DIMENSIONS]
    return (
        verdicts.lazy()
        .with_columns(window_day(basis).alias("day"), pl.col(SEGMENTS).fill_null(NOBODY_KNOWS))
        .group_by(keys)
        .agg(pl.len().cast(pl.Int64).alias("packages"))
        .sort(keys, nulls_last=True)
        .collect()
    )


def between(counts: pl.DataFrame, first: date, last: date) -> pl.DataFrame:
    """The counts of days ``first`` to ``last``, both in."""
    return counts.filter(pl.col("day").is_between(first, last))


def by_state(counts: pl.DataFrame, by: str | None = None) -> pl.DataFrame:
    """Packages in each state, one integer column a state, one row a value of ``by`` (one row in all without it).

    With the columns ``valid`` and ``counted`` (valid + defect + unknown) a row is a rate. Sorted by ``by``.
    """
    keys = [by] if by else []
    sums = [pl.col("packages").filter(pl.col("state") == state).sum().alias(state) for state in STATES]
    rows = counts.group_by(keys).agg(sums).sort(keys, nulls_last=True) if by else counts.select(sums)
    return rows.with_columns(counted=pl.col("valid") + pl.col("defect") + pl.col("unknown"))


def rate(counts: pl.DataFrame) -> Rate:
    """The headline: valid ÷ (valid + defect + unknown). Pending, exempt and out-of-scope packages are in neither."""
    row = by_state(counts).row(0, named=True)
    return Rate(row["valid"], row["counted"])


def band(counts: pl.DataFrame) -> tuple[Rate, Rate]:
    """The lowest and the highest the rate can still be: pending all failing; pending and unknown all valid."""
    row = by_state(counts).row(0, named=True)
    counted = row["counted"] + row["pending"]
    return Rate(row["valid"], counted), Rate(row["valid"] + row["pending"] + row["unknown"], counted)
