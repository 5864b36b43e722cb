"""The intermediate tables that readers end in: names and Polars dtypes, plain data.

Snapshots are canonical already (``vtr_lib.schema``), scans but for two columns; the rest is joined to packages and
items by ``assemble``. Money is in integer hundredths of the currency's unit, instants are UTC. Every column may be null
but those in ``REQUIRED``. No column here can hold a person's name, address, phone or mail: what is not listed is
dropped at the reader.
"""

import polars as pl

from vtr_lib.frames import polars_schema
from vtr_lib.schema import ITEMS, PACKAGES, SCANS, SNAPSHOTS

TEXT, COUNT, FLAG, AT, ON = pl.String, pl.Int64, pl.Boolean, pl.Datetime("us", "UTC"), pl.Date
SOURCE = {"source_file": TEXT, "source_line": COUNT}
ITEM_MONEY = {
    "currency": TEXT,
    "item_price_cents": COUNT,
    "shipping_price_cents": COUNT,
    "item_promotion_cents": COUNT,
    "ship_promotion_cents": COUNT,
}

TABLES = {
    # What was bought: one row an order item, from an order report or the Orders API. Prices are of the whole line and
    # without tax, which no reader takes up.
    "order_lines": {
        "order_id": TEXT,
        "order_item_id": TEXT,
        "purchased_at": AT,
        "updated_at": AT,
        "order_status": TEXT,
        "item_status": TEXT,
        "fulfilment": TEXT,
        "marketplace": TEXT,
        "sku": TEXT,
        "asin": TEXT,
        "quantity": COUNT,
        **ITEM_MONEY,
        "destination": TEXT,
        "default_origin": TEXT,
        "actual_origin": TEXT,
        "merchant_order_id": TEXT,  # the seller's own name for the order, by which other files may call it
        "is_non_amazon": FLAG,  # sold elsewhere and sent by Amazon; an id that begins with S01 says the same
        "ship_by_at": AT,  # promise-date of the Unshipped report: the latest ship time
        "promised_at": AT,  # the end of the promised delivery, where a report has it
        "is_prime": FLAG,
        **SOURCE,
    },
    # What the seller told Amazon: one row a line of a shipping confirmation.
    "confirmations": {
        "order_id": TEXT,
        "order_item_id": TEXT,
        "quantity": COUNT,
        "shipped_at": AT,
        "precision": TEXT,
        "carrier_raw": TEXT,
        "is_other_carrier": FLAG,
        "tracking_raw": TEXT,
        "service": TEXT,
        "origin": TEXT,
        "is_delete": FLAG,
        "entered_at": AT,  # when the line was sent to Amazon, where the file says so; else it is taken from shipped_at
        "label_origin": TEXT,  # where the label or the warehouse is, as shipping software has it
        "is_label_bought": FLAG,  # bought by Amazon Buy Shipping
        **SOURCE,
    },
    # What Amazon recorded: one row an item of a package in the Orders API.
    "api_packages": {
        "order_id": TEXT,
        "package_ref": TEXT,
        "updated_at": AT,
        "confirmed_at": AT,
        "carrier_raw": TEXT,
        "service": TEXT,
        "tracking_raw": TEXT,
        "origin": TEXT,
        "status": TEXT,
        "order_item_id": TEXT,
        "quantity": COUNT,
        **SOURCE,
    },
    # The order around them, one row an order.
    "api_orders": {
        "order_id": TEXT,
        "updated_at": AT,
        "order_status": TEXT,
        "fulfilment": TEXT,
        "marketplace": TEXT,
        "destination": TEXT,
        "ship_by_at": AT,
        "promised_at": AT,
        "is_prime": FLAG,
        "default_origin": TEXT,  # v0 DefaultShipFromLocationAddress: recommended, not necessarily where it left from
        **SOURCE,
    },
    # What is known of a label by its number alone: one row a number. order_id only where the source has it.
    "labels": {
        "tracking": TEXT,
        "order_id": TEXT,
        "origin": TEXT,
        "is_label_bought": FLAG,
        "estimated_at": AT,  # the carrier's or aggregator's own estimate of delivery: a hint, never the promise
        **SOURCE,
    },
    # Two numbers of one parcel: ``tracking`` is the other number of what was asked for as ``alias_of``.
    "aliases": {"tracking": TEXT, "alias_of": TEXT, "source": TEXT, **SOURCE},
    # Where an aggregator says that a number was sent from.
    "origins": {"tracking": TEXT, "origin": TEXT, **SOURCE},
    # The seller's own word on a product; ``origin`` is the country that it is sent from.
    "skus": {"sku": TEXT, "category": TEXT, "is_digital": FLAG, "origin": TEXT, **SOURCE},
    # The seller's own rates: one unit of ``from`` is ``rate_billionths`` / 10**9 of ``to``, from the day ``on``.
    "exchange_rates": {"on": ON, "from": TEXT, "to": TEXT, "rate_billionths": COUNT, **SOURCE},
    # Tables that are canonical already, read from Parquet, CSV or XLSX; what Amazon's files tell outweighs them.
    "canonical_packages": polars_schema(PACKAGES),
    "canonical_items": polars_schema(ITEMS) | SOURCE,
    # Amazon's own view, for reconciling.
    "amazon_defects": {
        "order_id": TEXT,
        "carrier_raw": TEXT,
        "tracking_raw": TEXT,
        "tracking": TEXT,
        "origin": TEXT,
        "promised_on": ON,
        "service": TEXT,
        "has_valid_tracking": FLAG,
        "has_tracking": FLAG,
        "has_physical_scan": FLAG,
        "has_delivery_scan": FLAG,
        "value_cents": COUNT,
        "category": TEXT,
        **SOURCE,
    },
    "amazon_rates": {
        "marketplace": TEXT,
        "window_from_at": AT,
        "window_to_at": AT,
        "shipments": COUNT,
        "valid": COUNT,
        "rate": TEXT,
        "target": TEXT,
        "target_condition": TEXT,
        "status": TEXT,
        **SOURCE,
    },
    # ``precision`` of the time: ``second`` (also where it is null), ``minute`` or ``day`` (then its last second);
    # ``provider`` is who told it, by the name that its snapshots have.
    "scans": polars_schema(SCANS) | {"precision": TEXT, "provider": TEXT},
    "snapshots": polars_schema(SNAPSHOTS),
}

# What a row of a document must have, else it is set aside.
REQUIRED = {
    "order_lines": ("order_id",),
    "api_orders": ("order_id",),
    "api_packages": ("order_id",),
    "confirmations": ("order_id", "shipped_at"),
    "scans": ("tracking", "scanned_at"),
    "snapshots": ("tracking", "checked_at"),
    "origins": ("tracking",),
    "labels": ("tracking",),
    "aliases": ("tracking", "alias_of"),
    "amazon_rates": ("window_from_at", "window_to_at"),
}


def held(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """``frame`` with exactly the columns of table ``name``: the missing ones null, the others left out."""
    return frame.select(
        (pl.col(column) if column in frame.columns else pl.lit(None)).cast(dtype).alias(column)
        for column, dtype in TABLES[name].items()
    )


def sourced(rows: pl.DataFrame, file: str) -> pl.DataFrame:
    """``rows`` of a flat file with where each was found: ``source_file`` and, from ``line``, ``source_line``."""
    return rows.with_columns(pl.lit(file).alias("source_file"), pl.col("line").alias("source_line"))
