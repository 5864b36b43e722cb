"""What all files say of an order as a whole: one row an order, in every column the last word."""

import polars as pl

from vtr_lib.sources.order_items import last_words

CANCELLED = ("cancelled", "canceled")
OUTSIDE = "S01-"  # orders of other shops that Amazon sends: multi-channel fulfilment
SAID = ("fulfilment", "marketplace", "destination", "default_origin", "ship_by_at", "promised_at", "is_prime")


def is_cancelled(column: str) -> pl.Expr:
    """Whether a status says cancelled, in whichever spelling; none says nothing."""
    return pl.col(column).fill_null("").str.to_lowercase().is_in(CANCELLED)


def orders(lines: pl.DataFrame, api_orders: pl.DataFrame) -> pl.DataFrame:
    """One row an order of ``lines`` (``order_lines`` of all files) or of ``api_orders``.

    The columns are ``SAID``, ``actual_origin``, ``purchased_at`` (the first that was said), ``is_outside`` and
    ``is_order_cancelled``. What the API says of the order outweighs its lines. An order of another shop is Amazon's to
    send.
    """
    stand = ["order_id", "updated_at", "upload", "source_line"]
    of_lines = last_words(lines.select(*stand, *SAID, "actual_origin", "is_non_amazon"), ["order_id"])
    gone = is_cancelled("order_status") | is_cancelled("item_status")
    whole = lines.group_by("order_id").agg(pl.col("purchased_at").min(), gone.all().alias("is_gone"))
    of_api = last_words(api_orders.select(*stand, *SAID, "order_status"), ["order_id"])
    rows = of_lines.join(whole, on="order_id").join(of_api, on="order_id", how="full", coalesce=True, suffix="_api")
    is_outside = pl.col("order_id").str.starts_with(OUTSIDE) | pl.col("is_non_amazon").fill_null(False)
    return rows.with_columns(
        *(pl.coalesce(f"{name}_api", name).alias(name) for name in SAID),
        is_outside.alias("is_outside"),
        (pl.col("is_gone").fill_null(False) | is_cancelled("order_status")).alias("is_order_cancelled"),
    ).select(
        "order_id",
        pl.when("is_outside").then(pl.lit("amazon")).otherwise("fulfilment").alias("fulfilment"),
        *SAID[1:],
        "actual_origin",
        "purchased_at",
        "is_outside",
        "is_order_cancelled",
    )


def by_amazon_id(rows: pl.DataFrame, lines: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """``rows`` that call an order by the seller's own name for it, now by Amazon's; and how many there were.

    A name that two orders have is left as it is.
    """
    names = lines.select("merchant_order_id", pl.col("order_id").alias("amazon_id")).drop_nulls().unique()
    names = names.filter(pl.len().over("merchant_order_id") == 1, pl.col("merchant_order_id") != pl.col("amazon_id"))
    names = names.filter(~pl.col("merchant_order_id").is_in(lines["order_id"].implode()))
    told = rows.join(names, left_on="order_id", right_on="merchant_order_id", how="left", maintain_order="left")
    count = told["amazon_id"].count()
    return told.with_columns(pl.coalesce("amazon_id", "order_id").alias("order_id")).drop("amazon_id"), count
