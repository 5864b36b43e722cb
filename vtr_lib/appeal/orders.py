"""The order table of an appeal: a row a package, from its confirmation to its verdict and what was or can be done."""

from collections.abc import Iterator

import polars as pl

from vtr_lib.appeal.case import Case
from vtr_lib.calendar import end_of_day
from vtr_lib.words import Words

FIXES = ("mended", "mend", "wait", "ask", "none")
TOLD = (
    "order_id", "package_id", "asins", "units", "carrier", "carrier_raw", "tracking", "confirmed_at", "promised_on",
    "first_scan_at", "arrival_at", "delivery_at", "state", "clause", "cause", "fix",
)  # fmt: skip


def orders(case: Case) -> pl.DataFrame:
    """Every package of the case with the columns ``TOLD``, by confirmation; no packages give no rows.

    ``asins`` are those of its items, sorted, with a blank between; ``units`` is how many were sold, 0 where no file
    tells. ``fix`` is ``mended`` for a package that counts as valid and whose number was put in anew after its
    confirmation, ``mend`` where a right number still counts on the day of the case, ``wait`` for what is pending
    otherwise, ``ask`` where only the carrier can tell, ``none`` for a defect that stands; null where nothing is amiss.
    """
    items = case.month.items.group_by("package_id").agg(
        asins=pl.col("asin").drop_nulls().unique().sort().str.join(" "),
        units=pl.col("quantity").sum().cast(pl.Int64),
    )
    rows = case.packages.join(items, on="package_id", how="left", maintain_order="left")
    rows = rows.with_columns(pl.col("asins").fill_null(""), pl.col("units").fill_null(0), fix=_fix(case))
    return rows.select(TOLD)


def _fix(case: Case) -> pl.Expr:
    state, ends_at = pl.col("state"), end_of_day(case.month.as_of, case.month.policy.zone)
    is_anew = pl.col("tracking_entered_at") > pl.col("confirmed_at")
    is_open = (pl.col("is_fixable") & (pl.col("fix_by_at") > ends_at)).fill_null(False)
    return (
        pl.when((state == "valid") & is_anew.fill_null(False)).then(pl.lit("mended"))
        .when(state.is_in(["pending", "unknown", "defect"]) & is_open).then(pl.lit("mend"))
        .when(state == "pending").then(pl.lit("wait"))
        .when(state == "unknown").then(pl.lit("ask"))
        .when(state == "defect").then(pl.lit("none"))
    )  # fmt: skip


def head(words: Words) -> list[str]:
    """The names of the columns of a list, as ``told`` fills them."""
    names = words.table("appeal.columns")
    return [names[name] for name in (*TOLD[:-4], "state", "clause", "why", "cause", "fix")]


def told(rows: pl.DataFrame, words: Words) -> Iterator[tuple]:
    """The rows of ``orders`` for a list that people open: states, causes and fixes in words, the clause by code too."""
    states, clauses, causes = (words.table(name) for name in ("states", "clauses", "causes"))
    fixes = words.table("appeal.fixes")
    for *plain, state, clause, cause, fix in rows.iter_rows():
        yield (
            *plain, states[state], clause, clauses.get(clause, clause), cause and causes[cause], fix and fixes[fix],
        )  # fmt: skip
