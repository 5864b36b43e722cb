"""A list as a file that a spreadsheet may open: no cell of it is a formula or a link.

In XLSX all that was typed is text; in CSV an apostrophe stands before what a spreadsheet would count.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from vtr_lib.errors import CannotWrite, DataError
from vtr_lib.report import xlsx

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def write(path: str | Path, name: str, head: Sequence[str], rows: Iterable[Sequence]) -> None:
    """Write ``rows`` under ``head`` as CSV or as a workbook with the sheet ``name``, by the ending of ``path``.

    Instants are ISO 8601 in UTC, days ISO 8601, None is an empty cell; the same rows give the same bytes. Raises
    ``DataError`` for another ending, ``CannotWrite`` where it can't be written.
    """
    path, rows = Path(path), list(rows)
    try:
        if path.suffix.lower() == ".xlsx":
            xlsx.write_list(path, name, tuple(head), rows)
        elif path.suffix.lower() == ".csv":
            path.write_bytes(_csv(head, rows))
        else:
            raise DataError("UNKNOWN_OUTPUT", file=path, known=".csv or .xlsx")
    except OSError as error:
        raise CannotWrite("CANNOT_WRITE", file=path, reason=error.strerror or error) from error


def _csv(head: Sequence[str], rows: list[Sequence]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([[_cell(cell) for cell in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def _cell(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"'{value}" if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA) else value
