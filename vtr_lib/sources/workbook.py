"""Workbooks (XLSX): every visible sheet as the text that the flat-file reader reads, opened in a process with limits.

What is in the file decides, not its name. Its parts are unpacked once before anything else sees them, within the limits
of archives. Cells become text as a spreadsheet shows them: see ``sheets.cell``; a line's number is the sheet's row.
"""

import hashlib
import io
import json
import subprocess
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path

from vtr_lib.errors import DataError
from vtr_lib.sources import archives, sheets, text
from vtr_lib.sources.containers import ZIP

OLE = b"\xd0\xcf\x11\xe0"
LOCKED = "EncryptedPackage".encode("utf-16-le")
DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A visible sheet that holds something: its rows as lines, and how many of its numbers have lost digits."""

    name: str
    raw: bytes
    destroyed: int = 0

    def rows(self) -> list[list[str]]:
        """The cells of each row, every row as long as the longest."""
        return [line.split("\t") for line in self.raw.decode().removesuffix("\n").split("\n")]

    def text(self, name: str, raw: bytes) -> text.Text:
        """The sheet as a flat file; size and hash are those of the workbook ``raw``, called ``name``."""
        sheet = text.text(name, self.raw, "utf-8")
        return replace(sheet, size=len(raw), sha256=hashlib.sha256(raw).hexdigest())


@dataclass(slots=True)
class Workbook:
    """The sheets with something in them, in the workbook's order; ``hidden`` counts those that are not shown."""

    sheets: list[Sheet] = field(default_factory=list)
    hidden: int = 0


def is_workbook(raw: bytes) -> bool:
    """Whether a file can be one, by its first bytes; ``read`` says where it is none."""
    return raw.startswith((ZIP, OLE))


def read(name: str, raw: bytes) -> Workbook:
    """The sheets of the workbook in ``raw``, which is called ``name``; at least one.

    Raises ``DataError``: what ``archives`` raises of its parts; ``BINARY_FILE`` where it is another office file,
    ``MEMBER_ENCRYPTED`` where it has a password, ``ARCHIVE_NESTED`` where it is a ZIP of files, ``XML_ENTITIES``,
    ``WORKBOOK_LIMITS``, ``NOT_A_TABLE`` with the reader's reason, ``EMPTY_FILE``.
    """
    _check(name, raw)
    limits = [str(archives.limit(f"workbook_{what}")) for what in ("memory", "cpu", "text")]
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(Path(sheets.__file__)), *limits],
            input=raw,
            capture_output=True,
            timeout=archives.limit("workbook_wall"),
        )
    except subprocess.TimeoutExpired:
        raise DataError("WORKBOOK_LIMITS", file=name) from None
    book = _parsed(name, done.stdout, done.returncode)
    if not book.sheets:
        raise DataError("EMPTY_FILE", file=name)
    return book


def _check(name: str, raw: bytes) -> None:
    """Unpacks every part once, a piece at a time, and keeps nothing."""
    stream = io.BytesIO(raw)
    if raw.startswith(OLE) and LOCKED in raw:
        raise DataError("MEMBER_ENCRYPTED", file=name)
    if raw.startswith(OLE):
        raise DataError("BINARY_FILE", file=name, kind="XLS")
    if not raw.startswith(ZIP):
        raise DataError("NOT_A_TABLE", file=name, format="XLSX", reason="-")
    infos = archives.directory(stream, name)
    found = archives.document(infos)
    if found is None:
        raise DataError("ARCHIVE_NESTED", file=name)
    if found != "XLSX":
        raise DataError("BINARY_FILE", file=name, kind=found)
    for error in archives.refusals(infos, name).values():
        raise error
    for info in infos:
        kept = b""
        for piece in archives.unpacked(stream, info, f"{name}/{info.filename}"):
            if info.filename.lower().endswith((".xml", ".rels", ".vml")):
                seen = (kept + piece).replace(b"\0", b"")
                if any(sign in seen for sign in DECLARATIONS):
                    raise DataError("XML_ENTITIES", file=f"{name}/{info.filename}")
                kept = seen[-16:]


def _parsed(name: str, told: bytes, code: int) -> Workbook:
    """What the process told, sheet by sheet. One that was ended, or did not get to tell, went past a limit."""
    if code:
        raise DataError("WORKBOOK_LIMITS", file=name)
    book, at = Workbook(), 0
    while at < len(told):
        end = told.find(b"\n", at) + 1
        head = json.loads(told[at : end or len(told)])
        if "error" in head:
            raise DataError("NOT_A_TABLE", file=name, format="XLSX", reason=head["error"])
        if "is_too_large" in head:
            raise DataError("WORKBOOK_LIMITS", file=name)
        at = end + head["bytes"]
        if told[end:at].strip():
            book.sheets.append(Sheet(head["sheet"], told[end:at], head["destroyed"]))
        book.hidden += head.get("is_hidden", False)
    return book
