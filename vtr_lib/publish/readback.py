"""The headline read back out of every written file: the same numbers everywhere, or nothing is published."""

import json
import re
from pathlib import Path

import polars as pl

from vtr_lib.metrics.counts import between, count, rate

ATTRIBUTE = re.compile(r'data-(valid|counted|basis|policy)=\\?"([^"\\]+)\\?"')
MARK = re.compile(r'class=\\?"vtr-rate\\?"[^>]*>')


def marked(path: Path, policy: str) -> set[tuple[int, int]]:
    """Valid and counted of the rate by confirmation day, as every headline in an HTML page or notebook states it."""
    found = [dict(ATTRIBUTE.findall(mark)) for mark in MARK.findall(path.read_text("utf-8"))]
    return {
        (int(mark["valid"]), int(mark["counted"]))
        for mark in found
        if (mark["basis"], mark["policy"]) == ("confirmed", policy)
    }


def read_back(folder: Path) -> dict[str, set[tuple[int, int]]]:
    """Valid and counted by confirmation day of the headline in each file of a report, by file name."""
    summary = json.loads((folder / "summary.json").read_text("utf-8"))
    window = summary["windows"]["confirmed"]
    first, last = (pl.Series([window[end]]).str.to_date().item() for end in ("first_on", "last_on"))
    counted = rate(between(count(pl.read_parquet(folder / "verdicts.parquet")), first, last))
    pages = [folder / "report.html", folder / "01_monthly_report.ipynb"]
    return {
        "summary.json": {(window["rate"]["valid"], window["rate"]["counted"])},
        "verdicts.parquet": {(counted.valid, counted.counted)},
        "verdicts.xlsx": {_workbook(folder / "verdicts.xlsx", window["first_on"], window["last_on"])},
        **{path.name: marked(path, summary["policy"]["id"]) for path in pages},
    }


def _workbook(path: Path, first: str, last: str) -> tuple[int, int]:
    """The rate recounted from the workbook's own rows of packages."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    states: list[str] = []
    for name in book.sheet_names:
        if name.startswith("verdicts"):
            head, *rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            state, day = head.index("state"), head.index("confirmed_on")
            states += [row[state] for row in rows if first <= str(row[day])[:10] <= last]
    return states.count("valid"), sum(states.count(each) for each in ("valid", "defect", "unknown"))


def assert_same(folder: Path) -> None:
    """Raise ``AssertionError`` naming the files whose headline differs."""
    found = read_back(folder)
    one = found["summary.json"]
    assert all(rates == one for rates in found.values()), f"the rate differs between files: {found}"
