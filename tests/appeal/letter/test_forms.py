"""The letter as DOCX, text and page: read again from their bytes, every number is the case's and no name runs."""

import io
import re
import shutil
import subprocess
import zipfile
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from appeal.letter.made_up import CASE, EVERYTHING, EXHIBITS, NOTHING, case, made
from publish.hostile import PAYLOADS

from vtr_lib.appeal.letter import docx
from vtr_lib.appeal.letter.answers import Answers
from vtr_lib.appeal.letter.page import page
from vtr_lib.appeal.letter.text import text
from vtr_lib.errors import CannotWrite
from vtr_lib.words import languages, load

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def document(lang="en", answers=EVERYTHING, **change):
    return docx.document(made(lang, answers, **change), load(lang))


def paragraphs(raw: bytes) -> list[str]:
    """The text of every paragraph, by nothing but the standard library."""
    root = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(raw)).read("word/document.xml"))
    return ["".join(piece.text or "" for piece in each.iter(f"{W}t")) for each in root.iter(f"{W}p")]


def of_case(found: object) -> tuple[set[int], set[str], set[str]]:
    """The case's integers, its rates in percent cut to one place, and its days, worked out by hand."""
    if isinstance(found, list):
        parts = [of_case(each) for each in found]
    elif isinstance(found, dict):
        parts = [of_case(each) for each in found.values()]
        if found.get("counted"):
            tenths = found["valid"] * 1000 // found["counted"]
            parts.append((set(), {f"{tenths // 10}.{tenths % 10}"}, set()))
    else:
        is_number = isinstance(found, int) and not isinstance(found, bool)
        return {found} if is_number else set(), set(), {found} if isinstance(found, str) else set()
    return tuple(set().union(*each) for each in zip(*parts, strict=True)) if parts else (set(), set(), set())


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def strange(lines: list[str], answers: Answers = EVERYTHING) -> list[str]:
    """The numbers of some lines that neither case nor answers hold: days first, then rates, then counts."""
    integers, percents, texts = of_case([CASE, answers.model_dump(mode="json")])
    found = []
    for line in lines:
        for each in EXHIBITS.values():
            line = line.replace(each["label"], "").replace(each["file"], "")

        def day(match):
            name, number, year = match.groups()
            told = f"{year}-{MONTHS.index(name) + 1:02}" + (f"-{int(number):02}" if number else "")
            return "" if told in texts else f"<{told}>"

        line = re.sub(r"([A-Z][a-z]{2})(?: (\d\d?),)? (\d{4})", day, line)
        line = re.sub(r"([\d.]+) %", lambda match: "" if match[1] in percents | {"95"} else f"<{match[1]}>", line)
        found += [number for number in re.findall(r"\d[\d,.]*\d|\d", line)
                  if not number.replace(",", "").isdigit() or int(number.replace(",", "")) not in integers]  # fmt: skip
    return found


@pytest.mark.parametrize("answers", [EVERYTHING, NOTHING])
def test_every_number_of_the_document_is_found_in_the_case(answers):
    lines = paragraphs(document(answers=answers))
    assert strange(lines) == []
    assert len(re.findall(r"\d+", " ".join(lines))) > 150
    assert strange(["121 packages", "122 packages", "93.6 %", "Feb 27, 2025"]) == ["122", "93.6", "2025", "02", "27"]


def numbers(line: str) -> list[str]:
    """The counts and rates of a line, without what a language writes its days with."""
    line = re.sub(r"[A-Z][a-z]{2}(?: \d+,)? \d{4}|\d+年\d+月(\d+日)?", "", line)
    return sorted(re.findall(r"\d[\d,.]*\d|\d", line))


def test_the_three_documents_hold_the_same_numbers():
    told = [[numbers(line) for line in paragraphs(document(lang))] for lang in languages()]
    assert told[0] == told[1] == told[2]


def test_the_document_has_headings_numbers_tables_and_marked_blanks():
    root = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(document(answers=NOTHING))).read("word/document.xml"))
    styles = [each.get(f"{W}val") for each in root.iter(f"{W}pStyle")]
    letter = made(answers=NOTHING)
    assert styles.count("ListNumber") == len(letter.sentences)
    assert styles.count("Heading1") == 5
    assert styles.count("Title") == 1
    assert len(list(root.iter(f"{W}tbl"))) == 3
    runs = [run for run in root.iter(f"{W}r") if run.find(f"{W}rPr/{W}highlight") is not None]
    assert ["".join(piece.text for piece in run.iter(f"{W}t")) for run in runs] == [
        blank for _, blank in letter.blanks if blank
    ]


def test_the_document_has_the_language_the_letters_and_the_paper():
    for lang, marketplace, wide in (("en", "US", "12240"), ("zh-CN", "UK", "11906"), ("zh-TW", "DE", "11906")):
        raw = document(lang, marketplace=marketplace)
        parts = {
            name: zipfile.ZipFile(io.BytesIO(raw)).read(name).decode()
            for name in ("word/styles.xml", "word/document.xml")
        }
        east = "zh-TW" if lang == "zh-TW" else "zh-CN"
        assert f'<w:lang w:val="en-US" w:eastAsia="{east}"/>' in parts["word/styles.xml"]
        font = {"zh-TW": "Microsoft JhengHei"}.get(lang, "Microsoft YaHei")
        assert f'w:eastAsia="{font}"' in parts["word/styles.xml"]
        assert f'w:w="{wide}"' in parts["word/document.xml"]


