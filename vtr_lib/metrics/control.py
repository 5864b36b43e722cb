"""Whether a rate that fell from one day to the next really fell, and since when.

All of it stands on *daily* counts of matured days, never on a rolling series, whose neighbours share most of their
packages. Every package is taken for one throw at the day's rate; where days differ by more than that (weekday, mix of
categories), the alarms come a little too often and a chance said here is a little too small.
"""

import math
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

import numpy as np
import polars as pl
from scipy import special

from vtr_lib.metrics.counts import NOBODY_KNOWS
from vtr_lib.metrics.rate import Rate

OPEN = 200  # a day is matured while no more than 1 in so many of its packages is pending
TAIL = 0.00135  # the chance beyond three standard deviations of a normal distribution, on one side
MANY = 100  # counted packages a day, on average, from which days are also held against how much they vary
RANGE = 1.128  # the mean distance of two draws of a standard normal distribution (d2 of two)
FINE, BAD = Fraction(3, 100), Fraction(7, 100)
NEAR = 2.0  # splits whose log-likelihood lies within this of the best are as likely the change
SURELY = 1e-12  # the smallest chance that is told


def matured(counts: pl.DataFrame, by: str | None = None, cause: str | None = None) -> pl.DataFrame:
    """The daily series that judging leaves alone from now on: ``by``, ``day``, ``valid``, ``missed``, ``counted``.

    ``counts`` as ``metrics.counts.count`` gives them. For each value of ``by`` the series ends before the first day of
    which more than 1 in 200 packages (counted + pending) are pending: the packages of such a day that are judged
    already are its best or its worst, never a fair sample. Days without a package are left out; integers; sorted by
    both; no counts give no rows. With ``cause`` (a family, or ``unknown``) only what that family lost is missed and
    ``valid`` is all else that counts, so missed by cause adds up to missed.
    """
    packages, keys = pl.col("packages"), [by, "day"] if by else ["day"]
    is_missed = pl.col("state").is_in(["defect", "unknown"])
    is_counted = is_missed | (pl.col("state") == "valid")
    if cause:
        is_missed &= pl.col("cause").fill_null(NOBODY_KNOWS) == cause
    daily = counts.group_by(keys).agg(
        missed=packages.filter(is_missed).sum(),
        counted=packages.filter(is_counted).sum(),
        pending=packages.filter(pl.col("state") == "pending").sum(),
    )
    is_open = pl.col("pending") * OPEN > pl.col("counted") + pl.col("pending")
    was_open = is_open.cum_max().over(by) if by else is_open.cum_max()
    ripe = daily.sort(keys, nulls_last=True).filter(~was_open, pl.col("counted") > 0)
    return ripe.select(*keys, valid=pl.col("counted") - pl.col("missed"), missed="missed", counted="counted")


@dataclass(frozen=True, slots=True)
class PChart:
    """Days against their limits: ``days`` with ``most`` and ``is_alarm`` beside the counts, see ``p_chart``."""

    centre: Rate
    spread: float
    days: pl.DataFrame


def p_chart(daily: pl.DataFrame, centre: Rate | None = None) -> PChart:
    """The most packages each day may miss while nothing is out of the ordinary, and the days on which more did.

    ``daily`` as ``matured`` gives it, of one segment. ``days`` are its rows with ``most`` (integer, 0 … counted) and
    ``is_alarm`` (missed > most). The limit is exact: ``most`` is the largest number that as many or more miss with a
    chance of at least .00135 at the rate of ``centre``. Where a day counts 100 packages and more on average, real days
    vary by more than chance; the limit then is the higher one of this and Laney's p′ (2002), three standard deviations
    times ``spread`` (at least 1), the mean distance of neighbouring days in standard deviations ÷ 1.128.

    ``centre`` is the usual rate, such as the rate before a change. Where none is given it is that of all days but
    those that are out: days beyond their limit are taken out and the rate is counted anew, until no more are out. A
    centre without a missed package stands for half a package missed of one more. No days give no rows.
    """
    daily = daily.sort("day")
    missed, counted = (daily[column].to_numpy() for column in ("missed", "counted"))
    is_usual = np.ones(len(counted), dtype=bool)
    while True:
        usual = centre or _rate(missed[is_usual], counted[is_usual])
        spread = _spread(missed, counted, usual)
        most = _most(counted, usual, spread)
        is_out = is_usual & (missed > most)
        if centre or not is_out.any():
            break
        is_usual &= ~is_out
    days = daily.with_columns(most=pl.Series(most, dtype=pl.Int64))
    return PChart(usual, spread, days.with_columns(is_alarm=pl.col("missed") > pl.col("most")))


