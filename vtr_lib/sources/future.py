"""What is dated after the day on which the files were fetched: it can't have happened, so it is set aside."""

from datetime import date

import polars as pl

from vtr_lib.calendar import end_of_day
from vtr_lib.sources.documents import EVENTS
from vtr_lib.sources.reading import Fault, Reading

# What a table tells as having happened; what it promises (a delivery, the latest ship time) lies ahead by its nature.
HAPPENED = {
    "order_lines": ("purchased_at", "updated_at"),
    "confirmations": ("shipped_at",),
    "api_packages": ("confirmed_at", "updated_at"),
    "api_orders": ("updated_at",),
    "canonical_packages": ("confirmed_at",),
    "scans": ("scanned_at",),
    "snapshots": ("checked_at",),
}
CODE, LOOK = "FUTURE", "9999-99-99"


def set_aside_future(reading: Reading, as_of: date, zone: str) -> None:
    """Moves the lines and records of ``reading`` that tell of a later day than ``as_of`` in ``zone`` to quarantine.

    A later scan goes alone, anything else with all that its line or record holds.
    """
    bad: dict[int, str] = {}
    for table, columns in HAPPENED.items():
        for column in columns:
            frame = reading.tables.get(table)
            if frame is None:
                continue
            is_late = (pl.col(column) > end_of_day(as_of, zone)).fill_null(False)
            late = frame.filter(is_late)
            if table == "snapshots":  # which know no line
                reading.notes["snapshots_of_the_future"] += late.height
                reading.tables[table] = frame.filter(~is_late)
            elif table in EVENTS:
                reading.faults += [Fault(line, column, CODE, LOOK) for line in late["source_line"]]
                reading.tables[table] = frame.filter(~is_late)
            else:
                bad |= {line: column for line in late["source_line"].unique().sort() if line not in bad}
    if not bad:
        return
    reading.faults += [Fault(line, column, CODE, LOOK) for line, column in sorted(bad.items())]
    reading.lines["quarantined"] = sorted({*reading.lines["quarantined"], *bad})
    reading.lines["accepted"] = [line for line in reading.lines["accepted"] if line not in bad]
    for table, frame in reading.tables.items():
        if "source_line" in frame.columns:
            reading.tables[table] = frame.filter(~pl.col("source_line").is_in(sorted(bad)))
