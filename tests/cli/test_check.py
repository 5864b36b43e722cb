"""``vtr check``: any table with a column of numbers in, one answer for each number out."""

import csv
import gzip
import io
import json
import random
import time

import polars as pl
import pytest
import python_calamine
import xlsxwriter

from vtr_lib.cli import main
from vtr_lib.tracking import check

GOOD = "1Z999AA10123456784"
MISTYPED = "1Z999AA10123456785"
HOSTILE = ["=1+1", '=HYPERLINK("http://x")', "@SUM(1)", "+1", "-1+1", "\u202eevil", "\x1b[2Jx", "a\tb"]


def asked(capsys, path, *options) -> list[dict]:
    assert main(["check", str(path), "--json", *options]) == 0
    return json.loads(capsys.readouterr().out)


def told(capsys, path, *options) -> tuple[int, str]:
    """Exit code and what is said on standard error, which must be one line."""
    code = main(["check", str(path), *options])
    said = capsys.readouterr()
    assert said.err.count("\n") == 1
    assert said.out == ""
    return code, said.err


@pytest.fixture
def file(tmp_path):
    def written(text: str | bytes, name: str = "numbers.csv"):
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return written


def test_the_list_is_in_the_files_order(file, capsys):
    path = file(f"tracking,carrier\n{GOOD},UPS\n{MISTYPED},UPS\n{GOOD},usps\n,UPS\n{GOOD},UPS\n")
    rows = asked(capsys, path)
    assert [list(row) for row in rows] == [["tracking", "carrier", "status", "formats", "suggestion"]] * 5
    assert [row["status"] for row in rows] == ["ok", "check_digit_wrong", "other_carrier", "empty", "ok"]
    assert [row["carrier"] for row in rows] == ["UPS", "UPS", "usps", "UPS", "UPS"], "as typed"
    assert rows[0] == {"tracking": GOOD, "carrier": "UPS", "status": "ok", "formats": "ups-1z", "suggestion": None}
    assert rows[2]["suggestion"] == "UPS"
    frame = pl.DataFrame({"tracking": [row["tracking"] for row in rows], "carrier": [row["carrier"] for row in rows]})
    assert check(frame).to_dicts() == rows


@pytest.mark.parametrize("text", [
    f"tracking,carrier\n{GOOD},UPS\n",
    f"tracking,carrier\r\n{GOOD},UPS",
    f"\ufefftracking,carrier\n{GOOD},UPS\n",
    f'"tracking","carrier"\n"{GOOD}","UPS"\n',
    f'tracking,carrier,note\n="{GOOD}",UPS,"two\nlines, and a comma"\n',
    f"Tracking Number,Carrier Name\n{GOOD},UPS\n",
    f"order,TRACKING_ID,carrier\n1,{GOOD},UPS\n",
    f"tracking number;carrier\n{GOOD};UPS\n",
    f"tracking-number\tcarrier\n{GOOD}\tUPS\n",
    f"物流单号,承运商\n{GOOD},UPS\n",
    f"our list of May\n\ntracking,carrier\n{GOOD},UPS\n",
    f"tracking,carrier\n\n,\n{GOOD} , UPS \n\n",
    f"order-id\tcarrier-code\tcarrier-name\ttracking-number\n9\tUPS\t\t{GOOD}\n",
    f"order-id\tcarrier-code\tcarrier-name\ttracking-number\n9\tOther\tUPS\t{GOOD}\n",
    "TemplateType=OrderFulfillment\tVersion=2011.1102\t\t\n"
    "Order ID\tCarrier Code\tCarrier Name\tTracking Number\n"
    f"order-id\tcarrier-code\tcarrier-name\ttracking-number\n9\tUPS\tUPS\t{GOOD}\n",
])  # fmt: skip
def test_a_table_as_sellers_have_it(file, capsys, text):
    rows = asked(capsys, file(text))
    assert [(row["carrier"], row["status"]) for row in rows if row["carrier"]] == [("UPS", "ok")]
    assert len(rows) == 1


