"""Amazon's own view of the window it shows: the list of defects and the seller's performance.

Judged here in a few lines from what the story planted, as Amazon would: for comparison, not as a rule.
"""

import csv
import json
from pathlib import Path

from vtr_lib.sample.clock import day_number, day_text, pacific_day
from vtr_lib.sample.files.amounts import money
from vtr_lib.sample.model import Order, Package
from vtr_lib.sample.story import (
    AMAZON_WINDOW,
    COUNTED_BEFORE,
    COUNTED_SINCE,
    LAST_DAY,
    RULE_DAY,
    TWO_SCANS_FROM,
)

COLUMNS = (
    "Order ID", "Carrier Name", "Tracking ID", "Origin Country", "Promised Delivery Date", "Ship Method",
    "Ship Option", "Has Valid Tracking", "Has Tracking ID", "Any Physical Scan From Carrier",
    "Delivery Scan/Attempt", "Package Value", "Product Category",
)  # fmt: skip
FIRST, LAST = map(day_number, AMAZON_WINDOW)
RULE = day_number(RULE_DAY)
NOT_PHYSICAL = frozenset({"label", "transit", "customs"})
ENDS = frozenset({"delivered", "attempt"})


class Amazon:
    """``vtr-defect-report.csv`` and ``seller-performance.json``"""

    def __init__(self, folder: Path, packages: int):
        self._defects, self._performance = folder / "vtr-defect-report.csv", folder / "seller-performance.json"
        self._file = self._defects.open("w", encoding="utf-8", newline="")
        self._rows = csv.writer(self._file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        self._rows.writerow(COLUMNS)
        self._counted = self._valid = self._confirmed = self._late = 0

    def add(self, order: Order) -> None:
        if order.channel != "Merchant":
            return
        for package in order.packages:
            day = pacific_day(package.confirmed)
            if day > day_number(LAST_DAY) - 30:
                self._confirmed += 1
                self._late += day > order.ship_by
            if FIRST <= order.promised <= LAST and _counts(order, package, day):
                self._counted += 1
                is_found, is_ended = _scans(package)
                if _is_valid(package, day, is_found, is_ended) != package.is_disputed:
                    self._valid += 1
                else:
                    self._rows.writerow(_row(order, package, is_found, is_ended and not package.is_disputed))

    def close(self) -> list[Path]:
        self._file.close()
        self._performance.write_text(json.dumps(self._answer(), indent=1) + "\n", encoding="utf-8", newline="\n")
        return [self._defects, self._performance]

    def _answer(self) -> dict:
        rate = round(self._valid / self._counted, 4) if self._counted else 0
        late = round(self._late / self._confirmed, 4) if self._confirmed else 0
        metrics = {
            "marketplaceId": "ATVPDKIKX0DER",
            "validTrackingRate": {
                "reportingDateRange": _range(FIRST, LAST),
                "shipmentCount": self._counted,
                "validTrackingCount": self._valid,
                "status": "GOOD" if rate >= 0.95 else "BAD",
                "rate": rate,
                "targetValue": 0.95,
                "targetCondition": "GREATER_THAN",
            },
            "lateShipmentRate": {
                "reportingDateRange": _range(day_number(LAST_DAY) - 29, day_number(LAST_DAY)),
                "orderCount": self._confirmed,
                "lateShipmentCount": self._late,
                "status": "GOOD" if late < 0.04 else "BAD",
                "rate": late,
                "targetValue": 0.04,
                "targetCondition": "LESS_THAN",
            },
        }
        return {
            "accountStatuses": [{"marketplaceId": "ATVPDKIKX0DER", "status": "NORMAL" if rate >= 0.95 else "AT_RISK"}],
            "performanceMetrics": [metrics],
        }


def _range(first: int, last: int) -> dict[str, str]:
    return {"reportingDateFrom": f"{day_text(first)}T00:00Z", "reportingDateTo": f"{day_text(last)}T23:59Z"}


def _counts(order: Order, package: Package, day: int) -> bool:
    if package.is_exempt:
        return False
    return order.is_prime or package.lane.origin in (COUNTED_SINCE if day >= RULE else COUNTED_BEFORE)


def _scans(package: Package) -> tuple[bool, bool]:
    """Whether the carrier scanned the package before its end, and at its end."""
    kinds = {scan.kind for scan in package.scans} - NOT_PHYSICAL
    return bool(kinds - {"delivered"}), bool(kinds & ENDS)


def _is_valid(package: Package, day: int, is_found: bool, is_ended: bool) -> bool:
    if package.fault:
        return False
    origin = package.lane.origin
    if (day >= RULE or origin == "CN") and package.value >= TWO_SCANS_FROM.get(origin, 1 << 62):
        return is_found and is_ended
    return is_found or is_ended


def _row(order: Order, package: Package, is_found: bool, is_ended: bool) -> tuple:
    number = "" if package.uploaded == "NULL" else package.uploaded
    is_late = package.fault == "id.late"
    return (
        order.order_id,
        package.name or package.code,
        number,
        package.origin or "US",
        day_text(order.promised),
        package.service,
        "Standard",
        "No",
        _yes(bool(number)),
        _yes(is_found and not is_late),
        _yes(is_ended and not is_late),
        money(package.value),
        max(package.contents, key=lambda content: content[0].price)[0].sku.category,
    )


def _yes(value: bool) -> str:
    return "Yes" if value else "No"
