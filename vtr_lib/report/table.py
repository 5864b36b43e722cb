"""A table that shows itself: as escaped HTML in a notebook, as lines of text in a terminal."""

from dataclasses import dataclass, field, replace
from datetime import date

from vtr_lib.errors import printable
from vtr_lib.report import markup
from vtr_lib.words import Words, load


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with a look (``met on_line below nothing`` for a standing, ``sub`` for a part) or a code to find it by."""

    text: str
    look: str = ""
    code: str = ""


@dataclass(frozen=True, repr=False)
class Table:
    """Rows of strings, whole numbers, days and cells under a head. ``numeric`` columns are set to the right.

    Numbers and days are written as readers of the language of ``words`` write them; a day's ISO form is its code.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple, ...]
    numeric: frozenset[int] = frozenset()
    total: tuple = ()
    nothing: str = ""
    words: Words = field(default_factory=load)

    def _repr_html_(self) -> str:
        rows, total = [self._cells(row) for row in self.rows], self._cells(self.total)
        return markup.render("table.html", table=self, rows=rows, total=total)

    def __repr__(self) -> str:
        lines = (self._cells(line) for line in (self.head, *self.rows, self.total) if line)
        return "\n".join([self.caption, *("\t".join(cell.text for cell in cells) for cells in lines)])

    def _cells(self, row: tuple) -> list[Cell]:
        """A row's values as cells, each of one line without hidden characters."""
        cells = [value if isinstance(value, Cell) else self._cell(value) for value in row]
        return [replace(cell, text=printable(cell.text), code=printable(cell.code)) for cell in cells]

    def _cell(self, value: object) -> Cell:
        """A day stays on one line, look ``day``; what is None or empty is an empty cell."""
        if isinstance(value, date):
            return Cell(self.words.day(value), "day", value.isoformat())
        return Cell(self.words.number(value) if isinstance(value, int) else str(value or ""))


def day(iso: str | None) -> date | None:
    """The day of a summary, where days are ISO text, for a table: text itself is never taken for a day."""
    return date.fromisoformat(iso) if iso else None
