"""The workbook: the summary's counts on a sheet each, and every package with its verdict.

What a user typed is always written as text: no cell is a formula or a link, whatever it begins with. The same input
gives the same bytes.
"""

from datetime import UTC, date, datetime, time
from errno import EFBIG
from pathlib import Path

import polars as pl
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from vtr_lib.report import phrases
from vtr_lib.schema import STATES
from vtr_lib.words import Words

ROWS = 1_048_575  # rows a sheet holds beside its head
LONGEST = 32_767  # characters a cell holds
OTHER_STATES = tuple(state for state in STATES if state != "valid")  # valid stands beside its rate
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
VERDICT_COLUMNS = (
    "order_id", "package_id", "state", "clause", "why", "cause", "besides", "carrier", "carrier_raw", "service",
    "tracking", "tracking_raw", "origin", "origin_source", "destination", "category", "value_cents", "currency",
    "is_prime", "confirmed_on", "promised_on", "confirmed_at", "first_scan_at", "arrival_at", "delivery_at",
    "scans_needed", "is_fixable", "fix_by_at", "rule", "flags",
)  # fmt: skip
WIDTHS = {"order_id": 22, "package_id": 26, "why": 34, "besides": 40, "tracking": 30, "tracking_raw": 30, "flags": 30}


def write(path: str | Path, summary: dict, verdicts: pl.DataFrame, words: Words) -> None:
    """Write the workbook of a summary and its verdicts to ``path``.

    Sheets: the headline, a sheet for each segment, clauses, files, and ``verdicts`` with the columns of
    ``verdicts.parquet`` and two more, ``why`` and ``besides``, which say clause and flags in words; more packages than
    a sheet holds go on in ``verdicts 2``, …. A percentage is text, cut, beside its two counts as numbers. Raises
    ``OSError`` where it can't be written.
    """
    made_at = datetime.combine(date.fromisoformat(summary["as_of"]), time(), UTC).replace(tzinfo=None)
    try:
        _write(path, made_at, summary, verdicts, words)
    except FileCreateError as error:  # xlsxwriter's cloak of what went wrong on the disk
        raise error.args[0] from error


def write_list(path: str | Path, name: str, head: tuple, rows: list[tuple]) -> None:
    """Write a workbook of one sheet. Raises ``OSError`` where it can't be written or a sheet can't hold the rows."""
    if len(rows) > ROWS:
        raise OSError(EFBIG, f"{len(rows)} > {ROWS}")
    try:
        with xlsxwriter.Workbook(str(path), OPTIONS) as book:
            book.set_properties({"created": datetime(2000, 1, 1)})
            _Sheets(book).add(name, head, rows, WIDTHS)
    except FileCreateError as error:
        raise error.args[0] from error


def _write(path: str | Path, made_at: datetime, summary: dict, verdicts: pl.DataFrame, words: Words) -> None:
    with xlsxwriter.Workbook(str(path), OPTIONS) as book:
        book.set_properties({"created": made_at})
        sheets = _Sheets(book)
        names = words.table("tables.sheets")
        sheets.add(names["summary"], *_summary(summary, words))
        for by in ("category", "carrier", "origin"):
            sheets.add(names[by], *_segments(summary, by, words))
        sheets.add(names["clauses"], *_clauses(summary, words))
        sheets.add(names["files"], *_files(summary, words))
        for number, start in enumerate(range(0, max(1, verdicts.height), ROWS), 1):
            name = "verdicts" if number == 1 else f"verdicts {number}"
            sheets.add(name, VERDICT_COLUMNS, _verdicts(verdicts[start : start + ROWS], words), WIDTHS)


class _Sheets:
    """Sheets with a frozen head, a filter and every value written as what it is."""

    def __init__(self, book: xlsxwriter.Workbook):
        self.book = book
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "num_format": "@"})
        self.text = book.add_format({"num_format": "@"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.count = book.add_format({"num_format": "#,##0"})

    def add(self, name: str, head: tuple, rows, widths: dict | None = None) -> None:
        """A sheet of ``rows``, an iterable of tuples, under ``head``."""
        sheet = self.book.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        for column, title in enumerate(head):
            sheet.set_column(column, column, (widths or {}).get(title, max(12, min(len(title) + 4, 30))))
            sheet.write_string(0, column, title, self.head)
        last = 0
        for last, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                self.put(sheet, last, column, value)
        sheet.autofilter(0, 0, last, len(head) - 1)

    def put(self, sheet, row: int, column: int, value: object) -> None:
        if value is None:
            return
        if isinstance(value, bool):
            sheet.write_boolean(row, column, value)
        elif isinstance(value, int):
            sheet.write_number(row, column, value, self.count)
        elif isinstance(value, datetime):
            sheet.write_string(row, column, value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), self.text)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, datetime.combine(value, time()), self.day)
        else:
            sheet.write_string(row, column, clean(str(value)), self.text)


