"""Scans to first times and the last: one row a tracking number, scanning carrier and country."""

import polars as pl

from vtr_lib.schema import SEEN


def reduce(scans: pl.DataFrame) -> pl.DataFrame:
    """First times of each kind of scan and the last of any, by ``tracking``, ``scanned_by`` and ``scanned_in``.

    The carrier that scanned and the country it did so in may be null. ``scans`` is the canonical table; the result has
    the columns of ``schema.REDUCTIONS``, sorted by its keys; no scans give no rows. A scan under an alias counts for
    the number it is an alias of as well. Where no leg is told, a return is on the way back, all else on the way out.
    """
    at = pl.col("scanned_at")
    goes_back = pl.when(pl.col("kind") == "return").then(pl.lit("return")).otherwise(pl.lit("forward"))
    forward = pl.coalesce("leg", goes_back) == "forward"
    physical = forward & (pl.col("physical") == "yes")
    maybe = forward & (pl.col("physical") == "unknown")
    handed = pl.col("kind").is_in(["delivered", "attempt"])
    arrived = pl.col("kind").is_in(["arrive", "accept"])
    returned = (pl.col("kind") == "return") | ~forward
    seen = {
        "any_at": pl.lit(True),
        "physical_at": physical,
        "other_at": physical & ~handed,
        "arrival_at": physical & arrived,
        "delivered_at": physical & (pl.col("kind") == "delivered"),
        "attempt_at": physical & (pl.col("kind") == "attempt"),
        "maybe_physical_at": maybe,
        "maybe_other_at": maybe & ~handed,
        "maybe_arrival_at": maybe & arrived,
        "maybe_delivered_at": maybe & (pl.col("kind") == "delivered"),
        "maybe_attempt_at": maybe & (pl.col("kind") == "attempt"),
        "return_at": returned,
    }
    # `agg(filter(…).min())` would be one group-by each; columns made beforehand share one.
    rows = scans.select(
        "tracking",
        "alias_of",
        pl.col("carrier").alias("scanned_by"),
        pl.col("country").str.to_uppercase().alias("scanned_in"),
        *(pl.when(holds).then(at).alias(name) for name, holds in seen.items()),
        at.alias("last_at"),
    )
    aliases = rows.filter(pl.col("alias_of").is_not_null()).with_columns(tracking="alias_of")
    return merge([rows.drop("alias_of"), aliases.drop("alias_of")])


def merge(reductions: list[pl.DataFrame]) -> pl.DataFrame:
    """Several reductions as one. Adding a reduction twice, or in another order, changes nothing."""
    keys = ["tracking", "scanned_by", "scanned_in"]
    whole = pl.concat(reductions).group_by(keys).agg(pl.col(SEEN).min(), pl.col("last_at").max())
    return whole.sort(keys, nulls_last=True)
