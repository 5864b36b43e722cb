"""The measures that stand beside the valid tracking rate: unit, windows and limit of each, by the day they start.

They are data of ``sisters.toml``. A limit is held in whole numbers, like the target of the rate.
"""

import functools
import tomllib
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from importlib import resources

from vtr_lib.policy.model import ANY

FILE = "sisters.toml"
SIDES = ("below", "at_least")


@dataclass(frozen=True, slots=True)
class Sister:
    """A measure as it is asked from ``from_on``: counted in ``unit`` by the day ``by``, over each of ``windows``."""

    name: str
    about: str
    unit: str
    by: str
    from_on: date
    limit: Fraction
    side: str
    windows: tuple[int, ...]
    lag_days: int
    source: str
    confidence: str

    def is_met(self, part: int, whole: int) -> bool | None:
        """Whether ``part`` of ``whole`` is on the side of the limit that is asked; None of nothing."""
        if not whole:
            return None
        found, limit = part * self.limit.denominator, self.limit.numerator * whole
        return found < limit if self.side == "below" else found >= limit


def sisters(marketplace: str, day: date) -> tuple[Sister, ...]:
    """The measures asked on ``marketplace`` on ``day``, in the order of the file; none before the first is known."""
    found = []
    for places, values in _read():
        held = [value for value in values if value.from_on <= day]
        if places == ANY or marketplace in places:
            found += held[-1:]
    return tuple(found)


@functools.cache
def _read() -> list[tuple[str | list[str], list[Sister]]]:
    """Every measure's marketplaces and its values by day. A key too many or too few is a ``TypeError``."""
    document = tomllib.loads(resources.files("vtr_lib.policy").joinpath(FILE).read_text("utf-8"))
    sources = document.pop("sources")
    return [_measure(sources, name=name, **entry) for name, entry in document.items()]


def _measure(
    sources: dict, *, name: str, about: str, unit: str, by: str, marketplaces: str | list[str], values: list[dict]
) -> tuple[str | list[str], list[Sister]]:
    def sister(block: dict) -> Sister:
        value, source = dict(block["value"]), sources[block["source"]]
        return Sister(
            name, about, unit, by, block["from"],
            limit=Fraction(value.pop("limit")), side=SIDES[SIDES.index(value.pop("is"))],
            windows=tuple(value.pop("windows")), source=source["title"], confidence=source["confidence"], **value,
        )  # fmt: skip

    return marketplaces, sorted(map(sister, values), key=lambda value: value.from_on)
