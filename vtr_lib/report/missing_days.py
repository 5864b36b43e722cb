"""The share missed for lack of scans, by confirmation day (or week) and carrier, as data."""

from datetime import date, timedelta

import polars as pl

LEAST = 5  # counted packages below which a cell is blank: of a day hardly any share is telling, and a map shows many
OPEN = 10  # one in so many packages still pending, or more: what was missed is not known yet
KINDS, COUNTS = ("is_missed", "is_counted", "is_pending"), ("missed", "counted", "pending")
STEPS = (1, 7)  # days of a column: the finest of which at least half of all packages stand in cells that say something


def days_found(packages: pl.DataFrame, first: date, last: date, most: int) -> dict:
    """``columns`` (first and last day of each) and ``rows`` by carrier, with a cell for each column.

    A cell is ``[missed, counted, pending]`` and a standing: ``told``, ``few`` (less than ``LEAST`` counted packages) or
    ``open`` (too many pending for a share of those that count to mean anything). ``packages`` has ``carrier``,
    ``confirmed_on``, ``is_missed``, ``is_counted`` and ``is_pending``. The carriers with the most packages have rows of
    their own, ``most`` rows in all; the others are summed in the last, which has their ``names``.
    """
    inside = packages.filter(pl.col("confirmed_on").is_between(first, last))
    ranked = inside.group_by("carrier").len().sort(["len", "carrier"], descending=[True, False])["carrier"].to_list()
    own = ranked if len(ranked) <= most else ranked[: most - 1]
    rows = inside.select(
        *KINDS,
        offset=(pl.col("confirmed_on") - pl.lit(first)).dt.total_days(),
        place=pl.col("carrier").replace_strict(own, range(len(own)), default=len(own), return_dtype=pl.Int64),
    )
    step = next((step for step in STEPS if _speaks(rows, step)), STEPS[-1])
    width = -(-((last - first).days + 1) // step)
    names = [{"carrier": name, "names": []} for name in own]
    if ranked[len(own) :]:
        names.append({"carrier": None, "names": ranked[len(own) :]})
    cells = [[[0, 0, 0, "few"] for _ in range(width)] for _ in names]
    for place, column, *counts in _summed(rows, step).iter_rows():
        cells[place][column] = [*counts, _standing(*counts)]
    starts = [first + timedelta(days=step * column) for column in range(width)]
    return {
        "least": LEAST,
        "open": OPEN,
        "step_days": step,
        "columns": [[start.isoformat(), min(last, start + timedelta(days=step - 1)).isoformat()] for start in starts],
        "rows": [
            name | {"cells": line} | {kind: sum(cell[at] for cell in line) for at, kind in enumerate(COUNTS)}
            for name, line in zip(names, cells, strict=True)
        ],
    }


def _standing(missed: int, counted: int, pending: int) -> str:
    return "open" if pending * OPEN >= counted + pending > 0 else "few" if counted < LEAST else "told"


def _summed(rows: pl.DataFrame, step: int) -> pl.DataFrame:
    sums = [pl.col(kind).sum().cast(pl.Int64).alias(name) for kind, name in zip(KINDS, COUNTS, strict=True)]
    return rows.group_by("place", column=pl.col("offset") // step).agg(sums).sort("place", "column")


def _speaks(rows: pl.DataFrame, step: int) -> bool:
    counted = _summed(rows, step)["counted"]
    return 2 * counted.filter(counted >= LEAST).sum() >= counted.sum() > 0
