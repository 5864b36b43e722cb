"""Where lateness sits: by product and by warehouse, and what was confirmed without ever being sent."""

import polars as pl

LISTED = 20  # rows a list shows; the rest is summed


def by_sku(counted: pl.DataFrame, items: pl.DataFrame) -> dict:
    """Packages that hold each SKU. One of several SKUs counts with each, so rows don't add up."""
    held = items.select("package_id", "sku").unique()
    return _ranked(counted.join(held, on="package_id", how="left").with_columns(pl.col("sku").alias("name")))


def by_warehouse(counted: pl.DataFrame) -> dict:
    """Packages by the country they were sent from, and where nobody told it by the file that confirmed them."""
    return _ranked(
        counted.with_columns(
            pl.coalesce("origin", "source_file").alias("name"), pl.col("origin").is_null().alias("is_file")
        ),
        "is_file",
    )


def never_sent(found: pl.DataFrame, items: pl.DataFrame) -> dict:
    """Packages that were confirmed, cancelled later and never scanned: their count, by SKU and by day.

    ``days`` add up to ``packages``; a package of several SKUs counts with each of its ``skus``.
    """
    held = found.select("package_id").join(items.select("package_id", "sku").unique(), on="package_id", how="left")
    skus = held.group_by(pl.col("sku").alias("name")).agg(pl.len().cast(pl.Int64).alias("packages"))
    skus = skus.sort(["packages", "name"], descending=[True, False], nulls_last=True)
    days = found.group_by(pl.col("confirmed_on").alias("day")).agg(pl.len().cast(pl.Int64).alias("packages"))
    return {
        "packages": found.height,
        "skus": skus.head(LISTED).to_dicts(),
        "other_skus": max(0, skus.height - LISTED),
        "days": days.sort("day").with_columns(pl.col("day").dt.strftime("%Y-%m-%d")).to_dicts(),
    }


def _ranked(rows: pl.DataFrame, *more: str) -> dict:
    """The first ``LISTED`` names and the rest summed: ``counted``, ``missed``, ``known`` (ship time told), ``late``.

    Those with most late packages first, then those with most. ``others`` is how many names are in ``rest``.
    """
    grouped = rows.group_by("name", *more).agg(
        pl.len().cast(pl.Int64).alias("counted"),
        pl.col("is_missed").sum().cast(pl.Int64).alias("missed"),
        pl.col("is_late").count().cast(pl.Int64).alias("known"),
        pl.col("is_late").sum().cast(pl.Int64).alias("late"),
    )
    order = ["late", "counted", "name", *more]
    grouped = grouped.sort(order, descending=[True, True, *[False] * (len(order) - 2)], nulls_last=True)
    rest = grouped.slice(LISTED).select(pl.col("counted", "missed", "known", "late").sum())
    return {
        "rows": grouped.head(LISTED).to_dicts(),
        "others": max(0, grouped.height - LISTED),
        "rest": rest.row(0, named=True),
    }
