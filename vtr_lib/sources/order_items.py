"""Order lines of all files → one row an order item: the newest word on each, from whichever file said it."""

import polars as pl

from vtr_lib.sources.tables import TABLES, held

MONEY = ("item_price_cents", "shipping_price_cents", "item_promotion_cents", "ship_promotion_cents")
CONTENT = ("order_id", "sku", "asin", "quantity", "currency", *MONEY, "updated_at")
NEVER = pl.datetime(1970, 1, 1, time_unit="us", time_zone="UTC")


def numbered(table: str, parts: list[pl.DataFrame]) -> pl.DataFrame:
    """The parts of an intermediate table one below the other; ``upload`` is the place of each among them.

    A part that was kept before a column was known has it null.
    """
    empty = pl.DataFrame(schema=TABLES[table] | {"upload": pl.Int32})
    held_parts = (held(table, part) for part in parts)
    return pl.concat(
        [empty, *(part.with_columns(pl.lit(at, pl.Int32).alias("upload")) for at, part in enumerate(held_parts))]
    )


def newest(rows: pl.DataFrame, *by: str) -> pl.DataFrame:
    """The rows of the last update of each ``by``, of the last upload where two speak of the same update."""
    when = pl.col("updated_at").fill_null(NEVER)
    return rows.filter(when == when.max().over(by)).filter(pl.col("upload") == pl.col("upload").max().over(by))


def order_items(parts: list[pl.DataFrame]) -> tuple[pl.DataFrame, dict[str, int]]:
    """One row an order item, with the columns of ``order_lines`` and ``item`` (its number here), and quality counts.

    A report gives no order item id; it is taken from the API where order and SKU name one line in both. Money is the
    report's, the API's where the report is silent. The same line in overlapping exports stands once; two equal lines of
    one file are two.
    """
    lines = numbered("order_lines", parts)
    from_api = newest(lines.filter(pl.col("order_item_id").is_not_null()), "order_id")
    from_api = from_api.unique(["order_id", "order_item_id"], keep="last", maintain_order=True)
    report = lines.filter(pl.col("order_item_id").is_null())
    report = report.with_columns(pl.col("source_line").rank("ordinal").over("upload", *CONTENT).alias("copy"))
    report = report.unique([*CONTENT, "copy"], keep="last", maintain_order=True)
    report = newest(report, "order_id", "sku").with_columns(pl.len().over("order_id", "sku").alias("alike"))
    named = from_api.filter(pl.len().over("order_id", "sku") == 1)
    both = report.filter(pl.col("alike") == 1).join(named, on=["order_id", "sku"], how="inner", suffix="_api")
    differ = both.filter(pl.col("item_price_cents") != pl.col("item_price_cents_api"))
    report = report.drop("order_item_id").join(
        named.select("order_id", "sku", "order_item_id", "currency", *MONEY, pl.lit(1, pl.UInt32).alias("alike")),
        on=["order_id", "sku", "alike"],
        how="left",
        suffix="_api",
    )
    is_silent = pl.col("item_price_cents").is_null()
    report = report.with_columns(
        pl.when(is_silent).then(f"{name}_api").otherwise(name).alias(name) for name in ("currency", *MONEY)
    )
    only_api = from_api.join(report, on=["order_id", "sku"], how="anti")
    columns = [*TABLES["order_lines"]]
    items = pl.concat([report.select(columns), only_api.select(columns)])
    items = items.sort("order_id", "order_item_id", "sku", *CONTENT[2:], "source_file", "source_line")
    return items.with_row_index("item"), {"prices_report_and_api_differ": differ.height}
