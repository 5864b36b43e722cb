"""The report of the sample store: every file says the same, nothing half-made, nothing remade without need."""

import csv
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path

import nbformat
import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from vtr_lib.cli import main
from vtr_lib.errors import DataError, UsageError
from vtr_lib.publish import month, runner
from vtr_lib.publish.editions import edition
from vtr_lib.publish.manifest import sha256
from vtr_lib.publish.month import NOTEBOOKS, last_whole_month, publish
from vtr_lib.publish.readback import assert_same, read_back

ROOT = Path(__file__).parents[2]
SEGMENTS = ("carrier", "origin", "category")
COUNTED = ("valid", "defect", "unknown")


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """A folder with the sample's raw files and its report of February, not printed."""
    folder = tmp_path_factory.mktemp("place")
    shutil.copytree(ROOT / "data" / "sample", folder / "data" / "sample")
    assert publish("sample", "2025-02", data=folder / "data", is_printing=False).is_new
    return folder


@pytest.fixture(scope="module")
def report(place) -> Path:
    return edition(place / "reports", "sample", "2025-02", "en", "us", "us").in_force


@pytest.fixture(scope="module")
def summary(report) -> dict:
    return json.loads((report / "summary.json").read_text("utf-8"))


def test_all_files_are_there(report):
    names = {"report.html", "summary.json", "verdicts.parquet", "verdicts.xlsx", "manifest.json"}
    assert {path.name for path in report.iterdir()} == names | {f"{name}.ipynb" for name in NOTEBOOKS}


def test_every_file_says_the_same_rate(report, summary):
    found = read_back(report)
    rate = summary["windows"]["confirmed"]["rate"]
    assert set(found) == {"report.html", "01_monthly_report.ipynb", "summary.json", "verdicts.parquet", "verdicts.xlsx"}
    assert set.union(*found.values()) == {(rate["valid"], rate["counted"])}
    assert all(found.values())


def test_a_file_that_says_another_rate_is_found(report, tmp_path):
    copy = tmp_path / "report"
    shutil.copytree(report, copy)
    page = (copy / "report.html").read_text("utf-8")
    valid = json.loads((copy / "summary.json").read_text("utf-8"))["windows"]["confirmed"]["rate"]["valid"]
    (copy / "report.html").write_text(page.replace(f'data-valid="{valid}"', f'data-valid="{valid + 1}"'), "utf-8")
    with pytest.raises(AssertionError, match=r"report\.html"):
        assert_same(copy)


def workbook_rows(report: Path) -> list[dict]:
    book = CalamineWorkbook.from_path(str(report / "verdicts.xlsx"))
    head, *rows = book.get_sheet_by_name("verdicts").to_python(skip_empty_area=False)
    return [dict(zip(head, row, strict=True)) for row in rows]


def recount(rows: list[dict], segment: str, first: str, last: str) -> dict[str, tuple[int, int]]:
    """Valid and counted by segment, one row at a time."""
    valid, counted = Counter(), Counter()
    for row in rows:
        if first <= str(row["confirmed_on"])[:10] <= last and row["state"] in COUNTED:
            counted[row[segment] or "unknown"] += 1
            valid[row[segment] or "unknown"] += row["state"] == "valid"
    return {name: (valid[name], counted[name]) for name in counted}


@pytest.mark.parametrize("segment", SEGMENTS)
def test_segments_recounted_from_parquet_and_workbook(report, summary, segment):
    window = summary["windows"]["confirmed"]
    stated = {row["name"]: (row["valid"], row["counted"]) for row in window["by"][segment] if row["counted"]}
    for rows in (pl.read_parquet(report / "verdicts.parquet").to_dicts(), workbook_rows(report)):
        assert recount(rows, segment, window["first_on"], window["last_on"]) == stated


def figures(report: Path) -> list[dict]:
    mime = "application/vnd.plotly.v1+json"
    notebooks = [nbformat.read(path, 4) for path in sorted(report.glob("*.ipynb"))]
    outputs = [output for book in notebooks for cell in book.cells for output in cell.get("outputs", ())]
    return [output["data"][mime] for output in outputs if mime in output.get("data", {})]


def test_figures_carry_their_alternative_text_and_no_upload_button(report):
    found = figures(report)
    assert len(found) >= 7
    for figure in found:
        assert len(figure["layout"]["meta"]["alt"]) > 40
        assert figure["config"]["showSendToCloud"] is False


def test_the_page_asks_nothing_of_anybody(report):
    page = (report / "report.html").read_text("utf-8")
    assert page.count('http-equiv="Content-Security-Policy"') == 1
    assert page.count("<script>") == 1
    assert "default-src 'none'" in page
    body = page[: page.index('id="plotly"')]
    assert not re.search(r"""(?:src|srcset|href|action)=["']?\s*(?:https?:)?//|url\(\s*["']?https?:""", body)
    assert "open_month" not in body, "no code"


def test_the_manifest_names_inputs_policy_versions_and_outputs(place, report, summary):
    manifest = json.loads((report / "manifest.json").read_text("utf-8"))
    raw = {path.name: sha256(path) for path in (place / "data" / "sample").iterdir()}
    assert {entry["file"]: entry["sha256"] for entry in manifest["inputs"]} == raw
    assert all(entry["total"] >= entry["accepted"] for entry in manifest["inputs"])
    assert manifest["policy"]["sha256"] == summary["policy"]["sha256"]
    assert {"polars", "pandas", "papermill", "plotly", "python"} <= set(manifest["versions"])
    assert {name: entry["sha256"] for name, entry in manifest["outputs"].items()} == {
        path.name: sha256(path) for path in report.iterdir() if path.name != "manifest.json"
    }


