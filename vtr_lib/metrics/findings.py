"""What may be stated as a finding: the groups of packages whose rate fell, each with its day, and no others.

Many groups are asked, and most packages are in several: a carrier that breaks takes its categories and the whole store
down with it. So the group that a fall explains best is taken first; where a part of it fell clearly further than its
rest, that part is taken instead, and of a part whose rest fell alike the whole. Its packages are set aside, and the
others are asked again, until nothing is left that chance would not explain.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from math import log, sqrt

import polars as pl
from scipy.special import ndtr

from vtr_lib.metrics.control import ChangeDay, change_day, fall_ratio, matured
from vtr_lib.metrics.counts import NOBODY_KNOWS, SEGMENTS
from vtr_lib.metrics.rate import Rate

GROUPS = ((), ("carrier",), ("origin",), ("category",), ("carrier", "origin"), ("carrier", "category"))
LEAST = 4  # packages missed, below which a group is not asked: no day could be told from chance
WEEK = timedelta(days=7)  # of days before a fall, the fewest to compare with
LEVEL = 0.01  # of stores without a fault, the share of which a fall is stated, at most


@dataclass(frozen=True, slots=True)
class Fall:
    """A group whose rate fell, ``where`` by segment (none: all packages), and the ``change``.

    ``p_value`` is the chance of such a fall in any of the groups asked, where nothing changed. Packages of the groups
    ``apart``, which were found before, are not of this one.
    """

    where: dict[str, str]
    change: ChangeDay
    p_value: float
    apart: tuple[dict[str, str], ...] = ()

    def holds(self) -> pl.Expr:
        """Whether a row, of counts or of packages, is of the group."""
        return is_in(self.where) & ~pl.any_horizontal(pl.lit(False), *map(is_in, self.apart))


def falls(counts: pl.DataFrame, level: float = LEVEL) -> list[Fall]:
    """The groups of ``GROUPS`` whose rate fell, the clearest first; none where all can be chance.

    ``counts`` as ``metrics.counts.count`` gives them, over as many days as there are; only matured days are looked at.
    The chance of each fall is exact given how many packages the group missed, and held against ``level`` divided by
    the number of groups that miss at least ``LEAST`` (Bonferroni): a store in which nothing changed has a fall stated
    with a chance of at most ``level``, as long as its packages fail independently of each other. A fall within a week
    of the first day is none: nobody knows what was usual. Once a group is found its packages are in no other. No
    counts give none.
    """
    found: list[Fall] = []
    counts = settled(counts)
    began = counts["day"].min()
    while True:
        apart = tuple(fall.where for fall in found)
        asked = [(where, rows) for where, rows in _groups(counts) if _missed(rows) >= LEAST]
        changes = [(where, change_day(matured(rows))) for where, rows in asked]
        likely = [
            Fall(where, change, min(1.0, change.p_value * len(asked)), apart)
            for where, change in changes
            if change and change.on - began >= WEEK and change.p_value * len(asked) <= level
        ]
        if not likely:
            return found
        first = _clearest(likely, counts)
        found.append(_widened(_narrowed(first, likely, counts, level), likely, counts, level))
        counts = counts.filter(~is_in(found[-1].where))


def _clearest(falls: list[Fall], counts: pl.DataFrame) -> Fall:
    """The fall that explains most: the likeliest itself, less what is left to explain in all packages but its own."""
    return min(falls, key=lambda fall: (_left(fall, counts) - fall.change.statistic, len(fall.where)))


def _left(fall: Fall, counts: pl.DataFrame) -> float:
    """How much speaks for a fall of all other packages on the same day."""
    days = matured(counts.filter(~is_in(fall.where)))
    is_before = pl.col("day") < fall.change.on
    sides = (days.filter(side).select(pl.col("valid", "counted").sum()).row(0) for side in (is_before, ~is_before))
    return fall_ratio(*(Rate(*side) for side in sides))


def _narrowed(fall: Fall, likely: list[Fall], counts: pl.DataFrame, level: float) -> Fall:
    """The clearest part of the group that fell further than the group's rest, and of that part in turn; else itself."""
    parts = [part for part in likely if part.where.items() > fall.where.items()]
    further = [part for part in parts if _further(part, fall, counts) * len(parts) <= level]
    return _narrowed(_clearest(further, counts), likely, counts, level) if further else fall


