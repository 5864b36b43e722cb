"""Why a rate changed between two windows: other segments than before (mix), or the same ones doing worse (rate).

Kitagawa's split of 1955, exact and with nothing left over. With w the share of a segment in the packages of its window,
r its rate, a bar for the mean of both windows and R for the whole::

    R₂ − R₁ = Σ (w₂ − w₁) · (r̄ − R̄)  +  Σ w̄ · (r₂ − r₁)
              mix of the segments        rates of the segments

Segments in segments (carriers within origins) put the same split in the place of r₂ − r₁: w is then the share within
the segment above, R the rate of the segment above, and each term is multiplied by the w̄ of all segments above it. So
every level has a mix effect of its own, only the last has rate effects, and on one level it is the formula above. Which
level stands outside is a choice and changes the parts, never their sum. None of it says why a segment changed.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

import polars as pl

from vtr_lib.metrics.counts import NOBODY_KNOWS, by_state
from vtr_lib.metrics.rate import Rate
from vtr_lib.metrics.rolling import window

NOTHING = Rate(0, 0)


@dataclass(frozen=True, slots=True)
class Effect:
    """What a segment adds to the change of the whole, in percentage points.

    ``path`` names it from the outermost level inwards. ``mix`` is that of its share within the segment above, ``rate``
    that of its own rate: 0 above the last level, where the segments within say it.
    """

    path: tuple[str, ...]
    before: Rate
    after: Rate
    mix: Fraction
    rate: Fraction


@dataclass(frozen=True, slots=True)
class Change:
    """The rates of two windows and the effects that lead from one to the other. Where one is empty, there are none."""

    by: tuple[str, ...]
    before: Rate
    after: Rate
    effects: tuple[Effect, ...]

    @property
    def points(self) -> Fraction | None:
        """After less before, in percentage points: the sum of all effects, exactly. None where one side is empty."""
        if not self.before.counted or not self.after.counted:
            return None
        return 100 * (_share(self.after) - _share(self.before))

    @property
    def mix(self) -> dict[str, Fraction]:
        """The mix effect of each level of ``by``, in percentage points."""
        levels = enumerate(self.by, 1)
        return {by: sum((e.mix for e in self.effects if len(e.path) == depth), Fraction(0)) for depth, by in levels}

    @property
    def rate(self) -> Fraction:
        """The rate effect of the innermost segments together, in percentage points."""
        return sum((effect.rate for effect in self.effects), Fraction(0))


def windows(as_of: date, length: int, lag: int = 0) -> tuple[tuple[date, date], tuple[date, date]]:
    """The window before and the window as of a day, each with first and last day, both in. They share no day."""
    return window(as_of - timedelta(days=length), length, lag), window(as_of, length, lag)


def mix_and_rate(before: pl.DataFrame, after: pl.DataFrame, by: Sequence[str]) -> Change:
    """The mix and rate effects between the counts of two windows, for segments within segments.

    Both frames have the columns ``by`` (from the outermost level inwards), ``state`` and ``packages``; a missing value
    is ``unknown``. A segment that is counted on one side only takes the rate of that side for both, so that all it adds
    is mix, and nothing within it is told apart. Effects are sorted by path.
    """
    old, new = _rates(before, by), _rates(after, by)
    whole = old.get((), NOTHING), new.get((), NOTHING)
    effects = _effects((), Fraction(1), old, new, _within(old, new)) if all(side.counted for side in whole) else ()
    return Change(tuple(by), *whole, tuple(sorted(effects, key=lambda effect: effect.path)))


def _rates(counts: pl.DataFrame, by: Sequence[str]) -> dict[tuple[str, ...], Rate]:
    """The rate of every segment of every level by its path; that of the whole has the empty path."""
    named = counts.with_columns(pl.col(by).fill_null(NOBODY_KNOWS)).with_columns(pl.struct(by).alias("path"))
    found: dict[tuple[str, ...], Rate] = {}
    for row in by_state(named, "path").filter(pl.col("counted") > 0).iter_rows(named=True):
        path = tuple(row["path"].values())
        for depth in range(len(path) + 1):
            found[path[:depth]] = found.get(path[:depth], NOTHING) + Rate(row["valid"], row["counted"])
    return found


def _within(old: dict, new: dict) -> dict[tuple[str, ...], list[tuple[str, ...]]]:
    """The paths of the segments right within each segment, of both windows."""
    found = defaultdict(list)
    for path in old | new:
        if path:
            found[path[:-1]].append(path)
    return found


def _effects(path: tuple[str, ...], weight: Fraction, old: dict, new: dict, within: dict) -> Iterator[Effect]:
    """The effects of all segments within ``path``, whose w̄ down to here is ``weight``."""
    middle = (_share(old[path]) + _share(new[path])) / 2
    for child in within[path]:
        before, after = old.get(child, NOTHING), new.get(child, NOTHING)
        first = _share(before if before.counted else after)
        last = _share(after if after.counted else before)
        was, now = Fraction(before.counted, old[path].counted), Fraction(after.counted, new[path].counted)
        own, is_leaf = weight * (was + now) / 2, child not in within
        mix = 100 * weight * (now - was) * ((first + last) / 2 - middle)
        yield Effect(child, before, after, mix, 100 * own * (last - first) if is_leaf else Fraction(0))
        if not is_leaf and before.counted and after.counted:
            yield from _effects(child, own, old, new, within)


def _share(rate: Rate) -> Fraction:
    return Fraction(rate.valid, rate.counted)
