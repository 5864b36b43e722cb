"""JSON and XML documents: bytes → a tree → records → rows of text → typed tables, each record in exactly one bucket.

Only what a format asks for is taken out of a record; names, addresses and messages are never looked at. The cells are
read by the same strict kinds as those of flat files.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import polars as pl

from vtr_lib.errors import DataError
from vtr_lib.sources import cells, elements, objects, people
from vtr_lib.sources.reading import Fault, Reading, shape
from vtr_lib.sources.tables import REQUIRED, TABLES, held

MAX_BYTES = 2**30
MAX_CELL = 10_000
EVENTS = ("scans", "snapshots")  # a faulty row of these is set aside alone; of other tables, with its whole record

Row = dict[str, object]
Flatten = Callable[[dict], Iterator[tuple[str, Row]]]


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed JSON or XML file."""

    name: str
    tree: object
    size: int
    sha256: str


class Unreadable(Exception):
    """A value in a record is not what the format says; the record is set aside."""

    def __init__(self, path: str, value: object, code: str = "JSON_SHAPE"):
        self.fault = (path, code, shape(value if isinstance(value, str) else type(value).__name__))
        super().__init__(path)


def document(name: str, raw: bytes, encoding: str | None = None) -> Document:
    """The file as one tree: of XML where it begins with ``<``, else of JSON, or a list of one JSON value a line.

    Raises ``DataError``: ``FILE_SIZE``, ``ENCODING``, ``JSON_SYNTAX`` with the line, ``JSON_KEY`` for a key that stands
    twice in one object, ``JSON_LIMITS``, and what ``elements.tree`` raises.
    """
    if len(raw) > MAX_BYTES:
        raise DataError("FILE_SIZE", file=name, size=len(raw), limit=MAX_BYTES)
    if begins_with(raw[:4096].lower(), b"<!doctype html", b"<html"):
        raise DataError("WEB_PAGE", file=name)
    is_xml = begins_with(raw, b"<")
    tree = elements.tree(name, raw, encoding) if is_xml else objects.tree(name, raw, encoding or "utf-8-sig")
    return Document(name, tree, len(raw), hashlib.sha256(raw).hexdigest())


