"""Every paper is passed on or held back, a copy that still tells of somebody is removed, and nothing made tells."""

import hashlib
import io
import re
from pathlib import Path

import polars as pl
import pypdf
import pytest
from appeal.redact import planted
from appeal.redact.planted import NAME, ORDER, PLANTED
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from vtr_lib.appeal.redact import copies, log, pages, pictures, proof
from vtr_lib.appeal.redact.copies import Paper
from vtr_lib.appeal.redact.preview import preview
from vtr_lib.appeal.redact.terms import SORTS
from vtr_lib.words import languages, load

ORDERS = frozenset({ORDER})


def png(image: Image.Image, **settings) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", **settings)
    return out.getvalue()


@pytest.fixture(scope="module")
def written(terms, tmp_path_factory):
    """Four papers: two that can be copied, one that nobody can read, one damaged."""
    raw, folder = tmp_path_factory.mktemp("evidence"), tmp_path_factory.mktemp("copies")
    papers = {
        "a.pdf": planted.pdf(),
        "b.png": png(planted.picture()),
        "c <i>.png": png(Image.new("RGB", (9, 9), "red").resize((90, 90)).rotate(9)),
        "d.pdf": b"%PDF-",
    }
    for name, content in papers.items():
        (raw / name).write_bytes(content)
    given = [
        Paper(raw / name, name[-3:], name, f"{number:02}.{name[-3:]}", ORDERS) for number, name in enumerate(papers)
    ]
    before = {path: path.read_bytes() for path in raw.iterdir()}
    outcomes = copies.written(given, folder, terms, lambda image: planted.seen()(image) if image.width > 90 else [])
    assert {path: path.read_bytes() for path in raw.iterdir()} == before
    return folder, outcomes


def test_each_paper_is_in_exactly_one_table(written):
    folder, outcomes = written
    passed, held, covered = log.passed_on(outcomes), log.held_back(outcomes), log.covered(outcomes)
    assert passed["source"].to_list() == ["a.pdf", "b.png"]
    assert held.rows() == [("c <i>.png", "nothing_read"), ("d.pdf", "unreadable")]
    assert sorted(path.name for path in folder.iterdir()) == passed["copy"].to_list()
    for copy, digest in passed.select("copy", "sha256").rows():
        assert hashlib.sha256((folder / copy).read_bytes()).hexdigest() == digest
        assert (folder / copy).stat().st_mode & 0o077 == 0
    assert (
        covered.group_by("source").agg(pl.col("places").sum()).sort("source").rows()
        == passed.select("source", "places").rows()
    )
    assert {"name", "address", "phone", "signature"} <= set(covered["sort"])
    told = "".join(frame.write_json() for frame in (passed, held, covered)).lower()
    assert not [term for term in PLANTED if term in told]


@pytest.mark.parametrize("lang", languages())
def test_the_preview_shows_what_is_passed_on_and_says_why_the_rest_is_not(written, lang):
    _, outcomes = written
    words = load(lang)
    page = preview(outcomes, words)
    assert page == preview(outcomes, words)
    assert page.count("data:image/jpeg;base64,") == 2
    assert words("appeal.redaction.reasons.nothing_read") in page
    assert "c &lt;i&gt;.png" in page
    assert "<script" not in page
    assert "Content-Security-Policy" in page
    assert "http:" not in page
    told = re.sub(r"base64,[^\"]+", "", page).lower()
    assert not [term for term in PLANTED if term in told]


def test_every_reason_and_sort_has_words():
    code = "".join(Path(module.__file__).read_text("utf-8") for module in (pages, proof, pages.seen))
    reasons = set(re.findall(r"(?:Refused|held)\(\"(\w+)\"\)|return \"(\w+)\"|\"(locked|unreadable)\"", code))
    told = {reason for found in reasons for reason in found if reason}
    assert told == load().table("appeal.redaction.reasons").keys()
    sorts = {*SORTS, pages.places.SIGNATURE, pages.places.SELLERS}
    assert sorts == load().table("appeal.redaction.sorts").keys()


def test_a_paper_called_after_somebody_is_told_by_its_digest(terms, tmp_path):
    (tmp_path / "x.PDF").write_bytes(planted.pdf())
    papers = [
        Paper(tmp_path / "x.PDF", "pdf", name, f"{number}.pdf", ORDERS)
        for number, name in enumerate(("for_Jane_Quimbly.PDF", "quimbly/1.PDF", "999-0000001.PDF"))
    ]
    outcomes = copies.written(papers, tmp_path, terms)
    digest = hashlib.sha256(planted.pdf()).hexdigest()[:12]
    assert log.passed_on(outcomes)["source"].to_list() == [f"{digest}.pdf", f"{digest}.pdf", "999-0000001.PDF"]
    assert "quimbly" not in re.sub(r"base64,[^\"]+", "", preview(outcomes, load())).lower()


