"""The workbook: the same numbers, no formula, no link, the same bytes each time."""

import re
import zipfile

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from vtr_lib.report import xlsx


@pytest.fixture
def book(tmp_path, words):
    """Writes a workbook and reads it: the path, and every sheet as a list of dicts."""

    def make(summary: dict, verdicts: pl.DataFrame):
        path = tmp_path / "verdicts.xlsx"
        xlsx.write(path, summary, verdicts, words)
        read = CalamineWorkbook.from_path(str(path))
        sheets = {name: read.get_sheet_by_name(name).to_python() for name in read.sheet_names}
        return path, {name: [dict(zip(rows[0], row, strict=True)) for row in rows[1:]] for name, rows in sheets.items()}

    return make


def parts(path, folder: str = "") -> dict[str, str]:
    with zipfile.ZipFile(path) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist() if name.startswith(folder)}


def test_sheets_hold_the_summarys_counts(book, summary, verdicts, words):
    _, sheets = book(summary, verdicts)
    assert list(sheets) == ["summary", "categories", "carriers", "origins", "clauses", "files", "verdicts"]
    for row, (basis, found) in zip(sheets["summary"], summary["windows"].items(), strict=True):
        assert (row["Valid"], row["Counted"]) == (found["rate"]["valid"], found["rate"]["counted"])
        assert row["Percent"] == found["rate"]["percent"]
        assert str(row["First day"]) == found["first_on"]
        assert row["Basis"] == words(f"bases.{basis}")
    for sheet, by in (("categories", "category"), ("carriers", "carrier"), ("origins", "origin")):
        for basis, found in summary["windows"].items():
            rows = [row for row in sheets[sheet] if row["Basis"] == words(f"bases.{basis}")]
            read = {row["Code"]: (row["Valid"], row["Counted"], row["Pending"]) for row in rows}
            assert read == {row["name"]: (row["valid"], row["counted"], row["pending"]) for row in found["by"][by]}
    inside = sum(row["Packages"] for row in sheets["clauses"] if row["Basis"] == words("bases.confirmed"))
    assert inside == summary["windows"]["confirmed"]["packages"]


def test_every_package_is_there_with_its_verdict(book, summary, verdicts):
    _, sheets = book(summary, verdicts)
    rows = sheets["verdicts"]
    for column in ("package_id", "order_id", "state", "clause", "carrier", "origin", "tracking", "flags"):
        assert [row[column] or None for row in rows] == [value or None for value in verdicts[column]]
    assert [row["confirmed_on"] for row in rows] == verdicts["confirmed_on"].to_list()
    assert {row["why"] for row in rows if row["clause"] == "scan.none"} == {"No physical scan"}
    assert "Carrier not known; Origin not known" in {row["besides"] for row in rows}
    assert rows[0]["confirmed_at"] == "2024-11-29T18:00:00Z"


def test_numbers_that_identify_stay_text(book, summary, verdicts):
    _, sheets = book(summary, verdicts.head(1).with_columns(tracking=pl.lit("009400111899561234567890")))
    assert sheets["verdicts"][0]["tracking"] == "009400111899561234567890"


def test_nothing_typed_becomes_a_formula_or_a_link(book, hostile_summary, hostile, payloads):
    path, sheets = book(hostile_summary, hostile)
    for text in parts(path, "xl/worksheets").values():
        assert not re.search(r"<f[ >/]", text)
        assert "<hyperlink" not in text
    assert not [name for name in parts(path) if "externalLink" in name or "rels/sheet" in name]
    typed = {row["category"] for row in sheets["verdicts"]}
    assert {payload for payload in payloads if payload.isprintable()} <= typed
    assert all(char.isprintable() for row in sheets["verdicts"] for char in row["category"])


def test_long_text_is_cut_to_what_a_cell_holds():
    assert len(xlsx.clean("x" * 40_000)) == 32_767
    assert xlsx.clean("a\x00b\u202ec\td") == "abcd"


def test_the_same_input_gives_the_same_bytes(tmp_path, summary, verdicts, words):
    for name in ("a", "b"):
        xlsx.write(tmp_path / name, summary, verdicts, words)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize(("packages", "sheets"), [(10, 1), (11, 2), (0, 1)])
def test_more_packages_than_a_sheet_holds_go_on_in_the_next(book, summary, verdicts, monkeypatch, packages, sheets):
    monkeypatch.setattr(xlsx, "ROWS", 10)
    _, read = book(summary, verdicts.head(packages))
    found = [name for name in read if name.startswith("verdicts")]
    assert found == ["verdicts", "verdicts 2"][:sheets]
    assert [row["package_id"] for name in found for row in read[name]] == verdicts["package_id"][:packages].to_list()


def test_a_sheet_has_a_frozen_head_and_a_filter(book, summary, verdicts):
    path, _ = book(summary, verdicts)
    for text in parts(path, "xl/worksheets/sheet").values():
        assert 'state="frozen"' in text
        assert "<autoFilter" in text


def test_no_packages_give_a_workbook_all_the_same(book, nothing, verdicts):
    _, sheets = book(nothing, verdicts.clear())
    assert sheets["verdicts"] == []
    assert sheets["summary"][0]["Percent"] == "n/a"
