"""A store made of canonical rows and order lines, past the readers, so that a cell may hold anything."""

from datetime import date
from pathlib import Path

import polars as pl

from vtr_lib import policy as policies
from vtr_lib.frames import polars_schema
from vtr_lib.ingest.files import write
from vtr_lib.ingest.tables import made
from vtr_lib.report.month import Month
from vtr_lib.schema import SNAPSHOTS
from vtr_lib.sources.tables import TABLES, held
from vtr_lib.store import ledger
from vtr_lib.store.store import Store

US = policies.load("us")
KINDS = TABLES | {"snapshots": polars_schema(SNAPSHOTS)}


def store_of(data: Path, as_of: date, **rows: list[dict]) -> Month:
    """A month as of ``as_of`` whose store was told ``rows`` by table of ``sources.tables``."""
    tables = {}
    for table, dicts in rows.items():
        names = {name for row in dicts for name in row}
        schema = {name: KINDS[table][name] for name in KINDS[table] if name in names}
        tables[table] = held(table, pl.DataFrame(dicts, schema))
    store = Store(data, "made-up")
    entry = {
        "file": "made-up",
        "format": "canonical",
        "unit": "line",
        "sha256": "0" * 64,
        "part": "0" * 64,
        "set_aside": [],
    }
    entry |= dict.fromkeys(("total", "blank", "duplicate", "quarantined", "accepted"), 0)
    store.write_part("0" * 64, tables)
    found = made({table: [frame] for table, frame in tables.items()}, store=store.name, policy=US)
    write(store, found, [entry], US, ledger.nothing())
    return Month(store, US, as_of)
