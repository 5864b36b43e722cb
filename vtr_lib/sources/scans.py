"""Scans and snapshots of all providers as one: what several tell alike stands once, return legs are kept apart."""

import polars as pl

EVENT = ("tracking", "scanned_at", "kind", "physical", "leg", "carrier", "country")


def scans(rows: pl.DataFrame) -> pl.DataFrame:
    """One row an event, sorted by number and time. From a parcel's first physical return on, scans are of that leg."""
    turned_at = (
        pl.col("scanned_at").filter(pl.col("kind") == "return", pl.col("physical") == "yes").min().over("tracking")
    )
    leg = pl.when((pl.col("leg") == "return") | (pl.col("scanned_at") >= turned_at)).then(pl.lit("return"))
    rows = rows.with_columns(leg.otherwise(pl.lit("forward")).alias("leg"))
    rows = rows.sort(*EVENT, "city", "raw_code", "source_file", "source_line", nulls_last=True)
    return rows.unique(EVENT, keep="first", maintain_order=True)


def snapshots(rows: pl.DataFrame) -> pl.DataFrame:
    """Every time a provider was asked, once, sorted by number and time."""
    return rows.unique(["tracking", "checked_at", "provider", "status"]).sort(
        "tracking", "checked_at", "provider", "status"
    )