def _widened(fall: Fall, likely: list[Fall], counts: pl.DataFrame, level: float) -> Fall:
    """The plainest group around it that also fell, if the rest of that one may have fallen as far; else itself."""
    around = [whole for whole in likely if whole.where.items() < fall.where.items()]
    as_far = [whole for whole in around if _further(fall, whole, counts) > level]
    return min(as_far, key=lambda whole: (len(whole.where), -whole.change.statistic), default=fall)


def _further(part: Fall, whole: Fall, counts: pl.DataFrame) -> float:
    """The chance that the odds of ``part`` fell as much further than those of the rest of ``whole`` by accident.

    One-sided, of the difference of two log odds ratios with Woolf's variance, half a package added to each count.
    """
    inside = counts.filter(is_in(whole.where))
    odds = spread = 0.0
    for sign, rows in ((1, inside.filter(is_in(part.where))), (-1, inside.filter(~is_in(part.where)))):
        days = matured(rows)
        for side, chosen in ((1, pl.col("day") >= part.change.on), (-1, pl.col("day") < part.change.on)):
            missed, valid = (days.filter(chosen)[column].sum() + 0.5 for column in ("missed", "valid"))
            odds += sign * side * log(missed / valid)
            spread += 1 / missed + 1 / valid
    return float(ndtr(-odds / sqrt(spread)))


def settled(counts: pl.DataFrame) -> pl.DataFrame:
    """The counts of what counts on matured days, each carrier's own (``control.matured``): groups then compare alike.

    A package that is pending with one carrier hides no day of the others.
    """
    counts = counts.with_columns(pl.col(SEGMENTS).fill_null(NOBODY_KNOWS))
    counted = counts.filter(pl.col("state").is_in(["valid", "defect", "unknown"]))
    return counted.join(matured(counts, "carrier"), on=["carrier", "day"], how="semi", maintain_order="left")


def of_family(counts: pl.DataFrame, causes: Iterable[str]) -> pl.DataFrame:
    """The rows as if only packages missed for one of ``causes`` were: the others that count are valid.

    ``causes`` are families, ``unknown`` for what has none, or the beginning of clauses with its dot, such as ``scan.``.
    Sums of packages stay as they are.
    """
    causes = list(causes)
    own = pl.col("cause").fill_null(NOBODY_KNOWS).is_in([cause for cause in causes if "." not in cause])
    for beginning in (cause for cause in causes if "." in cause):
        own |= pl.col("clause").str.starts_with(beginning)
    others = pl.col("state").is_in(["defect", "unknown"]) & ~own
    return counts.with_columns(state=pl.when(others).then(pl.lit("valid")).otherwise("state"))


def is_in(where: dict[str, str]) -> pl.Expr:
    """Whether a row has the segments ``where``; a missing one is ``unknown``."""
    return pl.all_horizontal(pl.lit(True), *(pl.col(by).fill_null(NOBODY_KNOWS) == name for by, name in where.items()))


def _groups(counts: pl.DataFrame) -> Iterable[tuple[dict[str, str], pl.DataFrame]]:
    for keys in GROUPS:
        if not keys:
            yield {}, counts
            continue
        for names, rows in sorted(counts.partition_by(keys, as_dict=True).items()):
            yield dict(zip(keys, names, strict=True)), rows


def _missed(counts: pl.DataFrame) -> int:
    return counts.filter(pl.col("state").is_in(["defect", "unknown"]))["packages"].sum()
