"""The heading of a flat file: where its column names stand, and which layout they belong to."""

import csv
import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from vtr_lib.errors import DataError
from vtr_lib.sources import people
from vtr_lib.sources.text import UNDECIDED, Text

DELIMITERS = {"\t": "tab", ",": "comma", ";": "semicolon"}
SHOWN = 12
EASTERN = ("cp932", "gb18030")


@dataclass(frozen=True, slots=True)
class Cell:
    """A column of a layout: its spellings in headings, the kind of its cells, whether it must be there and filled.

    A column of times may have ``forms`` besides ISO, as ``strftime`` writes them, and a ``zone`` for stamps without an
    offset (``moments.Clock``). ``words`` are what a file says for something, each with what we say. A cell that
    ``may_be_odd`` is null where it does not fit, and counted, instead of setting its row aside.
    """

    names: tuple[str, ...]
    kind: str = "text"
    required: bool = False
    filled: bool = False
    forms: tuple[str, ...] = ()
    zone: str | None = None
    words: tuple[tuple[str, str], ...] = ()
    may_be_odd: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a format. A row with an empty ``continues`` column only goes on with the row above.

    Rows alike in all columns of ``single`` must be alike in the others too. ``is_amazons`` is for reports that only
    Amazon writes, in an encoding that the marketplace decides.
    """

    format: str
    version: str
    cells: dict[str, Cell]
    delimiters: tuple[str, ...] = ("\t",)
    continues: str | None = None
    single: tuple[str, ...] = ()
    is_amazons: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """Where a layout's column names stand: the line, what separates them, and all names in their order, normalised.

    ``encoding`` is the one in which a heading that is no UTF-8 reads as known names, else None.
    """

    layout: Layout
    line: int
    delimiter: str
    names: tuple[str, ...]
    encoding: str | None = None

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
        return [people.shown(name) for name in self.names if name not in known]

    def spelling(self, column: str) -> str:
        """What the file calls a column, or would call it if it had it."""
        place = self.places().get(column)
        return self.layout.cells[column].names[0] if place is None else self.names[place]

    def foreign(self) -> int:
        """How many of the known names are no ASCII, and so depend on the encoding."""
        return sum(not self.names[place].isascii() for place in self.places().values())


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
    layout reads stands twice, ``HEADER`` where one of them is missing, ``ENCODING`` where the file is no UTF-8 and
    does not read in exactly one other encoding either, ``UNRECOGNISED`` where nothing fits.
    """
    found = _foreign(source, layouts) if source.encoding == UNDECIDED else []
    found += _found(source, layouts, "utf-8")
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
        if source.encoding == UNDECIDED:
            raise source.misread()
        known = dict.fromkeys(layout.format for layout in layouts)
        raise DataError("UNRECOGNISED", file=source.name, known=list(known))
    raise _lacking(source, near)


def _found(source: Text, layouts: tuple[Layout, ...], encoding: str) -> Iterator[Heading]:
    """Each of the first lines as each layout's heading, separated in each way; by layout, line and separator."""
    said = None if encoding == "utf-8" else encoding
    lines = [
        (number, delimiter, tuple(plain(name) for name in split(line, delimiter)))
        for number, line in enumerate(source.top(encoding), 1)
        for delimiter in DELIMITERS
    ]
    for layout in layouts:
        yield from (Heading(layout, number, delimiter, names, said) for number, delimiter, names in lines)


def _foreign(source: Text, layouts: tuple[Layout, ...]) -> list[Heading]:
    """Headings with names that are known in exactly one of the eastern encodings, else none."""
    ways = [[each for each in _found(source, layouts, way) if each.foreign()] for way in EASTERN]
    most = [max((each.foreign() for each in way), default=0) for way in ways]
    return ways[most.index(max(most))] if sum(count > 0 for count in most) == 1 else []


def _lacking(source: Text, near: Heading) -> DataError:
    """That the heading lacks a column: which, what it could be called there, and what is there."""
    names = near.layout.cells[near.missing()[0]].names
    alike = [close for name in names for close in difflib.get_close_matches(name, near.dropped(), n=1)]
    more = ["…"] if len(near.names) > SHOWN else []
    return DataError(
        "HEADER",
        file=source.name,
        line=near.line,
        column=names[0],
        format=near.layout.format,
        nearest=(alike or ["-"])[0],
        found=[*(people.shown(name) for name in near.names[:SHOWN] if name), *more],
    )
