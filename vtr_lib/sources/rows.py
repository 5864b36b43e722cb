"""The rows of a flat file: lines cut into cells, each line in a bucket or on its way to be read.

Tabs split a line whatever stands between them. Lines with other separators go through the standard library's strict
``csv``; a row with line ends in quotation marks takes all its lines along. Both ways give frames of ``line`` and the
text of the layout's columns, a block at a time.
"""

import csv
from collections.abc import Iterator
from itertools import islice

import numpy as np
import polars as pl

from vtr_lib.errors import DataError
from vtr_lib.sources.headings import Heading
from vtr_lib.sources.reading import Fault, Reading
from vtr_lib.sources.text import Text, pieces

CSV_ERRORS = {"field limit": "FIELD_SIZE", "new-line": "CONTROL_CHAR"}
TAB = ord("\t")
AT_ONCE = 20_000
LONGEST = 2**31 - 1  # a cell as long as the file; the cells that are kept have their own limit


def of(source: Text, head: Heading, reading: Reading, spans: dict[int, int]) -> Iterator[pl.DataFrame]:
    """The rows below the heading. Blank lines, lines of another width, and repetitions go into their buckets.

    A row that runs over several lines goes by its first; ``spans`` is given its last. Raises ``DataError`` as
    ``_quoted`` does.
    """
    if head.delimiter == "\t":
        return _unquoted(source, head, reading)
    return _quoted(source, head, reading, spans)


def _unquoted(source: Text, head: Heading, reading: Reading) -> Iterator[pl.DataFrame]:
    line, width, places = head.line, len(head.names), head.places()
    is_new = ~_repeated(source, line)
    for first, buffer, ends in source.buffers():
        # A cell comes with the tab or line end behind it, which is taken off with the blanks around it.
        is_end = buffer == source.newline[0]
        marks = np.flatnonzero((buffer == TAB) | is_end)
        if len(ends) and ends[-1] == len(buffer):
            marks = np.append(marks, len(buffer))
        lasts = np.searchsorted(marks, ends)
        firsts = np.concatenate([[0], lasts[:-1] + 1])
        numbers, widths = np.arange(first, first + len(ends)), lasts - firsts + 1
        cells = pieces(buffer, marks)
        is_blank = _blank(cells, firsts, pieces(buffer, ends))
        is_row, is_whole = (numbers > line) & ~is_blank, widths == width
        reading.total += len(ends)
        reading.lines["blank"] += numbers[(numbers > line) & is_blank].tolist()
        _ragged(reading, width, numbers[is_row & ~is_whole].tolist(), widths[is_row & ~is_whole].tolist())
        reading.lines["duplicate"] += numbers[is_row & is_whole & ~is_new[numbers - 1]].tolist()
        kept = is_row & is_whole & is_new[numbers - 1]
        columns = [cells.gather(firsts[kept] + place).alias(name) for name, place in places.items()]
        yield pl.DataFrame([pl.Series("line", numbers[kept], pl.Int64), *columns])


def _repeated(source: Text, line: int) -> np.ndarray:
    """Whether each line of a file is the same as one above it, no higher than ``line``; so is a heading repeated."""
    keys = pl.concat([lines.hash(11) for _, lines in source.blocks()])
    return np.concatenate([np.zeros(line - 1, bool), ~keys[line - 1 :].is_first_distinct().to_numpy()])


def _blank(cells: pl.Series, firsts: np.ndarray, lines: pl.Series) -> np.ndarray:
    """Which lines hold nothing but blanks; only those are looked at whole whose first cell is blank."""
    is_blank = (cells.gather(firsts).str.strip_chars() == "").to_numpy().copy()
    odd = np.flatnonzero(is_blank)
    is_blank[odd] = (lines.gather(odd).str.strip_chars() == "").to_numpy()
    return is_blank


def _quoted(source: Text, head: Heading, reading: Reading, spans: dict[int, int]) -> Iterator[pl.DataFrame]:
    """Raises ``DataError`` with a row's first line: ``QUOTE`` where a quotation mark is never closed or stands inside a
    cell, ``CONTROL_CHAR`` for a line end that is none of the file's.
    """
    line, width, delimiter, places = head.line, len(head.names), head.delimiter, head.places()
    lines = (text for _, block in source.blocks() for text in block)
    heading = "\n".join(islice(lines, line))
    seen = {hash(tuple(next(csv.reader([heading.rpartition("\n")[2]], delimiter=delimiter), ())))}
    whole: list[tuple[int, list[str]]] = []
    for first, last, row in _parsed(lines, line, delimiter, source.name):
        reading.total = last
        if first != last:
            spans[first] = last
        if not any(cell.strip() for cell in row):
            reading.lines["blank"].append(first)
        elif len(row) != width:
            _ragged(reading, width, [first], [len(row)])
        elif (key := hash(tuple(row))) in seen:
            reading.lines["duplicate"].append(first)
        else:
            seen.add(key)
            whole.append((first, [row[place] for place in places.values()]))
        if len(whole) == AT_ONCE:
            yield _frame(whole, places)
            whole = []
    reading.total = max(reading.total, line)
    yield _frame(whole, places)


def _parsed(lines: Iterator[str], line: int, delimiter: str, file: str) -> Iterator[tuple[int, int, list[str]]]:
    """First and last line and the cells of each row below ``line``."""
    limit = csv.field_size_limit(LONGEST)
    try:
        reader = csv.reader((text + "\n" for text in lines), delimiter=delimiter, strict=True)
        last = line
        while True:
            first = last + 1
            try:
                row = next(reader, None)
            except csv.Error as error:
                code = next((code for words, code in CSV_ERRORS.items() if words in str(error)), "QUOTE")
                raise DataError(code, file=file, line=first, value="CR") from None
            if row is None:
                return
            last = line + reader.line_num
            yield first, last, row
    finally:
        csv.field_size_limit(limit)


def _frame(rows: list[tuple[int, list[str]]], places: dict[str, int]) -> pl.DataFrame:
    columns = [pl.Series(name, [cells[at] for _, cells in rows], pl.String) for at, name in enumerate(places)]
    return pl.DataFrame([pl.Series("line", [number for number, _ in rows], pl.Int64), *columns])


def _ragged(reading: Reading, width: int, lines: list[int], widths: list[int]) -> None:
    """Quarantines lines that have more or fewer cells than the heading: which cell is which can't be known."""
    reading.lines["quarantined"] += lines
    for line, cells in zip(lines, widths, strict=True):
        reading.faults.append(Fault(line, "", "COLUMN_COUNT", f"{cells}/{width}"))