def begins_with(raw: bytes, *signs: bytes) -> bool:
    """Whether one of ``signs`` stands first in a file, after blanks and the mark of its encoding."""
    return raw[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(signs)


def bodies(tree: object) -> list[dict]:
    """The answers in a tree: itself, the members of a list, what a recording, an API or its examples wrap."""
    found, waiting = [], [tree]
    while waiting:
        each = waiting.pop()
        if isinstance(each, list):
            waiting += reversed(each)
        elif isinstance(each, dict):
            inside = _wrapped(each)
            (found if inside is None else waiting).append(each if inside is None else inside)
    return found


def _wrapped(record: dict) -> dict | list | None:
    for wrap in ("response", "body", "payload"):
        inside = objects.inner(record[wrap]) if isinstance(record.get(wrap), str) else record.get(wrap)
        if isinstance(inside, dict | list):
            return inside
    members = list(record.values())
    if members and all(isinstance(each, dict) and isinstance(each.get("value"), dict | list) for each in members):
        return [each["value"] for each in members]
    return None


def at(record: object, path: str) -> object:
    """What stands at a dotted ``path``, None where a step is absent. Raises ``Unreadable`` at a wrong shape."""
    for step in path.split("."):
        if record is None:
            return None
        if not isinstance(record, dict):
            raise Unreadable(path, record)
        record = record.get(step)
    return record


def text(record: object, path: str) -> str | None:
    """A string or whole number at ``path`` as text; of an XML element with attributes, what stands in it.

    Raises ``Unreadable`` for anything else, or a text too long.
    """
    value = at(record, path)
    if isinstance(value, dict) and any(key.startswith("@") for key in value):
        value = value.get("#")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if value is not None and not isinstance(value, str):
        raise Unreadable(path, value)
    if value is not None and len(value) > MAX_CELL:
        raise Unreadable(path, value, "FIELD_SIZE")
    if value is not None and not value.isascii() and any("\ud800" <= char <= "\udfff" for char in value):
        raise Unreadable(path, value, "CONTROL_CHAR")
    return value


def either(record: object, *paths: str) -> str | None:
    """The first of the texts at ``paths`` that is there: versions of one format name it differently."""
    return next((value for path in paths if (value := text(record, path))), None)


def members(record: object, path: str) -> list[dict]:
    """The objects in a list at ``path``, empty where it is absent; one alone may stand there without a list.

    Raises ``Unreadable`` for anything else.
    """
    value = at(record, path)
    if value is None:
        return []
    if isinstance(value, dict):
        return [value]
    if not isinstance(value, list) or not all(isinstance(member, dict) for member in value):
        raise Unreadable(path, value)
    return value


def read(
    source: Document,
    format: str,
    version: str,
    records: list,
    flatten: Flatten,
    kinds: dict[str, dict[str, str]],
    zone: str = "UTC",
) -> Reading:
    """A document's reading: ``flatten`` gives the rows of a record as (table, raw cells), ``kinds`` how to read them.

    A column without a kind is kept as it is; a day is one of ``zone``. A record that stands twice is counted once; a
    faulty cell sets aside its record, in ``EVENTS`` only its row.
    """
    reading = Reading(
        source.name, format, version, "utf-8", source.size, source.sha256, unit="record", total=len(records)
    )
    rows, seen, bad = {}, set(), set()
    for number, record in enumerate(records, 1):
        canonical = hashlib.sha256(json.dumps(record, sort_keys=True).encode()).digest()
        if canonical in seen:
            reading.lines["duplicate"].append(number)
            continue
        seen.add(canonical)
        reading.lines["accepted"].append(number)
        try:
            if not isinstance(record, dict):
                raise Unreadable("", record)
            given = list(flatten(record))
            # Readers tell of an origin even where it is blank, so that a record without a number is set aside.
            is_told = any(table != "origins" or row.get("origin") for table, row in given)
            reading.silent += [] if is_told else [number]
            for table, row in given:
                rows.setdefault(table, []).append(row | {"source_line": number, "source_file": source.name})
        except Unreadable as odd:
            reading.faults.append(Fault(number, *odd.fault))
            bad.add(number)
    typed = {table: _typed(table, found, kinds.get(table, {}), zone) for table, found in rows.items()}
    for table, (frame, faults, left_out) in typed.items():
        reading.faults += faults
        if left_out:
            reading.notes[people.NOTE] += left_out
        if table == "scans":
            reading.notes["events"] += frame.height
            reading.notes["events_set_aside"] += len(faults)
        if table not in EVENTS:
            bad |= {fault.line for fault in faults}
    reading.lines["quarantined"] = sorted(bad)
    reading.lines["accepted"] = [number for number in reading.lines["accepted"] if number not in bad]
    for table, (frame, *_) in typed.items():
        kept = frame.filter(~pl.col("is_faulty"), ~pl.col("source_line").is_in(sorted(bad)))
        reading.tables[table] = held(table, kept)
    return reading


def _typed(table: str, rows: list[Row], kinds: dict[str, str], zone: str) -> tuple[pl.DataFrame, list[Fault], int]:
    """Rows of raw cells as a typed frame with ``is_faulty``, the first fault of each faulty row, cells of people."""
    columns = TABLES[table] | {"source_line": pl.Int64, "source_file": pl.String}
    frame = pl.DataFrame(rows, schema={name: pl.String if name in kinds else columns[name] for name in columns})
    code = column = pl.Series([None], dtype=pl.String).new_from_index(0, frame.height)
    typed, left_out = [], 0
    for name, kind in kinds.items():
        values, faults = cells.parse(kind, frame[name], zone)
        if kind in cells.LEAVING:
            blank = (cells.stripped(frame[name]).is_null() | faults.is_not_null()).sum()
            left_out += int((values.is_null() | faults.is_not_null()).sum() - blank)
        if name in REQUIRED.get(table, ()):
            faults = faults.set(values.is_null() & faults.is_null(), "BLANK_CELL")
        typed.append(values.alias(name))
        column = column.fill_null(faults.set(faults.is_not_null(), name))
        code = code.fill_null(faults)
    faults = [
        Fault(frame["source_line"][row], column[row], code[row], shape(frame[column[row]][row] or ""))
        for row in code.is_not_null().arg_true()
    ]
    return frame.with_columns(*typed, code.is_not_null().alias("is_faulty")), faults, left_out
