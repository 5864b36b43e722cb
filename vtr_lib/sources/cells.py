"""Cells: the text of a column, read strictly by its kind; nothing is guessed and nothing is a float on the way.

``parse`` gives the values and, where a cell does not fit, the code of the fault. An empty cell is null and no fault.
"""

from collections.abc import Callable

import polars as pl

from vtr_lib.calendar import start_of_day
from vtr_lib.sources import countries
from vtr_lib.sources.tables import AT

Parsed = tuple[pl.Series, pl.Series]
DAY = r"^\d{4}-\d{2}-\d{2}$"
INSTANT = r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?( ?(Z|UTC|[+-]\d{2}:?\d{2}))?$"
ZONED = r"(Z|UTC|[+-]\d{2}:?\d{2})$"
MONEY = r"^(\d{1,12})(?:\.(\d{1,2})0*)?$"
YEARS = (2000, 2099)
# C0 and C1 controls, direction changers, separators of lines and paragraphs; in numbers, invisible spaces are let by
# because typing and pasting leave them there and normalising takes them out.
CONTROL = r"\x00-\x1F\x7F-\x9F\u202A-\u202E\u2066-\u2069\u2028\u2029"
INVISIBLE = r"\u200B-\u200F\u2060\uFEFF"
FLAGS = {
    "yes": True,
    "y": True,
    "true": True,
    "1": True,
    "x": True,
    "no": False,
    "n": False,
    "false": False,
    "0": False,
}


def stripped(raw: pl.Series) -> pl.Series:
    """``raw`` without blanks around it; an empty cell is null."""
    text = raw.cast(pl.String).str.strip_chars()
    return text.set(text == "", None)


def parse(kind: str, raw: pl.Series, zone: str) -> Parsed:
    """The values of a column of text by ``kind`` (a name in ``KINDS``) and the fault code of each cell or null."""
    text = stripped(raw)
    odd = text.str.contains(f"[{CONTROL}]" if kind == "number" else f"[{CONTROL}{INVISIBLE}]")
    values, faults = KINDS[kind](text, zone)
    return values.set(odd, None), faults.set(odd, "CONTROL_CHAR")


def _faulty(text: pl.Series, code: str, good: pl.Series) -> pl.Series:
    """``code`` where a cell is filled and not good, else null."""
    return pl.select(pl.when(text.is_not_null() & ~good.fill_null(False)).then(pl.lit(code))).to_series()


def _text(text: pl.Series, zone: str) -> Parsed:
    return text, pl.Series([None], dtype=pl.String).new_from_index(0, len(text))


def _identifier(text: pl.Series, zone: str) -> Parsed:
    return text, _faulty(text, "ID_FORMAT", text.str.contains(r"^[A-Za-z0-9._-]{1,60}$"))


def _money(text: pl.Series, zone: str) -> Parsed:
    whole, part = text.str.extract(MONEY, 1), text.str.extract(MONEY, 2)
    cents = whole.cast(pl.Int64) * 100 + part.fill_null("0").str.pad_end(2, "0").cast(pl.Int64)
    faults = _faulty(text, "MONEY_FORMAT", whole.is_not_null())
    return cents, faults.set(text.str.contains(r"^[-−(]\s*[\d.]") & text.is_not_null(), "NEGATIVE")


def _discount(text: pl.Series, zone: str) -> Parsed:
    """Promotions are written with and without a minus; their size is what is taken off."""
    return _money(text.str.strip_prefix("-"), zone)


def _count(text: pl.Series, zone: str) -> Parsed:
    good = text.str.contains(r"^\d{1,9}$")
    return text.set(~good, None).cast(pl.Int64), _faulty(text, "COUNT_FORMAT", good)


def _currency(text: pl.Series, zone: str) -> Parsed:
    return text, _faulty(text, "CURRENCY", text.str.contains(r"^[A-Z]{3}$"))


