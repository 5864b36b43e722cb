"""The nearest well-formed numbers to a mistyped one. They are shown to a person, never put in its place."""

import polars as pl

from vtr_lib.tracking.carriers import carriers
from vtr_lib.tracking.finding import covered, findings
from vtr_lib.tracking.formats import DIGITS, formats
from vtr_lib.tracking.zeros import restored

MOST = 3
BATCH = 2_000  # numbers whose neighbours are tried together
LOOK_ALIKE = {"O": "0", "I": "1", "S": "5", "B": "8", "Z": "2", "0": "O", "1": "I", "5": "S", "8": "B", "2": "Z"}
TO_DIGITS = str.maketrans({letter: digit for letter, digit in LOOK_ALIKE.items() if letter.isalpha()})


def suggestions(numbers: pl.Series, carrier: pl.Series, found: pl.DataFrame) -> pl.Series:
    """For each number up to three others, joined by commas, or null.

    ``numbers`` in their normal form, ``carrier`` slugs, ``found`` with status and looks_like. A number of another
    carrier gets that carrier's name; one with a wrong check digit or of no known format gets well-formed ones of its
    carrier: two neighbours swapped, one character mistaken for its look-alike, one digit changed, in this order; one
    that lost leading zeros gets them back.
    """
    names = {slug: entry.name for slug, entry in carriers().items()}
    result = found["looks_like"].replace_strict(names, default=None, return_dtype=pl.String)
    lost = (found["status"] == "mangled").arg_true()
    result = result.scatter(lost, restored(numbers.gather(lost), carrier.gather(lost)))
    tried = pl.DataFrame({"number": numbers, "slug": carrier, "status": found["status"]})
    rows = tried["status"].is_in(list(NEIGHBOURS)).arg_true()
    if len(rows):
        distinct = tried[rows].unique(maintain_order=True)
        near = pl.concat(_nearest(distinct[start : start + BATCH]) for start in range(0, len(distinct), BATCH))
        known = distinct.with_columns(near=near)
        again = tried[rows].join(known, on=tried.columns, how="left", nulls_equal=True, maintain_order="left")
        result = result.scatter(rows, again["near"])
    return result.rename("suggestion")


def _nearest(tried: pl.DataFrame) -> pl.Series:
    near = [NEIGHBOURS[status](number) for number, status in zip(tried["number"], tried["status"], strict=True)]
    frame = tried.select("slug").with_row_index("row").with_columns(near=pl.Series(near, dtype=pl.List(pl.String)))
    frame = frame.explode("near").drop_nulls("near")
    found = findings(frame["near"], frame["slug"])
    frame = frame.with_columns(status=found.column("status"), formats=found.column("formats"))
    good = frame.filter(pl.col("status").is_in(["ok", "ok_unchecked"]))
    sure = [_is_sure(*row) for row in good.select("slug", "status", "formats").iter_rows()]
    best = (
        good.filter(pl.Series(sure, dtype=pl.Boolean))
        .group_by("row", maintain_order=True)
        .agg(pl.col("near").head(MOST))
    )
    joined = best.select("row", pl.col("near").list.join(","))
    return tried.with_row_index("row").join(joined, on="row", how="left", maintain_order="left")["near"]


def _is_sure(slug: str | None, status: str, names: str) -> bool:
    """Whether more than a length speaks for a neighbour: its check digit, or a prefix of the carrier itself."""
    if status == "ok":
        return True
    own = covered(slug) if slug in carriers() else None
    return any(
        entry.evidence == "prefix" and (own is None or entry.name in own)
        for entry in formats()
        if entry.name in names.split(",")
    )


def _slips(number: str) -> list[str]:
    """Two neighbours swapped; every letter that looks like a digit, or any one look-alike, taken for the other."""
    swapped = [
        number[:at] + number[at + 1] + number[at] + number[at + 2 :]
        for at in range(len(number) - 1)
        if number[at] != number[at + 1]
    ]
    mistaken = [
        number[:at] + LOOK_ALIKE[char] + number[at + 1 :] for at, char in enumerate(number) if char in LOOK_ALIKE
    ]
    return list(dict.fromkeys((*swapped, number.translate(TO_DIGITS), *mistaken)))


def _typos(number: str) -> list[str]:
    """Slips, then one digit changed into another."""
    changed = [
        number[:at] + digit + number[at + 1 :]
        for at, char in enumerate(number)
        if char in DIGITS
        for digit in DIGITS
        if digit != char
    ]
    return list(dict.fromkeys((*_slips(number), *changed)))


NEIGHBOURS = {"check_digit_wrong": _typos, "unknown_format": _slips}
