"""Checked tracking numbers: how many of each status, and the list as a file that a spreadsheet may open."""

from pathlib import Path

import polars as pl

from vtr_lib.report import lists
from vtr_lib.tracking.check import STATUSES
from vtr_lib.words import Words

COLUMNS = ("line", "tracking", "carrier", "status", "formats", "suggestion")


def summary(found: pl.DataFrame) -> dict[str, int]:
    """Numbers by status, in the order of ``STATUSES``, those that occur; their sum is the height of ``found``."""
    counts = dict(found["status"].value_counts().iter_rows())
    return {status: counts[status] for status in STATUSES if status in counts}


def write(found: pl.DataFrame, path: str | Path, words: Words) -> None:
    """``found`` with ``COLUMNS`` and the status in words, as CSV or XLSX by the name of ``path``.

    No cell is a formula. Raises what ``lists.write`` raises.
    """
    says = words.table("tracking.statuses")
    head = (*COLUMNS, words("check.in_words"))
    rows = [(*row, says[row[COLUMNS.index("status")]]) for row in found.select(COLUMNS).iter_rows()]
    lists.write(path, "numbers", head, rows)
