"""What the next window need not lose: each defect of this one in one change, with who makes it, as data."""

from collections.abc import Iterator
from fractions import Fraction

import polars as pl

from vtr_lib.report import findings
from vtr_lib.report.confirmations import confirmed
from vtr_lib.report.faulty_numbers import faulty
from vtr_lib.report.month import Month

WHO = {"fall": "seller", "number": "typist", "late": "warehouse", "scans": "carrier"}  # who makes a change


def changes(month: Month, inside: pl.DataFrame, counted: int) -> list[dict]:
    """The defects of ``inside`` by what would have to change, the most packages first; each defect in one row.

    A defect of a group that fell (``report.findings``) is that group's; of the others a fault of the number is its
    clause's, lateness the warehouse's, and a lack of scans the carrier's. ``kind`` says which, ``where`` the group by
    segment, ``clause`` the fault; ``points`` of ``counted`` packages are exact, as text.
    """
    left = inside.filter(pl.col("state") == "defect")
    rows = []
    for kind, about, packages in _parts(left, findings.data(month)):
        if packages.height:
            points = Fraction(100 * packages.height, counted)
            rows.append(
                {"kind": kind, "who": WHO[kind], "where": {}, "clause": "", "on": "", "shifts": []}
                | about
                | {"packages": packages.height, "points": str(points), "ids": packages["package_id"].to_list()}
            )
    return sorted(rows, key=lambda row: -row["packages"])


def _parts(left: pl.DataFrame, found: dict) -> Iterator[tuple[str, dict, pl.DataFrame]]:
    for place, fall in enumerate(found["falls"]):
        is_of = pl.col("package_id").is_in(pl.Series(found["behind"][str(place)], dtype=pl.String).implode())
        yield "fall", {key: fall[key] for key in ("where", "on", "shifts")}, left.filter(is_of)
        left = left.filter(~is_of)
    of_cause = {cause: left.filter(pl.col("cause") == cause) for cause in left["cause"].unique().sort()}
    for cause, rows in of_cause.items():
        if cause == "late_shipment":
            yield "late", {}, rows
        elif cause == "invalid_number":
            for (clause,), part in _split(rows, "clause"):
                yield "number", {"clause": clause}, part
        else:
            for (carrier,), part in _split(rows, "carrier"):
                yield "scans", {"where": {"carrier": carrier}}, part


def _split(rows: pl.DataFrame, by: str) -> list[tuple[tuple[str], pl.DataFrame]]:
    return sorted(rows.partition_by(by, as_dict=True).items(), key=lambda pair: pair[0])


def typed(month: Month, inside: pl.DataFrame) -> list[dict]:
    """The files of confirmations of the window's packages with the numbers at fault in each, see ``confirmed``."""
    at_fault = faulty(month)["package_id"]
    rows = inside.with_columns(is_at_fault=pl.col("package_id").is_in(at_fault.implode()))
    return confirmed(rows, month.policy.zone)["file"]
