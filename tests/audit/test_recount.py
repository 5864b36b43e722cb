"""The suite against a second count of the sample, made from the raw files by other means (``recount.py``)."""

import json
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from audit.numbers import plain
from audit.recount import Verdict, recount, tally

from vtr_lib.cli import main
from vtr_lib.report.month import open_month

RAW = Path(__file__).parents[2] / "data" / "sample"
DAYS = ("2025-01-31", "2025-02-28")
WINDOWS = {"confirmed": (29, 0), "promised": (39, 10)}  # days before the day one stands on


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> str:
    folder = str(tmp_path_factory.mktemp("data"))
    assert main(["ingest", str(RAW), "--store", "sample", "--data", folder]) == 0
    return folder


@pytest.fixture(scope="module", params=DAYS)
def day(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def second(day) -> list[Verdict]:
    return recount(RAW, date.fromisoformat(day))


def test_same_clause_for_every_package(data, day, second):
    first = open_month("sample", day, data=data).verdicts
    columns = ("order_id", "tracking_raw", "carrier", "origin", "category", "confirmed_on", "promised_on")
    ours = Counter(
        (order, plain(number or ""), carrier, origin or "unknown", *rest)
        for order, number, carrier, origin, *rest in first.select(*columns, "state", "clause").iter_rows()
    )
    theirs = Counter(
        (v.order_id, v.number, v.carrier, v.origin, v.category, v.confirmed_on, v.promised_on, v.state, v.clause)
        for v in second
    )
    assert sorted((ours - theirs), key=str) == sorted((theirs - ours), key=str)
    assert ours.total() == first.height > 0


@pytest.mark.parametrize("basis", WINDOWS)
@pytest.mark.parametrize("by", ["carrier", "origin", "category"])
def test_same_counts_in_every_segment(data, day, second, by, basis, capsys):
    capsys.readouterr()
    command = ["rate", "--store", "sample", "--data", data, "--json", "--as-of", day, "--basis", basis, "--by", by]
    assert main(command) == 0
    said = json.loads(capsys.readouterr().out)
    first, last = (date.fromisoformat(day) - timedelta(days=before) for before in WINDOWS[basis])
    assert (said["window"]["first_on"], said["window"]["last_on"]) == (first.isoformat(), last.isoformat())
    ours = {row["name"]: (row["valid"], row["counted"]) for row in said["rows"] if row["counted"]}
    theirs = tally(second, basis, first, last, by)
    assert ours == theirs
    assert (said["total"]["valid"], said["total"]["counted"]) == tuple(map(sum, zip(*theirs.values(), strict=True)))
