"""The strict reader of flat files: bytes → text → lines → cells, each line in exactly one bucket.

No CSV reader of a data-frame library may touch a seller's file: they merge, pad, shift or drop lines without a word.
Amazon's files are tab-separated and unquoted (a title may start with a quotation mark), so tabs are the only thing
that splits a line. Files that other programs write with commas are read by the standard library's strict ``csv``.
Work goes block by block, and only columns of the layout are ever kept.
"""

import csv
import difflib
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from vtr_lib.errors import DataError
from vtr_lib.sources import cells
from vtr_lib.sources.reading import Fault, Reading, shape
from vtr_lib.sources.text import Text

MAX_CELL = 10_000
CSV_ERRORS = {"field limit": "FIELD_SIZE", "new-line": "CONTROL_CHAR"}
DELIMITERS = {"\t": "tab", ",": "comma", ";": "semicolon"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A column of a layout: its spellings in headings, the kind of its cells, whether it must be there and filled."""

    names: tuple[str, ...]
    kind: str = "text"
    required: bool = False
    filled: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a format. A row with an empty ``continues`` column only goes on with the row above."""

    format: str
    version: str
    cells: dict[str, Cell]
    delimiters: tuple[str, ...] = ("\t",)
    continues: str | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """Where a layout's column names stand: the line, what separates them, and all names in their order, normalised."""

    layout: Layout
    line: int
    delimiter: str
    names: tuple[str, ...]

    def places(self) -> dict[str, int]:
        """The position of each of the layout's columns that the file has."""
        return {
            column: self.names.index(name)
            for column, cell in self.layout.cells.items()
            for name in [next((each for each in cell.names if each in self.names), None)]
            if name is not None
        }

    def missing(self) -> list[str]:
        """The columns the layout must have and the file has not."""
        there = self.places()
        return [column for column, cell in self.layout.cells.items() if cell.required and column not in there]

    def dropped(self) -> list[str]:
        """The file's columns that no cell of the layout asks for."""
        known = {name for cell in self.layout.cells.values() for name in cell.names}
        return [name for name in self.names if name not in known]


def plain(name: str) -> str:
    """A column name without the differences that mean nothing: case, blanks around it, ``_`` and blanks for ``-``."""
    return "-".join(name.strip().strip('"').casefold().replace("_", " ").replace("-", " ").replace("/", " ").split())


def split(line: str, delimiter: str) -> list[str]:
    """The cells of one line: tabs split whatever stands between them, other delimiters respect quotation marks."""
    if delimiter == "\t":
        return line.split("\t")
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def heading(source: Text, layouts: tuple[Layout, ...]) -> Heading:
    """The layout whose required columns all stand in one of the first lines; the first such layout in their order.

    Raises ``DataError``: ``DELIMITER`` where they stand there but wrongly separated, ``DUP_HEADER`` where a name the
    layout reads stands twice, ``HEADER`` where one of them is missing, ``UNRECOGNISED`` where nothing fits.
    """
    found = [
        Heading(layout, number, delimiter, tuple(plain(name) for name in split(line, delimiter)))
        for layout in layouts
        for number, line in enumerate(source.top(), 1)
        for delimiter in DELIMITERS
    ]
    whole = [each for each in found if not each.missing()]
    for each in whole:
        if each.delimiter in each.layout.delimiters:
            # A template has the names in the reader's words first, and the ones that count on the line below.
            below = (other for other in whole if other.layout is each.layout and other.line == each.line + 1)
            each = next(below, each)
            for name in each.names:
                if each.names.count(name) > 1 and name not in each.dropped():
                    raise DataError("DUP_HEADER", file=source.name, line=each.line, column=name)
            return each
    for each in whole:
        raise DataError(
            "DELIMITER",
            file=source.name,
            line=each.line,
            format=each.layout.format,
            found=DELIMITERS[each.delimiter],
            wanted=DELIMITERS[each.layout.delimiters[0]],
        )
    near = max(found, key=lambda each: (len(each.places()), -len(each.missing())))
    if len(near.places()) < 2:
        known = dict.fromkeys(layout.format for layout in layouts)
        raise DataError("UNRECOGNISED", file=source.name, known=", ".join(known))
    names = near.layout.cells[near.missing()[0]].names
    alike = [close for name in names for close in difflib.get_close_matches(name, near.dropped(), n=1)]
    raise DataError(
        "HEADER",
        file=source.name,
        line=near.line,
        column=names[0],
        format=near.layout.format,
        nearest=(alike or ["-"])[0],
    )


def read(source: Text, head: Heading, zone: str, is_cut_ok: bool = False) -> tuple[Reading, pl.DataFrame]:
    """A file's reading and its accepted rows: ``line`` (1-based) and the layout's columns, typed; absent ones are null.

    Raises ``DataError`` ``TRUNCATED`` where the last line has no end, unless ``is_cut_ok``; ``QUOTE`` where a quotation
    mark is never closed.
    """
    if not source.is_complete() and not is_cut_ok:
        last = source.raw.count(source.newline) + 1
        raise DataError("TRUNCATED", file=source.name, line=last)
    reading = Reading(
        file=source.name,
        format=head.layout.format,
        version=head.layout.version,
        encoding=source.encoding,
        bytes=source.size,
        sha256=source.sha256,
        heading=list(range(1, head.line + 1)),
        dropped_columns=head.dropped(),
    )
    seen = _key(pl.Series([source.top()[head.line - 1]]))  # a heading that is repeated further down is a duplicate too
    frames, spans = [], {}
    for rows in _unquoted(source, head, reading) if head.delimiter == "\t" else _quoted(source, head, reading, spans):
        is_new = rows["key"].is_first_distinct() & ~rows["key"].is_in(seen.implode())
        seen = pl.concat([seen, rows["key"].filter(is_new)])
        reading.lines["duplicate"] += rows["line"].filter(~is_new).to_list()
        frames.append(_accept(rows.filter(is_new), head, reading, zone))
    for bucket, lines in reading.lines.items():
        if spans:
            lines = [part for line in lines for part in range(line, spans[line] + 1)]
        reading.lines[bucket] = sorted(lines)
    return reading, pl.concat(frames)


def _key(text: pl.Series) -> pl.Series:
    """A hash of each line's text, the same wherever the line stands in this run."""
    return text.hash(11).alias("key")


def _accept(raw: pl.DataFrame, head: Heading, reading: Reading, zone: str) -> pl.DataFrame:
    """The typed rows of those in which every cell fits; the others are quarantined by their first fault."""
    places, layout = head.places(), head.layout
    if layout.continues:
        more = cells.stripped(raw[layout.continues]).is_null()
        reading.lines["accepted"] += raw["line"].filter(more).to_list()
        reading.notes["continuation_lines"] += int(more.sum())
        raw = raw.filter(~more)
    typed, code, column = {"line": raw["line"]}, None, None
    for name, cell in layout.cells.items():
        text = raw[name] if name in places else pl.Series([None], dtype=pl.String).new_from_index(0, raw.height)
        values, faults = cells.parse(cell.kind, text, zone)
        faults = faults.set(text.str.len_chars() > MAX_CELL, "FIELD_SIZE")
        if cell.kind == "origin":
            reading.notes["unknown_countries"] += int((values.is_null() & cells.stripped(text).is_not_null()).sum())
        if cell.filled:
            faults = faults.set(values.is_null() & faults.is_null(), "BLANK_CELL")
        typed[name] = values
        names = faults.set(faults.is_not_null(), name)
        code, column = (faults, names) if code is None else (code.fill_null(faults), column.fill_null(names))
    for at in code.is_not_null().arg_true():
        number, name = raw["line"][at], column[at]
        spelling = head.names[places[name]] if name in places else layout.cells[name].names[0]
        reading.faults.append(Fault(number, spelling, code[at], shape(raw[name][at]) if name in places else ""))
        reading.lines["quarantined"].append(number)
    frame = pl.DataFrame(typed).filter(code.is_null())
    reading.lines["accepted"] += frame["line"].to_list()
    return frame


def _unquoted(source: Text, head: Heading, reading: Reading) -> Iterator[pl.DataFrame]:
    """The rows of a tab-separated file, a block at a time: ``line``, ``key`` and the text of the layout's columns."""
    for first, lines in source.blocks():
        reading.total += len(lines)
        block = pl.DataFrame([pl.arange(first, first + len(lines), eager=True).alias("line"), lines.alias("text")])
        block = block.filter(pl.col("line") > head.line)
        tabs, is_blank = block["text"].str.count_matches("\t", literal=True), block["text"].str.strip_chars() == ""
        is_whole = tabs == len(head.names) - 1
        reading.lines["blank"] += block["line"].filter(is_blank).to_list()
        ragged = ~is_blank & ~is_whole
        _ragged(reading, head, block["line"].filter(ragged).to_list(), (tabs.filter(ragged) + 1).to_list())
        rows = block.filter(~is_blank & is_whole)
        parts = rows["text"].str.split("\t")
        columns = [parts.list.get(place).alias(column) for column, place in head.places().items()]
        yield pl.DataFrame([rows["line"], _key(rows["text"]), *columns])


def _quoted(source: Text, head: Heading, reading: Reading, spans: dict[int, int]) -> Iterator[pl.DataFrame]:
    """The rows of a file with quotation marks, at once. ``spans``: the last line of a row that runs over several."""
    lines = [line for _, block in source.blocks() for line in block]
    reading.total = len(lines)
    reader = csv.reader((line + "\n" for line in lines[head.line :]), delimiter=head.delimiter, strict=True)
    whole, last = [], head.line
    while True:
        first = last + 1
        try:
            row = next(reader, None)
        except csv.Error as error:
            reason = next((code for words, code in CSV_ERRORS.items() if words in str(error)), "QUOTE")
            raise DataError(reason, file=source.name, line=first, value="CR") from None
        if row is None:
            break
        last = head.line + reader.line_num
        spans[first] = last
        if not any(cell.strip() for cell in row):
            reading.lines["blank"].append(first)
        elif len(row) != len(head.names):
            _ragged(reading, head, [first], [len(row)])
        else:
            whole.append((first, "\n".join(lines[first - 1 : last]), row))
    columns = [pl.Series(name, [row[at] for _, _, row in whole], pl.String) for name, at in head.places().items()]
    texts = pl.Series([text for _, text, _ in whole], dtype=pl.String)
    yield pl.DataFrame([pl.Series("line", [line for line, _, _ in whole], pl.Int64), _key(texts), *columns])


def _ragged(reading: Reading, head: Heading, lines: list[int], widths: list[int]) -> None:
    """Quarantines lines that have more or fewer cells than the heading: which cell is which can't be known."""
    reading.lines["quarantined"] += lines
    for line, width in zip(lines, widths, strict=True):
        reading.faults.append(Fault(line, "", "COLUMN_COUNT", f"{width}/{len(head.names)}"))
