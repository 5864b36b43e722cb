"""The strict reader of flat files: bytes → text → lines → cells, each line in exactly one bucket.

No CSV reader of a data-frame library may touch a seller's file: they merge, pad, shift or drop lines without a word.
Amazon's files are tab-separated and unquoted (a title may start with a quotation mark), so tabs are the only thing
that splits a line (``rows``). Work goes block by block, and only columns of the layout are ever kept.
"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import polars as pl

from vtr_lib.errors import DataError
from vtr_lib.sources import cells, encoding, rows
from vtr_lib.sources.headings import Cell, Heading, Layout, heading, plain, split
from vtr_lib.sources.moments import Clock
from vtr_lib.sources.reading import Fault, Reading, shape
from vtr_lib.sources.rows import Part
from vtr_lib.sources.text import Text

AT_ONCE = 2  # blocks that are read at the same time

__all__ = ["Cell", "Heading", "Layout", "Text", "heading", "plain", "read", "split"]


def read(source: Text, head: Heading, zone: str, is_cut_ok: bool = False) -> tuple[Reading, pl.DataFrame]:
    """A file's reading and its accepted rows: ``line`` (1-based) and the layout's columns, typed; absent ones are null.

    Raises ``DataError`` ``TRUNCATED`` where the last line has no end, unless ``is_cut_ok``; ``QUOTE`` where a quotation
    mark is never closed; ``ENCODING`` with line and column where a cell is no ASCII and no rule tells its encoding.
    """
    if not source.is_complete() and not is_cut_ok:
        raise DataError("TRUNCATED", file=source.name, line=source.lines())
    text = encoding.decided(source, head)
    reading = Reading(
        file=source.name,
        format=head.layout.format,
        version=head.layout.version,
        encoding=text.encoding,
        bytes=source.size,
        sha256=source.sha256,
        heading=list(range(1, head.line + 1)),
        dropped_columns=head.dropped(),
    )
    reading.notes += Counter(last_line_without_end=not source.is_complete())
    if text.encoding == encoding.ASCII:
        reading.notes += Counter(lines_of_unknown_encoding=encoding.foreign_lines(text))
    spans: dict[int, int] = {}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        parts = list(pool.map(lambda cut: _accept(cut(), text, head, zone), rows.of(text, head, spans)))
    for part in parts:
        reading.faults += part.faults
        reading.notes += part.notes
        for bucket, lines in part.lines.items():
            reading.lines[bucket] += lines
    frame = _settled(pl.concat(part.rows for part in parts), head, reading)
    for bucket, lines in reading.lines.items():
        if spans:
            lines = [each for line in lines for each in range(line, spans.get(line, line) + 1)]
        reading.lines[bucket] = sorted(lines)
    reading.total = text.lines()
    return reading, frame


def _accept(part: Part, source: Text, head: Heading, zone: str) -> Part:
    """``part`` with its rows typed; those in which a cell does not fit are set aside by the first such cell."""
    layout, raw = head.layout, part.rows
    if source.encoding == encoding.ASCII:
        _refuse_foreign(raw, source, head)
    if layout.continues:
        more = cells.stripped(raw[layout.continues]).is_null()
        part.lines["accepted"] += raw["line"].filter(more).to_list()
        part.notes["continuation_lines"] += int(more.sum())
        raw = raw.filter(~more)
    typed, code, column = {"line": raw["line"]}, None, None
    for name, cell in layout.cells.items():
        text = raw[name] if name in raw.columns else pl.Series(dtype=pl.String)
        if cell.words:
            text = cells.stripped(text).replace(dict(cell.words))
        values, faults = cells.parse(cell.kind, text, zone, cell.zone, cell.forms)
        if cell.may_be_odd:
            part.notes[f"unread_{name}"] += len(faults) - faults.null_count()
            values, faults = values.set(faults.is_not_null(), None), faults.clear(len(faults))
        if name not in raw.columns:
            values, faults = values.clear(raw.height), faults.clear(raw.height)
        if cell.filled and values.null_count():
            faults = faults.set(values.is_null() & faults.is_null(), "BLANK_CELL")
        typed[name] = values
        if faults.null_count() < len(faults):
            names = faults.set(faults.is_not_null(), name)
            code, column = (faults, names) if code is None else (code.fill_null(faults), column.fill_null(names))
    part.rows = pl.DataFrame(typed)
    if code is not None:
        for at in code.is_not_null().arg_true():
            name = column[at]
            value = shape(cells.stripped(raw[name][at : at + 1])[0] or "") if name in raw.columns else ""
            part.set_aside(Fault(raw["line"][at], head.spelling(name), code[at], value))
        raw, part.rows = raw.filter(code.is_null()), part.rows.filter(code.is_null())
    part.lines["accepted"] += part.rows["line"].to_list()
    for name, cell in layout.cells.items():
        if name in raw.columns:
            part.notes += cells.noted(cell.kind, raw[name], part.rows[name], Clock(zone, cell.zone, cell.forms))
    return part


def _refuse_foreign(raw: pl.DataFrame, source: Text, head: Heading) -> None:
    """Raises ``DataError`` ``ENCODING`` for the first kept cell whose text depends on an encoding nobody named."""
    faults = [
        (raw["line"][at], name)
        for name in raw.columns[1:]
        for at in raw[name].str.contains(r"[^\x00-\x7F]").arg_true()[:1]
    ]
    if faults:
        line, name = min(faults)
        raise source.misread(line, head.spelling(name))


def _settled(frame: pl.DataFrame, head: Heading, reading: Reading) -> pl.DataFrame:
    """``frame`` without rows of a layout's ``single`` that differ from each other: nobody knows which of them is true.

    Lines that say the same in other words, such as with a blank more, are no conflict; they stay.
    """
    single = list(head.layout.single)
    if not single:
        return frame
    told = frame.group_by(single).agg(pl.struct(pl.exclude("line", *single)).n_unique().alias("ways"), pl.col("line"))
    told = told.filter(pl.col("ways") > 1, *(pl.col(name).is_not_null() for name in single))
    gone = set(told["line"].explode())
    reading.lines["accepted"] = [line for line in reading.lines["accepted"] if line not in gone]
    for lines in told["line"].to_list():
        for line in lines:
            others = ", ".join(str(other) for other in lines if other != line)
            reading.faults.append(Fault(line, head.spelling(single[-1]), "CONFLICTING_DUPLICATE", others))
            reading.lines["quarantined"].append(line)
    return frame.filter(~pl.col("line").is_in(gone))
