"""Canonical tables among a seller's files: known by their columns in any format; nothing stays that may not."""

import io
import zlib

import polars as pl
import pytest
import xlsxwriter

from vtr_lib.errors import DataError
from vtr_lib.frames import empty, hold
from vtr_lib.schema import ITEMS, PACKAGES, SCANS, SNAPSHOTS
from vtr_lib.sources import archives, canonical, recognise
from vtr_lib.sources.tables import TABLES

PACKAGE = {
    "marketplace": "US", "package_id": "p1", "order_id": "999-0000001-0000001",
    "confirmed_at": "2025-01-31T16:05:00Z", "destination": "US", "tracking_raw": " n 1", "value_cents": "1250",
}  # fmt: skip
ITEM = {"package_id": "p1", "sku": "A", "quantity": "2"}
SCAN = {
    "tracking": "n-1", "scanned_at": "2025-02-01T08:00:00Z", "kind": "delivered", "physical": "yes",
    "city": "Reno", "raw_code": "DL", "raw_text": "Signed by Jo Doe",
}  # fmt: skip
SNAPSHOT = {"tracking": "N1", "checked_at": "2025-02-02T08:00:00Z", "provider": "usps"}
ROWS = {"canonical_packages": PACKAGE, "canonical_items": ITEM, "scans": SCAN, "snapshots": SNAPSHOT}
SCHEMAS = {"canonical_packages": PACKAGES, "canonical_items": ITEMS, "scans": SCANS, "snapshots": SNAPSHOTS}


def csv(*rows: dict[str, str]) -> bytes:
    return pl.DataFrame(rows).write_csv().encode()


def parquet(*rows: dict[str, str]) -> bytes:
    held = io.BytesIO()
    pl.DataFrame(rows).write_parquet(held)
    return held.getvalue()


def xlsx(*rows: dict[str, str]) -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_numbers": False}) as made:
        made.add_worksheet("about").write_string(0, 0, "What this is")
        sheet = made.add_worksheet("data")
        for at, cells in enumerate([list(rows[0]), *(list(row.values()) for row in rows)]):
            sheet.write_row(at, 0, cells)
    return held.getvalue()


def read(raw: bytes, name: str = "table"):
    reading = recognise.of_bytes(name, raw, zone="America/Los_Angeles")
    reading.identity()
    return reading


@pytest.mark.parametrize("write", [csv, parquet, xlsx])
@pytest.mark.parametrize("table", ROWS)
def test_a_table_is_known_by_its_columns_in_every_format(table, write):
    row = ROWS[table]
    reading = read(write(row, row | {"package_id": "p2"} if "package_id" in row else row | {"tracking": "N2"}))
    assert (reading.format, list(reading.tables)) == (SCHEMAS[table].name, [table])
    frame = reading.tables[table]
    assert frame.schema == TABLES[table]
    assert frame.height == reading.identity()["accepted"] == 2
    held = hold(pl.DataFrame([row]), SCHEMAS[table])
    same = [name for name in row if name not in ("tracking", "raw_text")]
    assert frame.head(1).select(same).equals(held.select(same))


def test_rows_carry_the_file_they_stand_in_whatever_the_table_says():
    frame = read(csv(PACKAGE | {"source_file": "D:/Jo Doe/x.csv", "source_line": "9"}), "shop.zip/p.csv").tables
    assert frame["canonical_packages"].select("source_file", "source_line").row(0) == ("shop.zip/p.csv", 1)


def test_scans_take_the_normal_number_and_leave_free_text_behind():
    reading = read(csv(SCAN, SCAN | {"scanned_at": "2025-02-02T08:00:00Z", "raw_code": "left with Jo Doe"}))
    scans = reading.tables["scans"]
    assert scans["tracking"].to_list() == ["N1", "N1"]
    assert scans["raw_code"].to_list() == ["DL", None]
    assert scans["city"].to_list() == ["Reno", "Reno"]
    assert scans["raw_text"].null_count() == 2
    assert reading.dropped_columns == ["raw_text"]


def test_a_row_that_stands_twice_is_counted_once():
    reading = read(csv(ITEM, ITEM | {"sku": "B"}, ITEM))
    assert reading.lines["duplicate"] == [3]
    assert reading.tables["canonical_items"]["source_line"].to_list() == [1, 2]


@pytest.mark.parametrize("table", [PACKAGES, SCANS])
def test_a_table_without_rows_is_no_fault(table):
    held = io.BytesIO()
    empty(table).write_parquet(held)
    assert read(held.getvalue()).identity()["lines"] == 0


