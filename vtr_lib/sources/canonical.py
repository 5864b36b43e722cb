"""Canonical tables as files: Parquet, CSV or XLSX, read into frames that hold the schema."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from vtr_lib.errors import CannotWrite, DataError, MissingInput
from vtr_lib.frames import hold, write_parquet
from vtr_lib.schema import ITEMS, PACKAGES, SCANS, SNAPSHOTS, Table
from vtr_lib.sources import archives, containers, people, text, workbook
from vtr_lib.sources.cells import CONTROL
from vtr_lib.sources.documents import MAX_CELL
from vtr_lib.sources.events import CODE
from vtr_lib.sources.reading import Fault, Reading, shape
from vtr_lib.sources.tables import held
from vtr_lib.tracking.normal import normalise

PARQUET = b"PAR1"
# What a table is known by, and what its rows become; package_id alone may be anybody's.
KNOWN = {
    "canonical_packages": (PACKAGES, PACKAGES.required),
    "scans": (SCANS, SCANS.required),
    "snapshots": (SNAPSHOTS, SNAPSHOTS.required),
    "canonical_items": (ITEMS, ["package_id", "sku"]),
}
NESTED = (pl.List, pl.Array, pl.Struct, pl.Object, pl.Binary)
WORDS = (pl.String, pl.Categorical, pl.Enum)
ODD = f"[{CONTROL}]"
CODED = f"^(?:{CODE.pattern})$"
NUMBERS = ("tracking", "tracking_raw", "alias_of", "sku", "asin")  # in which ten digits are no phone


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
    raw = containers.opened(path, str(path)).raw
    return hold(readers[path.suffix.lower()](str(path), raw, table), table, str(path))


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


def known(names: Iterable[str]) -> str | None:
    """The intermediate table (a key of ``KNOWN``) whose columns ``names`` are, None where of none."""
    there = {name.strip() for name in names}
    return next((kept for kept, (_, needed) in KNOWN.items() if there.issuperset(needed)), None)


def reading(source: text.Text | None, name: str, raw: bytes, sha256: str, is_cut_ok: bool = False) -> Reading | None:
    """The reading of a canonical table: of ``source`` where the file is text, else of the Parquet file in ``raw``.

    None where the text is no canonical table. Raises ``DataError`` for a Parquet file that is none, for a table that
    does not hold its schema, see ``frames.hold``, and ``TRUNCATED`` where the last line of a text has no end.
    """
    if source is None:
        frame = _parquet(name, raw)
        return _read(name, "parquet", raw, sha256, frame, known(frame.columns) or _nearest(name, frame.columns))
    names = _cells(source.top()[:1])
    kept = known(names)
    if kept and not source.is_complete() and not is_cut_ok:
        raise DataError("TRUNCATED", file=name, line=source.raw.count(source.newline) + 1)
    return _read(name, "csv", raw, sha256, _csv(name, source.raw), kept) if kept else None


def of_sheet(sheet: workbook.Sheet, name: str, raw: bytes, sha256: str) -> Reading | None:
    """The reading of a sheet that is a canonical table, else None."""
    rows = sheet.rows()
    kept = known(rows[0])
    return _read(name, "xlsx", raw, sha256, _filled(name, rows), kept) if kept else None


def _cells(lines: list[str]) -> list[str]:
    try:
        return next(csv.reader(lines), [])
    except csv.Error:
        return []


def _nearest(name: str, columns: list[str]) -> str:
    """The table that most of ``columns`` are of, so that ``hold`` can say what is wrong with the others."""
    near = max(KNOWN, key=lambda kept: len(set(columns) & set(KNOWN[kept][0].names)))
    if not set(columns) & set(KNOWN[near][0].names):
        raise DataError("NOT_CANONICAL", file=name, known=[table.name for table, _ in KNOWN.values()])
    return near


def _read(name: str, version: str, raw: bytes, sha256: str, frame: pl.DataFrame, kept: str) -> Reading:
    """Rows go by their number below the heading. What a carrier wrote in its own words may name a person: it goes."""
    table, _ = KNOWN[kept]
    rows = hold(frame, table, name)
    reading = Reading(name, table.name, version, "utf-8", len(raw), sha256, unit="record", total=rows.height)
    numbered = rows.with_columns(pl.arange(1, rows.height + 1, eager=True).alias("source_line"))
    given = [column for column in rows.columns if column != "source_line"]
    rows = numbered.unique(given, keep="first", maintain_order=True).with_columns(pl.lit(name).alias("source_file"))
    reading.faults = _faults(rows, table)
    reading.lines["quarantined"] = sorted({fault.line for fault in reading.faults})
    reading.lines["duplicate"] = sorted(set(range(1, numbered.height + 1)).difference(rows["source_line"]))
    rows = _without_people(rows.filter(~pl.col("source_line").is_in(reading.lines["quarantined"])), reading)
    reading.lines["accepted"] = rows["source_line"].to_list()
    if kept in ("scans", "snapshots"):
        plain = normalise(rows["tracking"])["normalised"]
        rows = rows.with_columns(plain.fill_null(rows["tracking"]).alias("tracking"))
    for column in {"raw_code", "status"} & set(rows.columns):
        rows = rows.with_columns(pl.when(pl.col(column).str.contains(CODED)).then(column))
    if kept == "scans":
        reading.dropped_columns = ["raw_text"] if rows["raw_text"].count() else []
        rows = rows.with_columns(pl.lit(None, pl.String).alias("raw_text"))
    reading.tables[kept] = held(kept, rows)
    return reading


def _pattern(column: str) -> str:
    return people.IN_NUMBERS if column in NUMBERS else people.IN_WORDS


def _without_people(rows: pl.DataFrame, reading: Reading) -> pl.DataFrame:
    """``rows`` with null where a mail address or a phone is, or a digit in a city; they are counted."""
    named = [column for column in rows.columns if rows[column].dtype == pl.String and column != "source_file"]
    left = rows.with_columns(people.without(rows[column], _pattern(column)) for column in named)
    if "city" in left.columns:
        left = left.with_columns(pl.when(~pl.col("city").str.contains("[0-9]")).then("city"))
    lost = sum(left[column].null_count() - rows[column].null_count() for column in named)
    if lost:
        reading.notes[people.NOTE] += lost
    return left


def _faults(rows: pl.DataFrame, table: Table) -> list[Fault]:
    """The cells that no seller wrote: too long, or with characters that hide or turn the text around; ids of people."""
    found = []
    for column in rows.select(pl.col(pl.String)).columns:
        text = rows[column]
        odds = {"FIELD_SIZE": text.str.len_chars() > MAX_CELL, "CONTROL_CHAR": text.str.contains(ODD)}
        if column in table.required:
            odds["ID_FORMAT"] = people.named(text, _pattern(column))
        for code, odd in odds.items():
            found += [Fault(rows["source_line"][at], column, code, shape(text[at])) for at in odd.arg_true()]
    return found


def _parquet(name: str, raw: bytes, table: Table | None = None) -> pl.DataFrame:
    """A flat table with no more cells than are read; what its columns are called is not looked at."""
    try:
        lazy = pl.scan_parquet(io.BytesIO(raw))
        schema = lazy.collect_schema()
        for column, dtype in schema.items():
            if dtype in NESTED:
                raise DataError("NESTED_COLUMN", file=name, column=column)
        found = lazy.select(pl.len()).collect().item() * len(schema)
        if found > archives.limit("table_cells"):
            raise DataError("TABLE_SIZE", file=name, found=found, limit=archives.limit("table_cells"))
        frame = lazy.collect()
        size = sum(frame[column].cast(pl.String).str.len_bytes().sum() for column in schema if schema[column] in WORDS)
        if size > archives.limit("bytes"):  # a text told once may stand in every row
            raise DataError("ARCHIVE_SIZE", file=name, found=size, limit=archives.limit("bytes"))
        return frame
    except (pl.exceptions.PolarsError, OSError) as error:
        reason = str(error).splitlines()[0]
    except pl.exceptions.PanicException:
        reason = "-"
    raise DataError("NOT_A_TABLE", file=name, format="Parquet", reason=reason) from None


def _csv(name: str, raw: bytes, table: Table | None = None) -> pl.DataFrame:
    """Comma-separated, quoted where needed. Every row must have as many cells as the heading."""
    source = text.text(name, raw, "utf-8-sig")
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
                raise DataError("RAGGED_ROW", file=name, line=rows.line_num, found=len(row), wanted=len(names))
    except csv.Error as error:
        raise DataError("NOT_A_TABLE", file=name, line=rows.line_num, format="CSV", reason=error) from error
    return _frame(names, columns, name)


def _xlsx(name: str, raw: bytes, table: Table) -> pl.DataFrame:
    """The first sheet with the table's columns, else the first that holds something; its first row is the heading."""
    sheets = [sheet.rows() for sheet in workbook.read(name, raw).sheets]
    return _filled(name, next((rows for rows in sheets if set(rows[0]).issuperset(table.required)), sheets[0]))


def _filled(name: str, rows: list[list[str]]) -> pl.DataFrame:
    heading, *below = rows
    names = [cell.strip() for cell in heading]
    filled = [row for row in below if any(cell != "" for cell in row)]
    return _frame(names, [[row[at] for row in filled] for at in range(len(names))], name)


def _frame(names: list[str], columns: list[list[str]], file: str) -> pl.DataFrame:
    for name in names:
        if names.count(name) > 1:
            raise DataError("DUPLICATE_COLUMN", file=file, line=1, column=name)
    return pl.DataFrame(dict(zip(names, columns, strict=True)), schema=dict.fromkeys(names, pl.String))
