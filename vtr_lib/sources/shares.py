"""What each package holds of each order item, and which part of the item's money.

An item sent in several packages is shared by quantity, in whole cents by largest remainder, so that the parts add up to
the line. What was not sent yet keeps its share. Where nobody says which item is in which package, the items of the
order are pooled and shared by the packages' quantities, evenly where those are not known either.
"""

import polars as pl

from vtr_lib.sources.order_items import MONEY

REST = ""  # the package that holds what was not sent


def shares(items: pl.DataFrame, contents: pl.DataFrame) -> pl.DataFrame:
    """One row a package and item: ``package_id``, the columns of ``items``, money and ``quantity`` cut to the share.

    ``contents``: package_id, order_id, order_item_id and quantity, each of the last two null where it is not known.
    ``is_pooled`` marks guesses by quantity; their own ``quantity`` is null unless one package holds it all. Packages
    of which no item is known give no row.
    """
    ids = items.select("order_id", "order_item_id", "item", pl.col("quantity").alias("whole"))
    known = contents.join(ids.drop_nulls("order_item_id"), on=["order_id", "order_item_id"])
    named = known.select("package_id", "item", "whole", pl.coalesce("quantity", "whole", 1).alias("weight"))
    pooled = _pool(
        items.join(known, on="item", how="anti"),
        contents.join(known, on=["order_id", "order_item_id"], how="anti", nulls_equal=True),
    )
    weights = pl.concat([named.with_columns(pl.lit(False).alias("is_pooled")), pooled])
    weights = weights.group_by("package_id", "item", "is_pooled").agg(pl.col("weight").sum(), pl.col("whole").max())
    left = weights.group_by("item", "is_pooled").agg((pl.col("whole").max() - pl.col("weight").sum()).alias("weight"))
    left = left.filter(pl.col("weight") > 0).with_columns(pl.lit(REST).alias("package_id"))
    parts = pl.concat([weights.drop("whole"), left], how="diagonal").join(items, on="item")
    is_alone = pl.len().over("item") == 1  # most are, and dividing by one is slow
    shared = parts.filter(~is_alone)
    for amount in MONEY:
        shared = shared.with_columns(_split(amount).alias(amount))
    quantity = pl.when(~pl.col("is_pooled")).then(pl.min_horizontal("weight", "quantity"))
    parts = pl.concat([
        parts.filter(is_alone).with_columns(quantity.otherwise("quantity").alias("quantity")),
        shared.with_columns(quantity.alias("quantity")),
    ])  # fmt: skip
    return parts.filter(pl.col("package_id") != REST).sort("package_id", "item")


def _pool(items: pl.DataFrame, contents: pl.DataFrame) -> pl.DataFrame:
    """Every item beside every package of its order that holds something nobody named.

    A package weighs as many pieces as it holds; where one of the order's does not say, each weighs the same.
    """
    pools = items.group_by("order_id").agg(pl.col("quantity").sum().alias("whole"), pl.len().alias("kinds"))
    pairs = contents.group_by("order_id", "package_id").agg(
        pl.col("quantity").sum().alias("weight"), pl.col("quantity").is_null().any().alias("is_open")
    )
    pairs = pairs.with_columns(pl.col("is_open").any().over("order_id")).join(pools, on="order_id")
    return pairs.join(items.select("order_id", "item"), on="order_id").select(
        "package_id",
        "item",
        pl.when(~pl.col("is_open")).then("whole").alias("whole"),
        pl.when(pl.col("is_open")).then(1).otherwise("weight").cast(pl.Int64).alias("weight"),
        (pl.col("is_open") | (pl.col("kinds") > 1)).alias("is_pooled"),
    )


def _split(amount: str) -> pl.Expr:
    """The share of ``amount`` by ``weight`` among the rows of an item: down, what is left to the largest rests."""
    total = pl.col("weight").sum().over("item").clip(1)
    floor, rest = pl.col(amount) * pl.col("weight") // total, pl.col(amount) * pl.col("weight") % total
    left = pl.col(amount) - floor.sum().over("item")
    place = pl.int_range(pl.len()).over("item", order_by=[-rest, pl.col("package_id") == REST, "package_id"])
    return floor + (place < left).cast(pl.Int64)
