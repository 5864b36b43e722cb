"""What the scans tell of each number: its first record, its last physical scan and where that was."""

import polars as pl


def trails(scans: pl.DataFrame) -> pl.DataFrame:
    """One row a ``tracking`` number, sorted, of scans in the columns of ``schema.SCANS``; no scans give no rows.

    ``recorded_at`` is the first record of any kind, ``physical_at`` and ``last_at`` the first and the last physical
    scan on the way out, ``country`` and ``city`` the place of the last as the scan has it (of several in one instant
    one that is told). ``delivered_at`` is the first delivery, perhaps no physical one, ``returned_at`` the first scan
    on the way back, ``unclear`` how many records may be physical and may not, ``has_alias`` whether scans came under
    another number of the same parcel. A scan under an alias is one of the number it is an alias of as well. The order
    of the scans changes nothing.
    """
    aliases = scans.filter(pl.col("alias_of").is_not_null()).with_columns(tracking="alias_of")
    rows = pl.concat([scans.with_columns(is_alias=False), aliases.with_columns(is_alias=True)])
    at = pl.col("scanned_at")
    is_back = (pl.col("kind") == "return") | (pl.col("leg") == "return").fill_null(False)
    is_out = ~is_back & (pl.col("physical") == "yes")
    is_delivery = ~is_back & (pl.col("kind") == "delivered") & (pl.col("physical") != "no")
    known = rows.group_by("tracking").agg(
        recorded_at=at.min(),
        physical_at=at.filter(is_out).min(),
        last_at=at.filter(is_out).max(),
        delivered_at=at.filter(is_delivery).min(),
        returned_at=at.filter(is_back).min(),
        unclear=(~is_back & (pl.col("physical") == "unknown")).sum().cast(pl.Int64),
        has_alias=pl.col("is_alias").any() | pl.col("alias_of").is_not_null().any(),
    )
    places = (
        rows.filter(is_out)
        .sort("scanned_at", "country", "city", nulls_last=False)
        .group_by("tracking", maintain_order=True)
        .agg(pl.col("country", "city").last())
    )
    return known.join(places, on="tracking", how="left").sort("tracking")