def test_a_table_cut_off_anywhere_in_its_last_lines_is_never_another_table():
    raw = csv(PACKAGE, PACKAGE | {"package_id": "p2"})
    for cut in range(raw.index(b"p1"), len(raw)):
        if raw[cut - 1 : cut] == b"\n":
            continue  # a whole table, but for its last row
        with pytest.raises(DataError, match="TRUNCATED"):
            read(raw[:cut])
    assert recognise.of_bytes("t", raw[:-1], zone="UTC", is_cut_ok=True).total == 2


def frame(**columns: object) -> bytes:
    held = io.BytesIO()
    pl.DataFrame(columns).write_parquet(held)
    return held.getvalue()


@pytest.mark.parametrize(
    ("raw", "code", "column"),
    [
        (csv(PACKAGE | {"recipient": "Jo Doe"}), "UNKNOWN_COLUMN", "recipient"),
        (xlsx(PACKAGE | {"recipient": "Jo Doe"}), "UNKNOWN_COLUMN", "recipient"),
        (parquet({key: PACKAGE[key] for key in PACKAGE if key != "destination"}), "MISSING_COLUMN", "destination"),
        (csv(PACKAGE | {"destination": ""}), "EMPTY_CELL", "destination"),
        (csv(SCAN | {"kind": "seen"}), "BAD_CHOICE", "kind"),
        (frame(package_id=["p"], sku=[["A"]]), "NESTED_COLUMN", "sku"),
        (frame(package_id=["p"], sku=[{"A": 1}]), "NESTED_COLUMN", "sku"),
        (frame(package_id=["p"], sku=[b"A"]), "NESTED_COLUMN", "sku"),
        (frame(x=[1]), "NOT_CANONICAL", None),
        (b"PAR1", "NOT_A_TABLE", None),
        (parquet(PACKAGE)[:-9], "NOT_A_TABLE", None),
        (parquet(PACKAGE)[:60] + bytes(40) + parquet(PACKAGE)[100:], "NOT_A_TABLE", None),
    ],
)
def test_a_table_that_is_refused_says_why(raw, code, column):
    with pytest.raises(DataError) as refused:
        read(raw)
    assert (refused.value.code, refused.value.column) == (code, column)
    assert "Jo Doe" not in str(refused.value)


def test_a_cell_that_no_seller_wrote_sets_its_row_aside():
    rows = [ITEM, ITEM | {"sku": "A\u202eB"}, ITEM | {"asin": "x" * 10_001}, ITEM | {"asin": "x" * 10_000}]
    reading = read(parquet(*({"asin": None} | row for row in rows)))
    assert [(fault.line, fault.column, fault.code) for fault in reading.faults] == [
        (3, "asin", "FIELD_SIZE"),
        (2, "sku", "CONTROL_CHAR"),
    ]
    assert reading.tables["canonical_items"]["source_line"].to_list() == [1, 4]


def test_more_cells_than_are_read_are_refused_by_their_number(monkeypatch):
    usual = archives.limit
    monkeypatch.setattr(archives, "limit", lambda name: 4 if name == "table_cells" else usual(name))
    assert read(frame(package_id=["a", "b"], sku=["A", "B"])).total == 2
    with pytest.raises(DataError, match="TABLE_SIZE: 6"):
        read(frame(package_id=["a", "b", "c"], sku=["A", "B", "C"]))


@pytest.mark.parametrize("dtype", [pl.String, pl.Categorical, pl.Enum(["x" * 100])])
def test_a_text_told_once_is_counted_in_every_row_it_stands_in(monkeypatch, dtype):
    usual = archives.limit
    monkeypatch.setattr(archives, "limit", lambda name: 2_005 if name == "bytes" else usual(name))
    for rows, fits in ((19, True), (20, True), (21, False)):
        raw = frame(package_id=pl.repeat("", rows, eager=True), sku=pl.Series(["x" * 100] * rows, dtype=dtype))
        with pytest.raises(DataError) as refused:
            read(raw)
        assert refused.value.code == ("EMPTY_CELL" if fits else "ARCHIVE_SIZE")


def test_a_damaged_parquet_file_is_read_or_refused_and_nothing_else():
    raw = parquet(PACKAGE, PACKAGE | {"package_id": "p2"})
    for at in range(4, len(raw), 7):
        broken = raw[:at] + bytes([raw[at] ^ 1 + zlib.crc32(bytes([at % 256])) % 255]) + raw[at + 1 :]
        try:
            read(broken)
        except DataError as error:
            told = str(error)
            assert told


def test_the_sheet_with_the_table_is_taken_for_judging_too(tmp_path):
    (tmp_path / "p.xlsx").write_bytes(xlsx(PACKAGE))
    assert canonical.read(tmp_path / "p.xlsx", PACKAGES).equals(hold(pl.DataFrame([PACKAGE]), PACKAGES))
