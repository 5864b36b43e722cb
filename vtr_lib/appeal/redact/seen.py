"""The pages of a paper as pictures: what is seen of them, the words they hold as text, and whether that is all.

A page is drawn without its annotations and form fields. Nothing else of a PDF is ever taken over.
"""

import ctypes
import io
import math
import statistics
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image, ImageOps

from vtr_lib.appeal.redact.places import Placed, Way, turned

DPI = 200
POINTS = 72
MOST_PAGES = 60
MOST_PIXELS = 80_000_000  # of a picture; a page of a PDF is drawn smaller instead
PAGE_PIXELS = 16_000_000
DEEPEST = 15  # of drawings within drawings
CURVES = 40  # of drawn lines on a page; more may be letters
HYPHEN = "\x02"  # what PDFium makes of one at the end of a line
GAP = 0.12  # of a letter's height: what parts words
FORMATS = {"pdf": None, "png": "PNG", "jpeg": "JPEG"}


class Refused(Exception):
    """A paper of which no copy can be made; ``reason`` is a code."""

    def __init__(self, reason: str):
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it is seen, its text in the ``ways`` it may be read, ``is_all_text`` whether that is all.

    ``dpi`` is None for a picture, which says nothing of its size.
    """

    picture: Image.Image
    ways: tuple[Way, ...] = ()
    is_all_text: bool = False
    dpi: float | None = None


def pages(raw: bytes, format: str) -> Iterator[Page]:
    """The pages of a paper, one at a time; a picture is one page.

    Raises ``Refused``: ``format`` for what is none of ``FORMATS`` or is something else than it is said to be,
    ``locked``, ``unreadable``, ``too_many_pages``, ``too_large``, ``no_pages``.
    """
    if format not in FORMATS:
        raise Refused("format")
    yield from _of_pdf(raw) if format == "pdf" else _of_picture(raw, format)


def _of_picture(raw: bytes, format: str) -> Iterator[Page]:
    try:
        with Image.open(io.BytesIO(raw), formats=[FORMATS[format]]) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Refused("too_large")
            opened.load()
            picture = ImageOps.exif_transpose(opened)
    except Image.DecompressionBombError:
        raise Refused("too_large") from None
    except (OSError, SyntaxError, ValueError, TypeError, EOFError, IndexError, KeyError, ArithmeticError):
        raise Refused("unreadable") from None
    yield Page(plain(picture))


def plain(picture: Image.Image) -> Image.Image:
    """A picture's pixels alone, on white: nothing that came with it, nothing hidden where it can be seen through."""
    if picture.mode.startswith(("I", "F")):  # grey of more than 8 bits a pixel
        _, high = picture.convert("F").getextrema()
        picture = picture.convert("F").point(lambda value: value * (1 / 256 if high > 255 else 1)).convert("L")
    if "A" in picture.getbands() or "transparency" in picture.info:
        seen = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen)
    picture = picture.convert("RGB")
    return Image.frombytes("RGB", picture.size, picture.tobytes())


def _of_pdf(raw: bytes) -> Iterator[Page]:
    try:
        document = pdfium.PdfDocument(raw)
    except pdfium.PdfiumError as error:
        is_locked = pdfium_c.FPDF_GetLastError() == pdfium_c.FPDF_ERR_PASSWORD or "password" in str(error).lower()
        raise Refused("locked" if is_locked else "unreadable") from None
    with closing(document):
        if not len(document):
            raise Refused("no_pages")
        if len(document) > MOST_PAGES:
            raise Refused("too_many_pages")
        for number in range(len(document)):
            try:
                with closing(document[number]) as page:
                    yield _of_page(page)
            except pdfium.PdfiumError:
                raise Refused("unreadable") from None


def _of_page(page: pdfium.PdfPage) -> Page:
    width, height = page.get_size()
    if not (width > 0 and height > 0):
        raise Refused("unreadable")
    scale = min(DPI / POINTS, (PAGE_PIXELS / (width * height)) ** 0.5)
    if min(width, height) * scale < 1:
        raise Refused("too_large")
    for each in page.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_IMAGE,), max_depth=DEEPEST):
        if math.prod(each.get_px_size()) > MOST_PIXELS:
            raise Refused("too_large")
    bitmap = page.render(scale=scale, may_draw_forms=False, draw_annots=False, rev_byteorder=True)
    picture = bitmap.to_pil().convert("RGB")
    picture = Image.frombytes("RGB", picture.size, picture.tobytes())
    with closing(page.get_textpage()) as text:
        letters, is_mapped = _letters(text, bitmap.get_posconv(page), page.get_rotation())
    ways = []
    for turns in sorted(letters):
        upright = [turned(each, turns, *picture.size) if each.height else each for each in letters[turns]]
        ways += [Way(tuple(_words(upright)), turns), Way(tuple(_words(_lined(upright))), turns)]
    return Page(picture, tuple(ways), is_mapped and not _is_drawn(page), scale * POINTS)


Letters = dict[int, list[Placed]]  # by the quarters to the left by which the page stands upright for them


