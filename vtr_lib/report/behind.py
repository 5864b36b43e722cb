"""The packages behind a figure, one a row, so that no number has to be believed."""

from collections.abc import Iterable

import polars as pl

from vtr_lib.report import phrases
from vtr_lib.report.table import Cell, Table
from vtr_lib.words import Words

LISTED = 50


def behind(packages: pl.DataFrame, ids: Iterable[str], figure: str, words: Words) -> Table:
    """The packages with these ``package_id``, by day of confirmation, the first ``LISTED`` of them; all are counted.

    ``packages`` as ``Month.packages`` has them; ``figure`` is what they stand behind, in words. Ids that are not among
    the packages are no rows. No ids give an empty table that says so.
    """
    wanted = pl.Series(list(ids), dtype=pl.String)
    rows = packages.filter(pl.col("package_id").is_in(wanted.implode())).sort("confirmed_on", "package_id")
    say = words.table("tables.behind")
    columns = ("order", "carrier", "number", "confirmed", "clause", "flags")
    return Table(
        say["caption"].format(figure=figure, listed=min(LISTED, rows.height), count=rows.height),
        tuple(say[column] for column in columns),
        tuple(_line(row, words) for row in rows.head(LISTED).iter_rows(named=True)),
        nothing=words("tables.none"),
        words=words,
    )


def _line(row: dict, words: Words) -> tuple:
    return (
        Cell(row["order_id"], code=row["package_id"]),
        phrases.segment(row["carrier"] or "unknown", "carrier", words),
        row["tracking"] or row["tracking_raw"] or "",
        row["confirmed_on"],
        Cell(words.name("clauses", row["clause"]), code=row["clause"]),
        words("explain.between").join(phrases.flags(row["flags"], words)),
    )