def test_without_a_carrier_all_are_unknown(file, capsys):
    rows = asked(capsys, file(f"tracking\n{GOOD}\n{MISTYPED}\n"))
    assert [(row["carrier"], row["status"]) for row in rows] == [(None, "ok"), (None, "check_digit_wrong")]


def test_columns_by_name(file, capsys):
    path = file(f"tracking,mine,by\nx,{GOOD},UPS\n")
    assert asked(capsys, path, "--tracking-column", "Mine", "--carrier-column", "by")[0]["status"] == "ok"
    code, error = told(capsys, path, "--tracking-column", "yours")
    assert (code, "numbers.csv [yours]: NUMBER_COLUMN" in error, "--tracking-column" in error) == (65, True, True)
    code, error = told(capsys, path, "--carrier-column", "yours")
    assert (code, "--carrier-column" in error, "tracking, mine, by" in error) == (65, True, True)


@pytest.mark.parametrize(("text", "name", "code", "place"), [
    ("", "n.csv", "EMPTY_FILE", "n.csv"),
    ("\n \n", "n.csv", "EMPTY_FILE", "n.csv"),
    ("order,carrier\n1,UPS\n", "n.csv", "NUMBER_COLUMN", "n.csv [tracking]"),
    ("Dear Sir,\n", "n.csv", "NUMBER_COLUMN", "n.csv [tracking]"),
    ("tracking,carrier\n1,UPS\n1,UPS,x\n", "n.csv", "RAGGED_ROW", "n.csv:3"),
    ("tracking\tcarrier\n1\tUPS\n\n1\n", "n.txt", "RAGGED_ROW", "n.txt:4"),
    ("tracking,carrier\n1,UPS\n\"1,UPS\n", "n.csv", "NOT_A_TABLE", "n.csv:3"),
    ("tracking,tracking\n1,2\n", "n.csv", "DUP_HEADER", "n.csv [tracking]"),
    ("tracking\nMüller\n".encode("cp1252"), "n.csv", "ENCODING", "n.csv:2"),
    ("tracking\n1\n".encode("utf-16"), "n.csv", "ENCODING", "n.csv:1"),
    (b"PK\x03\x04 no workbook", "n.csv", "ARCHIVE_BROKEN", "n.csv"),
    (b"PK\x03\x04 no workbook", "n.xlsx", "ARCHIVE_BROKEN", "n.xlsx"),
    (b"tracking\n1\n", "n.xlsx", "NOT_A_TABLE", "n.xlsx"),
])  # fmt: skip
def test_no_table_is_one_line(file, capsys, text, name, code, place):
    exit_code, error = told(capsys, file(text, name))
    assert (exit_code, f"{place}: {code}:" in error) == (65, True), error


def test_no_file(tmp_path, capsys):
    assert told(capsys, tmp_path / "nothing.csv")[0] == 66
    assert told(capsys, tmp_path)[0] == 65


def test_a_heading_alone_is_an_empty_list(file, capsys):
    assert asked(capsys, file("tracking,carrier\n")) == []
    assert main(["check", str(file("tracking,carrier"))]) == 0
    assert capsys.readouterr().out.endswith("numbers.csv: 0 numbers\n")


def test_a_workbook(tmp_path, capsys):
    path = tmp_path / "numbers.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["May"])
        sheet.write_row(1, 0, ["Tracking Number", "Carrier"])
        sheet.write_row(2, 0, [GOOD, "UPS"])
        sheet.write_row(4, 0, [986578788855, "FedEx"])
        sheet.write_row(5, 0, [9400111899223197428490, "USPS"])
    assert [row["status"] for row in asked(capsys, path)] == ["ok", "ok", "mangled"]
    assert main(["check", str(path)]) == 0
    assert "numbers.xlsx:6: 9.4001" in capsys.readouterr().out


