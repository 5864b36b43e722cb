"""``papers.csv``: what the seller says of the papers beside it, read strictly."""

import csv
import difflib
import io
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from vtr_lib.appeal.papers.reading import LIST, Paper
from vtr_lib.errors import DataError

COLUMNS = ("file", "kind", "number", "asin", "quantity", "supplier", "date")
NEEDED = "file"
KINDS = ("delivery", "screenshot", "invoice", "contract", "report", "other")


@dataclass(frozen=True, slots=True)
class Said:
    """A row of the list; what is not said is None.

    ``file`` is a path as in ``Paper.path``. ``number`` is an order id or tracking number, on an invoice or contract its
    own number. ``asin`` may be a SKU. ``quantity`` is in units. ``line`` is the row's line in the list.
    """

    file: str
    line: int
    kind: str | None = None
    number: str | None = None
    asin: str | None = None
    quantity: int | None = None
    supplier: str | None = None
    dated_on: date | None = None


def read(folder: str | Path, papers: Iterable[Paper]) -> list[Said]:
    """The rows of ``papers.csv`` in ``folder``, in their order; an empty list where there is no such file.

    A file may have several rows, one for each of its ASINs or numbers. Raises ``DataError``, with line and column, for
    what is no UTF-8, an unknown, missing or doubled column, a row of another length, and a cell that does not fit:
    a file that is not among ``papers``, an unknown kind, a quantity that is no whole number from 1 on, a day that is
    not written as 2025-02-28.
    """
    path = Path(folder) / LIST
    if not path.is_file() or path.is_symlink():
        return []
    rows = _rows(path)
    head = [cell.strip().lower() for cell in next(rows, (1, []))[1]]
    _check_head(path, head)
    known = {_composed(name): name for paper in papers for name in paper.paths}
    return [_row(path, line, dict(zip(head, cells, strict=True)), known) for line, cells in rows if any(cells)]


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The line each row begins on, and its cells without blanks around them."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError("PAPERS_ENCODING", file=path, line=raw.count(b"\n", 0, error.start) + 1) from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line, width = 1, None
    try:
        for cells in reader:
            width = len(cells) if width is None else width
            if any(cells) and len(cells) != width:
                raise DataError("RAGGED_ROW", file=path, line=line, found=len(cells), wanted=width)
            yield line, [cell.strip() for cell in cells]
            line = reader.line_num + 1
    except csv.Error:
        raise DataError("QUOTE", file=path, line=line) from None


def _check_head(path: Path, head: list[str]) -> None:
    for column in head:
        if column not in COLUMNS:
            nearest = difflib.get_close_matches(column, COLUMNS, 1, 0) or [NEEDED]
            values = {"table": LIST, "nearest": nearest[0], "known": list(COLUMNS)}
            raise DataError("UNKNOWN_COLUMN", file=path, line=1, column=column or "-", **values)
        if head.count(column) > 1:
            raise DataError("DUPLICATE_COLUMN", file=path, line=1, column=column)
    if NEEDED not in head:
        raise DataError("MISSING_COLUMN", file=path, line=1, column=NEEDED, table=LIST)


def _row(path: Path, line: int, cells: dict[str, str], known: dict[str, str]) -> Said:
    def refuse(code: str, column: str, **values: object) -> DataError:
        return DataError(code, file=path, line=line, column=column, value=repr(cells.get(column)), count=1, **values)

    given = {column: cell for column, cell in cells.items() if cell}
    name = _composed(given.get("file", "").replace("\\", "/"))
    if name not in known:
        nearest = difflib.get_close_matches(name, sorted(known), 1, 0) or ["-"]
        raise refuse("PAPERS_FILE", "file", nearest=nearest[0])
    kind, quantity, day = (given.get(column) for column in ("kind", "quantity", "date"))
    if kind and kind.lower() not in KINDS:
        raise refuse("BAD_CHOICE", "kind", choices=list(KINDS))
    if quantity and (not (quantity.isascii() and quantity.isdigit() and len(quantity) < 10) or int(quantity) < 1):
        raise refuse("BAD_VALUE", "quantity", kind="int", hint="int")
    if day and not _is_day(day):
        raise refuse("BAD_VALUE", "date", kind="date", hint="date")
    return Said(
        known[name],
        line,
        kind.lower() if kind else None,
        given.get("number"),
        given.get("asin"),
        int(quantity) if quantity else None,
        given.get("supplier"),
        date.fromisoformat(day) if day else None,
    )


def _composed(name: str) -> str:
    """A name as most systems write it; some take its accents off the letters."""
    return unicodedata.normalize("NFC", name)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
