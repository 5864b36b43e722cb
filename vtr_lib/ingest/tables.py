"""A store's tables out of what its files gave: all of them, or only where a batch of files touches them."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from vtr_lib.calendar import day_of
from vtr_lib.policy import Policy
from vtr_lib.schema import PACKAGES
from vtr_lib.sources.assemble import assemble
from vtr_lib.store import facts
from vtr_lib.store.reduce import reduce
from vtr_lib.store.store import Store
from vtr_lib.store.touched import Parts, Touched, touched

BY_PACKAGE = ("packages", "items", "facts")
BY_NUMBER = ("scans", "snapshots", "reductions")
AS_THEY_COME = ("amazon_defects", "amazon_rates")


@dataclass
class Made:
    """The tables of a generation but the ledger, the counts of what assembling met, and the last day told of."""

    tables: dict[str, pl.DataFrame]
    counts: dict[str, int]

    def known_on(self, zone: str) -> date | None:
        """The last day of which the files tell a confirmation, a scan or a question to a carrier; None for none."""
        columns = {"packages": "confirmed_at", "scans": "scanned_at", "snapshots": "checked_at"}
        last = [self.tables[table][column].max() for table, column in columns.items()]
        return max((day_of(at, zone) for at in last if at), default=None)


def joined(files: list[dict[str, pl.DataFrame]]) -> dict[str, pl.DataFrame]:
    """What several files gave as one part: by table, with ``upload``, the place of each row's file among them."""
    found: Parts = {}
    for upload, tables in enumerate(files):
        for table, rows in tables.items():
            found.setdefault(table, []).append(rows.with_columns(pl.lit(upload, pl.Int32).alias("upload")))
    return {table: pl.concat(frames) for table, frames in found.items()}


def by_file(parts: Parts) -> Parts:
    """``parts`` with a frame for each file instead of each ingest, in the same order."""
    return {table: [file for frame in frames for file in _files(frame)] for table, frames in parts.items()}


def _files(frame: pl.DataFrame) -> list[pl.DataFrame]:
    if "upload" not in frame.columns:
        return [frame]
    if frame["upload"].n_unique() == 1:  # most often, and then there is nothing to copy
        return [frame.drop("upload")]
    return frame.partition_by("upload", maintain_order=True, include_key=False)


def made(parts: Parts, *, store: str, policy: Policy) -> Made:
    """The tables out of ``parts``, each in an order of its own that does not depend on how they were made."""
    found = assemble(by_file(parts), store=store, marketplace=policy.marketplace, zone=policy.zone)
    packages, reductions = facts.fill(found.packages), reduce(found.scans)
    tables = {
        "packages": packages.select(PACKAGES.names),
        "items": found.items.sort("package_id", *(name for name in found.items.columns if name != "package_id")),
        "facts": facts.build(packages, reductions, found.snapshots, policy),
        "scans": found.scans,
        "snapshots": found.snapshots,
        "reductions": reductions,
        "amazon_defects": found.amazon_defects,
        "amazon_rates": found.amazon_rates,
        "conflicts": found.conflicts,
    }
    return Made(tables, found.quality)


def held(store: Store) -> Made:
    """The tables that ``store`` holds."""
    names = (*BY_PACKAGE, *BY_NUMBER, *AS_THEY_COME, "conflicts")
    return Made({name: store.table(name) for name in names}, store.document("quality")["counts"])


def updated(was: Made, before: Parts, batch: Parts, *, store: str, policy: Policy) -> Made:
    """The tables ``was``, made of the parts ``before``, brought up to ``batch``: row for row as ``made`` of all.

    Only what the batch touches is assembled again, without it and with it; the counts move by the difference.
    """
    parts = {table: [*before.get(table, []), *batch.get(table, [])] for table in {*before, *batch}}
    part = touched(before, batch)
    if part is None:
        return made(parts, store=store, policy=policy)
    then = made(part.only(before), store=store, policy=policy)
    now = made(part.only(parts), store=store, policy=policy)
    tables = {name: _replaced(name, was.tables, now, part) for name in was.tables}
    moved = {name: now.counts.get(name, 0) - then.counts.get(name, 0) for name in {*then.counts, *now.counts}}
    counts = {name: was.counts.get(name, 0) + moved.get(name, 0) for name in {*was.counts, *moved}}
    return Made(tables, {name: count for name, count in counts.items() if count or name in now.counts})


def _replaced(name: str, was: dict[str, pl.DataFrame], now: Made, part: Touched) -> pl.DataFrame:
    """The table ``name`` with its touched rows as they are ``now``."""
    if name in AS_THEY_COME:
        return now.tables[name]
    rows = was[name]
    if name in BY_NUMBER:
        kept = rows.filter(~pl.col("tracking").is_in(part.numbers.implode()))
        return pl.concat([kept, now.tables[name]]).sort("tracking", maintain_order=True)
    if name in BY_PACKAGE:
        packages = was["packages"]
        gone = packages.filter(pl.col("order_id").is_in(part.orders.implode()))["package_id"]
        kept = rows.filter(~pl.col("package_id").is_in(gone.implode()))
        return pl.concat([kept, now.tables[name]]).sort("package_id", maintain_order=True)
    kept = rows.filter(~pl.col("order_id").is_in(part.orders.implode()))
    return pl.concat([kept, now.tables[name]]).sort(rows.columns)
