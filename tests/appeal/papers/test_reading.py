"""Every file of the folder is read or named with the reason why not, by what it holds and never by its name."""

import hashlib
import io
import json
import os
import sys
import zlib
from types import SimpleNamespace

import pytest
from appeal.evidence import doorstep, encrypted, jpeg, pdf, picture, png
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from vtr_lib.appeal.papers import opener, opening, reading
from vtr_lib.appeal.papers.limits import limits
from vtr_lib.appeal.papers.ocr import Word
from vtr_lib.errors import MissingInput
from vtr_lib.words import load

LINES = ["Proof of delivery of a parcel", "Tracking number: 1Z999AA10123456784"]
WHO = {"name": "Planted Annabel"}
posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")


def blind(page: Image.Image) -> None:
    """A machine without tesseract."""


def seeing(page: Image.Image) -> list[Word]:
    """Finds one word, which says how wide and high the picture is."""
    return [Word(f"{page.width}x{page.height}", 0, 0, 50, 10, 90.0)]


def read_one(folder, ocr=blind) -> reading.Paper:
    (paper,) = reading.read(folder, ocr)
    return paper


def faults(folder) -> dict[str, str]:
    return {paper.path: paper.fault for paper in reading.read(folder, blind)}


def raw_pdf(content: bytes, resources: bytes = b"", size: bytes = b"0 0 595 842") -> bytes:
    """A PDF of one page, put together by hand; ``content`` is packed."""
    packed = zlib.compress(content, 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R/Resources<<%s>>>>" % (size, resources),
        b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed),
    ]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % numbered for numbered in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R/Size 5>>\n%%EOF"


def test_a_pdf_is_read_page_by_page(put):
    raw = pdf([LINES, ["Second page, with letters enough to be text"]])
    paper = read_one(put("delivery/a b.pdf", raw))
    assert (paper.path, paper.format, paper.bytes) == ("delivery/a b.pdf", "pdf", len(raw))
    assert paper.sha256 == hashlib.sha256(raw).hexdigest()
    assert paper.how == ("text", "text")
    assert LINES[1] in paper.pages[0]
    assert "Second page" in paper.pages[1]


def test_lines_keep_what_stands_side_by_side_together(put):
    (lines,) = read_one(
        put("a.pdf", pdf([[("ASIN", "What", "Qty", "Price"), ("B0TEST0001", "Pan", "12", "4.50")]]))
    ).lines
    head, row = lines.split("\n")
    assert row.split() == ["B0TEST0001", "Pan", "12", "4.50"]
    assert head.index("Qty") == row.index("12")


def test_chinese_text_is_read(put):
    paper = read_one(
        put("签收/证明.pdf", pdf([["签收证明：包裹已经送达，收件人已签收", "運單號碼 1Z999AA10123456784 簽收"]]))
    )
    assert paper.path == "签收/证明.pdf"
    assert "签收证明" in paper.pages[0]
    assert "運單號碼 1Z999AA10123456784" in paper.pages[0]


def test_a_scan_is_drawn_and_its_letters_looked_for(put):
    folder = put("a.pdf", pdf([LINES, picture(LINES)]))
    paper = read_one(folder, seeing)
    assert paper.how == ("text", "ocr")
    assert paper.pages[1] == "1654x2339"  # A4 at 200 dots an inch
    assert read_one(folder).how == ("text", "none")
    assert read_one(folder).pages[1] is None


def test_a_scan_with_a_text_of_its_own_gives_both(put):
    folder = put("a.pdf", pdf([picture(LINES)], under=["Letters that a scanner's program has found"]))
    paper = read_one(folder, seeing)
    own, found = paper.pages[0].split(reading.TWICE)
    assert ("scanner's program" in own, found, paper.how) == (True, "1654x2339", ("ocr",))
    assert read_one(folder).how == ("text",)
    assert "scanner's program" in read_one(folder).pages[0]


