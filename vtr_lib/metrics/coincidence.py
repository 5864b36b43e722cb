"""What else changed on the day a rate fell: by itself no cause, but where to look first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from scipy import special

from vtr_lib.metrics.control import ChangeDay

DAYS = 21  # at most so many on each side: whole weeks, so that weekdays weigh alike
LEAST = 5  # packages of a value on both sides together; fewer could not tell a change from chance
LEVEL = 0.05

SHIFTS = {
    "attribute": pl.String, "value": pl.String, "kind": pl.String, "before": pl.Int64, "of_before": pl.Int64,
    "after": pl.Int64, "of_after": pl.Int64, "p_value": pl.Float64,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Coincidence:
    """What changed beside a rate: ``shifts`` and ``policy_days``, and the windows ``before`` and ``after``."""

    before: tuple[date, date]
    after: tuple[date, date]
    shifts: pl.DataFrame
    policy_days: tuple[date, ...]


def coincidence(
    packages: pl.DataFrame,
    change: ChangeDay,
    attributes: Sequence[str],
    policy_days: Iterable[date] = (),
    level: float = LEVEL,
    days: int = DAYS,
) -> Coincidence:
    """Which values of ``attributes`` became more or less frequent among ``packages`` when the rate fell.

    ``packages`` are the segment's own, one row each, with ``day`` (date) and a column an attribute (carrier, service,
    sku, source_file, origin …; null is a value like any other). The windows are the ``days`` days before ``change.on``
    and as many from it on, cut where the packages begin and end. ``shifts`` has a row for each value whose share
    changed: ``attribute``, ``value``, ``kind`` (``new`` of none before, ``vanished`` of none after, else ``share``),
    ``before`` of ``of_before`` packages, ``after`` of ``of_after``, and ``p_value``, the surest first. ``p_value`` is
    that of Fisher's exact test (two-sided) times the number of the attribute's values with 5 packages and more
    (Bonferroni): where nothing changed, an attribute has a row with a chance of at most ``level``. ``policy_days`` are
    those given on which the rate may have changed, from ``change.earliest`` to ``change.latest``. No packages on a side
    give no shifts. All of it is what happened together; it proves no cause.
    """
    first, last = change.on - timedelta(days=days), change.on + timedelta(days=days - 1)
    inside = packages.filter(pl.col("day").is_between(first, last))
    first, last = (inside["day"].min() or first, inside["day"].max() or last)
    is_before = pl.col("day") < change.on
    of_before, of_after = inside.filter(is_before).height, inside.filter(~is_before).height
    found = [pl.DataFrame(schema=SHIFTS)]
    for attribute in attributes if of_before and of_after else ():
        values = (
            inside.group_by(pl.col(attribute).cast(pl.String).alias("value"))
            .agg(before=is_before.sum().cast(pl.Int64), after=(~is_before).sum().cast(pl.Int64))
            .filter(pl.col("before") + pl.col("after") >= LEAST)
        )
        chances = [fisher(before, of_before, after, of_after) for before, after in values[["before", "after"]].rows()]
        found.append(
            values.with_columns(
                attribute=pl.lit(attribute),
                kind=pl.when(before=0).then(pl.lit("new")).when(after=0).then(pl.lit("vanished")).otherwise(
                    pl.lit("share")
                ),
                of_before=pl.lit(of_before, pl.Int64),
                of_after=pl.lit(of_after, pl.Int64),
                p_value=pl.Series([min(1.0, chance * values.height) for chance in chances], dtype=pl.Float64),
            ).select(list(SHIFTS))
        )  # fmt: skip
    return Coincidence(
        before=(min(first, change.on - timedelta(days=1)), change.on - timedelta(days=1)),
        after=(change.on, max(last, change.on)),
        shifts=pl.concat(found)
        .filter(pl.col("p_value") <= level)
        .sort("p_value", "attribute", "value", nulls_last=True),
        policy_days=tuple(sorted({day for day in policy_days if change.earliest <= day <= change.latest})),
    )


def fisher(before: int, of_before: int, after: int, of_after: int) -> float:
    """Fisher's exact test, two-sided: the chance of a table no likelier than ``before`` and ``after`` of their wholes.

    In 0 … 1; 1 where a side is empty.
    """
    both = before + after
    at = np.arange(max(0, both - of_after), min(both, of_before) + 1)

    def ways(of: int, some: np.ndarray) -> np.ndarray:
        return special.gammaln(of + 1) - special.gammaln(some + 1) - special.gammaln(of - some + 1)

    likely = ways(of_before, at) + ways(of_after, both - at)
    chances = np.exp(likely - special.logsumexp(likely))
    own = chances[before - at[0]]
    return min(1.0, float(chances[chances <= own * (1 + 1e-7)].sum()))
