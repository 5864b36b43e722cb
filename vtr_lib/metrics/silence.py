"""Carriers whose scans go silent while others go on: an outage of the feed, or parcels that nobody touches.

A carrier's share of the scans of a day is taken from days of the same class around it (working days, Saturdays,
Sundays) on which packages were under way with it. A stretch of days without a scan of it is told when the others were
scanned as usual, and when so many scans of theirs without one of its own are next to impossible: the chance is that of
the beta-binomial distribution under Jeffreys' prior (Bernardo and Smith, *Bayesian Theory*, 1994, 3.2.2), all counts
divided by how much more its days vary than chance alone lets them (Pearson's dispersion, never below 1), so that who
scans in batches is not accused for it. The limit is Bonferroni's: the level divided by carriers × days, since a stretch
may begin at any of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import polars as pl
from scipy.special import betaln

from vtr_lib.calendar import days

LEVEL = 0.001  # chance of one false stretch or more in all carriers and days together
AROUND = 28  # days before and after a stretch that tell what is usual
LEAST_DAYS = 3  # of a class, to tell what is usual in it
UNDER_WAY = 7  # days for which a package is taken to be scanned by its carrier
LONGEST = 14  # days: who could be silent for longer without being told has too few scans
FEW = 5  # packages below which nothing is said of what became of them
SILENCES = {
    "carrier": pl.String, "first_on": pl.Date, "last_on": pl.Date, "days": pl.Int64, "expected": pl.Float64,
    "others": pl.Int64, "chance": pl.Float64, "is_still": pl.Boolean,
}  # fmt: skip


def silences(daily: pl.DataFrame, last: date, level: float = LEVEL) -> pl.DataFrame:
    """The stretches of days on which a carrier was silent beyond chance, by ``carrier`` and ``first_on``.

    ``daily``: a row a ``carrier`` and ``day`` (the marketplace's) with its physical ``scans`` and the packages ``sent``
    with it that day, integers; a row that lacks is a day with neither. ``last`` is the last day the data tell of. What
    comes back: first and last day, how many ``days``, the scans ``expected`` in them, those of all ``others``, the
    ``chance`` of none, and whether the silence ``is_still`` going on at the end. The fewer packages were sent in the
    days before, the fewer scans are expected. No rows give no rows; their order changes nothing.
    """
    grid = _Grid.of(daily, last)
    limit = grid.limit(level)
    rows = []
    for place, carrier in enumerate(grid.carriers):
        for first, end in grid.gaps(place):
            found = grid.evidence(place, first, end)
            if found.chance <= limit and found.is_usual:
                ends = grid.days[first], grid.days[end - 1]
                rows.append((carrier, *ends, end - first, found.expected, found.others, found.chance, ends[1] == last))
    return pl.DataFrame(rows, SILENCES, orient="row")


def telling(daily: pl.DataFrame, last: date, level: float = LEVEL) -> pl.DataFrame:
    """How many usual working days of silence it takes to be told, by ``carrier``: ``scans``, ``days_needed``.

    ``days_needed`` is null where even ``LONGEST`` days would not do: of such a carrier nothing can be said. Usual are
    the days that are in none of its ``silences``.
    """
    grid, told = _Grid.of(daily, last), silences(daily, last, level)
    rows = []
    for place, carrier in enumerate(grid.carriers):
        own = told.filter(pl.col("carrier") == carrier)
        silent = {day for first, end in own.select("first_on", "last_on").iter_rows() for day in days(first, end)}
        usual = np.array([day not in silent for day in grid.days])
        rows.append((carrier, int(grid.scans[place].sum()), grid.days_needed(place, usual, level)))
    return pl.DataFrame(rows, {"carrier": pl.String, "scans": pl.Int64, "days_needed": pl.Int64}, orient="row")


def fates(packages: pl.DataFrame, carrier: str, first: date, last: date) -> pl.DataFrame:
    """What became of the packages that were under way with ``carrier`` in its silence: ``package_id`` and ``fate``.

    ``packages``: ``package_id``, ``carrier``, ``confirmed_on``, ``delivered_on``, ``scanned_on`` (the last physical
    scan), ``is_open``. Under way are those confirmed in the silence or in the ``UNDER_WAY`` days before and not
    delivered by then. A fate is ``later`` (scanned after it), ``open`` (may still be) or ``never``.
    """
    began = first - timedelta(days=UNDER_WAY)
    return packages.filter(
        pl.col("carrier") == carrier,
        pl.col("confirmed_on").is_between(began, last),
        (pl.col("delivered_on") >= first).fill_null(True),
    ).select(
        "package_id",
        fate=pl.when((pl.col("scanned_on") > last).fill_null(False))
        .then(pl.lit("later"))
        .when("is_open")
        .then(pl.lit("open"))
        .otherwise(pl.lit("never")),
    )


def outcome(later: int, never: int, *, is_still: bool) -> str:
    """What a silence was, by its packages of known fate: ``still`` going on, ``few`` (less than ``FEW`` packages),
    ``outage`` (nine in ten or more were scanned later), ``loss`` (nine in ten or more never), else ``both``.
    """
    if is_still:
        return "still"
    if later + never < FEW:
        return "few"
    return "outage" if 10 * never <= later + never else "loss" if 10 * later <= later + never else "both"


@dataclass(frozen=True)
class _Evidence:
    chance: float
    expected: float
    others: int
    is_usual: bool


@dataclass(frozen=True)
class _Grid:
    """Scans and packages sent as arrays, carriers × days."""

    carriers: list[str]
    days: list[date]
    scans: np.ndarray
    sent: np.ndarray

    @classmethod
    def of(cls, daily: pl.DataFrame, last: date) -> "_Grid":
        rows = daily.filter(pl.col("day") <= last).select("carrier", "day", "scans", "sent")
        carriers = sorted(rows["carrier"].unique().to_list())
        start = rows["day"].min()
        every = days(start, last) if carriers else []
        grid = cls(carriers, every, *np.zeros((2, len(carriers), len(every)), dtype=np.int64))
        places = {carrier: place for place, carrier in enumerate(carriers)}
        for carrier, day, scans, sent in rows.iter_rows():
            cell = places[carrier], (day - start).days
            grid.scans[cell] += scans
            grid.sent[cell] += sent
        return grid

    @cached_property
    def totals(self) -> np.ndarray:
        return self.scans.sum(axis=0)

    @cached_property
    def classes(self) -> np.ndarray:
        """0 for a working day, 1 for a Saturday, 2 for a Sunday."""
        return np.array([max(0, day.weekday() - 4) for day in self.days], dtype=np.int64)

    @cached_property
    def under_way(self) -> np.ndarray:
        """Packages sent in the ``UNDER_WAY`` days that end on each day."""
        sums = np.cumsum(self.sent, axis=1)
        sums[:, UNDER_WAY:] -= sums[:, :-UNDER_WAY].copy()
        return sums

    @cached_property
    def is_usual(self) -> np.ndarray:
        """Days that can tell what is usual: on which anything was scanned, and packages were under way."""
        return (self.totals > 0) & (self.under_way > 0)

    def limit(self, level: float) -> float:
        return level / max(1, len(self.carriers) * len(self.days))

    def gaps(self, place: int) -> Iterator[tuple[int, int]]:
        """``(first, end)`` of each stretch without a scan, ``end`` not in, cut to the days with packages under way."""
        is_silent = np.concatenate([[0], self.scans[place] == 0, [0]]).astype(np.int8)
        edges = np.flatnonzero(np.diff(is_silent))
        for first, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            held = np.flatnonzero(self.is_usual[place, first:end])
            if held.size:
                yield first + int(held[0]), first + int(held[-1]) + 1

    def evidence(self, place: int, first: int, end: int) -> _Evidence:
        """How likely no scan of a carrier is on days ``first`` up to ``end``, held against the days around."""
        log_chance, expected, usual = 0.0, 0.0, 0.0
        inside = np.arange(len(self.days))
        near = (inside >= first - AROUND) & (inside < end + AROUND) & ~((inside >= first) & (inside < end))
        near &= self.is_usual[place]
        for kind in np.unique(self.classes[first:end]):
            around = np.flatnonzero(near & (self.classes == kind))
            if around.size < LEAST_DAYS:
                continue
            own = first + np.flatnonzero(self.classes[first:end] == kind)
            tried = float((self.totals[own] * self._fullness(place, own, around)).sum())
            log, mean = _no_scan(self.scans[place, around], self.totals[around], tried)
            log_chance, expected = log_chance + log, expected + mean
            usual += float((self.totals - self.scans[place])[around].mean()) * own.size
        others = int(self.totals[first:end].sum())
        return _Evidence(float(np.exp(log_chance)), expected, others, 2 * others >= usual > 0)

    def days_needed(self, place: int, usual: np.ndarray, level: float) -> int | None:
        """How many usual working days without a scan are beyond chance; None where more than ``LONGEST`` are needed.

        ``usual`` are the days to look at, of which the last count, twice ``AROUND`` of them.
        """
        held = np.flatnonzero((self.classes == 0) & self.is_usual[place] & usual)
        held = held[held >= len(self.days) - 2 * AROUND]
        if held.size < LEAST_DAYS:
            return None
        scans, totals = self.scans[place, held], self.totals[held]
        others = float((totals - scans).mean())
        chances = (_no_scan(scans, totals, others * length)[0] for length in range(1, LONGEST + 1))
        limit = np.log(self.limit(level))
        return next((length for length, log in enumerate(chances, 1) if log <= limit), None)

    def _fullness(self, place: int, days: np.ndarray, around: np.ndarray) -> np.ndarray:
        """How many packages are under way on ``days`` as a share of the usual, 1 at most."""
        usual = self.under_way[place, around].mean()
        return np.minimum(1.0, self.under_way[place, days] / usual)


def _no_scan(scans: np.ndarray, totals: np.ndarray, tried: float) -> tuple[float, float]:
    """The logarithm of the chance of no scan beside ``tried`` of others, and how many go with them on usual days."""
    own, all_ = int(scans.sum()), int(totals.sum())
    if not own or own == all_:  # never there, or nobody else to hold it against
        return 0.0, 0.0
    share = own / all_
    off = (scans - share * totals) ** 2 / (totals * share * (1 - share))
    spread = max(1.0, float(off.sum()) / (scans.size - 1))
    own_half, others_half = 0.5 + own / spread, 0.5 + (all_ - own) / spread
    log = float(betaln(own_half, others_half + tried / spread) - betaln(own_half, others_half))
    return log, tried * own / (all_ - own)
