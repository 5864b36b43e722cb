"""A policy: the values of a marketplace's rule by the day from which they hold."""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from vtr_lib.errors import ConfigError

ANY = "any"  # in place of an amount or a list: every value, every country, every carrier

# Keys a market's file may leave out, with the value that stands for "this market has no such rule".
ABSENT = {
    "freight_carriers": [],
    "letter_mail_below": 0,
    "letter_mail_services": {},
    "bought_letter_services": {},
    "untracked_lane_below": {},
    "untracked_services": {},
    "untracked_words": [],
    "letter_lane_below": {},
    "letter_lane_services": [],
    "counted_from": 0,
    "counted_above": {},
    "stuck_days": 0,
    "consolidators": [],
}


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
        return self.policy.id if self.policy.fixed_on else f"{self.policy.id}@{self.from_on}"

    def __getitem__(self, key: str):
        return self.values[key].value if key in self.values else ABSENT[key]

    def cents(self, key: str) -> int | None:
        """An amount of the policy's currency in its hundredths; None where every amount will do (``any``)."""
        return None if self[key] == ANY else cents(self[key])

    def cents_by(self, key: str) -> dict[str, int]:
        """Amounts by origin (or by currency), in hundredths."""
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
    fixed_on: date | None = None
    _rules: list[Rule] = field(default_factory=list, init=False, repr=False, compare=False)  # once they were asked for

    @property
    def first_on(self) -> date:
        """The first day every value is known for; before it there is no rule, and no guess."""
        if self.fixed_on:
            return date.min
        return max(values[0].from_on for key, values in self.timeline.items() if key not in ABSENT)

    def rules(self) -> tuple[Rule, ...]:
        """The stretches of days between changes, oldest first; of a policy fixed on a day, the one that holds then."""
        if not self._rules:
            self._rules.extend(self._told())
        return tuple(self._rules)

    def _told(self) -> tuple[Rule, ...]:
        if self.fixed_on:
            rule = replace(self, fixed_on=None).on(self.fixed_on)
            return (replace(rule, policy=self, until_on=None),)
        starts = sorted({value.from_on for values in self.timeline.values() for value in values} | {self.first_on})
        starts = [day for day in starts if day >= self.first_on]
        return tuple(
            Rule(self, start, end, _held(self.timeline, start))
            for start, end in zip(starts, [*starts[1:], None], strict=True)
        )

    def on(self, day: date) -> Rule:
        """The rule of ``day``. Raises ``ConfigError`` before the first known day, naming what is not known then."""
        if self.fixed_on:
            return self.rules()[0]
        if day < self.first_on:
            lacking = [key for key in self.timeline if key not in ABSENT and self.timeline[key][0].from_on > day]
            raise ConfigError("POLICY_DAY", policy=self.id, day=day, first=self.first_on, lacking=lacking)
        return next(rule for rule in reversed(self.rules()) if rule.from_on <= day)

    def between(self, first: date, last: date) -> "Policy":
        """This policy cut to the values that hold on some day from ``first`` to ``last``, both in: the rules of these
        days stay what they are, and none after them is left. It is no answer for other days.
        """
        first = max(first, self.first_on)
        cut = {key: _reaching(values, first, last) for key, values in self.timeline.items()}
        return replace(self, timeline={key: values for key, values in cut.items() if values})

    def at(self, day: date) -> "Policy":
        """The time machine: this policy with the rule of ``day`` on every day. Raises what ``on`` raises."""
        self.on(day)
        digest = hashlib.sha256(f"{self.sha256}@{day}".encode()).hexdigest()
        return replace(self, id=f"{self.id}@{day}", sha256=digest, fixed_on=day)


def _reaching(values: tuple[Value, ...], first: date, last: date) -> tuple[Value, ...]:
    """The values of a key from the one in force on ``first`` to the last that begins by ``last``."""
    begun = sum(value.from_on <= first for value in values)
    return tuple(value for value in values[max(0, begun - 1) :] if value.from_on <= last)


def _held(timeline: dict[str, tuple[Value, ...]], day: date) -> dict[str, Value]:
    """The last value of each key by ``day``; a key an exemption of a later day needs is not there yet."""
    held = {key: [value for value in values if value.from_on <= day] for key, values in timeline.items()}
    return {key: values[-1] for key, values in held.items() if values}


def service_key(label: str) -> str:
    """How service labels are compared: exactly, but for case and blanks."""
    return " ".join(label.lower().split())


def cents(amount: int | Decimal) -> int:
    """Hundredths of an amount; more than two decimals is a ``ValueError``."""
    hundredths = Decimal(amount) * 100
    if hundredths != int(hundredths):
        raise ValueError(amount)
    return int(hundredths)
