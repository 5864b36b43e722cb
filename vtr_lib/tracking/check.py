"""Whether tracking numbers are well formed and their carrier's: one status for each number, in one pass."""

import narwhals as nw
import polars as pl

from vtr_lib.errors import DataError
from vtr_lib.tracking.carriers import carriers, resolve
from vtr_lib.tracking.finding import findings
from vtr_lib.tracking.formats import LONGEST
from vtr_lib.tracking.normal import normalise
from vtr_lib.tracking.suggestion import LOST_ZEROS, suggestions

STATUSES = (
    "ok", "ok_unchecked", "check_digit_wrong", "other_carrier", "ambiguous", "unknown_format",
    "mangled", "bad_characters", "empty",
)  # fmt: skip
KEPT = 15  # digits a spreadsheet keeps; it writes zeros for the rest
SURELY_LOST = 22  # digits from which on seven zeros at the end say more than a check digit that happens to hold
ROUNDED = 21  # digits from which on one whole number in ten thousand is exact as a float: such a one has been a float


def check(frame: object, tracking: str = "tracking", carrier: str = "carrier") -> object:
    """Each row's tracking, carrier, status, formats, suggestion: pandas in gives pandas, anything else Polars.

    ``tracking`` and ``carrier`` name its columns; without the second all carriers are unknown. Carriers may be names or
    slugs. Tracking and carrier come back as given; ``suggestion`` is null or holds up to three well-formed numbers near
    the given one, joined by commas, or the name of the carrier whose number it is. Raises ``DataError`` where the
    column of numbers is missing.
    """
    given = nw.from_native(frame, eager_only=True)
    if tracking not in given.columns:
        raise DataError("MISSING_COLUMN", column=tracking, table="tracking")
    numbers = _texts(given[tracking])
    names = _texts(given[carrier]) if carrier in given.columns else numbers.clear(len(numbers))
    found = statuses(numbers, slugs := resolve(names))
    columns = {
        "tracking": numbers,
        "carrier": names,
        "status": found["status"],
        "formats": found["formats"],
        "suggestion": suggestions(found["normalised"], slugs, found),
    }
    result = pl.DataFrame(columns)
    if not given.implementation.is_pandas():
        return result
    return result.to_pandas().set_index(given.to_native().index)


def statuses(tracking: pl.Series, carrier: pl.Series) -> pl.DataFrame:
    """One row for each number, in the order given: normalised, status, formats, looks_like.

    ``carrier`` holds slugs, ``unknown`` or null. ``normalised`` is null for an empty number. ``status`` is one of
    ``STATUSES``; ``ok`` is said only where a check digit holds, ``other_carrier`` only where a prefix shows it.
    ``formats`` names, joined by commas and with the strongest evidence first, all that the number fits (with
    ``check_digit_wrong``: the carrier's own it fits but for the check digit). ``looks_like`` is a slug with
    ``other_carrier``, else null.
    """
    numbers = normalise(tracking)
    found = findings(numbers["normalised"], carrier)
    lost = _lost_digits(numbers["normalised"], found["is_checked"])
    lost |= _lost_zeros(numbers["normalised"], carrier, found["status"])
    fault = pl.coalesce("fault", pl.when(lost).then(pl.lit("mangled")))
    return pl.DataFrame([*numbers, *found]).select(
        "normalised",
        status=pl.coalesce(fault, "status"),
        formats=pl.when(fault.is_null()).then("formats").otherwise(pl.lit("")),
        looks_like=pl.when(fault.is_null()).then("looks_like"),
    )


def _texts(column: nw.Series) -> pl.Series:
    """A column of any kind as text; nulls stay null."""
    if column.dtype == nw.Object:
        values = [None if value is None or value != value else str(value) for value in column.to_list()]
        return pl.Series(values, dtype=pl.String)
    return column.to_polars().cast(pl.String)


def _lost_digits(numbers: pl.Series, is_checked: pl.Series) -> pl.Series:
    """Whether a number's last digits were lost on the way through a spreadsheet or a float."""
    lost = pl.Series([False], dtype=pl.Boolean).new_from_index(0, len(numbers))
    lengths = numbers.str.len_bytes().fill_null(0)
    suspects = lengths.is_between(KEPT + 3, LONGEST) & (~is_checked | (lengths >= SURELY_LOST))
    rows = suspects.arg_true()
    if not len(rows):
        return lost
    long, checked = numbers.gather(rows), is_checked.gather(rows)
    zeros = long.str.contains(rf"^[0-9]{{{KEPT}}}0+$")
    unsure = ((long.str.len_bytes() >= ROUNDED) & ~checked & long.str.contains(r"^[1-9][0-9]+$")).arg_true()
    floats = [int(number) == int(float(number)) for number in long.gather(unsure)]
    was_float = zeros.scatter(unsure, pl.Series(floats, dtype=pl.Boolean) | zeros.gather(unsure))
    return lost.scatter(rows, was_float)


def _lost_zeros(numbers: pl.Series, carrier: pl.Series, status: pl.Series) -> pl.Series:
    """Whether a number of no known format becomes its carrier's, check digit and all, with zeros put back in front."""
    lost = pl.Series([False], dtype=pl.Boolean).new_from_index(0, len(numbers))
    rows = ((status == "unknown_format") & carrier.is_in(list(carriers()))).fill_null(False).arg_true()
    rows = rows.filter(numbers.gather(rows).str.contains(r"^[0-9]+$").fill_null(False))
    for zeros in LOST_ZEROS if len(rows) else ():
        padded = findings(zeros + numbers.gather(rows), carrier.gather(rows))
        lost = lost.scatter(rows, (padded["status"] == "ok") | lost.gather(rows))
    return lost