def _letters(text: pdfium.PdfTextPage, convert: pdfium.PdfPosConv, rotation: int) -> tuple[Letters, bool]:
    """Every sign of a page's text where it stands, blanks without a place; and whether each one's meaning is known."""
    found, turns, is_mapped = {}, 0, True
    for at in range(text.count_chars()):
        code = pdfium_c.FPDFText_GetUnicode(text, at)
        char = chr(code) if 0 < code <= 0x10FFFF and not 0xD800 <= code < 0xE000 else ""
        is_made = pdfium_c.FPDFText_IsGenerated(text, at) == 1
        if pdfium_c.FPDFText_HasUnicodeMapError(text, at) == 1 or char == "\ufffd" or "\ue000" <= char <= "\uf8ff":
            is_mapped = False
        if is_made or not char or char.isspace():
            found.setdefault(turns, []).append(Placed(" " if char != HYPHEN else "", 0, 0, 0, 0))
            continue
        turns = (rotation // 90 - _quarters(text, at)) % 4
        found.setdefault(turns, []).append(_placed(char, text.get_charbox(at, loose=True), convert))
    return found, is_mapped


def _quarters(text: pdfium.PdfTextPage, at: int) -> int:
    """By how many quarters to the left a sign is turned on its page."""
    return -round(pdfium_c.FPDFText_GetCharAngle(text, at) / (math.pi / 2))


def _placed(char: str, box: tuple[float, ...], convert: pdfium.PdfPosConv) -> Placed:
    left, bottom, right, top = box
    corners = [convert.to_bitmap(x, y) for x in (left, right) for y in (bottom, top)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return Placed(char, min(xs), min(ys), max(1, max(xs) - min(xs)), max(1, max(ys) - min(ys)))


def _middle(letter: Placed) -> float:
    return letter.top + letter.height / 2


def _lined(letters: list[Placed]) -> list[Placed]:
    """Letters by where they stand, whatever order they were written in: line by line, with blanks in the gaps."""
    shown = sorted((letter for letter in letters if letter.height), key=_middle)
    lines: list[list[Placed]] = []
    for letter in shown:
        middle = letter.top + letter.height / 2
        last = lines[-1] if lines else None
        if (
            last
            and abs(middle - statistics.fmean(each.top + each.height / 2 for each in last[-5:])) < letter.height / 3
        ):
            last.append(letter)
        else:
            lines.append([letter])
    found: list[Placed] = []
    for line in lines:
        line.sort(key=lambda each: each.left)
        for before, letter in zip([None, *line], line, strict=False):
            if before and letter.left - (before.left + before.width) > GAP * letter.height:
                found.append(Placed(" ", 0, 0, 0, 0))
            found.append(letter)
        found.append(Placed(" ", 0, 0, 0, 0))
    return found


def _words(letters: list[Placed]) -> Iterator[Placed]:
    """Letters joined up to the next blank."""
    word: list[Placed] = []
    for letter in [*letters, Placed(" ", 0, 0, 0, 0)]:
        if letter.height:
            if word and (letter.top > word[-1].top + word[-1].height or letter.top + letter.height < word[-1].top):
                yield _joined(word)
                word = []
            word.append(letter)
        elif word and letter.text:
            yield _joined(word)
            word = []


def _joined(letters: list[Placed]) -> Placed:
    left, top = min(each.left for each in letters), min(each.top for each in letters)
    right, bottom = (
        max(each.left + each.width for each in letters),
        max(each.top + each.height for each in letters),
    )
    return Placed("".join(each.text for each in letters), left, top, right - left, bottom - top)


def _is_drawn(page: pdfium.PdfPage) -> bool:
    """Whether a page shows more than text and lines: pictures, shades, or so many curves that they may be letters."""
    curves = 0
    for each in page.get_objects(max_depth=DEEPEST):
        if each.type in (pdfium_c.FPDF_PAGEOBJ_IMAGE, pdfium_c.FPDF_PAGEOBJ_SHADING, pdfium_c.FPDF_PAGEOBJ_UNKNOWN):
            return True
        if each.type == pdfium_c.FPDF_PAGEOBJ_TEXT and _is_pictured(each):
            return True
        if each.type == pdfium_c.FPDF_PAGEOBJ_PATH:
            for at in range(min(CURVES, pdfium_c.FPDFPath_CountSegments(each))):
                segment = pdfium_c.FPDFPath_GetPathSegment(each, at)
                curves += pdfium_c.FPDFPathSegment_GetType(segment) == pdfium_c.FPDF_SEGMENT_BEZIERTO
            if curves >= CURVES:
                return True
    return False


def _is_pictured(each: pdfium.PdfObject) -> bool:
    """Whether a text's letters are drawings of the page's own (a Type 3 font), which may show anything."""
    font, size = pdfium_c.FPDFTextObj_GetFont(each), ctypes.c_ulong()
    return not (font and pdfium_c.FPDFFont_GetFontData(font, None, 0, size) and size.value)
