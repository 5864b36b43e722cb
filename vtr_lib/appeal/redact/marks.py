"""The places that the seller marks by hand: ``data/evidence/boxes.csv``, in percent of the page as it is seen."""

import csv
import io
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from vtr_lib.appeal.redact.places import SELLERS, Box
from vtr_lib.errors import DataError, MissingInput

HEAD = ("file", "page", "left", "top", "width", "height")
LARGEST = 2**20  # bytes

Rectangle = tuple[float, float, float, float]  # left, top, width, height


class Marks:
    """What the seller marked, by file and page, the first page being 1.

    A row without measures marks nothing: it says that the seller looked at the page and found nothing to cover.
    """

    def __init__(self, rows: Iterable[tuple[str, int, Rectangle | None]] = ()):
        self._rows: dict[tuple[str, int], list[Rectangle]] = {}
        for file, page, rectangle in rows:
            self._rows.setdefault((_same(file), page), []).extend([rectangle] if rectangle else [])

    def has(self, file: str, page: int) -> bool:
        """Whether the seller looked at this page."""
        return (_same(file), page) in self._rows

    def boxes(self, file: str, page: int, width: int, height: int) -> list[Box]:
        """The rectangles of a page in pixels of its picture."""
        found = self._rows.get((_same(file), page), [])
        x, y = width / 100, height / 100
        return [Box(left * x, top * y, (left + wide) * x, (top + high) * y, SELLERS) for left, top, wide, high in found]

    def unknown(self, files: Iterable[str]) -> list[str]:
        """Files that are marked and are not among ``files``: a slip of the pen would leave a place uncovered."""
        known = {_same(file) for file in files}
        return sorted({file for file, _ in self._rows} - known)


def read(path: str | Path) -> Marks:
    """The rows of ``boxes.csv``; nothing where there is no such file.

    Raises ``DataError``: ``ENCODING``, ``APPEAL_BOXES_HEAD``, or ``APPEAL_BOX`` with the line and the column.
    """
    path = Path(path)
    if not path.exists():
        return Marks()
    lines = csv.reader(io.StringIO(text(path)))
    head = [cell.strip().casefold() for cell in next(lines, [])]
    if tuple(head) != HEAD:
        raise DataError("APPEAL_BOXES_HEAD", file=path, line=1, wanted=",".join(HEAD))
    rows = [_row(path, lines.line_num, row) for row in lines if any(cell.strip() for cell in row)]
    return Marks(rows)


def text(path: Path) -> str:
    """A list that the seller keeps. Raises ``DataError`` ``ENCODING``, ``FILE_SIZE``, ``MissingInput`` for none."""
    if not path.is_file():
        raise MissingInput("NOT_FOUND", file=path)
    raw = path.read_bytes()
    if len(raw) > LARGEST:
        raise DataError("FILE_SIZE", file=path, size=len(raw), limit=LARGEST)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = 1 + raw.count(b"\n", 0, error.start)
        raise DataError("ENCODING", file=path, line=line, encoding="utf-8") from None


def _row(path: Path, line: int, row: list[str]) -> tuple[str, int, Rectangle | None]:
    if len(row) != len(HEAD):
        raise DataError("COLUMN_COUNT", file=path, line=line, value=f"{len(row)}/{len(HEAD)}")
    file, page, *measures = (cell.strip() for cell in row)
    if not file:
        raise DataError("APPEAL_BOX", file=path, line=line, column="file")
    if not (page.isdecimal() and int(page)):
        raise DataError("APPEAL_BOX", file=path, line=line, column="page")
    if not any(measures):
        return file, int(page), None
    return file, int(page), tuple(_percent(path, line, *each) for each in zip(HEAD[2:], measures, strict=True))


def _percent(path: Path, line: int, column: str, cell: str) -> float:
    try:
        value = float(cell.removesuffix("%"))
    except ValueError:
        value = -1.0
    least = 0 if column in ("left", "top") else 0.01
    if not least <= value <= 100:
        raise DataError("APPEAL_BOX", file=path, line=line, column=column)
    return value


def _same(file: str) -> str:
    return unicodedata.normalize("NFC", file.replace("\\", "/")).casefold()
