"""The pack as a whole: what is handed in, what is kept aside, and that nothing else is anywhere."""

import csv
import hashlib
import io
import json
import re
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import bagit
import polars as pl
import pytest
from appeal.conftest import AS_OF, CATEGORY
from appeal.evidence import write_evidence
from publish.hostile import PAYLOADS
from pypdf import PdfReader
from report.late_store import store_of

from vtr_lib.appeal import archive, pack
from vtr_lib.appeal.case import open_case, order_case
from vtr_lib.appeal.verify import verify
from vtr_lib.errors import DataError

PEOPLE = [
    {"name": "Ann Planted", "street": "14 Hidden Lane", "phone": "201-555-0142"},
    {"name": "Benedikt Musterfrau", "street": "27 Secret Avenue", "phone": "201-555-0177"},
]
PLANTED = ("planted", "hidden lane", "musterfrau", "secret avenue", "5550142", "555-0142", "5550177", "555-0177")
HEAD = (
    "order-id",
    "buyer-name",
    "recipient-name",
    "ship-address-1",
    "ship-city",
    "ship-postal-code",
    "ship-phone-number",
)
ANSWERS = """
seller = "Sample Traders"
contact = "Operations lead"
[missing_updates]
why = "The second dock was not collected from."
proof = "tracking/history.pdf"
changed_on = 2025-02-10
[[missing_updates.actions]]
what = "Opened an inquiry with the carrier."
done_on = 2025-02-11
proof = "delivery/proof 1.pdf"
[[missing_updates.measures]]
what = "Parcels and first scans are compared each evening."
owner = "Dock supervisor"
from_on = 2025-02-10
check = "Daily sheet"
"""


def blind(picture) -> None:
    """No tesseract: nobody reads pictures."""


@pytest.fixture(scope="module")
def papers(tmp_path_factory, told_store) -> tuple[Path, Path, list]:
    """The folder of 25 papers, the seller's order report, and what is right of each paper."""
    folder = tmp_path_factory.mktemp("papers")
    items = {item["package_id"]: item["asin"] for item in told_store["canonical_items"]}
    rows = [row for row in told_store["canonical_packages"] if row["category"] == CATEGORY and row["tracking"]]
    wanted = [
        {name: row[name] for name in ("order_id", "tracking")} | {"asin": items[row["package_id"]]} for row in rows
    ]
    others = [row for row in told_store["canonical_packages"] if row["category"] != CATEGORY]
    answers = write_evidence(folder / "evidence", wanted[:6], PEOPLE, others)
    lines = ["\t".join(HEAD)] + [
        "\t".join((row["order_id"], who["name"], who["name"], who["street"], "Newark", "07101", who["phone"]))
        for row in wanted
        for who in PEOPLE
    ]
    (folder / "orders.txt").write_text("\n".join(lines) + "\n", "utf-8")
    (folder / "evidence" / "answers.toml").write_text(ANSWERS, "utf-8")
    return folder / "evidence", folder / "orders.txt", answers


def make(case, reports: Path, papers, **change):
    folder, raw = papers[:2] if papers else (None, None)
    how = {"is_printing": False, "words_of": blind} | change
    return pack.make(case, reports, folder, [raw] if raw else [], **how)


@pytest.fixture(scope="module")
def made(case, papers, tmp_path_factory):
    return make(case, tmp_path_factory.mktemp("reports"), papers)


