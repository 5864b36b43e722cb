"""What a drawing sets its packages on, read out of a policy's file: amounts, days, countries, services and carriers.

A key is known by its unit, so that a rule somebody adds to a file is drawn by itself.
"""

import functools
from datetime import date, datetime, timedelta

from twin.twin import Policy

DAY = timedelta(days=1)


def leaves(value) -> list:
    """Everything a value names: the entries of a list, what stands in a table, or the value itself."""
    if isinstance(value, dict):
        return [leaf for entry in value.values() for leaf in leaves(entry)]
    return value if isinstance(value, list) else [value]


class Market:
    """A policy's file as lists to pick from; amounts in cents, days from its first known one on."""

    def __init__(self, policy: str):
        self.rules = Policy(policy)
        self.country, self.currency, self.marketplace = (
            self.rules.head[name] for name in ("country", "currency", "marketplace")
        )
        amounts = self.values("shipping in")
        self.amounts = sorted(
            {int(100 * leaf) for value in amounts for leaf in leaves(value) if leaf not in ("any", 0)}
        )
        tables = [sorted(value) for value in amounts if isinstance(value, dict) and value]
        self.currencies = sorted({name for names in tables for name in names if len(name) == 3})
        self.limited = [names for names in tables if len(names[0]) == 2] or [[self.country]]
        countries = self.values("ISO 3166-1")
        self.aliases = sorted({name for value in countries if isinstance(value, dict) for name in value})
        self.counted = sorted({leaf for value in countries if isinstance(value, list) for leaf in value})
        self.carriers = sorted({leaf for value in self.values("carriers") for leaf in leaves(value) if leaf != "any"})
        self.fitting = self._fitting()
        self.changes = [day for day in self.rules.days if day >= self.rules.first_on]
        odd = [day for year in {day.year for day in self.changes} for day in self.odd_days(year)]
        self.turns = sorted({*self.changes, *(day + DAY for day in self.changes), *odd})

    def values(self, unit: str) -> list:
        """All values, of whatever day, of the keys whose unit speaks of ``unit``."""
        return [value for key in self.keys(unit) for value in self.rules.values[key].values()]

    def keys(self, unit: str) -> list[str]:
        return [key for key, told in self.rules.units.items() if unit in told]

    def _fitting(self) -> list[list[tuple[str | None, str | None]]]:
        """By key, each carrier with a service that the key names; None stands for any."""
        found = []
        for key in [*self.keys("services"), *self.keys("words"), *self.keys("carriers")]:
            unit, pairs = self.rules.units[key], []
            for value in self.rules.values[key].values():
                if isinstance(value, dict):
                    pairs += [(carrier, name) for carrier, names in value.items() for name in names]
                elif value != "any":
                    pairs += [
                        (name, None) if "carriers" in unit else (None, f"By sea ({name})" if unit == "words" else name)
                        for name in value
                    ]
            found += [pairs] if pairs else []
        return found or [[(None, None)]]

    def odd_days(self, year: int) -> list[date]:
        """The days of a year that are not of 24 hours."""
        days = [date(year, 1, 1) + at * DAY for at in range(365)]
        return [day for day in days if self.rules.start(day + DAY) - self.rules.start(day) != DAY]

    def midnight(self, day: date) -> datetime:
        return self.rules.start(day)

    def as_ofs(self) -> list[date | None]:
        """Days to judge on: all time, about the last change and after it, days of another length, earlier changes."""
        *earlier, last = self.changes
        days = [last - DAY, last, last + 9 * DAY, last + 36 * DAY, *self.odd_days(last.year)]
        days += [day for change in earlier for day in (change, change + 20 * DAY)]
        return [None, *(day for day in days if day >= self.rules.first_on)]


market = functools.cache(Market)
