"""The proof of a copy: the file that was written is opened as anybody could, and searched for every term again."""

import io
import re
import zlib
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

LEAST = (
    8  # letters of a term in ASCII, bytes of another; a picture's bytes are as good as random, and hold shorter ones
)
PLAIN_KEYS = {"/Type", "/Pages"}  # of a PDF's catalogue
PAGE_KEYS = {"/Type", "/Parent", "/MediaBox", "/Contents", "/Resources"}
DRAWN = re.compile(rb"q [0-9.]+ 0 0 [0-9.]+ 0 0 cm /P Do Q")
# All words that a PDF of pictures has outside its streams.
WORDS = frozenset(
    b"PDF obj endobj stream endstream xref n f trailer startxref EOF R Type Catalog Pages Count Kids Page Parent "
    b"MediaBox Contents Resources XObject P Length Subtype Image Width Height BitsPerComponent ColorSpace "
    b"DeviceGray DeviceRGB Filter DCTDecode FlateDecode Size Root \xe2\xe3\xcf\xd3".split()
)
ENCODINGS = ("utf-8", "utf-16-be", "utf-16-le", "gb18030", "big5", "latin-1")
PRINTED = re.compile(rb"[\x20-\x7e]{8,}|(?:[\x20-\x7e]\0){8,}|(?:\0[\x20-\x7e]){8,}")
PNG_PARTS = {b"IHDR", b"IDAT", b"IEND"}


def fault(
    copy: Path, format: str, terms: Terms, ocr: Ocr | None = None, orders: Collection[str] | None = None
) -> str | None:
    """Why the file at ``copy`` may not be passed on, as a code; None where nothing is found in it.

    ``found_in_text``, ``found_in_bytes``, ``found_by_reading``; ``more_than_pictures`` where the file holds anything
    but pages and pictures; ``unreadable`` where it can't be opened.
    """
    raw, lookout, texts = copy.read_bytes(), terms.near(orders), terms.texts(orders)
    try:
        if holds(raw, texts):
            return "found_in_bytes"
        found = {"pdf": _in_pdf, "png": _in_png, "jpeg": _in_jpeg}[format](raw, texts)
        return found or _in_pictures(raw, format, lookout, ocr)
    except (Refused, PyPdfError, OSError, ValueError):
        return "unreadable"


def _in_pdf(raw: bytes, texts: Collection[str]) -> str | None:
    reader = pypdf.PdfReader(io.BytesIO(raw), strict=True)
    rest = raw
    for body in _streams(reader):
        packed, is_picture = body._data, body.get("/Subtype") == "/Image"
        plain = packed if body.get("/Filter") == "/DCTDecode" else body.get_data()
        if holds(plain, texts):
            return "found_in_bytes"
        if not is_picture and not DRAWN.fullmatch(plain):
            return (
                "found_in_text" if any(tokens(page.extract_text()) for page in reader.pages) else "more_than_pictures"
            )
        rest = rest.replace(packed, b"")
    root = reader.trailer["/Root"].get_object()
    is_plain = set(root) == PLAIN_KEYS and all(set(page) == PAGE_KEYS for page in reader.pages)
    if not is_plain or set(re.findall(rb"[^\x00-\x40\x5b-\x60\x7b-\x7f]+", rest)) - WORDS:
        return "more_than_pictures"
    return "found_in_text" if any(tokens(page.extract_text()) for page in reader.pages) else None


def _streams(reader: pypdf.PdfReader) -> Iterator[StreamObject]:
    for number in sorted(reader.xref.get(0, {})):
        found = reader.get_object(IndirectObject(number, 0, reader))
        if isinstance(found, StreamObject):
            yield found


def _in_png(raw: bytes, texts: Collection[str]) -> str | None:
    """Raises ``ValueError`` where bytes stand beside the parts of the picture."""
    kinds, packed, at = set(), b"", 8
    while at < len(raw):
        length, kind = int.from_bytes(raw[at : at + 4]), raw[at + 4 : at + 8]
        kinds.add(kind)
        packed += raw[at + 8 : at + 8 + length] if kind == b"IDAT" else b""
        at += 12 + length
        if at > len(raw) or (kind == b"IEND" and at != len(raw)):
            raise ValueError(kind)
    unpacked = zlib.decompressobj()
    if holds(unpacked.decompress(packed), texts):
        return "found_in_bytes"
    return "more_than_pictures" if kinds - PNG_PARTS or unpacked.unused_data else None


def _in_jpeg(raw: bytes, texts: Collection[str]) -> str | None:
    """Whether a JPEG holds anything beside its picture and the density every such file names."""
    with Image.open(io.BytesIO(raw), formats=["JPEG"]) as picture:
        is_known = set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        is_more = any(name != "APP0" for name, _ in picture.applist) or not raw.endswith(b"\xff\xd9")
    return None if is_known and not is_more else "more_than_pictures"


def _in_pictures(raw: bytes, format: str, lookout: Lookout, ocr: Ocr | None) -> str | None:
    for page in seen.pages(raw, format):
        if any(of_terms(way.words, lookout) for way in page.ways):
            return "found_in_text"
        if any(of_terms(way.words, lookout) for way in read(page.picture, ocr) or ()):
            return "found_by_reading"
    return None


def holds(raw: bytes, texts: Collection[str]) -> bool:
    """Whether a term stands in ``raw`` as text, in whatever case and in each usual encoding, if it is no short one."""
    printed = b"\n".join(PRINTED.findall(raw)).replace(b"\0", b"").lower()
    for text in texts:
        for each in {text.lower(), folded(text), "".join(tokens(text))}:
            if each.isascii():
                if len(each) >= LEAST and each.encode() in printed:
                    return True
                continue
            for encoding in ENCODINGS:
                try:
                    needle = each.encode(encoding)
                except UnicodeEncodeError:
                    continue
                if len(needle) >= LEAST and needle in raw:
                    return True
    return False
