"""Checked tracking numbers: how many of each status, and the list as a file that a spreadsheet may open."""

import csv
import io
from pathlib import Path

import polars as pl

from vtr_lib.errors import CannotWrite, DataError
from vtr_lib.report import xlsx
from vtr_lib.tracking.check import STATUSES
from vtr_lib.words import Words

COLUMNS = ("line", "tracking", "carrier", "status", "formats", "suggestion")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def summary(found: pl.DataFrame) -> dict[str, int]:
    """Numbers by status, in the order of ``STATUSES``, those that occur; their sum is the height of ``found``."""
    counts = dict(found["status"].value_counts().iter_rows())
    return {status: counts[status] for status in STATUSES if status in counts}


def write(found: pl.DataFrame, path: str | Path, words: Words) -> None:
    """``found`` with ``COLUMNS`` and the status in words, as CSV or XLSX by the name of ``path``.

    No cell is a formula: in XLSX all is text, in CSV an apostrophe stands before what a spreadsheet would count.
    Raises ``DataError`` for another ending, ``CannotWrite`` where it can't be written.
    """
    path = Path(path)
    says = words.table("tracking.statuses")
    head = (*COLUMNS, words("check.in_words"))
    rows = [(*row, says[row[COLUMNS.index("status")]]) for row in found.select(COLUMNS).iter_rows()]
    try:
        if path.suffix.lower() == ".xlsx":
            xlsx.write_list(path, "numbers", head, rows)
        elif path.suffix.lower() == ".csv":
            path.write_bytes(_csv(head, rows))
        else:
            raise DataError("UNKNOWN_OUTPUT", file=path, known=".csv or .xlsx")
    except OSError as error:
        raise CannotWrite("CANNOT_WRITE", file=path, reason=error.strerror or error) from error


def _csv(head: tuple, rows: list[tuple]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([[_safe(cell) for cell in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def _safe(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(" ").startswith(FORMULA) else cell
