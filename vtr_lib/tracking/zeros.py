"""Leading zeros that a spreadsheet took from a number.

A zero put before any cut-off number makes one in ten right by chance. So only numbers are believed to have lost zeros
that then begin as a format's numbers are known to (``zeros`` in ``formats.toml``), and whose check digit holds.
"""

import polars as pl

from vtr_lib.tracking.carriers import carriers
from vtr_lib.tracking.finding import covered, findings
from vtr_lib.tracking.formats import formats


def restored(numbers: pl.Series, carrier: pl.Series) -> pl.Series:
    """Each number with its zeros back, or null where it lost none; ``numbers`` in their normal form, ``carrier`` slugs.

    Null too where the carrier is unknown.
    """
    found = pl.Series(numbers.name, [None], dtype=pl.String).new_from_index(0, len(numbers))
    is_digits = numbers.str.contains(r"^[1-9][0-9]+$").fill_null(False)
    slugs = [slug for slug in carrier.unique().drop_nulls() if slug in carriers()]
    for entry in formats():
        owners = [slug for slug in slugs if entry.name in covered(slug)] if entry.zeros else []
        for begin in entry.zeros if owners else ():
            left = begin.lstrip("0")
            is_candidate = is_digits & numbers.str.starts_with(left).fill_null(False) & carrier.is_in(owners)
            rows = is_candidate.fill_null(False).arg_true()
            whole = begin.removesuffix(left) + numbers.gather(rows)
            seen = findings(whole, carrier.gather(rows))
            fits = seen.column("formats").str.split(",").list.contains(entry.name)
            holds = fits & (seen.column("status") == "ok")
            found = found.scatter(rows.filter(holds), whole.filter(holds))
    return found
