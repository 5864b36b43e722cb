"""How far invoices and contracts cover the units sold of each item, and the gaps."""

import polars as pl

from vtr_lib.appeal.papers.items import Item, items_of
from vtr_lib.appeal.papers.quantities import KINDS
from vtr_lib.appeal.papers.tokens import ALIKE, plain

STATES = ("covered", "partly", "none", "unknown_quantity")
COLUMNS = {
    "asin": pl.String, "sku": pl.String, "sold": pl.Int64, "invoiced": pl.Int64, "papers": pl.List(pl.String),
    "gap": pl.Int64, "state": pl.Enum(STATES),
}  # fmt: skip


def coverage(rows: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """One row for each ASIN sold, or SKU where the ASIN is not known, sorted by them.

    ``rows`` are those that ``quantities.rows`` gave for the same ``items``: asin, sku and quantity (units sold), in any
    number of rows. Columns: asin; sku, those of an ASIN joined by ``, ``; sold; invoiced, units on papers, null where
    papers name the item and none says how many; papers, their paths; gap, units sold that nothing covers, 0 or more;
    state: ``covered``, ``partly``, ``none`` (no paper names it), ``unknown_quantity`` (what is known does not cover it,
    and a paper names it without saying how many). An invoice and the contract it came of are not added up: the larger
    sum of the two kinds counts. Nor are
    papers of one kind with one number of their own, such as an invoice and its photograph. The units sold add up to
    those of ``items``. No items give an empty frame.
    """
    by_item = {key: part for (key,), part in rows.group_by("item")}
    found = [_covered(item, by_item.get(at, rows.clear())) for at, item in enumerate(items_of(items))]
    result = pl.DataFrame(found, COLUMNS, orient="row")
    assert result["sold"].sum() == items["quantity"].sum()
    return result


def _covered(item: Item, rows: pl.DataFrame) -> tuple:
    by_paper = rows.group_by("kind", "path", "number").agg(pl.col("quantity").sum())
    alike = {number: plain(number).translate(ALIKE) for number in by_paper["number"].drop_nulls()}
    key = pl.coalesce(pl.col("number").replace(alike), "path")
    by_number = by_paper.group_by("kind", key).agg(pl.col("quantity").max())
    units = max(by_number.filter(pl.col("kind") == kind)["quantity"].sum() for kind in KINDS)
    is_unknown = rows["quantity"].null_count() > 0
    gap = max(item.sold - units, 0)
    if not gap:
        state = "covered"
    elif is_unknown:
        state = "unknown_quantity"
    else:
        state = "partly" if units else "none"
    paths = rows["path"].unique().sort().to_list()
    return (item.asin, item.sku, item.sold, None if is_unknown and not units else units, paths, gap, state)
