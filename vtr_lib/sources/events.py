"""What every tracking answer shares: an event of a provider becomes a row of scans.

Free text is read for its meaning and left behind: ``signed by …`` names a person. A city is kept only where it stands
in a field of its own.
"""

import re
from collections import Counter
from collections.abc import Iterator

import polars as pl

from vtr_lib.sources import people, statuses
from vtr_lib.sources.documents import Document, Flatten, Row, read
from vtr_lib.sources.local_times import moment
from vtr_lib.sources.reading import Reading
from vtr_lib.tracking.normal import normalise

KINDS = {
    "scans": {
        "tracking": "number",
        "scanned_at": "instant",
        "country": "origin",
        "city": "city",
        "alias_of": "number",
    },
    "snapshots": {"tracking": "number", "checked_at": "instant"},
    "origins": {"tracking": "number", "origin": "origin"},
    "labels": {"tracking": "number", "estimated_at": "instant"},
    "aliases": {"tracking": "number", "alias_of": "number"},
}
RULE = "time_rule"  # of a row on its way: what its time rests on
CODE = re.compile(r"[A-Za-z0-9_.-]{1,40}")


def scan(
    codes: list[tuple[str, str | None]],
    wording: str | None,
    *,
    scanned_at: str | None,
    region: str | None = None,
    zone: str | None = None,
    shapes: tuple[str, ...] = (),
    **cells: str | None,
) -> Row:
    """A row of scans; ``codes`` (vocabulary, code) finest first, ``wording`` as the provider puts it.

    A time without its offset is by the provider's own ``zone``, else by the clock of ``country`` and ``region``.
    """
    status, code = statuses.meaning(codes, wording)
    at = moment(scanned_at, country=cells.get("country"), region=region, zone=zone, shapes=shapes)
    return cells | {
        "scanned_at": at.text,
        "precision": "day" if at.rule == "times_by_day" else None,
        RULE: at.rule,
        "kind": status.kind,
        "physical": status.physical,
        "leg": "return" if status.kind == "return" else "forward",
        "raw_code": coded(code),
    }


def snapshot(
    number: str | None, checked_at: str | None, provider: str, status: str | None
) -> Iterator[tuple[str, Row]]:
    """That ``provider`` asked for ``number``, where it says when: by its own clock, which is UTC unless it is told."""
    if checked_at:
        at = moment(checked_at)
        row = {"tracking": number, "checked_at": at.text, RULE: at.rule, "provider": provider, "status": coded(status)}
        yield "snapshots", row


def alias(number: str | None, other: str | None, provider: str) -> Iterator[tuple[str, Row]]:
    """That the parcel asked for as ``number`` also goes by ``other``, where it does."""
    if number and other and other.strip() and other != number:
        yield "aliases", {"tracking": other, "alias_of": number, "source": provider}


def coded(text: str | None) -> str | None:
    """``text`` where it can be a code, else None: whatever a provider may write there, it is no person."""
    return text if text and CODE.fullmatch(text) and not people.is_named(text) else None


def trackings(source: Document, format: str, version: str, records: list, flatten: Flatten) -> Reading:
    """A tracking answer's reading, its numbers normalised; statuses without a meaning are counted in ``unmapped``.

    ``notes`` counts the times that were told without their offset, by what they were taken to be.
    """
    rules: Counter = Counter()

    def counted(record: dict) -> Iterator[tuple[str, Row]]:
        for table, row in flatten(record):
            rules.update([rule] if (rule := row.pop(RULE, None)) else [])
            yield table, row

    reading = read(source, format, version, records, counted, KINDS)
    reading.notes.update(rules)
    for table in KINDS.keys() & reading.tables.keys():
        rows, reading.tables[table] = reading.tables[table], _normal(reading.tables[table])
        if table == "scans" and (lost := rows.height - reading.tables[table].height):
            reading.notes.update({"events_set_aside": lost, "events_without_number": lost})
    if "scans" in reading.tables:
        odd = reading.tables["scans"].filter(pl.col("kind") == "unknown", pl.col("physical") == "unknown")
        reading.unmapped.update(odd["raw_code"].fill_null("-").to_list())
    return reading


def _normal(rows: pl.DataFrame) -> pl.DataFrame:
    numbers = [name for name in ("tracking", "alias_of") if name in rows.columns]
    rows = rows.with_columns(normalise(rows[name])["normalised"].alias(name) for name in numbers)
    return rows.filter(pl.col("tracking").is_not_null())