def test_what_the_terminal_says(file, capsys):
    path = file(f"tracking,carrier\n{GOOD},UPS\nTBA502887274000,Amazon\n{GOOD},USPS\n41441760228964,FedEx\nN/A,\n")
    assert main(["check", str(path)]) == 0
    said = capsys.readouterr().out.replace(str(path), "F").splitlines()
    assert said == [
        "F: 5 numbers",
        "        1  well formed, check digit right",
        "        1  well formed; these numbers hold no check digit we know",
        "        1  another carrier's number",
        "        1  destroyed by a spreadsheet",
        "        1  no number",
        f"F:4: {GOOD} (USPS): another carrier's number",
        "    fits: ups-1z",
        "    looks like a number of: UPS",
        "F:5: 41441760228964 (FedEx): destroyed by a spreadsheet",
        "    near it and well formed: 041441760228964",
        "F:6: N/A (no carrier): no number",
    ]


def test_hostile_cells(file, capsys, tmp_path):
    cells = [cell.replace('"', '""') for cell in HOSTILE]
    path = file("tracking,carrier\n" + "".join(f'"{cell}","{cell}"\n' for cell in cells))
    rows = asked(capsys, path)
    assert [row["tracking"] for row in rows] == HOSTILE
    assert {row["status"] for row in rows} <= {"bad_characters", "unknown_format", "empty"}
    assert main(["check", str(path)]) == 0
    said = capsys.readouterr().out
    assert all(char.isprintable() or char == "\n" for char in said)
    for name in ("out.csv", "out.xlsx"):
        assert main(["check", str(path), "-o", str(tmp_path / name)]) == 0
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as stream:
        out = list(csv.DictReader(stream))
    assert [row["line"] for row in out] == [str(line) for line in range(2, 10)]
    assert not any(cell.startswith(tuple("=+-@\t\r")) for row in out for cell in row.values())
    book = python_calamine.CalamineWorkbook.from_path(str(tmp_path / "out.xlsx"))
    assert [row[1] for row in book.get_sheet_by_index(0).to_python()[1:6]] == HOSTILE[:5], "text, not formulas"


@pytest.mark.parametrize(("name", "exit_code"), [("out.txt", 65), ("no/such/folder/out.csv", 73), ("no/x.xlsx", 73)])
def test_where_the_list_can_not_be_written(file, capsys, tmp_path, name, exit_code):
    assert told(capsys, file(f"tracking\n{GOOD}\n"), "-o", str(tmp_path / name))[0] == exit_code


def test_a_hundred_thousand_rows_take_seconds(file, capsys):
    chance = random.Random(4)
    numbers = ["".join(chance.choices("0123456789", k=chance.randint(8, 34))) for _ in range(50_000)]
    lines = [f"{number},{carrier}" for number in numbers for carrier in ("USPS", "FedEx")]
    path = file("tracking,carrier\n" + "\n".join(lines))
    started = time.monotonic()
    rows = asked(capsys, path)
    assert time.monotonic() - started < 60
    assert [row["tracking"] for row in rows] == [number for number in numbers for _ in range(2)]


def test_a_packed_list_and_a_sheet_further_on_are_found(file, capsys):
    plain = asked(capsys, file(f"tracking\n{GOOD}\n"))
    assert asked(capsys, file(gzip.compress(f"tracking\n{GOOD}\n".encode()), "n.csv.gz")) == plain
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        book.add_worksheet("about").write_string(0, 0, "My numbers")
        sheet = book.add_worksheet("numbers")
        sheet.write_column(1, 2, ["tracking", GOOD, 9400111899223197428497, 123456789012])
    rows = asked(capsys, file(held.getvalue(), "renamed.bin"))
    assert rows[0] == plain[0]
    assert rows[1]["status"] == "mangled"
    assert rows[2]["tracking"] == "123456789012"
