"""A made-up store without a folder, in which each kind of fault of a number stands a known number of times."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import polars as pl

from tests.making import canonical, package, scan, snapshot
from vtr_lib import policy as policies
from vtr_lib.report.month import Month
from vtr_lib.schema import PACKAGES, SCANS, SNAPSHOTS
from vtr_lib.store import facts
from vtr_lib.store.reduce import reduce
from vtr_lib.store.verdicts import judged

AS_OF = date(2025, 2, 28)
UPS, USPS = "1Z999AA10123456784", "9400111899223100000008"
FAULTY = {  # what is typed → how it differs from an ordinary package that nobody scanned
    "empty": {"tracking": ""},
    "placeholder": {"tracking": "N/A"},
    "exponent": {"carrier": "usps", "tracking": "9.4E+21"},
    "rounded": {"carrier": "usps", "tracking": "9400199252966970000000"},
    "stray": {"tracking": "1Z999AA10123456784★"},
    "typo": {"tracking": "1Z999AA10123456785"},
    "cut": {"tracking": "1Z999AA101234"},
    "order": {"carrier": "fedex", "tracking": "999-0000001-0000001", "order_id": "999-0000001-0000001"},
    "wrong": {"carrier": "usps", "tracking": "1Z999AA10987654326"},
    "other": {"is_other_carrier": True, "tracking": "1Z999AA10111111116"},
    "both": {"is_other_carrier": True, "tracking": "1Z999AA10123456788"},
}


@dataclass
class Held:
    """What a month asks of a store."""

    packages: list[dict]
    scans: list[dict]
    snapshots: list[dict]
    name: str = "made"

    def __post_init__(self):
        filled = facts.fill(canonical(self.packages, PACKAGES))
        reductions = reduce(canonical(self.scans, SCANS))
        built = facts.build(filled, reductions, canonical(self.snapshots, SNAPSHOTS), policies.load("us"))
        self.tables = {"packages": filled.select(PACKAGES.names), "facts": built}

    def table(self, name: str) -> pl.DataFrame:
        return self.tables[name]

    def verdicts(self, policy, as_of):
        return judged(self.tables["packages"], self.tables["facts"], policy, as_of)


def upc(number: int) -> str:
    """A well-formed UPS number of its own for each ``number``."""
    body = f"999AA101{number:07}"
    values = [int(char) if char.isdigit() else (ord(char) - 63) % 10 for char in body]
    total = sum(value * (2 if place % 2 else 1) for place, value in enumerate(values))
    return f"1Z{body}{-total % 10}"


def row(number: int, day: date, hour: int = 18, **change: object) -> dict:
    """A package of an order of its own, confirmed at ``hour`` UTC of ``day``, promised a week later."""
    ids = {"order_id": f"999-{number:07}-0000001", "tracking": upc(number), "source_file": "batch.txt"}
    at = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    days = {"confirmed_at": at.isoformat(), "promised_on": str(day + timedelta(days=7))}
    return package(f"p{number}", **(ids | days | change))


def month_of(rows: list[dict], as_of: date = AS_OF, is_scanned=lambda row: True) -> Month:
    """The rows as a month; those that are no fault have been scanned a day after their confirmation."""
    scans = [
        scan("accept", 0, each["tracking"]) | {"scanned_at": _later(each["confirmed_at"])}
        for each in rows
        if each["tracking"] and is_scanned(each)
    ]
    return Month(Held(rows, scans, [snapshot(each) for each in rows]), policies.load("us"), as_of)


def _later(at: str) -> str:
    return (datetime.fromisoformat(at) + timedelta(days=1)).isoformat()


def made(count: int = 300, as_of: date = AS_OF) -> Month:
    """``count`` packages, five a day; every tenth has a fault, in the order of ``FAULTY``, and was never scanned."""
    kinds = list(FAULTY)
    rows, faulty = [], set()
    for number in range(count):
        day, change = as_of - timedelta(days=number // 5), {}
        if number % 10 == 0:
            change = FAULTY[kinds[number // 10 % len(kinds)]]
            faulty.add(f"p{number}")
        bought = number % 4 == 0
        file = f"batch-{day:%Y-%m}.txt"
        rows.append(row(number, day, 8 + number % 9, source_file=file, is_label_bought=bought, **change))
    return month_of(rows, as_of, lambda each: each["package_id"] not in faulty)
