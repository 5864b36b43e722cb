"""Where a package was sent from: the most trusted source that says so, by name.

What a file states may be believed or not, yet somebody stated it. Two sources state nothing and are only inferred: the
suffix of an S10 number is the post that handled it, not where the goods came from, and a parcel's first scan may be the
first of its last mile. They are taken only where that makes the rule stricter, never where a package could come to be
exempt by them; so an inferred country is either one whose packages count anyway, or none.
"""

from datetime import date

import polars as pl

from vtr_lib import policy as policies
from vtr_lib.policy.model import ANY, Rule

# The most trusted first: the name of each source, and the column that holds what it says.
COLUMNS = {
    "api_package": "api_origin",
    "confirmation": "confirmed_origin",
    "report_actual": "actual_origin",
    "label": "label_origin",
    "aggregator_origin": "aggregator_origin",
    "s10_suffix": "s10_origin",
    "first_physical_scan_country": "scan_origin",
    "report_default": "default_origin",
    "declared_by_user": "declared_origin",
}
ORIGINS = tuple(COLUMNS)
WEAK = ORIGINS[3:]  # below what Amazon was told of the package: taken, and counted as a warning
INFERRED = ("s10_suffix", "first_physical_scan_country")
S10 = r"^[A-Z]{2}\d{9}([A-Z]{2})$"


def s10_suffix(numbers: pl.Series) -> pl.Series:
    """The country of a well-formed S10 number, check digit and all; else null."""
    digits = numbers.str.extract(r"^[A-Z]{2}(\d{9})[A-Z]{2}$")
    weights = (8, 6, 4, 2, 3, 5, 9, 7)
    weighed = pl.sum_horizontal(pl.col("d").str.slice(at, 1).cast(pl.Int64) * by for at, by in enumerate(weights))
    rest = 11 - weighed % 11
    check = pl.when(rest == 10).then(0).when(rest == 11).then(5).otherwise(rest)
    is_whole = digits.to_frame("d").select(pl.col("d").str.slice(8, 1).cast(pl.Int64) == check).to_series()
    return numbers.str.extract(S10).set(~is_whole.fill_null(False), None)


def first_scans(scans: pl.DataFrame, packages: pl.DataFrame) -> pl.DataFrame:
    """By ``tracking`` of packages of which no better source says: its first physical scan on the way out.

    ``scan_origin`` is the country of that scan, null where it has none: a later one says less of where it came from.
    """
    better = [COLUMNS[name] for name in ORIGINS[: ORIGINS.index("s10_suffix")]]
    asked = packages.filter(pl.all_horizontal(pl.col(better).is_null())).select("tracking")
    scans = scans.join(asked, on="tracking", how="semi")
    rows = scans.filter(pl.col("physical") == "yes", pl.col("leg") == "forward").sort("scanned_at", maintain_order=True)
    return rows.group_by("tracking", maintain_order=True).agg(pl.col("country").first().alias("scan_origin"))


def learnt(packages: pl.DataFrame, zone: str) -> pl.DataFrame:
    """``packages`` with ``origin`` and ``origin_source``, null where nobody says, and ``was_inferred``.

    ``packages`` holds ``marketplace``, ``confirmed_at`` (days are those of ``zone``) and a column of ``COLUMNS`` for
    each source. ``was_inferred``: something could be inferred, whether it was taken or not.
    """
    inferred = [COLUMNS[name] for name in INFERRED]
    packages = packages.with_columns(pl.any_horizontal(pl.col(inferred).is_not_null()).alias("was_inferred"))
    packages = packages.with_columns(_relied_on(packages, inferred, zone))
    said = {name: pl.col(column) for name, column in COLUMNS.items()}
    source = pl.coalesce(pl.when(column.is_not_null()).then(pl.lit(name)) for name, column in said.items())
    return packages.with_columns(pl.coalesce(said.values()).alias("origin"), source.alias("origin_source"))


def counts(packages: pl.DataFrame) -> dict[str, int]:
    """How many packages have their origin from where, and what is worth a warning."""
    by_source = packages["origin_source"].fill_null("unknown").value_counts().sort("origin_source")
    unknown = packages["origin"].is_null()
    return {f"origin_{name}": count for name, count in by_source.iter_rows()} | {
        "origins_weak": int(packages["origin_source"].is_in(WEAK).sum()),
        "origins_inferred_and_not_relied_on": int((unknown & packages["was_inferred"].fill_null(False)).sum()),
    }


def _relied_on(packages: pl.DataFrame, columns: list[str], zone: str) -> list[pl.Series]:
    """The inferred columns, null where the rule of the package's market and day could be milder by them."""
    days = packages.select("marketplace", pl.col("confirmed_at").dt.convert_time_zone(zone).dt.date().alias("day"))
    kept = []
    for column in columns:
        asked = days.with_columns(packages[column].alias("country"))
        known = asked.drop_nulls().unique()
        fits = [is_never_milder(*row) for row in known.iter_rows()]
        known = known.with_columns(pl.Series("fits", fits, pl.Boolean))
        held = asked.join(known, on=["marketplace", "day", "country"], how="left", maintain_order="left")
        kept.append(held.select(pl.when("fits").then("country").alias(column)).to_series())
    return kept


def is_never_milder(marketplace: str, day: date, country: str) -> bool:
    """Whether a package from ``country`` is never exempt where the same from nobody knows where would count.

    The marketplace's own country adds nothing: an unknown origin counts as it already.

    >>> [is_never_milder("US", date(2025, 2, 1), country) for country in ("CN", "SE", "GB", "US")]
    [True, False, False, False]
    """
    rule = _rule(marketplace, day)
    if rule is None:
        return False
    country = rule["same_country_as"].get(country, country)
    counted = rule["counted_origins"]
    limited = rule["untracked_lane_below"].keys() | rule["counted_above"].keys()
    own, theirs = (rule.cents_by("two_scan_from").get(each) for each in (rule.policy.country, country))
    return (
        country != rule.policy.country
        and (counted == ANY or country in counted)
        and country not in limited
        and not rule["letter_lane_below"]
        and (own is None or (theirs is not None and theirs <= own))
    )


def _rule(marketplace: str, day: date) -> Rule | None:
    """The rule of a market and day; None where there is none, so that nothing is inferred under it."""
    if marketplace.lower() not in policies.known():
        return None
    policy = policies.load(marketplace.lower())
    return policy.on(day) if day >= policy.first_on else None