def test_a_small_picture_on_a_page_of_text_makes_no_scan(put):
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen import canvas

    raw = io.BytesIO()
    sheet = canvas.Canvas(raw, invariant=1)
    sheet.drawString(72, 700, LINES[0])
    sheet.drawImage(ImageReader(doorstep(1)), 400, 700, 100, 80)
    sheet.save()
    assert read_one(put("a.pdf", raw.getvalue()), seeing).how == ("text",)


def test_a_page_with_hardly_a_letter_is_no_text(put):
    assert read_one(put("a.pdf", pdf([["Page 1"]])), seeing).how == ("ocr",)


@pytest.mark.parametrize(
    ("text", "count"), [("Ab 12", 4), ("\ue001\ue002\ue003ab", 0), ("\ufffd" * 9 + "a", 0), ("签收", 2), (" \n", 0)]
)
def test_what_a_font_without_a_key_gives_is_no_text(text, count):
    assert opener.letters(text) == count


def test_pictures_are_known_by_what_they_hold(put):
    put("a.png", jpeg(doorstep(1)))
    put("b.pdf", png(doorstep(1)))
    put("c", pdf([LINES]))
    folder = put("d.jpg", b"\n\n" + pdf([[*LINES, "more"]]))
    assert {p.path: p.format for p in reading.read(folder, seeing)} == {
        "a.png": "jpeg", "b.pdf": "png", "c": "pdf", "d.jpg": "pdf",
    }  # fmt: skip


def test_a_photograph_stands_upright(put):
    assert read_one(put("a.jpg", jpeg(Image.new("RGB", (80, 40)), WHO, turned=True)), seeing).pages == ("40x80",)


@pytest.mark.parametrize("corner", [(0, 0), (29, 0), (0, 19), (29, 19)])
def test_a_picture_that_lies_on_its_side_is_turned(put, corner):
    def finder(page):
        """Words that are sure only where the dark corner is at the top left."""
        is_upright = page.getpixel((0, 0)) < 99
        return [Word("upright " * 8 if is_upright else "junk" * 20, 0, 0, 50, 10, 90.0 if is_upright else 30.0)]

    picture = Image.new("L", (30, 20), 255)
    picture.putpixel(corner, 0)
    assert "upright" in read_one(put("a.png", png(picture)), finder).pages[0]


def test_a_picture_that_stands_upright_or_is_blank_is_looked_at_once(put):
    seen = []
    for words in ([], [Word("word" * 15, 0, 0, 50, 10, 80.0)]):
        read_one(put("a.png", png(doorstep(1))), lambda page, words=words: seen.append(page) or words)
    assert len(seen) == 2


def test_every_kind_of_png_is_opened(put):
    for at, mode in enumerate(("1", "L", "LA", "P", "RGB", "RGBA", "I;16"), 1):
        folder = put(f"{at}.png", png(Image.new(mode, (30, at))))
    assert [paper.pages for paper in reading.read(folder, seeing)] == [(f"30x{at}",) for at in range(1, 8)]


def test_what_is_see_through_lies_on_white():
    assert opener.grey(Image.new("RGBA", (1, 1), (0, 0, 0, 0))).getpixel((0, 0)) == 255
    assert opener.grey(Image.new("I;16", (1, 1), 65535)).getpixel((0, 0)) == 255


def test_a_picture_without_letters_has_no_text(put):
    paper = read_one(put("a.png", png(doorstep(1))), lambda page: [])
    assert (paper.pages, paper.how, paper.has_text) == (("",), ("ocr",), False)


def test_the_same_content_is_one_paper(put):
    put("b.pdf", pdf([LINES]))
    put("a/c.pdf", pdf([LINES]))
    folder = put("d.pdf", pdf([LINES]))
    assert read_one(folder).paths == ("a/c.pdf", "b.pdf", "d.pdf")


