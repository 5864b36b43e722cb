"""What nobody could tell of the numbers of some days: where a fault may have been missed, and what is no fault."""

import polars as pl

from vtr_lib.report.faulty_numbers import FAULTS, LATE, is_advised, is_marked
from vtr_lib.tracking.carriers import UNKNOWN, carriers
from vtr_lib.tracking.formats import formats
from vtr_lib.verdict.numbers import NO_NUMBER

SOUGHT = ("id.bad_format", "id.mangled")  # faults for which a near number is sought
ODD = ("check_digit_wrong", "unknown_format", "ambiguous")


def not_known(packages: pl.DataFrame, shown: pl.DataFrame, listed: pl.DataFrame) -> dict:
    """What could not be told of the packages of some days, in packages; none of them is called wrong for it.

    ``packages`` are all of these days, ``shown`` those that are judged, ``listed`` those at fault. ``no_format`` is of
    carriers whose formats nobody knows (``no_format_carriers``), ``unchecked`` of numbers without a known check digit,
    ``no_carrier`` of carriers nobody knows (``no_carrier_odd``: with a number that looks odd), ``outweighed`` of odd
    numbers that the carrier itself has scanned, ``no_suggestion`` of faults for which nothing near was found,
    ``no_hour`` and ``no_file`` of confirmations that don't tell these; ``late`` and ``exempt`` are not at fault here.
    """
    well = _well(shown)
    no_format = well.filter(pl.col("carrier").is_in(_unformatted()))
    no_carrier = well.filter(~_has_carrier())
    is_checkable = _has_carrier() & ~pl.col("carrier").is_in(_unformatted())
    late = packages.filter(pl.col("clause") == LATE)
    sought = listed.filter(pl.col("fault").is_in(SOUGHT), pl.col("kind") != "order_id")
    return {
        "no_format": no_format.height,
        "no_format_carriers": sorted(no_format["carrier"].unique().to_list()),
        "unchecked": well.filter(is_checkable, pl.col("number_status") == "ok_unchecked").height,
        "no_carrier": no_carrier.height,
        "no_carrier_odd": no_carrier.filter(_is_odd()).height,
        "outweighed": well.filter(_has_carrier() & _is_odd()).height,
        "no_suggestion": sought.filter(~is_advised()).height,
        "no_hour": shown.filter(pl.col("confirmed_precision") != "second").height,
        "no_file": shown["source_file"].null_count(),
        "late": late.height,
        "late_besides": late.filter(is_marked(FAULTS)).height,
        "exempt": packages.filter(pl.col("state") == "exempt", is_marked(FAULTS)).height,
    }


def odd(shown: pl.DataFrame) -> pl.DataFrame:
    """Those of ``shown`` whose number looks odd and is not called wrong."""
    return _well(shown).filter(_is_odd())


def _well(shown: pl.DataFrame) -> pl.DataFrame:
    has_number = ~pl.col("number_status").is_in(NO_NUMBER)
    return shown.filter(has_number & ~pl.col("is_at_fault") & (pl.col("clause") != LATE))


def _is_odd() -> pl.Expr:
    return pl.col("number_status").is_in(ODD)


def _has_carrier() -> pl.Expr:
    return pl.col("carrier").fill_null(UNKNOWN) != UNKNOWN


def _unformatted() -> list[str]:
    return sorted(carriers().keys() - {entry.carrier for entry in formats()})
