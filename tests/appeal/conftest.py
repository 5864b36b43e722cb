"""A store of two categories, told package by package, small enough to count by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest
from report.late_store import store_of

from vtr_lib.appeal.case import open_case
from vtr_lib.words import load

AS_OF = date(2025, 2, 28)
CATEGORY = "Home & Kitchen"
NUMBERS = {"ups": "1Z999AA10123456784", "ontrac": "C10999911320231"}


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 20, tzinfo=UTC)


def package(number: int, day: date, **change: object) -> dict:
    order = f"999-{number:07}-0000001"
    row = {
        "marketplace": "US", "package_id": f"{order}/1", "order_id": order, "confirmed_at": noon(day),
        "promised_on": day + timedelta(days=5), "carrier": "usps", "carrier_raw": "USPS", "service": "Ground Advantage",
        "tracking": usps(number), "tracking_raw": usps(number), "origin": "US", "origin_source": "file",
        "destination": "US", "value_cents": 2500, "currency": "USD", "category": CATEGORY, "source_file": "orders.txt",
        "source_line": number + 1,
    }  # fmt: skip
    return row | change


def usps(number: int) -> str:
    """A USPS number of 22 digits with the right check digit."""
    digits = f"9400199{number:014}"
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(digits))
    return digits + str(-total % 10)


def scan(row: dict, kind: str, days: int, **change: object) -> dict:
    return {
        "tracking": row["tracking"], "scanned_at": row["confirmed_at"] + timedelta(days=days), "kind": kind,
        "physical": "yes", "leg": "forward", "carrier": row["carrier"], "source_file": "scans.json", "source_line": 1,
    } | change  # fmt: skip


def asked(row: dict, day: date = AS_OF) -> dict:
    return {"tracking": row["tracking"], "checked_at": noon(day), "provider": "test", "status": ""}


def item(row: dict, asin: str, quantity: int = 1) -> dict:
    return {"package_id": row["package_id"], "asin": asin, "sku": f"S-{asin}", "quantity": quantity}


@pytest.fixture(scope="session")
def words():
    return load("en")


@pytest.fixture(scope="session")
def told_store(tmp_path_factory):
    """Of Home & Kitchen: 24 valid, 3 never scanned, 1 without a number, 1 pending, 1 not asked, and one from before
    the three months; of Toys two valid. Amazon's report names two of the never scanned and a valid one.
    """
    valid = [package(number, date(2024, 12, 1) + timedelta(days=3 * number)) for number in range(1, 25)]
    ups = {"carrier": "ups", "carrier_raw": "UPS", "tracking": NUMBERS["ups"], "tracking_raw": NUMBERS["ups"]}
    never = [package(101, date(2025, 2, 4)), package(102, date(2025, 2, 4)), package(103, date(2025, 2, 9), **ups)]
    blank = package(104, date(2025, 2, 10), tracking=None, tracking_raw=None)
    pending = package(105, date(2025, 2, 27))
    nobody = package(106, date(2025, 2, 11))
    early = package(107, date(2024, 11, 28))
    toys = [package(200 + number, date(2025, 2, number), category="Toys & Games") for number in (1, 2)]
    late = valid[3] | {"tracking_entered_at": valid[3]["confirmed_at"] + timedelta(hours=5)}
    valid[3] = late
    packages = [*valid, *never, blank, pending, nobody, early, *toys]
    scanned = [*valid, early, *toys]
    defects = [never[0], never[1], valid[22]]
    return {
        "canonical_packages": packages,
        "scans": [scan(row, kind, days) for row in scanned for kind, days in (("accept", 1), ("delivered", 3))],
        "snapshots": [asked(row) for row in (*scanned, *never, pending)],
        "canonical_items": [item(row, f"B0TEST{number % 3:04}", 1 + number % 2) for number, row in enumerate(packages)],
        "amazon_defects": [
            {"order_id": row["order_id"], "tracking_raw": row["tracking_raw"], "tracking": row["tracking"],
             "promised_on": row["promised_on"], "has_valid_tracking": False, "category": CATEGORY,
             "source_file": "report.csv", "source_line": line}
            for line, row in enumerate(defects, 2)
        ],
    }  # fmt: skip


@pytest.fixture(scope="session")
def month(told_store, tmp_path_factory):
    return store_of(tmp_path_factory.mktemp("appeal"), AS_OF, **told_store)


@pytest.fixture(scope="session")
def case(month):
    return open_case(month, CATEGORY)
