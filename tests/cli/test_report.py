"""``vtr report`` and ``vtr rate`` from end to end: exit codes, a full disk, a store whose every name is hostile."""

import csv
import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from publish.quick import be_quick

from vtr_lib.cli import main
from vtr_lib.metrics.rate import Rate
from vtr_lib.publish import month as months
from vtr_lib.sample import write

ROOT = Path(__file__).parents[2]
HOSTILE = [
    "=1+1",
    "=cmd|'/C calc'!A0",
    "@SUM(1,1)",
    "</script><script>document.title='X'</script>",
    "<img src=x onerror=alert(1)>",
    "{{7*7}}",
    "{x.__class__}",
    "%{customdata}",
    "../../x",
    "\u202eevil",
    "é" * 300,
    "[l](javascript:alert(1))",
]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory) -> Path:
    """A store whose raw files name a payload for each category."""
    data = tmp_path_factory.mktemp("hostile")
    write(data / "raw", 1500)
    table = data / "raw" / "sku-table.csv"
    with table.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for number, row in enumerate(rows):
        row["category"] = HOSTILE[number % len(HOSTILE)]
    with table.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return data


def test_a_hostile_store_is_read_rated_and_reported_as_text(hostile, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(months, "NOTEBOOKS", months.NOTEBOOKS[:1])
    place = ["--store", "hostile", "--data", str(hostile)]
    assert main(["ingest", str(hostile / "raw"), *place, "--accept-quarantine"]) == 0
    assert main(["report", *place, "--reports", str(tmp_path), "--no-pdf"]) == 0
    assert main(["rate", *place, "--by", "category"]) == 0
    said = capsys.readouterr().out
    assert "=1+1" in said
    assert "\u202e" not in said, "nothing turns the direction of the terminal's text"
    page = (tmp_path / "hostile" / "2025-02" / "en" / "r001" / "report.html").read_text("utf-8")
    assert "<img src=x" not in page
    assert "<script>document" not in page
    assert "&lt;img src=x" in page
    assert page.count("<script>") == 1


def test_rates_by_anything_add_up_to_the_total(hostile, capsys):
    main(["ingest", str(hostile / "raw"), "--store", "sums", "--data", str(hostile), "--accept-quarantine"])
    for by in ("carrier", "origin", "category", "clause", "cause", "day"):
        for basis in ("confirmed", "promised"):
            capsys.readouterr()
            options = [
                "--store",
                "sums",
                "--data",
                str(hostile),
                "--by",
                by,
                "--basis",
                basis,
                "--as-of",
                "2025-02-28",
                "--json",
            ]
            assert main(["rate", *options]) == 0
            found = json.loads(capsys.readouterr().out)
            total = sum((Rate(row["valid"], row["counted"]) for row in found["rows"]), Rate(0, 0))
            assert total == Rate(found["total"]["valid"], found["total"]["counted"])
            assert found["total"]["text"] == str(total)
            assert sum(row["pending"] for row in found["rows"]) == found["total"]["pending"]


def vtr(*arguments: str, limit: int | None = None) -> subprocess.CompletedProcess:
    """The command in a process of its own, with files of ``limit`` bytes at most."""
    shrink = limit and (lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
    command = [sys.executable, "-m", "vtr_lib", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=shrink, cwd=ROOT)


@pytest.fixture(scope="module")
def sample_is_read():
    """The sample's store stands, so that the disk fails in the report and not on the way to it."""
    assert vtr("rate", "--store", "sample").returncode == 0


@pytest.mark.usefixtures("sample_is_read")
@pytest.mark.parametrize("limit", [20_000, 60_000, 120_000, 1_000_000])
def test_a_disk_that_takes_no_more_leaves_nothing_behind(tmp_path, limit):
    assert vtr("rate", "--store", "sample").returncode == 0, "the store is there before the disk is full"
    done = vtr("report", "--store", "sample", "--reports", str(tmp_path), limit=limit)
    assert done.returncode == 74
    assert done.stderr.count("\n") == 1
    assert "DISK" in done.stderr
    left = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert left <= {".lock", "status.json"}, "nothing but that it failed"


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("x")
    done = vtr("report", "--store", "sample", "--reports", str(tmp_path / "file" / "reports"))
    assert (done.returncode, done.stderr.count("\n")) == (73, 1)
    assert "CANNOT_WRITE" in done.stderr


@pytest.mark.parametrize(("arguments", "code"), [
    (["rate", "--store", "nothing-here"], 66), (["report", "--store", "nothing-here"], 66),
    (["rate", "--store", "../x"], 64),
    (["report", "--month", "2016-01"], 78), (["report", "--month", "2016-02"], 0),
    (["report", "--month", "February"], 64), (["rate", "--policy", "mars"], 78),
    (["rate", "--as-of", "2025-02-28"], 0), (["rate", "--as-of", "2025-02-28", "--fail-below"], 10),
    (["rate", "--as-of", "2024-12-31", "--fail-below"], 0),
])  # fmt: skip
def test_exit_codes(tmp_path, monkeypatch, arguments, code):
    be_quick(monkeypatch)
    monkeypatch.delenv("VTR_DATA", raising=False)
    monkeypatch.chdir(ROOT)
    with_store = arguments if "--store" in arguments else [*arguments, "--store", "sample"]
    assert main([*with_store, "--reports", str(tmp_path)] if arguments[0] == "report" else with_store) == code
