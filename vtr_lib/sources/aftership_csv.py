"""AfterShip's CSV export of shipments: one row a tracking with the latest event only, so it proves no scan.

Only the countries of origin are taken from it; for scans export the answers of its API. Its column names are those of
the dashboard.
"""

import polars as pl

from vtr_lib.sources import flatfile
from vtr_lib.sources.flatfile import Cell, Heading, Layout, Text
from vtr_lib.sources.reading import Reading
from vtr_lib.sources.tables import held, sourced
from vtr_lib.tracking.normal import normalise

LAYOUTS = (
    Layout(
        format="aftership_csv",
        version="2026",
        delimiters=(",", "\t"),
        cells={
            "tracking": Cell(("tracking-number",), "number", required=True, filled=True),
            "sub_status": Cell(("sub-status", "subtag"), required=True),
            "origin": Cell(("origin", "origin-country", "origin-country/region"), "origin", required=True),
        },
    ),
)


def read(text: Text, head: Heading, zone: str, is_cut_ok: bool = False) -> Reading:
    """The trackings' origins; ``notes`` counts the ``rows_without_scans``."""
    reading, rows = flatfile.read(text, head, zone, is_cut_ok)
    rows = rows.with_columns(normalise(rows["tracking"])["normalised"].alias("tracking"))
    rows = rows.filter(pl.col("tracking").is_not_null())
    reading.notes["rows_without_scans"] += rows.height
    reading.tables["origins"] = held("origins", sourced(rows, text.name))
    return reading
