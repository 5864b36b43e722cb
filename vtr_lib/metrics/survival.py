"""How long scans take, with the packages still waiting counted for as long as they were watched."""

from datetime import datetime
from math import sqrt

import numpy as np
import polars as pl
from scipy import special

LEGS = {  # what is waited for, from which instant to which
    "first_scan": ("confirmed_at", "first_scan_at"),
    "arrival": ("first_scan_at", "arrival_at"),
    "delivery": ("first_scan_at", "delivery_at"),
}
NEVER_MIND = 1e-9  # a product of many fractions is this close to the fraction it should be


def durations(packages: pl.DataFrame, leg: str, as_of_at: datetime) -> pl.DataFrame:
    """``packages`` whose ``leg`` had begun by ``as_of_at``, with ``hours`` (integer ≥ 0) and ``is_event``.

    A leg is one of ``LEGS``: from confirmation to the first physical scan, from it to the arrival, or to the delivery
    (or attempt). Hours are whole hours past, cut. What was scanned before it was confirmed waited 0 hours. What had not
    happened by ``as_of_at`` is censored then: the package waited at least so long. So is a cancelled package that was
    never scanned: cancelling is another end, of whose instant no file tells, so it stays among those that wait and
    lifts the plateau of the curve; ``is_cancelled`` tells which they are. A confirmation known by its day only counts
    from the instant the reader gave it. No packages give no rows.
    """
    start, end = LEGS[leg]
    is_event = pl.col(end).is_not_null() & (pl.col(end) <= as_of_at)
    until = pl.when(is_event).then(end).otherwise(pl.lit(as_of_at))
    waited = (until - pl.col(start)).dt.total_hours().clip(lower_bound=0)
    return packages.filter(pl.col(start) <= as_of_at).with_columns(hours=waited.cast(pl.Int64), is_event=is_event)


def survival(hours: pl.Series | list[int], is_event: pl.Series | list[bool], level: float = 0.95) -> pl.DataFrame:
    """The share still waiting after each number of hours (Kaplan and Meier 1958).

    Columns: ``hours`` (each number found, ascending), ``at_risk`` (waiting until then), ``events``, ``censored`` (all
    integers), ``survival`` (1 … 0, waiting past these hours) and its interval ``low``, ``high`` at ``level``: the
    variance of Greenwood on the log-log scale, so it stays in 0 … 1. Where none had an event yet the interval is
    1 … 1; where the last one at risk had his, 0 … 0. A curve that ends above 0 has a plateau: of the rest nobody knows.
    Nothing in, nothing out.
    """
    counted = (
        pl.DataFrame({"hours": pl.Series(hours, dtype=pl.Int64), "is_event": pl.Series(is_event, dtype=pl.Boolean)})
        .group_by("hours")
        .agg(events=pl.col("is_event").sum().cast(pl.Int64), censored=(~pl.col("is_event")).sum().cast(pl.Int64))
        .sort("hours")
        .with_columns(at_risk=(pl.col("events") + pl.col("censored")).cum_sum(reverse=True))
    )
    at_risk, events = counted["at_risk"].to_numpy(), counted["events"].to_numpy()
    share = np.cumprod((at_risk - events) / at_risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = np.cumsum(events / (at_risk * (at_risk - events)))
        width = special.ndtri((1 + level) / 2) * np.sqrt(variance) / np.log(share)  # below 0
        low, high = (np.exp(np.log(share) * np.exp(side * width)) for side in (-1, 1))
    is_sure = (share == 1) | (share == 0)
    curve = {"survival": share, "low": np.where(is_sure, share, low), "high": np.where(is_sure, share, high)}
    return counted.select("hours", "at_risk", "events", "censored").with_columns(
        pl.Series(name, values, dtype=pl.Float64) for name, values in curve.items()
    )


def waiting(curve: pl.DataFrame, hours: int) -> float:
    """The share of a ``survival`` curve still waiting after ``hours``; 1 before the first and of no packages."""
    passed = curve.filter(pl.col("hours") <= hours)
    return passed["survival"][-1] if passed.height else 1.0


def at_risk(curve: pl.DataFrame, hours: int) -> int:
    """How many packages were watched for ``hours`` and still waited just before."""
    ahead = curve.filter(pl.col("hours") >= hours)
    return ahead["at_risk"][0] if ahead.height else 0


def quantile(curve: pl.DataFrame, share: float) -> int | None:
    """The hours after which ``share`` (0 … 1) of all packages had their event; None where the curve never gets there.

    A 95th percentile of those that were scanned would leave out the very ones that were not; this one counts all.
    """
    there = curve.filter(pl.col("survival") <= 1 - share + NEVER_MIND)
    return there["hours"][0] if there.height else None


def log_rank(one: pl.DataFrame, other: pl.DataFrame) -> tuple[float, float] | None:
    """Whether two ``survival`` curves differ: the log-rank statistic (1 degree of freedom) and its p-value.

    Events of ``one`` are held against those expected if both went alike (Mantel 1966). The same whichever comes first;
    None where neither could have gone otherwise: a curve is empty, or no event happened while both were at risk.
    """
    both = one.select("hours", "at_risk", "events").join(
        other.select("hours", "at_risk", "events"), on="hours", how="full", coalesce=True, suffix="_other"
    )
    events = pl.col("events", "events_other").fill_null(0)
    later = pl.col("at_risk", "at_risk_other").fill_null(strategy="backward").fill_null(0)
    both = both.sort("hours").with_columns(events, later)
    n, d = (both[name].to_numpy().astype(float) for name in ("at_risk", "events"))
    m, e = (both[name].to_numpy().astype(float) for name in ("at_risk_other", "events_other"))
    whole, all_events = n + m, d + e
    excess = (d - all_events * n / whole).sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = np.nan_to_num(all_events * (n / whole) * (m / whole) * (whole - all_events) / (whole - 1)).sum()
    if not variance > 0:
        return None
    statistic = float(excess / sqrt(variance)) ** 2
    return statistic, float(special.chdtrc(1, statistic))
