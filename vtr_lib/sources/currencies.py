"""Prices in another currency than the marketplace's, converted by the seller's own dated table.

Whole numbers all the way. A part of a cent is rounded up: every limit lets off what is below it, so no package may fall
below a limit by rounding.
"""

import polars as pl

from vtr_lib import policy as policies
from vtr_lib.calendar import local_day, years_of
from vtr_lib.sources import limits

ONE = 10**9  # the unit of ``rate_billionths``
AMOUNTS = ("value_cents", "value_gross_cents")


def convert(cents: int, rate_billionths: int) -> int:
    """``cents`` of one currency in cents of another, a part of a cent up.

    >>> convert(1000, 1_034_500_000), convert(499, 1_000_000_001)
    (1035, 500)
    """
    return -(-cents * rate_billionths // ONE)


def converted(packages: pl.DataFrame, rates: pl.DataFrame, zone: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """``packages`` with their values in their marketplace's currency where a rate is known; and what was converted.

    The rate is that of the day of confirmation in ``zone``, else the last one before it that is at most
    ``rate_age_days`` old; of several uploads the last. Without one the price stays as it is. The second frame has a row
    a package: package_id, currency, value_cents, value_gross_cents (all as they were), rate_billionths, rate_on,
    source_file, source_line.
    """
    wanted = {name: policies.load(name.lower()).currency for name in packages["marketplace"].unique()
              if name.lower() in policies.known()}  # fmt: skip
    own = pl.col("marketplace").replace_strict(wanted, default=None, return_dtype=pl.String)
    foreign = packages.with_columns(own.alias("to")).filter(pl.col("currency") != pl.col("to"))
    foreign = foreign.with_columns(local_day("confirmed_at", zone, years_of(foreign, "confirmed_at")).alias("day"))
    rates = rates.drop_nulls(["on", "from", "to", "rate_billionths"]).sort("upload", "source_line")
    rates = rates.unique(["on", "from", "to"], keep="last").with_columns(pl.col("on").alias("rate_on"))
    found = foreign.select("package_id", "currency", "to", "day", *AMOUNTS).sort("day").join_asof(
        rates.select("on", "from", "to", "rate_billionths", "rate_on", "source_file", "source_line").sort("on"),
        left_on="day", right_on="on", by_left=["currency", "to"], by_right=["from", "to"], strategy="backward",
        tolerance=f"{limits.days('rate_age_days')}d", check_sortedness=False,
    ).drop_nulls("rate_billionths")  # fmt: skip
    new = {"package_id": found["package_id"], "currency": found["to"]}
    for name in AMOUNTS:
        pairs = zip(found[name], found["rate_billionths"], strict=True)
        cents = [None if each is None else convert(each, rate) for each, rate in pairs]
        new[name] = pl.Series(cents, dtype=pl.Int64)
    packages = packages.join(pl.DataFrame(new), on="package_id", how="left", suffix="_new", maintain_order="left")
    is_new = pl.col("currency_new").is_not_null()
    packages = packages.with_columns(
        pl.when(is_new).then(f"{name}_new").otherwise(name).alias(name) for name in ("currency", *AMOUNTS)
    ).drop("currency_new", *(f"{name}_new" for name in AMOUNTS))
    kept = ("package_id", "currency", *AMOUNTS, "rate_billionths", "rate_on", "source_file", "source_line")
    return packages, found.select(kept).sort("package_id")
