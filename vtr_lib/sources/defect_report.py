"""Amazon's VTR defect report, and that of Premium shipping: what it holds to be without valid tracking.

For comparing with our own view. Its headings are known from help pages only; others are read by a mapping.

Where a number was entered after delivery Amazon says No to all scans: ``has_physical_scan`` is its view, no fact.
"""

import polars as pl

from vtr_lib.sources import flatfile
from vtr_lib.sources.flatfile import Cell, Heading, Layout, Text
from vtr_lib.sources.reading import Reading
from vtr_lib.sources.tables import held, sourced
from vtr_lib.tracking.normal import normalise

NAMED_MONTHS = ("%b %d, %Y", "%B %d, %Y", "%d %b %Y", "%d %B %Y", "%d-%b-%Y")  # cannot be read in two ways
# Amazon's report is its view, to hold ours against: a cell of it that can't be read costs that cell, not the row.
CELLS = {
    "order_id": Cell(("order-id", "amazon-order-id", "orderid"), "identifier", required=True, filled=True),
    "carrier_raw": Cell(("carrier-name", "carrier"), "carrier"),
    "tracking_raw": Cell(("tracking-id", "tracking-number", "tracking-id-number"), "number", required=True),
    "origin": Cell(("origin-country", "ship-from-country"), "origin"),
    "promised_on": Cell(("promised-delivery-date",), "day", forms=NAMED_MONTHS, may_be_odd=True),
    "service": Cell(("ship-method", "shipping-method", "ship-service"), "words"),
    "has_tracking": Cell(("has-tracking-id", "has-tracking-number"), "flag", may_be_odd=True),
    "has_physical_scan": Cell(
        ("any-physical-scan-from-carrier", "any-physical-scan", "physical-scan"), "flag", may_be_odd=True
    ),
    "has_delivery_scan": Cell(
        ("delivery-scan-or-attempt", "delivery-scan-attempt", "delivery-scan"), "flag", may_be_odd=True
    ),
    "value_cents": Cell(("package-value",), "money", may_be_odd=True),
    "category": Cell(("product-category", "category"), "words"),
}
VALID = Cell(
    ("has-valid-tracking", "has-valid-tracking-number", "has-valid-tracking-id", "valid-tracking"),
    "flag",
    required=True,
)
INVALID = ("no-valid-tracking", "no-valid-tracking-id", "invalid-tracking", "invalid-tracking-id")
FIRST_SCAN = (
    "first-physical-scan", "first-physical-scan-date", "first-physical-scan-time", "first-physical-scan-date-time",
    "first-physical-scan-datetime", "first-scan", "first-scan-date", "first-carrier-scan",
)  # fmt: skip
PACKAGE = ("order_id", "tracking_raw")
ASIDE = {"delimiters": (",", "\t", ";"), "single": PACKAGE}
# The Premium report marks an invalid number too, and has the time of the first scan instead of Yes and No.
PREMIUM = {name: cell for name, cell in CELLS.items() if name != "has_physical_scan"}
LAYOUTS = (
    Layout(
        "premium_report",
        "2026",
        PREMIUM
        | {
            "first_scan": Cell(FIRST_SCAN, required=True),
            "has_no_valid_tracking": Cell(INVALID, "flag", may_be_odd=True),
        },
        **ASIDE,
    ),
    Layout("defect_report", "2026", CELLS | {"has_valid_tracking": VALID}, **ASIDE),
    Layout("defect_report", "2016", CELLS | {"has_no_valid_tracking": Cell(INVALID, "flag", required=True)}, **ASIDE),
)


def read(text: Text, head: Heading, zone: str, is_cut_ok: bool = False) -> Reading:
    """The report's rows, with the number as given and normalised."""
    reading, rows = flatfile.read(text, head, zone, is_cut_ok)
    if "has_no_valid_tracking" in rows.columns:  # these forms mark a defect with X and leave the rest empty
        rows = rows.with_columns((~pl.col("has_no_valid_tracking").fill_null(False)).alias("has_valid_tracking"))
    if "first_scan" in rows.columns:
        rows = rows.with_columns(pl.col("first_scan").is_not_null().alias("has_physical_scan"))
    rows = rows.with_columns(normalise(rows["tracking_raw"])["normalised"].alias("tracking"))
    reading.tables["amazon_defects"] = held("amazon_defects", sourced(rows, text.name))
    return reading
