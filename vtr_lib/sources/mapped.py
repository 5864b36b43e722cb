"""A file read by a mapping: its rows become the tables that the mapping names."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

import polars as pl

from vtr_lib.sources import all_orders, cells, countries, flatfile, marketplaces
from vtr_lib.sources.confirmation import DELETE
from vtr_lib.sources.events import coded
from vtr_lib.sources.flatfile import Heading, Text
from vtr_lib.sources.mapping import CHOICES, Mapping, Rows, mappable
from vtr_lib.sources.marketplaces import country
from vtr_lib.sources.reading import Fault, Reading
from vtr_lib.sources.tables import TABLES, held, sourced
from vtr_lib.tracking import carriers
from vtr_lib.tracking.normal import normalise

# Rows without what these tables need tell nothing of them, as an order that was not delivered yet; elsewhere they are
# set aside.
SILENT = ("scans", "snapshots", "origins")
PHYSICAL = {
    "yes": ("accept", "arrive", "depart", "out_for_delivery", "attempt", "delivered", "pickup_ready", "return"),
    "no": ("label", "cancel", "none"),
}
LAST_SECOND = timedelta(days=1) - timedelta(seconds=1)


def read(text: Text, head: Heading, zone: str, mapping: Mapping, is_cut_ok: bool = False) -> Reading:
    """The file's rows in each table that the mapping fills. Raises what ``flatfile.read`` raises."""
    reading, rows = flatfile.read(text, head, zone, is_cut_ok)
    rows = sourced(rows, text.name)
    told = [_told(rows, each, number, zone) for number, each in enumerate(mapping.rows, 1)]
    faulty = {}
    for number, (each, (part, lacking)) in enumerate(zip(mapping.rows, told, strict=True), 1):
        reading.notes[f"rows_without_{each.table}"] += rows.height - part.height
        if each.table not in SILENT:
            spelt = {name: head.spelling(f"{number}.{name}") for name in each.cells}
            faulty |= {line: spelt.get(column, column) for line, column in lacking if line not in faulty}
    reading.faults += [Fault(line, column, "BLANK_CELL") for line, column in sorted(faulty.items())]
    gone = _lines_of(faulty, rows["source_line"].to_list(), reading.lines["accepted"])
    reading.lines["accepted"] = [line for line in reading.lines["accepted"] if line not in gone]
    reading.lines["quarantined"] = sorted([*reading.lines["quarantined"], *gone])
    for each, (part, _) in zip(mapping.rows, told, strict=True):
        sound = part.filter(~pl.col("source_line").is_in(list(faulty)))
        rows = held(each.table, _finished(sound, each, mapping, reading.unmapped))
        given = reading.tables.get(each.table)
        reading.tables[each.table] = rows if given is None else pl.concat([given, rows])
    reading.notes = +reading.notes
    return reading


def _lines_of(first: Iterable[int], rows: list[int], lines: list[int]) -> set[int]:
    """The lines of the rows that begin at ``first``; all begin at ``rows``, and a quoted cell may run over several."""
    begins, faulty = sorted(rows), set(first)
    owner = {line: begins[bisect_right(begins, line) - 1] for line in lines} if begins else {}
    return {line for line, begin in owner.items() if begin in faulty}


def _told(rows: pl.DataFrame, told: Rows, number: int, zone: str) -> tuple[pl.DataFrame, list[tuple[int, str]]]:
    """The rows that tell something of a table, and those chosen that lack what it needs: line and column."""
    own = rows.select(
        "source_file", "source_line", *(pl.col(f"{number}.{name}").alias(name) for name in told.cells)
    ).with_columns(_constant(told.table, name, value, zone) for name, value in told.values.items())
    for name, words in told.only.items():
        own = own.filter(pl.col(name).is_in(words))
    needed = [name for name, column in mappable()[told.table].items() if column.get("needed")]
    if told.table == "confirmations":
        needed.remove("tracking_raw")  # a package without a number is one, and a defect
    blank = pl.any_horizontal(pl.col(name).is_null() for name in needed)
    first = pl.coalesce(pl.when(pl.col(name).is_null()).then(pl.lit(name)) for name in needed)
    lacking = own.filter(blank).select("source_line", first)
    return own.filter(~blank), lacking.rows()


