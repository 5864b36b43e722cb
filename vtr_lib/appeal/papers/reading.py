"""What lies in the folder of papers, each file with its text page by page or with the reason why it has none."""

import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image

from vtr_lib.appeal.papers import ocr as letters
from vtr_lib.appeal.papers.limits import limit
from vtr_lib.appeal.papers.opening import Opener, Sheet, Unreadable
from vtr_lib.errors import MissingInput

Finder = Callable[[Image.Image], list[letters.Word] | None]

FORMATS = ("pdf", "png", "jpeg", "other")
HOW = ("text", "ocr", "none")
IGNORED = ("hidden", "list")  # faults of what is no paper at all
FAULTS = (
    *IGNORED, "name", "link", "special", "no_access", "empty", "too_large", "format", "broken", "encrypted", "pages",
    "pixels", "limits",
)  # fmt: skip
LIST = "papers.csv"
LISTS = (LIST, "answers.toml", "redact.txt", "boxes.csv")  # what the seller keeps beside the papers
TURNS = (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_270, Image.Transpose.ROTATE_180)
HIDDEN = re.compile(r"\.|~\$|~.*\.tmp$|(?:thumbs\.db|desktop\.ini|icon\r|__macosx)$", re.IGNORECASE)
TWICE = "\f"  # between a page's own text and what was found in the scan that lies on it
QUIET = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
PDF_WITHIN = 1024  # bytes before a PDF's mark that readers pass over


@dataclass(frozen=True, slots=True)
class Paper:
    """A file of the folder.

    ``path`` is relative to the folder, with forward slashes; ``also`` are other files with the very same content.
    ``pages`` hold the text of each page, None where none is there or could be read; ``lines`` hold the same as it lies
    on the page, columns kept apart by blanks. Where a page has a text of its own under a scan, both are there, parted
    by ``TWICE``. ``how`` says of each page where its text is from (``HOW``). ``fault`` is one of ``FAULTS``, or empty.
    """

    path: str
    format: str = "other"
    sha256: str = ""
    bytes: int = 0
    pages: tuple[str | None, ...] = ()
    how: tuple[str, ...] = ()
    fault: str = ""
    also: tuple[str, ...] = ()
    lines: tuple[str | None, ...] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """The paper's own path and those of its copies."""
        return (self.path, *self.also)

    @property
    def has_text(self) -> bool:
        """Whether any page has a letter or digit."""
        return any(char.isalnum() for page in self.pages for char in page or "")


def read(folder: str | Path, ocr: Finder = letters.words) -> list[Paper]:
    """Every file in ``folder`` and below it, sorted by path; an empty list for an empty folder.

    ``ocr`` finds the words of a picture, or gives None where it can't. Links are not followed, and a file that can't be
    read stays in the list with its fault, so that each file of the folder is in exactly one ``paths``. Raises
    ``MissingInput`` ``NO_FOLDER``.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise MissingInput("NO_FOLDER", file=folder)
    found: dict[str, Paper] = {}
    with Opener() as opener:
        for path in _files(folder):
            raw, paper = _looked_at(path, path.relative_to(folder))
            if paper.fault or paper.sha256 not in found:
                found[paper.sha256 or f"/{paper.path}"] = _read(raw, paper, opener, ocr)
            else:
                first = found[paper.sha256]
                found[paper.sha256] = replace(first, also=(*first.also, paper.path))
    return sorted(found.values(), key=lambda paper: paper.path)


def _files(folder: Path) -> Iterator[Path]:
    """All that is no folder, in sorted order; a link to a folder is no folder here."""
    try:
        inside = sorted(folder.iterdir(), key=lambda path: os.fsencode(path.name))
    except OSError:
        yield folder
        return
    for path in inside:
        if path.is_dir() and not path.is_symlink():
            yield from _files(path)
        else:
            yield path


def _name(relative: Path) -> str:
    """A path as text; bytes that are no text are written out."""
    return os.fsencode(relative.as_posix()).decode("utf-8", "backslashreplace")


def _looked_at(path: Path, relative: Path) -> tuple[bytes, Paper]:
    """A file's bytes and what can be said of it before it is opened."""
    paper = Paper(name := _name(relative))
    if any(map(HIDDEN.match, Path(name).parts)):
        return b"", replace(paper, fault="hidden")
    if name in LISTS:
        return b"", replace(paper, fault="list")
    if path.is_symlink():
        return b"", replace(paper, fault="link")
    if name != relative.as_posix():  # it could not be found again by that
        return b"", replace(paper, fault="name")
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return b"", replace(paper, fault="no_access" if path.is_dir() else "special")
        with open(path, "rb", opener=lambda given, flags: os.open(given, flags | QUIET)) as stream:
            raw = stream.read(limit("bytes") + 1)
    except OSError:
        return b"", replace(paper, fault="no_access")
    if not raw:
        return raw, replace(paper, fault="empty")
    if len(raw) > limit("bytes"):
        return b"", replace(paper, fault="too_large", bytes=path.stat().st_size)
    return raw, replace(paper, format=format_of(raw), sha256=hashlib.sha256(raw).hexdigest(), bytes=len(raw))


def format_of(raw: bytes) -> str:
    """What a file is by its first bytes, never by its name: one of ``FORMATS``."""
    if raw.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if raw.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    return "pdf" if b"%PDF-" in raw[:PDF_WITHIN] else "other"


def _read(raw: bytes, paper: Paper, opener: Opener, ocr: Finder) -> Paper:
    if paper.fault:
        return paper
    if paper.format == "other":
        return replace(paper, fault="format")
    try:
        pages = [_page(sheet, ocr) for sheet in opener.pages(raw, paper.format)]
    except Unreadable as fault:
        return replace(paper, fault=str(fault))
    texts, lines, how = zip(*pages, strict=True)
    return replace(paper, pages=texts, lines=lines, how=how)


def _page(sheet: Sheet, ocr: Finder) -> tuple[str | None, str | None, str]:
    """A page's text, the same as it lies there, and where it is from."""
    found = _found(sheet.picture, ocr) if sheet.picture else None
    if found is None:
        return sheet.text, sheet.lines, "none" if sheet.text is None else "text"
    seen = letters.text(found)
    if sheet.text is None:
        return seen, seen, "ocr"
    return f"{sheet.text}{TWICE}{seen}", f"{sheet.lines}{TWICE}{seen}", "ocr"


def _found(picture: Image.Image, ocr: Finder) -> list[letters.Word] | None:
    """The words of a picture; one of which few are sure may lie on its side, and is turned until most are."""
    best = ocr(picture)
    for turn in TURNS:
        if not best or _sure(best) >= limit("upright_letters"):
            break
        best = max(best, ocr(picture.transpose(turn)) or [], key=_sure)
    return best


def _sure(found: list[letters.Word]) -> int:
    return sum(len(word.text) for word in found if word.confidence >= limit("sure_percent"))
