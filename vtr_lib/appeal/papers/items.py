"""The items sold, each under all the names by which an invoice may call it."""

from typing import NamedTuple

import polars as pl

from vtr_lib.appeal.papers.tokens import plain

SHORTEST = 4  # characters of a name that is looked for


class Item(NamedTuple):
    """What was sold under one ASIN, or under one SKU whose ASIN is not known; ``sold`` in units.

    ``sku`` holds all SKUs of the ASIN, joined by ``, ``, or None. ``names`` are those that belong to no other item, in
    plain form.
    """

    asin: str | None
    sku: str | None
    sold: int
    names: frozenset[str]


def items_of(frame: pl.DataFrame) -> list[Item]:
    """The items of ``frame`` (asin, sku, quantity; any number of rows), sorted by asin and sku.

    A row without ASIN goes to that of its SKU, if other rows know one alone. The units add up to those of ``frame``.
    """
    text = frame.select(
        *(pl.col(name).cast(pl.String).replace("", None) for name in ("asin", "sku")), pl.col("quantity").fill_null(0)
    )
    told = text.drop_nulls().group_by("sku").agg(pl.col("asin").unique())
    only = told.filter(pl.col("asin").list.len() == 1).select("sku", only=pl.col("asin").list.first())
    known = text.join(only, on="sku", how="left").with_columns(asin=pl.coalesce("asin", "only"))
    known = known.with_columns(alone=pl.when(pl.col("asin").is_null()).then("sku"))
    grouped = known.group_by("asin", "alone").agg(pl.col("sku").drop_nulls().unique().sort(), pl.col("quantity").sum())
    rows = grouped.sort("asin", "alone", nulls_last=True).rows()
    named = [{plain(name) for name in (asin, *skus) if name} for asin, _, skus, _ in rows]
    times = pl.Series([name for names in named for name in names], dtype=pl.String).value_counts()
    shared = set(times.filter(pl.col("count") > 1)[:, 0])
    found = [
        Item(asin, ", ".join(skus) or None, sold, frozenset(name for name in names - shared if len(name) >= SHORTEST))
        for (asin, _, skus, sold), names in zip(rows, named, strict=True)
    ]
    assert sum(item.sold for item in found) == frame["quantity"].sum()
    return found
