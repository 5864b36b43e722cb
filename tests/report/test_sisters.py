"""The measures beside the rate, from a store: whose orders and units count, and what was known on the day."""

from datetime import date, timedelta

import polars as pl
import pytest

from tests.report.late_store import store_of
from vtr_lib.calendar import start_of_day
from vtr_lib.report.month import Month
from vtr_lib.report.sisters import beside

AS_OF = date(2025, 2, 28)
ZONE = "America/Los_Angeles"


def at(day: int, hour: int = 10):
    return start_of_day(date(2025, 2, day), ZONE) + timedelta(hours=hour)


def rows(month: Month) -> dict[tuple[str, int], dict]:
    return {(row["name"], row["days"]): row for row in beside(month)}


def line(order: str, day: int, status: str = "Shipped", **more) -> dict:
    return {"order_id": order, "purchased_at": at(day), "updated_at": at(day, 20), "order_status": status,
            "fulfilment": "merchant", "marketplace": "US", "sku": "A", "quantity": 1} | more  # fmt: skip


def parcel(order: str, **more) -> dict:
    return {"marketplace": "US", "package_id": f"{order}:1", "order_id": order, "confirmed_at": at(24),
            "carrier": "ups", "tracking": f"1Z999AA10{order[-8:]}", "destination": "US", "ship_by_at": at(24, 12),
            "promised_on": date(2025, 2, 18)} | more  # fmt: skip


def test_the_sample_store_has_every_measure(month):
    found = rows(month)
    assert list(found) == [
        ("late_shipment", 10), ("late_shipment", 30), ("on_time_delivery", 14), ("cancellation", 7),
    ]  # fmt: skip
    packages, facts = month.packages, month.store.table("facts")
    sent = packages.filter(pl.col("confirmed_on") <= AS_OF, facts["fulfilment"] == "merchant")
    orders = sent.group_by("order_id").agg(pl.col("confirmed_at").max(), pl.col("ship_by_at").max())
    orders = orders.filter(pl.col("confirmed_at") >= at(19, 0))  # ten days, both ends in
    assert found["late_shipment", 10]["counted"] == orders.height
    assert found["late_shipment", 10]["part"] == orders.filter(pl.col("confirmed_at") > pl.col("ship_by_at")).height > 0
    row = found["on_time_delivery", 14]
    assert (row["first_on"], row["last_on"]) == ("2025-02-08", "2025-02-21")
    assert 0 < row["part"] < row["counted"]
    assert row["apart"]["untracked"] > 0 < row["apart"]["not_delivered"]


def test_a_seller_ships_for_himself_and_an_order_counts_once(tmp_path):
    month = store_of(
        tmp_path, AS_OF,
        canonical_packages=[
            parcel("999-0000001-0000001"),
            parcel("999-0000001-0000002", confirmed_at=at(24, 13)),
            parcel("999-0000001-0000002", package_id="second", tracking="1Z999AA19999999999"),
            parcel("999-0000001-0000003", fulfilment="amazon"),
            parcel("999-0000001-0000004", destination="CA"),  # out of the rate's scope, and confirmed all the same
            parcel("999-0000001-0000005", ship_by_at=None),
            parcel("999-0000001-0000006", confirmed_at=at(28, 25)),  # tomorrow
            parcel("999-0000001-0000007", marketplace="UK"),
        ],
    )  # fmt: skip
    row = rows(month)["late_shipment", 10]
    assert (row["part"], row["counted"], row["apart"]["no_ship_by"]) == (1, 3, 1)


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        ({}, "part"),
        ({"order_status": "Canceled"}, "part"),
        ({"order_status": "Pending", "item_status": None}, "pending"),
        ({"order_status": "Unshipped"}, "counted"),
        ({"updated_at": at(28, 25)}, "changed_later"),  # cancelled, and told so only after the day
        ({"fulfilment": "amazon"}, None),
        ({"marketplace": "CA"}, None),
        ({"purchased_at": at(21)}, None),  # the day before the seven
        ({"purchased_at": at(22, 0)}, "part"),
        ({"purchased_at": at(28, 24)}, None),
    ],
)
def test_a_cancelled_order_is_counted_in_one_place(tmp_path, change, kept):
    given = line("999-0000001-0000001", 25, "Cancelled") | change
    row = rows(store_of(tmp_path, AS_OF, order_lines=[given]))["cancellation", 7]
    found = {"part": row["part"], "counted": row["counted"] - row["part"]} | row["apart"]
    assert {name for name, count in found.items() if count} == ({kept} if kept else set())


