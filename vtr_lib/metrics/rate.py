"""The valid tracking rate: counts first, division last."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Rate:
    """A share kept as its two counts, so the rates of the parts add up to the rate of the whole."""

    valid: int
    counted: int

    def __post_init__(self) -> None:
        if not 0 <= self.valid <= self.counted:
            raise ValueError(f"{self.valid} of {self.counted} is no share")

    def meets(self, target: Fraction) -> bool | None:
        """Whether the rate is at least ``target``, compared in whole numbers; None where nothing is counted."""
        return None if not self.counted else self.valid * target.denominator >= target.numerator * self.counted

    def is_on(self, target: Fraction) -> bool:
        """Whether the rate is exactly ``target``."""
        return bool(self.counted) and self.valid * target.denominator == target.numerator * self.counted

    def repairs(self, target: Fraction) -> int:
        """How many defects would have to be valid to meet ``target``; 0 where it is met or nothing counts."""
        return max(0, -(-target.numerator * self.counted // target.denominator) - self.valid)

    def clean_needed(self, target: Fraction) -> int:
        """How many more packages, all valid, would lift the rate to ``target`` if none left the window."""
        lacking = target.numerator * self.counted - target.denominator * self.valid
        return max(0, -(-lacking // (target.denominator - target.numerator)))

    def percent(self, places: int = 1) -> str:
        """The rate in percent, cut and never rounded up to a pass: ``94.9`` for 9,496 of 10,000; ``n/a`` for nothing.

        >>> Rate(9496, 10000).percent(), Rate(0, 0).percent()
        ('94.9', 'n/a')
        """
        if not self.counted:
            return "n/a"
        whole, part = divmod(self.valid * 100 * 10**places // self.counted, 10**places)
        return f"{whole}.{part:0{places}}" if places else str(whole)

    def __str__(self) -> str:
        """``94.9 % (9,496/10,000)``, or ``n/a (0)``."""
        return f"{self.percent()} % ({self.valid:,}/{self.counted:,})" if self.counted else "n/a (0)"

    def __add__(self, other: "Rate") -> "Rate":
        return Rate(self.valid + other.valid, self.counted + other.counted)
