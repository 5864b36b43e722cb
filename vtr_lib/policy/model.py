"""A policy: the values of a marketplace's rule by the day from which they hold."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from vtr_lib.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a key: what it is, from which day, and which source says so."""

    from_on: date
    value: object
    source: str


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule of one stretch of days, ``from_on`` to ``until_on`` (excluded; None where it still holds)."""

    policy: "Policy"
    from_on: date
    until_on: date | None
    values: dict[str, Value] = field(repr=False)

    @property
    def name(self) -> str:
        """What verdicts cite, such as ``us@2025-01-15``."""
        return f"{self.policy.id}@{self.from_on}"

    def __getitem__(self, key: str):
        return self.values[key].value

    def cents(self, key: str) -> int:
        """An amount of the policy's currency in its hundredths."""
        return cents(self[key])

    def cents_by(self, key: str) -> dict[str, int]:
        """Amounts by origin, in hundredths of the policy's currency."""
        return {origin: cents(amount) for origin, amount in self[key].items()}

    def share(self, key: str) -> Fraction:
        """A share written ``95/100``."""
        return Fraction(self[key])


@dataclass(frozen=True, slots=True)
class Policy:
    """A marketplace's rule through time, in one reading."""

    id: str
    about: str
    marketplace: str
    country: str
    zone: str
    currency: str
    sources: dict[str, dict]
    timeline: dict[str, tuple[Value, ...]] = field(repr=False)
    abouts: dict[str, dict] = field(repr=False)
    sha256: str = ""

    @property
    def first_on(self) -> date:
        """The first day every value is known for; before it there is no rule, and no guess."""
        return max(values[0].from_on for values in self.timeline.values())

    def rules(self) -> tuple[Rule, ...]:
        """The stretches of days between changes, oldest first."""
        starts = sorted({value.from_on for values in self.timeline.values() for value in values} | {self.first_on})
        starts = [day for day in starts if day >= self.first_on]
        return tuple(
            Rule(self, start, end, {key: _held(values, start) for key, values in self.timeline.items()})
            for start, end in zip(starts, [*starts[1:], None], strict=True)
        )

    def on(self, day: date) -> Rule:
        """The rule of ``day``. Raises ``ConfigError`` before the first known day."""
        if day < self.first_on:
            raise ConfigError("POLICY_DAY", policy=self.id, day=day, first=self.first_on)
        return next(rule for rule in reversed(self.rules()) if rule.from_on <= day)


def _held(values: tuple[Value, ...], day: date) -> Value:
    return next(value for value in reversed(values) if value.from_on <= day)


def service_key(label: str) -> str:
    """How service labels are compared: exactly, but for case and blanks."""
    return " ".join(label.lower().split())


def cents(amount: int | Decimal) -> int:
    """Hundredths of an amount; more than two decimals is a ``ValueError``."""
    hundredths = Decimal(amount) * 100
    if hundredths != int(hundredths):
        raise ValueError(amount)
    return int(hundredths)
