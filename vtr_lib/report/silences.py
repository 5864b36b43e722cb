"""Carriers that went silent, as data: when, how unlikely that is, and what became of the packages."""

from datetime import date, timedelta

import polars as pl

from vtr_lib.calendar import local_day, years_of
from vtr_lib.metrics.silence import LEVEL, LONGEST, fates, outcome, silences, telling

FATES = ("later", "never", "open")
ROWS = 12


def silences_found(
    packages: pl.DataFrame, sent: pl.DataFrame, scans: pl.DataFrame, zone: str, first: date, last: date
) -> dict:
    """The silences of ``first`` to ``last`` with the fates of their packages, and of which carriers any could be told.

    ``sent`` are all packages, whether they count or not, for all are scanned; ``packages`` those whose fates are told.
    A scan is counted for the carrier with which the package of its number was confirmed: the carrier the seller chose,
    whoever scanned. ``under_way`` are the packages of all silences; ``days``, for the carriers with the most scans, the
    days with a physical scan.
    """
    daily = daily_scans(sent, scans, zone, first, last)
    told, able = silences(daily, last), telling(daily, last).sort(["scans", "carrier"], descending=[True, False])
    known = packages.select(
        "package_id", "carrier", "confirmed_on", "delivered_on", "is_pending", scanned_on="last_scan_on"
    ).rename({"is_pending": "is_open"})
    under_way = [fates(known, row["carrier"], row["first_on"], row["last_on"]) for row in told.iter_rows(named=True)]
    rows = [_row(row, fate) for row, fate in zip(told.iter_rows(named=True), under_way, strict=True)]
    named = [*dict.fromkeys(row["carrier"] for row in rows), *able["carrier"]]
    shown = list(dict.fromkeys(named))[:ROWS]
    scanned = daily.filter(pl.col("scans") > 0).sort("day")
    return {
        "level": str(LEVEL),
        "longest": LONGEST,
        "rows": rows,
        "under_way": sorted({name for fate in under_way for name in fate["package_id"]}),
        "telling": able.to_dicts(),
        "days": [
            {"carrier": name, "on": [day.isoformat() for day in scanned.filter(pl.col("carrier") == name)["day"]]}
            for name in shown
        ],
    }


def daily_scans(packages: pl.DataFrame, scans: pl.DataFrame, zone: str, first: date, last: date) -> pl.DataFrame:
    """Physical ``scans`` on the way out and packages ``sent`` (confirmed), by ``carrier`` and ``day`` of ``zone``."""
    owners = (
        packages.filter(pl.col("tracking").is_not_null())
        .sort("confirmed_at", "package_id")
        .unique("tracking", keep="first")
        .select("tracking", "carrier")
    )
    is_back = (pl.col("kind") == "return") | (pl.col("leg") == "return").fill_null(False)
    physical = scans.filter(pl.col("physical") == "yes", ~is_back).select("scanned_at", "tracking", "alias_of")
    owned = physical.with_columns(tracking=pl.coalesce("alias_of", "tracking")).join(owners, on="tracking")
    scanned = owned.select("carrier", day=local_day("scanned_at", zone, years_of(owned, "scanned_at")))
    sent = packages.select("carrier", day="confirmed_on")
    counts = pl.concat([scanned.with_columns(scans=1, sent=0), sent.with_columns(scans=0, sent=1)])
    return (
        counts.filter(pl.col("day").is_between(first, last))
        .group_by("carrier", "day")
        .agg(pl.col("scans", "sent").sum().cast(pl.Int64))
        .sort("carrier", "day")
    )


def _row(row: dict, found: pl.DataFrame) -> dict:
    counts = {fate: found.filter(pl.col("fate") == fate).height for fate in FATES}
    return {
        "carrier": row["carrier"],
        "first_on": row["first_on"].isoformat(),
        "last_on": row["last_on"].isoformat(),
        "ends_on": (row["last_on"] + timedelta(days=1)).isoformat(),
        "days": row["days"],
        "expected": round(row["expected"]),
        "others": row["others"],
        "chance": f"{row['chance']:.0e}",
        "outcome": outcome(counts["later"], counts["never"], is_still=row["is_still"]),
        **counts,
    }
