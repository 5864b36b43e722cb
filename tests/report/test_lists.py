"""A list as CSV or as a workbook: what was typed stays text, whatever it looks like."""

import csv
import zipfile
from datetime import UTC, date, datetime

import pytest
import python_calamine
from publish.hostile import PAYLOADS

from vtr_lib.errors import DataError
from vtr_lib.report import lists

HEAD = ("name", "count", "day", "instant", "is_paid", "none")
ROWS = [(name, -5, date(2025, 2, 28), datetime(2025, 2, 28, 23, 59, 1, tzinfo=UTC), True, None) for name in PAYLOADS]
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def read(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_csv_holds_no_formula_and_loses_nothing(tmp_path):
    lists.write(tmp_path / "list.csv", "list", HEAD, ROWS)
    head, *rows = read(tmp_path / "list.csv")
    assert tuple(head) == HEAD
    assert not [row for row in rows if row[0].lstrip(" ").startswith(FORMULA)]
    assert [row[0].removeprefix("'") for row in rows] == [name.removeprefix("'") for name in PAYLOADS]
    assert {tuple(row[1:]) for row in rows} == {("-5", "2025-02-28", "2025-02-28T23:59:01Z", "true", "")}


def test_a_workbook_holds_no_formula_and_no_link(tmp_path):
    lists.write(tmp_path / "list.xlsx", "list", HEAD, ROWS)
    with zipfile.ZipFile(tmp_path / "list.xlsx") as parts:
        text = b"".join(parts.read(name) for name in parts.namelist() if "sheet" in name)
        assert not [name for name in parts.namelist() if "externalLink" in name]
    assert b"<f>" not in text
    assert b"<f " not in text
    assert b"hyperlink" not in text
    head, *rows = python_calamine.load_workbook(tmp_path / "list.xlsx").get_sheet_by_index(0).to_python()
    assert tuple(head) == HEAD
    assert len(rows) == len(PAYLOADS)


@pytest.mark.parametrize("name", ["list.csv", "list.xlsx"])
def test_the_same_rows_give_the_same_bytes(tmp_path, name):
    lists.write(tmp_path / name, "list", HEAD, ROWS)
    first = (tmp_path / name).read_bytes()
    lists.write(tmp_path / name, "list", HEAD, iter(ROWS))
    assert (tmp_path / name).read_bytes() == first


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(DataError):
        lists.write(tmp_path / "list.txt", "list", HEAD, [])