def inside(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes, and every member of a file that is a ZIP."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            raw = path.read_bytes()
            found[path.relative_to(folder).as_posix()] = raw
            if raw.startswith(b"PK\x03\x04"):
                with zipfile.ZipFile(io.BytesIO(raw)) as members:
                    found |= {f"{path.name}!{name}": members.read(name) for name in members.namelist()}
    return found


def listed(made, name: str) -> list[dict]:
    with (made.bag / "data" / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def letter(made) -> str:
    """The text of the DOCX, read without the library that wrote it."""
    with zipfile.ZipFile(made.bag / "data" / "letter.docx") as parts:
        tree = ElementTree.fromstring(parts.read("word/document.xml"))
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    return "\n".join("".join(text.text or "" for text in line.iter(f"{w}t")) for line in tree.iter(f"{w}p"))


def test_the_bag_is_one_and_the_zip_holds_the_same(made):
    bagit.Bag(str(made.bag)).validate()
    for path in (made.bag, made.zip):
        found = verify(path, root=made.root)
        assert found.is_whole
        assert found.root == made.root
    with archive.opened(made.zip) as opened:
        assert inside(opened.folder) == inside(made.bag)


def test_what_is_tampered_with_or_added_is_found(made, tmp_path):
    for name, spoil in (
        ("changed", lambda folder: (folder / "data" / "letter.txt").write_text("x")),
        ("extra", lambda folder: (folder / "data" / "more.pdf").write_bytes(b"x")),
        ("missing", lambda folder: (folder / "data" / "orders.csv").unlink()),
    ):
        folder = tmp_path / name / made.bag.name
        for path, raw in inside(made.bag).items():
            if "!" not in path:
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_bytes(raw)
        assert verify(folder).is_whole
        spoil(folder)
        assert getattr(verify(folder), name)


def test_every_paper_comes_where_it_belongs(made, papers):
    found = dict(made.submission.documents.matches.files.select("path", pl.col("bucket").cast(pl.String)).iter_rows())
    assert found.pop("answers.toml") == "ignored"
    right = {}
    for answer in papers[2]:
        unread = "unmatched" if answer.path == "scans/with text.pdf" else "unreadable"
        right[answer.path] = "matched" if answer.asin else unread if answer.needs_ocr else answer.bucket
    assert found == right
    spoken = made.submission.documents.matches.matched.join(
        made.submission.case.packages.select("package_id", "tracking"), on="package_id"
    )
    said = {path: set(part["tracking"]) for (path,), part in spoken.partition_by("path", as_dict=True).items()}
    assert said == {each.path: set(each.packages) for each in papers[2] if each.packages and not each.needs_ocr}


def test_what_nobody_could_search_is_held_back_and_told(made):
    held = {each.paper.name: each.copy.reason for each in made.submission.documents.held}
    assert held["scans/mixed.pdf"] == "not_searched"
    shown = (made.beside / "checklist.en.html").read_text("utf-8")
    assert "scans/mixed.pdf" in shown
    copies = {path.name for path in (made.bag / "data" / "documents").iterdir()}
    assert copies == {each.paper.copy_name for each in made.submission.documents.passed}
    assert [int(name[:3]) for name in sorted(copies)] == list(range(1, len(copies) + 1))
    assert len(copies) + len(held) == len(made.submission.documents.outcomes)


def test_nobody_who_bought_stands_anywhere(made, papers):
    there = inside(made.folder)
    text = {name: raw.lower() for name, raw in there.items()}
    for name, raw in there.items():
        if name.endswith(".pdf"):
            text[f"{name}?"] = (
                " ".join(page.extract_text() for page in PdfReader(io.BytesIO(raw)).pages).lower().encode()
            )
    assert any(name.endswith(".pdf?") for name in text)
    for sign in PLANTED:
        for encoding in ("utf-8", "utf-16-le"):
            assert not [name for name, raw in text.items() if sign.encode(encoding) in raw], sign
    originals = b"".join(path.read_bytes() for path in papers[0].rglob("*.pdf"))
    assert PdfReader(papers[0] / "delivery" / "proof 1.pdf").pages[0].extract_text().lower().count("planted")
    assert originals


def test_every_number_of_the_letter_is_in_the_tables(made):
    told = json.loads((made.bag / "data" / "case.json").read_text("utf-8"))
    rows = listed(made, "orders.csv")
    assert len(rows) == told["span"]["packages"]
    assert Counter(row["Verdict"] for row in rows) == {"Valid": 24, "Defect": 4, "Pending": 1, "Not known": 1}
    causes = Counter(row["Cause"] or "Not known" for row in rows if row["Verdict"] in ("Defect", "Not known"))
    assert causes == {"Missing scans": 3, "Invalid number": 1, "Not known": 1}
    counted = {month: [0, 0] for month in ("2024-12", "2025-01", "2025-02")}
    for row in rows:
        if row["Verdict"] != "Pending":  # told at noon, so that the day is the same in every zone of America
            counted[row["Confirmed"][:7]][1] += 1
            counted[row["Confirmed"][:7]][0] += row["Verdict"] == "Valid"
    assert counted == {row["month"]: [row["valid"], row["counted"]] for row in told["months"]}
    known = {str(value) for value in numbers(told)} | {str(count) for count in causes.values()}
    known |= {str(len(rows)), "95"} | {str(number) for number in range(1, 40)}  # numbers of sentences and exhibits
    text = re.sub(r"\d+(\.\d)? % \((\d+)/(\d+)\)", r"\2 \3", letter(made))
    text = re.sub(r"[A-Z][a-z]{2} \d{1,2}, \d{4}|\w+ \d{4}:|[\w/-]+\.(xlsx|csv|pdf|html|png|jpg)", "", text)
    assert set(re.findall(r"\d+", text)) - known == set()
    percents = re.findall(r"(\d+\.\d) % \((\d+)/(\d+)\)", letter(made))
    assert percents
    assert [f"{int(valid) * 1000 // int(counted) / 10:.1f}" for _, valid, counted in percents] == [
        percent for percent, *_ in percents
    ]


def numbers(value) -> set[int]:
    if isinstance(value, dict):
        return set().union(*map(numbers, value.values()))
    if isinstance(value, list):
        return set().union(*map(numbers, value))
    return {value} if isinstance(value, int) and not isinstance(value, bool) else set()


def test_the_seller_s_answers_are_in_the_letter_with_the_copies_that_prove_them(made):
    text = letter(made)
    assert "The second dock was not collected from" in text
    assert re.search(r"documents/\d{3}-screenshot-999-\d{7}-\d{7}\.pdf", text)
    assert made.submission.told["changed"]["turn_on"] == "2025-02-10"
    assert "[Not known" in text or "unknown" not in made.submission.told


def test_the_exhibits_named_lie_there_and_no_list_lies_there_unnamed(made):
    there = {path.name for path in (made.bag / "data").iterdir() if path.is_file()}
    named = {each.file for each in made.submission.exhibits.values()}
    assert named <= there
    assert there - named == {"letter.docx", "letter.txt", "letter.html", "case.json", "orders.csv"}
    assert all(each.file in letter(made) for each in made.submission.exhibits.values())


def test_made_again_nothing_is_written(case, tmp_path):
    first = make(case, tmp_path, None)
    times = {path: path.stat().st_mtime_ns for path in first.folder.rglob("*")}
    again = make(case, tmp_path, None)
    assert (first.is_new, again.is_new, again.root, again.folder) == (True, False, first.root, first.folder)
    assert {path: path.stat().st_mtime_ns for path in first.folder.rglob("*")} == times
    assert sorted(path.name for path in first.folder.parent.iterdir()) == [".lock", "r001"]


def test_something_else_is_a_revision_beside_it(case, tmp_path):
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / "answers.toml").write_text(ANSWERS, "utf-8")
    first = make(case, tmp_path, (tmp_path / "evidence", tmp_path))
    before = inside(first.folder)
    other = make(case, tmp_path, None)
    assert (other.folder.name, other.is_new) == ("r002", True)
    assert other.root != first.root
    assert inside(first.folder) == before
    assert not (other.bag / "data" / "documents").exists()
    assert (other.beside / "answers.toml").exists()


def test_a_run_that_fails_leaves_nothing(case, tmp_path, monkeypatch):
    first = make(case, tmp_path, None)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pack.bag, "write", full)
    with pytest.raises(OSError, match="No space"):
        make(case, tmp_path, None)
    assert sorted(path.name for path in first.folder.parent.iterdir()) == [".lock", "r001"]
    assert verify(first.bag).is_whole