def test_an_order_that_was_sent_is_not_cancelled_before_it_was(tmp_path):
    order = "999-0000001-0000001"
    month = store_of(
        tmp_path,
        AS_OF,
        order_lines=[line(order, 23, "Cancelled", ship_by_at=at(24))],
        canonical_packages=[parcel(order)],
    )
    row = rows(month)["cancellation", 7]
    assert (row["part"], row["counted"]) == (0, 1)


def test_an_order_nobody_confirmed_stands_apart_once_it_is_due(tmp_path):
    waiting = line("999-0000001-0000001", 24, "Unshipped", ship_by_at=at(26))
    gone = line("999-0000001-0000002", 24, "Cancelled", ship_by_at=at(26))
    month = store_of(tmp_path, AS_OF, order_lines=[waiting, gone])
    assert rows(month)["late_shipment", 10]["apart"]["overdue"] == 1
    before = Month(month.store, month.policy, date(2025, 2, 25))
    assert rows(before)["late_shipment", 10]["apart"]["overdue"] == 0


def test_on_time_delivery_counts_units_of_tracked_packages_and_leaves_the_others_to_the_rate(tmp_path):
    orders = [f"999-0000001-000000{number}" for number in range(1, 7)]
    numbers = [f"94001111111111111111{number:02}" for number in range(1, 7)]
    packages = [
        parcel(order, confirmed_at=at(10), carrier="usps", tracking=number)
        for order, number in zip(orders, numbers, strict=True)
    ]
    packages[4]["promised_on"], packages[5]["tracking"] = None, None
    scanned = [  # in time, a day late, only accepted, never, without a promise, without a number
        ("accept", numbers[0], at(11)), ("delivered", numbers[0], at(18, 23)),
        ("accept", numbers[1], at(11)), ("delivered", numbers[1], at(19, 1)),
        ("accept", numbers[2], at(11)), ("accept", numbers[4], at(11)),
    ]  # fmt: skip
    month = store_of(
        tmp_path, AS_OF, canonical_packages=packages,
        canonical_items=[{"package_id": row["package_id"], "sku": "A", "quantity": 10**place}
                         for place, row in enumerate(packages)],
        scans=[{"tracking": number, "scanned_at": when, "kind": kind, "physical": "yes", "leg": "forward"}
               for kind, number, when in scanned],
        snapshots=[{"tracking": number, "checked_at": at(27), "provider": "x", "status": "ok"} for number in numbers],
    )  # fmt: skip
    row = rows(month)["on_time_delivery", 14]
    assert (row["part"], row["counted"]) == (1, 11)
    assert row["apart"] == {"not_delivered": 100, "untracked": 101_000, "no_promise": 10_000, "no_quantity": 0}


@pytest.mark.parametrize(
    ("change", "apart"),
    [
        ({}, "not_delivered"),  # needs a second scan that can still come, and is tracked until then
        ({"promised_on": date(2025, 2, 17)}, "untracked"),  # the second can come no more: its tracking is not valid
        ({"is_other_carrier": True}, "untracked"),  # a number that is wrong, though it can be mended
        ({"origin": "DE"}, "not_delivered"),  # exempt, and scanned
        ({"destination": "MX", "origin": "US"}, "not_delivered"),  # not the rate's, and scanned
    ],
)
def test_what_is_on_its_way_is_tracked_where_its_number_is_right_and_scanned(tmp_path, change, apart):
    number = "9400111111111111111103"
    way = {"carrier": "usps", "carrier_raw": "USPS", "tracking": number, "origin": "CN", "value_cents": 2000}
    package = parcel("999-0000001-0000001", confirmed_at=at(10), currency="USD", promised_on=date(2025, 2, 20)) | way
    month = store_of(
        tmp_path, AS_OF, canonical_packages=[package | change],
        canonical_items=[{"package_id": package["package_id"], "sku": "A", "quantity": 3}],
        scans=[{"tracking": number, "scanned_at": at(11), "kind": "accept", "physical": "yes", "carrier": "usps"}],
    )  # fmt: skip
    row = rows(month)["on_time_delivery", 14]
    assert {name: count for name, count in row["apart"].items() if count} == {apart: 3}
    assert row["counted"] == 0


def test_a_market_without_a_measure_and_a_day_before_it_have_no_row(month):
    early = Month(month.store, month.policy, date(2024, 9, 24))
    assert {row["name"] for row in beside(early)} == {"late_shipment", "cancellation"}
