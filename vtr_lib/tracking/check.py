"""Whether tracking numbers are well formed and their carrier's: one status for each number, in one pass."""

import narwhals as nw
import numpy as np
import polars as pl

from vtr_lib.errors import DataError
from vtr_lib.tracking.carriers import resolve
from vtr_lib.tracking.finding import Findings, findings
from vtr_lib.tracking.formats import LONGEST
from vtr_lib.tracking.normal import normalise
from vtr_lib.tracking.suggestion import suggestions
from vtr_lib.tracking.zeros import restored

STATUSES = (
    "ok", "ok_unchecked", "check_digit_wrong", "other_carrier", "ambiguous", "unknown_format",
    "mangled", "bad_characters", "empty",
)  # fmt: skip
FAULTS = STATUSES[-3:]
KEPT = 15  # digits a spreadsheet keeps; it writes zeros for the rest
LOSES = 18  # digits from which on that is told from a number that ends in zeros by chance
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
        raise DataError("MISSING_COLUMN", column=tracking, table="numbers")
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
    ``formats`` names, joined by commas, the strongest evidence and the surest source first, all that the number fits
    (with ``check_digit_wrong``: the carrier's own it fits but for the check digit). ``looks_like`` is a slug with
    ``other_carrier``, else null.
    """
    numbers = normalise(tracking)
    normalised = numbers["normalised"]
    found = findings(normalised, carrier)
    is_lost = _lost_digits(normalised, found) | _lost_zeros(normalised, carrier, found)
    faulty = numbers["fault"].is_not_null().arg_true()
    # The faults become further rows of the findings, so that the columns are put together only once.
    rows = pl.concat(
        [found.rows, pl.DataFrame({"status": FAULTS, "formats": [""] * len(FAULTS)})], how="diagonal", rechunk=True
    )
    row_of = {fault: found.rows.height + place for place, fault in enumerate(FAULTS)}
    of = np.where(is_lost, row_of["mangled"], found.of)
    of[faulty] = numbers["fault"].gather(faulty).replace_strict(row_of, return_dtype=pl.Int64)
    return pl.DataFrame([normalised, *rows.select("status", "formats", "looks_like")[of]])


def _texts(column: nw.Series) -> pl.Series:
    """A column of any kind as text; nulls stay null."""
    if column.dtype == nw.Object:
        values = [None if value is None or value != value else str(value) for value in column.to_list()]
        return pl.Series(values, dtype=pl.String)
    return column.to_polars().cast(pl.String)


def _lost_digits(numbers: pl.Series, found: Findings) -> np.ndarray:
    """Whether a number's last digits were lost on the way through a spreadsheet or a float."""
    checked = found.rows["is_checked"].to_numpy()
    lengths = numbers.str.len_bytes().fill_null(0).to_numpy()
    lengths = np.where(lengths <= LONGEST, lengths, 0)
    lost = np.zeros(len(numbers), bool)
    rows = numbers.str.ends_with("0" * (LOSES - KEPT)).arg_true().to_numpy()
    rows = rows[lengths[rows] >= np.where(checked[found.of[rows]], SURELY_LOST, LOSES)]
    lost[rows] = numbers.gather(rows).str.contains(rf"^[0-9]{{{KEPT}}}0+$")
    rows = np.flatnonzero(lengths >= ROUNDED)
    rows = rows[~checked[found.of[rows]] & ~lost[rows]]
    rows = rows[numbers.gather(rows).str.contains(r"^[1-9][0-9]+$").to_numpy()]
    lost[rows] = [int(number) == int(float(number)) for number in numbers.gather(rows)]
    return lost


def _lost_zeros(numbers: pl.Series, carrier: pl.Series, found: Findings) -> np.ndarray:
    """Whether a number of no known format is its carrier's once the zeros it lost in front are back."""
    lost = np.zeros(len(numbers), bool)
    rows = np.flatnonzero((found.rows["status"] == "unknown_format").to_numpy()[found.of])
    if len(rows):
        lost[rows] = restored(numbers.gather(rows), carrier.gather(rows)).is_not_null().to_numpy()
    return lost
