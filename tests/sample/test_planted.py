"""Every state, clause and odd thing of the story can be found in the raw files, at least twice where it matters."""

import re
from collections import Counter
from datetime import date

import pytest

from vtr_lib.sample.cases import CASES
from vtr_lib.sample.deck import deal
from vtr_lib.sample.dice import Dice
from vtr_lib.sample.season import volumes
from vtr_lib.sample.story import COUNTED_BEFORE, COUNTED_SINCE

PHYSICAL = {
    "InTransit_PickedUp", "InTransit_Arrival", "InTransit_Departure", "OutForDelivery_Other", "Delivered_Other",
    "DeliveryFailure_NoBody", "InTransit_002", "InTransit_003", "InTransit_007", "OutForDelivery_001",
    "Delivered_001", "AttemptFail_002",
}  # fmt: skip
DELIVERED = {"Delivered_Other", "Delivered_001"}
ATTEMPTED = {"DeliveryFailure_NoBody", "AttemptFail_002"}
LABEL = {"InfoReceived", "InfoReceived_001"}


def value(raw, order_id: str) -> int:
    """Cents of an order: price and shipping less promotion, tax out."""
    lines = [line for line in raw.lines if line["amazon-order-id"] == order_id]

    def cents(line, column):
        return int(line[column].replace(".", "") or 0)

    return sum(
        cents(line, "item-price") + cents(line, "shipping-price") - cents(line, "item-promotion-discount")
        for line in lines
    )


def origin(row: dict) -> str:
    return row["ship_from_address_countrycode"]


@pytest.mark.parametrize("packages", [1000, 1500, 10_000])
def test_every_case_is_dealt_and_only_on_its_days(packages):
    counts = volumes(packages, Dice(1))
    dealt = Counter(case.name for _, case in deal(packages, counts))
    assert set(dealt) == {case.name for case in CASES}
    assert all(dealt[case.name] >= min(case.count, 2) for case in CASES)
    assert len({case.name for case in CASES}) == len(CASES)


def test_out_of_scope(raw):
    confirmed = {row["order-id"] for row in raw.rows}
    assert len(raw.orders(ship_country="CA") & confirmed) >= 2
    assert len(raw.orders(fulfillment_channel="Amazon") & confirmed) == 2


def test_exempt(raw):
    digital = {line["amazon-order-id"] for line in raw.lines if "Download" in line["product-name"]}
    rows = {row["order-id"]: row for row in raw.rows}
    assert len(digital) >= 2
    assert all(not rows[order_id]["tracking-number"] for order_id in digital)
    assert len(raw.confirmed(lambda row: row["carrier-code"] == "Old Dominion" and origin(row) in ("US", ""))) >= 2
    letters = raw.confirmed(lambda row: row["ship-method"].endswith("Mail envelopes"))
    assert {row["ship-method"] for row in letters} == {
        "USPS First Class Mail envelopes", "USPS Standard Mail envelopes",
    }  # fmt: skip
    values = Counter(value(raw, row["order-id"]) for row in letters)
    assert values[999] >= 2
    assert values[1000] >= 1
    assert values[399] >= 2


@pytest.mark.parametrize("country", ["GB", "IN"])
def test_exempt_untracked_lane(raw, country):
    services = ("International Untracked", "Royal Mail International Standard", "India Post Small Packet")
    rows = raw.confirmed(lambda row: origin(row) == country and row["ship-method"] in services)
    assert sum(row["ship-date"][:10] >= "2025-01-15" and value(raw, row["order-id"]) < 1500 for row in rows) >= 2
    assert all(not row["tracking-number"] for row in rows)


def test_origins_exempt_before_and_since_the_rule_of_2025(raw):
    def exempt(row):
        counted = COUNTED_SINCE if row["ship-date"][:10] >= "2025-01-15" else COUNTED_BEFORE
        return origin(row) and origin(row) not in counted

    since = Counter(origin(row) for row in raw.rows if exempt(row) and row["ship-date"] >= "2025-01-15")
    before = Counter(origin(row) for row in raw.rows if exempt(row) and row["ship-date"] < "2025-01-15")
    assert min(since["DE"], since["JP"]) >= 2
    assert min(before["CA"], before["GB"], before["IN"], before["DE"], before["JP"]) >= 2
    assert {origin(row) for row in raw.rows} == {"US", "CN", "CA", "GB", "IN", "DE", "JP", "AS", "UM", "PR", ""}


@pytest.mark.parametrize(
    ("least", "test"),
    [
        (2, lambda row: re.fullmatch(r"9\.\d+E\+21", row["tracking-number"])),
        (1, lambda row: re.fullmatch(r"94\d{13}0{7}", row["tracking-number"])),
        (2, lambda row: not row["tracking-number"].isascii()),
        (2, lambda row: row["carrier-code"] == "Other" and row["carrier-name"] == "UPS"),
        (2, lambda row: row["carrier-code"] == "USPS" and row["tracking-number"].startswith("1Z")),
        (1, lambda row: row["tracking-number"] == row["order-id"]),
        (1, lambda row: row["tracking-number"] == "NULL"),
        (3, lambda row: " " in row["tracking-number"]),
        (2, lambda row: re.match(r"9400-", row["tracking-number"])),
        (1, lambda row: row["carrier-code"] == "XPO" and not row["tracking-number"]),
        (1, lambda row: row["carrier-name"] == "Example Local Courier"),
        (20, lambda row: re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:]{8}-08:00", row["ship-date"])),
    ],
)
def test_uploaded_cells(raw, least, test):
    assert len(raw.confirmed(test)) >= least


