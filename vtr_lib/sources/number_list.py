"""A seller's list of tracking numbers, to be looked at before they are confirmed.

Any table will do that has a column of numbers: a list of one's own, a shipping confirmation, the export of a shipping
program; as CSV, as tab-separated text, or as XLSX, gzipped or not. Every row stays, in its order, doubled ones as well.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from vtr_lib.errors import DataError, MissingInput
from vtr_lib.sources import containers, flatfile, recognise, text, workbook
from vtr_lib.sources.containers import Content
from vtr_lib.sources.flatfile import plain

TRACKING = (
    "tracking", "tracking-number", "tracking-id", "tracking-numbers", "tracking-no", "tracking-no.", "tracking-#",
    "tracking-code", "trackingnumber", "shipment-tracking-number", "waybill", "waybill-number",
    "运单号", "物流单号", "快递单号", "跟踪号", "追踪号", "跟踪单号",
)  # fmt: skip
# A shipping confirmation has a code and a name, and the name counts where the code is Other.
CARRIER = (
    "carrier", "carrier-code", "carrier-name", "courier", "shipping-carrier", "tracking-company", "shipping-company",
    "物流公司", "快递公司", "承运商", "承运人",
)  # fmt: skip
DELIMITERS = ("\t", ",", ";")
SCHEMA = {"line": pl.Int64, "tracking": pl.String, "carrier": pl.String}

Row = tuple[int, list[str]]


def read(path: str | Path, tracking: str | None = None, carrier: str | None = None) -> pl.DataFrame:
    """``line``, ``tracking`` and ``carrier``, as given, of each row that is not blank; a heading alone gives no rows.

    The heading stands in one of the first five lines. ``tracking`` and ``carrier`` name its columns; else they are
    known by their usual names, and ``carrier`` is null where there is none. Raises ``MissingInput`` where there is no
    such file, and ``DataError`` where it is no table, a row is longer or shorter than the heading, or there is no
    column of numbers; all name the file, and the line and column where there are such.
    """
    path = Path(path)
    if not path.exists():
        raise MissingInput("NOT_FOUND", file=path)
    content, asked = containers.opened(path, str(path)), _names(tracking, TRACKING)
    is_book = path.suffix.lower() == ".xlsx" or workbook.is_workbook(content.raw)
    heading, rows = _sheet(path, content.raw, asked) if is_book else _text(path, content, asked)
    at = _places(heading, asked, path)[0]
    by = _places(heading, _names(carrier, CARRIER), path)
    if carrier is not None and not by:
        raise _not_there(path, carrier, heading, "--carrier-column")
    numbers = [(line, cells[at], _typed([cells[place] for place in by])) for line, cells in rows if any(cells)]
    return pl.DataFrame(numbers, SCHEMA, orient="row")


def _names(given: str | None, usual: tuple[str, ...]) -> tuple[str, ...]:
    return usual if given is None else (plain(given),)


def _places(heading: list[str], names: tuple[str, ...], path: Path) -> list[int]:
    """Where the columns of ``names`` stand, in the order of ``names``."""
    there = [plain(name) for name in heading]
    found = [name for name in names if name in there]
    for name in found:
        if there.count(name) > 1:
            raise DataError("DUP_HEADER", file=path, column=name)
    return [there.index(name) for name in found]


def _typed(cells: list[str]) -> str | None:
    """The carrier that several columns name: the first that is filled and not ``Other``."""
    filled = [cell for cell in cells if cell]
    return next((cell for cell in filled if cell.casefold() != "other"), filled[0] if filled else None)


def _not_there(path: Path, name: str, seen: list[str], option: str) -> DataError:
    return DataError("NUMBER_COLUMN", file=path, column=name, known=seen, option=option)


def _heading(tops: list[list[str]], asked: tuple[str, ...]) -> int | None:
    """The place of the row that names the columns; where the one below does so too, it is that one."""
    has = [any(plain(cell) in asked for cell in cells) for cells in tops]
    if True not in has:
        return None
    first = has.index(True)
    return first + (has[first : first + 2] == [True, True])


def _sheet(path: Path, raw: bytes, asked: tuple[str, ...]) -> tuple[list[str], Iterator[Row]]:
    """The first sheet that has a column of numbers; what is not shown is not looked at."""
    sheets = [
        [[cell.strip() for cell in cells] for cells in sheet.rows()] for sheet in workbook.read(str(path), raw).sheets
    ]
    for rows in sheets:
        at = _heading(rows[: text.HEADING_WITHIN], asked)
        if at is not None:
            return rows[at], ((line, cells) for line, cells in enumerate(rows[at + 1 :], at + 2))
    seen = next(cells for cells in sheets[0] if any(cells))
    raise _not_there(path, asked[0], seen, "--tracking-column")


def _text(path: Path, content: Content, asked: tuple[str, ...]) -> tuple[list[str], Iterator[Row]]:
    recognise.refuse_binary(str(path), content.raw)
    source = text.text(str(path), content.raw, declared=content.charset)
    tops = source.top()
    for delimiter in DELIMITERS:
        split = [flatfile.split(line, delimiter) for line in tops]
        at = _heading(split, asked)
        if at is not None and (delimiter in tops[at] or delimiter == ","):
            names = [name.strip() for name in split[at]]
            return names, _rows(source, at + 1, len(names), delimiter)
    raise _not_there(path, asked[0], next(cells for cells in map(str.split, tops) if cells), "--tracking-column")


def _rows(source: text.Text, head: int, wanted: int, delimiter: str) -> Iterator[Row]:
    """The rows below line ``head``, each with its first line and its cells without blanks around them."""
    lines = (line for _, block in source.blocks() for line in block)
    for _ in range(head):
        next(lines)
    rows = _unquoted(lines, head) if delimiter == "\t" else _quoted(lines, head, delimiter, source.name)
    for line, row in rows:
        cells = [cell.strip() for cell in row]
        if any(cells) and len(cells) != wanted:
            raise DataError("RAGGED_ROW", file=source.name, line=line, found=len(cells), wanted=wanted)
        yield line, cells


def _unquoted(lines: Iterator[str], head: int) -> Iterator[Row]:
    return ((number, line.split("\t")) for number, line in enumerate(lines, head + 1))


def _quoted(lines: Iterator[str], head: int, delimiter: str, file: str) -> Iterator[Row]:
    reader = csv.reader((line + "\n" for line in lines), delimiter=delimiter, strict=True)
    last = 0
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise DataError("NOT_A_TABLE", file=file, line=head + last + 1, format="CSV", reason=error) from None
        if row is None:
            return
        yield head + last + 1, row
        last = reader.line_num
