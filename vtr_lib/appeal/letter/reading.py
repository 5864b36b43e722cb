"""The paragraphs of a letter that a seller has edited, out of DOCX or plain text.

DOCX is read without Word's or anyone's library: of the archive only the text, within limits, and no entities.
"""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree as xml
from defusedxml import DefusedXmlException

from vtr_lib.errors import DataError, MissingInput

BIGGEST = 20_000_000  # bytes of a letter, and of its text unpacked
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
GONE = (f"{WORD}del", f"{WORD}moveFrom", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")
NUMBER = re.compile(r"[0-9]{1,3}\.\s+")  # of a paragraph, where it is no list of Word's


def paragraphs(path: str | Path) -> list[str]:
    """The paragraphs that hold anything, in their order, blanks put together; a number before one is left out.

    Raises ``MissingInput`` ``NOT_FOUND``, and ``DataError`` ``LETTER_FILE`` for what is neither ``.docx`` nor ``.txt``,
    is too large or can't be read as what it is called.
    """
    path = Path(path)
    try:
        if path.stat().st_size > BIGGEST:
            raise DataError("LETTER_FILE", file=path, reason=f"> {BIGGEST} B")
        raw = path.read_bytes()
    except FileNotFoundError:
        raise MissingInput("NOT_FOUND", file=path) from None
    except OSError as error:
        raise DataError("LETTER_FILE", file=path, reason=error.strerror or error) from None
    match path.suffix.lower():
        case ".docx":
            found = _of_docx(path)
        case ".txt":
            found = _of_text(path, raw)
        case other:
            raise DataError("LETTER_FILE", file=path, reason=other or "?")
    tidy = (" ".join(text.split()) for text in found)
    return [NUMBER.sub("", text, count=1) if NUMBER.match(text) else text for text in tidy if text]


def _of_text(path: Path, raw: bytes) -> list[str]:
    try:
        return raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        line = 1 + raw.count(b"\n", 0, error.start)
        raise DataError("ENCODING", file=path, line=line, encoding="utf-8") from None


def _of_docx(path: Path) -> list[str]:
    try:
        with zipfile.ZipFile(path) as archive, archive.open("word/document.xml") as source:
            raw = source.read(BIGGEST + 1)
        if len(raw) > BIGGEST:
            raise DataError("LETTER_FILE", file=path, reason=f"> {BIGGEST} B")
        root = xml.fromstring(raw, forbid_dtd=True)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError, OSError, ParseError) as error:
        raise DataError("LETTER_FILE", file=path, reason=type(error).__name__) from None
    except DefusedXmlException:
        raise DataError("XML_ENTITIES", file=path) from None
    return ["".join(_texts(each)) for each in root.iter(f"{WORD}p")]


def _texts(element: Element) -> Iterator[str]:
    """The text of a paragraph without what was struck out, and without paragraphs in it, which come by themselves."""
    for child in element:
        if child.tag in GONE or child.tag == f"{WORD}p":
            continue
        if child.tag == f"{WORD}t":
            yield child.text or ""
        elif child.tag in (f"{WORD}tab", f"{WORD}br", f"{WORD}cr"):
            yield " "
        else:
            yield from _texts(child)
