"""ShipStation's CSV export of shipments or orders, in the layout its user chose: confirmations and order lines.

Its times are by the account's clock, which no column names, so only their days are read, and the shipment counts from
the first instant of that day in the marketplace. An item's price is of one piece, in the order's own currency, which is
not told. Orders of other channels stand beside Amazon's and are left out.
"""

import polars as pl

from vtr_lib.sources import flatfile
from vtr_lib.sources.flatfile import Cell, Heading, Layout, Text
from vtr_lib.sources.reading import Reading
from vtr_lib.sources.tables import held, sourced

AMAZON = r"^(\d{3}-\d{7}-\d{7})(?:-\d{1,3})?$"  # parts of a split order get an ending
LAYOUTS = (
    Layout(
        format="shipstation",
        version="1",
        delimiters=(",", "\t"),
        cells={
            "order_id": Cell(("order-number",), "identifier", required=True, filled=True),
            "shipped_at": Cell(("date-shipped-date", "date-ship-date", "shipment-ship-date"), "us_day", required=True),
            "tracking_raw": Cell(("shipment-tracking-number",), "number", required=True),
            "carrier_raw": Cell(("shipment-carrier", "carrier-name", "shipping-carrier"), "carrier"),
            "service": Cell(("shipment-service", "shipping-service"), "words"),
            "destination": Cell(("ship-to-country",), "origin"),
            "sku": Cell(("item-sku",)),
            "quantity": Cell(("item-qty", "item-quantity"), "count"),
            "price_cents": Cell(("item-price", "item-unit-price"), "money"),
        },
    ),
)


def read(text: Text, head: Heading, zone: str, is_cut_ok: bool = False) -> Reading:
    """One confirmation an order and number, one order line a row with a SKU.

    ``notes`` counts ``ship_dates_by_day``, ``rows_of_other_channels``, and ``numbers_without_ship_date``, which confirm
    nothing.
    """
    reading, rows = flatfile.read(text, head, zone, is_cut_ok)
    rows = rows.with_columns(pl.col("order_id").str.extract(AMAZON, 1).alias("order_id"))
    reading.notes["rows_of_other_channels"] += rows["order_id"].null_count()
    rows = sourced(rows.filter(pl.col("order_id").is_not_null()), text.name).with_columns(
        pl.lit("day").alias("precision"),
        pl.lit(False).alias("is_other_carrier"),
        pl.lit(False).alias("is_delete"),
        (pl.col("price_cents") * pl.col("quantity")).alias("item_price_cents"),
    )
    numbered = rows.filter(pl.col("tracking_raw").is_not_null())
    sent = numbered.filter(pl.col("shipped_at").is_not_null())
    sent = sent.unique(["order_id", "tracking_raw"], keep="last", maintain_order=True)
    reading.notes["ship_dates_by_day"] += sent.height
    reading.notes["numbers_without_ship_date"] += numbered["shipped_at"].null_count()
    reading.tables["confirmations"] = held("confirmations", sent.drop("quantity"))
    reading.tables["order_lines"] = held("order_lines", rows.filter(pl.col("sku").is_not_null()))
    return reading
