"""Workbooks as Excel leaves them: the sheet that counts, typed cells as text, and what must not be opened."""

import io
import subprocess
import sys
import zipfile
from datetime import date, datetime

import pytest
import xlsxwriter

from vtr_lib.errors import DataError
from vtr_lib.sources import archives, recognise, sheets, workbook
from vtr_lib.tracking.normal import normalise

ZONE = "America/Los_Angeles"


def book(*pages: list[list], hidden: tuple[int, ...] = ()) -> bytes:
    """A workbook with those sheets; a cell is written by its type, None is left out."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_numbers": False}) as made:
        day, instant = made.add_format({"num_format": "yyyy-mm-dd"}), made.add_format({"num_format": "d.m.yy h:mm"})
        for at, rows in enumerate(pages):
            sheet = made.add_worksheet()
            if at in hidden:
                sheet.hide()
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, datetime):
                        sheet.write_datetime(row, column, cell, instant)
                    elif isinstance(cell, date):
                        sheet.write_datetime(row, column, cell, day)
                    elif isinstance(cell, str):
                        sheet.write_string(row, column, cell)
                    elif cell is not None:
                        sheet.write(row, column, cell)
    return held.getvalue()


def edited(raw: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """A workbook with something else in one of its parts; a part that is not there is added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in dict.fromkeys([*before.namelist(), part]):
            content = before.read(name) if name in before.namelist() else old
            assert name != part or old in content
            after.writestr(name, content.replace(old, new) if name == part else content)
    return out.getvalue()


def flat(text: str) -> list[list[str]]:
    return [line.split("\t") for line in text.splitlines()]


def read(raw: bytes, name: str = "book.xlsx"):
    reading = recognise.of_bytes(name, raw, zone=ZONE)
    reading.identity()
    return reading


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("0123", "0123"),
        ("a\tb\r\nc", "a b  c"),
        (123.0, "123"),
        (999999999999999.0, "999999999999999"),
        (1000000000000000.0, "1.00000000000000E+15"),
        (9400111899223197428497.0, "9.40011189922320E+21"),
        (12.5, "12.5"),
        (0.1 + 0.2, "0.3"),
        (-4.0, "-4"),
        (True, "TRUE"),
        (False, "FALSE"),
        (date(2025, 1, 31), "2025-01-31"),
        (datetime(2025, 1, 31, 16, 5), "2025-01-31T16:05:00"),
    ],
)
def test_a_cell_is_told_as_a_spreadsheet_keeps_it(value, told):
    assert sheets.cell(value) == told


def test_cells_come_through_a_workbook_as_they_are():
    kept = [["0123", "a\tb\nc", 123, 12.5, True, date(2025, 1, 31), "x" * 32_767], [None, "end"]]
    raw = book(kept)
    assert workbook.read("b", raw).sheets[0].rows() == [
        ["0123", "a b c", "123", "12.5", "TRUE", "2025-01-31", "x" * 32_767],
        ["", "end", "", "", "", "", ""],
    ]


def test_error_cells_keep_their_words_and_formulas_their_last_value(monkeypatch):
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as made:
        sheet = made.add_worksheet()
        made.add_worksheet().write_formula("C2", "=1/0", None, "#DIV/0!")
        sheet.write_string("A1", "x")
        sheet.write_formula("B1", "=NA()", None, "#N/A")
        sheet.write_formula("A3", '="a"&"b"', None, "ab")
        sheet.write_formula("AB3", "=X", None, "#NAME?")
    monkeypatch.setattr(sheets, "CHUNK", 64)  # so that pieces end inside cells
    assert [len(found) for found in sheets.errors(held.getvalue())] == [2, 1]
    first, second = workbook.read("b", held.getvalue()).sheets
    rows = first.rows()
    assert (rows[0][:3], rows[2][0], rows[2][27]) == (["x", "#N/A", ""], "ab", "#NAME?")
    assert [cell for row in second.rows() for cell in row if cell] == ["#DIV/0!"]


def test_a_report_saved_again_as_a_workbook_is_the_same_report(files):
    text = files.orders({}, {"amazon-order-id": "999-0000002-0000002", "item-price": "5.00"})
    plain, saved = files.read(text), read(book(flat(text)))
    assert (saved.format, saved.identity()) == (plain.format, plain.identity())
    held = saved.tables["order_lines"].drop("source_file")
    assert held.equals(plain.tables["order_lines"].drop("source_file"))
    assert saved.sha256 != plain.sha256
    assert saved.bytes > plain.bytes


def test_a_number_that_excel_has_destroyed_is_counted_and_never_taken_for_one(files):
    rows = flat(files.confirmations({"tracking-number": "x"}, {"tracking-number": "y"}))
    at = rows[0].index("tracking-number")
    rows[1][at], rows[2][at] = 9400111899223197428497, 123456789012345
    reading = read(book(rows))
    assert reading.notes["excel_numeric"] == 1
    numbers = normalise(reading.tables["confirmations"]["tracking_raw"])
    assert numbers["fault"].to_list() == ["mangled", None]
    assert numbers["normalised"][1] == "123456789012345"


def test_a_time_that_excel_keeps_has_no_zone_and_is_set_aside(files):
    rows = flat(files.orders({}, {}))
    at = rows[0].index("purchase-date")
    rows[1][at] = datetime(2025, 1, 10, 8, 30)
    assert [(fault.line, fault.code) for fault in read(book(rows)).faults] == [(2, "NO_TIMEZONE")]


