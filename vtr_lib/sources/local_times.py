"""Times of events as providers write them: with an offset, or by the clock of a place or of the provider.

Which clock a place has is data (``zones.csv``). What had to be taken for granted is said by name, to be counted.
"""

import csv
import functools
import re
from dataclasses import dataclass
from datetime import UTC, datetime, time
from importlib import resources
from zoneinfo import ZoneInfo

from vtr_lib.sources import countries

OFFSET = re.compile(r"(\d ?(Z|UTC)|:\d{2}(\.\d+)? ?[+-]\d{2}:?\d{2})$")
SHAPES = ("%Y-%m-%dT%H:%M:%S.%f", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d")
END_OF_DAY = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant as text with its offset, or the text as it was where it is none; ``rule``: what it rests on.

    Rules are ``times_by_place`` (the clock of the place of the event), ``times_by_provider`` (a clock that the
    provider always uses), ``times_assumed`` (one of several clocks of a country, or UTC where no place is told),
    ``times_by_day`` (only the day is told), ``times_of_two_readings`` and ``times_skipped`` (an hour that the clock
    runs through twice, or jumps over); None where the offset is told.
    """

    text: str | None
    rule: str | None = None


def moment(
    text: str | None,
    *,
    country: str | None = None,
    region: str | None = None,
    zone: str | None = None,
    shapes: tuple[str, ...] = (),
) -> Moment:
    """The instant of an event. ``zone`` is the provider's own clock, else that of ``country`` and ``region`` holds.

    ``shapes`` are further ways to write a time (``strptime``), tried first. Of an hour that comes twice the first is
    taken, of one that is skipped the instant at which the clock would have shown it; of a day its last second, so that
    no delivery is ever before what happened on its day.
    """
    if not text or not text.strip() or OFFSET.search(text.strip()):
        return Moment(text)
    return _local(text.strip(), country, region, zone, shapes)


@functools.lru_cache(maxsize=65_536)
def _local(text: str, country: str | None, region: str | None, zone: str | None, shapes: tuple[str, ...]) -> Moment:
    told = _told(text, shapes)
    if told is None:
        return Moment(text)
    at, is_day = told
    clock, is_sure = (zone, True) if zone else clock_of(country, region)
    local = at.replace(tzinfo=ZoneInfo(clock))
    instant = local.astimezone(UTC)
    rule = "times_by_provider" if zone else "times_by_place" if is_sure else "times_assumed"
    if is_day:
        rule = "times_by_day"
    elif instant.astimezone(ZoneInfo(clock)).replace(tzinfo=None) != at:
        rule = "times_skipped"
    elif local.utcoffset() != local.replace(fold=1).utcoffset():
        rule = "times_of_two_readings"
    return Moment(instant.isoformat(), rule)


def _told(text: str, shapes: tuple[str, ...]) -> tuple[datetime, bool] | None:
    """What a clock or a calendar shows, and whether it is a day alone; None where it is neither."""
    for shape in (*shapes, *SHAPES):
        for written in (text, text.replace(" ", "T", 1)):
            try:
                at = datetime.strptime(written, shape)
            except ValueError:
                continue
            if "%H" in shape or "%I" in shape:
                return at, False
            return datetime.combine(at, END_OF_DAY), True
    return None


def clock_of(country: str | None, region: str | None = None) -> tuple[str, bool]:
    """The time zone of a place, and whether there is no other; ``UTC`` and False where the place is not known.

    >>> clock_of("China"), clock_of("US", "ca"), clock_of(None)
    (('Asia/Shanghai', True), ('America/Los_Angeles', True), ('UTC', False))
    """
    code = countries.code(country)
    own = _zones().get((code, (region or "").strip().upper()))
    return own or _zones().get((code, ""), ("UTC", False))


@functools.cache
def _zones() -> dict[tuple[str | None, str], tuple[str, bool]]:
    with resources.files("vtr_lib.sources").joinpath("zones.csv").open(encoding="utf-8", newline="") as file:
        return {(row["country"], row["region"]): (row["zone"], row["is_sure"] == "yes") for row in csv.DictReader(file)}
