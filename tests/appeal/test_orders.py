"""The order table: a row a package, with what it holds, when it was seen and what can be done."""

from datetime import UTC, datetime

import polars as pl

from vtr_lib.appeal import orders
from vtr_lib.appeal.histories import SHOWN, Histories


def rows(case) -> dict[str, dict]:
    return {row["order_id"][4:11].lstrip("0"): row for row in orders.orders(case).iter_rows(named=True)}


def test_every_package_stands_in_it_once(case):
    found = orders.orders(case)
    assert tuple(found.columns) == orders.TOLD
    assert found["package_id"].to_list() == case.packages["package_id"].to_list()
    assert set(found["asins"]) == {"B0TEST0000", "B0TEST0001", "B0TEST0002"}
    assert set(found["units"]) == {1, 2}


def test_what_was_or_can_be_done(case):
    found = rows(case)
    assert {name: found[name]["fix"] for name in ("1", "4", "101", "105", "106")} == {
        "1": None, "4": "mended", "101": "none", "105": "wait", "106": "ask",
    }  # fmt: skip
    assert set(orders.orders(case)["fix"].drop_nulls()) <= set(orders.FIXES)


def test_times_are_those_of_the_scans(case):
    one = rows(case)["1"]
    assert one["confirmed_at"] == datetime(2024, 12, 4, 20, tzinfo=UTC)
    assert one["first_scan_at"] == datetime(2024, 12, 5, 20, tzinfo=UTC)
    assert one["delivery_at"] == datetime(2024, 12, 7, 20, tzinfo=UTC)
    assert rows(case)["101"]["first_scan_at"] is None


def test_it_is_told_in_words_with_the_clause_by_its_code_too(case, words):
    head, told = orders.head(words), list(orders.told(orders.orders(case), words))
    assert len(head) == len(set(head)) == len(told[0])
    by_order = {row[0]: row for row in told}
    assert by_order["999-0000101-0000001"][-5:] == (
        "Defect", "scan.none", "No physical scan", "Missing scans", "Can no longer be mended",
    )  # fmt: skip


def test_histories_hold_the_scans_of_the_case_alone(case):
    scans = Histories(case).scans
    assert scans.height == 48
    assert set(scans["order_id"]) == set(case.packages.filter(pl.col("state") == "valid")["order_id"])


def test_a_long_way_is_shown_by_its_ends(case):
    histories, package = Histories(case), case.packages.head(1)
    (found,) = histories.of(package)
    assert [scan["kind"] for scan in found["scans"]] == ["accept", "delivered"]
    assert (found["left_out"], found["left_after"]) == (0, 2)
    assert found["steps"][-1]["clause"] == "valid"
    scan = histories.scans.head(1)
    many = pl.concat([scan.with_columns(raw_code=pl.lit(str(at))) for at in range(SHOWN + 5)])
    histories.__dict__["scans"] = many
    (found,) = histories.of(package)
    assert (len(found["scans"]), found["left_out"], found["left_after"]) == (SHOWN, 5, SHOWN // 2)
    assert [scan["raw_code"] for scan in found["scans"]][SHOWN // 2 - 1 : SHOWN // 2 + 1] == ["7", "13"]


def test_a_package_without_a_number_has_a_page_too(case):
    (found,) = Histories(case).of(case.packages.filter(pl.col("tracking").is_null()))
    assert found["scans"] == []
    assert next(step["clause"] for step in found["steps"] if step["decides"]) == "id.missing"
