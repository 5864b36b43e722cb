"""A table that shows itself: as escaped HTML in a notebook, as lines of text in a terminal."""

import re
from dataclasses import dataclass, replace

from vtr_lib.errors import printable
from vtr_lib.report import markup

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with a look (``met on_line below nothing`` for a standing, ``sub`` for a part) or a code to find it by."""

    text: str
    look: str = ""
    code: str = ""


@dataclass(frozen=True, repr=False)
class Table:
    """Rows of strings, integers and cells under a head. ``numeric`` columns are set to the right."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple, ...]
    numeric: frozenset[int] = frozenset()
    total: tuple = ()
    nothing: str = ""

    def _repr_html_(self) -> str:
        rows, total = [_cells(row) for row in self.rows], _cells(self.total)
        return markup.render("table.html", table=self, rows=rows, total=total)

    def __repr__(self) -> str:
        lines = [self.head, *self.rows, self.total]
        return "\n".join([self.caption, *("\t".join(cell.text for cell in _cells(line)) for line in lines if line)])


def _cells(row: tuple) -> list[Cell]:
    """A row's values as cells, integers with their thousands marked, text as one line without hidden characters."""
    cells = [value if isinstance(value, Cell) else Cell(_shown(value), _look(value)) for value in row]
    return [replace(cell, text=printable(cell.text), code=printable(cell.code)) for cell in cells]


def _look(value: object) -> str:
    """``day`` for a day, which stays on one line."""
    return "day" if isinstance(value, str) and DAY.fullmatch(value) else ""


def _shown(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value or "")
