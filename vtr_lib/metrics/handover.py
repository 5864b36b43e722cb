"""From the confirmation to the first physical scan: how long the carrier took to have the package."""

from datetime import timedelta

import polars as pl

BANDS = ("before", "day_1", "day_2", "day_3", "later", "never", "open", "unclear")
HOURS = {"day_1": 24, "day_2": 48, "day_3": 72}  # the last hour of each, itself in


def band() -> pl.Expr:
    """The band of each package, one of ``BANDS``, from ``confirmed_at``, ``first_scan_at`` and ``state``.

    ``before`` its confirmation; within 24 hours of it, 48, 72, or ``later``; and of the unscanned: ``never``, ``open``
    while it is pending, ``unclear`` where nobody can know.
    """
    took = pl.col("first_scan_at") - pl.col("confirmed_at")
    chain = (
        pl.when(took.is_null() & (pl.col("state") == "pending")).then(pl.lit("open"))
        .when(took.is_null() & (pl.col("state") == "defect")).then(pl.lit("never"))
        .when(took.is_null()).then(pl.lit("unclear"))
        .when(took < timedelta(0)).then(pl.lit("before"))
    )  # fmt: skip
    for name, hours in HOURS.items():
        chain = chain.when(took <= timedelta(hours=hours)).then(pl.lit(name))
    return chain.otherwise(pl.lit("later"))


def handovers(packages: pl.DataFrame, by: str = "carrier") -> pl.DataFrame:
    """Packages in each band by ``by``: an integer column a band, and their sum ``packages``; the most first.

    ``packages`` has ``by``, ``confirmed_at``, ``first_scan_at`` and ``state``. No packages give no rows.
    """
    rows = packages.select(by, band=band())
    counts = [(pl.col("band") == name).sum().cast(pl.Int64).alias(name) for name in BANDS]
    return (
        rows.group_by(by)
        .agg(*counts, packages=pl.len().cast(pl.Int64))
        .sort(["packages", by], descending=[True, False], nulls_last=True)
    )
