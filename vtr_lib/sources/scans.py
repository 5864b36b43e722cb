"""Scans and snapshots of all providers as one: what several tell alike stands once, return legs are kept apart."""

from datetime import timedelta

import polars as pl

from vtr_lib.sources import limits

EVENT = ("tracking", "minute", "kind", "leg")
TOLD = ("tracking", "scanned_at", "kind", "physical", "leg", "carrier", "country", "city", "raw_code", "alias_of")
TRUST = {"yes": 0, "unknown": 1, "no": 2}


def scans(rows: pl.DataFrame) -> pl.DataFrame:
    """One row an event, sorted by number and time. From a parcel's first physical return on, scans are of that leg.

    Two rows are one event where number, minute, kind and leg are the same and no two carriers contradict: whoever tells
    it, the most exact time stays, and every column that only one of them fills. ``physical`` is ``yes`` where one says
    so, then ``unknown``, so that no verdict changes by it. A time known by the day alone (its last second) gives way to
    an exact one of that kind within the day.
    """
    turned_at = (
        pl.col("scanned_at").filter(pl.col("kind") == "return", pl.col("physical") == "yes").min().over("tracking")
    )
    leg = pl.when((pl.col("leg") == "return") | (pl.col("scanned_at") >= turned_at)).then(pl.lit("return"))
    rows = rows.with_columns(
        leg.otherwise(pl.lit("forward")).alias("leg"),
        pl.col("scanned_at").dt.truncate("1m").alias("minute"),
        (pl.col("precision") == "day").fill_null(False).alias("by_day"),
    )
    rows = _by_carrier(_without_days(rows))
    at, trust = pl.col("scanned_at"), pl.col("physical").replace_strict(TRUST, return_dtype=pl.Int8)
    is_round = (at == pl.col("minute")) | (pl.col("precision") == "minute").fill_null(False)
    rows = rows.with_columns((pl.len().over(*EVENT, "carrier") == 1).alias("is_alone"))  # most are
    alone, several = rows.filter("is_alone"), rows.filter(~pl.col("is_alone"))
    several = several.sort("tracking", trust, is_round, at, *TOLD[5:], "source_file", "source_line", nulls_last=True)
    merged = several.group_by(*EVENT, "carrier", maintain_order=True).agg(
        pl.exclude(*EVENT, "carrier").first(ignore_nulls=True)
    )
    one = pl.concat([alone, merged.select(alone.columns)]).drop("is_alone")
    return one.sort(*TOLD, "source_file", "source_line", nulls_last=True)


def _without_days(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows but those by the day whose event another row of number, kind and leg tells exactly."""
    key = ["tracking", "kind", "leg"]
    days = rows.filter("by_day")
    if days.is_empty():
        return rows
    exact = rows.filter(~pl.col("by_day")).join(days, on=key, how="semi")
    near = days.with_row_index("row").join(exact.select(*key, pl.col("scanned_at").alias("exactly_at")), on=key)
    before = pl.col("scanned_at") - pl.col("exactly_at")
    near = near.filter(before >= timedelta(), before < timedelta(days=1))
    gone = near["row"].unique()
    return pl.concat([
        rows.filter(~pl.col("by_day")),
        days.with_row_index("row").filter(~pl.col("row").is_in(gone.implode())).drop("row"),
    ])  # fmt: skip


def _by_carrier(rows: pl.DataFrame) -> pl.DataFrame:
    """An event that one teller gives a carrier has it for those who give none."""
    one = pl.col("carrier").drop_nulls().n_unique().over(EVENT) == 1
    is_shared = (pl.len().over(EVENT) > 1) & pl.col("carrier").is_null()
    open_ones = rows.filter(is_shared)
    if open_ones.is_empty():
        return rows
    touched = rows.join(open_ones.select(EVENT).unique(), on=list(EVENT), how="semi")
    named = touched.with_columns(
        pl.when(one).then(pl.col("carrier").max().over(EVENT)).otherwise("carrier").alias("carrier")
    )
    return pl.concat([rows.join(open_ones.select(EVENT).unique(), on=list(EVENT), how="anti"), named])


def snapshots(rows: pl.DataFrame) -> pl.DataFrame:
    """Every time a provider was asked, once, sorted by number and time."""
    return rows.unique(["tracking", "checked_at", "provider", "status"]).sort(
        "tracking", "checked_at", "provider", "status"
    )


def aliased(scans: pl.DataFrame, aliases: pl.DataFrame) -> pl.DataFrame:
    """``scans`` with ``alias_of`` both ways: what either number of a parcel was scanned under counts for the other.

    One step only, never by way of a third number, and back only between two that belong to each other alone: a number
    that stands for several parcels proves none of them. ``aliases`` has tracking, alias_of and source; scans that name
    an alias themselves add to it. A scan with several other numbers stands once for each.
    """
    pair = ("tracking", "alias_of")
    pairs = pl.concat([scans.select(pair), aliases.select(pair)]).drop_nulls().unique()
    pairs = pairs.filter(pl.col("tracking") != pl.col("alias_of"))
    if pairs.is_empty():
        return scans
    is_single = (pl.len().over("tracking") == 1) & (pl.len().over("alias_of") == 1)
    back = pairs.filter(is_single).select(pl.col("alias_of").alias("tracking"), pl.col("tracking").alias("alias_of"))
    pairs = pl.concat([pairs, back]).unique()
    bare = scans.join(pairs.select("tracking").unique(), on="tracking", how="semi").drop("alias_of").unique()
    found = bare.join(pairs, on="tracking", how="inner").select(scans.columns)
    rest = scans.join(pairs.select("tracking").unique(), on="tracking", how="anti")
    return pl.concat([rest, found]).sort(*TOLD, "source_file", "source_line", nulls_last=True)


def lives(scans: pl.DataFrame, packages: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The scans that can be of one of ``packages``, and those of an earlier life of their number.

    A number is used again after some months. What was scanned longer than ``earlier_life_days`` before the order was
    bought is of another parcel; where nobody says when that was, ``earlier_life_days_unbought`` before the
    confirmation. Of several orders with one number the first sets the limit, and numbers of no package keep all.
    """
    bought_at = pl.min_horizontal("purchased_at", "confirmed_at").dt.offset_by(f"-{limits.days('earlier_life_days')}d")
    unbought_at = pl.col("confirmed_at").dt.offset_by(f"-{limits.days('earlier_life_days_unbought')}d")
    is_bought = pl.col("purchased_at").is_not_null()
    first = packages.filter(pl.col("tracking").is_not_null()).select(
        "tracking", pl.when(is_bought).then(bought_at).otherwise(unbought_at).alias("from_at")
    )
    first = first.group_by("tracking").agg(pl.col("from_at").min())
    rows = scans.join(first, on="tracking", how="left", maintain_order="left")
    other = first.rename({"tracking": "alias_of", "from_at": "other_from_at"})
    rows = rows.join(other, on="alias_of", how="left", maintain_order="left")
    is_early = (pl.col("scanned_at") < pl.min_horizontal("from_at", "other_from_at")).fill_null(False)
    rows = rows.with_columns(is_early.alias("is_early"))
    columns = scans.columns
    return rows.filter(~pl.col("is_early")).select(columns), rows.filter("is_early").select(columns)
