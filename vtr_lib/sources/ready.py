"""Packages and items of canonical tables, beside those that were put together from other files.

A table may come from a warehouse's own system, or be the seller's last word of years ago. What Amazon's files tell of
the same package outweighs it; it fills what they leave open and adds the packages they do not have.
"""

import polars as pl

from vtr_lib.schema import ITEMS, PACKAGES
from vtr_lib.sources.order_items import numbered
from vtr_lib.tracking.normal import normalise

KEY = ["order_id", "mark"]
VALUE = ("value_cents", "value_gross_cents", "currency")  # go together: a value in another's currency is none
SOURCE = "canonical_table"  # where an origin was learnt that comes without a word on it
ORIGIN = ("origin", "origin_source")
TOLD = {
    "carrier_raw": "carriers_differ",
    "confirmed_at": "confirmations_differ",
    "origin": "origins_differ",
    "destination": "destinations_differ",
    "value_cents": "values_differ",
    "currency": "currencies_differ",
}


def packages(parts: list[pl.DataFrame], store: str) -> pl.DataFrame:
    """Rows of ``canonical_packages``, of each id the last; ``mark`` is the number, without one the package's id."""
    rows = numbered("canonical_packages", parts).sort("upload", "source_line", maintain_order=True)
    rows = rows.unique("package_id", keep="last", maintain_order=True)
    given = rows.select(pl.coalesce("tracking", "tracking_raw")).to_series()
    number, is_told = normalise(given)["normalised"], pl.col("origin").is_not_null()
    return rows.with_columns(
        pl.lit(store).alias("store"),
        pl.coalesce("carrier_raw", "carrier").alias("carrier_raw"),
        pl.when(is_told).then(pl.coalesce("origin_source", pl.lit(SOURCE))).alias("origin_source"),
        number.alias("tracking"),
        number.fill_null(rows["package_id"]).alias("mark"),
    ).unique(KEY, keep="last", maintain_order=True)


def added(packages: pl.DataFrame, ready: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """``packages`` filled and joined by ``ready``; the pairs that both tell (``_ready``); and those only ``ready`` has.

    Packages are the same by order and number, without a number by their id.
    """
    packages = packages.with_columns(pl.coalesce("tracking", "package_id").alias("mark"))
    pairs = packages.join(ready, on=KEY, suffix="_ready", maintain_order="left")
    columns = [name for name in PACKAGES.names if name not in ("store", "package_id", "order_id", "tracking")]
    filled = packages.join(ready, on=KEY, how="left", suffix="_ready", maintain_order="left")
    is_open = {name: pl.col("value_cents").is_null() for name in VALUE} | {
        name: pl.col("origin").is_null() for name in ORIGIN
    }
    filled = filled.with_columns(
        pl.when(is_open.get(name, pl.col(name).is_null())).then(f"{name}_ready").otherwise(name).alias(name)
        for name in columns
    ).select(packages.columns)
    alone = ready.join(packages, on=KEY, how="anti")
    taken = alone.join(packages, on="package_id", how="semi")  # an id that is another package's here
    alone = alone.with_columns(
        pl.when(pl.col("package_id").is_in(taken["package_id"].implode()))
        .then(pl.format("{}:{}", *KEY)).otherwise("package_id").alias("package_id"),
        pl.col("package_id").alias("given_id"),
    )  # fmt: skip
    return pl.concat([filled, alone], how="diagonal"), pairs, alone


def items(parts: list[pl.DataFrame], pairs: pl.DataFrame, alone: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Rows of ``canonical_items`` of packages that only such tables tell, or of whose content nothing is ``known``.

    Of each package the items of the last upload.
    """
    rows = numbered("canonical_items", parts)
    rows = rows.filter(pl.col("upload") == pl.col("upload").max().over("package_id"))
    ids = pl.concat([
        pairs.select(pl.col("package_id_ready").alias("given_id"), "package_id"),
        alone.select("given_id", "package_id"),
    ]).join(known.select("package_id").unique(), on="package_id", how="anti")  # fmt: skip
    rows = rows.rename({"package_id": "given_id"}).join(ids, on="given_id")
    return rows.select(ITEMS.names).unique(maintain_order=True)
