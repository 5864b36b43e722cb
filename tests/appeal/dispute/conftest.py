"""A store in which Amazon's report and ours differ in every way, told package by package."""

from dataclasses import replace
from datetime import date

import pytest
from appeal.conftest import AS_OF, CATEGORY
from report.late_store import store_of

from vtr_lib.appeal.case import open_case

OTHER = "9400100000000000000000"
DISPUTED = {23: "scan", 11: "exemption", 12: "scans", 13: "scope", 14: "scan"}  # and what proves each
CHANGED = {11: {"origin": "JP"}, 12: {"origin": "CN"}, 13: {"destination": "CA"}, 14: {"promised_on": None}}
ACCOUNT = {
    "marketplace": "US", "window_from_at": None, "window_to_at": None, "shipments": 200, "valid": 180, "rate": "0.9",
    "target": "0.95", "target_condition": "GREATER_THAN", "status": "BAD", "source_file": "seller.json",
    "source_line": 1,
}  # fmt: skip


def order(number: int) -> str:
    return f"999-{number:07}-0000001"


def number_of(order_id: str) -> int:
    return int(order_id[4:11])


def differing(told_store: dict) -> dict:
    """``told_store`` with a report in which each standing occurs, and Amazon's own count of the account."""
    packages = [row | CHANGED.get(number_of(row["order_id"]), {}) for row in told_store["canonical_packages"]]
    by = {number_of(row["order_id"]): row for row in packages}
    plain = told_store["amazon_defects"][0] | {"has_physical_scan": True, "has_delivery_scan": False}

    def row(number: int, line: int, **change: object) -> dict:
        own = by.get(number, {"tracking": OTHER, "promised_on": date(2025, 2, 14)})
        return plain | {"order_id": order(number), "tracking": own["tracking"], "tracking_raw": own["tracking"],
                        "promised_on": own["promised_on"], "source_line": line} | change  # fmt: skip

    report = [
        *(row(number, line) for line, number in enumerate(DISPUTED, 2) if number != 14),
        row(14, 19, promised_on=date(2025, 2, 1)),  # a day that only Amazon tells
        row(101, 20, has_physical_scan=False), row(102, 21, has_physical_scan=False), row(104, 22),
        row(103, 23, has_valid_tracking=True), row(1, 24, has_valid_tracking=True), row(105, 25),
        row(5, 26, tracking=OTHER), row(7777777, 27), row(201, 28, category="Toys & Games"),
    ]  # fmt: skip
    at = told_store["canonical_packages"][0]["confirmed_at"]
    first, last = at.replace(month=1, year=2025), at.replace(month=2, day=20, year=2025)
    account = ACCOUNT | {"window_from_at": first, "window_to_at": last}
    unsound = account | {"window_to_at": at.replace(month=2, day=27, year=2025), "valid": 300}
    return told_store | {
        "canonical_packages": packages, "amazon_defects": report, "amazon_rates": [account, unsound],
    }  # fmt: skip


def disputed(case):
    return replace(case, is_dispute=True)


@pytest.fixture(scope="session")
def differing_store(told_store):
    return differing(told_store)


@pytest.fixture(scope="session")
def differing_month(differing_store, tmp_path_factory):
    return store_of(tmp_path_factory.mktemp("dispute"), AS_OF, **differing_store)


@pytest.fixture(scope="session")
def dispute(differing_month):
    return disputed(open_case(differing_month, CATEGORY))