def test_values_on_the_limits_under_both_rules(raw):
    found = {
        (origin(row), value(raw, row["order-id"]), row["ship-date"][:10] >= "2025-01-15") for row in raw.rows
    }  # fmt: skip
    for country, cents in [("CN", 499), ("CN", 500), ("CA", 499), ("CA", 500), ("GB", 1499), ("GB", 1500),
                           ("IN", 1499), ("IN", 1500), ("AS", 500), ("UM", 500)]:  # fmt: skip
        assert {(country, cents, False), (country, cents, True)} <= found, (country, cents)


def scanned_kinds(raw, country: str) -> Counter:
    """How many numbers of an origin have only an arrival or acceptance, only a delivery, both, or nothing physical."""
    kinds = Counter()
    for row in raw.rows:
        codes = raw.codes(row["tracking-number"])
        if origin(row) == country and row["ship-date"] < "2025-02-03" and row["tracking-number"] in raw.scans:
            found, ended = codes & PHYSICAL - DELIVERED - ATTEMPTED, codes & (DELIVERED | ATTEMPTED)
            kinds[bool(found), bool(ended)] += 1
    return kinds


def test_scans_missing_on_one_side(raw):
    kinds = scanned_kinds(raw, "CN")
    assert kinds[True, False] >= 4  # one scan at or below a limit, and scan.no_delivery
    assert kinds[False, True] == 2  # scan.no_arrival
    assert kinds[True, True] > 100


def test_returns_attempts_labels_and_unclear_scans(raw):
    codes = [{code for code, _ in scans} for scans in raw.scans.values()]
    assert sum(bool(found & {"Exception_Returned", "Exception_010"}) for found in codes) >= 3
    assert sum(bool(found & ATTEMPTED) and not found & DELIVERED for found in codes) >= 2
    assert sum(bool(found) and found <= LABEL for found in codes) >= 4
    assert sum(not found for found in codes) >= 4
    assert sum(bool(found & {"InTransit_Other", "InTransit_001"}) and not found & PHYSICAL for found in codes) >= 2


def test_some_numbers_nobody_was_asked_about(raw):
    numbers = {row["tracking-number"] for row in raw.rows if re.fullmatch(r"799\d{9}", row["tracking-number"])}
    assert len(numbers - raw.scans.keys()) >= 2


def test_prime_and_a_promise_broken_by_17_days(raw):
    prime = [order for order in raw.api.values() if order.get("programs") == ["PRIME"]]
    countries = Counter(package["shipFromAddress"]["countryCode"] for order in prime for package in order["packages"])
    assert countries["US"] >= 2
    assert countries["DE"] >= 2
    late = Counter()
    for order in raw.api.values():
        promised = order["fulfillment"]["deliverByWindow"]["latestDateTime"][:10]
        for package in order.get("packages", []):
            scans = raw.scans.get(package.get("trackingNumber", ""), [])
            late.update({days_between(promised, time[:10]) for code, time in scans if code in DELIVERED})
    assert late[17] == late[16] == 2


def days_between(promised: str, delivered: str) -> int:
    """Whole days; a promise ends at 07:59:59 UTC of the day after, deliveries are at 14:00 Pacific."""
    return (date.fromisoformat(delivered) - date.fromisoformat(promised)).days + 1


def test_orders_on_paper(raw):
    confirmed = {row["order-id"] for row in raw.rows}
    for status, least in (("Cancelled", 2), ("Unshipped", 2), ("Pending", 2)):
        assert len(raw.orders(order_status=status) - confirmed) >= least
    assert all(not line["item-price"] for line in raw.lines if line["order-status"] == "Pending")
    assert len(raw.orders(currency="CAD")) == 2
    assert len(raw.orders(sales_channel="Non-Amazon")) >= 2
    assert any(line["product-name"].startswith('"') for line in raw.lines)
    assert any(line["product-name"].startswith('12" ') for line in raw.lines)
    rows = (raw.folder / "all-orders.txt").read_text("utf-8").split("\n")
    assert sum(count - 1 for count in Counter(filter(None, rows)).values()) == 2
    assert sum(row.startswith("\t\t") for row in rows) == 4


def test_packages_of_an_order(raw):
    items = Counter((row["order-id"], row["order-item-id"]) for row in raw.rows if row["order-item-id"])
    lines = Counter(line["amazon-order-id"] for line in raw.lines)
    assert sum(count > 1 for count in items.values()) >= 4  # pieces of one line in packages of their own
    assert sum(count > 1 for count in lines.values()) >= 20
    assert sum(int(line["quantity"]) > 1 for line in raw.lines) >= 20
    assert sum(bool(line["item-promotion-discount"]) for line in raw.lines) >= 20


def test_amazon_s_own_view_is_near_ours_and_consistent(raw):
    metric = raw.performance["performanceMetrics"][0]["validTrackingRate"]
    assert metric["shipmentCount"] - metric["validTrackingCount"] == len(raw.defects)
    assert metric["rate"] == round(metric["validTrackingCount"] / metric["shipmentCount"], 4)
    assert all(row["Has Valid Tracking"] == "No" for row in raw.defects)
    assert all("2025-01-20" <= row["Promised Delivery Date"] <= "2025-02-18" for row in raw.defects)
    delivered = [row for row in raw.defects if raw.codes(row["Tracking ID"]) & DELIVERED]
    assert sum(row["Carrier Name"] == "4PX" and row["Delivery Scan/Attempt"] == "No" for row in delivered) == 2
