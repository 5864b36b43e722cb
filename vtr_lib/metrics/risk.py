"""How much more often what had something happen to it is missed than what had not: counts first, division last."""

import math
from dataclasses import dataclass
from fractions import Fraction

from scipy.special import ndtri


@dataclass(frozen=True, slots=True)
class Risk:
    """A table of two by two: ``missed`` of ``exposed``, against ``others_missed`` of ``others``.

    It tells that two things go together, never that one makes the other.
    """

    missed: int
    exposed: int
    others_missed: int
    others: int

    def __post_init__(self) -> None:
        if not (0 <= self.missed <= self.exposed and 0 <= self.others_missed <= self.others):
            raise ValueError(f"{self} is no table of two by two")

    @property
    def ratio(self) -> Fraction | None:
        """The share missed of the exposed ÷ that of the others, exactly; 0 where none of the exposed was missed.

        None where a side is empty or none of the others was missed: what is above any number is no ratio.
        """
        if not self.exposed or not self.others or not self.others_missed:
            return None
        return Fraction(self.missed, self.exposed) / Fraction(self.others_missed, self.others)

    def interval(self, level: float = 0.95) -> tuple[float, float] | None:
        """Where the ratio lies at ``level``, by the logarithm (Katz, Baptista, Azen and Pike 1978).

        None where either side has nothing missed, or both have nothing else: the logarithm has no spread then, and no
        half of a package is made up to give it one. ``at_most`` bounds a side of which nothing was missed.
        """
        if not self.missed or not self.others_missed:
            return None
        spread = 1 / self.missed - 1 / self.exposed + 1 / self.others_missed - 1 / self.others
        if spread <= 0:
            return None
        middle, reach = math.log(self.ratio), ndtri((1 + level) / 2) * math.sqrt(spread)
        return math.exp(middle - reach), math.exp(middle + reach)


def at_most(count: int, level: float = 0.95) -> float | None:
    """The highest share that leaves a chance of 1 − ``level`` of none in ``count``: one-sided, exact; None of nothing.

    Three in ``count``, about: Hanley and Lippman-Hand 1983.

    >>> round(at_most(100), 4)
    0.0295
    """
    return -math.expm1(math.log(1 - level) / count) if count else None
