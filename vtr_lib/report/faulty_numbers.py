"""The packages whose number is at fault, one a row: by which clause and kind, what else is wrong, what it may be."""

from collections.abc import Iterable

import polars as pl

from vtr_lib.metrics.counts import window_day
from vtr_lib.report.month import Month
from vtr_lib.tracking.check import check
from vtr_lib.verdict.numbers import CLAUSES

LATE = "id.late"  # a number that is right and came too late: that is late shipment
FAULTS = tuple(clause for clause in CLAUSES if clause != LATE)
KINDS = {  # what a clause is told apart into; the others are of one kind
    "id.missing": ("empty", "placeholder", "not_yet"),
    "id.mangled": ("front", "end", "shown"),
    "id.bad_format": ("check_digit_wrong", "unknown_format", "order_id"),
    "id.reused": ("shared", "delivered"),
}
HAS_NEAR = ("check_digit_wrong", "unknown_format", "mangled", "other_carrier")  # statuses that may have a suggestion
SHOWN_BY_A_SHEET = r"[A-Za-z#]"  # 9.4E+21, #REF!


def faulty(month: Month, basis: str = "confirmed") -> pl.DataFrame:
    """The rows of ``month.packages`` whose number is at fault: a defect by such a clause, or pending with such a fault.

    Besides: ``day`` (which puts it in a window), ``fault`` (the clause, also of one pending), ``beneath`` (its other
    faults of the number, a list in the order of ``CLAUSES``), ``kind`` (of ``KINDS[fault]``, else null), ``looks_like``
    (the slug of the carrier whose number it is, else null). Exempt packages and numbers that only came too late are
    none. Rows keep their order; no packages give no rows.
    """
    order = month.policy.on(month.as_of)["clause_order"]
    flags = pl.col("flags").fill_null("").str.split(";")
    has = {name: (pl.col("clause") == name) | flags.list.contains(name) for name in CLAUSES}
    first = pl.coalesce(pl.when(has[name]).then(pl.lit(name)) for name in order if name in has)
    own = pl.when(pl.col("clause").is_in(list(CLAUSES))).then("clause").otherwise(first)
    rows = (
        month.packages.filter(pl.col("state").is_in(["defect", "pending"]), is_marked(CLAUSES))
        .with_columns(day=window_day(basis), fault=own)
        .filter(pl.col("fault").is_in(FAULTS))
    )
    besides = [pl.when(has[name] & (pl.col("fault") != name)).then(pl.lit(name)) for name in CLAUSES]
    is_other = pl.col("number_status") == "other_carrier"
    return rows.with_columns(
        beneath=pl.concat_list(besides).list.drop_nulls(),
        kind=_kind(_shared(month.packages, rows["tracking"])),
        looks_like=pl.when(is_other).then("number_of"),
    )


def with_near(rows: pl.DataFrame) -> pl.DataFrame:
    """``faulty`` rows with ``near``: a list of well-formed numbers near the typed one, the surest first, often empty.

    Only the numbers of these rows are asked about. An order's id is near no number, and what comes later is right.
    """
    is_asked = pl.col("number_status").is_in(HAS_NEAR) & (pl.col("kind").fill_null("") != "order_id")
    asked = rows.filter(is_asked & (pl.col("kind").fill_null("") != "not_yet"))
    typed = asked.select(tracking=pl.coalesce("tracking_raw", "tracking"), carrier="carrier")
    told = pl.Series("near", check(typed)["suggestion"], dtype=pl.String)
    near = pl.when(pl.col("looks_like").is_null()).then(told).str.split(",")
    found = asked.select("package_id", near=near)
    joined = rows.join(found, on="package_id", how="left", maintain_order="left")
    joined = joined.with_columns(pl.col("near").fill_null([]))
    lost = (pl.col("fault") == "id.mangled") & (pl.col("near").list.len() > 0)
    return joined.with_columns(kind=pl.when(lost).then(pl.lit("front")).otherwise("kind"))


def is_marked(faults: Iterable[str]) -> pl.Expr:
    """Whether one of ``faults`` is the clause or among the flags."""
    flags = pl.col("flags").fill_null("")
    is_flagged = pl.any_horizontal(flags.str.contains(name, literal=True) for name in faults)
    return pl.col("clause").is_in(list(faults)) | is_flagged


def is_advised() -> pl.Expr:
    """Of a row ``with_near``: whether something can be put in the number's or the carrier's place."""
    near = pl.col("near").list.len() > 0
    return near | pl.col("looks_like").is_not_null() | (pl.col("fault") == "id.other_free_text")


def is_reused() -> pl.Expr:
    """Of a ``faulty`` row: whether its number is another's, by its clause or beneath it."""
    return (pl.col("fault") == "id.reused") | pl.col("beneath").list.contains("id.reused")


def with_numbers(packages: pl.DataFrame, numbers: pl.Series) -> pl.DataFrame:
    """The packages confirmed by the day that have one of ``numbers``."""
    is_known = pl.col("clause") != "out_of_scope.unconfirmed"
    return packages.filter(pl.col("tracking").is_in(numbers.drop_nulls().unique().implode()), is_known)


def _shared(packages: pl.DataFrame, numbers: pl.Series) -> pl.Series:
    """Those of ``numbers`` under which several orders stand."""
    of = with_numbers(packages, numbers)
    orders = of.group_by("tracking").agg(pl.col("order_id").n_unique())
    return orders.filter(pl.col("order_id") > 1)["tracking"]


def _kind(shared: pl.Series) -> pl.Expr:
    raw, status = pl.col("tracking_raw").fill_null("").str.strip_chars(), pl.col("number_status")
    is_order_id = pl.col("tracking") == pl.col("order_id").str.replace_all(r"[^0-9A-Za-z]", "").str.to_uppercase()
    kinds = {
        "id.missing": pl.when(status != "empty").then(pl.lit("not_yet")).when(raw == "").then(pl.lit("empty"))
        .otherwise(pl.lit("placeholder")),
        "id.mangled": pl.when(raw.str.contains(SHOWN_BY_A_SHEET)).then(pl.lit("shown")).otherwise(pl.lit("end")),
        "id.bad_format": pl.when(is_order_id).then(pl.lit("order_id")).otherwise(status),
        "id.reused": pl.when(pl.col("tracking").is_in(shared.implode())).then(pl.lit("shared"))
        .otherwise(pl.lit("delivered")),
    }  # fmt: skip
    return pl.coalesce(pl.when(pl.col("fault") == fault).then(kind) for fault, kind in kinds.items())
