"""Canonical tables as files: Parquet, CSV or XLSX by their name, read into frames that hold the schema."""

import csv
import io
from pathlib import Path

import polars as pl

from vtr_lib.errors import CannotWrite, DataError, MissingInput
from vtr_lib.frames import hold, write_parquet
from vtr_lib.schema import Table
from vtr_lib.sources import text


def read(path: str | Path, table: Table) -> pl.DataFrame:
    """The rows of ``path`` as a Polars frame of ``table``, in the file's order; a table without rows is fine.

    Raises ``MissingInput`` where there is no such file, and ``DataError`` where it is no table of its format or does
    not hold the schema; both name the file, and the line and column where there are such.
    """
    path = Path(path)
    if not path.is_file():
        raise MissingInput("NOT_FOUND", file=path)
    readers = {".parquet": _parquet, ".csv": _csv, ".xlsx": _xlsx}
    if path.suffix.lower() not in readers:
        raise DataError("UNKNOWN_FORMAT", file=path)
    return hold(readers[path.suffix.lower()](path), table, str(path))


def write(frame: pl.DataFrame, path: str | Path) -> None:
    """``frame`` as Parquet or CSV by the name of ``path``; instants in CSV are ISO text in UTC."""
    path = Path(path)
    try:
        if path.suffix.lower() == ".parquet":
            write_parquet(frame, path)
        elif path.suffix.lower() == ".csv":
            path.write_bytes(frame.write_csv(datetime_format="%Y-%m-%dT%H:%M:%S%.fZ").encode("utf-8"))
        else:
            raise DataError("UNKNOWN_OUTPUT", file=path, known=".parquet or .csv")
    except OSError as error:
        raise CannotWrite("CANNOT_WRITE", file=path, reason=error.strerror or error) from error


def _parquet(path: Path) -> pl.DataFrame:
    try:
        return pl.read_parquet(path)
    except pl.exceptions.PolarsError as error:
        raise DataError("NOT_A_TABLE", file=path, format="Parquet", reason=str(error).splitlines()[0]) from error


def _csv(path: Path) -> pl.DataFrame:
    """Comma-separated, quoted where needed. Every row must have as many cells as the heading."""
    source = text.text(str(path), path.read_bytes(), "utf-8-sig")
    rows = csv.reader(io.StringIO(source.raw.decode(), newline=""), strict=True)
    columns: list[list[str]] = []
    try:
        names = [name.strip() for name in next(rows)]
        columns = [[] for _ in names]
        for row in rows:
            if len(row) == len(names):
                for column, cell in zip(columns, row, strict=True):
                    column.append(cell)
            elif row:
                raise DataError("RAGGED_ROW", file=path, line=rows.line_num, found=len(row), wanted=len(names))
    except csv.Error as error:
        raise DataError("NOT_A_TABLE", file=path, line=rows.line_num, format="CSV", reason=error) from error
    return _frame(names, columns, path)


def _xlsx(path: Path) -> pl.DataFrame:
    """The first sheet; its first row is the heading."""
    heading, *rows = sheet(path)
    names = [name.strip() for name in heading]
    filled = [row for row in rows if any(cell != "" for cell in row)]
    return _frame(names, [[row[at] for row in filled] for at in range(len(names))], path)


def sheet(path: Path) -> list[list[str]]:
    """The rows of a workbook's first sheet, at least one, as the text a reader of the sheet would write.

    Raises ``DataError`` where it is no workbook or holds nothing.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise DataError("NOT_A_TABLE", file=path, format="XLSX", reason=error) from error
    if not rows:
        raise DataError("EMPTY_FILE", file=path)
    return [[_cell(cell) for cell in row] for row in rows]


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _frame(names: list[str], columns: list[list[str]], path: Path) -> pl.DataFrame:
    for name in names:
        if names.count(name) > 1:
            raise DataError("DUPLICATE_COLUMN", file=path, line=1, column=name)
    return pl.DataFrame(dict(zip(names, columns, strict=True)), schema=dict.fromkeys(names, pl.String))
