"""Amazon's All Orders report (``GET_FLAT_FILE_ALL_ORDERS_DATA_BY_…_GENERAL``): one row an order item, 8 to 62 columns.

``item-price`` and its kin are totals of the line, not of a unit. A row without an order id carries further promotions
of the row above.
"""

import polars as pl

from vtr_lib.sources import flatfile, marketplaces
from vtr_lib.sources.flatfile import Cell, Heading, Layout, Text
from vtr_lib.sources.reading import Reading
from vtr_lib.sources.tables import held, sourced

LAYOUTS = (
    Layout(
        format="all_orders",
        version="2024",
        continues="order_id",
        is_amazons=True,
        cells={
            "order_id": Cell(("amazon-order-id", "order-id"), "identifier", required=True),
            "purchased_at": Cell(("purchase-date",), "instant", required=True, filled=True),
            "updated_at": Cell(("last-updated-date",), "instant"),
            "order_status": Cell(("order-status",), "status", required=True, filled=True),
            "channel": Cell(("fulfillment-channel", "fulfilment-channel", "fulfilled-by")),
            "sales_channel": Cell(("sales-channel",)),
            "sku": Cell(("sku", "seller-sku")),
            "asin": Cell(("asin",)),
            "item_status": Cell(("item-status",), "status"),
            "quantity": Cell(("quantity", "quantity-purchased"), "count"),
            "currency": Cell(("currency",), "currency"),
            "item_price_cents": Cell(("item-price",), "money"),
            "shipping_price_cents": Cell(("shipping-price",), "money"),
            "item_promotion_cents": Cell(("item-promotion-discount",), "discount"),
            "ship_promotion_cents": Cell(("ship-promotion-discount",), "discount"),
            "destination": Cell(("ship-country",), "country"),
            "default_origin": Cell(("default-ship-from-country",), "origin"),
            "actual_origin": Cell(("actual-ship-from-country",), "origin"),
            "merchant_order_id": Cell(("merchant-order-id",), "words"),
        },
    ),
)
NOT_AMAZON = "non-amazon"  # how the sales channel of an order of another shop begins
OWN_ID = r"^[A-Za-z0-9._-]*[0-9][A-Za-z0-9._-]*$"  # a seller's own id; whatever else is written there may be a name
FULFILMENT = {
    **dict.fromkeys(("merchant", "mfn", "fbm"), "merchant"),
    **dict.fromkeys(("amazon", "afn", "fba"), "amazon"),
}


def read(text: Text, head: Heading, zone: str, is_cut_ok: bool = False) -> Reading:
    """The file's order lines. ``fulfilment`` is null where the channel is not known, ``marketplace`` likewise."""
    reading, rows = flatfile.read(text, head, zone, is_cut_ok)
    rows = rows.with_columns(
        pl.col("channel").str.to_lowercase().replace_strict(FULFILMENT, default=None).alias("fulfilment"),
        pl.col("sales_channel")
        .str.to_lowercase()
        .replace_strict(marketplaces.BY_DOMAIN, default=None)
        .alias("marketplace"),
        pl.col("sales_channel").str.to_lowercase().str.starts_with(NOT_AMAZON).alias("is_non_amazon"),
        pl.when(pl.col("merchant_order_id").str.contains(OWN_ID)).then("merchant_order_id").alias("merchant_order_id"),
    )
    reading.tables["order_lines"] = held("order_lines", sourced(rows, text.name))
    return reading
