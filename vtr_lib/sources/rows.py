"""The rows of a flat file: lines cut into cells, each line in a bucket or on its way to be read.

Tabs split a line whatever stands between them. Lines with other separators go through the standard library's strict
``csv``; a row with line ends in quotation marks takes all its lines along.
"""

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice

import numpy as np
import polars as pl

from vtr_lib.errors import DataError
from vtr_lib.sources.headings import Heading, split
from vtr_lib.sources.reading import BUCKETS, Fault
from vtr_lib.sources.text import Text, pieces

CSV_ERRORS = {"field limit": "FIELD_SIZE", "new-line": "CONTROL_CHAR"}
TAB, SPACE = b"\t "
AT_ONCE = 20_000
LONGEST = 2**31 - 1  # a cell as long as the file; the cells that are kept have their own limit


@dataclass(slots=True)
class Part:
    """Some lines of a file: the rows that are to be read, and the buckets of the other lines, with the reasons."""

    rows: pl.DataFrame
    lines: dict[str, list[int]] = field(default_factory=lambda: {bucket: [] for bucket in BUCKETS})
    faults: list[Fault] = field(default_factory=list)
    notes: Counter = field(default_factory=Counter)

    def set_aside(self, fault: Fault) -> None:
        self.faults.append(fault)
        self.lines["quarantined"].append(fault.line)


def of(source: Text, head: Heading, spans: dict[int, int]) -> Iterator[Callable[[], Part]]:
    """The parts of a file below its heading, each cut into rows when it is called, which may be several at a time.

    Rows have ``line`` and the text of the layout's columns. Blank lines, lines of another width than the heading, and
    repetitions of a line above are in their buckets. A row that runs over several lines goes by its first; ``spans``
    is given its last. Raises ``DataError`` as ``_quoted`` does.
    """
    if head.delimiter != "\t":
        return (partial(_same, part) for part in _quoted(source, head, spans))
    is_new = ~_repeated(source, head.line)
    return (partial(_unquoted, source.newline[0], head, is_new, *block) for block in source.buffers())


def _same(part: Part) -> Part:
    return part


def _unquoted(
    newline: int, head: Heading, is_new: np.ndarray, first: int, buffer: np.ndarray, begins: np.ndarray
) -> Part:
    """Tab-separated lines as rows. A cell comes with the tab or line end behind it, to be stripped with its blanks."""
    numbers = np.arange(first, first + len(begins) - 1)
    cells = np.append(0, np.flatnonzero((buffer == TAB) | (buffer == newline)) + 1)  # where each begins
    firsts = np.searchsorted(cells, begins)
    if buffer[-1] != newline:  # the last line has no end
        cells, firsts[-1] = np.append(cells, len(buffer)), len(cells)
    widths = np.diff(firsts)
    is_blank, is_below = _blank(buffer, begins), numbers > head.line
    is_row = is_below & ~is_blank & (widths == len(head.names))
    is_new = is_new[numbers - 1]
    part = Part(_kept(buffer, cells, firsts[:-1][is_row & is_new], head.places()))
    part.rows.insert_column(0, pl.Series("line", numbers[is_row & is_new], pl.Int64))
    part.lines["blank"] = numbers[is_below & is_blank].tolist()
    part.lines["duplicate"] = numbers[is_row & ~is_new].tolist()
    ragged = np.flatnonzero(is_below & ~is_blank & ~is_row)
    for line, width in zip(numbers[ragged].tolist(), widths[ragged].tolist(), strict=True):
        part.set_aside(_ragged(line, width, head))
    return part


def _kept(buffer: np.ndarray, cells: np.ndarray, firsts: np.ndarray, places: dict[str, int]) -> pl.DataFrame:
    """The cells at ``places`` of rows whose first cells are ``firsts``; what stands between them becomes no text."""
    cuts = sorted({cut for place in places.values() for cut in (place, place + 1)})
    offsets = cells[firsts[:, None] + np.array(cuts)].ravel()
    texts = pieces(buffer, np.append(offsets, len(buffer)))
    return pl.DataFrame(
        [texts.gather_every(len(cuts), cuts.index(place)).alias(name) for name, place in places.items()]
    )


def _ragged(line: int, width: int, head: Heading) -> Fault:
    """A line with more or fewer cells than the heading: which cell is which can't be known."""
    return Fault(line, "", "COLUMN_COUNT", f"{width}/{len(head.names)}")


def _repeated(source: Text, line: int) -> np.ndarray:
    """Whether each line of a file is the same as one above it, no higher than ``line``; so is a heading repeated."""
    keys = pl.concat([lines.hash(11) for _, lines in source.blocks()])
    return np.concatenate([np.zeros(line - 1, bool), ~keys[line - 1 :].is_first_distinct().to_numpy()])


def _blank(buffer: np.ndarray, begins: np.ndarray) -> np.ndarray:
    """Which lines hold nothing but blanks; only those are looked at whole that begin with one, or with no ASCII."""
    start = buffer[begins[:-1]]
    odd = np.flatnonzero((start <= SPACE) | (start >= 128))
    is_blank = np.zeros(len(start), bool)
    is_blank[odd] = (pieces(buffer, begins).gather(odd).str.strip_chars() == "").to_numpy()
    return is_blank


def _quoted(source: Text, head: Heading, spans: dict[int, int]) -> Iterator[Part]:
    """Raises ``DataError`` with a row's first line: ``QUOTE`` where a quotation mark is never closed or stands inside a
    cell, ``CONTROL_CHAR`` for a line end that is none of the file's.
    """
    places = head.places()
    lines = (text for _, block in source.blocks() for text in block)
    *_, heading = islice(lines, head.line)
    seen = {hash(tuple(split(heading, head.delimiter)))}
    part, rows = Part(pl.DataFrame()), []
    for first, last, row in _parsed(lines, head, source.name):
        if first != last:
            spans[first] = last
        if not any(cell.strip() for cell in row):
            part.lines["blank"].append(first)
        elif len(row) != len(head.names):
            part.set_aside(_ragged(first, len(row), head))
        elif (key := hash(tuple(row))) in seen:
            part.lines["duplicate"].append(first)
        else:
            seen.add(key)
            rows.append((first, *(row[place] for place in places.values())))
        if len(rows) == AT_ONCE:
            part.rows = _frame(rows, places)
            yield part
            part, rows = Part(pl.DataFrame()), []
    part.rows = _frame(rows, places)
    yield part


def _parsed(lines: Iterator[str], head: Heading, file: str) -> Iterator[tuple[int, int, list[str]]]:
    """First and last line and the cells of each row below the heading."""
    limit = csv.field_size_limit(LONGEST)
    try:
        reader = csv.reader((text + "\n" for text in lines), delimiter=head.delimiter, strict=True)
        last = head.line
        while True:
            first = last + 1
            try:
                row = next(reader, None)
            except csv.Error as error:
                code = next((code for words, code in CSV_ERRORS.items() if words in str(error)), "QUOTE")
                raise DataError(code, file=file, line=first, value="CR") from None
            if row is None:
                return
            last = head.line + reader.line_num
            yield first, last, row
    finally:
        csv.field_size_limit(limit)


def _frame(rows: list[tuple], places: dict[str, int]) -> pl.DataFrame:
    return pl.DataFrame(rows, {"line": pl.Int64} | dict.fromkeys(places, pl.String), orient="row")
