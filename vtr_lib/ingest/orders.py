"""What a store's files tell of its orders, those among them that were never sent."""

import polars as pl

from vtr_lib.sources.order_items import last_words, numbered
from vtr_lib.sources.orders import is_cancelled, orders
from vtr_lib.store.store import Store

PENDING = ("pending", "pendingavailability", "pending_availability")  # not paid for yet


def orders_of(store: Store) -> pl.DataFrame:
    """One row an order of any order report or answer of the Orders API, sorted by ``order_id``.

    ``changed_at`` is the last change of the order that is told, ``is_cancelled`` and ``is_pending`` what was said last.
    Who cancelled, and when, no file tells. A fulfilment that is not told is the merchant's, a marketplace the store's.
    """
    lines, api = (numbered(table, store.told(table)) for table in ("order_lines", "api_orders"))
    stand = ["order_id", "updated_at", "upload", "source_line", "order_status"]
    said = pl.concat([lines.select(stand), api.select(stand)])
    status = last_words(said, ["order_id"]).select("order_id", pl.col("order_status").str.to_lowercase())
    changed = said.group_by("order_id").agg(pl.col("updated_at").max().alias("changed_at"))
    rows = orders(lines, api).join(status, on="order_id").join(changed, on="order_id")
    return rows.select(
        "order_id",
        pl.col("marketplace").fill_null(store.document("quality")["marketplace"]),
        pl.col("fulfilment").fill_null("merchant"),
        "purchased_at",
        "changed_at",
        "ship_by_at",
        (pl.col("is_order_cancelled") | is_cancelled("order_status")).alias("is_cancelled"),
        pl.col("order_status").is_in(PENDING).fill_null(False).alias("is_pending"),
    ).sort("order_id")