def test_the_same_case_in_another_place_gives_the_same_bytes(case, made, papers, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    before = inside(papers[0])
    other = make(case, tmp_path / "elsewhere", papers)
    assert inside(other.folder) == inside(made.folder)
    assert inside(papers[0]) == before, "the seller's papers themselves"


def test_an_order_has_a_pack_of_its_own(month, tmp_path):
    found = make(order_case(month, "999-0000101-0000001"), tmp_path, None)
    assert found.folder.parent.name == "999-0000101-0000001-2025-02-28"
    assert len(listed(found, "orders.csv")) == 1
    assert found.standing.plan.support[0].code == "order_missed"


DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def test_hostile_names_are_text_and_no_file_is_called_by_them(told_store, tmp_path):
    rows = [
        row | {"category": PAYLOADS[-1] if at % 2 else CATEGORY, "carrier_raw": PAYLOADS[at % len(PAYLOADS)],
               "carrier": None, "service": PAYLOADS[at % len(PAYLOADS)]}
        for at, row in enumerate(told_store["canonical_packages"])
    ]  # fmt: skip
    items = [row | {"sku": PAYLOADS[at % len(PAYLOADS)]} for at, row in enumerate(told_store["canonical_items"])]
    month = store_of(tmp_path / "data", AS_OF, **(told_store | {"canonical_packages": rows, "canonical_items": items}))
    found = make(open_case(month, PAYLOADS[-1]), tmp_path / "reports", None)
    assert verify(found.zip).is_whole
    for path in found.folder.rglob("*"):
        assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]*", path.name), path.name
        assert not DEVICES.match(path.name)
        assert not path.name.endswith(".")
    for name, raw in inside(found.folder).items():
        if "!xl/worksheets" in name:
            assert b"<f" not in raw.replace(b"<formatCode", b"")
            assert b"<hyperlink" not in raw
        if name.endswith(".html"):
            assert b"<script" not in raw.lower()
            assert not re.search(rb"<[a-z]+[^>]* on[a-z]+=", raw.lower())
    for row in listed(found, "orders.csv"):
        assert not [cell for cell in row.values() if cell.lstrip(" ")[:1] in tuple("=+-@\t\r＝＋－＠") and cell.strip()]


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("Home & Kitchen", "home-kitchen-2025-02-28"),
        ("home/kitchen", "home-kitchen-[0-9a-f]{8}-2025-02-28"),
        ("家居", "file-[0-9a-f]{8}-2025-02-28"),
        ("CON", "file-con-2025-02-28"),
        ("../../x", "x-[0-9a-f]{8}-2025-02-28"),
    ],
)
def test_unlike_categories_have_unlike_folders(case, name, folder):
    from dataclasses import replace

    assert re.fullmatch(folder, pack.slug(replace(case, category=name)))


def test_the_digest_stands_for_names_and_bytes(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x").write_bytes(b"1")
    assert pack._digest(tmp_path / "a") == pack._digest(tmp_path / "b")
    (tmp_path / "b" / "x").rename(tmp_path / "b" / "y")
    assert pack._digest(tmp_path / "a") != pack._digest(tmp_path / "b")
    assert hashlib.sha256(f"{hashlib.sha256(b'1').hexdigest()} x\n".encode()).hexdigest() == pack._digest(
        tmp_path / "a"
    )


def test_a_mark_in_a_file_that_is_not_there_stops_the_pack(case, tmp_path):
    folder = tmp_path / "evidence"
    folder.mkdir()
    (folder / "boxes.csv").write_text("file,page,left,top,width,height\ngone.pdf,1,,,,\n", "utf-8")
    with pytest.raises(DataError, match=r"gone\.pdf"):
        make(case, tmp_path / "reports", (folder, tmp_path))


def test_the_day_of_the_case_is_the_day_of_the_pack(made):
    assert f"Bagging-Date: {date(2025, 2, 28)}" in (made.bag / "bag-info.txt").read_text("utf-8")