def _constant(table: str, name: str, value: object, zone: str) -> pl.Expr:
    """A value that all rows share, read like a cell."""
    written = str(value).lower() if isinstance(value, bool) else str(value)
    values, _ = cells.parse(mappable()[table][name]["kind"], pl.Series([written]), zone)
    return pl.lit(values[0], TABLES[table][name]).alias(name)


def _finished(rows: pl.DataFrame, told: Rows, mapping: Mapping, unmapped: Counter) -> pl.DataFrame:
    """Rows of a table with what readers work out beside the cells; words nobody knows are counted in ``unmapped``."""
    for name in {"kind", "physical", "fulfilment"} & set(rows.columns):
        known = CHOICES[name]
        word = pl.col(name).str.to_lowercase()
        word = word.replace(all_orders.FULFILMENT) if name == "fulfilment" else word
        odd = rows.filter(~word.is_in(known))[name]
        unmapped.update(coded(each) or "-" for each in odd)
        fallback = None if name == "fulfilment" else "unknown"
        rows = rows.with_columns(pl.when(word.is_in(known)).then(word).when(word.is_not_null()).then(pl.lit(fallback)))
    if "marketplace" in rows.columns:
        rows = rows.with_columns(_marketplaces(rows["marketplace"]))
    if told.table == "scans":
        return _scans(rows, mapping)
    if told.table == "confirmations":
        is_delete = (pl.col("tracking_raw") == DELETE).fill_null(False)
        return rows.with_columns(
            is_delete.alias("is_delete"),
            pl.when(~is_delete).then("tracking_raw").alias("tracking_raw"),
            pl.lit(False).alias("is_other_carrier"),
        )
    if told.table == "amazon_defects":
        return rows.with_columns(normalise(rows["tracking_raw"])["normalised"].alias("tracking"))
    if told.table in SILENT:
        return _numbered(rows).with_columns(pl.lit(mapping.id).alias("provider"))
    return rows


def _marketplaces(names: pl.Series) -> pl.Series:
    """Marketplaces however they are named: by their domain, their country or its code; null for any other name."""
    codes = {country(name): name for name in marketplaces.IDS}
    found = {
        name: marketplaces.BY_DOMAIN.get(name.casefold()) or codes.get(countries.code(name))
        for name in names.drop_nulls().unique()
    }
    return names.replace_strict(found, default=None, return_dtype=pl.String)


def _numbered(rows: pl.DataFrame) -> pl.DataFrame:
    rows = rows.with_columns(normalise(rows["tracking"])["normalised"].alias("tracking"))
    return rows.filter(pl.col("tracking").is_not_null())


def _scans(rows: pl.DataFrame, mapping: Mapping) -> pl.DataFrame:
    """Events: of a day alone its last second; physical by their kind, where the file does not say itself."""
    rows = _numbered(rows)
    kinds = {kind: physical for physical, kinds in PHYSICAL.items() for kind in kinds}
    told = pl.col("kind").replace_strict(kinds, default="unknown", return_dtype=pl.String)
    is_day = pl.col("precision") == "day"
    carrier = carriers.resolve(rows["carrier"]) if "carrier" in rows.columns else pl.lit(None, pl.String)
    return rows.with_columns(
        (pl.coalesce("physical", told) if "physical" in rows.columns else told).alias("physical"),
        pl.when(is_day).then(pl.col("scanned_at") + LAST_SECOND).otherwise("scanned_at").alias("scanned_at"),
        pl.when(pl.col("kind") == "return").then(pl.lit("return")).otherwise(pl.lit("forward")).alias("leg"),
        carrier.alias("carrier"),
        pl.lit(mapping.id).alias("provider"),
    )
