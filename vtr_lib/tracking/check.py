"""Whether a tracking number is well formed and its carrier's: one status for each number."""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache

import numpy as np
import polars as pl

from vtr_lib.tracking.carriers import UNKNOWN, carriers
from vtr_lib.tracking.engine import Fit, Matches, engine
from vtr_lib.tracking.formats import EVIDENCE, Format, formats
from vtr_lib.tracking.normal import normalise

STATUSES = (
    "ok", "ok_unchecked", "check_digit_wrong", "other_carrier", "ambiguous", "unknown_format",
    "mangled", "bad_characters", "empty",
)  # fmt: skip
LOST_DIGITS = r"^[0-9]{15}0{3,}$"  # a spreadsheet keeps fifteen digits and fills up with zeros
SURELY_LOST = 22  # with seven zeros or more no check digit is asked any longer
ROUNDED = 20  # from here on few whole numbers are exact as floats, so one that is has been one
LOST_ZEROS = ("0", "00")


@dataclass(frozen=True, slots=True)
class Finding:
    """What is found of the numbers of one class under one carrier."""

    status: str
    formats: tuple[str, ...] = ()
    looks_like: str | None = None


def statuses(tracking: pl.Series, carrier: pl.Series) -> pl.DataFrame:
    """One row for each number, in the order given: ``normalised``, ``status``, ``formats``, ``looks_like``.

    ``carrier`` holds slugs, ``unknown`` or null. ``normalised`` is null for an empty number; ``formats`` names, joined by
    commas, all that the number fits (with ``check_digit_wrong``: all that it fits but for the check digit), strongest
    evidence first; ``looks_like`` is a slug, with ``other_carrier`` only. ``status`` is one of ``STATUSES``:
    another carrier is only said where a prefix shows it, and ``ok`` only where a check digit holds.
    """
    numbers = normalise(tracking)
    found = _found(numbers["normalised"], carrier)
    lost = _lost_digits(numbers["normalised"], found["checked"])
    lost |= _lost_zeros(numbers["normalised"], carrier, found["status"])
    fault = pl.when(lost).then(pl.lit("mangled"))
    return (
        numbers.with_columns(found)
        .with_columns(fault=pl.coalesce("fault", fault))
        .select(
            "normalised",
            status=pl.coalesce("fault", "status"),
            formats=pl.when(pl.col("fault").is_null()).then("formats").otherwise(pl.lit("")),
            looks_like=pl.when(pl.col("fault").is_null()).then("looks_like"),
        )
    )