def test_the_same_plan_gives_the_same_bytes_and_tells_of_no_machine():
    raw = document()
    assert raw == document()
    archive = zipfile.ZipFile(io.BytesIO(raw))
    assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert not [name for name in archive.namelist() if "thumbnail" in name or "customXml" in name or "app.xml" in name]
    core = archive.read("docProps/core.xml").decode()
    assert core.count("2025-02-28T00:00:00Z") == 2
    assert "<dc:creator>sample</dc:creator>" in core
    assert "python-docx" not in core
    for name in archive.namelist():
        assert b'TargetMode="External"' not in archive.read(name)
        assert b"<w:hyperlink" not in archive.read(name)


def test_a_document_that_cannot_be_written_is_said_so(tmp_path):
    with pytest.raises(CannotWrite, match="CANNOT_WRITE"):
        docx.write(tmp_path / "no" / "letter.docx", made(), load())
    docx.write(tmp_path / "letter.docx", made(), load())
    assert (tmp_path / "letter.docx").read_bytes() == document()


def test_the_text_has_a_line_a_paragraph_and_every_sentence_under_its_number():
    letter = made(answers=NOTHING)
    told = text(letter, load())
    lines = told.split("\n\n")
    for sentence in letter.sentences:
        assert f"{sentence.number}. {sentence.text}" in lines
    assert told.isascii()
    assert strange([re.sub(r"^\d+\. ", "", line) for line in lines]) == []


class Seen(HTMLParser):
    """The tags and texts of a page."""

    def __init__(self, source: str):
        super().__init__()
        self.tags, self.texts, self.attributes = [], [], []
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]

    def handle_data(self, data):
        self.texts.append(data)


def test_the_page_says_what_the_plan_says_and_fetches_nothing():
    for lang in languages():
        letter = made(lang, NOTHING)
        source = page(letter, load(lang))
        seen = Seen(source)
        assert "default-src 'none'" in source
        assert {"script", "img", "a", "link", "iframe"}.isdisjoint(seen.tags)
        assert source.count("<mark>") == sum(len(each.blanks) for _, each in letter.head) + sum(
            len(each.blanks) for each in letter.sentences
        )
        flat = " ".join("".join(seen.texts).split())
        assert all(" ".join(each.text.split()) in flat for each in letter.sentences if not each.cells)
        assert page(letter, load(lang)) == source


def printed(payload: str) -> str:
    """A payload as one line that can be shown, cut to what a carrier's name may take."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in payload)[:40].rstrip()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_names_out_of_the_files_stay_text_on_the_page(payload):
    of = case(category=payload, store=payload)
    of["causes"][0]["clauses"][0]["carriers"][0]["carrier"] = payload
    answers = Answers(seller=payload[:200], contact=payload[:200])
    letter = made(answers=answers, category=payload, store=payload, causes=of["causes"])
    for source in (text(letter, load()), page(letter, load())):
        assert "\u202e" not in source
        assert "\x00" not in source
    seen, plain = Seen(page(letter, load())), Seen(page(made(answers=NOTHING), load()))
    assert set(seen.tags) <= set(plain.tags)
    assert set(seen.attributes) <= set(plain.attributes)
    assert printed(payload) in "".join(seen.texts)


def test_names_out_of_the_files_stay_text_in_the_document():
    of, names = case(), list(PAYLOADS)
    clause = of["causes"][0]["clauses"][0]
    chunks = [names[at : at + 5] for at in range(0, len(names), 5)]
    of["causes"][0]["clauses"] = [
        clause | {"carriers": [{"carrier": name, "packages": 1} for name in chunk]} for chunk in chunks
    ]
    raw = docx.document(made(causes=of["causes"], category=PAYLOADS[1], store=PAYLOADS[2]), load())
    lines = paragraphs(raw)
    assert all(any(printed(name) in line for line in lines) for name in names)
    told = zipfile.ZipFile(io.BytesIO(raw)).read("word/document.xml").decode()
    assert {"<w:hyperlink", "<w:instrText", "<w:fldSimple", "\u202e"}.isdisjoint(re.findall(r"<w:\w+|\u202e", told))


@pytest.mark.skipif(not shutil.which("soffice"), reason="no LibreOffice here")
def test_libreoffice_opens_the_document(tmp_path):
    docx.write(tmp_path / "letter.docx", made("zh-TW"), load("zh-TW"))
    command = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "txt:Text (encoded):UTF8",
    ]
    done = subprocess.run(
        [*command, "--outdir", tmp_path, tmp_path / "letter.docx"], capture_output=True, text=True, timeout=120
    )
    assert "rror" not in done.stderr, done.stderr
    assert "行動計畫" in (tmp_path / "letter.txt").read_text("utf-8-sig")
