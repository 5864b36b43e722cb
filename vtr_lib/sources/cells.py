"""Cells: the text of a column, read strictly by its kind; nothing is guessed and nothing is a float on the way.

``parse`` gives the values and, where a cell does not fit, the code of the fault. An empty cell is null and no fault.
``noted`` counts cells that were read although something is odd about them.
"""

from collections import Counter
from collections.abc import Callable

import polars as pl

from vtr_lib.sources import countries, moments, people
from vtr_lib.sources.moments import Clock, Parsed, missing
from vtr_lib.tracking.carriers import resolve
from vtr_lib.tracking.normal import normalise

MAX_CELL = 10_000
FEW = 1_000  # rows that tell whether a column says the same things again and again
IDENTIFIER = r"^[A-Za-z._-]*[0-9][A-Za-z0-9._-]*$"  # without a digit it may be a name
LONGEST_ID = 60
PHONE = r"^(?:1[.-])?[0-9]{3}[.-][0-9]{3}[.-][0-9]{4}$"
MONEY = r"^([0-9]{1,12})(?:\.([0-9]{1,2})0*)?$"
RATE = r"^([0-9]{1,9})(?:\.([0-9]{1,9})0*)?$"
CODE = r"^[A-Za-z0-9_.-]{1,40}$"
TWO_PLACES = r"^[0-9]{1,12}\.[0-9]{2}$"  # most amounts of reports; read faster
# C0 and C1 controls, direction changers, separators of lines and paragraphs; in numbers and ids, invisible spaces are
# let by because typing and pasting leave them there and normalising takes them out.
CONTROL = r"\x00-\x1F\x7F-\x9F\u202A-\u202E\u2066-\u2069\u2028\u2029"
INVISIBLE = r"\u200B-\u200F\u2060\uFEFF"
CLEANED = ("number", "identifier")
LEAVING = ("text", "words", "carrier", "number", "city")  # whose cells of people are left out
# How Amazon's order statuses begin; nothing hangs on what follows, and what is none of them may be anything.
STATUS = (
    r"(?i)^(pending(?:[ _]?availability)?|unshipped|partially[ _]?shipped|shipp(?:ed|ing)|cancell?ed|unfulfillable"
    r"|invoice[ _]?unconfirmed|complete|delivered|returned)\b"
)
# What a spreadsheet makes of a long number: 9.40011E+21, or zeros after the fifteenth digit.
SCIENTIFIC = r"^[0-9](?:[.,][0-9]*)?[Ee]\+?[0-9]{1,3}$|^[0-9]+(?:[.,][0-9]*)?[Ee]\+[0-9]{1,3}$"
PRECISION_LOST = r"^[0-9]{15}0{7,}$"
FLOATED = r"^([0-9]+)[.,]0+$"
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
    is_empty = text == ""
    return text.set(is_empty, None) if is_empty.any() else text


def parse(kind: str, raw: pl.Series, zone: str, local: str | None = None, forms: tuple[str, ...] = ()) -> Parsed:
    """The values of a column of text by ``kind`` (a name in ``KINDS``) and the fault code of each cell or null.

    ``zone`` is the marketplace's; ``local`` and ``forms`` are for columns of times (``moments.Clock``).
    """
    clock = Clock(zone, local, forms)
    if len(raw) < 2 * FEW or raw.head(FEW).n_unique() > FEW // 10:
        return _parse(kind, raw, clock)
    given = raw.rename("given")
    distinct = given.unique()
    values, faults = _parse(kind, distinct, clock)
    table = pl.DataFrame([distinct, values.rename("values"), faults.rename("faults")])
    back = given.to_frame().join(table, on="given", how="left", nulls_equal=True, maintain_order="left")
    return back["values"], back["faults"]


def _parse(kind: str, raw: pl.Series, clock: Clock) -> Parsed:
    text = stripped(raw)
    values, faults = KINDS[kind](text, clock)
    odd = text.str.contains(f"[{CONTROL}]" if kind in CLEANED else f"[{CONTROL}{INVISIBLE}]")
    if odd.any():
        values, faults = values.set(odd, None), faults.set(odd, "CONTROL_CHAR")
    if (text.str.len_bytes().max() or 0) > MAX_CELL:
        faults = faults.set(text.str.len_chars() > MAX_CELL, "FIELD_SIZE")
    return values, faults


