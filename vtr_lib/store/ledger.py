"""The ledger: signed changes of counts, batch by batch, so that the rate as known on a day can be asked again."""

from datetime import date

import polars as pl

from vtr_lib.metrics.counts import DIMENSIONS, count
from vtr_lib.schema import BASES

CELL = ["basis", "day", *DIMENSIONS]


def nothing() -> pl.DataFrame:
    """A ledger without rows: the cells' columns, ``packages`` (signed), ``batch`` and ``known_on``."""
    text = dict.fromkeys(DIMENSIONS, pl.String)
    days = {"day": pl.Date, **text, "packages": pl.Int64, "batch": pl.Int64, "known_on": pl.Date}
    return pl.DataFrame(schema={"basis": pl.String, **days})


def add(ledger: pl.DataFrame, verdicts: pl.DataFrame, batch: int, known_on: date | None) -> pl.DataFrame:
    """``ledger`` with the changes that make it add up to ``verdicts``, entered under ``batch`` and its last day."""
    changes = change(total(ledger), cells(verdicts))
    return pl.concat([ledger, changes.with_columns(batch=pl.lit(batch, pl.Int64), known_on=pl.lit(known_on, pl.Date))])


def cells(verdicts: pl.DataFrame) -> pl.DataFrame:
    """The counts of ``verdicts`` on each basis, one row a cell."""
    return pl.concat([count(verdicts, basis).with_columns(basis=pl.lit(basis)) for basis in BASES]).select(
        *CELL, "packages"
    )


def total(ledger: pl.DataFrame) -> pl.DataFrame:
    """The counts that the changes in ``ledger`` add up to; cells that came to nothing are left out."""
    sums = ledger.group_by(CELL).agg(pl.col("packages").sum())
    return sums.filter(pl.col("packages") != 0).sort(CELL, nulls_last=True)


def change(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """The signed cells that lead from the counts ``before`` to those ``after``; none where nothing moved."""
    return total(pl.concat([after, before.with_columns(-pl.col("packages"))]))