def test_empty_files_are_no_copies_of_each_other(put):
    put("a.pdf", b"")
    assert faults(put("b.pdf", b"")) == {"a.pdf": "empty", "b.pdf": "empty"}


def test_what_is_no_paper_is_named(put):
    for name in (".DS_Store", "Thumbs.db", "~$invoice.docx", "desktop.ini", ".git/config", "__MACOSX/a.pdf"):
        put(name, pdf([LINES]))
    for name in reading.LISTS:
        put(name, b"file\n")
    folder = put("sub/papers.csv", b"file\n")
    found = faults(folder)
    assert {found.pop(name) for name in ("papers.csv", "answers.toml", "redact.txt", "boxes.csv")} == {"list"}
    assert found.pop("sub/papers.csv") == "format"
    assert len(found) == 6
    assert set(found.values()) == {"hidden"}


def test_wrong_files_have_their_fault_and_stop_nothing(put):
    wrong = [
        ("empty", b""),
        ("format", b"PK\x03\x04 an office file"),
        ("broken", b"%PDF-1.7\nand no more"),
        ("broken", pdf([LINES])[:400]),
        ("encrypted", encrypted(pdf([LINES]))),
        ("broken", png(doorstep(1))[:200]),
        ("broken", jpeg(doorstep(1))[:200]),
        ("broken", b"\xff\xd8\xff"),
        ("broken", b"%PDF-1.4\n1 0 obj\n" + b"[" * 100_000 + b"\nendobj\ntrailer<</Root 1 0 R>>"),
        ("", pdf([LINES])),
    ]
    for at, (_, raw) in enumerate(wrong):
        folder = put(f"{at}.pdf", raw)
    assert faults(folder) == {f"{at}.pdf": fault for at, (fault, _) in enumerate(wrong)}


def test_a_pdf_locked_against_changes_alone_is_read(put):
    assert LINES[1] in read_one(put("a.pdf", encrypted(pdf([LINES]), ""))).pages[0]


@pytest.mark.parametrize(
    ("name", "most", "raw", "fault"),
    [
        ("bytes", 200, pdf([LINES]), "too_large"),
        ("pages", 1, pdf([LINES, LINES]), "pages"),
        ("pixels", 799, png(Image.new("L", (40, 20))), "pixels"),
        ("seconds", 0, pdf([LINES]), "limits"),
    ],
)
def test_past_a_limit_a_paper_is_not_opened(put, monkeypatch, name, most, raw, fault):
    folder = put("a", raw)
    monkeypatch.setitem(limits(), name, most)
    assert read_one(folder, seeing).fault == fault
    if name != "seconds":
        monkeypatch.setitem(limits(), name, 1_000)
        assert read_one(folder, seeing).fault == ("too_large" if name == "bytes" and len(raw) > 1_000 else "")


def test_a_picture_of_a_billion_pixels_is_refused(put):
    raw = png(Image.new("1", (8_000, 8_000)))
    assert len(raw) < 100_000
    assert faults(put("a.png", raw)) == {"a.png": "pixels"}


def test_a_page_as_large_as_a_field_is_drawn_small(put):
    paper = read_one(put("a.pdf", raw_pdf(b"", size=b"0 0 14400 14400")), seeing)
    width, height = map(int, paper.pages[0].split("x"))
    assert width * height <= limits()["drawn_pixels"] + width + height


def test_a_stream_that_swells_stops_nothing(put):
    put("a.pdf", raw_pdf(b" " * 90_000_000))
    assert faults(put("z.pdf", pdf([LINES])))["z.pdf"] == ""


DYING = """
import json, sys
while line := sys.stdin.buffer.readline():
    asked = json.loads(line)
    sys.stdin.buffer.read(asked["bytes"])
    if asked["format"] == "png":
        sys.exit(9)
    print(json.dumps({"text": "read", "lines": "read", "picture": None}))
    print(json.dumps({"fault": ""}), flush=True)
"""