def noted(kind: str, raw: pl.Series, values: pl.Series, clock: Clock) -> Counter:
    """How many cells of a column are odd, by what is odd about them; ``raw`` and ``values`` of accepted rows.

    Tracking numbers that a spreadsheet spoilt are noted and stay: the package was sent, and the verdict on it is that
    its number is no good. An id that is spoilt joins nothing, so its row is set aside.
    """
    notes = Counter()
    if kind in LEAVING and values.null_count():
        notes[people.NOTE] = int(values.null_count() - stripped(raw).null_count())
    if kind == "origin":
        notes["unknown_countries"] = int(values.null_count() - stripped(raw).null_count())
    elif kind == "carrier":
        foreign = stripped(raw).drop_nulls()
        foreign = foreign.filter(foreign.str.contains(r"[^\x00-\x7F]"))
        notes["unknown_carriers_not_ascii"] = int((resolve(foreign) == "unknown").sum())
    elif kind in CLEANED:
        text = stripped(raw).drop_nulls()
        text = text.filter(text.str.contains(f"[^A-Za-z0-9-]|{PRECISION_LOST}|{SCIENTIFIC}"))
        plain, clean = _unwrapped(text), normalise(text)["normalised"]
        notes[f"{kind}s_scientific"] = int(clean.str.contains(SCIENTIFIC).sum())
        notes[f"{kind}s_precision_lost"] = int(clean.str.contains(PRECISION_LOST).sum())
        notes[f"{kind}s_floated"] = int(plain.str.contains(FLOATED).sum())
        notes[f"{kind}s_cleaned"] = int((plain.str.replace_all(r"\s", "") != text).sum())
    elif kind in ("instant", "moment"):
        notes["times_told_twice"] = int(moments.told_twice(stripped(raw), clock).sum()) if clock.local else 0
    return +notes


def _faulty(text: pl.Series, code: str, good: pl.Series) -> pl.Series:
    """``code`` where a cell is filled and not good, else null."""
    if good.all():
        return text.clear(len(text))
    return pl.select(pl.when(text.is_not_null() & ~good.fill_null(False)).then(pl.lit(code))).to_series()


def _text(text: pl.Series, clock: Clock) -> Parsed:
    """Whatever is typed; null where a mail address or a phone is."""
    return people.without(text, people.IN_NUMBERS), text.clear(len(text))


def _words(text: pl.Series, clock: Clock) -> Parsed:
    """The same where no number is expected, so that more is seen to be a phone."""
    return people.without(text), text.clear(len(text))


def _city(text: pl.Series, clock: Clock) -> Parsed:
    """A place's name; with a digit in it, it may be an address."""
    text = people.without(text)
    return text.set(text.str.contains("[0-9]"), None), text.clear(len(text))


def _code(text: pl.Series, clock: Clock) -> Parsed:
    """One word, as a program writes it; null for what may be a sentence."""
    return people.without(text.set(~text.str.contains(CODE), None)), text.clear(len(text))


def _status(text: pl.Series, clock: Clock) -> Parsed:
    """How an order's status begins; ``unknown`` where that is no status."""
    known = text.str.extract(STATUS, 1)
    return known.set(known.is_null() & text.is_not_null(), "unknown"), text.clear(len(text))


def _unwrapped(text: pl.Series) -> pl.Series:
    """A number or id without what spreadsheets and pasting put around it: ``="…"``, ``'``, odd spaces, wide digits."""
    plain = text.str.normalize("NFKC").str.replace_all(r"\p{Cf}", "").str.strip_chars()
    return plain.str.replace(r'^="(.*)"$', "${1}").str.strip_prefix("'")


