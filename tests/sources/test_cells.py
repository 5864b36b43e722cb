"""Cells by kind: what is read, what is a fault, what is read and noted; each side of every form."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from vtr_lib.sources import cells, flatfile, text
from vtr_lib.sources.flatfile import Cell, Layout

PACIFIC = "America/Los_Angeles"
NUMBER = "9400111899223191234568"


def one(kind, cell, **how):
    """The value and the fault of a single cell; the same within a column that says little and one that says much."""
    few = cells.parse(kind, pl.Series([cell]), PACIFIC, **how)
    fills = {"few": ["1"] * 2_000, "many": [str(n) for n in range(2_000)]}
    for fill in fills.values():
        values, faults = cells.parse(kind, pl.Series([cell, *fill]), PACIFIC, **how)
        assert (values[0], faults[0]) == (few[0][0], few[1][0])
    return few[0][0], few[1][0]


@pytest.mark.parametrize(
    ("amount", "cents", "fault"),
    [
        ("4.99", 499, None),
        ("5.00", 500, None),
        ("5.01", 501, None),
        ("9.99", 999, None),
        ("10", 1000, None),
        ("640.0", 64000, None),
        ("9.9900", 999, None),
        (" 7.50\t", 750, None),
        ("0.00", 0, None),
        ("999999999999.99", 99999999999999, None),
        ("", None, None),
        ("9999999999999.00", None, "MONEY_FORMAT"),
        ("4,99", None, "MONEY_FORMAT"),
        ("1,234.56", None, "MONEY_FORMAT"),
        ("$5", None, "MONEY_FORMAT"),
        ("5 USD", None, "MONEY_FORMAT"),
        ("1e3", None, "MONEY_FORMAT"),
        ("NaN", None, "MONEY_FORMAT"),
        ("4.995", None, "MONEY_FORMAT"),
        ("5.", None, "MONEY_FORMAT"),
        (".99", None, "MONEY_FORMAT"),
        ("５.００", None, "MONEY_FORMAT"),
        ("٣.٠٠", None, "MONEY_FORMAT"),
        ("-5.00", None, "NEGATIVE"),
        ("−5.00", None, "NEGATIVE"),
        ("(5.00)", None, "NEGATIVE"),
    ],
)
def test_money(amount, cents, fault):
    assert one("money", amount) == (cents, fault)


@pytest.mark.parametrize(("amount", "cents"), [("-1.50", 150), ("1.50", 150), ("1.5", 150), ("", None)])
def test_a_discount_has_a_size_and_no_sign(amount, cents):
    assert one("discount", amount) == (cents, None)


@pytest.mark.parametrize(
    ("kind", "cell", "value", "fault"),
    [
        ("count", "195", 195, None),
        ("count", "1.0", None, "COUNT_FORMAT"),
        ("count", "١", None, "COUNT_FORMAT"),
        ("count", "-1", None, "COUNT_FORMAT"),
        ("currency", "EUR", "EUR", None),
        ("currency", "US$", "US$", "CURRENCY"),
        ("currency", "usd", "usd", "CURRENCY"),
        ("flag", "TRUE", True, None),
        ("flag", "no", False, None),
        ("flag", "maybe", None, "FLAG_FORMAT"),
        ("country", "NA", "NA", None),
        ("country", "NO", "NO", None),
        ("country", "null", None, "COUNTRY"),
        ("country", "none", None, "COUNTRY"),
        ("origin", "Atlantis", None, None),
        ("carrier", "NA", "NA", None),
        ("carrier", "null", "null", None),
        ("text", "a\u00a0", "a", None),
        ("text", "a\ufeffb", "a\ufeffb", "CONTROL_CHAR"),
        ("text", "a\x00b", None, "CONTROL_CHAR"),
        ("text", "a\u2066b", None, "CONTROL_CHAR"),
        ("text", "a\x85b", None, "CONTROL_CHAR"),
        ("text", "x" * 10_000, "x" * 10_000, None),
        ("text", "x" * 10_001, "x" * 10_001, "FIELD_SIZE"),
        ("text", "é" * 10_000, "é" * 10_000, None),
        ("number", "x" * 40_000, "x" * 40_000, "FIELD_SIZE"),
        ("number", "94\u200b00", "94\u200b00", None),
        ("number", "2015550142", "2015550142", None),
        ("number", "201-555-0142", "201-555-0142", None),
        ("number", "+1 201 555 0142", None, None),
        ("number", "(201) 555-0142", None, None),
        ("number", "jane@example.com", None, None),
        ("text", "A@2", "A@2", None),
        ("text", "for jane@example.com", None, None),
        ("words", "Ground", "Ground", None),
        ("words", "999-0000001-0000001", "999-0000001-0000001", None),
        ("words", "call 201-555-0142 first", None, None),
        ("words", "201.555.0142", None, None),
        ("carrier", "jane@example.com", None, None),
        ("city", "Reno", "Reno", None),
        ("city", "1 Example Lane", None, None),
        ("status", "Shipped - Delivered to Buyer", "Shipped", None),
        ("status", "PARTIALLY_SHIPPED", "PARTIALLY_SHIPPED", None),
        ("status", "Shippedy Jane", "unknown", None),
        ("status", "Jane", "unknown", None),
        ("code", "D_1", "D_1", None),
        ("code", "signed by Jane", None, None),
        ("code", "201-555-0142", None, None),
        ("number", "94\u202e00", None, "CONTROL_CHAR"),
        ("number", "94\x0000", None, "CONTROL_CHAR"),
    ],
)
def test_other_kinds(kind, cell, value, fault):
    assert one(kind, cell) == (None if fault == "CONTROL_CHAR" else value, fault)


@pytest.mark.parametrize(
    ("cell", "value", "fault"),
    [
        ("999-0000001-0000001", "999-0000001-0000001", None),
        ('="999-0000001-0000001"', "999-0000001-0000001", None),
        ("'12345678901234", "12345678901234", None),
        ("12345678901234.0", "12345678901234", None),
        ("１２３", "123", None),
        ("12\u200b3\u00a0", "123", None),
        ("1.23457E+13", "1.23457E+13", "EXCEL_SCIENTIFIC"),
        ("1,23457E+13", "1,23457E+13", "EXCEL_SCIENTIFIC"),
        ("9E21", "9E21", "EXCEL_SCIENTIFIC"),
        ("12E45", "12E45", None),
        ("9400111899223190000000", "9400111899223190000000", "EXCEL_PRECISION_LOSS"),
        (NUMBER, NUMBER, None),
        ("123456789012345000000", "123456789012345000000", None),
        ("../../x", "../../x", "ID_FORMAT"),
        ("a b", "a b", "ID_FORMAT"),
        ("Jane", "Jane", "ID_FORMAT"),
        ("M-1", "M-1", None),
        ("201-555-0142", "201-555-0142", "ID_FORMAT"),
    ],
)
def test_an_id_is_cleaned_of_what_spreadsheets_put_around_it_and_set_aside_where_they_spoilt_it(cell, value, fault):
    assert one("identifier", cell) == (value, fault)


AT = datetime(2026, 3, 10, 9, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cell", "at", "fault"),
    [
        ("2026-03-10T09:00:00+00:00", AT, None),
        ("2026-03-10T09:00:00Z", AT, None),
        ("2026-03-10 09:00 UTC", AT, None),
        ("2026-03-10T02:00:00-07:00", AT, None),
        ("2026-03-10T18:00:00+0900", AT, None),
        ("2026-03-10T09:00:00.250000Z", AT.replace(microsecond=250_000), None),
        ("2026-02-30T00:00:00+00:00", None, "DATE_FORMAT"),
        ("2026-13-01T00:00:00+00:00", None, "DATE_FORMAT"),
        ("2026-03-10T25:00:00+00:00", None, "DATE_FORMAT"),
        ("1899-12-30T00:00:00+00:00", None, "DATE_FORMAT"),
        ("10/03/2026", None, "DATE_FORMAT"),
        ("5/31/2025 23:22", None, "DATE_FORMAT"),
        ("10-Mar-2026", None, "DATE_FORMAT"),
        ("46091.375", None, "DATE_FORMAT"),
        ("٢٠٢٦-03-10T09:00:00+00:00", None, "DATE_FORMAT"),
        ("2026-03-10T09:00:00", None, "NO_TIMEZONE"),
        ("2026-03-10 09:00", None, "NO_TIMEZONE"),
        ("", None, None),
    ],
)
def test_instants(cell, at, fault):
    assert one("instant", cell) == (at, fault)


def test_a_day_may_be_written_in_one_way_only_unless_the_layout_says_which():
    assert one("day", "2026-10-03") == (date(2026, 10, 3), None)
    for odd in ("10/03/2026", "25/12/2026", "2026/10/03", "3.10.2026", "20261003"):
        assert one("day", odd) == (None, "DATE_FORMAT")
    assert one("day", "10/03/2026", forms=("%m/%d/%Y",)) == (date(2026, 10, 3), None)
    assert one("day", "10/03/2026", forms=("%d/%m/%Y",)) == (date(2026, 3, 10), None)
    assert one("day", "25/12/2026", forms=("%m/%d/%Y",)) == (None, "DATE_FORMAT")


@pytest.mark.parametrize(
    ("stamp", "at", "fault"),
    [
        ("2026-03-08 01:59", datetime(2026, 3, 8, 9, 59, tzinfo=UTC), None),
        ("2026-03-08 02:00", None, "DST_GAP"),
        ("2026-03-08 02:30", None, "DST_GAP"),
        ("2026-03-08 03:00", datetime(2026, 3, 8, 10, 0, tzinfo=UTC), None),
        ("2026-11-01 00:59", datetime(2026, 11, 1, 7, 59, tzinfo=UTC), None),
        ("2026-11-01 01:30", datetime(2026, 11, 1, 8, 30, tzinfo=UTC), None),
        ("2026-11-01 02:00", datetime(2026, 11, 1, 10, 0, tzinfo=UTC), None),
        ("2026-11-01 01:30Z", datetime(2026, 11, 1, 1, 30, tzinfo=UTC), None),
        ("1999-11-01 01:30", None, "DATE_FORMAT"),
        ("11/1/2026 00:59", None, "DATE_FORMAT"),
    ],
)
def test_stamps_of_a_clock_whose_zone_is_named(stamp, at, fault):
    assert one("instant", stamp, local=PACIFIC) == (at, fault)


def test_a_form_with_a_time_needs_a_zone_and_one_without_gives_a_day():
    forms = ("%m/%d/%Y %H:%M", "%m/%d/%Y")
    assert one("moment", "7/4/2026 09:30", forms=forms) == (None, "NO_TIMEZONE")
    noon = datetime(2026, 7, 4, 16, 30, tzinfo=UTC)
    assert one("moment", "7/4/2026 09:30", forms=forms, local=PACIFIC) == (noon, None)
    assert one("moment", "7/4/2026", forms=forms) == (datetime(2026, 7, 4, 7, tzinfo=UTC), None)
    assert [one("precision", cell, forms=forms)[0] for cell in ("7/4/2026", "7/4/2026 09:30")] == ["day", "second"]


def test_a_layout_names_forms_and_zone_of_a_column_and_hours_told_twice_are_noted():
    cell = Cell(("shipped",), "instant", required=True, forms=("%m/%d/%Y %H:%M",), zone=PACIFIC)
    layout = Layout("shipped", "1", {"shipped_at": cell, "sku": Cell(("sku",), required=True)})
    rows = ["11/1/2026 01:30\ta", "11/1/2026 02:30\tb", "3/8/2026 02:30\tc", "2026-11-01T01:30:00Z\td"]
    source = text.text("f", "\n".join(["shipped\tsku", *rows, ""]).encode())
    reading, read = flatfile.read(source, flatfile.heading(source, (layout,)), "Asia/Tokyo")
    assert read["shipped_at"].dt.strftime("%d %H:%M").to_list() == ["01 08:30", "01 10:30", "01 01:30"]
    assert reading.notes == {"times_told_twice": 1}
    assert [(each.line, each.code) for each in reading.faults] == [(4, "DST_GAP")]


@pytest.mark.parametrize(
    ("number", "note", "status"),
    [
        ("9.40011E+21", "numbers_scientific", "mangled"),
        ("9,40011E+21", "numbers_scientific", "mangled"),
        ("9E21", "numbers_scientific", "mangled"),
        ("94001118992231E+8", "numbers_scientific", "mangled"),
        ("9400111899223190000000", "numbers_precision_lost", "mangled"),
        ("123.0", "numbers_floated", "unknown_format"),
        (f'="{NUMBER}"', "numbers_cleaned", "ok"),
        (f"'{NUMBER}", "numbers_cleaned", "ok"),
        (NUMBER[:9] + "\u00a0" + NUMBER[9:], "numbers_cleaned", "ok"),
        (NUMBER[:9] + "\u200b" + NUMBER[9:], "numbers_cleaned", "ok"),
        ("９" + NUMBER[1:], "numbers_cleaned", "ok"),
        ("12E45", None, "unknown_format"),
        (NUMBER, None, "ok"),
    ],
)
def test_a_package_whose_number_a_spreadsheet_spoilt_stays_a_package(files, number, note, status):
    # It was sent, and Amazon counts it. Set aside, it would leave the rate better than it is: the verdict on it is
    # that its number is no good (id.mangled). So the reader keeps the row and its number, and counts what it saw.
    from vtr_lib.tracking.check import statuses

    reading = files.read(files.confirmations({"tracking-number": number}))
    assert reading.lines["accepted"] == [2]
    assert reading.notes == ({note: 1} if note else {})
    kept = reading.tables["confirmations"]["tracking_raw"]
    assert kept.to_list() == [number]
    assert statuses(kept, pl.Series(["usps"]))["status"].to_list() == [status]


def test_a_number_that_lost_its_zeros_is_read_as_it_stands_and_the_whole_one_suggested(files):
    from vtr_lib.tracking.check import check

    whole = "00340434161094042557"
    for number, suggestion in ((whole, None), (whole.lstrip("0"), whole)):
        reading = files.read(files.confirmations({"tracking-number": number, "carrier-code": "DHL"}))
        assert reading.tables["confirmations"]["tracking_raw"].to_list() == [number]
        made = check(pl.DataFrame({"tracking": [number], "carrier": ["DHL Paket"]}))
        assert (made["suggestion"][0] or "").split(",")[0] == (suggestion or "")
