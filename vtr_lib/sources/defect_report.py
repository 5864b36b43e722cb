"""Amazon's VTR defect report: the packages it holds to be without valid tracking, for comparing with our own.

Where a number was entered after delivery Amazon says No to all scans: ``has_physical_scan`` is its view, no fact.
"""

import polars as pl

from vtr_lib.sources import flatfile
from vtr_lib.sources.flatfile import Cell, Heading, Layout, Text
from vtr_lib.sources.reading import Reading
from vtr_lib.sources.tables import held, sourced
from vtr_lib.tracking.normal import normalise

CELLS = {
    "order_id": Cell(("order-id", "amazon-order-id"), "identifier", required=True, filled=True),
    "carrier_raw": Cell(("carrier-name", "carrier"), "carrier"),
    "tracking_raw": Cell(("tracking-id", "tracking-number"), "number", required=True),
    "origin": Cell(("origin-country", "ship-from-country"), "origin"),
    "promised_on": Cell(("promised-delivery-date",), "day"),
    "service": Cell(("ship-method",)),
    "has_tracking": Cell(("has-tracking-id",), "flag"),
    "has_physical_scan": Cell(("any-physical-scan-from-carrier",), "flag"),
    "has_delivery_scan": Cell(("delivery-scan-or-attempt", "delivery-scan-attempt"), "flag"),
    "value_cents": Cell(("package-value",), "money"),
    "category": Cell(("product-category",)),
}
VALID = Cell(("has-valid-tracking", "has-valid-tracking-number"), "flag", required=True)
INVALID = Cell(("no-valid-tracking",), "flag", required=True)
PACKAGE = ("order_id", "tracking_raw")
LAYOUTS = (
    Layout("defect_report", "2026", CELLS | {"has_valid_tracking": VALID}, delimiters=(",", "\t"), single=PACKAGE),
    Layout("defect_report", "2016", CELLS | {"has_no_valid_tracking": INVALID}, delimiters=(",", "\t"), single=PACKAGE),
)


def read(text: Text, head: Heading, zone: str, is_cut_ok: bool = False) -> Reading:
    """The report's rows, with the number as given and normalised."""
    reading, rows = flatfile.read(text, head, zone, is_cut_ok)
    if "has_no_valid_tracking" in rows.columns:  # the old form marks a defect with X and leaves the rest empty
        rows = rows.with_columns((~pl.col("has_no_valid_tracking").fill_null(False)).alias("has_valid_tracking"))
    rows = rows.with_columns(normalise(rows["tracking_raw"])["normalised"].alias("tracking"))
    reading.tables["amazon_defects"] = held("amazon_defects", sourced(rows, text.name))
    return reading