def _instant(text: pl.Series, zone: str) -> Parsed:
    """An instant with its offset from UTC; without one it is a fault, for nobody knows when it was."""
    shaped = text.set(~text.str.contains(INSTANT), None)
    zoned = shaped.set(~shaped.str.contains(ZONED), None)
    plain = zoned.str.replace(" ", "T", literal=True).str.replace(r"\s?(Z|UTC)$", "+00:00")
    plain = plain.str.replace(r"T(\d{2}:\d{2})([+-])", "T${1}:00${2}")
    at = plain.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f%z", time_unit="us", time_zone="UTC", strict=False)
    at = at.set(~at.dt.year().is_between(*YEARS), None)
    faults = _faulty(text, "DATE_FORMAT", at.is_not_null())
    return at, faults.set(shaped.is_not_null() & zoned.is_null(), "NO_TIMEZONE")


def _day(text: pl.Series, zone: str) -> Parsed:
    day = text.set(~text.str.contains(DAY), None).str.to_date("%Y-%m-%d", strict=False)
    day = day.set(~day.dt.year().is_between(*YEARS), None)
    return day, _faulty(text, "DATE_FORMAT", day.is_not_null())


def _moment(text: pl.Series, zone: str) -> Parsed:
    """An instant, or a day, which is taken as its first instant in the marketplace's ``zone``."""
    day, _ = _day(text, zone)
    starts = {each: start_of_day(each, zone) for each in day.unique().drop_nulls()}
    at, faults = _instant(text, zone)
    return (
        at.set(day.is_not_null(), None).fill_null(day.replace_strict(starts, default=None, return_dtype=AT)),
        faults.set(day.is_not_null(), None),
    )


def _us_day(text: pl.Series, zone: str) -> Parsed:
    """The day of a time by a clock nobody names, month first or ISO, as its first instant in ``zone``."""
    spelt = text.str.extract(r"^(\d{1,2}/\d{1,2}/\d{4})(?: \d{1,2}:\d{2}(?::\d{2})?(?: [AaPp][Mm])?)?$", 1)
    iso = text.str.extract(r"^(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2})?)?$", 1)
    days = spelt.str.to_date("%m/%d/%Y", strict=False).dt.strftime("%Y-%m-%d").fill_null(iso)
    at, _ = _moment(days, zone)
    return at, _faulty(text, "DATE_FORMAT", at.is_not_null())


def _precision(text: pl.Series, zone: str) -> Parsed:
    """``day`` or ``second``: how exactly a moment is known. Faults are those of the moment itself."""
    by_day = text.str.contains(DAY)
    return pl.select(pl.when(by_day).then(pl.lit("day")).when(~by_day).then(pl.lit("second"))).to_series(), _text(
        text, zone
    )[1]


def _country(text: pl.Series, zone: str) -> Parsed:
    code = text.str.to_lowercase().replace_strict(countries.spellings(), default=None, return_dtype=pl.String)
    return code, _faulty(text, "COUNTRY", code.is_not_null())


def _origin(text: pl.Series, zone: str) -> Parsed:
    """A country that may stay unknown: an unknown origin is a bucket of its own, no reason to lose a package."""
    return _country(text, zone)[0], _text(text, zone)[1]


def _flag(text: pl.Series, zone: str) -> Parsed:
    flag = text.str.to_lowercase().replace_strict(FLAGS, default=None, return_dtype=pl.Boolean)
    return flag, _faulty(text, "FLAG_FORMAT", flag.is_not_null())


KINDS: dict[str, Callable[[pl.Series, str], Parsed]] = {
    "text": _text,
    "number": _text,
    "identifier": _identifier,
    "money": _money,
    "discount": _discount,
    "count": _count,
    "currency": _currency,
    "instant": _instant,
    "day": _day,
    "moment": _moment,
    "precision": _precision,
    "us_day": _us_day,
    "country": _country,
    "origin": _origin,
    "flag": _flag,
}
