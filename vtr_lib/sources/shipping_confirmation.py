"""The shipping-confirmation file a seller uploads (``POST_FLAT_FILE_FULFILLMENT_DATA``): one row an item or order sent.

A row without order-item-id and quantity speaks of the whole order. ``NULL`` as tracking number takes the number back.
Up to two template lines stand above the column names.
"""

import polars as pl

from vtr_lib.sources import flatfile
from vtr_lib.sources.flatfile import Cell, Heading, Layout, Text
from vtr_lib.sources.reading import Reading
from vtr_lib.sources.tables import held, sourced

LAYOUTS = (
    Layout(
        format="shipping_confirmation",
        version="2011.1102",
        cells={
            "order_id": Cell(("order-id", "amazon-order-id"), "identifier", required=True, filled=True),
            "order_item_id": Cell(("order-item-id",), "identifier"),
            "quantity": Cell(("quantity",), "count"),
            "shipped_at": Cell(("ship-date",), "moment", required=True, filled=True),
            "precision": Cell(("ship-date",), "precision"),
            "carrier_code": Cell(("carrier-code",), "carrier"),
            "carrier_name": Cell(("carrier-name",), "carrier"),
            "tracking_raw": Cell(("tracking-number",), "number", required=True),
            "service": Cell(("ship-method",), "words"),
            "origin": Cell(("ship-from-address-countrycode", "ship-from-country"), "origin"),
        },
    ),
)


def read(text: Text, head: Heading, zone: str, is_cut_ok: bool = False) -> Reading:
    """The file's confirmations; ``is_other_carrier`` where the code is ``Other`` and the name was typed."""
    reading, rows = flatfile.read(text, head, zone, is_cut_ok)
    is_other = pl.col("carrier_code").str.to_lowercase() == "other"
    is_delete = pl.col("tracking_raw") == "NULL"
    name = pl.col("carrier_name")
    rows = rows.with_columns(
        pl.when(is_other & name.is_not_null())
        .then(name)
        .otherwise(pl.coalesce("carrier_code", name))
        .alias("carrier_raw"),
        (is_other & name.is_not_null()).fill_null(False).alias("is_other_carrier"),
        is_delete.fill_null(False).alias("is_delete"),
        pl.when(~is_delete).then("tracking_raw").alias("tracking_raw"),
    )
    reading.tables["confirmations"] = held("confirmations", sourced(rows, text.name))
    return reading