def _identifier(text: pl.Series, clock: Clock) -> Parsed:
    if not text.str.contains(r"^[A-Za-z0-9_-]+$").all():
        text = _unwrapped(text).str.replace(FLOATED, "${1}")
    is_id = text.str.contains(IDENTIFIER) & (text.str.len_bytes() <= LONGEST_ID) & ~text.str.contains(PHONE)
    faults = _faulty(text, "ID_FORMAT", is_id)
    if text.str.contains(f"{SCIENTIFIC}|{PRECISION_LOST}").any():
        faults = faults.set(text.str.contains(SCIENTIFIC), "EXCEL_SCIENTIFIC")
        faults = faults.set(text.str.contains(PRECISION_LOST), "EXCEL_PRECISION_LOSS")
    return text, faults


def _money(text: pl.Series, clock: Clock) -> Parsed:
    if text.str.contains(TWO_PLACES).all():
        return text.str.replace(".", "", literal=True).cast(pl.Int64), text.clear(len(text))
    whole, part = text.str.extract(MONEY, 1), text.str.extract(MONEY, 2)
    cents = whole.cast(pl.Int64) * 100 + part.fill_null("0").str.pad_end(2, "0").cast(pl.Int64)
    faults = missing(text, cents, "MONEY_FORMAT")
    return cents, faults.set(text.str.contains(r"^[-−(]\s*[0-9.]") & text.is_not_null(), "NEGATIVE")


def _discount(text: pl.Series, clock: Clock) -> Parsed:
    """Promotions are written with and without a minus; their size is what is taken off."""
    return _money(text.str.strip_prefix("-"), clock)


def _rate(text: pl.Series, clock: Clock) -> Parsed:
    """A rate of exchange above zero, in billionths."""
    whole, part = text.str.extract(RATE, 1), text.str.extract(RATE, 2)
    billionths = whole.cast(pl.Int64) * 10**9 + part.fill_null("0").str.pad_end(9, "0").cast(pl.Int64)
    billionths = billionths.set(billionths == 0, None)
    return billionths, missing(text, billionths, "RATE_FORMAT")


def _count(text: pl.Series, clock: Clock) -> Parsed:
    good = text.str.contains(r"^[0-9]{1,9}$")
    return text.set(~good, None).cast(pl.Int64), _faulty(text, "COUNT_FORMAT", good)


def _currency(text: pl.Series, clock: Clock) -> Parsed:
    return text, _faulty(text, "CURRENCY", text.str.contains(r"^[A-Z]{3}$"))


def _us_day(text: pl.Series, clock: Clock) -> Parsed:
    """The day of a time by a clock nobody names, month first or ISO, as its first instant in the marketplace's zone."""
    spelt = text.str.extract(
        r"^([0-9]{1,2}/[0-9]{1,2}/[0-9]{4})(?: [0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?: [AaPp][Mm])?)?$", 1
    )
    iso = text.str.extract(r"^([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?$", 1)
    days = spelt.str.to_date("%m/%d/%Y", strict=False).dt.strftime("%Y-%m-%d").fill_null(iso)
    at, _ = moments.moment(days, clock)
    return at, missing(text, at, "DATE_FORMAT")


def _country(text: pl.Series, clock: Clock) -> Parsed:
    code = text.str.to_lowercase().replace_strict(countries.spellings(), default=None, return_dtype=pl.String)
    return code, missing(text, code, "COUNTRY")


def _origin(text: pl.Series, clock: Clock) -> Parsed:
    """A country that may stay unknown: an unknown origin is a bucket of its own, no reason to lose a package."""
    return _country(text, clock)[0], text.clear(len(text))


def _flag(text: pl.Series, clock: Clock) -> Parsed:
    flag = text.str.to_lowercase().replace_strict(FLAGS, default=None, return_dtype=pl.Boolean)
    return flag, missing(text, flag, "FLAG_FORMAT")


KINDS: dict[str, Callable[[pl.Series, Clock], Parsed]] = {
    "text": _text,
    "words": _words,
    "carrier": _words,
    "city": _city,
    "status": _status,
    "code": _code,
    "number": _text,
    "identifier": _identifier,
    "money": _money,
    "discount": _discount,
    "count": _count,
    "currency": _currency,
    "instant": moments.instant,
    "day": moments.day,
    "moment": moments.moment,
    "precision": moments.precision,
    "us_day": _us_day,
    "country": _country,
    "origin": _origin,
    "flag": _flag,
    "rate": _rate,
}
