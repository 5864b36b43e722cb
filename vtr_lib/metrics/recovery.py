"""When the rate recovers: the rolling rate of the days to come, exact, under what is assumed of new packages.

Nothing is drawn by chance. A package of a day leaves the window as many days later as the window is long, whatever
becomes of it; what is still pending comes out valid or missed, so each day has a lowest and a highest rate.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import polars as pl

from vtr_lib.calendar import days
from vtr_lib.metrics.control import matured
from vtr_lib.metrics.counts import by_state
from vtr_lib.metrics.rate import Rate

HORIZON = 45  # days looked ahead: one and a half windows
USUAL_DAYS = 14  # matured days by which new packages are taken to come out, two whole weeks


@dataclass(frozen=True, slots=True)
class Day:
    """The packages confirmed on one day, by what is known of them."""

    valid: int = 0
    missed: int = 0
    pending: int = 0


@dataclass(frozen=True, slots=True)
class Band:
    """The rate of a window where everything pending comes out missed (``low``), and valid (``high``)."""

    low: Rate
    high: Rate


def daily(counts: pl.DataFrame, first: date, last: date) -> list[Day]:
    """The days ``first`` to ``last``, both in, of ``counts`` as ``metrics.counts.count`` gives them.

    A day without packages is there with zeros. Defect and unknown are missed; exempt and out of scope are nowhere.
    """
    rows = by_state(counts, "day").iter_rows(named=True)
    found = {row["day"]: Day(row["valid"], row["counted"] - row["valid"], row["pending"]) for row in rows}
    return [found.get(day, Day()) for day in days(first, last)]


def usual(counts: pl.DataFrame, days_back: int = USUAL_DAYS) -> tuple[Rate, date | None, date | None]:
    """How the last matured days came out, with the first and the last of them; nothing counted where there is none.

    A day is matured as long as judging will leave it alone, see ``metrics.control.matured``. The ``days_back`` days
    that end with the last one are taken.
    """
    ripe = matured(counts)
    last = ripe["day"].max()
    if last is None:
        return Rate(0, 0), None, None
    ripe = ripe.filter(pl.col("day") > pl.lit(last).dt.offset_by(f"-{days_back}d"))
    return Rate(ripe["valid"].sum(), ripe["counted"].sum()), ripe["day"].min(), last


def ahead(past: Sequence[Day], share: Fraction, horizon: int = HORIZON) -> list[Day]:
    """As many new packages a day as the days ``past`` had on average, of which ``share`` is valid; whole packages.

    By the end of day ``k`` there are ⌊k · packages ÷ days⌋ of them, ⌊share · as many⌋ valid: no package is in parts,
    and after as many days as are past there are exactly as many again. No past gives days without a package.
    """
    volume = sum(day.valid + day.missed + day.pending for day in past)
    sums = [volume * step // (len(past) or 1) for step in range(horizon + 1)]
    valid = [share.numerator * count // share.denominator for count in sums]
    return [
        Day(valid[step] - valid[step - 1], (sums[step] - valid[step]) - (sums[step - 1] - valid[step - 1]))
        for step in range(1, horizon + 1)
    ]


def course(past: Sequence[Day], new: Sequence[Day]) -> list[Band]:
    """The rate of the window on its last day, and on each day of ``new``: ``len(new) + 1`` bands.

    The window is as long as ``past``. Sums of integers: a day that enters is added, the one that leaves taken away.
    """
    every, length = [*past, *new], len(past)
    valid, missed, pending = (sum(getattr(day, name) for day in past) for name in ("valid", "missed", "pending"))
    bands = [_band(valid, missed, pending)]
    for entering, leaving in zip(new, every, strict=False):
        if length:
            valid += entering.valid - leaving.valid
            missed += entering.missed - leaving.missed
            pending += entering.pending - leaving.pending
        bands.append(_band(valid, missed, pending))
    return bands


def _band(valid: int, missed: int, pending: int) -> Band:
    counted = valid + missed + pending
    return Band(Rate(valid, counted), Rate(valid + pending, counted))


def first_met(rates: Sequence[Rate], target: Fraction) -> int | None:
    """The first place at which ``target`` is met, exactly on it as well; None where it is nowhere.

    A window in which nothing is counted meets nothing.
    """
    return next((place for place, rate in enumerate(rates) if rate.meets(target)), None)


def met_from(rates: Sequence[Rate], target: Fraction) -> int | None:
    """The first place from which on ``target`` is met to the end; None where the last one misses it or is of nothing.

    Good days leave the window too, so a rate may fall again after ``first_met``.
    """
    missing = [place for place, rate in enumerate(rates) if not rate.meets(target)]
    start = missing[-1] + 1 if missing else 0
    return start if start < len(rates) else None
