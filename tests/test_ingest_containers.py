"""The same files plain, gzipped, zipped and as workbooks are the same store; what is hostile beside them is named."""

import csv
import gzip
import io
import os
import zipfile
from datetime import date
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from vtr_lib.cli import main
from vtr_lib.ingest import ingest

RAW = Path(__file__).parents[1] / "data" / "sample"
FLAT = (
    "all-orders.txt",
    "shipping-confirmations-2024-12.txt",
    "shipping-confirmations-2025-01.txt",
    "shipping-confirmations-2025-02.txt",
    "sku-table.csv",
)
LINES = 400  # of each file, enough for packages of every kind


@pytest.fixture(scope="module")
def plain(tmp_path_factory) -> Path:
    """The head of each of the sample's flat files."""
    folder = tmp_path_factory.mktemp("plain")
    for name in FLAT:
        (folder / name).write_bytes(b"".join((RAW / name).read_bytes().splitlines(keepends=True)[:LINES]))
    return folder


@pytest.fixture(scope="module")
def packages(plain, tmp_path_factory) -> pl.DataFrame:
    return told(plain, tmp_path_factory.mktemp("data"))


def told(raw: Path, data: Path) -> pl.DataFrame:
    """The packages of a store made of ``raw``, but for which file tells of them."""
    done = ingest([raw], "shop", data)
    assert not done.refused
    found = done.store.table("packages").drop("source_file")
    assert found.height > LINES
    return found


def workbook(text: str, delimiter: str) -> bytes:
    """A table as Excel keeps it: whole numbers as numbers, days as days, all else as text."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_numbers": False}) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        quoting = csv.QUOTE_NONE if delimiter == "\t" else csv.QUOTE_MINIMAL
        for row, cells in enumerate(csv.reader(text.splitlines(), delimiter=delimiter, quoting=quoting)):
            for column, cell in enumerate(cells):
                if cell.isdigit() and len(cell) <= 15 and not cell.startswith("0"):
                    sheet.write_number(row, column, int(cell))
                elif len(cell) == 10 and cell[4] == cell[7] == "-" and row:
                    sheet.write_datetime(row, column, date.fromisoformat(cell), day)
                elif cell:
                    sheet.write_string(row, column, cell)
    return held.getvalue()


def test_gzipped(plain, packages, tmp_path):
    (tmp_path / "raw").mkdir()
    for path in plain.iterdir():
        (tmp_path / "raw" / f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes()))
    assert told(tmp_path / "raw", tmp_path / "data").equals(packages)


def test_zipped(plain, packages, tmp_path):
    with zipfile.ZipFile(tmp_path / "all.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in plain.iterdir():
            archive.write(path, f"reports/{path.name}")
    assert told(tmp_path / "all.zip", tmp_path / "data").equals(packages)
    files = ingest([plain], "shop", tmp_path / "data")
    assert (files.read, len(files.known)) == ([], len(FLAT))
    assert {entry["file"] for entry in files.store.files()} == {f"all.zip/reports/{name}" for name in FLAT}


def test_saved_by_excel(plain, packages, tmp_path):
    (tmp_path / "raw").mkdir()
    for path in plain.iterdir():
        content = workbook(path.read_text("utf-8"), "," if path.suffix == ".csv" else "\t")
        (tmp_path / "raw" / f"{path.stem}.xlsx").write_bytes(content)
    assert told(tmp_path / "raw", tmp_path / "data").equals(packages)


def test_one_bad_file_fails_that_file_and_says_so_in_one_line(tmp_path, capsys):
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "skus.csv").write_text("sku,category\nA,Toys\n")
    (raw / "bomb.gz").write_bytes(gzip.compress(bytes(2**22)))
    (raw / "\u202ehidden\n.txt").write_text("x")
    os.symlink(raw / "skus.csv", raw / "link.csv")
    os.mkfifo(raw / "pipe")
    with zipfile.ZipFile(raw / "a.zip", "w") as archive:
        for name, content in {"../x.csv": "x", ".hidden": "x", "b.csv": "sku,category\nB,Toys\n"}.items():
            archive.writestr(name, content)
    assert main(["ingest", str(raw), "--store", "shop", "--data", str(tmp_path / "data")]) == 65
    printed, said = capsys.readouterr()
    assert "a.zip/b.csv" in printed
    codes = {line.split(": ")[0]: line.split(": ")[1] for line in said.splitlines()}
    assert codes == {
        "a.zip/../x.csv": "MEMBER_NAME",
        "bomb.gz": "ARCHIVE_RATIO",
        "link.csv": "SYMLINK",
        "pipe": "NO_FILE",
        "\N{REPLACEMENT CHARACTER}hidden\N{REPLACEMENT CHARACTER}.txt": "UNRECOGNISED",
    }


def test_hidden_files_are_counted_with_a_file_beside_them(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name in ("__MACOSX/b.csv", ".DS_Store", "b.csv"):
            archive.writestr(name, "sku,category\nB,Toys\n")
    done = ingest([tmp_path / "a.zip"], "shop", tmp_path / "data")
    assert [entry["notes"]["hidden_files_beside"] for entry in done.read] == [2]


def test_the_charset_that_came_with_a_report_decodes_it(tmp_path):
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "skus.csv").write_bytes("sku,category\nA,おもちゃ\n".encode("cp932"))
    (tmp_path / "raw" / "skus.csv.charset").write_text("text/csv; charset=Windows-31J")
    done = ingest([tmp_path / "raw"], "shop", tmp_path / "data")
    assert [entry["encoding"] for entry in done.read] == ["cp932"]
    assert not done.refused