def three_sigma(centre: Rate, counted: int, spread: float = 1.0) -> tuple[float, float]:
    """The classic limits of the share missed of a day with ``counted`` packages (NIST handbook 6.3.3.2), in 0 … 1."""
    share = _share_missed(centre)
    width = 3 * spread * (share * (1 - share) / counted) ** 0.5
    return max(0.0, share - width), min(1.0, share + width)


def cusum(daily: pl.DataFrame, fine: Fraction = FINE, bad: Fraction = BAD, limit: float = 4) -> pl.DataFrame:
    """How much speaks, day by day, for ``bad`` as the share missed and against ``fine``; alarms where it is enough.

    ``daily`` as ``matured`` gives it, of one segment; its rows come back with ``score`` (≥ 0, the log-likelihood ratio
    summed since it last was 0) and ``is_alarm`` (score > limit). After an alarm it starts at 0 again, so the next alarm
    is a second proof. With the limits given, 30 packages a day and 3 % missed there is a false alarm in 395 days; a
    rise to 7 % is found in 9 (Page 1954; Reynolds and Stoumbos 1999).
    """
    daily = daily.sort("day")
    lost, kept = math.log(bad / fine), math.log((1 - bad) / (1 - fine))
    score, scores = 0.0, []
    for valid, missed in daily.select("valid", "missed").iter_rows():
        score = max(0.0, (0.0 if score > limit else score) + missed * lost + valid * kept)
        scores.append(score)
    days = daily.with_columns(score=pl.Series(scores, dtype=pl.Float64))
    return days.with_columns(is_alarm=pl.col("score") > limit)


@dataclass(frozen=True, slots=True)
class ChangeDay:
    """The day ``on`` from which the rate was lower, in all likelihood between ``earliest`` and ``latest``.

    ``before`` and ``after`` are the rates of the days before ``on`` and from it on; ``statistic`` is the
    log-likelihood ratio, ``p_value`` the chance of as high a one where nothing changed.
    """

    on: date
    earliest: date
    latest: date
    before: Rate
    after: Rate
    statistic: float
    p_value: float


def change_day(daily: pl.DataFrame) -> ChangeDay | None:
    """The split of the days at which the rate most clearly fell (Hinkley 1970); None where no split has a fall.

    ``daily`` as ``matured`` gives it, of one segment. ``on`` is the first day after the split with the greatest
    log-likelihood ratio of two rates against one, the earlier of two equal ones. ``earliest`` to ``latest`` are all
    splits with a fall whose log-likelihood lies within 2 of it; a change on days without packages shows on the next day
    that has some, so ``earliest`` is the day after the last one that surely was before. ``p_value`` is exact, with no
    draw: of all ways to deal the missed packages out to the days' packages, the share that has a split as clear;
    from 1e-12 to 1.
    """
    daily = daily.sort("day")
    days = daily["day"].to_list()
    missed, counted = (daily[column].to_numpy().astype(np.int64) for column in ("missed", "counted"))
    if len(days) < 2:
        return None
    ratios = _fall(missed.cumsum()[:-1], counted.cumsum()[:-1], missed.sum(), counted.sum())
    if not ratios.max() > 0:
        return None
    best = int(ratios.argmax())
    near = np.flatnonzero((ratios > 0) & (ratios >= ratios[best] - NEAR))
    return ChangeDay(
        on=days[best + 1],
        earliest=days[near[0]] + timedelta(days=1),
        latest=days[near[-1] + 1],
        before=_rate(missed[: best + 1], counted[: best + 1]),
        after=_rate(missed[best + 1 :], counted[best + 1 :]),
        statistic=float(ratios[best]),
        p_value=_chance(counted, int(missed.sum()), float(ratios[best])),
    )


def fall_ratio(before: Rate, after: Rate) -> float:
    """The log-likelihood ratio of two rates against one; 0 where the rate did not fall, or a side has nothing."""
    if not before.counted or not after.counted:
        return 0.0
    missed, both = before.counted - before.valid, before + after
    return float(_fall(np.array([missed]), np.array([before.counted]), both.counted - both.valid, both.counted)[0])


def _rate(missed: np.ndarray, counted: np.ndarray) -> Rate:
    return Rate(int(counted.sum() - missed.sum()), int(counted.sum()))


