"""Amazon's reports of orders to be sent by the seller: the Order report (New Orders) and the Unshipped one.

They hold names and addresses, of which nothing is read. One row an order item; prices stand in the Order report only,
and are totals of the line. ``promise-date`` of the Unshipped report is the latest time to ship.
"""

import polars as pl

from vtr_lib.sources import flatfile, marketplaces
from vtr_lib.sources.flatfile import Cell, Heading, Layout, Text
from vtr_lib.sources.reading import Reading
from vtr_lib.sources.tables import held, sourced

COMMON = {
    "order_id": Cell(("order-id", "amazon-order-id"), "identifier", required=True),
    "order_item_id": Cell(("order-item-id",), "identifier", required=True),
    "purchased_at": Cell(("purchase-date",), "instant", required=True, filled=True),
    "sku": Cell(("sku", "seller-sku"), required=True),
    "asin": Cell(("asin",)),
    "quantity": Cell(("quantity-purchased",), "count", required=True),
    "sales_channel": Cell(("sales-channel",)),
    "destination": Cell(("ship-country",), "country"),
    "default_origin": Cell(("default-ship-from-country",), "origin"),
    "is_prime": Cell(("is-prime",), "flag"),
}
LAYOUTS = (
    Layout(
        format="unshipped_orders",
        version="2026",
        continues="order_id",
        is_amazons=True,
        cells=COMMON
        | {
            "ship_by_at": Cell(("promise-date",), "instant", required=True),
            "to_ship": Cell(("quantity-to-ship",), "count", required=True),
        },
    ),
    Layout(
        format="order_report",
        version="2026",
        continues="order_id",
        is_amazons=True,
        cells=COMMON
        | {
            "merchant_order_id": Cell(("merchant-order-id",), "identifier", may_be_odd=True),
            "currency": Cell(("currency",), "currency"),
            "item_price_cents": Cell(("item-price",), "money"),
            "shipping_price_cents": Cell(("shipping-price",), "money"),
            "item_promotion_cents": Cell(("item-promotion-discount",), "discount"),
            "ship_promotion_cents": Cell(("ship-promotion-discount",), "discount"),
        },
    ),
)


def read(text: Text, head: Heading, zone: str, is_cut_ok: bool = False) -> Reading:
    """The file's order lines, all of them the seller's own to send."""
    reading, rows = flatfile.read(text, head, zone, is_cut_ok)
    site = pl.col("sales_channel").str.to_lowercase().replace_strict(marketplaces.BY_DOMAIN, default=None)
    rows = rows.with_columns(pl.lit("merchant").alias("fulfilment"), site.alias("marketplace"))
    reading.tables["order_lines"] = held("order_lines", sourced(rows, text.name))
    return reading