def test_a_paper_that_ends_the_process_is_named_and_the_next_one_read(put, monkeypatch, tmp_path_factory):
    program = tmp_path_factory.mktemp("program") / "dying.py"
    program.write_text(DYING, "utf-8")
    monkeypatch.setattr(opening, "opener", SimpleNamespace(__file__=str(program)))
    for name, raw in (("a.pdf", pdf([LINES])), ("b.png", png(doorstep(1))), ("c.png", png(doorstep(2)))):
        put(name, raw)
    folder = put("d.jpg", jpeg(doorstep(1)))
    assert faults(folder) == {"a.pdf": "", "b.png": "limits", "c.png": "limits", "d.jpg": ""}


def test_papers_left_half_read_leave_no_process():
    with opening.Opener() as papers:
        pages = papers.pages(pdf([LINES, LINES]), "pdf")
        next(pages)
        pages.close()
        assert papers._process is None
        assert len(list(papers.pages(pdf([LINES]), "pdf"))) == 1
        process = papers._process
    assert process.poll() is not None


@posix
def test_links_and_what_is_no_file_are_not_opened(put, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    (outside / "a.pdf").write_bytes(pdf([LINES]))
    folder = put("z.pdf", pdf([LINES, LINES]))
    (folder / "link.pdf").symlink_to(outside / "a.pdf")
    (folder / "linked").symlink_to(outside)
    (folder / "dangling.pdf").symlink_to(outside / "none")
    os.mkfifo(folder / "pipe.pdf")
    assert faults(folder) == {
        "dangling.pdf": "link", "link.pdf": "link", "linked": "link", "pipe.pdf": "special", "z.pdf": "",
    }  # fmt: skip


@posix
@pytest.mark.skipif(sys.platform == "darwin", reason="names are text there")
def test_a_name_that_is_no_text_is_written_out(put):
    folder = put("a.pdf", pdf([LINES]))
    os.rename(folder / "a.pdf", os.fsencode(folder) + b"/\xff.pdf")
    assert faults(folder) == {"\\xff.pdf": "name"}


@posix
def test_hostile_names_are_kept_as_they_are(put):
    names = [
        "=1+1.pdf",
        "a\u202eb.pdf",
        "x\ny.pdf",
        "CON",
        "{{7*7}}",
        "a\\b.pdf",
        "é" * 100,
        " ",
        "'; DROP TABLE o; --",
    ]
    for at, name in enumerate(names, 1):
        folder = put(name, png(Image.new("L", (at, 9))))
    assert {paper.path: paper.fault for paper in reading.read(folder, seeing)} == dict.fromkeys(names, "")


def test_an_empty_folder_has_no_papers_and_a_missing_one_is_an_error(tmp_path):
    assert reading.read(tmp_path, blind) == []
    with pytest.raises(MissingInput, match="NO_FOLDER"):
        reading.read(tmp_path / "none", blind)


def test_every_fault_has_a_name_in_every_language():
    for lang in ("en", "zh-CN", "zh-TW"):
        assert load(lang).table("appeal.papers.faults").keys() == set(reading.FAULTS)


def test_a_damaged_page_does_not_take_the_others_with_it(put):
    raw = pdf([LINES, LINES])
    begin = raw.index(b"stream\n") + len(b"stream\n")
    end = raw.index(b"endstream", begin)
    paper = read_one(put("a.pdf", raw[:begin] + b"\xff" * (end - begin) + raw[end:]))
    assert paper.how == ("none", "text")
    assert LINES[1] in paper.pages[1]


@settings(max_examples=40)
@given(st.binary(max_size=400), st.sampled_from([b"%PDF-1.4\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b""]))
def test_no_bytes_end_the_program(tail, mark):
    for form in ("pdf", "png", "jpeg"):
        *pages, (last, _) = opener.answers(mark + tail, form, limits())
        assert json.dumps([head for head, _ in pages])
        assert last["fault"] in ("", *reading.FAULTS)