def test_the_first_sheet_that_a_format_fits_is_read_and_the_rest_counted(files):
    rows = flat(files.orders({}))
    about = [["How to use this file"], ["Fill in the next sheet"]]
    reading = read(book(about, [], rows, [["SKU", "Category"]], about, hidden=(4,)))
    assert reading.format == "all_orders"
    assert reading.notes["sheets_not_read"] == 2
    assert reading.notes["sheets_hidden"] == 1


def test_a_hidden_sheet_is_not_read(files):
    with pytest.raises(DataError, match="UNRECOGNISED"):
        read(book([["nothing"]], flat(files.orders({})), hidden=(1,)))


def test_lines_are_rows_of_the_sheet_with_a_heading_further_down(files):
    rows = flat(files.orders({}, {"amazon-order-id": "??"}))
    reading = read(book([["Orders of January"], [], *rows]))
    assert reading.heading == [1, 2, 3]
    assert [(fault.line, fault.column) for fault in reading.faults] == [(5, "amazon-order-id")]
    assert reading.tables["order_lines"]["source_line"].to_list() == [4]


def test_columns_without_a_name_are_counted(files):
    rows = flat(files.orders({}))
    reading = read(book([[None, *rows[0]], ["a", *rows[1], None, "aside"]]))
    assert reading.notes["columns_without_name"] == 3
    assert "" not in reading.dropped_columns


def test_what_layouts_want_between_columns_does_not_matter_in_a_sheet():
    reading = read(book([["SKU", "Category"], ["A, B", 'Toys "and" more']]))
    assert reading.tables["skus"].select("sku", "category").row(0) == ("A, B", 'Toys "and" more')


def test_the_likeliest_sheet_says_what_is_wrong(files):
    rows = flat(files.orders({}))
    rows[0][0] = "no-order"
    with pytest.raises(DataError, match="HEADER"):
        read(book([["nothing"]], rows))


def test_a_cell_of_forty_thousand_characters_is_set_aside(files):
    rows = flat(files.orders({}, {}))
    raw = book(rows)
    raw = edited(raw, "xl/sharedStrings.xml", b"<t>A</t>", b"<t>" + b"A" * 40_000 + b"</t>")
    assert {fault.code for fault in read(raw).faults} == {"FIELD_SIZE"}


BOMB = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
SHEET = "xl/worksheets/sheet1.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def office(*parts: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        for part in parts:
            made.writestr(part, "")
    return held.getvalue()


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (
            edited(book([["a"]]), "xl/workbook.xml", b'<?xml version="1.0"', BOMB + b'<?xml version="1.0"'),
            "XML_ENTITIES",
        ),
        (edited(book([["a"]]), SHEET, b"<sheetData>", b"<!--" + b"x" * 300_000 + b"--><!DOCTYPE a>"), "XML_ENTITIES"),
        (edited(book([["a"]]), "xl/x.xml", *[BOMB.decode().encode("utf-16")] * 2), "XML_ENTITIES"),
        (edited(book([["a"]]), SHEET, b"</worksheet>", b"</worksheet>" + b" " * 30_000_000), "ARCHIVE_RATIO"),
        (edited(book([["a"]]), "../x", b"x", b"x"), "MEMBER_NAME"),
        (edited(book([["a"]]), SHEET, b"<sheetData>", b"<sheetData><row><c></row>"), "NOT_A_TABLE"),
        (edited(book([["a"]]), "xl/workbook.xml", b"<sheets>", b"<she"), "NOT_A_TABLE"),
        (book([["a"]])[:-30], "ARCHIVE_BROKEN"),
        (book([], []), "EMPTY_FILE"),
        (book([["  "]]), "EMPTY_FILE"),
        (office("[Content_Types].xml", "xl/workbook.bin"), "BINARY_FILE"),
        (office("[Content_Types].xml", "word/document.xml"), "BINARY_FILE"),
        (office("mimetype", "content.xml"), "BINARY_FILE"),
        (office("a.csv"), "ARCHIVE_NESTED"),
        (OLE, "BINARY_FILE"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "MEMBER_ENCRYPTED"),
    ],
)
def test_a_workbook_that_is_refused_says_why(raw, code):
    with pytest.raises(DataError) as refused:
        read(raw)
    assert refused.value.code == code
    assert str(refused.value)


def test_two_cells_at_the_ends_of_a_sheet_do_not_fill_the_memory():
    raw = edited(
        book([["a"]]), SHEET, b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    )
    with pytest.raises(DataError, match="WORKBOOK_LIMITS"):
        read(raw)


@pytest.mark.parametrize(("limit", "value"), [("workbook_text", 1_000), ("workbook_wall", 0.001)])
def test_past_a_limit_the_workbook_is_left(monkeypatch, limit, value):
    raw = book([["x" * 20] * 50] * 4_000)
    usual = archives.limit
    monkeypatch.setattr(archives, "limit", lambda name: value if name == limit else usual(name))
    with pytest.raises(DataError, match="WORKBOOK_LIMITS"):
        read(raw)


def test_the_text_of_a_workbook_up_to_its_limit_is_read(monkeypatch):
    raw, usual, most = book([["123456789"], ["123456789"]]), archives.limit, [20]
    monkeypatch.setattr(archives, "limit", lambda name: most[0] if name == "workbook_text" else usual(name))
    assert len(workbook.read("b", raw).sheets[0].raw) == 20
    most[0] = 19
    with pytest.raises(DataError, match="WORKBOOK_LIMITS"):
        workbook.read("b", raw)


def test_processor_time_is_held_to():
    pytest.importorskip("resource")
    spin = f"import runpy; m = runpy.run_path({sheets.__file__!r}); m['limited'](2**31, 1)\nwhile True: pass"
    done = subprocess.run([sys.executable, "-c", spin], timeout=60)
    assert done.returncode < 0
