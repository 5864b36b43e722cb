"""Amazon's report beside our verdicts: every row and every missed package in exactly one standing."""

from datetime import date

import polars as pl
import pytest
from appeal.conftest import CATEGORY
from report.late_store import store_of

from vtr_lib.appeal.amazon import COLUMNS, STANDINGS, held_against
from vtr_lib.appeal.case import open_case, order_case

AS_OF = date(2025, 2, 28)


def standings(rows: pl.DataFrame) -> dict[str, list[str]]:
    found = {}
    for order, standing in rows.select("order_id", "standing").iter_rows():
        found.setdefault(standing, []).append(order[4:11].lstrip("0"))
    return found


def test_each_stands_where_both_or_one_alone_calls_it_missed(case):
    found = held_against(case)
    assert tuple(found.columns) == COLUMNS
    # 103 and 106 are promised after the last day of the report, so it need not name them
    assert standings(found) == {"amazon_alone": ["23"], "both_missed": ["101", "102"]}


def changed(told_store, tmp_path, rows: list[dict]):
    return open_case(store_of(tmp_path, AS_OF, **(told_store | {"amazon_defects": rows})), CATEGORY)


def test_rows_that_name_no_package_and_packages_that_no_row_names(told_store, tmp_path):
    report = told_store["amazon_defects"]
    more = [
        report[0] | {"order_id": "999-0000103-0000001", "tracking": None, "tracking_raw": None,
                     "promised_on": date(2025, 2, 14), "source_line": 7},
        report[0] | {"order_id": "999-7777777-0000001", "source_line": 8},
        report[0] | {"order_id": "999-0000104-0000001", "tracking": None, "tracking_raw": None,
                     "has_valid_tracking": True, "source_line": 9},
        report[0] | {"order_id": "999-0000201-0000001", "category": "Toys & Games", "source_line": 10},
        report[2] | {"order_id": "999-0000001-0000001", "has_valid_tracking": True, "source_line": 11},
        report[2] | {"promised_on": date(2025, 2, 16), "source_line": 12},
    ]  # fmt: skip
    found = held_against(changed(told_store, tmp_path, [*report, *more]))
    assert standings(found) == {
        "amazon_alone": ["23"], "both_missed": ["101", "102", "103"], "ours_alone": ["104"], "both_valid": ["1"],
        "not_held": ["7777777"], "not_listed": ["106"],
    }  # fmt: skip
    assert found["standing"].unique().sort().to_list() == sorted(STANDINGS)


def test_without_a_report_there_is_nothing(told_store, tmp_path):
    rows = {name: rows for name, rows in told_store.items() if name != "amazon_defects"}
    found = held_against(open_case(store_of(tmp_path, AS_OF, **rows), CATEGORY))
    assert found.is_empty()
    assert tuple(found.columns) == COLUMNS


@pytest.mark.parametrize(("order", "standing"), [("0000101", "both_missed"), ("0000023", "amazon_alone")])
def test_an_order_is_held_against_its_own_rows(month, order, standing):
    assert standings(held_against(order_case(month, f"999-{order}-0000001"))) == {standing: [order.lstrip("0")]}
