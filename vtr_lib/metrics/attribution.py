"""What each segment or cause costs: the points lost to it, exact, so that the parts add up to what the rate lacks."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from vtr_lib.metrics.counts import NOBODY_KNOWS, by_state, rate
from vtr_lib.metrics.rate import Rate

OF_THE_MISSED = ("clause", "cause")  # only what is not valid has one
FAULTS = r"^(id|scan)\."


@dataclass(frozen=True, slots=True)
class Loss:
    """What one segment or cause misses (defect + unknown) of ``of``, the rate of the whole.

    ``valid`` and ``counted`` are the segment's own; of a clause or cause nothing is valid.
    """

    name: str
    missed: int
    valid: int
    counted: int
    of: Rate

    @property
    def points(self) -> Fraction:
        """Percentage points the whole loses to it. All of them together are 100 less the rate, exactly."""
        return Fraction(100 * self.missed, self.of.counted)

    def gap(self, target: Fraction) -> Fraction:
        """Its share, by packages missed, of the points the whole lacks to ``target``; 0 where that is met.

        All of them together are the target less the rate, exactly.
        """
        lacking = max(Fraction(0), 100 * target - Fraction(100 * self.of.valid, self.of.counted))
        return lacking * Fraction(self.missed, self.of.counted - self.of.valid) if lacking else lacking

    @property
    def without(self) -> Rate:
        """The rate of the whole if what is missed here were valid and nothing else changed."""
        return Rate(self.of.valid + self.missed, self.of.counted)


def losses(counts: pl.DataFrame, by: str) -> list[Loss]:
    """The losses of every value of ``by``, the most missed first, then by name.

    ``counts`` has the columns ``by`` (carrier, origin, category, clause, cause or any other), ``state`` and
    ``packages``. A missing value is ``unknown``. A segment that misses nothing is there with 0; one without a counted
    package is not. Nothing counted gives an empty list.
    """
    whole = rate(counts)
    parts = counts.filter(pl.col("state") != "valid") if by in OF_THE_MISSED else counts
    rows = by_state(parts.with_columns(pl.col(by).fill_null(NOBODY_KNOWS)), by).filter(pl.col("counted") > 0)
    found = [
        Loss(row[by], row["counted"] - row["valid"], row["valid"], row["counted"], whole)
        for row in rows.iter_rows(named=True)
    ]
    return sorted(found, key=lambda loss: (-loss.missed, loss.name))


def fault_sets(verdicts: pl.DataFrame) -> list[frozenset[str]]:
    """All that is wrong with each defect: its clause, and those of its ``flags`` that are clauses of a fault too.

    ``verdicts`` has ``state``, ``clause`` and ``flags`` (names joined by ``;``, or null). One set a defect, in their
    order; what is no defect has none.
    """
    defects = verdicts.filter(pl.col("state") == "defect")
    flags = defects["flags"].fill_null("").str.split(";")
    also = flags.list.eval(pl.element().filter(pl.element().str.contains(FAULTS)))
    return [frozenset([clause, *others]) for clause, others in zip(defects["clause"], also, strict=True)]


def shapley(faults: Iterable[frozenset[str]]) -> dict[str, Fraction]:
    """How many defects each fault answers for where a package has several: its Shapley value, the most first.

    A package is mended when all its faults are. The value of such a game is one divided by the number of faults, for
    each fault of a package; all of them together are the number of packages that have any, exactly. No packages give an
    empty dict. Source: Shapley 1953, as the sum of unanimity games.
    """
    found: dict[str, Fraction] = defaultdict(Fraction)
    for each in faults:
        for fault in each:
            found[fault] += Fraction(1, len(each))
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))
