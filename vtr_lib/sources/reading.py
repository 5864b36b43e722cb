"""What one file gave: its rows by table, and a bucket for every line.

A flat file is counted in physical lines, a JSON document in its records (an order, a tracking). The heading (column
names, template lines above them) is counted apart, so that ``lines = blank + duplicate + quarantined + accepted``
speaks of the lines that could hold data.
"""

from collections import Counter
from dataclasses import dataclass, field

import polars as pl

from vtr_lib.errors import DataError, shape

__all__ = ["BUCKETS", "Fault", "Reading", "shape"]

BUCKETS = ("blank", "duplicate", "quarantined", "accepted")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a line, or one event of a record, was set aside. ``value`` shows the cell's shape, never what it says."""

    line: int
    column: str
    code: str
    value: str = ""

    def error(self, file: str) -> DataError:
        """The fault as an error that can be told in any language; it is not raised, the run goes on."""
        return DataError(self.code, file=file, line=self.line, column=self.column or None, value=self.value)


@dataclass(slots=True)
class Reading:
    """One file, read.

    ``unit`` is ``line`` or ``record``. ``lines`` holds the 1-based numbers of each bucket, ``heading`` those of the
    heading. ``faults`` names every quarantined line, and events set aside out of records that were accepted.
    ``silent`` are the records of a document that told nothing: no row of any table, or an origin left blank.
    ``tables`` are the intermediate tables of ``vtr_lib.sources.tables``. ``unmapped`` counts statuses no vocabulary
    knows, ``notes`` counts what was read but is worth naming.
    """

    file: str
    format: str
    version: str
    encoding: str
    bytes: int
    sha256: str
    unit: str = "line"
    total: int = 0
    heading: list[int] = field(default_factory=list)
    lines: dict[str, list[int]] = field(default_factory=lambda: {bucket: [] for bucket in BUCKETS})
    faults: list[Fault] = field(default_factory=list)
    dropped_columns: list[str] = field(default_factory=list)
    silent: list[int] = field(default_factory=list)
    unmapped: Counter = field(default_factory=Counter)
    notes: Counter = field(default_factory=Counter)
    tables: dict[str, pl.DataFrame] = field(default_factory=dict)

    def identity(self) -> dict[str, int]:
        """``lines`` that could hold data and the count of each bucket, and ``heading``.

        Raises ``AssertionError`` unless every number from 1 to the last stands in exactly one place.
        """
        places = sorted([*self.heading, *(number for bucket in BUCKETS for number in self.lines[bucket])])
        assert len(places) == self.total, f"{self.file}: a line is counted twice or not at all"
        assert places == list(range(1, self.total + 1)), f"{self.file}: a line is lost"
        counts = {bucket: len(self.lines[bucket]) for bucket in BUCKETS}
        return {"lines": self.total - len(self.heading), **counts, "heading": len(self.heading)}