def test_a_copy_is_never_written_over_another(terms, tmp_path):
    (tmp_path / "a.pdf").write_bytes(planted.pdf())
    paper = Paper(tmp_path / "a.pdf", "pdf", "a.pdf", "a.pdf", ORDERS)
    with pytest.raises(FileExistsError):
        copies.written([paper], tmp_path, terms)
    assert (tmp_path / "a.pdf").read_bytes() == planted.pdf()


def fault(tmp_path, raw: bytes, format: str, terms, ocr=None) -> str | None:
    path = tmp_path / "copy"
    path.write_bytes(raw)
    return proof.fault(path, format, terms, ocr, ORDERS)


def test_a_sound_copy_stands_the_proof(terms, tmp_path):
    for raw, format in ((planted.pdf(), "pdf"), (png(planted.picture()), "png")):
        copy = pages.cleaned(raw, format, terms, planted.seen() if format == "png" else None, orders=ORDERS)
        assert fault(tmp_path, copy.data, format, terms) is None


def tampered(change) -> bytes:
    """A PDF of one white picture, with something more."""
    white = Image.new("RGB", (200, 200), "white")
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pictures.pdf([(pictures.stream(white), white.size, 200)])))
    writer.metadata = None
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def more_text(writer):
    page = pypdf.PdfReader(io.BytesIO(planted.pdf(("Weight",)))).pages[0]
    writer.pages[0]["/Resources"].update({pypdf.generic.NameObject("/Font"): page["/Resources"]["/Font"].clone(writer)})
    stream = pypdf.generic.DecodedStreamObject()
    stream.set_data(page.get_contents().get_data())
    writer.pages[0][pypdf.generic.NameObject("/Contents")] = writer._add_object(stream)


def more_packed(writer):
    stream = pypdf.generic.DecodedStreamObject()
    stream.set_data(f"q Q % {NAME}".encode())
    writer.pages[0][pypdf.generic.NameObject("/Contents")] = writer._add_object(stream.flate_encode())


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda writer: writer.add_attachment("a.txt", b"a"), "more_than_pictures"),
        (lambda writer: writer.add_metadata({"/Title": "a"}), "more_than_pictures"),
        (lambda writer: writer.add_outline_item(title="a", page_number=0), "more_than_pictures"),
        (lambda writer: writer.add_metadata({"/Title": NAME}), "found_in_bytes"),
        (more_text, "found_in_text"),
        (more_packed, "found_in_bytes"),
    ],
)
def test_what_a_copy_should_not_hold_is_found(terms, tmp_path, change, reason):
    assert fault(tmp_path, tampered(change), "pdf", terms) == reason


def test_what_stands_in_the_bytes_beside_is_found(terms, tmp_path):
    raw = tampered(lambda writer: None)
    for hidden in (f"% {NAME}\n".encode(), f"% {NAME.upper()}\n".encode("utf-16-be")):
        assert fault(tmp_path, raw.replace(b"trailer", hidden + b"\ntrailer", 1), "pdf", terms) == "found_in_bytes"
    short = raw.replace(b"trailer", b"% Jane\ntrailer", 1)
    assert fault(tmp_path, short, "pdf", terms) == "more_than_pictures"
    info = PngInfo()
    info.add_text("a", "b")
    assert fault(tmp_path, png(planted.picture(("x",)), pnginfo=info), "png", terms) == "more_than_pictures"
    assert fault(tmp_path, png(planted.picture(("x",))) + b"more", "png", terms) == "unreadable"
    for more in ({"comment": b"b"}, {"exif": b"Exif\0\0MM"}, {"icc_profile": b"p"}):
        out = io.BytesIO()
        planted.picture(("x",)).save(out, "JPEG", **more)
        assert fault(tmp_path, out.getvalue(), "jpeg", terms) == "more_than_pictures"
    assert fault(tmp_path, b"", "png", terms) == "unreadable"


def test_what_can_still_be_read_is_found_and_the_copy_removed(terms, tmp_path, monkeypatch):
    assert fault(tmp_path, png(planted.picture()), "png", terms, planted.seen()) == "found_by_reading"
    monkeypatch.setattr(pages.pictures, "covered", lambda picture, boxes: picture)
    (tmp_path / "b.png").write_bytes(png(planted.picture()))
    paper = Paper(tmp_path / "b.png", "png", "b.png", "copy.png", ORDERS)
    (tmp_path / "out").mkdir()
    (outcome,) = copies.written([paper], tmp_path / "out", terms, planted.seen())
    assert (outcome.digest, outcome.copy.data, outcome.copy.reason) == (None, None, "found_by_reading")
    assert list((tmp_path / "out").iterdir()) == []
    assert "base64" not in preview([outcome], load())
