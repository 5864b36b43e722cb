"""What a batch of files touches: the rows of all files that hang together with the batch's rows.

Rows hang together that name the same order, tracking number or package, be it by way of others. What is assembled out
of rows that hang together depends on no others, so a batch leaves all that it does not touch as it was.
"""

from dataclasses import dataclass

import polars as pl

from vtr_lib.tracking.normal import normalise

Parts = dict[str, list[pl.DataFrame]]  # by table, one frame an ingest; ``upload`` numbers its files

KEYS = {
    "order_id": "order",
    "merchant_order_id": "order",
    "tracking": "number",
    "tracking_raw": "number",
    "alias_of": "number",
    "package_id": "package",
}
ORDER_OF_ID = "^([^:]+):"  # of ids that assembling gives; a table may give one that is another order's
WHOLE = ("amazon_defects", "amazon_rates")  # small, and kept as they came: always taken from all files


@dataclass(frozen=True, slots=True)
class Touched:
    """The ``orders``, ``numbers`` and ``packages`` that hang together with a batch."""

    orders: pl.Series
    numbers: pl.Series
    packages: pl.Series

    @staticmethod
    def keys(columns: list[str]) -> list[str]:
        """Those of ``columns`` that say what a row hangs together with; a number as typed says it by its order."""
        return [name for name in columns if name in KEYS and name != "tracking_raw"]

    def holds(self, columns: list[str]) -> pl.Expr:
        """Whether a row with such ``columns`` is among the touched ones."""
        named = {"order": self.orders, "number": self.numbers, "package": self.packages}
        return pl.any_horizontal(
            pl.col(name).is_in(named[KEYS[name]].implode()).fill_null(False) for name in self.keys(columns)
        )

    def only(self, parts: Parts) -> Parts:
        """The touched rows of ``parts`` in their order; tables that name neither order, number nor package whole."""
        found: Parts = {}
        for table, frames in parts.items():
            if _is_keyed(table, frames):
                frames = [frame.filter(self.holds(frame.columns)) for frame in frames]
            found[table] = [frame for frame in frames if frame.height]
        return found


def touched(before: Parts, batch: Parts) -> Touched | None:
    """What hangs together with the rows of ``batch``, among those and the rows ``before``.

    None where the batch says something of everything, as a table of products or of exchange rates does.
    """
    if any(not _is_keyed(table, frames) and table not in WHOLE for table, frames in batch.items()):
        return None
    return together(batch, before, batch)


def together(rows: Parts, *among: Parts) -> Touched:
    """What hangs together with ``rows``, by way of the rows ``among`` which they are."""
    pairs = pl.concat([_pairs(parts) for parts in among]).unique()
    keys = _names(rows).unique()
    while True:
        met = pairs.filter(pl.col("one").is_in(keys.implode()) | pl.col("other").is_in(keys.implode()))
        more = pl.concat([keys, met["one"], met["other"]]).unique()
        if len(more) == len(keys):
            break
        keys = more
    return Touched(
        *(keys.filter(keys.str.starts_with(kind)).str.slice(len(kind) + 1) for kind in ("order", "number", "package"))
    )


def _is_keyed(table: str, frames: list[pl.DataFrame]) -> bool:
    return table not in WHOLE and any(name in KEYS for frame in frames[:1] for name in frame.columns)


def _keyed(parts: Parts) -> list[pl.DataFrame]:
    """The keys of every table's rows, ``order:…``, ``number:…`` or ``package:…``, each pair or triple once."""
    found = []
    for table, frames in parts.items():
        if not _is_keyed(table, frames):
            continue
        names = [name for name in KEYS if any(name in frame.columns for frame in frames)]
        rows = pl.concat([frame.select(pl.col(*(name for name in names if name in frame.columns))) for frame in frames],
                         how="diagonal").unique()  # fmt: skip
        if "tracking_raw" in names:
            rows = rows.with_columns(normalise(rows["tracking_raw"])["normalised"].alias("tracking_raw"))
        kinds = {name: KEYS[name] for name in names}
        if "package_id" in names:
            rows = rows.with_columns(pl.col("package_id").str.extract(ORDER_OF_ID).alias("order_of_id"))
            kinds["order_of_id"] = "order"
        rows = rows.with_columns(pl.when(pl.col(name) != "").then(pl.col(name)) for name in kinds)
        found.append(rows.select(pl.format(f"{kind}:{{}}", name).alias(name) for name, kind in kinds.items()))
    return found


def _names(parts: Parts) -> pl.Series:
    empty = pl.Series([], dtype=pl.String)
    return pl.concat([empty, *(rows[name].drop_nulls() for rows in _keyed(parts) for name in rows.columns)])


def _pairs(parts: Parts) -> pl.DataFrame:
    """Keys that stand in one row, two and two."""
    found = [pl.DataFrame(schema={"one": pl.String, "other": pl.String})]
    for rows in _keyed(parts):
        first = pl.coalesce(rows.columns)
        found += [
            rows.select(first.alias("one"), pl.col(name).alias("other")).filter(pl.col("one") != pl.col("other"))
            for name in rows.columns[1:]
        ]
    return pl.concat(found)