def _found(numbers: pl.Series, carrier: pl.Series) -> pl.DataFrame:
    """Columns status, formats, looks_like, and checked: whether a check digit of any format holds."""
    matches = engine().match(numbers)
    slugs = [None, *carriers()]
    codes = carrier.cast(pl.String).replace_strict(slugs[1:], range(1, len(slugs)), default=0, return_dtype=pl.Int64)
    pairs = matches.of.astype(np.int64) * len(slugs) + codes.to_numpy()
    occurring = np.flatnonzero(np.bincount(pairs, minlength=1))
    findings = [finding(matches.classes[pair // len(slugs)], slugs[pair % len(slugs)]) for pair in occurring]
    table = pl.DataFrame(
        {
            "status": pl.Series([one.status for one in findings], dtype=pl.String),
            "formats": pl.Series([",".join(one.formats) for one in findings], dtype=pl.String),
            "looks_like": pl.Series([one.looks_like for one in findings], dtype=pl.String),
            "checked": pl.Series([_is_checked(matches, pair // len(slugs)) for pair in occurring], dtype=pl.Boolean),
        }
    )
    return table[np.searchsorted(occurring, pairs)]


def finding(fit: Fit, slug: str | None) -> Finding:
    """The finding of one class of numbers under one carrier; ``slug`` is None where the carrier is not known."""
    whole = _by_evidence(fit.whole)
    if slug is None:
        return _without_carrier(whole, _by_evidence(fit.but_check))
    own = [entry for entry in whole if entry.name in covered(slug)]
    mistyped = [entry for entry in _by_evidence(fit.but_check) if entry.name in covered(slug)]
    names = tuple(entry.name for entry in whole)
    if own and (own[0].check or not _outweighs(mistyped, own)):
        return Finding("ok" if any(entry.check for entry in own) else "ok_unchecked", names)
    if not own and whole and whole[0].evidence == "prefix+check":
        return Finding("other_carrier", names, whole[0].carrier)
    if mistyped:
        return Finding("check_digit_wrong", tuple(entry.name for entry in mistyped))
    if not _has_formats(slug):
        return Finding("ok_unchecked", names)
    if whole and whole[0].evidence == "prefix":
        return Finding("other_carrier", names, whole[0].carrier)
    return Finding("unknown_format", names)


def _without_carrier(whole: list[Format], mistyped: list[Format]) -> Finding:
    if _outweighs(mistyped, whole):
        return Finding("check_digit_wrong", tuple(entry.name for entry in mistyped))
    if not whole:
        return Finding("unknown_format")
    best = [entry for entry in whole if entry.evidence == whole[0].evidence]
    owners = {entry.carrier for entry in best}
    is_one = any({entry.name for entry in best} <= covered(owner) for owner in owners)
    status = "ambiguous" if not is_one else "ok" if best[0].check else "ok_unchecked"
    return Finding(status, tuple(entry.name for entry in whole))


def _outweighs(mistyped: list[Format], whole: list[Format]) -> bool:
    """Whether a number is rather one with a prefix and a mistyped digit than any of those it fits wholly."""
    is_strong = bool(mistyped) and mistyped[0].evidence == "prefix+check"
    return is_strong and not any(entry.check or entry.evidence == "prefix" for entry in whole)


def _by_evidence(places: tuple[int, ...]) -> list[Format]:
    return sorted((formats()[place] for place in places), key=lambda entry: EVIDENCE.index(entry.evidence))


@cache
def covered(slug: str) -> frozenset[str]:
    """The names of the formats a carrier's parcels may bear: its own, and those it accepts."""
    patterns = carriers()[slug].accepts
    return frozenset(
        entry.name
        for entry in formats()
        if entry.carrier == slug or any(fnmatchcase(entry.name, pattern) for pattern in patterns)
    )


@cache
def _has_formats(slug: str) -> bool:
    return any(entry.carrier == slug for entry in formats())


def _is_checked(matches: Matches, place: int) -> bool:
    return any(formats()[entry].check for entry in matches.classes[place].whole)


def _lost_digits(numbers: pl.Series, checked: pl.Series) -> pl.Series:
    """Whether a number's last digits were lost on the way through a spreadsheet or a float."""
    ends_in_zeros = numbers.str.contains(LOST_DIGITS).fill_null(False)
    lost = ends_in_zeros & (~checked | (numbers.str.len_bytes() >= SURELY_LOST))
    unsure = (numbers.str.contains(rf"^[1-9][0-9]{{{ROUNDED - 1},39}}$").fill_null(False) & ~checked & ~lost).arg_true()
    rounded = [int(number) == int(float(number)) for number in numbers.gather(unsure)]
    return lost.scatter(unsure, pl.Series(rounded, dtype=pl.Boolean)) if rounded else lost


def _lost_zeros(numbers: pl.Series, carrier: pl.Series, status: pl.Series) -> pl.Series:
    """Whether a number of no known format becomes the carrier's, check digit and all, with zeros put back in front."""
    lost = pl.Series([False], dtype=pl.Boolean).new_from_index(0, len(numbers))
    unknown = (status == "unknown_format") & numbers.str.contains(r"^[0-9]{7,21}$").fill_null(False)
    for zeros in LOST_ZEROS:
        rows = (unknown & ~lost & carrier.is_in(list(carriers()))).fill_null(False).arg_true()
        if not len(rows):
            break
        padded = _found(zeros + numbers.gather(rows), carrier.gather(rows))
        lost = lost.scatter(rows, padded["status"] == "ok")
    return lost
