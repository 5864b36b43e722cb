"""Days and instants out of text: ISO, or forms that a layout names; nothing that can be read in two ways is read.

``10/03/2026`` is a day only where the layout says which number is the month. A stamp without an offset is an instant
only where the layout names the zone of its clock; one that this clock skipped in spring is a fault, one that it showed
twice in autumn is taken as the first.
"""

from dataclasses import dataclass

import polars as pl

from vtr_lib.calendar import start_of_day
from vtr_lib.sources.tables import AT

Parsed = tuple[pl.Series, pl.Series]
DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
STAMP = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?"
ZONED = r"^" + STAMP + r" ?(Z|UTC|[+-][0-9]{2}:?[0-9]{2})$"
NAIVE = r"^" + STAMP + "$"
AMAZONS = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\+00:00$"  # most stamps of reports; read faster
YEARS = (2000, 2099)
OF_THE_DAY = ("%H", "%I", "%T", "%R")  # a form with one of these tells the time too


@dataclass(frozen=True, slots=True)
class Clock:
    """How a column tells time. ``zone`` is the marketplace's, for days; ``local`` that of stamps without an offset.

    ``forms`` are further forms of days and stamps, as ``strftime`` writes them.
    """

    zone: str
    local: str | None = None
    forms: tuple[str, ...] = ()

    def times(self) -> list[str]:
        return [form for form in self.forms if any(part in form for part in OF_THE_DAY)]

    def days(self) -> list[str]:
        return [form for form in self.forms if form not in self.times()]


def instant(text: pl.Series, clock: Clock) -> Parsed:
    """The instants in UTC. Faults: ``DATE_FORMAT``; ``NO_TIMEZONE`` and ``DST_GAP`` for stamps without an offset."""
    if text.str.contains(AMAZONS).all():
        at = text.str.head(19).str.to_datetime("%Y-%m-%dT%H:%M:%S", time_unit="us", strict=False)
        at = _within(at.dt.replace_time_zone("UTC"))
        return at, missing(text, at, "DATE_FORMAT")
    at, stamps = _zoned(text), _within(_naive(text, clock.times()))
    told = local(stamps, clock.local) if clock.local else at.clear(len(at))
    at = _within(at.fill_null(told))
    faults = missing(text, at, "DATE_FORMAT")
    return at, faults.set(stamps.is_not_null() & told.is_null(), "DST_GAP" if clock.local else "NO_TIMEZONE")


def local(stamps: pl.Series, zone: str, which: str = "earliest") -> pl.Series:
    """Stamps of a clock in ``zone`` as UTC, null where it skipped them; of two, ``which``: ``earliest``, ``latest``."""
    return stamps.dt.replace_time_zone(zone, ambiguous=which, non_existent="null").dt.convert_time_zone("UTC")


def told_twice(text: pl.Series, clock: Clock) -> pl.Series:
    """Which stamps have no offset and were shown twice by their clock, in the hour that is repeated in autumn."""
    if not clock.local:
        return text.is_null() & False
    stamps = _naive(text, clock.times())
    return (local(stamps, clock.local) != local(stamps, clock.local, "latest")).fill_null(False)


def day(text: pl.Series, clock: Clock) -> Parsed:
    """The days. Faults: ``DATE_FORMAT``."""
    on = _days(text, clock)
    return on, missing(text, on, "DATE_FORMAT")


def moment(text: pl.Series, clock: Clock) -> Parsed:
    """An instant, or a day, which is taken as its first instant in the marketplace's zone."""
    on = _days(text, clock)
    starts = {each: start_of_day(each, clock.zone) for each in on.unique().drop_nulls()}
    at, faults = instant(text, clock)
    return (
        at.set(on.is_not_null(), None).fill_null(on.replace_strict(starts, default=None, return_dtype=AT)),
        faults.set(on.is_not_null(), None),
    )


def precision(text: pl.Series, clock: Clock) -> Parsed:
    """``day`` or ``second``: how exactly a moment is known. Faults are those of the moment itself."""
    by_day = text.str.contains(DAY)
    if clock.days():
        by_day = by_day | _days(text, clock).is_not_null()
    told = pl.select(pl.when(by_day).then(pl.lit("day")).when(~by_day).then(pl.lit("second"))).to_series()
    return told, told.clear(len(told))


def missing(text: pl.Series, values: pl.Series, code: str) -> pl.Series:
    """``code`` where a cell is filled and gave no value, else null."""
    if values.null_count() == text.null_count():
        return text.clear(len(text))
    return pl.select(pl.when(text.is_not_null() & values.is_null()).then(pl.lit(code))).to_series()


def _days(text: pl.Series, clock: Clock) -> pl.Series:
    on = text.set(~text.str.contains(DAY), None).str.to_date("%Y-%m-%d", strict=False)
    for form in clock.days():
        on = on.fill_null(text.str.to_date(form, strict=False))
    return _within(on)


def _within(times: pl.Series) -> pl.Series:
    return times.set(~times.dt.year().is_between(*YEARS), None)


def _zoned(text: pl.Series) -> pl.Series:
    plain = text.set(~text.str.contains(ZONED), None)
    plain = plain.str.replace(" ", "T", literal=True).str.replace(r"\s?(Z|UTC)$", "+00:00")
    plain = plain.str.replace(r"T([0-9]{2}:[0-9]{2})([+-])", "T${1}:00${2}")
    return plain.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f%z", time_unit="us", time_zone="UTC", strict=False)


def _naive(text: pl.Series, forms: list[str]) -> pl.Series:
    plain = text.set(~text.str.contains(NAIVE), None).str.replace(" ", "T", literal=True)
    plain = plain.str.replace(r"(T[0-9]{2}:[0-9]{2})$", "${1}:00")
    at = plain.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", time_unit="us", strict=False)
    for form in forms:
        at = at.fill_null(text.str.to_datetime(form, time_unit="us", strict=False))
    return at
