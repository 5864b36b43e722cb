"""How far the rate behind a count may lie from the rate seen: intervals of one rate and of a difference of two.

An interval speaks of the process that made the packages, as if they were drawn at random; whether a target is met is
decided by the exact counts alone. Every function gives None where nothing is counted. Sources: Wilson 1927; Brown, Cai
and DasGupta 2001; Newcombe 1998.
"""

from math import sqrt

from scipy.special import betaincinv, ndtri

from vtr_lib.metrics.rate import Rate

WIDEST = 0.1  # an interval wider than ten points tells too little to compare by


def wilson(rate: Rate, level: float = 0.95) -> tuple[float, float] | None:
    """Wilson's score interval: both ends as shares between 0 and 1, the one seen always between them.

    The lower end is exactly 0 where nothing is valid, the upper exactly 1 where all is.

    >>> tuple(round(end, 4) for end in wilson(Rate(81, 263)))
    (0.2553, 0.3662)
    """
    if not rate.counted:
        return None
    n, share = rate.counted, rate.valid / rate.counted
    squared = float(ndtri((1 - level) / 2)) ** 2
    middle = share + squared / (2 * n)
    half = sqrt(squared * (share * (1 - share) / n + squared / (4 * n * n)))
    low, high = ((middle + side) / (1 + squared / n) for side in (-half, half))
    return (low if rate.valid else 0.0), (high if rate.valid < n else 1.0)


def jeffreys(rate: Rate, level: float = 0.95) -> tuple[float, float] | None:
    """The equal-tailed interval of Beta(valid + ½, missed + ½), as shares between 0 and 1.

    Its ends are set as Brown, Cai and DasGupta do: the lower is 0 where nothing is valid, the upper 1 where all is. The
    quantiles themselves would leave the rate that was seen outside.
    """
    if not rate.counted:
        return None
    valid, missed = rate.valid + 0.5, rate.counted - rate.valid + 0.5
    low, high = (float(betaincinv(valid, missed, tail)) for tail in ((1 - level) / 2, (1 + level) / 2))
    return (low if rate.valid else 0.0), (high if rate.valid < rate.counted else 1.0)


def difference(before: Rate, after: Rate, level: float = 0.95) -> tuple[float, float] | None:
    """The interval of ``after`` − ``before`` as shares between −1 and 1: Newcombe's hybrid of two scores (method 10).

    The two must be counts of different packages: windows that overlap are not independent.

    >>> tuple(round(end, 4) for end in difference(Rate(48, 80), Rate(56, 70)))
    (0.0524, 0.3339)
    """
    if not before.counted or not after.counted:
        return None
    (old, old_low, old_high), (new, new_low, new_high) = (
        (rate.valid / rate.counted, *wilson(rate, level)) for rate in (before, after)
    )
    low = new - old - sqrt((new - new_low) ** 2 + (old_high - old) ** 2)
    high = new - old + sqrt((new_high - new) ** 2 + (old - old_low) ** 2)
    return low, high


def is_telling(rate: Rate) -> bool:
    """Whether there are enough packages to compare by: Wilson's interval at 95 % is no wider than ten points.

    Where all is valid, or nothing is, that takes 35 packages; at a rate of one half 381. False of nothing.
    """
    ends = wilson(rate)
    return ends is not None and ends[1] - ends[0] <= WIDEST
