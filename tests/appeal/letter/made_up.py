"""A made-up case as ``appeal.case.told`` gives it, its exhibits, and what a seller has answered."""

import copy

from vtr_lib.appeal.letter import answers as answering
from vtr_lib.appeal.letter.plan import plan
from vtr_lib.words import load


def _days(first, last):
    return {"first_on": first, "last_on": last}


def _clause(name, packages, first, last, **carriers):
    listed = [{"carrier": carrier, "packages": count} for carrier, count in carriers.items()]
    return {"clause": name, "packages": packages, "carriers": listed, **_days(first, last)}


CASE = {
    "store": "sample", "marketplace": "US", "category": "Home & Kitchen", "order_id": "", "as_of": "2025-02-28",
    "policy": "us", "rule": "us@2025-01-15", "target": "95/100",
    "windows": {
        "confirmed": _days("2025-01-30", "2025-02-28") | {
            "basis": "confirmed", "valid": 1102, "counted": 1165, "pending": 40, "unknown": 4, "is_met": False,
            "repairs": 5, "clean_needed": 95},
        "promised": _days("2025-01-20", "2025-02-18") | {
            "basis": "promised", "valid": 1096, "counted": 1171, "pending": 0, "unknown": 6, "is_met": False,
            "repairs": 17, "clean_needed": 329},
    },
    "span": _days("2024-12-01", "2025-02-28") | {
        "packages": 3611,
        "states": {"out_of_scope": 3, "exempt": 52, "valid": 3300, "defect": 207, "pending": 40, "unknown": 9}},
    "months": [{"month": "2024-12", "valid": 1188, "counted": 1211},
               {"month": "2025-01", "valid": 1071, "counted": 1201},
               {"month": "2025-02", "valid": 1041, "counted": 1104}],
    "causes": [
        {"cause": "missing_updates", "packages": 121, "clauses": [
            _clause("scan.none", 98, "2024-12-03", "2025-02-15", ups=61, ontrac=30, unknown=7),
            _clause("scan.no_delivery", 23, "2025-01-06", "2025-02-02", yunexpress=23)]},
        {"cause": "invalid_number", "packages": 55, "clauses": [
            _clause("id.bad_format", 54, "2025-01-02", "2025-01-29", usps=54),
            _clause("id.mangled", 1, "2025-01-12", "2025-01-12", usps=1)]},
        {"cause": "late_shipment", "packages": 31, "clauses": [
            _clause("scan.none", 31, "2025-01-20", "2025-02-10", ups=31)]},
        {"cause": "unknown", "packages": 9, "clauses": [
            _clause("unknown.not_asked", 9, "2024-12-09", "2025-02-20", usps=9)]},
    ],
    "changed": {"turn_on": "2025-02-11",
                "before": _days("2024-12-01", "2025-02-10") | {"valid": 2604, "counted": 2816},
                "since": _days("2025-02-11", "2025-02-28") | {"valid": 696, "counted": 700}},
}  # fmt: skip
EXHIBITS = {
    key: {"label": f"Exhibit {number}", "file": file, "about": f"what {file} shows"}
    for number, (key, file) in enumerate(
        {
            "orders": "orders.xlsx",
            "causes.missing_updates": "missing-scans.xlsx",
            "causes.invalid_number": "invalid-numbers.xlsx",
            "causes.late_shipment": "late.xlsx",
            "causes.unknown": "not-known.xlsx",
            "rates": "rates.xlsx",
            "histories": "histories.html",
            "documents": "documents",
        }.items(),
        1,
    )
}
FAMILY = """
[{name}]
why = "Labels were printed at noon and parcels stayed on the dock when the truck was full."
proof = "dock-log.pdf"
changed_on = 2025-02-11
[[{name}.actions]]
what = "Opened an inquiry with the carrier for each parcel without a scan"
done_on = 2025-02-12
proof = "inquiries.pdf"
[[{name}.measures]]
what = "Shipments are confirmed from the collection list, after the truck has left"
owner = "Warehouse lead"
from_on = 2025-02-11
check = "signed collection list, kept with the orders of the day"
"""
TOLD = 'seller = "Example Home Goods LLC"\ncontact = "Head of operations"\n' + "".join(
    FAMILY.format(name=name) for name in answering.FAMILIES
)
NOTHING, EVERYTHING = answering.Answers(), answering.parse(TOLD.encode(), "answers.toml")


def case(**change):
    """The case with some of its parts changed."""
    return copy.deepcopy(CASE) | change


def made(lang="en", answers=EVERYTHING, exhibits=EXHIBITS, proofs=None, **change):
    return plan(case(**change), answers, exhibits, load(lang), proofs=proofs)