def clean(text: str) -> str:
    """``text`` without characters a workbook can't hold or that hide or turn others, at most a cell full."""
    return "".join(char for char in text if char.isprintable())[:LONGEST]


def _summary(summary: dict, words: Words) -> tuple:
    say, target = words.table("tables.sheets"), summary["target"]
    head = (
        say["basis"], say["first_on"], say["last_on"], *_rate_head(target, words), say["low"], say["high"],
        words("tables.packages"), words("tables.provenance.store"), words("tables.provenance.as_of"),
        words("tables.provenance.policy"),
    )  # fmt: skip
    rows = [
        (
            words.name("bases", basis), *(date.fromisoformat(found[end]) for end in ("first_on", "last_on")),
            *_rate(found["rate"], found["states"], target, words),
            *(_percent(found[end], words) for end in ("low", "high")),
            found["packages"], summary["store"], date.fromisoformat(summary["as_of"]), summary["policy"]["id"],
        )
        for basis, found in summary["windows"].items()
    ]  # fmt: skip
    return head, rows


def _segments(summary: dict, by: str, words: Words) -> tuple:
    say, target = words.table("tables.sheets"), summary["target"]
    rows = [
        (
            phrases.segment(row["name"], by, words), row["name"], words.name("bases", basis),
            *_rate(row, row, target, words),
        )
        for basis, found in summary["windows"].items()
        for row in found["by"][by]
    ]  # fmt: skip
    return (words(f"tables.segment.{by}"), say["code"], say["basis"], *_rate_head(target, words)), rows


def _rate_head(target: str, words: Words) -> tuple:
    return (
        words("tables.percent"), words("tables.amazon.valid"), words("tables.amazon.shipments"),
        words("tables.standing", target=phrases.target(target)), words("tables.repairs"),
        *(words.name("states", state) for state in OTHER_STATES),
    )  # fmt: skip


def _rate(row: dict, states: dict, target: str, words: Words) -> tuple:
    """A rate with its counts, how it stands, and the packages in the other states."""
    standing = phrases.standing(row, target, words)
    counts = (states[state] for state in OTHER_STATES)
    return _percent(row, words), row["valid"], row["counted"], standing, row["repairs"], *counts


def _percent(row: dict, words: Words) -> str:
    return row["percent"] if row["counted"] else words("report.no_share")


def _clauses(summary: dict, words: Words) -> tuple:
    head = (
        words("tables.clauses.clause"), words("tables.sheets.code"), words("tables.sheets.state"),
        words("tables.clauses.cause"), words("tables.sheets.basis"), words("tables.packages"),
    )  # fmt: skip
    rows = [
        (
            words.name("clauses", row["clause"]), row["clause"], words.name("states", row["state"]),
            words.name("causes", row["cause"]) if row["cause"] else None, words.name("bases", basis), row["packages"],
        )
        for basis, found in summary["windows"].items()
        for row in found["clauses"]
    ]  # fmt: skip
    return head, rows


def _files(summary: dict, words: Words) -> tuple:
    columns = ("total", "blank", "duplicate", "quarantined", "accepted")
    titles = ("file", "format", "unit", "lines", *columns[1:])
    rows = [
        (
            row["file"], words.name("sources", row["format"]), words.name("tables.files.units", row["unit"]),
            *(row[column] for column in columns),
        )
        for row in summary["identity"]["files"]
    ]  # fmt: skip
    return tuple(words(f"tables.files.{title}") for title in titles), rows


def _verdicts(verdicts: pl.DataFrame, words: Words):
    """A row a package, in the order of ``VERDICT_COLUMNS``."""
    clauses = words.table("clauses")
    for row in verdicts.iter_rows(named=True):
        besides = phrases.flags(row["flags"], words)
        said = {"why": clauses.get(row["clause"], row["clause"]), "besides": words("explain.between").join(besides)}
        yield tuple(said[column] if column in said else row[column] for column in VERDICT_COLUMNS)
