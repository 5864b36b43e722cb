"""No copy holds what was planted, by text, by bytes or by reading its pictures; the rest of it can still be read."""

import hashlib
import io
import re
import zlib

import pypdf
import pypdfium2 as pdfium
import pytest
from appeal.redact import planted
from appeal.redact.planted import NAME, ORDER, PLANTED, REST
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    RectangleObject,
    TextStringObject,
)
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont

from vtr_lib.appeal.redact import pages
from vtr_lib.appeal.redact.marks import Marks
from vtr_lib.appeal.redact.people import people
from vtr_lib.appeal.redact.terms import LISTED, Terms


def bytes_of(raw: bytes) -> list[bytes]:
    """A file's bytes, and those of everything packed in it."""
    found = [raw]
    for begin in re.finditer(rb"stream\r?\n", raw):
        try:
            found.append(zlib.decompressobj().decompress(raw[begin.end() :]))
        except zlib.error:
            continue
    return found


def text_of(raw: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(raw)).pages)


def shown(raw: bytes) -> list[Image.Image]:
    if not raw.startswith(b"%PDF"):
        return [Image.open(io.BytesIO(raw)).convert("RGB")]
    return [page.render(scale=200 / 72).to_pil().convert("RGB") for page in pdfium.PdfDocument(raw)]


def read(raw: bytes, ocr) -> str:
    return " ".join(word.text for picture in shown(raw) for word in ocr(picture))


def assert_gone(raw: bytes, *more: str):
    told = text_of(raw).lower() if raw.startswith(b"%PDF") else ""
    for term in (*PLANTED, *more):
        assert term.lower() not in told
        for each in bytes_of(raw):
            if len(term) > 5:
                for encoding in ("utf-8", "utf-16-be", "utf-16-le"):
                    assert term.lower().encode(encoding) not in each.lower(), term


def kerned(page):
    """The name in runs within a line, in runs of their own, letter by letter out of order, and along a turned line."""
    text = page.beginText(30, 150)
    text._code.append("[(Ja) -20 (ne) -300 (Qui) 15 (mb) -10 (ly)] TJ")
    page.drawText(text)
    page.drawString(60, 120, "mbly")
    page.drawString(30, 120, "Qui")
    for at, letter in reversed(list(enumerate("Quimbly"))):
        page.drawString(30 + 12 * at, 90, letter)
    page.saveState()
    page.translate(300, 60)
    page.rotate(90)
    page.drawString(0, 0, NAME)
    page.restoreState()


def unseen(page):
    """Beside what is seen: white text, text beneath a picture, text that isn't drawn, notes, fields, links, names."""
    page.setFillColorRGB(1, 1, 1)
    page.drawString(30, 150, NAME)
    page.drawString(210, 120, NAME)
    page.drawImage(ImageReader(Image.new("RGB", (300, 40), "lightgrey")), 200, 110, 100, 20)
    page.setFillColorRGB(0, 0, 0)
    text = page.beginText(30, 120)
    text.setTextRenderMode(3)
    text.textLine(NAME)
    page.drawText(text)
    page.textAnnotation(f"left with {NAME}", (10, 10, 40, 40))
    page.linkURL(f"https://example.com/?to={NAME}".replace(" ", "%20"), (10, 50, 60, 60))
    page.acroForm.textfield(name="to", value=NAME, x=30, y=60, width=200, height=20)
    page.bookmarkPage("Quimbly")
    page.addOutlineEntry(NAME, "Quimbly")
    page.setTitle(NAME)
    page.setAuthor(NAME)
    page.setKeywords(planted.STREET)


