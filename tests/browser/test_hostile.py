"""Reports of a store whose files hold a payload in every field, in a real browser: text, and nothing happens."""

import json
import re
import zipfile
from pathlib import Path

import pytest
from publish.hostile import SIGNS, hostile_files

from vtr_lib.cli import main

pytestmark = pytest.mark.browser

LANGS = {"en": "report.html", "zh-CN": "report.zh-CN.html"}
ALIVE = """[...document.querySelectorAll("a[href]")].map(link => link.getAttribute("href"))
    .filter(href => /^\\s*(javascript|data|https?|\\/\\/)/i.test(href))"""
FOREIGN = """document.querySelectorAll("main img:not([src^='data:']), iframe, object, embed, form, [onerror], [onload]")
    .length"""
PAGES = "[...document.querySelectorAll('.page')].map(page => page.id)"
WIDE = "document.documentElement.scrollWidth"


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """The reports of the store in two languages, with the log of the runs."""
    folder = tmp_path_factory.mktemp("hostile")
    hostile_files(folder / "raw")
    shared = ["--store", "hostile", "--data", str(folder)]
    assert main(["ingest", str(folder / "raw"), *shared, "--accept-quarantine"]) == 0
    for lang in LANGS:
        told = ["--reports", str(folder / "reports"), "--log", str(folder / "log.jsonl"), "--lang", lang]
        assert main(["report", "--month", "2025-02", *shared, *told]) == 0
    return folder / "reports"


def revision(place: Path, lang: str) -> Path:
    return place / "hostile" / "2025-02" / lang / "r001"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [400, 1280])
@pytest.mark.parametrize("lang", LANGS)
def test_every_page_of_the_report_shows_text_and_does_nothing(open_page, place, lang, width, scheme):
    path = revision(place, lang) / "report.html"
    opened = open_page(path, width, color_scheme=scheme)
    assert opened.troubles == []
    assert "X" not in opened.page.title()
    assert [url for url in opened.requests if not url.startswith(("data:", "blob:", path.as_uri()))] == []
    assert opened.ask(ALIVE) == []
    assert opened.ask("document.querySelectorAll('svg a').length") == 0
    assert opened.ask(FOREIGN) == 0
    assert opened.ask(WIDE) <= width
    assert [pair for figure in opened.overlaps() for pair in figure] == []
    assert "<img src=x" in opened.ask("document.body.innerText"), "the payloads are there, as text"
    for page in opened.ask(PAGES):
        opened.go(f"#{page}")
        assert opened.ask(WIDE) <= width, page
    assert opened.troubles == []


@pytest.mark.parametrize("lang", LANGS)
def test_what_leads_to_the_report_shows_text_and_does_nothing(chromium, place, lang):
    index = place / ("index.html" if lang == "en" else f"index.{lang}.html")
    for path in (index, place / "hostile" / "2025-02" / LANGS[lang]):
        context = chromium.new_context(offline=True, viewport={"width": 400, "height": 900})
        page, troubles = context.new_page(), []
        page.on("console", lambda message, told=troubles: told.append(message.text))
        page.goto(path.as_uri(), wait_until="load")
        if path != index:
            page.wait_for_url("**/r001/report.html*")  # where the page of the month leads by itself
            page.locator("html[data-drawn=yes]").wait_for(state="attached")
        assert page.evaluate(ALIVE) == []
        assert page.evaluate(WIDE) <= 400
        assert troubles == []
        context.close()


@pytest.mark.parametrize("lang", LANGS)
def test_workbook_notebooks_and_paper_hold_text_alone(place, lang):
    pypdf = pytest.importorskip("pypdf")
    folder = revision(place, lang)
    with zipfile.ZipFile(folder / "verdicts.xlsx") as book:
        sheets = {name: book.read(name).decode("utf-8", "replace") for name in book.namelist()}
    for name, text in sheets.items():
        assert not re.search(r"<f[ >/]|<hyperlink|externalLink|TargetMode", text), name
    assert any("HYPERLINK" in text for text in sheets.values()), "the payloads are there, as text"
    for path in folder.glob("*.ipynb"):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            for output in cell.get("outputs", ()):
                shown = output.get("data", {})
                assert not {"application/javascript", "text/markdown", "text/latex"} & shown.keys()
                text = "".join(shown.get("text/html", ""))
                assert not re.search(r"<(script|img|iframe|a|svg)\b(?![^>]*data-)", text, re.I), (path.name, cell["id"])
    paper = pypdf.PdfReader(folder / "report.pdf")
    assert len(paper.pages) > 3
    for page in paper.pages:
        for link in page.get("/Annots") or ():
            assert "evil" not in str(link.get_object())
            assert "javascript" not in str(link.get_object()).lower()


def test_nobody_stands_in_anything_that_is_published(place):
    pypdf = pytest.importorskip("pypdf")
    assert "planted" in (place.parent / "raw" / next(
        path.name for path in (place.parent / "raw").iterdir() if "all-orders" in path.name
    )).read_text("utf-8").lower()  # fmt: skip
    files = [path for path in place.rglob("*") if path.is_file()] + [place.parent / "log.jsonl"]
    assert {"log.jsonl", "status.json", "index.html", "report.pdf", "verdicts.xlsx"} <= {path.name for path in files}
    for path in files:
        texts = [path.read_bytes().decode("utf-8", "replace")]
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                texts = [book.read(name).decode("utf-8", "replace") for name in book.namelist()]
        elif path.suffix == ".pdf":
            texts += [page.extract_text() for page in pypdf.PdfReader(path).pages]
        elif path.suffix == ".parquet":
            import polars as pl

            texts = [pl.read_parquet(path).write_csv()]
        for text in texts:
            assert [sign for sign in SIGNS if sign in text.lower()] == [], path.name
    quiet = (place.parent / "log.jsonl").read_text("utf-8") + (place / "status.json").read_text("utf-8")
    assert not re.search(r"999-\d{7}|1Z999", quiet), "no order and no number"
