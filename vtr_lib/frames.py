"""Any frame at the door: held against a canonical table, it becomes a Polars frame of exactly that table's columns."""

import difflib
from pathlib import Path

import narwhals as nw
import polars as pl

from vtr_lib.errors import DataError, DiskError, shape
from vtr_lib.schema import YEARS, Column, Table

DTYPES = {
    "str": pl.String,
    "int": pl.Int64,
    "bool": pl.Boolean,
    "datetime": pl.Datetime("us", "UTC"),
    "date": pl.Date,
}
INSTANT = r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})?$"


def polars_schema(table: Table) -> dict[str, pl.DataType]:
    """Column names and Polars dtypes of a canonical table."""
    return {column.name: DTYPES[column.kind] for column in table.columns}


def empty(table: Table) -> pl.DataFrame:
    """A frame of a canonical table without rows."""
    return pl.DataFrame(schema=polars_schema(table))


def to_polars(frame: object) -> pl.DataFrame:
    """A pandas, Polars, PyArrow, DuckDB or other frame that Narwhals knows, as an eager Polars frame."""
    native = nw.from_native(frame)
    if isinstance(native, nw.LazyFrame):
        native = native.collect()
    return native.to_polars()


def hold(frame: object, table: Table, file: str | None = None) -> pl.DataFrame:
    """``frame`` as a Polars frame of ``table``: its columns, in its order, in its types; rows keep their order.

    Text cells are read strictly by the column's kind (an empty one is null), absent optional columns come as nulls.
    Raises ``DataError`` for an unknown, doubled or missing column, and for the first cell that is empty though
    required, that is not of its kind, or not among its choices; the line counts a header as line 1.
    """
    frame, file = to_polars(frame), file or table.name
    for name in frame.columns:
        if name not in table.names:
            near = difflib.get_close_matches(name, table.names, n=1)
            raise DataError(
                "UNKNOWN_COLUMN",
                file=file,
                column=name,
                table=table.name,
                nearest=near[0] if near else "-",
                known=list(table.names),
            )
    for name in table.required:
        if name not in frame.columns:
            raise DataError("MISSING_COLUMN", file=file, column=name, table=table.name)
    return pl.DataFrame([_column(frame, column, file) for column in table.columns])


def _column(frame: pl.DataFrame, column: Column, file: str) -> pl.Series:
    if column.name not in frame.columns:
        return pl.Series(column.name, [None] * frame.height, DTYPES[column.kind])
    raw = frame[column.name]
    if raw.dtype in (pl.Categorical, pl.Enum, pl.Object):
        raw = raw.cast(pl.String)
    if raw.dtype == pl.String:
        raw = raw.str.strip_chars()
        raw = raw.set(raw == "", None)
    typed = _typed(raw, column.kind)
    if column.kind in ("datetime", "date"):  # a year far off is a slip, and days after it can't be reckoned
        typed = typed.set(~typed.dt.year().is_between(*YEARS).fill_null(True), None)
    _refuse(raw, typed.is_null() & raw.is_not_null(), column, file, "BAD_VALUE", kind=column.kind, hint=column.kind)
    if column.required:
        _refuse(raw, typed.is_null(), column, file, "EMPTY_CELL")
    if column.least is not None:
        _refuse(raw, (typed < column.least).fill_null(False), column, file, "NEGATIVE")
    if column.choices:
        wrong = typed.is_not_null() & ~typed.is_in(column.choices)
        _refuse(raw, wrong, column, file, "BAD_CHOICE", choices=list(column.choices))
    if column.pattern:
        wrong = typed.is_not_null() & ~typed.str.contains(column.pattern)
        _refuse(raw, wrong, column, file, "BAD_VALUE", kind=column.name, hint=column.pattern)
    return typed.alias(column.name)


def _refuse(raw: pl.Series, wrong: pl.Series, column: Column, file: str, code: str, **values: object) -> None:
    if wrong.any():
        row = wrong.arg_true()[0]
        raise DataError(
            code, file=file, line=row + 2, column=column.name, value=shape(raw[row]), count=wrong.sum(), **values
        )


def _typed(raw: pl.Series, kind: str) -> pl.Series:
    """``raw`` in the dtype of ``kind``; what does not fit becomes null."""
    dtype = DTYPES[kind]
    if raw.dtype == dtype or raw.dtype == pl.Null:
        return raw.cast(dtype)
    if kind == "str":
        # A whole number that was read as a float (123.0) keeps its digits; what lost them stays visibly broken.
        whole = raw.dtype.is_float() and (raw.drop_nulls() % 1 == 0).all() and (raw.drop_nulls().abs() < 2**53).all()
        return (raw.cast(pl.Int64) if whole else raw).cast(pl.String, strict=False)
    if raw.dtype == pl.String:
        return _parsed(raw, kind)
    if kind == "int" and raw.dtype.is_float():
        whole = raw.fill_nan(None)
        return whole.set(whole % 1 != 0, None).cast(pl.Int64, strict=False)
    if kind == "bool" and raw.dtype.is_numeric():
        return raw.replace_strict([0, 1], [False, True], default=None, return_dtype=pl.Boolean)
    if kind == "datetime" and isinstance(raw.dtype, pl.Datetime):
        return raw.dt.replace_time_zone("UTC").cast(dtype) if raw.dtype.time_zone is None else raw.cast(dtype)
    if kind == "date" and isinstance(raw.dtype, pl.Datetime):
        return raw.dt.date()
    if kind == "int" and raw.dtype.is_integer():
        return raw.cast(dtype, strict=False)
    return pl.Series(raw.name, [None] * len(raw), dtype)


def _parsed(raw: pl.Series, kind: str) -> pl.Series:
    if kind == "int":
        return raw.set(~raw.str.contains(r"^-?\d{1,18}$"), None).cast(pl.Int64)
    if kind == "bool":
        known = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
        return raw.str.to_lowercase().replace_strict(known, default=None, return_dtype=pl.Boolean)
    if kind == "date":
        return raw.str.to_date("%Y-%m-%d", strict=False)
    shaped = raw.set(~raw.str.contains(INSTANT), None).str.replace(" ", "T", literal=True).str.replace("Z", "+00:00")
    seconds = shaped.str.replace(r"T(\d{2}:\d{2})([+-]|$)", "T${1}:00${2}")
    zoned = pl.select(
        pl.when(seconds.str.contains(r"[+-]\d{2}:?\d{2}$")).then(seconds).otherwise(seconds + "+00:00")
    ).to_series()
    return zoned.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f%z", time_unit="us", time_zone="UTC", strict=False)


def write_parquet(frame: pl.DataFrame, path: Path) -> None:
    """``frame`` as a Parquet file. Raises ``DiskError`` where the disk does not take it."""
    try:
        frame.write_parquet(path)
    except pl.exceptions.PolarsError as error:
        raise DiskError("DISK", file=path.name, reason=str(error).splitlines()[0]) from error