def _share_missed(centre: Rate) -> float:
    missed = centre.counted - centre.valid
    return missed / centre.counted if missed else 0.5 / (centre.counted + 1)


def _spread(missed: np.ndarray, counted: np.ndarray, centre: Rate) -> float:
    """How many times as far apart as chance has it neighbouring days lie; 1 where days are small or few."""
    share = _share_missed(centre)
    if len(counted) < 2 or counted.mean() < MANY or share == 1:
        return 1.0
    scores = (missed / counted - share) / np.sqrt(share * (1 - share) / counted)
    return max(1.0, float(np.abs(np.diff(scores)).mean() / RANGE))


def _most(counted: np.ndarray, centre: Rate, spread: float) -> np.ndarray:
    """For each day the largest number missed that is not out."""
    share = _share_missed(centre)
    if share == 1:
        return counted.copy()
    guess = np.nan_to_num(special.bdtrik(1 - TAIL, counted.astype(float), share), nan=counted.max(initial=0))
    most = np.minimum(counted, np.ceil(guess).astype(np.int64) + 2)
    while (is_rare := _as_many(most, counted, share) < TAIL).any():
        most = most - is_rare
    if spread == 1:
        return most
    wide = share + 3 * spread * np.sqrt(share * (1 - share) / counted)
    return np.maximum(most, np.minimum(counted, np.floor(counted * wide).astype(np.int64)))


def _as_many(missed: np.ndarray, counted: np.ndarray, share: float) -> np.ndarray:
    """P(X ≥ missed) of a binomial X: 1 for none."""
    return np.where(missed < 1, 1.0, special.betainc(np.maximum(missed, 1), counted - missed + 1, share))


def _fall(missed: np.ndarray, counted: np.ndarray | int, all_missed: int, all_counted: int) -> np.ndarray:
    """The log-likelihood ratio of two rates against one, ``missed`` of ``counted`` before; 0 where there is no fall."""

    def likelihood(missed, counted):
        valid = counted - missed
        return special.xlogy(missed, missed / counted) + special.xlogy(valid, valid / counted)

    missed_after, counted_after = all_missed - missed, all_counted - counted
    ratio = likelihood(missed, counted) + likelihood(missed_after, counted_after) - likelihood(all_missed, all_counted)
    return np.where(missed_after * counted > missed * counted_after, ratio, 0.0)


def _chance(counted: np.ndarray, missed: int, statistic: float) -> float:
    """The share of all deals of ``missed`` packages to the days that reach ``statistic`` at some split.

    Dealt so, the missed packages of the days are independent binomials whose sum is held at ``missed``. So the
    number missed so far walks from day to day; a walk that reaches the statistic is counted, with the ways left to come
    to ``missed`` in the end, and walks no further. Steps beyond ten standard deviations and 50 are left out: less than
    1e-20 each.
    """
    whole, so_far, first, walks, reached = int(counted.sum()), 0, 0, np.ones(1), 0.0
    share = missed / whole
    for today in counted[:-1].tolist():
        low, high = _likely(today, share)
        step = _density(np.arange(low, high + 1), today, share)
        walks, first, so_far = np.convolve(walks, step), first + low, so_far + today
        keep_from, keep_to = _likely(so_far, share)
        at = np.arange(first, first + len(walks))
        is_kept = (at >= keep_from) & (at <= min(keep_to, missed)) & (missed - at <= whole - so_far)
        at, walks = at[is_kept], walks[is_kept]
        first = int(at[0])
        has_reached = _fall(at, so_far, missed, whole) >= statistic - 1e-9
        left = _density(missed - at[has_reached], whole - so_far, share)
        reached += float((walks[has_reached] * left).sum())
        walks = np.where(has_reached, 0.0, walks)
    return min(1.0, max(SURELY, reached / float(_density(np.array([missed]), whole, share)[0])))


def _likely(counted: int, share: float) -> tuple[int, int]:
    """The smallest and the largest number missed that need be thought of."""
    middle, width = counted * share, 10 * (counted * share * (1 - share)) ** 0.5 + 50
    return max(0, int(middle - width)), min(counted, int(middle + width) + 1)


def _density(missed: np.ndarray, counted: int, share: float) -> np.ndarray:
    """The chances of a binomial."""
    ways = special.gammaln(counted + 1) - special.gammaln(missed + 1) - special.gammaln(counted - missed + 1)
    return np.exp(ways + special.xlogy(missed, share) + special.xlog1py(counted - missed, -share))