def test_no_path_of_this_machine_and_nobody_in_any_output(place, report):
    for path in report.iterdir():
        raw = path.read_bytes()
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                raw = b"".join(book.read(name) for name in book.namelist())
        assert str(place).encode() not in raw, path.name
        assert str(ROOT).encode() not in raw, path.name


def test_the_same_again_leaves_every_byte(place, report):
    before = {path.name: (path.stat().st_mtime_ns, sha256(path)) for path in report.iterdir()}
    again = publish("sample", "2025-02", data=place / "data", is_printing=False)
    assert not again.is_new
    assert {path.name: (path.stat().st_mtime_ns, sha256(path)) for path in report.iterdir()} == before


def test_a_failing_notebook_leaves_the_report_as_it_was(place, report, tmp_path, monkeypatch):
    before = {path.name: sha256(path) for path in report.iterdir()}
    books = tmp_path / "notebooks"
    shutil.copytree(ROOT / "notebooks", books)
    broken = nbformat.read(books / "02_rolling_rate.ipynb", 4)
    broken.cells.append(nbformat.v4.new_code_cell("raise ValueError('planted')"))
    nbformat.write(broken, books / "02_rolling_rate.ipynb")
    monkeypatch.setattr(month, "NOTEBOOKS", NOTEBOOKS[:2])
    monkeypatch.setattr(runner, "NOTEBOOKS", books)
    (report / "summary.json").touch()
    whole = (report / "report.html").read_bytes()
    (report / "report.html").write_bytes(whole + b" ")  # no longer whole, so it is to be made again
    with pytest.raises(DataError, match=r"CELL_FAILED.*ValueError: planted"):
        publish("sample", "2025-02", data=place / "data", is_printing=False)
    (report / "report.html").write_bytes(whole)
    assert {path.name: sha256(path) for path in report.iterdir()} == before
    assert not list(report.parent.glob(".staged-*"))


def test_a_misspelt_parameter_is_an_error(place, tmp_path):
    with pytest.raises(UsageError, match=r"\[as_off\]: PARAMETER"):
        runner.run("01_monthly_report", {"as_off": "2025-02-28"}, tmp_path / "out.ipynb", place / "data")


def shown(notebook) -> list[list]:
    """What a notebook's cells show, without what papermill put in."""
    cells = [
        cell
        for cell in notebook.cells
        if cell.cell_type == "code" and "injected-parameters" not in cell.metadata.get("tags", ())
    ]
    return [[output.get("data") for output in cell.outputs] for cell in cells]


def test_papermill_by_itself_gives_what_the_report_has(place, report, tmp_path):
    out = tmp_path / "out.ipynb"
    command = [
        sys.executable,
        "-m",
        "papermill",
        str(ROOT / "notebooks" / "01_monthly_report.ipynb"),
        str(out),
        "-p",
        "as_of",
        "2025-02-28",
    ]
    subprocess.run(command, cwd=place, check=True, capture_output=True)
    ours = nbformat.read(report / "01_monthly_report.ipynb", 4)
    assert shown(nbformat.read(out, 4)) == shown(ours)
    committed = nbformat.read(ROOT / "notebooks" / "01_monthly_report.ipynb", 4)
    assert shown(committed) == shown(ours), "run `make notebooks`"


def test_the_command_says_rate_and_path_and_ends_by_the_target(place, capsys):
    assert main(["report", "--data", str(place / "data"), "--fail-below", "--no-pdf"]) == 10
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("Valid tracking rate of sample, Jan 30, 2025 to Feb 28, 2025: 9")
    assert said[0].endswith("; target 95 %: missed")
    assert said[1].endswith(str(Path("reports", "sample", "2025-02", "report.html")))


def test_a_month_that_is_none(place):
    with pytest.raises(UsageError, match=r"\[--month\]: NO_MONTH"):
        publish("sample", "2025-2", data=place / "data")


@pytest.mark.parametrize(("known", "last"), [
    ("2025-02-28", "2025-02-28"), ("2025-02-27", "2025-01-31"), ("2024-02-28", "2024-01-31"),
    ("2025-01-01", "2024-12-31"),
])  # fmt: skip
def test_the_last_whole_month(known, last):
    from datetime import date

    assert last_whole_month(date.fromisoformat(known))[1] == date.fromisoformat(last)


def test_the_defect_report_of_the_sample_lists_fewer_packages_than_are_counted(summary):
    with (ROOT / "data" / "sample" / "vtr-defect-report.csv").open(encoding="utf-8", newline="") as stream:
        listed = len(list(csv.DictReader(stream)))
    assert 0 < listed < summary["windows"]["promised"]["rate"]["counted"]


def test_ones_own_policy_makes_its_own_report(place, tmp_path, monkeypatch):
    monkeypatch.setattr(month, "NOTEBOOKS", NOTEBOOKS[:1])
    own = tmp_path / "mine.toml"
    head = '[policy]\nid = "mine"\nabout = "my reading"\nextends = "us"\n'
    block = '[[two_scan_from.values]]\nfrom = 2025-01-15\nvalue = { US = 1 }\nsource = "reading"\n'
    own.write_text(f"{head}[two_scan_from]\n{block}", "utf-8")
    mine = publish(
        "sample", "2025-02", data=place / "data", reports=tmp_path / "reports", policy=str(own), is_printing=False
    )
    usual = publish("sample", "2025-02", data=place / "data", is_printing=False)
    assert mine.summary["policy"]["id"] == "mine"
    assert (
        mine.summary["windows"]["confirmed"]["rate"]["valid"] < usual.summary["windows"]["confirmed"]["rate"]["valid"]
    )
    assert all(read_back(mine.folder).values())
