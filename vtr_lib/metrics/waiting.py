"""Where packages wait: how long ago each was last scanned, by the place of that scan."""

import polars as pl

AGES = ("least", "quarter", "half", "three_quarters", "most")


def ages(column: str = "days") -> list[pl.Expr]:
    """The least, the three quartiles and the most of whole numbers, as whole numbers that occur among them.

    A quartile is the smallest value that a quarter, a half or three quarters of all do not exceed (type 1 of Hyndman
    and Fan, *Sample quantiles in statistical packages*, 1996).
    """
    places = [((pl.len().cast(pl.Int64) * quarter + 3) // 4 - 1).clip(lower_bound=0) for quarter in range(5)]
    return [pl.col(column).sort().get(place).alias(name) for place, name in zip(places, AGES, strict=True)]


def nodes(packages: pl.DataFrame) -> pl.DataFrame:
    """Packages waiting in each place: ``country``, ``city``, ``packages``, ``stuck`` and ``AGES`` in days, integers.

    ``packages`` has a row a waiting package: ``country`` and ``city`` of its last scan (null where nobody told), the
    ``days`` since, ``is_stuck``. The place with the most packages is first. No packages give no rows.
    """
    return (
        packages.group_by("country", "city")
        .agg(*ages(), packages=pl.len().cast(pl.Int64), stuck=pl.col("is_stuck").sum().cast(pl.Int64))
        .sort(["packages", "country", "city"], descending=[True, False, False], nulls_last=True)
        .select("country", "city", "packages", "stuck", *AGES)
    )
