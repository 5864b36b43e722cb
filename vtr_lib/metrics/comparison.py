"""Which segments are really worse, and which only look so because they are small or many.

Exact tests of counts, one-sided, and a correction for asking of many segments at once.
"""

from bisect import bisect_left
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import polars as pl
from scipy.special import bdtr, gammaln

from vtr_lib.metrics.interval import is_telling
from vtr_lib.metrics.rate import Rate

LEVEL = 0.01  # of questions asked where nothing differs, the share that are answered "worse", at most
TAILS = (0.025, 0.001)  # of a funnel: the limits of attention and of alarm (Spiegelhalter 2005)


def limits(counted: int, share: Fraction, tail: float) -> tuple[int, int] | None:
    """The fewest and the most valid packages of ``counted`` that chance explains where each is valid by ``share``.

    Fewer than the first, or more than the second, comes about with a probability below ``tail``, each side for itself;
    exact binomial, so nothing lies outside that is merely few. None of nothing.

    >>> limits(20, Fraction(95, 100), 0.025), limits(200, Fraction(95, 100), 0.025)
    ((17, 20), (184, 196))
    """
    if not counted:
        return None
    return _fewest(counted, share, tail), counted - _fewest(counted, 1 - share, tail)


def _fewest(counted: int, share: Fraction, tail: float) -> int:
    """The smallest number that is reached or fallen short of with a probability of ``tail`` or more."""
    return bisect_left(range(counted), tail, key=lambda valid: bdtr(valid, counted, float(share)))


def false_discovery(p_values: Sequence[float]) -> list[float]:
    """The p-values adjusted for their number, in their order, each at most 1 (Benjamini and Hochberg 1995).

    Of those at or below q, a share of q is expected to be false. No values give an empty list.
    """
    p = np.asarray(p_values, dtype=float)
    order = np.argsort(-p, kind="stable")
    adjusted = np.empty(p.size)
    adjusted[order] = np.minimum.accumulate(p[order] * p.size / np.arange(p.size, 0, -1))
    return np.minimum(adjusted, 1).tolist()


def below_share(rate: Rate, share: Fraction) -> float:
    """How likely a count as low as this one or lower is where each package is valid by ``share``: exact binomial."""
    return float(bdtr(rate.valid, rate.counted, float(share)))


def below_rest(rate: Rate, rest: Rate) -> float:
    """How likely a count as low as this or lower is if these and the ``rest`` are alike: Fisher's exact test.

    The rest is a sample too, so its rate is not taken for a known share. 1 where either side is empty.
    """
    both = rate + rest
    missed, all_missed = rate.counted - rate.valid, both.counted - both.valid
    first = max(missed, all_missed - rest.counted)
    drawn = np.arange(first, min(rate.counted, all_missed) + 1)
    logs = _choices(rate.counted, drawn) + _choices(rest.counted, all_missed - drawn)
    return min(1.0, float(np.exp(logs - _choices(both.counted, all_missed)).sum()))


def _choices(of: int, drawn: np.ndarray | int) -> np.ndarray:
    """The logarithm of the number of ways to draw so many of so many."""
    return gammaln(of + 1) - gammaln(drawn + 1) - gammaln(of - np.asarray(drawn) + 1)


def worse(rows: pl.DataFrame, share: Fraction | None = None, level: float = LEVEL) -> pl.DataFrame:
    """For every segment whether its rate is below ``share``, or below that of all other segments where none is given.

    ``rows`` holds a row a segment with integer ``valid`` and ``counted``, as ``by_state`` gives it; rows with nothing
    counted are left out. Added: ``p_value``, ``adjusted`` for the number of segments (both between 0 and 1) and
    ``standing``: ``worse`` where ``adjusted`` is at most ``level``, else ``too_few`` where it is not telling, else
    ``not_worse``. An exact test needs no least number, so a small segment is worse where its counts say so, but it is
    never called good. Segments that say something come first, the least likely on top; the others follow by size.
    """
    rows = rows.filter(pl.col("counted") > 0)
    rates = [Rate(*row) for row in rows.select("valid", "counted").iter_rows()]
    whole = sum(rates, Rate(0, 0))
    p_values = [below_rest(rate, _rest(whole, rate)) if share is None else below_share(rate, share) for rate in rates]
    adjusted = false_discovery(p_values)
    standings = [
        "worse" if p <= level else "not_worse" if is_telling(rate) else "too_few"
        for rate, p in zip(rates, adjusted, strict=True)
    ]
    found = rows.with_columns(
        pl.Series("p_value", p_values, pl.Float64),
        pl.Series("adjusted", adjusted, pl.Float64),
        pl.Series("standing", standings, pl.String),
    )
    is_few = pl.col("standing") == "too_few"
    names = [name for name in rows.columns if name not in ("valid", "counted")]
    likely = pl.when(~is_few).then("p_value")
    return found.sort([is_few, likely, -pl.col("counted"), *names], nulls_last=True)


def _rest(whole: Rate, part: Rate) -> Rate:
    return Rate(whole.valid - part.valid, whole.counted - part.counted)
