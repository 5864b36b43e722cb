"""The proof of a copy: the file that was written is opened as anybody could, and searched for every term again."""

import io
import re
from collections.abc import Collection, Iterator
from pathlib import Path

import pypdf
from PIL import Image
from pypdf.errors import PyPdfError
from pypdf.generic import IndirectObject, StreamObject

from vtr_lib.appeal.redact import seen
from vtr_lib.appeal.redact.pages import Ocr, read
from vtr_lib.appeal.redact.places import of_terms
from vtr_lib.appeal.redact.seen import Refused
from vtr_lib.appeal.redact.spelling import folded, tokens
from vtr_lib.appeal.redact.terms import Lookout, Terms

# A picture's bytes are as good as random: a short term stands in them by chance.
SHORT, SHORT_IN_PICTURES = 4, 8  # letters
PLAIN_KEYS = {"/Type", "/Pages"}  # of a PDF's catalogue
PAGE_KEYS = {"/Type", "/Parent", "/MediaBox", "/Contents", "/Resources"}
ENCODINGS = ("utf-8", "utf-16-be", "utf-16-le", "latin-1", "gb18030", "big5")
CHUNKS = {"png": {b"IHDR", b"IDAT", b"IEND"}}


def fault(
    copy: Path, format: str, terms: Terms, ocr: Ocr | None = None, orders: Collection[str] | None = None
) -> str | None:
    """Why the file at ``copy`` may not be passed on, as a code; None where nothing is found in it.

    ``found_in_text``, ``found_in_bytes``, ``found_by_reading``; ``more_than_pictures`` where the file holds anything
    but pages and pictures; ``unreadable`` where it can't be opened.
    """
    raw, lookout = copy.read_bytes(), terms.near(orders)
    try:
        if format == "pdf":
            return _of_pdf(raw, terms, lookout) or _of_pictures(raw, format, lookout, ocr)
        if format == "png" and not {chunk for chunk, _ in chunks(raw)} <= CHUNKS["png"]:
            return "more_than_pictures"
        if format == "jpeg" and _extras(raw):
            return "more_than_pictures"
        if _holds(raw, patterns(terms, SHORT_IN_PICTURES)):
            return "found_in_bytes"
        return _of_pictures(raw, format, lookout, ocr)
    except (Refused, PyPdfError, OSError, ValueError):
        return "unreadable"


def _of_pdf(raw: bytes, terms: Terms, lookout: Lookout) -> str | None:
    reader = pypdf.PdfReader(io.BytesIO(raw), strict=True)
    root = reader.trailer["/Root"].get_object()
    if set(root) != PLAIN_KEYS or "/Info" in reader.trailer or any(set(page) != PAGE_KEYS for page in reader.pages):
        return "more_than_pictures"
    if any(tokens(page.extract_text()) for page in reader.pages):
        return "found_in_text"
    long, every = patterns(terms, SHORT_IN_PICTURES), patterns(terms, SHORT)
    rest = raw
    for body in _streams(reader):
        is_picture = body.get("/Subtype") == "/Image"
        packed = body._data
        plain = packed if body.get("/Filter") == "/DCTDecode" else body.get_data()
        if _holds(packed, long) or _holds(plain, long if is_picture else every):
            return "found_in_bytes"
        rest = rest.replace(packed, b"")
    return "found_in_bytes" if _holds(rest, every) else None


def _streams(reader: pypdf.PdfReader) -> Iterator[StreamObject]:
    for number in sorted(reader.xref.get(0, {})):
        found = reader.get_object(IndirectObject(number, 0, reader))
        if isinstance(found, StreamObject):
            yield found


def _of_pictures(raw: bytes, format: str, lookout: Lookout, ocr: Ocr | None) -> str | None:
    for page in seen.pages(raw, format):
        if any(of_terms(way.words, lookout) for way in page.ways):
            return "found_in_text"
        if any(of_terms(way.words, lookout) for way in read(page.picture, ocr) or ()):
            return "found_by_reading"
    return None


def patterns(terms: Terms, least: int) -> list[re.Pattern[bytes]]:
    """The terms of at least so many letters as bytes, in whatever case and in each usual encoding."""
    found: set[bytes] = set()
    for text in terms.texts:
        for each in {text, text.lower(), text.upper(), folded(text), "".join(tokens(text))}:
            if len(each) < (least if each.isascii() else least // 2):
                continue
            for encoding in ENCODINGS:
                try:
                    found.add(each.encode(encoding))
                except UnicodeEncodeError:
                    continue
    spelt = sorted(re.escape(each) for each in found if len(each) >= least)
    return [re.compile(b"|".join(spelt[at : at + 500]), re.IGNORECASE) for at in range(0, len(spelt), 500)]


def _holds(raw: bytes, found: list[re.Pattern[bytes]]) -> bool:
    return any(pattern.search(raw) for pattern in found)


def chunks(raw: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The parts of a PNG: kind and content. Raises ``ValueError`` for bytes beside them."""
    at = 8
    while at < len(raw):
        length, kind = int.from_bytes(raw[at : at + 4]), raw[at + 4 : at + 8]
        if at + 12 + length > len(raw):
            raise ValueError("cut")
        yield kind, raw[at + 8 : at + 8 + length]
        at += 12 + length
        if kind == b"IEND" and at != len(raw):
            raise ValueError("more behind the end")


def _extras(raw: bytes) -> bool:
    """Whether a JPEG holds anything beside its picture and the density every such file names."""
    with Image.open(io.BytesIO(raw), formats=["JPEG"]) as picture:
        is_known = set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        return not is_known or any(name != "APP0" for name, _ in picture.applist)
