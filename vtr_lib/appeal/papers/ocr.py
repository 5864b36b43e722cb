"""Words in a picture and where they stand, found by the program ``tesseract`` where it is installed."""

import functools
import io
import os
import shutil
import statistics
import subprocess
from dataclasses import dataclass

from PIL import Image

from vtr_lib.appeal.papers.limits import limit

LANGUAGES = ("eng", "chi_sim", "chi_tra")
LARGEST = 4  # times that a small picture is made larger at most
APART = 1.2  # heights of its letters between two words from which on they stand in columns of their own
WORD = "5"  # the level of words in tesseract's table


@dataclass(frozen=True, slots=True)
class Word:
    """A word, its box in pixels of the picture, how sure it is (0 to 100), and its line, counted from the top."""

    text: str
    left: int
    top: int
    width: int
    height: int
    confidence: float
    line: int = 0


def words(picture: Image.Image) -> list[Word] | None:
    """The words in reading order, an empty list where there are none.

    None where it can't be known: tesseract or its English is not installed, it failed, or it took too long.
    """
    program = shutil.which("tesseract")
    languages = installed(program) if program else ()
    if "eng" not in languages:
        return None
    scale = _scale(picture)
    page = picture.convert("L")
    if scale > 1:
        page = page.resize((page.width * scale, page.height * scale), Image.Resampling.LANCZOS)
    raw = io.BytesIO()
    page.save(raw, "PPM")
    command = [program, "stdin", "stdout", "-l", "+".join(languages), "--psm", "3", "tsv"]
    table = _run(command, raw.getvalue(), limit("ocr_seconds"))
    return None if table is None else parsed(table.decode("utf-8", "replace"), scale)


@functools.cache
def installed(program: str) -> tuple[str, ...]:
    """The languages of ``LANGUAGES`` that ``program`` knows."""
    listed = (_run([program, "--list-langs"], b"", 30) or b"").decode("utf-8", "replace").split()
    return tuple(name for name in LANGUAGES if name in listed)


def _run(command: list[str], given: bytes, seconds: int) -> bytes | None:
    environment = os.environ | {"OMP_THREAD_LIMIT": "1"}  # more threads make one picture slower
    try:
        done = subprocess.run(command, input=given, capture_output=True, timeout=seconds, env=environment, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout


def _scale(picture: Image.Image) -> int:
    shorter = max(min(picture.size), 1)
    return max(1, min(LARGEST, -(-limit("ocr_height") // shorter)))


def parsed(table: str, scale: int = 1) -> list[Word]:
    """The words of tesseract's table of a picture that had been made ``scale`` times larger."""
    found, lines = [], {}
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) != 12 or cells[0] != WORD or not cells[11].strip():
            continue
        line = lines.setdefault(tuple(cells[1:5]), len(lines))
        box = [int(cell) // scale for cell in cells[6:8]] + [-(-int(cell) // scale) for cell in cells[8:10]]
        found.append(Word(cells[11].strip(), *box, float(cells[10]), line))
    return found


def text(found: list[Word]) -> str:
    """The words as text, a line of the picture on a line of its own; wide gaps stay as wide as they are.

    What stands on one height is one line, also where the page was taken apart into columns.

    >>> text([Word("Qty", 0, 0, 30, 10, 90.0), Word("4", 80, 0, 10, 10, 90.0)])
    'Qty     4'
    """
    return "\n".join(_line(row, found) for row in _rows(found))


def _rows(found: list[Word]) -> list[list[Word]]:
    lines: dict[int, list[Word]] = {}
    for word in found:
        lines.setdefault(word.line, []).append(word)
    rows: list[list[Word]] = []
    for line in sorted(lines.values(), key=_middle):
        if rows and _middle(line) - _middle(rows[-1]) < statistics.median(word.height for word in line) / 2:
            rows[-1] = rows[-1] + line
        else:
            rows.append(line)
    return [sorted(row, key=lambda word: (word.left, word.top, word.text)) for row in rows]


def _middle(line: list[Word]) -> float:
    return statistics.median(word.top + word.height / 2 for word in line)


def _line(row: list[Word], found: list[Word]) -> str:
    wide = statistics.median(word.width / len(word.text) for word in found) or 1
    line, end = "", 0
    for word in row:
        if not line:
            line = " " * round(word.left / wide)
        elif word.left - end < APART * word.height:
            line += " "
        else:
            line += " " * max(2, round(word.left / wide) - len(line))
        line, end = line + word.text, word.left + word.width
    return line
