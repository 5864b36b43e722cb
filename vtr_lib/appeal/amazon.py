"""Amazon's defect report beside our own verdicts: what both call missed, and where one of them alone does."""

from datetime import date

import polars as pl

from vtr_lib.appeal.case import Case

STANDINGS = ("amazon_alone", "both_missed", "ours_alone", "both_valid", "not_held", "not_listed")
MISSED = ("defect", "unknown")
COLUMNS = (
    "standing", "order_id", "package_id", "tracking", "amazon_tracking", "promised_on", "state", "clause",
    "amazon_valid", "amazon_scan", "amazon_delivery", "source_file", "source_line",
)  # fmt: skip


def held_against(case: Case) -> pl.DataFrame:
    """Each row of Amazon's reports on the case's category, and each package of ours that they should name and do not,
    with the columns ``COLUMNS``; no report gives no rows.

    ``standing`` says who calls it missed: ``amazon_alone`` is what a dispute rests on, ``not_held`` an order that the
    store does not hold, ``not_listed`` one that we call missed and that was promised on a day between the first and the
    last of the reports. A row is a package's by order and number, or by its order alone where the store holds one
    package of it; what two reports say alike of a package stands once, as the later has it. The sums are asserted.
    """
    report = _report(case)
    if report.is_empty():
        return report.clear().select(*(pl.lit(None, pl.String).alias(name) for name in COLUMNS)).clear()
    span = report["promised_on"].min(), report["promised_on"].max()
    report = report.unique(["order_id", "amazon_tracking", "has_valid_tracking"], keep="last", maintain_order=True)
    held = _joined(report, case)
    missing = _not_listed(span, held, case)
    assert held.height == report.height, "rows of Amazon's reports"
    missed = pl.concat([held.filter(pl.col("standing").is_in(["both_missed", "ours_alone"])), missing], how="diagonal")
    assert missed["package_id"].n_unique() == missed.height, "missed packages held against Amazon's reports"
    rank = pl.col("standing").replace_strict({name: at for at, name in enumerate(STANDINGS)})
    return pl.concat([held, missing], how="diagonal").sort(rank, "order_id", "package_id").select(COLUMNS)


def _report(case: Case) -> pl.DataFrame:
    rows = case.month.store.table("amazon_defects").rename({"tracking": "amazon_tracking"})
    is_of_case = pl.col("order_id").is_in(case.packages["order_id"].unique().implode())
    of_category = pl.col("category").is_null() & is_of_case | (pl.col("category") == case.category)
    return rows.filter(is_of_case if case.order_id else of_category)


def _joined(report: pl.DataFrame, case: Case) -> pl.DataFrame:
    """``report`` with the package of each row, a package at most once: the row that names its number comes first."""
    ours = case.month.packages.select("order_id", "package_id", "tracking", "state", "clause")
    alone = ours.filter(pl.len().over("order_id") == 1)
    numbered = ours.filter(pl.col("tracking").is_not_null()).unique(["order_id", "tracking"], keep="first")
    report = report.with_row_index("row")
    by_number = report.join(numbered, left_on=["order_id", "amazon_tracking"], right_on=["order_id", "tracking"])
    by_number = by_number.with_columns(tracking="amazon_tracking")
    rest = report.join(by_number, on="row", how="anti")
    by_order = rest.join(alone, on="order_id").join(by_number, on="package_id", how="anti")
    by_order = by_order.unique("package_id", keep="first", maintain_order=True)
    found = pl.concat([by_number, by_order], how="diagonal").unique("package_id", keep="first", maintain_order=True)
    nobody = report.join(found, on="row", how="anti")
    is_missed, is_ok = pl.col("state").is_in(MISSED), pl.col("has_valid_tracking").fill_null(False)
    standing = (
        pl.when(pl.col("package_id").is_null()).then(pl.lit("not_held"))
        .when(is_missed & is_ok).then(pl.lit("ours_alone"))
        .when(is_missed).then(pl.lit("both_missed"))
        .when(is_ok).then(pl.lit("both_valid"))
        .otherwise(pl.lit("amazon_alone"))
    )  # fmt: skip
    names = {"has_valid_tracking": "amazon_valid", "has_physical_scan": "amazon_scan",
             "has_delivery_scan": "amazon_delivery"}  # fmt: skip
    return pl.concat([found, nobody], how="diagonal").with_columns(standing=standing).rename(names)


def _not_listed(span: tuple[date | None, date | None], held: pl.DataFrame, case: Case) -> pl.DataFrame:
    rows = case.missed.join(held, on="package_id", how="anti")
    if not case.order_id:
        promised = pl.coalesce("promised_on", "confirmed_on")
        rows = rows.filter(promised.is_between(*span))
    columns = ("order_id", "package_id", "tracking", "promised_on", "state", "clause")
    return rows.select(*columns, standing=pl.lit("not_listed"))