def with_more(raw: bytes) -> bytes:
    """The same with an attachment, a script and XMP."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(raw))
    writer.add_attachment("Quimbly.txt", NAME.encode())
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(f"app.alert('{NAME}')")}
    writer._root_object[NameObject("/OpenAction")] = DictionaryObject(script)
    told = DecodedStreamObject()
    told.set_data(f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{NAME}</x:xmpmeta>".encode())
    writer._root_object[NameObject("/Metadata")] = writer._add_object(told)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def turned(raw: bytes, rotation: int, *, is_cropped: bool = False) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(raw))
    writer.pages[0].rotate(rotation)
    if is_cropped:
        writer.pages[0].cropbox = RectangleObject((20, 150, 320, 415))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


TEXTS = {
    "plain": lambda: planted.pdf(),
    "split": lambda: planted.pdf(draw=kerned),
    "turned": lambda: turned(planted.pdf(), 90),
    "upside down": lambda: turned(planted.pdf(), 180),
    "cropped": lambda: turned(planted.pdf(), 270, is_cropped=True),
}


@pytest.mark.parametrize("paper", TEXTS)
def test_names_in_text_are_gone_and_the_rest_stays(terms, paper):
    """Where there is no tesseract: the text says where the letters stand, the picture that they are covered."""
    raw = TEXTS[paper]()
    copy = pages.cleaned(raw, "pdf", terms, orders={ORDER})
    assert copy.reason is None
    assert_gone(copy.data)
    assert {place.sort for place in copy.places} >= {"name", "address", "phone", "signature"}
    (before,), (after,) = shown(raw), shown(copy.data)
    assert before.size == after.size
    dark = [sum(picture.convert("L").histogram()[:64]) for picture in (before, after)]
    assert dark[1] > 2 * dark[0]  # boxes
    assert dark[1] < 0.15 * before.width * before.height  # and not the whole page


@pytest.mark.ocr
def test_nobody_can_read_the_names_in_a_copy(terms, tesseract):
    copy = pages.cleaned(TEXTS["split"](), "pdf", terms, tesseract, orders={ORDER})
    told = read(copy.data, lambda picture: [*tesseract(picture), *tesseract(picture.rotate(90, expand=True))])
    assert not [term for term in PLANTED if term in told.lower()]
    assert all(word in told for word in REST), told


def test_what_no_picture_shows_is_not_in_a_copy(terms):
    copy = pages.cleaned(with_more(planted.pdf(draw=unseen)), "pdf", terms, lambda picture: [], orders={ORDER})
    assert copy.reason is None
    assert_gone(copy.data)
    reader = pypdf.PdfReader(io.BytesIO(copy.data))
    assert set(reader.trailer["/Root"]) == {"/Type", "/Pages"}
    assert "/Annots" not in reader.pages[0]
    assert reader.metadata is None
    assert not reader.attachments


@pytest.mark.ocr
def test_what_no_picture_shows_cannot_be_read_in_a_copy(terms, tesseract):
    copy = pages.cleaned(with_more(planted.pdf(draw=unseen)), "pdf", terms, tesseract, orders={ORDER})
    told = read(copy.data, tesseract)
    assert "left with" not in told
    assert all(word in told for word in REST)


def test_chinese_names_are_gone(tmp_path):
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))

    def draw(page):
        page.setFont("STSong-Light", 14)
        page.drawString(30, 200, "收件人 张小明 先生")
        page.drawString(30, 100, "朝阳区柳絮路14号")

    row = (ORDER, "1", "张小明", "", "北京市朝阳区柳絮路14号", "", "", "", "", "")
    raw = planted.pdf(("Proof", "Weight"), draw)
    terms = people(planted.orders(tmp_path, row), {ORDER})
    copy = pages.cleaned(raw, "pdf", terms, orders={ORDER}, has_signatures=False)
    assert {place.sort for place in copy.places} == {"name", "address"}
    assert_gone(copy.data, "张小明", "柳絮路")
    stranger = pages.cleaned(raw, "pdf", Marked(), orders=(), has_signatures=False)
    assert stranger.places == ()


class Marked(Terms):
    """Something to look for that stands nowhere."""

    def __init__(self):
        super().__init__()
        self.add(None, "listed", "Nobody Atall")


PICTURES = {
    "pdf": lambda: planted.scan(planted.picture()),
    "png": lambda: saved("PNG", pnginfo=info()),
    "jpeg": lambda: saved("JPEG", quality=92, exif=exif(), comment=NAME.encode()),
}


def saved(format: str, **settings) -> bytes:
    out = io.BytesIO()
    planted.picture().save(out, format, **settings)
    return out.getvalue()


def info() -> PngInfo:
    found = PngInfo()
    found.add_text("Author", NAME)
    found.add_itxt("Title", planted.STREET, zip=True)
    return found


def exif() -> Image.Exif:
    found = Image.Exif()
    found[0x013B] = NAME  # artist
    found[0x8825] = {1: "N", 2: (51.0, 30.0, 0.0)}  # where it was taken
    return found


@pytest.mark.parametrize("format", PICTURES)
def test_names_in_pictures_are_covered_where_they_can_be_read(terms, format):
    raw = PICTURES[format]()
    reader = planted.seen()
    copy = pages.cleaned(raw, format, terms, reader, orders={ORDER})
    assert copy.reason is None
    assert_gone(copy.data)
    told = read(copy.data, reader).lower()
    assert not [term for term in PLANTED if term in told]
    assert all(word.lower() in told for word in REST)
    if format != "pdf":
        with Image.open(io.BytesIO(copy.data)) as picture:
            assert picture.format == format.upper()
            assert not picture.getexif()
            assert not set(picture.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.ocr
def test_tesseract_reads_no_name_in_the_copy_of_a_scan(terms, tesseract):
    copy = pages.cleaned(PICTURES["pdf"](), "pdf", terms, tesseract, orders={ORDER})
    told = read(copy.data, tesseract)
    assert not [term for term in PLANTED if term in told.lower()]
    assert all(word in told for word in REST), told


def test_a_photograph_stands_as_its_camera_says_it_was_taken(terms):
    out = io.BytesIO()
    turned = Image.Exif()
    turned[0x0112] = 6  # the camera was held upright
    planted.picture().transpose(Image.Transpose.ROTATE_90).save(out, "JPEG", exif=turned)
    upright = pages.cleaned(out.getvalue(), "jpeg", terms, planted.seen(), orders={ORDER})
    assert shown(upright.data)[0].size == planted.picture().size
    assert "Quimbly" not in read(upright.data, planted.seen())


@pytest.mark.ocr
def test_a_photograph_that_lies_on_its_side_is_read(terms, tesseract):
    out = io.BytesIO()
    few = planted.picture(planted.LINES[:6], (800, 480))
    few.transpose(Image.Transpose.ROTATE_90).save(out, "PNG")  # nothing says which side is up
    copy = pages.cleaned(out.getvalue(), "png", terms, tesseract, orders={ORDER})
    told = read(copy.data, lambda picture: tesseract(picture.transpose(Image.Transpose.ROTATE_270)))
    assert not [term for term in PLANTED if term in told.lower()]
    assert "Tracking" in told


def curves(page):
    for at in range(20):
        page.circle(100 + 10 * at, 100, 4)


def pictured(page):
    page.drawImage(ImageReader(Image.new("RGB", (20, 20), "lightgrey")), 100, 100)


@pytest.mark.parametrize("paper", [
    planted.scan(planted.picture()), planted.pdf(draw=curves), planted.pdf(draw=pictured),
])  # fmt: skip
def test_what_nobody_can_read_is_held_back_unless_the_seller_looked_at_it(terms, paper):
    for ocr in (None, lambda picture: None):
        copy = pages.cleaned(paper, "pdf", terms, ocr, name="a.pdf", orders={ORDER})
        assert (copy.data, copy.reason) == (None, "not_searched")
    marks = Marks([("a.pdf", 1, (0, 0, 50, 50))])
    copy = pages.cleaned(paper, "pdf", terms, name="A.pdf", orders={ORDER}, marks=marks)
    assert copy.reason is None
    assert shown(copy.data)[0].getpixel((100, 100)) == (0, 0, 0)
    assert "sellers" in {place.sort for place in copy.places}


def test_one_page_that_nobody_can_read_holds_the_whole_paper_back(terms):
    writer = pypdf.PdfWriter()
    for raw in (planted.pdf(), planted.scan(planted.picture())):
        writer.append(io.BytesIO(raw))
    out = io.BytesIO()
    writer.write(out)
    assert pages.cleaned(out.getvalue(), "pdf", terms, orders={ORDER}).reason == "not_searched"


def test_a_page_without_a_word_is_held_back_unless_the_seller_looked_at_it(terms):
    out = io.BytesIO()
    image = Image.new("RGB", (200, 200), "white")
    image.paste("black", (50, 50, 90, 60))
    image.save(out, "PNG")
    assert pages.cleaned(out.getvalue(), "png", terms, lambda picture: [], orders={ORDER}).reason == "nothing_read"
    marks = Marks([("x.png", 1, None)])
    copy = pages.cleaned(out.getvalue(), "png", terms, lambda picture: [], name="x.png", orders={ORDER}, marks=marks)
    assert copy.reason is None
    assert shown(copy.data)[0].tobytes() == image.tobytes()


def test_without_something_to_look_for_nothing_is_passed_on(terms):
    raw = planted.pdf()
    assert pages.cleaned(raw, "pdf", Terms([ORDER]), orders={ORDER}).reason == "no_terms"
    assert pages.cleaned(raw, "pdf", Marked(), orders={ORDER}).reason == "people_unknown"
    assert pages.cleaned(raw, "pdf", terms, orders={ORDER, planted.OTHER}).reason == "people_unknown"
    assert pages.cleaned(raw, "pdf", terms, orders=None).reason is None


def test_the_seller_s_own_list_lets_a_paper_pass_in_which_something_of_it_stands():
    listed = Terms([ORDER])
    listed.add(None, LISTED, "Nobody Atall")
    assert pages.cleaned(planted.pdf(), "pdf", listed, orders={ORDER}).reason == "people_unknown"
    listed.add(None, LISTED, NAME)
    copy = pages.cleaned(planted.pdf(), "pdf", listed, orders={ORDER})
    assert copy.reason is None
    assert "listed" in {place.sort for place in copy.places}


@pytest.mark.parametrize(
    ("raw", "format", "reason"),
    [
        (b"", "pdf", "unreadable"),
        (b"%PDF-1.4 and no more", "pdf", "unreadable"),
        (saved("PNG"), "pdf", "unreadable"),
        (saved("PNG"), "jpeg", "unreadable"),
        (saved("PNG")[:2000], "png", "unreadable"),
        (saved("JPEG")[:2000], "jpeg", "unreadable"),
        (b"GIF89a", "gif", "format"),
        (planted.pdf(encrypt="secret"), "pdf", "locked"),
    ],
)
def test_what_cannot_be_opened_is_held_back_with_the_reason(terms, raw, format, reason):
    assert pages.cleaned(raw, format, terms, planted.seen(), orders={ORDER}).reason == reason


def test_a_picture_that_would_fill_the_memory_is_held_back(terms, monkeypatch):
    monkeypatch.setattr(pages.seen, "MOST_PIXELS", 1000)
    assert pages.cleaned(saved("PNG"), "png", terms, planted.seen(), orders={ORDER}).reason == "too_large"
    assert pages.cleaned(PICTURES["pdf"](), "pdf", terms, planted.seen(), orders={ORDER}).reason == "too_large"
    monkeypatch.setattr(pages.seen, "MOST_PAGES", 0)
    assert pages.cleaned(planted.pdf(), "pdf", terms, orders={ORDER}).reason == "too_many_pages"


def test_a_huge_page_is_drawn_smaller(terms):
    copy = pages.cleaned(planted.pdf(pagesize=(5000, 5000)), "pdf", terms, orders={ORDER})
    assert copy.reason is None
    page = pypdf.PdfReader(io.BytesIO(copy.data)).pages[0]
    assert float(page.mediabox.width) == pytest.approx(5000, abs=1)
    assert page["/Resources"]["/XObject"]["/P"]["/Width"] <= 4001


def test_the_same_paper_gives_the_same_bytes_and_stays_as_it_is(terms, tmp_path):
    for format, make in PICTURES.items():
        path = tmp_path / f"paper.{format}"
        path.write_bytes(make())
        before = hashlib.sha256(path.read_bytes()).hexdigest()
        first, second = (pages.cleaned(path, format, terms, planted.seen(), orders={ORDER}) for _ in range(2))
        assert first == second
        assert hashlib.sha256(path.read_bytes()).hexdigest() == before


def test_what_can_be_seen_through_does_not_hide_anything(terms):
    hidden = planted.picture().convert("RGBA")
    hidden.putalpha(0)
    out = io.BytesIO()
    hidden.save(out, "PNG")
    copy = pages.cleaned(out.getvalue(), "png", terms, lambda picture: [], orders={ORDER})
    assert shown(copy.data)[0].getextrema() == ((255, 255),) * 3


def test_signatures_are_covered_only_where_they_are_a_buyers(terms):
    raw = planted.pdf(("Supplier: Example Ltd", "Signature:", "Total: 5"))
    assert pages.cleaned(raw, "pdf", terms, orders=()).places[0].sort == "signature"
    assert pages.cleaned(raw, "pdf", terms, orders=(), has_signatures=False).places == ()


def with_drawn_font() -> bytes:
    """A page with a word in a font whose letters are drawings: what it calls an a may look like anything."""
    page = planted.pdf(draw=lambda page: page._code.append("BT /T3 12 Tf 30 150 Td (aaa) Tj ET"))
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(page))
    glyph = DecodedStreamObject()
    glyph.set_data(b"1000 0 0 0 750 750 d1 0 0 750 750 re f")
    named = DecodedStreamObject()
    named.set_data(
        b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <61> <61> endcodespacerange "
        b"1 beginbfchar <61> <0061> endbfchar endcmap end"
    )
    font = {
        "/Type": "/Font",
        "/ToUnicode": writer._add_object(named),
        "/Subtype": "/Type3",
        "/FontBBox": [0, 0, 750, 750],
        "/FontMatrix": [0.001, 0, 0, 0.001, 0, 0],
        "/CharProcs": {"/a": writer._add_object(glyph)},
        "/Encoding": {"/Type": "/Encoding", "/Differences": [97, "/a"]},
        "/FirstChar": 97,
        "/LastChar": 97,
        "/Widths": [1000],
    }
    fonts = writer.pages[0]["/Resources"]["/Font"].get_object()
    fonts[NameObject("/T3")] = writer._add_object(as_object(font))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def as_object(value):
    if isinstance(value, dict):
        return DictionaryObject({NameObject(key): as_object(each) for key, each in value.items()})
    if isinstance(value, list):
        return ArrayObject([as_object(each) for each in value])
    kinds = {str: NameObject, int: NumberObject, float: FloatObject}
    return kinds[type(value)](value) if type(value) in kinds else value


def test_letters_that_are_drawings_are_not_taken_at_their_word(terms):
    assert pages.cleaned(with_drawn_font(), "pdf", terms, orders={ORDER}).reason == "not_searched"
