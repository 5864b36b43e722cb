"""What a case is, and the spans of days cases are planted in."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from vtr_lib.sample.model import Order
from vtr_lib.sample.shop import Shop

Span = tuple[date, date]

WHOLE: Span = (date(2024, 12, 2), date(2025, 2, 26))
DECEMBER: Span = (date(2024, 12, 3), date(2024, 12, 30))
SETTLED: Span = (date(2024, 12, 3), date(2025, 2, 8))
"""Early enough that the verdict of a package within the country is final on the last day."""
BEFORE: Span = (date(2024, 12, 3), date(2025, 1, 13))
"""Under the rule before 2025-01-15."""
SINCE: Span = (date(2025, 1, 16), date(2025, 2, 2))
"""Under the rule since 2025-01-15, and early enough for a package from abroad."""
FROM_ABROAD: Span = (date(2024, 12, 3), date(2025, 2, 2))
"""Early enough for a package from abroad, under either rule."""
WITH_PROMISE: Span = (date(2025, 1, 21), date(2025, 1, 23))
"""Known to the Orders API pages, and early enough for a delivery 17 days after the promise."""


class Case(NamedTuple):
    """A thing that happens: its name, how often in 1,500 packages, within which days, and what makes its orders."""

    name: str
    count: int
    span: Span
    make: Callable[[Shop, int], list[Order]]
    each: int = 1

    def times(self, packages: int) -> int:
        """How often in a store of ``packages``: in proportion, at least twice (or ``count``) from 1,000 packages on.

        All of it ``each`` times over.
        """
        least = min(self.count, 2) if packages >= 1000 else 0
        return max(least, self.count * packages // 1500) * self.each
