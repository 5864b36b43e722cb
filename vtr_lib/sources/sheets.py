"""The program that opens a workbook, run as a process of its own within limits; nothing else imports this.

On standard input the workbook, as arguments the limits; on standard output one line of JSON a visible sheet, or what
was wrong, each followed by the sheet's text: a line a row, tabs between cells. It stands alone, so that starting it
costs no import of the rest.
"""

import contextlib
import io
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from xml.etree import ElementTree

EXACT = 10**15  # a spreadsheet keeps 15 digits of a number and writes zeros for the rest
BLANKS = str.maketrans("\t\r\n", "   ")
CHUNK = 2**23
ERROR = re.compile(rb'<(?:\w+:)?c\s([^<>]*\bt="e"[^<>]*)(?<!/)>([^\0]*?)</(?:\w+:)?c>')
PLACE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
VALUE = re.compile(rb"<(?:\w+:)?v>([^<]{1,20})</")
SHEET = ".//{*}sheets/{*}sheet"
RELATION = "{*}Relationship"


def limited(memory: int, seconds: int) -> None:
    """No more address space and processor time than this, where the system can hold a process to it."""
    with contextlib.suppress(ImportError):
        import resource

        for what, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)):
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(what, (most, most))


def cell(value: object) -> str:
    """A typed cell as text: whole numbers without a point, longer ones than a spreadsheet keeps in scientific form."""
    if isinstance(value, str):
        return value if value.isprintable() else value.translate(BLANKS)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float | int):
        if abs(value) >= EXACT:
            return f"{value:.14E}"
        return str(int(value)) if value == int(value) else f"{value:.15g}"
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


def is_destroyed(value: object) -> bool:
    return isinstance(value, float | int) and not isinstance(value, bool) and abs(value) >= EXACT


def errors(raw: bytes) -> list[dict[tuple[int, int], str]]:
    """The error cells (``#N/A``) of each sheet by row and column from 0, which the reader gives as empty ones."""
    with zipfile.ZipFile(io.BytesIO(raw)) as book:
        relations = ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels")).iterfind(RELATION)
        parts = {each.get("Id"): each.get("Target", "") for each in relations}
        sheets = []
        for sheet in ElementTree.fromstring(book.read("xl/workbook.xml")).iterfind(SHEET):
            target = next((parts.get(value, "") for name, value in sheet.attrib.items() if name.endswith("}id")), "")
            path = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
            with book.open(path) as part:
                sheets.append(dict(_errors(part)))
        return sheets


def _errors(part: io.BufferedIOBase) -> Iterator[tuple[tuple[int, int], str]]:
    kept, piece = b"", b"first"
    while piece:
        piece = part.read(CHUNK)
        text = kept + piece
        end = text.rfind(b"<row") if piece and b"<row" in text else len(text)
        for attributes, inside in ERROR.findall(text, 0, end) if b't="e"' in text else ():
            place, value = PLACE.search(attributes), VALUE.search(inside)
            if place and value:
                yield (int(place[2]) - 1, _column(place[1])), value[1].decode("ascii", "replace")
        kept = text[end:]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def text(rows: Iterator[list], odd: dict[tuple[int, int], str], left: int, most: int) -> tuple[bytes, int]:
    """The rows as lines, and how many of their numbers have lost digits; their first cell is in column ``left``.

    Raises ``OverflowError`` past ``most`` bytes.
    """
    lines, size, destroyed = [], 0, 0
    for number, row in enumerate(rows):
        if odd:
            row = [odd.get((number, at), value) if value == "" else value for at, value in enumerate(row, left)]
        destroyed += sum(is_destroyed(value) for value in row if type(value) is not str)
        line = ("\t".join(map(cell, row)) + "\n").encode("utf-8", "replace")
        size += len(line)
        if size > most:
            raise OverflowError
        lines.append(line)
    return b"".join(lines), destroyed


def main(memory: int, seconds: int, most: int) -> None:
    limited(memory, seconds)
    raw = sys.stdin.buffer.read()
    out = sys.stdout.buffer
    try:
        from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        try:
            odd = errors(raw)
        except (KeyError, ValueError, ElementTree.ParseError, zipfile.BadZipFile):
            odd = []
        for at, sheet in enumerate(book.sheets_metadata):
            if sheet.typ != SheetTypeEnum.WorkSheet:
                continue
            if sheet.visible != SheetVisibleEnum.Visible:
                out.write(json.dumps({"sheet": sheet.name, "is_hidden": True, "bytes": 0}).encode() + b"\n")
                continue
            page = book.get_sheet_by_index(at)
            left = page.start[1] if page.start else 0
            lines, destroyed = text(page.iter_rows(), odd[at] if at < len(odd) else {}, left, most)
            most -= len(lines)
            head = {"sheet": sheet.name, "bytes": len(lines), "destroyed": destroyed}
            out.write(json.dumps(head).encode() + b"\n" + lines)
    except (MemoryError, OverflowError):
        out.write(b'{"is_too_large": true}\n')
    except BaseException as error:  # a panic of the reader is none of the ordinary exceptions
        out.write(json.dumps({"error": str(error)[:200] or type(error).__name__}).encode() + b"\n")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
